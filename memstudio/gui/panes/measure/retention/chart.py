"""A series of a report: dots with interval bars by distance, or by what was written since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from typing_extensions import override

from memstudio.gui.panes.measure.retention import words
from memstudio.gui.plots.dot_groups import DotGroup, DotGroupsChart, DotPicture, DotSeries
from memstudio.gui.translation import with_colon, with_semicolons
from memstudio.gui.widgets.number_format import compact
from memstudio.measuring.retention_report import ASKING_TITLES, is_share

if TYPE_CHECKING:
    from memstudio.gui.plots.dot_groups import Spot
    from memstudio.measuring.retention_report import Quantity, RetentionRow, RetentionSeries

_LOOKS = {"read": (0, "circle"), "reset": (1, "diamond"), "foil": (2, "up")}
_SHARES = (-3.0, 104.0)
"""So that no dot is cut off."""


class RetentionChart(DotGroupsChart):
    """A group of dots for each place, one a way of asking; guessing is a dashed line."""

    _series: RetentionSeries | None = None
    _quantity: Quantity = "recall"

    def show_series(self, series: RetentionSeries, quantity: Quantity) -> None:
        """Draw a quantity of a series."""
        self._series, self._quantity = series, quantity
        level = None
        if series.chance is not None and quantity == "recall":
            level = (100 * series.chance, self.tr("guessing"))
        self.show_picture(
            DotPicture(
                [
                    DotSeries(name, words.asking_title(name), *_LOOKS[name])
                    for name in ASKING_TITLES
                ],
                [_group(row, quantity) for row in series.rows],
                words.unit_text(quantity),
                words.axis_text(series),
                _SHARES if is_share(quantity) else None,
                level=level,
            )
        )
        self.setAccessibleName(with_colon(words.series_title(series), words.unit_text(quantity)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)

    @override
    def tip_of(self, spot: Spot) -> str:
        series = self._series
        if series is None:
            return ""
        row, quantity = spot.group.of, self._quantity
        figure = row.figures[quantity][spot.series]
        lines = [
            with_colon(words.asking_title(spot.series), words.asking_words(series, spot.series)),
            with_colon(words.axis_text(series), words.place_text(row)),
            with_colon(words.unit_text(quantity), _in_a_line(words.figure_text(quantity, figure))),
        ]
        if figure.gain is not None:
            gain = _in_a_line(words.gain_text(quantity, figure))
            lines.append(self.tr("having read it gives %1").replace("%1", gain))
        return "\n".join([*lines, words.asked_text(row)])


def _in_a_line(text: str) -> str:
    return with_semicolons(text.split("\n"))


def _group(row: RetentionRow, quantity: Quantity) -> DotGroup:
    scale = 100.0 if is_share(quantity) else 1.0
    values = {
        name: (
            scale * each.value,
            None if each.low is None else scale * each.low,
            None if each.high is None else scale * each.high,
        )
        for name, each in row.figures[quantity].items()
    }
    return DotGroup(row, words.place_text(row), f"n {compact(row.count)}", values)
