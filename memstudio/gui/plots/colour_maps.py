"""Perceptually even colour maps, and turning numbers into colours without a loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEQUENTIAL = ("viridis", "cividis", "magma")
"""The maps offered for quantities; all three are readable with any colour vision."""

DIVERGING = "CET-CBD1"
"""For what goes both ways from zero."""


@cache
def lookup_table(name: str) -> NDArray[np.uint8]:
    """`[256, 4]`, the colours of a map from low to high, RGBA."""
    table = pg.colormap.get(name).getLookupTable(0.0, 1.0, 256, alpha=True)
    return np.ascontiguousarray(table, dtype=np.uint8)


def upper_level(values: NDArray[np.float32]) -> float:
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
