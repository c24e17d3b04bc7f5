"""Curves as pixels: no peak is lost, no gap is left, and the later curve lies on top."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.gui.plots.column_raster import coloured, extents, halved, painted, widened


def by_hand(top: np.ndarray, bottom: np.ndarray, num_rows: int) -> np.ndarray:
    """Each curve painted over those before it, pixel by pixel."""
    picture = np.zeros((num_rows, top.shape[1]), np.uint8)
    for curve in range(len(top)):
        for column in range(top.shape[1]):
            if np.isnan(top[curve, column]):
                continue
            first = int(np.ceil(top[curve, column] - 0.5))
            last = max(first, int(np.ceil(bottom[curve, column] - 0.5)) - 1)
            if last >= 0 and first < num_rows:
                picture[max(0, first) : last + 1, column] = curve + 1
    return picture


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_of_many_curves_the_last_is_seen_in_every_pixel_that_it_covers(seed: int) -> None:
    random = np.random.default_rng(seed)
    curves, columns, rows = random.integers(1, 9), random.integers(1, 12), random.integers(1, 70)
    top = random.uniform(-20, rows + 20, (curves, columns))
    bottom = top + random.exponential(rows / 3, (curves, columns))
    hole = random.random((curves, columns)) < 0.2
    top[hole] = bottom[hole] = np.nan
    np.testing.assert_array_equal(painted(top, bottom, rows), by_hand(top, bottom, rows))


def test_nothing_to_paint_is_an_empty_picture() -> None:
    assert not painted(np.full((2, 5), np.nan), np.full((2, 5), np.nan), 7).any()
    assert painted(np.empty((0, 5)), np.empty((0, 5)), 7).shape == (7, 5)


def test_more_curves_than_a_byte_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="256 curves"):
        painted(np.zeros((256, 1)), np.zeros((256, 1)), 1)


def test_no_peak_is_lost() -> None:
    x = np.arange(100_003.0)
    y = np.zeros(len(x))
    y[77_777], y[33_333], y[-1] = 9.0, -9.0, 5.0
    low, high = extents(x, y, np.linspace(0, 100_003, 401))
    assert high[77_777 * 400 // 100_003] == 9.0
    assert low[33_333 * 400 // 100_003] == -9.0
    assert high[-1] == 5.0
    assert (np.sum(high > 0), np.sum(low < 0)) == (2, 1)


def test_a_line_between_far_points_has_no_gap() -> None:
    low, high = extents(
        np.array([0.0, 10.0]), np.array([0.0, 100.0]), np.linspace(-2.25, 11.75, 29)
    )
    seen = ~np.isnan(low)
    # Nothing is drawn beside the line, and neighbouring columns touch.
    assert seen.tolist() == [False] * 4 + [True] * 21 + [False] * 3
    np.testing.assert_allclose(low[seen][1:], high[seen][:-1])
    assert (low[4], high[24]) == (0.0, 100.0)


def test_one_point_is_in_its_column() -> None:
    low, high = extents(np.array([3.2]), np.array([7.0]), np.arange(6.0))
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, True, False, True]
    assert (low[3], high[3]) == (7.0, 7.0)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 6])
def test_a_level_and_an_upright_line_are_as_wide_as_the_brush(width: int) -> None:
    level = np.full((1, 40), 20.0)
    top, bottom = widened(level, level, width)
    assert (painted(top, bottom, 40)[:, 20] > 0).sum() == width
    upright = np.full((2, 40), np.nan)
    upright[:, 20] = (5.0, 35.0)
    top, bottom = widened(upright[:1], upright[1:], width)
    assert (painted(top, bottom, 40)[20] > 0).sum() == width


def test_a_wide_line_at_the_border_stays_within() -> None:
    line = np.zeros((1, 3))
    top, bottom = widened(line, line, 6)
    assert np.isfinite(top).all()
    assert painted(top, bottom, 2).all()


def test_half_the_size_keeps_what_is_opaque_and_mixes_the_rest() -> None:
    picture = np.array([[1, 1, 1, 0], [1, 1, 0, 0]], np.uint8)
    pixels = halved(coloured(picture, np.array([0, 0xFF204060], np.uint32)))
    assert pixels[0, 0] == 0xFF204060
    parts = [(int(pixels[0, 1]) >> shift) & 0xFF for shift in (24, 16, 8, 0)]
    np.testing.assert_allclose(parts, np.array([0xFF, 0x20, 0x40, 0x60]) / 4, atol=1)
