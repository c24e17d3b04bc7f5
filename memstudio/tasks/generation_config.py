"""How transformers is told to continue a text."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    EncoderRepetitionPenaltyLogitsProcessor,
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
)
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from memstudio.tasks.generation_settings import GenerationSettings

_HEEDED = (
    "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id",
    "repetition_penalty", "encoder_repetition_penalty", "no_repeat_ngram_size", "bad_words_ids",
    "suppress_tokens", "begin_suppress_tokens", "sequence_bias", "renormalize_logits", "min_p", "top_h", "typical_p", "epsilon_cutoff", "eta_cutoff",
)  # fmt: skip
"""What a model's own configuration may say on how likely each token is, and on its special ones."""

_OF_REPEATING = frozenset(
    {"repetition_penalty", "encoder_repetition_penalty", "no_repeat_ngram_size"}
)
"""Those that look at what stands before."""

# Below it the likeliest token is as good as certain, and logits divided by it overflow.
_COLDEST = 1e-3


@contextmanager
def only_heeded(model: Any, before: Sequence[int] = ()) -> Iterator[LogitsProcessorList]:
    """Inside, `generate` fills in no more of the model's own configuration than what is heeded.

    Beams cannot be shown as they come, a forced last token would pass for the end of an answer, and
    so on: how a text is written and when it ends is said by whoever asks for it.

    Args:
        model: with or without a memory.
        before: what was read before what `generate` is given, as far as it is at hand. What may not
            be repeated is looked for there too, by the processors that come of it for `generate`.
    """
    own = model.generation_config
    # What an encoder has read may be said again.
    if getattr(getattr(model, "memory", None), "needs_encoder", False):
        before = ()
    names = [name for name in _HEEDED if not before or name not in _OF_REPEATING]
    model.generation_config = GenerationConfig(**{name: getattr(own, name, None) for name in names})
    try:
        yield _against_repeating(own, list(before)) if before else LogitsProcessorList()
    finally:
        model.generation_config = own


class _After(LogitsProcessor):
    """A processor that sees what was read before as well."""

    def __init__(self, before: list[int], make: Callable[[Any], Any]) -> None:
        self._before = torch.tensor([before])
        self._make = make
        self._own: Any = None

    @override
    def __call__(self, input_ids: Any, scores: Any) -> Any:
        self._before = self._before.to(input_ids.device)
        before = self._before.expand(len(input_ids), -1)
        shown = torch.cat([before, input_ids], dim=1)
        # The first time nothing is written yet: that is the prompt.
        self._own = self._own or self._make(shown)
        return self._own(shown, scores)


def _against_repeating(own: GenerationConfig, before: list[int]) -> LogitsProcessorList:
    """In the order of transformers."""
    found = LogitsProcessorList()
    encoder = own.encoder_repetition_penalty
    if encoder is not None and encoder != 1.0:
        found.append(
            _After(before, lambda prompt: EncoderRepetitionPenaltyLogitsProcessor(encoder, prompt))
        )
    penalty = own.repetition_penalty
    if penalty is not None and penalty != 1.0:
        found.append(_After(before, lambda _: RepetitionPenaltyLogitsProcessor(penalty)))
    size = own.no_repeat_ngram_size
    if size:
        found.append(_After(before, lambda _: NoRepeatNGramLogitsProcessor(size)))
    return found


def generation_config(
    model: Any, tokenizer: Any, settings: GenerationSettings, max_new_tokens: int
) -> GenerationConfig:
    """The configuration of one call of `generate`.

    Args:
        model: whose own end of a text counts, when it has one.
        tokenizer: whose end counts otherwise.
        settings: how to write.
        max_new_tokens: at most so many now, whatever the settings allow in all.
    """
    base = model.generation_config
    end = base.eos_token_id if base.eos_token_id is not None else tokenizer.eos_token_id
    pad = tokenizer.pad_token_id
    if pad is None:
        pad = end[0] if isinstance(end, list) else end
    samples = settings.temperature >= _COLDEST
    return GenerationConfig(
        max_new_tokens=max_new_tokens,
        do_sample=samples,
        temperature=settings.temperature if samples else 1.0,
        top_p=settings.top_p if samples else 1.0,
        # Otherwise transformers takes the likeliest 50, whatever the share.
        top_k=0 if samples else None,
        eos_token_id=end,
        pad_token_id=pad if pad is not None else 0,
    )
