"""Every kind fills a trace, with the numbers that its forward pass used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.memory.forgetting import forgotten
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.memory.memory_kind import KindState, SegmentReading
from memstudio.progress import Control
from memstudio.trace.layout import QUANTITIES
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_sources import history_sources
from memstudio.trace.slot_weights import Place
from tests.battery.cases import CASES, SEGMENT, Case, every_case, params
from tests.trace.every_kind import SEGMENTS, TOKENS, a_model, a_text

WITH_SLOTS = tuple(case for case in CASES if case.kind != "none")
with_slots = pytest.mark.parametrize("case", params(*WITH_SLOTS))

NO_BETWEEN = {
    "armt": "memory tokens write, and what they find is a sum over features",
    "lm-bow": "a note is an average over tokens; notes on other words have no part in it",
    "titans": "a network is taught by tokens; its units do not attend to one another",
}
OF_PARTS = {"infini", "knn", "lm-bow", "titans"}
NO_GATE = {
    "rmt": "the write block is the new memory as it comes",
    "s2s": "every segment pools the set anew",
}


def recorded(case: Case, out: Path) -> tuple[TraceReader, list[tuple[KindState, SegmentReading]]]:
    """A trace, and what each segment was read with and gave."""
    loaded = a_model(case)
    seen: list[tuple[KindState, SegmentReading]] = []
    memory = loaded.model.memory
    read_segment = memory.read_segment

    def watched(backbone: Any, segment: Any, state: KindState) -> SegmentReading:
        reading = read_segment(backbone, segment, state)
        seen.append((state, reading))
        return reading

    memory.read_segment = watched
    trace = record_trace(loaded, a_text(), document="d", out=out / "t.zarr", control=Control())
    assert len(seen) == SEGMENTS
    return trace, seen


def half(values: Any) -> np.ndarray:
    return torch.as_tensor(values).to(torch.float16).float().numpy()


def test_every_kind_of_the_registry_is_here() -> None:
    assert {case.kind for case in CASES} == {each.name for each in KIND_DESCRIPTIONS}


@every_case
@pytest.mark.one_in(9)
def test_text_loss_and_predictions_are_there(case: Case, tmp_path: Path) -> None:
    trace, _ = recorded(case, tmp_path)
    assert trace.text == a_text()
    assert trace.num_tokens == TOKENS
    assert np.isfinite(trace.loss(1)).all()
    assert all(trace.predicted(token) for token in range(1, TOKENS))


@with_slots
@pytest.mark.one_in(5)
def test_recorded_states_are_those_passed_on(case: Case, tmp_path: Path) -> None:
    loaded = a_model(case)
    trace, seen = recorded(case, tmp_path)
    view = loaded.model.memory.slot_view
    for number, (state, reading) in enumerate(seen):
        if number:
            passed = seen[number - 1][1].state
            assert all(state[name] is tensor for name, tensor in passed.items())
        np.testing.assert_array_equal(trace.states(number), half(view(state)[0].detach()))
        np.testing.assert_array_equal(
            trace.states(number + 1), half(view(reading.state)[0].detach())
        )


@with_slots
@pytest.mark.one_in(5)
def test_recorded_weights_are_those_of_the_forward_pass(case: Case, tmp_path: Path) -> None:
    trace, seen = recorded(case, tmp_path)
    for segment, (_, reading) in enumerate(seen):
        weights = reading.weights
        assert weights is not None
        assert weights.write is not None
        start, stop = trace.segment_tokens(segment)
        read, write = weights.read[:, 0].float(), weights.write[:, 0].float()
        for layer in range(len(read)):
            found = trace.weights("read", start, stop, layer)
            np.testing.assert_array_equal(found, half(read[layer].mean(0)))
            for head in range(read.shape[1]):
                found = trace.weights("read", start, stop, layer, head)
                np.testing.assert_array_equal(found, half(read[layer, head]))
        for layer in range(len(write)):
            for head in range(write.shape[1]):
                found = trace.weights("write", start, stop, layer, head)
                np.testing.assert_array_equal(found, half(write[layer, head].T))
                np.testing.assert_array_equal(trace.write(segment, layer, head), found.T)
        found = trace.weights("read", start, stop)
        np.testing.assert_array_equal(found, half(read.mean(1).mean(0)))
        found = trace.weights("write", start, stop)
        np.testing.assert_array_equal(found, half(write.mean(1).mean(0).T))
        if weights.between is not None:
            between = weights.between[:, 0].float()
            found = trace.between(segment, 0, between.shape[1] - 1)
            np.testing.assert_array_equal(found, half(between[0, -1]))
            np.testing.assert_array_equal(trace.between(segment), half(between.mean(1).mean(0)))


@with_slots
@pytest.mark.one_in(9)
def test_every_quantity_is_there_finite_and_in_its_range(case: Case, tmp_path: Path) -> None:
    trace, _ = recorded(case, tmp_path)
    missing = {"gate"} if case.kind in NO_GATE else set()
    assert set(trace.quantities) == set(QUANTITIES) - missing
    shape = (SEGMENTS, trace.num_slots)
    for name in trace.quantities:
        values = trace.quantity(name)
        assert values.shape == shape, name
        assert values.dtype == np.float32, name
        if name == "gate":
            # Where there was nothing to let in or out there is no gate.
            assert np.isfinite(values[-1]).any()
            stuck = trace.block("gate_stuck", 0, SEGMENTS)
            assert ((stuck >= 0) & (stuck <= 1) == np.isfinite(values)).all()
            values = values[np.isfinite(values)]
        assert np.isfinite(values).all(), name
        low, high = (-1.001, 1.001) if name == "similarity" else (0, np.inf)
        if name in {"gate", "usage", "read_entropy"}:
            high = 1.001
        assert (values >= low).all(), name
        assert (values <= high).all(), name


@pytest.mark.parametrize("case", params(*(case for case in WITH_SLOTS if case.kind in OF_PARTS)))
@pytest.mark.one_in(3)
def test_where_weights_are_parts_the_sources_of_a_slot_are_exact(
    case: Case, tmp_path: Path
) -> None:
    trace, seen = recorded(case, tmp_path)
    assert trace.writes_are_parts
    last = SEGMENTS - 1
    for slot in range(trace.num_slots):
        left, words = 1.0, np.zeros(TOKENS)
        for segment in range(last, -1, -1):
            weights = seen[segment][1].weights
            assert weights is not None
            assert weights.write is not None
            write = weights.write[:, 0].mean(1).mean(0)[slot].detach().double().numpy()
            start, stop = trace.segment_tokens(segment)
            words[start:stop] = left * write
            left *= 1 - write.sum()
        if trace.has("held"):
            # The oldest have left a memory that is full, and the others make up all of the slot.
            words[: TOKENS - int(trace.block("held", last, SEGMENTS)[0])] = 0
            words /= words.sum()
        found = history_sources(trace, Place(slot), last)
        assert found.from_slots == pytest.approx(0, abs=1e-6)
        assert found.from_tokens + found.from_before == pytest.approx(1, abs=1e-3)
        seen_from = words[trace.segment_tokens(found.first_segment)[0] :].sum()
        assert found.from_tokens == pytest.approx(seen_from, abs=5e-3)
        for span in found.spans:
            assert span.weight == pytest.approx(words[span.start : span.stop].sum(), abs=2e-3)


@with_slots
@pytest.mark.one_in(3)
def test_no_other_kind_says_that_its_weights_are_parts(case: Case) -> None:
    assert a_model(case).model.memory.writes_are_parts == (case.kind in OF_PARTS)


@with_slots
@pytest.mark.one_in(9)
def test_quantities_agree_with_states_and_weights(case: Case, tmp_path: Path) -> None:
    trace, _ = recorded(case, tmp_path)
    usage, mass = trace.quantity("usage"), trace.quantity("read_mass")
    is_read = mass.sum(1) > 0
    np.testing.assert_allclose(usage.sum(1)[is_read], 1, atol=1e-5)
    # From the second segment on there is something to read in every kind.
    assert is_read[1:].all()
    for segment in range(SEGMENTS):
        start, stop = trace.segment_tokens(segment)
        np.testing.assert_allclose(mass[segment], trace.read(start, stop).mean(0), atol=1e-3)
        before, after = trace.states(segment), trace.states(segment + 1)
        lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
        cosine = (before * after).sum(1) / np.where(lengths > 0, lengths, 1)
        np.testing.assert_allclose(trace.quantity("similarity")[segment], cosine, atol=3e-3)


@with_slots
@pytest.mark.one_in(9)
def test_slots_among_themselves_are_there_or_it_is_said_why_not(case: Case, tmp_path: Path) -> None:
    trace, _ = recorded(case, tmp_path)
    assert trace.has("between") == (case.kind not in NO_BETWEEN)
    if trace.has("between"):
        assert trace.between(1).shape == (trace.num_slots, 2 * trace.num_slots)


@with_slots
@pytest.mark.one_in(5)
def test_the_gain_is_what_memory_saved(case: Case, tmp_path: Path) -> None:
    loaded = a_model(case)
    trace = record_trace(
        loaded, a_text(), document="d", out=tmp_path / "t.zarr", control=Control(), gain=True
    )
    gain = trace.gain()
    assert np.isnan(gain[0])
    # The first segment is read with the first state either way; so is the next one's first token.
    np.testing.assert_allclose(gain[1 : SEGMENT + 1], 0, atol=1e-4)
    assert np.abs(gain[SEGMENT + 1 :]).max() > 1e-3
    ids = torch.from_numpy(trace.token_ids.astype(np.int64))[None]
    start = 2 * SEGMENT
    with torch.no_grad():
        # An encoder reads the segment before again, which is no memory.
        before = forgotten(loaded.model, loaded.model(ids[:, :start]).memory_state)
        piece = ids[:, start : start + SEGMENT]
        alone = loaded.model(piece, memory_state=before).logits[0].log_softmax(-1)
    targets = ids[0, start + 1 : start + SEGMENT]
    expected = -alone[:-1].gather(-1, targets[:, None])[:, 0].numpy()
    found = (gain + trace.loss())[start + 1 : start + SEGMENT]
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)
