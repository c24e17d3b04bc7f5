"""The curves of a chart in sentences, for those who ask what they look at and who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Slot

from memstudio.gui.single_shot import single_shot
from memstudio.gui.widgets.number_format import count, small

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.plots.chart_numbers import Column

_MOST_CURVES = 4
_SAY_EVERY_MS = 1000


def curve_sentences(x_label: str, y_label: str, columns: Sequence[Column]) -> tuple[str, ...]:
    """Where each curve begins, ends, and is lowest; the first few when there are many."""
    translate = QCoreApplication.translate
    said = []
    for column in columns[:_MOST_CURVES]:
        text = translate("ChartWords", "{name}: {count} points of {y}, from {first} at {x} {begin} to {last} at {x} {end}, lowest {low} at {place}.")  # fmt: skip
        if len(column.x) == 1:
            text = translate("ChartWords", "{name}: one point of {y}, {first} at {x} {begin}.")
        lowest = int(np.nanargmin(column.y)) if np.isfinite(column.y).any() else 0
        said.append(
            text.format(
                name=column.name, count=count(len(column.x)), x=x_label, y=y_label,
                first=small(float(column.y[0])), begin=small(float(column.x[0])),
                last=small(float(column.y[-1])), end=small(float(column.x[-1])),
                low=small(float(column.y[lowest])), place=small(float(column.x[lowest])),
            )
        )  # fmt: skip
    if len(columns) > _MOST_CURVES:
        more = translate("ChartWords", "{number} more curves are drawn.")
        said.append(more.format(number=count(len(columns) - _MOST_CURVES)))
    return tuple(said) or (translate("ChartWords", "Nothing is drawn yet."),)


class SpokenChart(QObject):
    """Keeps the description of a plot true, once a second at most: a curve may grow with each step.

    Args:
        plot: what is described.
        say: gives the sentences.
    """

    def __init__(self, plot: QWidget, say: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(plot)
        self._plot, self._say = plot, say
        self._timer = single_shot(self, _SAY_EVERY_MS, self.speak)

    def touch(self) -> None:
        """Something else is drawn."""
        if not self._plot.accessibleDescription():
            self.speak()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def speak(self) -> None:
        """Describe the plot as it is now."""
        self._plot.setAccessibleDescription(" ".join(self._say()))
