"""What a picture shows of a memory is what the forward pass used, and changing it changes that."""

from __future__ import annotations

from functools import cache

import pytest
import torch

from memstudio.memory.backbone import eager_attention
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from tests.battery.cases import (
    CASES,
    SEGMENT,
    Case,
    difference,
    fresh,
    params,
    random_ids,
    stirred,
)

WITH_SLOTS = [case for case in CASES if case.remembers]
with_slots = pytest.mark.parametrize("case", params(*WITH_SLOTS))
# Elsewhere a token looks at every slot at least a little. (`knn` has so few here that all are read.)
LOOKS_AWAY = {"lm-bow"}
IDS = random_ids(2, SEGMENT, seed=2)


@cache
def _read(name: str) -> tuple[MemoryModel, KindState, KindState]:
    """A model, and its memory after each of two documents."""
    model = stirred(next(case for case in CASES if case.name == name)).double()
    with torch.no_grad():
        one, other = (
            model(random_ids(2, 3 * SEGMENT, seed=seed)).memory_state.tensors for seed in (0, 1)
        )
    return model, one, other


@torch.no_grad()
def _look(model: MemoryModel, state: KindState, ids: torch.Tensor = IDS) -> SegmentReading:
    with eager_attention(model.backbone):
        return model.memory.read_segment(model.backbone, Segment(ids, capture=True), state)


@torch.no_grad()
def _views(model: MemoryModel, *states: KindState) -> list[torch.Tensor]:
    return [model.memory.slot_view(state) for state in states]


@with_slots
@pytest.mark.one_in(4)
def test_looking_changes_nothing(case: Case) -> None:
    model, state, _ = _read(case.name)
    seen = _look(model, state)
    with torch.no_grad():
        plain = model.memory.read_segment(model.backbone, Segment(IDS), state)
    assert plain.weights is None
    # Attention that gives its weights takes them in single precision.
    torch.testing.assert_close(seen.logits, plain.logits, atol=1e-5, rtol=1e-4)
    assert difference(seen.state, plain.state) < 1e-4


@with_slots
def test_weights_are_shares_of_the_slots_that_are_shown(case: Case) -> None:
    model, state, _ = _read(case.name)
    (view,) = _views(model, state)
    assert view.shape[:2] == (2, model.memory.num_slots)
    weights = _look(model, state).weights
    assert weights is not None
    assert weights.write is not None
    num_layers, _, num_heads = weights.read.shape[:3]
    assert weights.read.shape == (num_layers, 2, num_heads, SEGMENT, model.memory.num_slots)
    assert weights.write.shape[-2:] == (model.memory.num_slots, SEGMENT)
    for each in (weights.read, weights.write, weights.between):
        if each is not None:
            assert float(each.min()) >= 0
    assert float(weights.read.sum(-1).max()) <= 1 + 1e-6
    assert float(weights.read.max()) > 1e-3
    into = weights.write.sum(-1)
    assert float(into.max()) > 1e-3
    if weights.between is not None:
        assert weights.between.shape[-2:] == (model.memory.num_slots, 2 * model.memory.num_slots)
        into = into + weights.between.sum(-1)
    assert float(into.max()) <= 1 + 1e-6


@torch.no_grad()
@with_slots
def test_the_view_put_back_is_the_same_memory(case: Case) -> None:
    model, state, _ = _read(case.name)
    (view,) = _views(model, state)
    again = model.memory.with_slot_view(state, view)
    first = model.initial_state(2).tensors
    fresh_again = model.memory.with_slot_view(first, model.memory.slot_view(first))
    assert difference(again, state) < 1e-9
    assert difference(fresh_again, first) < 1e-9


@with_slots
def test_a_slot_that_is_given_another_view_shows_it_and_the_others_stay(case: Case) -> None:
    model, state, other = _read(case.name)
    view, wanted = _views(model, state, other)
    moved = view.clone()
    moved[:, 1] = wanted[:, 1]
    with torch.no_grad():
        changed = model.memory.with_slot_view(state, moved)
    (shown,) = _views(model, changed)
    torch.testing.assert_close(shown, moved, atol=1e-8, rtol=1e-8)


@torch.no_grad()
@with_slots
def test_a_slot_that_is_reset_shows_its_first_view_and_the_others_stay(case: Case) -> None:
    model, state, _ = _read(case.name)
    view, first = _views(model, state, model.initial_state(2).tensors)
    assert not torch.equal(view[:, 1], first[:, 1])
    reset = view.clone()
    reset[:, 1] = first[:, 1]
    changed = model.memory.with_slot_view(state, reset)
    (shown,) = _views(model, changed)
    torch.testing.assert_close(shown, reset, atol=1e-8, rtol=1e-8)
    # Reset again, it stays as it is.
    twice = model.memory.with_slot_view(changed, reset)
    assert difference(twice, changed) < 1e-8


@with_slots
@pytest.mark.one_in(3)
def test_a_slot_matters_just_to_tokens_that_read_it_and_to_those_behind_them(case: Case) -> None:
    """An intervention on each slot, in the row where it is, and what it does to the logits."""
    model, state, other = _read(case.name)
    view, wanted = _views(model, state, other)
    before = _look(model, state)
    assert before.weights is not None
    reads = before.weights.read.sum((0, 2))  # [B, S, m]
    # A token looks through its own segment at those before it too.
    has_read = reads.cumsum(1) > 0
    num_unread = 0
    for slot in range(min(model.memory.num_slots, 24)):
        moved = view.clone()
        moved[0, slot] = wanted[0, slot]
        if torch.equal(moved, view):
            continue
        with torch.no_grad():
            changed = model.memory.with_slot_view(state, moved)
        after = _look(model, changed)
        change = (after.logits - before.logits).abs().amax(-1)
        assert not change[1].any(), slot
        assert not change[0][~has_read[0, :, slot]].any(), slot
        num_unread += int((~has_read[0, :, slot]).sum())
        strongest = int(reads[0, :, slot].argmax())
        if float(reads[0, strongest, slot]) > 0.01:
            assert float(change[0, strongest:].max()) > 1e-6, slot
    assert num_unread or case.kind not in LOOKS_AWAY


@with_slots
@pytest.mark.one_in(4)
def test_closed_ways_let_nothing_of_any_slot_through(case: Case) -> None:
    """With every gate of the reads closed, the slots may hold what they will."""
    model = fresh(case).double()
    closed = {"armt", "lm-bow", "m2m", "s2s", "titans"}
    with torch.no_grad():
        one, other = (
            model(random_ids(2, 3 * SEGMENT, seed=seed)).memory_state.tensors for seed in (0, 1)
        )
    change = (_look(model, one).logits - _look(model, other).logits).abs().max()
    assert (float(change) < 1e-5) == (case.kind in closed)
