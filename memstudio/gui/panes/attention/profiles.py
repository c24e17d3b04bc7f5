"""A row's or a column's weights as bars along an edge, as pixels: quick to draw while panning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


def heights(weights: Floats, start: float, scale: float, length: int) -> Floats:
    """`[length]`, the largest weight that falls on each pixel.

    Args:
        weights: `[N]`.
        start: the place at the first pixel.
        scale: pixels of a place.
        length: pixels.
    """
    places = np.arange(length + 1) / scale + start
    edges = np.clip(places.astype(np.int64), 0, len(weights))
    lows, highs = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
    out = np.zeros(length, np.float32)
    inside = lows < len(weights)
    if not inside.any():
        return out
    low, high = lows[inside], np.minimum(highs[inside], len(weights))
    if scale >= 1:
        out[inside] = weights[low]
        return out
    found = np.maximum.reduceat(weights, low)
    # `reduceat` goes to the next edge, and for the last to the end of all.
    found[-1] = weights[low[-1] : high[-1]].max()
    out[inside] = found
    return out


def shares(weights: Floats, highest: float, lowest: float) -> Floats:
    """How long each bar is, 0 to 1 of the longest.

    Args:
        weights: `[length]`.
        highest: the longest bar's.
        lowest: of no bar at all, with lengths by the logarithm; 0 for lengths by the weight.
    """
    if highest <= 0:
        return np.zeros_like(weights)
    if lowest <= 0 or highest <= lowest:
        return weights / highest
    found = np.log10(np.maximum(weights, lowest) / lowest) / np.log10(highest / lowest)
    return np.asarray(found, np.float32)


def bars(values: Floats, thickness: int, *, is_upright: bool) -> QImage:
    """A picture of bars that grow from the matrix outwards.

    Args:
        values: `[length]`, in 0..1 of the longest bar.
        thickness: pixels of the longest bar.
        is_upright: whether the picture is `thickness` x `length`, else `length` x `thickness`.
    """
    colour = QColor(theme.current().accent).rgba()
    pixels = np.clip(np.ceil(values * thickness), 0, thickness).astype(np.int32)
    if is_upright:
        drawn = np.arange(thickness)[None, :] < pixels[:, None]
    else:
        drawn = np.arange(thickness, 0, -1)[:, None] <= pixels[None, :]
    picture = np.where(drawn, np.uint32(colour), np.uint32(0))
    height, width = picture.shape
    return QImage(
        picture.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    ).copy()
