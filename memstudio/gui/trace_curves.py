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


class GainCurve:
    """What memory made of the surprise of each token: good above 0.

    Args:
        gain: `[N]`, N at least 1; NaN counts as 0.
    """

    def __init__(self, gain: Floats) -> None:
        gain = np.nan_to_num(gain)
        self.mean = Pyramid(gain, "mean")
        self.best = Pyramid(gain, "max")
        self.worst = Pyramid(gain, "min")
        self.high = max(1e-6, float(np.quantile(np.abs(gain), _CLIPPED)))
