"""How transformers is told to continue a text."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from transformers import GenerationConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.tasks.generation_settings import GenerationSettings

_HEEDED = (
    "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id",
    "repetition_penalty", "encoder_repetition_penalty", "no_repeat_ngram_size", "bad_words_ids",
    "suppress_tokens", "begin_suppress_tokens", "sequence_bias", "renormalize_logits", "min_p", "top_h", "typical_p", "epsilon_cutoff", "eta_cutoff",
)  # fmt: skip
"""What a model's own configuration may say on how likely each token is, and on its special ones."""


# Below it the likeliest token is as good as certain, and logits divided by it overflow.
_COLDEST = 1e-3


@contextmanager
def only_heeded(model: Any) -> Iterator[None]:
    """Inside, `generate` fills in no more of the model's own configuration than what is heeded.

    Beams cannot be shown as they come, a forced last token would pass for the end of an answer, and
    so on: how a text is written and when it ends is said by whoever asks for it.
    """
    own = model.generation_config
    model.generation_config = GenerationConfig(
        **{name: getattr(own, name, None) for name in _HEEDED}
    )
    try:
        yield
    finally:
        model.generation_config = own


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
