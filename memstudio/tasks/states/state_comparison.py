"""Compares two memory states of one model.

Shapes: m slots, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from memstudio.errors import MemoryStateError, marked
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.precision import in_double
from memstudio.tasks.slot_texts import slot_texts
from memstudio.tasks.states.state_difference import SlotDifference, StateDifference

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.models.load import LoadedModel


def compare_states(
    loaded: LoadedModel, one: tuple[str, Path], other: tuple[str, Path]
) -> StateDifference:
    """How two states differ, in the words of a model that both belong to.

    Args:
        loaded: the model.
        one: the name of the first, and its file.
        other: the same for the second.

    Raises:
        MemoryStateError: one is damaged or of another model, or the model has no memory.
    """
    first, second = (accepted(loaded, path) for _, path in (one, other))
    return difference(loaded, (one[0], first), (other[0], second))


def accepted(loaded: LoadedModel, path: Path) -> MemoryState:
    """The state in a file, of one stream, as the model takes it.

    Raises:
        MemoryStateError: it is damaged or of another model, or the model has no memory.
    """
    if not isinstance(loaded.model, MemoryModel):
        raise MemoryStateError(marked("errors", "The open model has no memory to load into."))
    state = loaded.model.accept(MemoryState.load(path))
    if state.batch_size != 1:
        raise MemoryStateError(
            marked("errors", "The memory state holds {theirs} streams of text; a conversation has one."),
            theirs=state.batch_size,
        )  # fmt: skip
    return state


def difference(
    loaded: LoadedModel, one: tuple[str, MemoryState], other: tuple[str, MemoryState]
) -> StateDifference:
    """How two states that the model takes differ."""
    (name, first), (other_name, second) = one, other
    view = loaded.model.memory.slot_view
    with torch.no_grad():
        both = torch.stack([view(state.tensors)[0].detach() for state in (first, second)])
        # In one list, so that the words that set a slot apart are measured by one mean.
        words = slot_texts(loaded.model, loaded.tokenizer, both.flatten(0, 1))
    a, b = in_double(both)
    distances = (a - b).norm(dim=-1)
    lengths = torch.stack([a.norm(dim=-1), b.norm(dim=-1)])
    products = (a * b).sum(-1)
    num_slots = len(distances)
    slots = tuple(
        SlotDifference(
            slot=slot,
            distance=float(distances[slot]),
            relative=_share(float(distances[slot]), float(lengths[:, slot].mean())),
            cosine=_cosine(float(products[slot]), float(lengths[:, slot].prod())),
            is_equal=bool((a[slot] == b[slot]).all()),
            one=words[slot],
            other=words[num_slots + slot],
        )
        for slot in range(num_slots)
    )
    return StateDifference(
        one=name,
        other=other_name,
        segments=(int(first.num_segments[0]), int(second.num_segments[0])),
        pending=(int(first.pending_lengths[0]), int(second.pending_lengths[0])),
        slots=slots,
        is_equal=first.equals(second),
    )


def _share(distance: float, length: float) -> float:
    return distance / length if length else 0.0


def _cosine(product: float, length: float) -> float | None:
    # Rounding can lead a little beyond one.
    return max(-1.0, min(1.0, product / length)) if length else None
