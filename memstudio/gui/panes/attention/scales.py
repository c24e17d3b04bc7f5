"""How weights become colours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtGui import QColor

from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.trace.attention_layout import code_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.attention_layout import AttentionLayer
    from memstudio.trace.attention_matrix import Heads

    Floats = NDArray[np.float32]

ScaleKind = Literal["log", "linear", "relative"]


@dataclass(frozen=True)
class Scale:
    """From weights to colours.

    Attributes:
        kind: "log" shows small weights beside large ones; "linear" what they are; "relative" is
            linear, of weights that are shares of their row's largest.
        low: the weight of the darkest colour.
        high: the weight of the brightest.
        colour_map: its name.
        nothing: the colour of what a row does not see, as `#rrggbb`.
    """

    kind: ScaleKind
    low: float
    high: float
    colour_map: str
    nothing: str

    @cached_property
    def _colours(self) -> NDArray[np.uint32]:
        """`[257]`, RGB in 32 bits: what is not seen, then from low to high."""
        table = lookup_table(self.colour_map).astype(np.uint32)
        colours = 0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
        nothing = QColor(self.nothing).rgb() | 0xFF000000
        return np.concatenate([np.array([nothing], np.uint32), colours])

    def pixels(self, weights: Floats) -> NDArray[np.uint32]:
        """Weights of any shape as pixels."""
        if self.kind == "log":
            lowest = math.log10(self.low)
            times = 255 / max(1e-9, math.log10(self.high) - lowest)
            shades = np.log10(np.maximum(weights, np.float32(1e-12)))
            shades -= np.float32(lowest)
            shades *= np.float32(times)
        else:
            shades = (weights - np.float32(self.low)) * np.float32(
                255 / max(1e-12, self.high - self.low)
            )
        np.clip(shades, 0, 255, out=shades)
        index = shades.astype(np.int16) + 1
        index[weights <= 0] = 0
        return self._colours[index]

    def code_colours(self) -> list[int]:
        """The colour of each code of a small picture."""
        return [int(colour) for colour in self.pixels(code_values())]


def log_floor(num_places: int) -> float:
    """A tenth of what a weight is when a row looks at all alike, as a power of ten."""
    return float(10 ** math.floor(math.log10(0.1 / max(2, num_places))))


def linear_top(layer: AttentionLayer | None, head: Heads) -> float:
    """The weight of the brightest colour when colours are even: few rows have a larger one."""
    if layer is None:
        return 1.0
    highest = layer.highest[head] if isinstance(head, int) else layer.highest
    return max(1e-6, float(np.quantile(highest, 0.9)))
