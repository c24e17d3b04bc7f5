"""A model that reads on from what it remembers, a little at a time, so that it can be ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from memstudio.errors import Cancelled, marked
from memstudio.memory.evaluating import evaluating
from memstudio.models.window import num_positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.progress import Control

PIECE = 1024
"""Tokens that are read at once."""
_USUAL_WINDOW = 1024
"""Tokens that a model is shown at once which says nothing of its own."""


def read_on(
    model: MemoryModel, state: MemoryState | None, ids: Sequence[int], control: Control
) -> MemoryState:
    """The memory after reading `ids` with `state`, or with nothing read before.

    Raises:
        Cancelled: through `control`, stopped or cancelled.
    """
    current = state if state is not None else model.initial_state(1)
    with evaluating(model):
        for start in range(0, len(ids), PIECE):
            control.checkpoint()
            if control.is_stop_requested:
                raise Cancelled
            control.report(start, len(ids), marked("progress", "Reading"), "tokens")
            piece = tensor_of(model, ids[start : start + PIECE])
            current = model(piece, memory_state=current, logits_to_keep=1).memory_state
    return current


def tensor_of(model: Any, ids: Sequence[int]) -> torch.Tensor:
    """`[1, T]`, where the model is."""
    return torch.tensor([list(ids)], dtype=torch.long, device=model.device)


def shown_at_once(model: Any) -> int:
    """How many tokens a plain model is shown at once."""
    return num_positions(model) or _USUAL_WINDOW
