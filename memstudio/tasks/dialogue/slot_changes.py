"""By how much each slot was changed between two states, measured.

Shapes: m slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from memstudio.memory.memory_model import MemoryModel

if TYPE_CHECKING:
    from memstudio.memory.memory_state import MemoryState
    from memstudio.tasks.conversation import Conversation

# A figure for each slot is kept with each turn; beyond this it would outweigh the text.
_MOST_SLOTS = 1024


def slot_changes(before: Conversation, after: Conversation) -> tuple[float, ...]:
    """`[m]`, the length of each slot's change, relative to the larger of its lengths before and after.

    Near 1 is a slot that was empty before or is wholly another now; it is 2 at most.

    Empty when nothing was written in between, or the two have no slots to compare.
    """
    model = after.loaded.model
    if not isinstance(model, MemoryModel) or after.state is None:
        return ()
    old: MemoryState = before.state if before.state is not None else model.initial_state(1)
    if int(old.num_segments[0]) == int(after.state.num_segments[0]):
        return ()
    with torch.no_grad():
        one = model.memory.slot_view(old.tensors)[0].float()
        two = model.memory.slot_view(after.state.tensors)[0].float()
    if one.shape != two.shape or len(one) > _MOST_SLOTS:
        return ()
    lengths = torch.maximum(one.norm(dim=-1), two.norm(dim=-1)).clamp(min=1e-9)
    moved = (two - one).norm(dim=-1) / lengths
    return tuple(round(float(each), 6) for each in moved.detach().cpu())
