"""What a slot was written from and read by: shares that add up, and words that were planted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from memstudio.progress import Control
from memstudio.trace.budget import BUDGET
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_history import describe_overwrite, overwrites, words_without
from memstudio.trace.slot_parts import carried_on
from memstudio.trace.slot_readers import later_readers, segment_readers
from memstudio.trace.slot_sources import history_sources, segment_sources
from memstudio.trace.slot_spans import span_text
from memstudio.trace.slot_weights import Place
from tests.battery.cases import Case
from tests.trace.every_kind import a_model, a_text
from tests.trace.synthetic import SyntheticTrace, traces


@given(traces())
def test_the_sources_of_a_slot_add_up_to_one(trace: SyntheticTrace) -> None:
    for slot in range(trace.num_slots):
        for segment in range(trace.num_segments):
            found = history_sources(trace, Place(slot), segment)
            assert found.from_slots is not None
            parts = found.from_tokens + found.from_slots + found.from_before
            assert parts == pytest.approx(1.0)
            listed = sum(span.weight for span in found.spans)
            assert listed == pytest.approx(found.from_tokens, abs=1e-5)
            assert found.last_segment == segment
            assert found.first_segment == 0 or found.from_before < 0.1


@given(traces())
def test_the_sources_of_one_segment_are_what_was_recorded(trace: SyntheticTrace) -> None:
    segment = trace.num_segments - 1
    start, stop = trace.segment_tokens(segment)
    for slot in range(trace.num_slots):
        found = segment_sources(trace, Place(slot), segment)
        recorded = trace.weights("write", start, stop)[:, slot]
        for span in found.spans:
            assert start <= span.start < span.stop <= stop
            inside = recorded[span.start - start : span.stop - start].sum()
            assert span.weight == pytest.approx(float(inside), abs=1e-6)
        assert found.from_slots == pytest.approx(1.0 - found.from_tokens)


@given(traces())
def test_the_shares_of_readers_add_up_to_one_and_stay_in_their_segments(
    trace: SyntheticTrace,
) -> None:
    for segment in range(trace.num_segments):
        for found in (
            segment_readers(trace, Place(0), segment),
            later_readers(trace, Place(0), segment),
        ):
            if found is None:
                assert segment == trace.num_segments - 1
                continue
            assert sum(span.weight for span in found.spans) == pytest.approx(1.0)
            first = trace.segment_tokens(found.first_segment)[0]
            last = trace.segment_tokens(found.last_segment)[1]
            assert min(span.start for span in found.spans) == first
            assert max(span.stop for span in found.spans) == last
            assert found.is_cut is False


@pytest.mark.parametrize("budget", [BUDGET, 1])
@pytest.mark.parametrize("kind", ["nlm", "rmt"])
def test_attention_to_the_text_before_is_told_apart_from_that_to_slots(
    kind: str, budget: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the trace keeps a few entries of each row only."""
    loaded = a_model(Case(kind))
    trace = record_trace(
        loaded, a_text(), document="d", out=tmp_path / "t.zarr", control=Control(), budget=budget
    )
    weights = ReadingSession.of_text(loaded, a_text()).weights(2, Control())
    assert weights is not None
    assert weights.write is not None
    assert weights.between is not None
    source = 0.0 if weights.source is None else float(weights.source[1].sum())
    assert (source > 0.1) == (kind == "nlm")
    apart = float(weights.write[1].sum()), float(weights.between[1].sum()), source
    assert sum(apart) == pytest.approx(1, abs=1e-5)
    found = segment_sources(trace, Place(1), 2)
    assert (found.from_tokens, found.from_slots, found.from_source) == pytest.approx(
        apart, abs=5e-3
    )
    held = history_sources(trace, Place(1), 2)
    assert held.from_slots is not None
    assert (held.from_source > 0.05) == (kind == "nlm")
    parts = held.from_tokens + held.from_slots + held.from_source + held.from_before
    assert parts == pytest.approx(1.0)
    if budget == 1:
        return
    # Of single heads, whose mean this is; and where these are kept of words alone.
    places = [Place(1, layer, head) for layer in (0, 1) for head in range(trace.num_heads)]
    heads = [segment_sources(trace, place, 2) for place in places]
    told = [(each.from_tokens, each.from_slots, each.from_source) for each in heads]
    assert np.mean(told, axis=0) == pytest.approx(apart, abs=5e-3)
    monkeypatch.setattr(trace, "detail", lambda name: "layers" if name == "between" else "heads")
    rest = segment_sources(trace, places[0], 2)
    if kind == "nlm":
        assert rest.from_slots is None
        assert rest.from_source == pytest.approx(1 - rest.from_tokens)
    else:
        assert rest == heads[0]


def test_what_a_segment_wrote_fades_with_every_later_write() -> None:
    parts = carried_on(np.array([1.0, 0.5, 0.0, 0.2]))
    assert parts[-1] == pytest.approx([0.0, 0.4, 0.4, 0.0, 0.2])
    assert parts[1] == pytest.approx([0.0, 0.5, 0.5, 0.0, 0.0])


@pytest.mark.parametrize(("capacity", "slots"), [(20, 2), (8, 4)])
def test_what_left_a_full_memory_is_no_source_and_is_not_read_any_more(
    capacity: int, slots: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = a_model(Case("knn", {"neighbours": 3, "capacity": capacity}))
    memory: Any = loaded.model.memory
    memory.num_slots = loaded.model.config.num_slots = slots
    states: list[dict[str, Any]] = []
    read = memory.read_segment

    def reading(*given: Any) -> Any:
        found = read(*given)
        states.append(found.state)
        return found

    monkeypatch.setattr(memory, "read_segment", reading)
    trace = record_trace(loaded, a_text(), document="d", out=tmp_path / "t.zarr", control=Control())
    for segment, state in enumerate(states):
        held = state["segments"][0].numpy() - 1
        for slot in range(slots):
            found = history_sources(trace, Place(slot), segment)
            own = held[held % slots == slot]
            exact = np.bincount(own, minlength=len(states)) / max(1, len(own))
            told = np.zeros(len(states))
            for span in found.spans:
                told[np.searchsorted(trace.segment_starts, span.start, side="right") - 1] += (
                    span.weight
                )
            np.testing.assert_allclose(told, exact, atol=3e-3)
            whole = found.from_tokens + found.from_before
            assert whole == pytest.approx(float(len(own) > 0), abs=3e-3)
    if slots == 4:
        # What segment 0 wrote is gone as soon as segment 1 was read.
        later = later_readers(trace, Place(0), 0)
        assert later is not None
        assert (later.first_segment, later.last_segment, later.is_cut) == (1, 1, False)


def planted() -> SyntheticTrace:
    """Slot 1 learns of the kitchen in segment 1, keeps it, and loses it in segment 4."""
    sentences = [
        [" It", " rained", " all", " day"],
        [" Mary", " went", " to", " kitchen"],
        [" It", " rained", " all", " day"],
        [" Where", " is", " Mary", " now"],
        [" John", " has", " the", " garden"],
        [" Where", " is", " John", " now"],
    ]
    tokens = [word for sentence in sentences for word in sentence]
    change = np.full((6, 2), 0.01, np.float32)
    change[1, 1] = change[4, 1] = 1.0
    write = np.full((6, 2, 4), 0.1, np.float32)
    write[1, 1] = [0.4, 0.05, 0.05, 0.5]
    write[4, 1] = [0.3, 0.05, 0.05, 0.6]
    read = np.full((24, 2), 0.01, np.float32)
    read[15, 1] = 0.5  # "now", of "Where is Mary now"
    words = [[["x"], ["y"]], [["x"], ["y"]]]
    words += [[["x"], ["kitchen", "room"]]] * 3 + [[["x"], ["garden", "Room"]]] * 2
    arrays = {"change": change, "write": write, "write_mass": write.sum(-1), "read": read}
    arrays["read_mass"] = read.reshape(6, 4, 2).mean(1)
    return SyntheticTrace(tokens, [4] * 6, arrays, words)


def said(trace: SyntheticTrace, span: object) -> str:
    return span_text(trace.text, trace.token_starts, trace.token_ends, span)  # type: ignore[arg-type]


def test_overwrites_are_found_where_they_were_planted() -> None:
    trace = planted()
    assert overwrites(trace.change()[:, 1]).tolist() == [1, 4]
    assert overwrites(trace.change()[:, 0]).tolist() == []
    found = describe_overwrite(
        trace, Place(1), 4, lambda state: trace.slot_words(state, distinctive=True)
    )
    assert found.lost == ("kitchen",)
    assert said(trace, found.spans[0]) == "garden"


def test_what_was_lost_is_not_said_where_no_words_were_kept() -> None:
    trace = planted()
    trace.attrs = {"words_every": 8}
    found = describe_overwrite(
        trace, Place(1), 4, lambda state: trace.slot_words(state, distinctive=True)
    )
    assert found.lost is None


def test_sources_are_traced_back_to_the_segment_that_wrote_them() -> None:
    trace = planted()
    found = history_sources(trace, Place(1), 3)
    assert found.first_segment == 1
    assert {said(trace, span) for span in found.spans[:2]} == {"kitchen", "Mary"}
    assert found.spans[0].weight == pytest.approx(0.5 * 0.99 * 0.99, rel=1e-5)
    assert said(trace, history_sources(trace, Place(1), 4).spans[0]) == "garden"


def test_readers_are_followed_until_the_slot_is_overwritten() -> None:
    trace = planted()
    found = later_readers(trace, Place(1), 1)
    assert found is not None
    assert (found.first_segment, found.last_segment) == (2, 4)
    assert said(trace, found.spans[0]) == "now"
    assert later_readers(trace, Place(1), 5) is None


def test_words_are_lost_once_whatever_their_case() -> None:
    assert words_without(["Kitchen", " kitchen", "ROOM", " "], ["room"]) == ("Kitchen",)
