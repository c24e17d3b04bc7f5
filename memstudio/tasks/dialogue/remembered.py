"""What a dialogue remembers: the words of each slot, and the turns that changed it most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.dialogue import Dialogue
    from memstudio.tasks.memory_snapshot import SlotContents

_NUM_WRITERS = 3


@dataclass(frozen=True, slots=True)
class Writer:
    """A turn that changed a slot: its number, counting from 1, and by how much, relative to before."""

    number: int
    change: float


@dataclass(frozen=True, slots=True)
class RememberedSlot:
    """One slot: its words, and the turns that changed it most, the strongest first."""

    slot: int
    contents: SlotContents
    writers: tuple[Writer, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered.

    Attributes:
        num_segments: written into the slots so far.
        slots: in their order; those that some turn changed.
        waiting: the text that is remembered word for word, until it is written.
        num_before: turns that are no longer in the memory.
        has_start: whether a memory was loaded, in which no turn of this dialogue has a part.
    """

    num_segments: int
    slots: tuple[RememberedSlot, ...]
    waiting: str
    num_before: int
    has_start: bool


def remembered(dialogue: Dialogue) -> Remembered | None:
    """What a dialogue remembers; None without a memory.

    Which turn changed a slot, and by how much, was measured when it was read. That a turn changed a
    slot does not say that the slot still holds it: taking it away and measuring does.
    """
    conversation = dialogue.conversation
    snapshot = conversation.snapshot()
    if snapshot is None:
        return None
    state = conversation.state
    waiting = [] if state is None else state.pending_ids[0].tolist()
    turns = dialogue.turns[dialogue.since :]
    slots = []
    for number, contents in enumerate(snapshot.slots):
        changes = [
            Writer(place, turn.changes[number])
            for place, turn in enumerate(turns, start=dialogue.since + 1)
            if number < len(turn.changes) and turn.changes[number] > 0
        ]
        changes.sort(key=lambda each: -each.change)
        if changes or dialogue.start.state is not None:
            slots.append(RememberedSlot(number, contents, tuple(changes[:_NUM_WRITERS])))
    return Remembered(
        num_segments=snapshot.num_segments,
        slots=tuple(slots),
        waiting=conversation.loaded.tokenizer.decode(waiting, skip_special_tokens=True),
        num_before=dialogue.since,
        has_start=dialogue.start.state is not None,
    )
