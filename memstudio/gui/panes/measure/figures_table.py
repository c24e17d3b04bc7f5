"""The figures of a measurement: each metric with the memory, without it, and the other model's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.metric_words import metric_meaning
from memstudio.gui.panes.measure import words
from memstudio.gui.theme import theme
from memstudio.gui.widgets.copying import copies
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.gui.widgets.table_manners import read_by_rows
from memstudio.measuring.export import as_markdown
from memstudio.measuring.lines import Line, lines_of
from memstudio.measuring.verdict import signed

if TYPE_CHECKING:
    from memstudio.measuring.measurement import Measurement

_ROW_HEIGHT = 46
_ROOM = 3


class FiguresTable(QTableWidget):
    """A row a metric; beneath each value its 95% interval."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figuresTable")
        self.setAccessibleName(self.tr("What was measured"))
        self._measurement: Measurement | None = None
        read_by_rows(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the figures of a measurement."""
        self._measurement = measurement
        has_memory = measurement.of.memory is not None
        baseline = measurement.baseline
        heads = [self.tr("Metric"), self.tr("Memory as it is") if has_memory else self.tr("Value")]
        if has_memory:
            heads += [self.tr("Memory reset"), self.tr("What the memory gives")]
        if baseline is not None:
            heads += [words.other_name(measurement), self.tr("Difference to it")]
        heads.append(self.tr("Of"))
        lines = lines_of(measurement.of.metrics)
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(lines))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(RIGHT if column else LEFT)
            self.setHorizontalHeaderItem(column, item)
        for row, line in enumerate(lines):
            self._fill(row, line, measurement)
        height = self.horizontalHeader().sizeHint().height() + _ROW_HEIGHT * len(lines) + _ROOM
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height())

    def _fill(self, row: int, line: Line, measurement: Measurement) -> None:
        figure, baseline = measurement.of.metrics[line.name], measurement.baseline
        arrow = "↑" if line.metric.is_higher_better else "↓"
        cells = [_Cell(f"{words.title_of(line)} {arrow}")]
        cells.append(_value(line, figure.value, figure.low, figure.high))
        if measurement.of.memory is not None:
            ends = figure.memory_reset_low, figure.memory_reset_high
            cells.append(_value(line, figure.memory_reset, *ends))
            cells.append(_change(line, figure.gain, figure.gain_low, figure.gain_high))
        if baseline is not None:
            other = baseline.metrics.get(line.name)
            theirs = (None, None, None) if other is None else (other.value, other.low, other.high)
            cells.append(_value(line, *theirs))
            cells.append(_change(line, figure.ahead, figure.ahead_low, figure.ahead_high))
        cells.append(_Cell(words.count_text(line, figure)))
        tip = f"{metric_meaning(line.metric)}\n{words.drawn_text(figure)}"
        for column, cell in enumerate(cells):
            item = QTableWidgetItem(f"{cell.text}\n{cell.below}" if cell.below else cell.text)
            item.setTextAlignment(RIGHT if column else LEFT)
            item.setToolTip(tip)
            if cell.colour:
                item.setForeground(QBrush(QColor(cell.colour)))
            self.setItem(row, column, item)

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        if self._measurement is not None:
            self.show_measurement(self._measurement)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._measurement
        if found is None or not copies(event, lambda: as_markdown(found)):
            super().keyPressEvent(event)


class _Cell(NamedTuple):
    """What stands in a cell, what stands beneath it, and its colour; "" for the usual one."""

    text: str
    below: str = ""
    colour: str = ""


def _value(line: Line, value: float | None, low: float | None, high: float | None) -> _Cell:
    return _Cell(words.value_of(line, value), words.spread_text(line, low, high))


def _change(line: Line, value: float | None, low: float | None, high: float | None) -> _Cell:
    """A difference, in colour when it is more than chance; the sign says the same."""
    colour = ""
    if low is not None and high is not None and not low <= 0 <= high:
        look = theme.current()
        colour = look.success if (low > 0) == line.metric.is_higher_better else look.danger
    return _Cell(signed(line, value, words.WORDS), words.signed_spread(line, low, high), colour)
