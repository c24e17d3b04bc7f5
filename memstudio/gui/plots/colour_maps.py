"""Colour maps as the window uses them: those of all pictures, and one for what goes both ways."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from memstudio.look.colour_maps import SEQUENTIAL, sequential

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIVERGING = "CET-CBD1"
"""For what goes both ways from zero."""


@cache
def lookup_table(name: str) -> NDArray[np.uint8]:
    """`[256, 4]`, the colours of a map from low to high, RGBA."""
    if name in SEQUENTIAL:
        opaque = np.full((256, 1), 255, np.uint8)
        return np.ascontiguousarray(np.hstack([sequential(name), opaque]))
    table = pg.colormap.get(name).getLookupTable(0.0, 1.0, 256, alpha=True)
    return np.ascontiguousarray(table, dtype=np.uint8)
