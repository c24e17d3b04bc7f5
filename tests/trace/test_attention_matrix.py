"""Tiles and overviews of a head's matrix are those of the weights, wherever one looks."""

from __future__ import annotations

import numpy as np
import pytest

from memstudio.trace import attention_matrix, attention_pyramid
from memstudio.trace.attention_layout import AttentionLayer
from memstudio.trace.attention_matrix import AttentionMatrix, Heads, Pooling
from memstudio.trace.attention_pyramid import AttentionPyramid, base_level

N = 75


def layer(
    window: int | None = None, cap: float | None = None, *, gaps: bool = False
) -> AttentionLayer:
    made = np.random.default_rng(5)
    queries = made.normal(size=(4, N, 8)).astype(np.float32) * 2
    keys = made.normal(size=(2, N, 8)).astype(np.float32)
    stop = np.arange(1, N + 1, dtype=np.int32)
    first = np.maximum(0, stop - (window or N))
    scores = np.repeat(keys, 2, 0) @ queries.transpose(0, 2, 1) * 0.5
    scores = scores.transpose(0, 2, 1).astype(np.float64)
    if cap is not None:
        scores = np.tanh(scores / cap) * cap
    at = np.arange(N)
    is_seen = (at >= first[:, None]) & (at < stop[:, None])
    packed = None
    if gaps:
        is_seen &= (at[None] - at[:, None]) % 3 == 0
        first = is_seen.argmax(1).astype(np.int32)
        bits = [np.roll(row, -int(low)) for row, low in zip(is_seen, first, strict=True)]
        packed = np.packbits(np.array(bits), axis=1)
    scores[:, ~is_seen] = -np.inf
    total = np.log(np.exp(scores).sum(-1))
    weights = np.exp(scores - total[..., None])
    return AttentionLayer(
        queries, keys, 0.5, cap, first, stop, total.astype(np.float32),
        weights.max(-1).astype(np.float32), weights.mean(0).max(-1).astype(np.float32), gaps=packed,
    )  # fmt: skip


def plainly(of: AttentionLayer, head: int) -> np.ndarray:
    scores = (
        of.queries[head].astype(np.float64) @ of.keys[head // 2].T.astype(np.float64) * of.scale
    )
    if of.cap is not None:
        scores = np.tanh(scores / of.cap) * of.cap
    at = np.arange(N)
    scores[(at < of.first[:, None]) | (at >= of.stop[:, None])] = -np.inf
    if of.gaps is not None:
        scores[(at[None] - at[:, None]) % 3 != 0] = -np.inf
    return np.exp(scores - of.total[head][:, None])


def pooled(weights: np.ndarray, each: int, how: Pooling) -> np.ndarray:
    function = np.max if how == "max" else np.mean
    starts = range(0, len(weights), each)
    return np.array(
        [[function(weights[r : r + each, c : c + each]) for c in range(0, weights.shape[1], each)]
         for r in starts]
    )  # fmt: skip


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention_matrix, "_BLOCK", 700)
    monkeypatch.setattr(attention_pyramid, "_MOST_CELLS", 20)


LAYERS = {
    "causal": {},
    "window": {"window": 9},
    "bent": {"cap": 3.0},
    "gaps": {"gaps": True},
}


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("head", [0, 3, "mean", "max"])
@pytest.mark.parametrize("how", ["max", "mean"])
@pytest.mark.one_in(4)
def test_cells_are_pooled_weights(kind: str, head: Heads, how: Pooling) -> None:
    made = layer(**LAYERS[kind])  # type: ignore[arg-type]
    matrix = AttentionMatrix(made, head)
    each_head = np.array([plainly(made, h) for h in range(4)])
    weights = (
        each_head[head]
        if isinstance(head, int)
        else {"mean": np.mean, "max": np.max}[head](each_head, axis=0)
    )
    for each in (1, 2, 8):
        np.testing.assert_allclose(
            matrix.cells(0, 0, N, N, each, how), pooled(weights, each, how), atol=1e-5
        )
        np.testing.assert_allclose(
            matrix.cells(16, 8, 56, 200, each, how),
            pooled(weights[16:56, 8:], each, how),
            atol=1e-5,
        )
    np.testing.assert_allclose(matrix.row(40), weights[40], atol=1e-5)
    np.testing.assert_allclose(matrix.column(40), weights[:, 40], atol=1e-5)
    assert matrix.at(50, 47) == pytest.approx(weights[50, 47], abs=1e-5)


def test_rows_can_be_shown_relative_to_their_largest_weight() -> None:
    made = layer()
    relative = AttentionMatrix(made, 1, is_relative=True).part(slice(0, N), slice(0, N))
    np.testing.assert_allclose(relative.max(1), 1.0, atol=1e-5)
    weights = plainly(made, 1)
    np.testing.assert_allclose(relative, weights / weights.max(1, keepdims=True), atol=1e-5)


@pytest.mark.parametrize("head", ["mean", "max"])
def test_all_heads_are_relative_to_the_largest_that_is_made_of_them(
    head: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention_matrix, "_BLOCK", 400)
    made = layer()
    weights = getattr(np, head)([plainly(made, each) for each in range(4)], axis=0)
    expected = weights / weights.max(1, keepdims=True)
    matrix = AttentionMatrix(made, head, is_relative=True)
    weighed: list[int] = []
    real = np.exp

    def exp(scores: np.ndarray, **options: np.ndarray) -> np.ndarray:
        weighed.append(scores.size)
        return real(scores, **options)

    # The window waits for what is looked at, not for all weights.
    with monkeypatch.context() as patched:
        patched.setattr(np, "exp", exp)
        np.testing.assert_allclose(matrix.column(20), expected[:, 20], atol=1e-5)
    assert 0 < sum(weighed) <= 4 * N
    for how in ("max", "mean"):
        cells = matrix.cells(0, 0, 72, 72, 4, how)
        np.testing.assert_allclose(cells, pooled(expected[:72, :72], 4, how), atol=1e-5)


@pytest.mark.parametrize("how", ["max", "mean"])
def test_overviews_take_every_weight_into_account(how: Pooling) -> None:
    made = layer()
    pyramid = AttentionPyramid(AttentionMatrix(made, 2), how)
    assert pyramid.base == base_level(N) == 2
    assert pyramid.cells(3, 0, 0, 8) is None
    heard: list[float] = []
    assert pyramid.fill(lambda: True, heard.append)
    assert pyramid.is_whole
    assert heard[-1] == 1
    weights = plainly(made, 2)
    for level in range(pyramid.num_levels):
        found = pyramid.cells(level, 0, 0, 128)
        assert found is not None
        expected = pooled(weights, 1 << level, how)
        # Cells at the edge stand for fewer weights.
        np.testing.assert_allclose(found, expected, rtol=2e-3, atol=1e-4)
    part = pyramid.cells(3, 4, 2, 3)
    np.testing.assert_allclose(
        part, pooled(weights, 8, "max")[4:7, 2:5], rtol=1e-3, atol=1e-4
    ) if how == "max" else None


def test_an_overview_that_is_not_wanted_any_more_is_gone_on_with_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attention_pyramid, "_ROWS", 4)
    pyramid = AttentionPyramid(AttentionMatrix(layer(), 0), "max")
    asked = iter([True, True, False])
    assert not pyramid.fill(lambda: next(asked), lambda _: None)
    assert not pyramid.is_whole
    # What is there already is shown.
    top = pyramid.cells(2, 0, 0, 4)
    assert top is not None
    assert pyramid.cells(2, 8, 0, 20) is None
    assert pyramid.fill(lambda: True, lambda _: None)
    np.testing.assert_allclose(
        pyramid.cells(2, 0, 0, 99), pooled(plainly(layer(), 0), 4, "max"), rtol=1e-3, atol=1e-4
    )
