"""The values with each memory by distance, or what the memory gives: dots with interval bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from memstudio.gui.measurement_words import help_value_text
from memstudio.gui.panes.help import words
from memstudio.gui.plots.dot_groups import (
    DotGroup,
    DotGroupsChart,
    DotPicture,
    DotSeries,
    Spot,
)
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.number_format import compact

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.measuring.help_report import HelpReport, HelpRow
    from memstudio.measuring.report_parts import ReportFigure

_LOOKS = {
    "on": (0, "circle"), "off": (3, "square"), "reset": (1, "diamond"), "shuffled": (4, "up"),
    "swapped": (2, "down"),
}  # fmt: skip
_SHARES = (-3.0, 104.0)
"""So that no dot is cut off."""


class HelpChart(DotGroupsChart):
    """One group of dots for each distance; the whole comes first, set apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpChart")
        self._report: HelpReport | None = None

    def show_report(self, report: HelpReport, *, of_gains: bool) -> None:
        """Draw a report: its values, or what the memory gives over each control."""
        self._report = report
        names = [name for name in report.controls if name != "on" or not of_gains]
        self.show_picture(
            DotPicture(
                [
                    DotSeries(name, self._title(name, of_gains=of_gains), *_LOOKS[name])
                    for name in names
                ],
                [
                    _group(report, row, names, of_gains=of_gains)
                    for row in (report.whole, *report.rows)
                ],
                words.unit_text(report, of_gains=of_gains),
                self.tr("segments back to where it stood last"),
                _SHARES if report.is_higher_better and not of_gains else None,
                zero=of_gains,
                num_apart=1,
            )
        )

    def _title(self, name: str, *, of_gains: bool) -> str:
        title = words.control_title(name)
        return self.tr("over %1").replace("%1", title.lower()) if of_gains else title

    @override
    def tip_of(self, spot: Spot) -> str:
        report = self._report
        if report is None:
            return ""
        row = spot.group.of
        figure = row.figures[spot.series]
        lines = [
            with_colon(words.control_title(spot.series), words.control_words(spot.series)),
            words.distance_words(row),
            help_value_text(report)(figure.value),
        ]
        if gain := words.gain_text(report, figure):
            lines.append(self.tr("the memory gives %1").replace("%1", gain))
        return "\n".join([*lines, words.number_text(report, row)])


def _group(report: HelpReport, row: HelpRow, names: list[str], *, of_gains: bool) -> DotGroup:
    scale = 100.0 if report.is_higher_better else 1.0
    values = {}
    for name in names:
        value, *ends = _ends(row.figures[name], of_gains=of_gains)
        if value is not None:
            low, high = (None if end is None else scale * end for end in ends)
            values[name] = (scale * value, low, high)
    return DotGroup(
        row,
        words.distance_text(row),
        f"n {compact(row.count)}",
        values,
        is_joined=row.first is not None and not row.is_new,
    )


def _ends(
    figure: ReportFigure, *, of_gains: bool
) -> tuple[float | None, float | None, float | None]:
    if of_gains:
        return figure.gain, figure.gain_low, figure.gain_high
    return figure.value, figure.low, figure.high
