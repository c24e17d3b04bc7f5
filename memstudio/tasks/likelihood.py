"""How likely given texts are to a model, after what it remembers and what it reads first.

Shapes: K texts, T tokens, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.nn.utils.rnn import pad_sequence

from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.precision import in_double
from memstudio.tasks.reading_on import PIECE, shown_at_once, tensor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_LOGITS_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class LogLikelihood:
    """The sum of the log probabilities of a text's tokens, in nats, and their number."""

    total: float
    num_tokens: int

    @property
    def mean(self) -> float:
        """A token, for texts of unlike lengths."""
        return self.total / max(1, self.num_tokens)


def read_into(
    loaded: LoadedModel, state: MemoryState | None, ids: Sequence[int], control: Control
) -> MemoryState:
    """What a model with a memory remembers after some tokens.

    As `reading_on.read_on`, but a part of other work: it tells of nothing, and a wish to stop does
    not end it.

    Raises:
        Cancelled: through `control`.
    """
    model = loaded.model
    current = model.initial_state(1) if state is None else state
    with evaluating(model):
        for start in range(0, len(ids), PIECE):
            control.checkpoint()
            piece = tensor_of(model, ids[start : start + PIECE])
            current = model(piece, memory_state=current, logits_to_keep=1).memory_state
    return current


def log_likelihoods(
    loaded: LoadedModel,
    state: MemoryState | None,
    prompt: Sequence[int],
    texts: Sequence[Sequence[int]],
    control: Control,
) -> list[LogLikelihood]:
    """How likely each of K texts is right after a prompt.

    Args:
        loaded: the model; in the mode for evaluation while this lasts.
        state: what it remembers before the prompt; None for nothing. A model without a memory sees
            the end of the prompt that fits its window.
        prompt: at least one token.
        texts: the tokens of each; none may be empty.
        control: may cancel.

    Raises:
        Cancelled: through `control`.
    """
    model = loaded.model
    with evaluating(model):
        common: list[int] = list(prompt[-1:])
        carried: dict[str, Any] = {}
        if isinstance(model, MemoryModel):
            before = read_into(loaded, state, prompt[:-1], control)
        else:
            room = max(1, shown_at_once(model) - max(map(len, texts)))
            common, before = list(prompt[-room:]), None
        vocabulary = int(model.config.get_text_config(decoder=True).vocab_size)
        longest = len(common) + max(map(len, texts))
        at_once = max(1, _LOGITS_AT_ONCE // (longest * vocabulary))
        found: list[LogLikelihood] = []
        for start in range(0, len(texts), at_once):
            control.checkpoint()
            some = texts[start : start + at_once]
            if before is not None:
                carried = {"memory_state": before.repeat(len(some))}
            found += _of_some(model, common, some, carried)
        return found


def _of_some(
    model: Any, common: list[int], texts: Sequence[Sequence[int]], carried: dict[str, Any]
) -> list[LogLikelihood]:
    rows = [torch.tensor([*common, *text]) for text in texts]
    ids = pad_sequence(rows, batch_first=True).to(model.device)
    mask = pad_sequence([torch.ones_like(row) for row in rows], batch_first=True).to(model.device)
    logits = model(ids, attention_mask=mask, **carried).logits[:, len(common) - 1 : -1]
    odds = logits.float().log_softmax(-1).gather(-1, ids[:, len(common) :, None]).squeeze(-1)
    total = in_double(odds * mask[:, len(common) :]).sum(1).tolist()
    return [LogLikelihood(value, len(text)) for value, text in zip(total, texts, strict=True)]
