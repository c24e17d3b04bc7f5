"""What is kept of a document's memory, and that what is kept is read back for what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from memstudio.errors import TraceError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.budget import BUDGET, Sizes, plan_states, plan_weights
from memstudio.trace.layout import SUFFIXES, WEIGHTS
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorded_weights import largest
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SEGMENT, SLOTS, STORY

MILLION = Sizes(1_000_000, 7_813, 128, 64, 64)
SHAPES = dict.fromkeys(WEIGHTS, (3, 4))


def bytes_of(plan: dict[str, int], sizes: Sizes) -> int:
    """What the planned weights take before compression."""
    total = 0
    for array, kept in plan.items():
        name, _, detail = array.partition("_")
        rows, width = sizes.rows(name)
        rows *= {"": 1, "layers": 3, "heads": 12}[detail]
        total += rows * (2 * width if kept == width else 3 * kept + 2)
    return total


def test_a_short_document_keeps_every_head() -> None:
    sizes = Sizes(2_000, 16, 128, 8, 64)
    plan = plan_weights(SHAPES, sizes)
    assert plan == {
        f"{name}{suffix}": sizes.rows(name)[1] for name in WEIGHTS for suffix in SUFFIXES.values()
    }
    states = plan_states(sizes)
    assert (states.is_int8, states.every, states.words_every) == (False, 1, 1)


def test_of_a_million_tokens_the_mean_is_kept_with_a_part_of_each_row() -> None:
    plan = plan_weights(SHAPES, MILLION)
    assert set(plan) == set(WEIGHTS)
    assert all(8 <= kept < MILLION.rows(name)[1] for name, kept in plan.items())
    states = 2 * 7_814 * 64 * 64
    assert bytes_of(plan, MILLION) + states < BUDGET


@given(st.integers(1, 3_000_000), st.integers(8, 512), st.integers(1, 128), st.integers(8, 2048))
def test_no_document_gets_more_than_the_budget_allows(
    tokens: int, length: int, slots: int, dim: int
) -> None:
    sizes = Sizes(tokens, -(-tokens // length), length, slots, dim)
    plan = plan_weights(SHAPES, sizes)
    assert all(name in plan for name in WEIGHTS)
    for name in WEIGHTS:
        if f"{name}_heads" in plan:
            assert f"{name}_layers" in plan
    rows = sum(sizes.rows(name)[0] for name in WEIGHTS)
    # The mean is kept in any case, with no more than four entries of a row.
    assert bytes_of(plan, sizes) <= BUDGET + 14 * rows
    states = plan_states(sizes)
    each = dim if states.is_int8 else 2 * dim
    assert (sizes.num_segments + 1) // states.every * slots * each <= BUDGET / 4
    assert states.words_every % states.every == 0


def record(loaded: LoadedModel, out: Path, budget: int = BUDGET, text: str = STORY) -> TraceReader:
    return record_trace(loaded, text, document="s", out=out, control=Control(), budget=budget)


def test_of_rows_that_are_cut_the_largest_are_kept_and_the_rest_is_said(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    whole = record(make_loaded("rmt"), tmp_path / "whole.zarr")
    cut = record(make_loaded("rmt"), tmp_path / "cut.zarr", budget=1)
    assert cut.detail("write") == "mean"
    assert not cut.has("write_layers")
    n = whole.num_tokens
    dense, kept = whole.weights("write", 0, n), cut.weights("write", 0, n)
    assert (np.count_nonzero(kept, axis=1) < np.count_nonzero(dense, axis=1)).any()
    np.testing.assert_array_equal(kept[kept > 0], dense[kept > 0])
    for segment in range(whole.num_segments):
        full, part = whole.write(segment), cut.write(segment)
        for row, some in zip(full, part, strict=True):
            assert some[some > 0].min() >= row[some == 0].max(initial=0) - 1e-6
        start, stop = whole.segment_tokens(segment)
        left_out = cut.left_out("write", start, stop)
        assert left_out is not None
        np.testing.assert_allclose(left_out, (full.sum(1) - part.sum(1)).mean(), atol=2e-3)
    assert whole.left_out("write", 0, n) is None
    # Three slots fit whole.
    np.testing.assert_array_equal(whole.weights("read", 0, n), cut.weights("read", 0, n))
    with pytest.raises(TraceError, match="single layers"):
        cut.weights("write", 0, SEGMENT, layer=0)


@pytest.mark.slow
def test_states_beyond_the_budget_are_rounded_and_left_out(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    whole = record(make_loaded("rmt"), tmp_path / "whole.zarr")
    num_states = whole.num_segments + 1
    rounded = record(make_loaded("rmt"), tmp_path / "a.zarr", budget=5 * num_states * SLOTS * 32)
    few = record(make_loaded("rmt"), tmp_path / "b.zarr", budget=2 * num_states * SLOTS * 32)
    assert rounded.attrs["states_every"] == 1
    assert few.attrs["states_every"] == 2
    for trace in (rounded, few):
        assert trace.has("states")
        for state in range(num_states):
            expected = whole.states(trace.kept_state(state))
            found = trace.states(state)
            most = np.abs(expected).max(1, keepdims=True)
            assert (np.abs(found - expected) <= most / 127 + 1e-3).all()
            assert trace.slot_words(state)[0]
        # They follow from the states that passed, not from those that were kept.
        np.testing.assert_array_equal(trace.quantity("change"), whole.quantity("change"))
        np.testing.assert_array_equal(trace.quantity("similarity"), whole.quantity("similarity"))
    assert few.kept_state(3) == 2
    np.testing.assert_array_equal(
        few.block("slot_words", 2, 4)[0], few.block("slot_words", 3, 4)[0]
    )
    with pytest.raises(IndexError):
        few.states(num_states)


@pytest.mark.parametrize("width", [2, 3, 64, 128, 1000])
def test_the_largest_of_rows_are_those_of_a_full_sort(width: int) -> None:
    rows = torch.rand(50, width, generator=torch.Generator().manual_seed(0))
    rows[0] = 0
    rows[1, 1:] = rows[1, 0]
    count = max(1, width // 3)
    values, index = largest(rows, count)
    torch.testing.assert_close(values, rows.gather(1, index))
    torch.testing.assert_close(values, rows.topk(count).values, atol=1e-3, rtol=1e-3)
    assert all(len(set(places)) == count for places in index.tolist())
