from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.errors import Cancelled, TraceError
from memstudio.memory.memory_state import MemoryState
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace import reading_session
from memstudio.trace.causal_types import Effect, Intervention, InterventionKind
from memstudio.trace.effects import measure_effect, measure_map, read_rows
from memstudio.trace.reading_session import ReadingSession
from tests.tiny import tiny_loaded
from tests.trace.conftest import SEGMENT, SLOTS, STORY

AT = 3
OTHER = "John walked along the garden wall in the rain and thought of nothing at all. " * 3


@pytest.fixture
def session(loaded: LoadedModel) -> ReadingSession:
    return session_of(loaded)


def session_of(loaded: LoadedModel) -> ReadingSession:
    loaded.model.double()
    found = ReadingSession.of_text(loaded, STORY)
    return ReadingSession(loaded, found.tokens)


def effect_of(session: ReadingSession, *interventions: Intervention, **options: Any) -> Effect:
    return measure_effect(session, interventions, control=Control(), **options)


def ablate(session: ReadingSession, slots: tuple[int, ...] = (1,), at: int = AT) -> Effect:
    return effect_of(session, Intervention("ablate", at, slots))


def ids_of(loaded: LoadedModel, text: str = STORY) -> torch.Tensor:
    return torch.tensor(loaded.tokenizer(text, add_special_tokens=False)["input_ids"])


def state_before(loaded: LoadedModel, segment: int, text: str = STORY) -> MemoryState:
    """The memory as the model itself gives it, reading the text from its start."""
    if segment == 0:
        return loaded.model.initial_state(1)
    with torch.no_grad():
        output = loaded.model(ids_of(loaded, text)[None, : segment * SEGMENT])
    state: MemoryState = output.memory_state
    return state


def slots_of(loaded: LoadedModel, state: MemoryState) -> torch.Tensor:
    with torch.no_grad():
        view: torch.Tensor = loaded.model.memory.slot_view(state.tensors)[0]
    return view


def read_on(loaded: LoadedModel, state: MemoryState, segment: int) -> np.ndarray[Any, Any]:
    """The log-probabilities of what comes after the first token of a segment, read from a state."""
    rest = ids_of(loaded)[None, segment * SEGMENT :]
    with torch.no_grad():
        logits = loaded.model(rest, memory_state=state).logits[0].log_softmax(-1)
    found: np.ndarray[Any, Any] = logits[:-1].gather(1, rest[0, 1:, None])[:, 0].numpy()
    return found


def with_slots(loaded: LoadedModel, state: MemoryState, slots: torch.Tensor) -> MemoryState:
    with torch.no_grad():
        return state.with_tensors(loaded.model.memory.with_slot_view(state.tensors, slots[None]))


def check_reads_as(
    loaded: LoadedModel, effect: Effect, state: MemoryState, segment: int = AT
) -> None:
    """The effect is that of a plain reading of the rest with `state` as the memory."""
    start = segment * SEGMENT + 1
    assert effect.first_token == start
    np.testing.assert_array_equal(effect.changed[:start], effect.log_probability[:start])
    np.testing.assert_allclose(
        effect.changed[start:], read_on(loaded, state, segment), rtol=1e-6, atol=1e-6
    )


# ------------------------------------------------------------------ what is measured


def test_tokens_before_the_change_are_untouched(session: ReadingSession) -> None:
    effect = ablate(session)
    assert (effect.change[: AT * SEGMENT + 1] == 0).all()
    assert (effect.change[AT * SEGMENT + 1 :] != 0).any()


def test_log_probabilities_and_words_are_those_of_the_untouched_reading(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    effect = ablate(session)
    ids = ids_of(loaded)
    with torch.no_grad():
        logits = loaded.model(ids[None]).logits[0].log_softmax(-1)
    expected = logits[:-1].gather(1, ids[1:, None])[:, 0].numpy()
    assert np.isnan(effect.log_probability[0])
    np.testing.assert_allclose(effect.log_probability[1:], expected, rtol=1e-6)
    np.testing.assert_array_equal(effect.token_ids, ids.numpy())
    np.testing.assert_array_equal(effect.predicted_before[1:], logits.argmax(-1)[:-1].numpy())
    token, before, _ = effect.words(20)
    assert token == effect.text(int(ids[20]))
    assert before == effect.text(int(logits[19].argmax()))


def test_changed_tokens_are_those_that_another_word_is_likeliest_for(
    session: ReadingSession,
) -> None:
    effect = ablate(session, (0, 1, 2))
    changed = effect.changed_tokens()
    assert len(changed)
    assert changed.min() >= effect.first_token
    for token in changed:
        assert effect.words(token)[1] != effect.words(token)[2]
    assert effect.total() == pytest.approx(float(effect.change.sum()), abs=1e-3)
    assert effect.total(0, effect.first_token) == 0


def test_arrays_of_an_effect_cannot_be_changed(session: ReadingSession) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ablate(session).changed[0] = 1


def test_reading_again_can_end_early(session: ReadingSession) -> None:
    whole = ablate(session)
    part = effect_of(session, Intervention("ablate", AT, (1,)), stop_token=5 * SEGMENT)
    assert part.stop_token == 5 * SEGMENT + 1
    np.testing.assert_array_equal(part.changed[: part.stop_token], whole.changed[: part.stop_token])
    assert (part.change[part.stop_token :] == 0).all()


# ------------------------------------------------------------------ each kind of change


@pytest.mark.parametrize("segment", [0, AT])
def test_a_slot_patched_with_itself_changes_nothing(session: ReadingSession, segment: int) -> None:
    effect = effect_of(session, Intervention("patch", segment, (0, 2), from_segment=segment))
    assert (effect.change == 0).all()


def test_an_ablated_slot_is_as_before_anything_was_read(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    state = state_before(loaded, AT)
    slots = slots_of(loaded, state).clone()
    slots[[0, 2]] = slots_of(loaded, state_before(loaded, 0))[[0, 2]]
    check_reads_as(loaded, ablate(session, (0, 2)), with_slots(loaded, state, slots))


@pytest.mark.slow
def test_an_ablated_slot_is_its_mean_or_nothing_when_asked(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    num_segments = -(-len(ids_of(loaded)) // SEGMENT)
    states = [state_before(loaded, index) for index in range(1, num_segments)]
    with torch.no_grad():
        whole = loaded.model(ids_of(loaded)[None]).memory_state
        states.append(loaded.model.commit(whole))
    mean = torch.stack([slots_of(loaded, each) for each in states]).mean(0)
    state = state_before(loaded, AT)
    for replacement, value in (("mean", mean[1]), ("zero", torch.zeros_like(mean[1]))):
        slots = slots_of(loaded, state).clone()
        slots[1] = value
        effect = effect_of(
            session, Intervention("ablate", AT, (1,), replacement=replacement)  # type: ignore[arg-type]
        )  # fmt: skip
        check_reads_as(loaded, effect, with_slots(loaded, state, slots))


def test_a_reset_of_all_slots_is_a_fresh_memory(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    effect = effect_of(session, Intervention("reset", AT))
    check_reads_as(loaded, effect, state_before(loaded, 0))


def test_a_patched_slot_is_as_it_was_at_another_time(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    state = state_before(loaded, AT)
    slots = slots_of(loaded, state).clone()
    slots[2] = slots_of(loaded, state_before(loaded, 5))[2]
    effect = effect_of(session, Intervention("patch", AT, (2,), from_segment=5))
    check_reads_as(loaded, effect, with_slots(loaded, state, slots))


def test_swapped_slots_are_those_of_the_other_document(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    other = state_before(loaded, AT, OTHER)
    state = state_before(loaded, AT)
    slots = slots_of(loaded, state).clone()
    slots[0] = slots_of(loaded, other)[0]
    effect = effect_of(session, Intervention("swap", AT, (0,), document=OTHER))
    check_reads_as(loaded, effect, with_slots(loaded, state, slots))
    check_reads_as(loaded, effect_of(session, Intervention("swap", AT, document=OTHER)), other)


def test_noise_is_as_long_as_asked_and_the_same_for_a_seed(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    seen: list[torch.Tensor] = []
    memory = loaded.model.memory
    plain = type(memory).with_slot_view

    class Watching(type(memory)):  # type: ignore[misc]
        def with_slot_view(self, state: Any, slots: torch.Tensor) -> Any:
            seen.append(slots[0])
            return plain(self, state, slots)

    memory.__class__ = Watching
    one = effect_of(session, Intervention("noise", AT, (1,), strength=0.5, seed=3))
    again = effect_of(session, Intervention("noise", AT, (1,), strength=0.5, seed=3))
    other = effect_of(session, Intervention("noise", AT, (1,), strength=0.5, seed=4))
    np.testing.assert_array_equal(one.changed, again.changed)
    assert (one.changed != other.changed).any()
    slots = slots_of(loaded, state_before(loaded, AT))
    for each in seen:
        assert torch.equal(each[[0, 2]], slots[[0, 2]])
        length = (each[1] - slots[1]).norm() / slots[1].norm()
        assert float(length) == pytest.approx(0.5, rel=1e-6)


def test_a_frozen_slot_keeps_its_value_until_it_is_let_go(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    effect = effect_of(session, Intervention("freeze", AT, (1,), until=AT + 2))
    assert (effect.change[: (AT + 1) * SEGMENT + 1] == 0).all()
    state = state_before(loaded, AT)
    kept = slots_of(loaded, state)[1]
    ids = ids_of(loaded)
    for segment in range(AT, AT + 2):
        part = ids[None, segment * SEGMENT : (segment + 1) * SEGMENT]
        with torch.no_grad():
            state = loaded.model(part, memory_state=state).memory_state
        slots = slots_of(loaded, state).clone()
        slots[1] = kept
        state = with_slots(loaded, state, slots)
    start = (AT + 2) * SEGMENT + 1
    np.testing.assert_allclose(
        effect.changed[start:], read_on(loaded, state, AT + 2), rtol=1e-6, atol=1e-6
    )


def test_a_slot_edited_towards_a_word_says_it(session: ReadingSession) -> None:
    garden = effect_of(session, Intervention("edit", AT, (0,), word="garden"))
    kitchen = effect_of(session, Intervention("edit", AT, (0,), word="kitchen"))
    nothing = effect_of(session, Intervention("edit", AT, (0,), word="garden", strength=0))
    assert (garden.changed[garden.first_token :] != kitchen.changed[kitchen.first_token :]).any()
    assert np.abs(nothing.change).max() < 1e-6


def test_a_tokenizer_that_begins_every_text_with_a_blank_edits_towards_the_same_word(
    session: ReadingSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like that of Llama 2, which makes "▁" and "▁garden" of " garden"."""
    plain = effect_of(session, Intervention("edit", AT, (0,), word="garden"))
    tokenizer = session.loaded.tokenizer
    encode = tokenizer.encode
    monkeypatch.setattr(
        tokenizer, "encode", lambda text, **how: encode(" ", **how) + encode(text, **how)
    )
    found = effect_of(session, Intervention("edit", AT, (0,), word="garden"))
    np.testing.assert_array_equal(found.changed, plain.changed)


def test_the_mean_of_many_states_in_half_precision_is_their_mean() -> None:
    loaded = tiny_loaded("rmt", num_slots=2, segment_length=4)
    loaded.model.to(torch.bfloat16)
    session = ReadingSession.of_text(loaded, "Daniel went to the garden. " * 100)
    control = Control()
    mean = session.mean_slots(control)
    assert session.num_segments > 150
    after = range(1, session.num_segments + 1)
    wanted = torch.stack([session.slots(at, control).double() for at in after]).mean(0)
    torch.testing.assert_close(mean.double(), wanted, rtol=1e-4, atol=1e-4)


def test_interventions_are_made_in_their_order(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    reset = Intervention("reset", AT)
    patch = Intervention("patch", AT, (1,), from_segment=AT)
    state = state_before(loaded, 0)
    slots = slots_of(loaded, state).clone()
    slots[1] = slots_of(loaded, state_before(loaded, AT))[1]
    check_reads_as(loaded, effect_of(session, reset, patch), with_slots(loaded, state, slots))
    check_reads_as(loaded, effect_of(session, patch, reset), state)


# ------------------------------------------------------------------ many at once


def test_rows_read_side_by_side_are_as_each_alone(session: ReadingSession) -> None:
    plans = [
        (Intervention("ablate", 4, (0,)),),
        (Intervention("noise", 1, (2,), seed=1), Intervention("reset", 5)),
        (Intervention("freeze", 2, (1,)),),
    ]
    found = np.tile(session.log_probability, (3, 1))
    session.read(Control())
    found[:] = session.log_probability
    for step in read_rows(session, plans, session.num_segments, control=Control()):
        here = step.tokens < session.num_tokens
        for place, row in enumerate(step.rows):
            found[row, step.tokens[here]] = step.log_probability[place, here]
    for row, plan in enumerate(plans):
        np.testing.assert_allclose(found[row], effect_of(session, *plan).changed, atol=1e-5)


def test_a_map_holds_the_effect_of_each_slot_before_each_segment(session: ReadingSession) -> None:
    found = measure_map(session, control=Control(), first_segment=2)
    assert found.change.shape == (session.num_segments, SLOTS)
    assert np.isnan(found.change[:2]).all()
    for segment in (2, 5):
        for slot in range(SLOTS):
            effect = ablate(session, (slot,), segment)
            assert found.change[segment, slot] == pytest.approx(effect.total(), abs=1e-3)


def test_a_map_of_some_tokens_counts_those_alone(session: ReadingSession) -> None:
    tokens = (4 * SEGMENT + 3, 5 * SEGMENT)
    found = measure_map(session, tokens, control=Control())
    assert not np.isnan(found.change[:5]).any()
    assert np.isnan(found.change[5:]).all()
    for segment in (1, 4):
        change = ablate(session, (2,), segment).change
        expected = sum(float(change[token]) for token in tokens)
        assert found.change[segment, 2] == pytest.approx(expected, abs=1e-4)


# ------------------------------------------------------------------ a session


@pytest.mark.parametrize("kept", [0, 2_000])
def test_states_that_were_not_kept_are_read_again(
    loaded: LoadedModel, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_session, "_STATE_BYTES", kept)
    session = session_of(loaded)
    for segment in (5, 2, session.num_segments, 7):
        exact = session.slots(segment, Control())
        if segment * SEGMENT <= session.num_tokens:
            expected = slots_of(loaded, state_before(loaded, segment))
            torch.testing.assert_close(exact, expected, rtol=1e-9, atol=1e-9)


def test_a_session_reads_no_further_than_it_is_asked(session: ReadingSession) -> None:
    session.state(2, Control())
    assert session.num_read == 2
    assert np.isnan(session.log_probability[2 * SEGMENT + 1 :]).all()
    effect_of(session, Intervention("ablate", 3, (0,)), stop_token=4 * SEGMENT)
    assert session.num_read == 4


def test_what_would_come_next_is_predicted_too(
    loaded: LoadedModel, session: ReadingSession
) -> None:
    session.read(Control())
    with torch.no_grad():
        expected = loaded.model(ids_of(loaded)[None]).logits[0, -1].argmax()
    assert session.predicted[session.num_tokens] == int(expected)


# ------------------------------------------------------------------ what cannot be done


@pytest.mark.parametrize("slot", [SLOTS, -1])
def test_a_slot_that_is_not_there_is_refused(session: ReadingSession, slot: int) -> None:
    with pytest.raises(TraceError, match="no slot"):
        ablate(session, (slot,))


BAD: list[tuple[InterventionKind, dict[str, Any], str]] = [
    ("ablate", {"segment": 999}, "no segment 999"),
    ("patch", {"segment": 1}, "from which segment"),
    ("patch", {"segment": 1, "from_segment": -1}, "no segment -1"),
    ("swap", {"segment": 1, "document": " "}, "other text"),
    ("edit", {"segment": 1, "word": " "}, "the word"),
    ("freeze", {"segment": 3, "until": 3}, "let go at segment 4"),
]


@pytest.mark.parametrize(("kind", "values", "says"), BAD)
@pytest.mark.one_in(3)
def test_what_cannot_be_done_is_refused(
    session: ReadingSession, kind: InterventionKind, values: dict[str, Any], says: str
) -> None:
    with pytest.raises(TraceError, match=says):
        effect_of(session, Intervention(kind, **values))


def test_no_intervention_is_refused(session: ReadingSession) -> None:
    with pytest.raises(TraceError, match="nothing to change"):
        effect_of(session)


def test_a_token_that_nothing_predicts_is_refused(session: ReadingSession) -> None:
    for token in (0, session.num_tokens + 1):
        with pytest.raises(TraceError, match=f"token {token}"):
            measure_map(session, (token,), control=Control())


def test_a_model_without_slots_is_refused(make_loaded: Callable[..., LoadedModel]) -> None:
    with pytest.raises(TraceError, match="no slots"):
        session_of(make_loaded("none"))


def test_an_effect_can_be_cancelled(session: ReadingSession) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        measure_effect(session, [Intervention("reset", AT)], control=control)
