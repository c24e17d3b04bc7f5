"""Every kind is changed through its slot view, and read on as any memory is."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from memstudio.errors import TraceError
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_kind import KindState, Segment
from memstudio.progress import Control
from memstudio.trace.causal_types import Effect, Intervention
from memstudio.trace.effects import measure_effect
from memstudio.trace.interventions import PlannedRows
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.word_edit import _ids
from tests.battery.cases import SEGMENT, Case, params
from tests.tiny import tiny_loaded
from tests.trace.test_provenance import WITH_SLOTS, session_of

AT = 2
with_slots = pytest.mark.parametrize("case", params(*WITH_SLOTS))


def effect_of(session: ReadingSession, *interventions: Intervention) -> Effect:
    return measure_effect(session, interventions, control=Control())


@torch.no_grad()
def read_on(session: ReadingSession, state: KindState) -> np.ndarray:
    """ln p of what comes after the first token of segment `AT`, read segment by segment."""
    rows = []
    for segment in range(AT, session.num_segments):
        reading = session.read_segment(segment, state)
        rows.append(reading.logits[0].log_softmax(-1))
        state = reading.state
    ids = session.ids[AT * SEGMENT :]
    return torch.cat(rows)[:-1].gather(1, ids[1:, None])[:, 0].numpy()


def check(session: ReadingSession, effect: Effect, state: KindState) -> None:
    start = AT * SEGMENT + 1
    np.testing.assert_array_equal(effect.changed[:start], effect.log_probability[:start])
    np.testing.assert_allclose(effect.changed[start:], read_on(session, state), atol=1e-5)


@torch.no_grad()
def with_slot(session: ReadingSession, slot: int, value: torch.Tensor) -> KindState:
    memory = session.model.memory
    state = session.state(AT, Control())
    slots = memory.slot_view(state).clone()
    slots[0, slot] = value
    changed: KindState = memory.with_slot_view(state, slots)
    return changed


@with_slots
@pytest.mark.one_in(9)
def test_a_slot_taken_out_is_as_at_first(case: Case) -> None:
    session = session_of(case)
    expected = with_slot(session, 1, session.initial_slots[1])
    check(session, effect_of(session, Intervention("ablate", AT, (1,))), expected)


@with_slots
@pytest.mark.one_in(9)
def test_a_slot_is_patched_from_another_time(case: Case) -> None:
    session = session_of(case)
    expected = with_slot(session, 1, session.slots(4, Control())[1])
    check(session, effect_of(session, Intervention("patch", AT, (1,), from_segment=4)), expected)


@with_slots
@pytest.mark.one_in(9)
def test_all_slots_at_once_are_the_whole_memory(case: Case) -> None:
    """What the view of a slot leaves out goes along when all are exchanged."""
    session = session_of(case)
    state = session.state(4, Control())
    if case.needs_encoder:
        # The segment before is text, and no memory.
        state = session.state(AT, Control()) | {"slots": state["slots"]}
    check(session, effect_of(session, Intervention("patch", AT, from_segment=4)), state)
    fresh = session.initial
    if case.needs_encoder:
        fresh = session.state(AT, Control()) | {"slots": fresh["slots"]}
    check(session, effect_of(session, Intervention("reset", AT)), fresh)


@with_slots
@pytest.mark.one_in(3)
def test_a_frozen_memory_is_the_same_until_the_end(case: Case) -> None:
    session = session_of(case)
    effect = effect_of(session, Intervention("freeze", AT))
    kept = session.state(AT, Control())
    for segment in range(AT, session.num_segments):
        state = kept
        if case.needs_encoder:
            state = session.state(segment, Control()) | {"slots": kept["slots"]}
        start, stop = session.bounds(segment)
        with torch.no_grad():
            logits = session.read_segment(segment, state).logits[0].log_softmax(-1)
        known = min(stop + 1, session.num_tokens)
        ids = session.ids[start + 1 : known]
        expected = logits[: len(ids)].gather(1, ids[:, None])[:, 0].numpy()
        np.testing.assert_allclose(effect.changed[start + 1 : known], expected, atol=1e-5)


@with_slots
@pytest.mark.one_in(3)
def test_noise_that_is_nothing_changes_nothing(case: Case) -> None:
    session = session_of(case)
    nothing = effect_of(session, Intervention("noise", AT, (0, 1), strength=0.0))
    assert np.abs(nothing.change).max() < 1e-5


def to_and_fro(kind: str, num_slots: int) -> ReadingSession:
    """A text that is read with notes on all of its words."""
    loaded = tiny_loaded(kind, num_slots=num_slots, segment_length=SEGMENT)
    if kind == "lm-bow":
        memory = loaded.model.memory
        memory.options = memory.options.model_copy(update={"skip_first": 0})
        torch.nn.init.ones_(memory.mix_gate)
    return ReadingSession.of_text(loaded, "to and fro, " * 3 + "Q Z " * 3)


def read_sentence(session: ReadingSession, state: KindState, sentence: str) -> KindState:
    segment = Segment(torch.tensor([_ids(session, sentence)]))
    with evaluating(session.model):
        memory = session.model.memory
        return memory.read_segment(session.model.backbone, segment, state).state


@pytest.mark.parametrize("kind", ["lm-bow", "rmt"])
def test_a_memory_edited_to_a_sentence_is_as_if_it_had_been_read(kind: str) -> None:
    """Notes go along with the words that they are filed under."""
    session = to_and_fro(kind, num_slots=40)
    state = session.state(AT, Control())
    read = read_sentence(session, state, "Q Z")
    assert kind == "rmt" or not torch.equal(read["words"], state["words"])
    check(session, effect_of(session, Intervention("edit", AT, word="Q Z")), read)


def test_a_slot_of_another_state_brings_the_word_that_its_notes_are_of() -> None:
    session = to_and_fro("lm-bow", num_slots=5)
    memory, control = session.model.memory, Control()
    state, later = session.state(AT, control), session.state(AT + 2, control)
    other = session.other("K is 7, X is 9, no more").state(AT, control)
    slots = (1, 2)
    for each, source in (
        (Intervention("patch", AT, slots, from_segment=AT + 2), later),
        (Intervention("swap", AT, slots, document="K is 7, X is 9, no more"), other),
        (Intervention("edit", AT, slots, word="Q9 K5"), read_sentence(session, state, "Q9 K5")),
    ):
        with evaluating(session.model):
            changed = PlannedRows(session, [(each,)], control).change(AT, [0], state)
        came = source["words"][0, slots].tolist()
        assert came != state["words"][0, slots].tolist(), each.kind
        assert_filed(changed, {slot: source if slot in slots else state for slot in range(5)})
        assert changed["words"][0, slots].tolist() == came
    # A word that stood elsewhere stands in one slot all the same.
    turned = {name: each.roll(1, dims=-1) for name, each in state.items() if name != "notes"}
    turned["notes"] = state["notes"].roll(1, dims=1)
    changed = memory.with_slots_of(state, turned, [1])
    assert changed["words"][0, :2].tolist() == [-1, int(state["words"][0, 0])]
    assert not changed["notes"][0, 0].any()
    assert_filed(changed, {1: turned} | dict.fromkeys((2, 3, 4), state))
    # A part of the way, there is no telling whose notes they would be.
    with pytest.raises(TraceError, match="only all the way"):
        effect_of(session, Intervention("edit", AT, slots, word="Q9 K5", strength=0.5))


def test_a_frozen_slot_keeps_the_word_that_its_notes_are_of() -> None:
    session = to_and_fro("lm-bow", num_slots=5)
    state = session.state(AT, Control())
    with evaluating(session.model):
        after = session.read_segment(AT, state).state
        slot = int((after["words"] != state["words"])[0].long().argmax())
        assert after["words"][0, slot] != state["words"][0, slot]
        rows = PlannedRows(session, [(Intervention("freeze", AT, (slot,)),)], Control())
        rows.change(AT, [0], state)
        held = rows.change(AT + 1, [0], after)
    assert held["words"][0, slot] == state["words"][0, slot]
    assert_filed(held, {each: state if each == slot else after for each in range(5)})


def assert_filed(changed: KindState, sources: dict[int, KindState]) -> None:
    """Every note stands under the word that it is of, and every word in one slot."""
    words = changed["words"][0].tolist()
    held = [word for word in words if word >= 0]
    assert len(set(held)) == len(held)
    for slot, source in sources.items():
        if words[slot] >= 0:
            assert words[slot] == source["words"][0, slot]
            torch.testing.assert_close(changed["notes"][0, slot], source["notes"][0, slot])


@with_slots
@pytest.mark.one_in(3)
def test_a_frozen_slot_can_still_be_changed(case: Case) -> None:
    """The change stays until the end, in whatever order the two were made."""
    session = session_of(case)
    freeze, ablate = Intervention("freeze", AT, (1,)), Intervention("ablate", AT + 1, (1,))
    later = range(AT + 2, session.num_segments)
    again = (Intervention("ablate", segment, (1,)) for segment in later)
    expected = effect_of(session, freeze, ablate, *again).changed
    for plan in ((freeze, ablate), (ablate, freeze)):
        np.testing.assert_allclose(effect_of(session, *plan).changed, expected, atol=1e-5)
    if case.kind != "lm-bow":  # Whose slot 1 is of a word that does not come again.
        assert np.nanmax(np.abs(effect_of(session, freeze).changed - expected)) > 1e-5
