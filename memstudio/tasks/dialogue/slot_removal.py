"""Finds the slots that hold something, and puts them back to what they were in the beginning.

For a memory whose texts are not there to be read again without it. The slots are found by measuring:
one at a time is put back, and the one whose loss makes the answers least likely goes, then the next,
until they are no likelier than with an empty memory and the same words waiting for the next write.

Shapes: m slots.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from memstudio.errors import DataError, marked
from memstudio.memory.memory_model import MemoryModel
from memstudio.tasks.dialogue.forget_report import MOST_APART
from memstudio.tasks.dialogue.probe_likelihood import log_likelihood
from memstudio.tasks.dialogue.sentences import contains, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.memory.memory_state import MemoryState
    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.dialogue.probes import Probe


def without_slots(
    conversation: Conversation, probes: Sequence[Probe], words: str, control: Control
) -> tuple[Conversation, Conversation, tuple[int, ...]]:
    """A conversation without the slots that make `probes` likely, one without any, and those slots.

    Tokens that wait for the next write are text, and lose the sentences with `words`.

    Raises:
        DataError: the model has no memory, or nothing was read into it.
        Cancelled: through `control`.
    """
    model, state = conversation.loaded.model, conversation.state
    if not isinstance(model, MemoryModel) or state is None:
        raise DataError(marked("errors", "There is nothing in the memory that could be forgotten."))
    left = _without_pending(conversation, state, words, control)
    now = _with_state(conversation, left)
    initial = {name: each.detach() for name, each in model.initial_state(1).tensors.items()}
    empty = _with_state(conversation, left.with_tensors(initial))
    aims = [log_likelihood(empty, probe, control) for probe in probes]
    gone: list[int] = []
    num_slots = len(model.memory.slot_view(state.tensors)[0])

    def excess(tried: Conversation) -> float:
        """Nats by which the probes are likelier than they should be."""
        found = [log_likelihood(tried, probe, control) for probe in probes]
        return max(one - aim for one, aim in zip(found, aims, strict=True))

    while excess(now) > MOST_APART and len(gone) < num_slots:
        tried = {}
        for slot in set(range(num_slots)) - set(gone):
            control.report(
                slot, num_slots, marked("progress", "Looking for the slots that hold it"), "slots"
            )
            tried[slot] = excess(_put_back(now, slot))
        gone.append(min(tried, key=lambda slot: tried[slot]))
        now = _put_back(now, gone[-1])
    return now, empty, tuple(sorted(gone))


def _put_back(conversation: Conversation, slot: int) -> Conversation:
    """With one slot as it is before anything was read."""
    model, state = conversation.loaded.model, conversation.state
    assert state is not None  # noqa: S101 - seen to above
    with torch.no_grad():
        slots = model.memory.slot_view(state.tensors).clone()
        initial = model.memory.slot_view(model.initial_state(1).tensors)
        slots[0, slot] = initial[0, slot].to(slots)
        tensors = model.memory.with_slot_view(state.tensors, slots)
    return _with_state(conversation, state.with_tensors(tensors).detach())


def _without_pending(
    conversation: Conversation, state: MemoryState, words: str, control: Control
) -> MemoryState:
    """Without the sentences that wait for the next write and hold `words`."""
    tokenizer = conversation.loaded.tokenizer
    text: str = tokenizer.decode(state.pending_ids[0].tolist(), skip_special_tokens=True)
    if not words or contains(text, words) is None:
        return state
    rest, _ = without(text, words)
    ids = conversation.prompt_ids(rest, is_question=False, control=control)
    pending = torch.tensor([ids], dtype=torch.long, device=state.device).reshape(1, len(ids))
    lengths = torch.full_like(state.pending_lengths, len(ids))
    return replace(state, pending_ids=pending, pending_lengths=lengths)


def _with_state(conversation: Conversation, state: MemoryState) -> Conversation:
    changed = conversation.fork()
    changed.resume(state, conversation.provenance, state.pending_ids[0].tolist())
    return changed
