"""Reading on with a memory that was forgotten: what figures "with the memory reset" are measured with."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState


@overload
def forgotten(model: MemoryModel, state: MemoryState) -> MemoryState: ...
@overload
def forgotten(model: MemoryModel, state: MemoryState | None) -> MemoryState | None: ...
def forgotten(model: MemoryModel, state: MemoryState | None) -> MemoryState | None:
    """The state with its memory as it is before anything was read; None for None.

    Between an encoder and a decoder the text that was just read stays: it is no memory, and what
    its loss costs would be laid to the memory's account.
    """
    if state is None:
        return None
    fresh = model.memory.initial_state(state.batch_size)
    return state.with_tensors(model.memory.remembering(state.tensors, fresh))
