"""A curve of a chart and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memstudio.gui.plots.curve import Curve

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW = 30
"""So few points are drawn as dots too: a line through them alone says too little."""


@dataclass
class ChartLine:
    """A curve and how it is drawn.

    Attributes:
        name: in the legend, the readout and tables.
        hue: its place among the theme's colours for curves.
        is_smoothed: whether the slider smooths it.
        is_dotted: whether there are points only, too far from each other for a line.
        has_faint: whether what is measured is drawn faintly beneath what is smoothed.
        is_shown: whether it is to be seen.
        curve: its points.
    """

    name: str
    hue: int
    is_smoothed: bool = False
    is_dotted: bool = False
    has_faint: bool = False
    is_shown: bool = True
    curve: Curve = field(default_factory=Curve)


def nearest_of(lines: Iterable[ChartLine], x: float) -> list[tuple[ChartLine, int]]:
    """Of each line that is seen and has points, the index of the one nearest to `x`."""
    found = ((line, line.curve.nearest(x)) for line in lines if line.is_shown)
    return [(line, index) for line, index in found if index is not None]
