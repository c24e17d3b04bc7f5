"""Two states are compared slot by slot, in numbers and in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from memstudio.errors import MemoryStateError
from memstudio.memory.memory_state import MemoryState
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.states.state_comparison import compare_states, difference
from tests.tiny import tiny_loaded


@pytest.fixture
def state(conversation: Conversation) -> MemoryState:
    assert conversation.state is not None
    return conversation.state


def changed(loaded: LoadedModel, state: MemoryState, slot: int) -> MemoryState:
    slots = loaded.model.memory.slot_view(state.tensors).clone()
    slots[0, slot] *= -2.0
    return state.with_tensors(loaded.model.memory.with_slot_view(state.tensors, slots))


def test_a_state_does_not_differ_from_itself(loaded: LoadedModel, state: MemoryState) -> None:
    found = difference(loaded, ("a", state), ("b", state))
    assert found.is_equal
    assert found.num_equal == len(found.slots) == 3
    for slot in found.slots:
        assert slot.distance == slot.relative == 0.0
        assert slot.cosine == pytest.approx(1.0)
        assert slot.one == slot.other


def test_only_the_slot_that_was_changed_differs(loaded: LoadedModel, state: MemoryState) -> None:
    found = difference(loaded, ("a", state), ("b", changed(loaded, state, 1)))
    assert [slot.is_equal for slot in found.slots] == [True, False, True]
    length = float(loaded.model.memory.slot_view(state.tensors)[0, 1].norm())
    assert found.slots[1].distance == pytest.approx(3 * length, rel=1e-5)
    assert found.slots[1].relative == pytest.approx(2.0, rel=1e-5)
    assert found.slots[1].cosine == pytest.approx(-1.0, abs=1e-6)
    assert found.has_words
    assert found.slots[1].one.words != found.slots[1].other.words
    assert not found.is_equal


def test_tokens_that_wait_tell_states_apart_that_no_slot_does(
    loaded: LoadedModel, state: MemoryState
) -> None:
    ids = torch.ones_like(state.pending_ids)
    found = difference(loaded, ("a", state), ("b", replace(state, pending_ids=ids)))
    assert state.pending_ids.numel()
    assert found.num_equal == 3
    assert not found.is_equal


def test_a_slot_of_no_length_has_no_angle(loaded: LoadedModel, state: MemoryState) -> None:
    nothing = state.with_tensors({k: torch.zeros_like(t) for k, t in state.tensors.items()})
    found = difference(loaded, ("a", nothing), ("b", nothing))
    assert all(slot.cosine is None and slot.relative == 0.0 for slot in found.slots)


@pytest.mark.parametrize("kind", ["rmt", "armt", "s2s", "m2m", "lm-bow", "infini", "titans", "knn"])
def test_states_of_every_kind_are_compared_from_their_files(kind: str, tmp_path: Path) -> None:
    loaded = tiny_loaded(kind)
    conversation = Conversation(loaded)
    conversation.read("Daniel went to the garden, and nobody knew.", control=Control())
    conversation.save(tmp_path / "a")
    conversation.read(" It was a dark and stormy night. " * 3, control=Control())
    conversation.save(tmp_path / "b")
    found = compare_states(loaded, ("a", tmp_path / "a"), ("b", tmp_path / "b"))
    assert found.segments[1] > found.segments[0]
    assert not found.is_equal
    # What an armt that was never trained writes is nothing: its values begin at zero.
    assert any(slot.distance > 0 for slot in found.slots) == (kind != "armt")
    assert all(slot.distance >= 0 for slot in found.slots)


def test_states_of_another_model_are_refused(conversation: Conversation, tmp_path: Path) -> None:
    conversation.save(tmp_path / "a")
    both = ("a", tmp_path / "a"), ("a", tmp_path / "a")
    with pytest.raises(MemoryStateError, match="belongs to another model"):
        compare_states(tiny_loaded("rmt", num_slots=4), *both)
    with pytest.raises(MemoryStateError, match="no memory"):
        compare_states(tiny_loaded(None), *both)
