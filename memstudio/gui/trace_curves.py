"""Loss and gain of a document made ready to be drawn at any width, away from the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from memstudio.gui.pixel_columns import Pyramid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_CLIPPED = 0.999
"""So many tokens lie under the top of a scale."""


class LossCurve:
    """The surprise of each token.

    Args:
        loss: `[N]`, N at least 1; NaN counts as 0.
    """

    def __init__(self, loss: Floats) -> None:
        loss = np.nan_to_num(loss)
        self.mean = Pyramid(loss, "mean")
        self.most = Pyramid(loss, "max")
        self.high = max(1e-6, float(np.quantile(loss, _CLIPPED)))


class SignedCurve:
    """What goes up and down from zero, token by token.

    Args:
        values: `[N]`, N at least 1; NaN counts as 0.
        few_count: whether few differ from zero, and the largest is what is looked for.
    """

    def __init__(self, values: Floats, *, few_count: bool = False) -> None:
        values = np.nan_to_num(values)
        self.mean = Pyramid(values, "mean")
        self.best = Pyramid(values, "max")
        self.worst = Pyramid(values, "min")
        sizes = np.abs(values)
        high = sizes.max() if few_count else np.quantile(sizes, _CLIPPED)
        self.high = max(1e-6, float(high))
