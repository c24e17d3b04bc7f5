"""What the colours of a picture stand for: the values at both ends, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


class Scale(NamedTuple):
    """The ends of a colour map.

    Attributes:
        low: the value of the darkest colour.
        high: the value of the brightest.
        is_clipped: whether some values lie above it, and are painted like it.
    """

    low: float
    high: float
    is_clipped: bool = False


def upper_level(values: Floats) -> float:
    """The value to paint with the brightest colour; 1 when all are 0.

    The largest, unless a few cells stand so far above the rest that nothing else would be seen:
    then the level under which 98 in 100 of the cells lie.
    """
    finite = values[np.isfinite(values)]
    highest = float(finite.max()) if finite.size else 0.0
    if highest <= 0:
        return 1.0
    usual = float(np.quantile(finite, 0.98))
    if 0 < usual < highest / 3:
        # Without the outliers themselves, so that one bright column does not hide the others.
        rest = finite[finite <= usual]
        return float(rest.max()) or highest
    return highest


def lower_level(values: Floats) -> float:
    """The value to paint with the darkest colour where most values lie near 1."""
    finite = values[np.isfinite(values)]
    return min(float(np.quantile(finite, 0.02)), 0.99) if finite.size else 0.0


def end_text(value: float) -> str:
    """The number at the end of a legend, in few digits: 0, 0.031, 12.5, 1,240, −3."""
    if not value:
        return "0"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")
