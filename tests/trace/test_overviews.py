"""Weights and losses seen from any distance, which must be those of the tokens themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.layout import OVERVIEWS
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SLOTS, STORY


@pytest.fixture(scope="module")
def trace(
    make_loaded: Callable[..., LoadedModel], tmp_path_factory: pytest.TempPathFactory
) -> TraceReader:
    out = tmp_path_factory.mktemp("trace") / "t.zarr"
    return record_trace(
        make_loaded("rmt"), STORY * 24, document="s", out=out, control=Control(), gain=True
    )


@pytest.mark.slow
def test_a_long_trace_has_the_overviews_that_are_worth_it(trace: TraceReader) -> None:
    for each in OVERVIEWS:
        assert trace.has(f"read_{each}") == (trace.num_tokens >= 64 * each)
    assert trace.has("read_64")
    assert trace.num_tokens % 64


@pytest.mark.parametrize("name", ["read", "write"])
@pytest.mark.parametrize("each", [1, 7, 16, 32, 64, 128, 4096, 10**6])
@pytest.mark.one_in(3)
def test_cells_hold_the_largest_weight_of_their_tokens(
    trace: TraceReader, name: str, each: int
) -> None:
    n = trace.num_tokens
    weights = trace.weights(name, 0, n)
    expected = np.stack([weights[at : at + each].max(0) for at in range(0, n, each)])
    np.testing.assert_array_equal(trace.pooled(name, 0, n, each), expected)
    start = 3 * each
    if start < n:
        np.testing.assert_array_equal(trace.pooled(name, start, n, each), expected[3:])


@pytest.mark.parametrize("each", [33, 50, 100, 333])
@pytest.mark.one_in(2)
def test_cells_between_those_of_an_overview_miss_nothing(trace: TraceReader, each: int) -> None:
    start, stop = 111, trace.num_tokens - 5
    found = trace.pooled("read", start, stop, each)
    weights = trace.weights("read", 0, trace.num_tokens)
    assert found.shape == (-(-(stop - start) // each), SLOTS)
    for cell, row in enumerate(found):
        first, last = start + cell * each, min(stop, start + (cell + 1) * each)
        assert (row >= weights[first:last].max(0)).all()
        around = weights[max(0, first - each // 2) : last + each // 2]
        assert (row <= around.max(0)).all()


def test_single_layers_and_heads_are_pooled_too(trace: TraceReader) -> None:
    weights = trace.weights("write", 0, 100, layer=1, head=2)
    found = trace.pooled("write", 0, 100, 10, layer=1, head=2)
    np.testing.assert_array_equal(found, weights.reshape(10, 10, -1).max(1))
    heads = np.stack([trace.weights("read", 5, 9, layer, 3) for layer in (0, 1)])
    np.testing.assert_allclose(trace.weights("read", 5, 9, head=3), heads.mean(0), atol=1e-4)


@pytest.mark.parametrize("each", [1, 5, 16, 64, 128, 1024, 10**6])
@pytest.mark.one_in(3)
def test_losses_are_pooled_to_mean_and_largest(trace: TraceReader, each: int) -> None:
    n = trace.num_tokens
    for numbers, pooled in (
        (trace.loss(), trace.pooled_loss(0, n, each)),
        (trace.gain(), trace.pooled_gain(0, n, each)),
    ):
        assert pooled.shape == (-(-n // each), 2)
        for cell, (mean, most) in enumerate(pooled):
            part = numbers[cell * each : (cell + 1) * each]
            part = part[np.isfinite(part)]
            if not len(part):
                assert np.isnan(mean)
                continue
            assert mean == pytest.approx(part.mean(), abs=1e-4)
            assert most == pytest.approx(part.max(), abs=1e-6)


@pytest.mark.slow
def test_no_more_is_held_however_long_the_document_is(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memstudio.trace import store

    monkeypatch.setattr(store, "_BYTES_TO_GATHER", 1)
    most: dict[int, int] = {}
    append = store.TraceWriter.append
    for times in (24, 72):

        def watched(self: store.TraceWriter, times: int = times, **rows: np.ndarray) -> None:
            append(self, **rows)
            # Text and tokens come at once, and the last of everything at the end.
            held = [
                v for k, v in self._waiting.items() if not k.startswith(("text", "token", "vo"))
            ]
            in_use = sum(part.nbytes for parts in held for part in parts)
            most[times] = max(most.get(times, 0), in_use)

        monkeypatch.setattr(store.TraceWriter, "append", watched)
        record_trace(
            make_loaded("rmt"), STORY * times, document="s", out=tmp_path / "t.zarr",
            control=Control(), detail="mean",
        )  # fmt: skip
    # Chunks are not all full at the same time; of a document three times as long it would be 3.
    assert most[72] <= 1.5 * most[24]
