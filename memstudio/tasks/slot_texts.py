"""The contents of slots in words that a person can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from memstudio.memory.slot_words import SlotLens, is_filled
from memstudio.tasks.memory_snapshot import MemorySnapshot, SlotContents
from memstudio.tasks.text_pieces import HALF

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState

_NUM_WORDS = 5


def slot_texts(model: MemoryModel, tokenizer: Any, slots: torch.Tensor) -> tuple[SlotContents, ...]:
    """The most distinctive words of each slot among `slots`, `[n, d]`.

    A slot that is empty has none, nor has the only one that is not: what it would be set apart from
    is itself. A model whose output layer takes vectors of another width has no
    words for any.
    """
    lens = SlotLens(model)
    found = [SlotContents((), ())] * len(slots)
    filled = is_filled(slots)
    if not filled.any() or not lens.fits(slots.shape[-1]):
        return tuple(found)
    seen = lens.seen(slots[filled])
    _, words = lens.words(seen, seen.mean(dim=0))
    for place, ids, scores in zip(
        filled.nonzero().flatten().tolist(), words.ids.tolist(), words.scores.tolist(), strict=True
    ):
        if min(ids) >= 0:
            found[place] = _readable(tokenizer, ids, scores)
    return tuple(found)


def snapshot_of(
    model: MemoryModel, tokenizer: Any, state: MemoryState, change: torch.Tensor | None
) -> MemorySnapshot:
    """What a memory of one row holds, to be shown.

    Args:
        model: whose memory it is.
        tokenizer: the model's.
        state: the memory.
        change: `[m]`, how far the last turn that wrote moved each slot; None before any did.
    """
    with torch.no_grad():
        slots = model.memory.slot_view(state.tensors)[0].detach()
        norms = slots.float().norm(dim=-1)
        contents = slot_texts(model, tokenizer, slots)
    return MemorySnapshot(
        num_segments=int(state.num_segments[0]),
        num_pending=int(state.pending_lengths[0]),
        segment_length=model.config.segment_length,
        slots=contents,
        change=None if change is None else change.float().cpu().numpy(),
        norms=norms.cpu().numpy(),
    )


def _readable(tokenizer: Any, ids: list[int], scores: list[float]) -> SlotContents:
    """The best words; parts of a character, which nobody can read, are passed over."""
    words = [
        (text, score)
        for text, score in zip(tokenizer.batch_decode([[i] for i in ids]), scores, strict=True)
        if HALF not in text
    ][:_NUM_WORDS]
    return SlotContents(tuple(text for text, _ in words), tuple(score for _, score in words))
