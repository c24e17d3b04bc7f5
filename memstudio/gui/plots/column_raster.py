"""Curves as pixels: what each covers of every column, and which of many lies on top.

The cost depends on the pixels there are, not on how wildly the curves go up and down, nor on how
many lie over each other: a painter that walks along every line takes ten times as long for fifty
noisy curves. Nothing here knows Qt.

Shapes: N curves, C columns, R rows. Rows are counted downwards, and a place in a column is a
number of rows from the top, fractions included.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.gui.plots.curve import Values

MOST = 255
"""Curves in one picture: their numbers have to fit into a byte."""


def extents(x: Values, y: Values, edges: Values) -> tuple[Values, Values]:
    """The lowest and the highest y that a line through points has within each column.

    Neighbouring columns share the value at their edge, so that the line has no gaps.

    Args:
        x: growing.
        y: as many.
        edges: growing, in units of x; `C + 1`.

    Returns:
        Two arrays `[C]`; NaN in columns beside the line.
    """
    at_edges = np.interp(edges, x, y, left=math.nan, right=math.nan)
    low = np.fmin(at_edges[:-1], at_edges[1:])
    high = np.fmax(at_edges[:-1], at_edges[1:])
    first = np.searchsorted(x, edges)
    has_points = first[1:] > first[:-1]
    if has_points.any():
        starts, inside = first[:-1][has_points], y[: first[-1]]
        low[has_points] = np.fmin(low[has_points], np.minimum.reduceat(inside, starts))
        high[has_points] = np.fmax(high[has_points], np.maximum.reduceat(inside, starts))
    return low, high


def widened(top: Values, bottom: Values, width: int) -> tuple[Values, Values]:
    """What a round brush covers that is moved along a line.

    Args:
        top: of the line in each column, in rows, `[C]` or `[N, C]`.
        bottom: likewise, not above `top`.
        width: of the brush, in pixels.
    """
    wide_top, wide_bottom = np.full_like(top, math.nan), np.full_like(bottom, math.nan)
    for place in range(width):
        # The nearest of the column's middle to that of the brush, so that a level line is as wide.
        aside = max(0.0, abs(place - (width - 1) / 2) - 0.5)
        reach = math.sqrt(width * width / 4 - aside * aside)
        # What the brush paints in a column when it stands `shift` columns to the left of it.
        shift = place - (width - 1) // 2
        to = slice(max(0, shift), top.shape[-1] + min(0, shift))
        of = slice(max(0, -shift), top.shape[-1] - max(0, shift))
        wide_top[..., to] = np.fmin(wide_top[..., to], top[..., of] - reach)
        wide_bottom[..., to] = np.fmax(wide_bottom[..., to], bottom[..., of] + reach)
    return wide_top, wide_bottom


def painted(top: Values, bottom: Values, num_rows: int) -> NDArray[np.uint8]:
    """Which curve is seen in each pixel when each is painted over those before it.

    Every stretch of pixels is the union of two stretches whose length is a power of two. These are
    noted at their first pixel, in one picture a length; from the longest to the shortest, each
    picture is then handed down as two halves, and the later curve wins. So a pixel is touched some
    twenty times, whatever lies over it.

    Args:
        top: where each curve begins in each column, `[N, C]`, in the order of painting; NaN where
            it has nothing.
        bottom: where it ends.
        num_rows: R.

    Returns:
        `[R, C]`: the number of the curve, counted from 1; 0 where there is none.

    Raises:
        ValueError: there are more than 255 curves.
    """
    num_curves, num_columns = top.shape
    if num_curves > MOST:
        raise ValueError(f"{num_curves} curves do not fit into one picture")
    # A pixel belongs to a curve when its middle does; each curve has one pixel at least.
    begins, ends = np.ceil(top - 0.5), np.ceil(bottom - 0.5) - 1
    np.fmax(begins, ends, out=ends, where=ends < begins)
    curves, columns = np.nonzero((ends >= 0) & (begins < num_rows))
    first = np.clip(begins[curves, columns], 0, num_rows - 1).astype(np.intp)
    last = np.clip(ends[curves, columns], 0, num_rows - 1).astype(np.intp)
    level = np.frexp((last - first + 1).astype(np.float64))[1] - 1
    above = np.zeros((num_rows, num_columns), np.uint8)
    if not len(level):
        return above
    # Stable, so that within a level later curves still come later, and win.
    order = np.argsort(level.astype(np.uint8), kind="stable")
    first, last, columns, level = first[order], last[order], columns[order], level[order]
    numbers = (curves[order] + 1).astype(np.uint8)
    deepest = int(level[-1])
    bounds = np.searchsorted(level, np.arange(deepest + 2))
    for depth in range(deepest, -1, -1):
        part = slice(bounds[depth], bounds[depth + 1])
        rows = np.stack([first[part], last[part] - (1 << depth) + 1], axis=1)
        picture = np.zeros_like(above)
        picture.ravel()[(rows * num_columns + columns[part, None]).ravel()] = np.repeat(
            numbers[part], 2
        )
        if depth < deepest:
            half = 1 << depth
            np.maximum(picture, above, out=picture)
            np.maximum(picture[half:], above[:-half], out=picture[half:])
            # (A stretch of twice the length begins at a pixel, and its second half `half` later.)
        above = picture
    return above


def coloured(picture: NDArray[np.uint8], colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The picture with a colour for each number.

    Args:
        picture: `[R, C]`.
        colours: premultiplied, one for each number that occurs.
    """
    return np.take(colours, picture, mode="clip")


def halved(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A picture of half the height and width: each pixel the mean of four, channel by channel.

    Args:
        pixels: premultiplied, `[2R, 2C]`.
    """
    # Rounded up and then down, so that what is opaque stays it.
    wide = _mean_up(pixels[0::2], pixels[1::2])
    return _mean_down(wide[:, 0::2], wide[:, 1::2])


_SEVEN_BITS = np.uint32(0x7F7F7F7F)
_ONE = np.uint32(1)


def _mean_up(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mean: NDArray[np.uint32] = (one | other) - (((one ^ other) >> _ONE) & _SEVEN_BITS)
    return mean


def _mean_down(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mean: NDArray[np.uint32] = (one & other) + (((one ^ other) >> _ONE) & _SEVEN_BITS)
    return mean
