"""The figures of a measurement: each metric with the memory, without it, and the other model's."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from memstudio.measuring.export import as_markdown
from memstudio.measuring.lines import Line, lines_of
from memstudio.measuring.verdict import signed

if TYPE_CHECKING:
    from memstudio.measuring.measurement import MeasuredMetric, Measurement

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ROW_HEIGHT = 46
_ROOM = 3


class FiguresTable(QTableWidget):
    """A row a metric; beneath each value its 95 % interval."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figuresTable")
        self.setAccessibleName(self.tr("What was measured"))
        self._measurement: Measurement | None = None
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
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
            item.setTextAlignment(_RIGHT if column else _LEFT)
            self.setHorizontalHeaderItem(column, item)
        for row, line in enumerate(lines):
            other = None if baseline is None else baseline.metrics.get(line.name)
            self._fill(row, line, measurement, other, has_memory=has_memory)
        self.horizontalHeader().setStretchLastSection(True)
        height = self.horizontalHeader().sizeHint().height() + _ROW_HEIGHT * len(lines) + _ROOM
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height())

    def _fill(
        self,
        row: int,
        line: Line,
        measurement: Measurement,
        other: MeasuredMetric | None,
        *,
        has_memory: bool,
    ) -> None:
        figure = measurement.of.metrics[line.name]
        arrow = "↑" if line.metric.is_higher_better else "↓"
        meaning = metric_meaning(line.metric)
        tip = f"{meaning}\n{words.drawn_text(figure)}"
        cells = [(f"{words.title_of(line)} {arrow}", "")]
        cells.append(self._value(line, figure.value, figure.low, figure.high))
        if has_memory:
            cells.append(
                self._value(
                    line, figure.memory_reset, figure.memory_reset_low, figure.memory_reset_high
                )
            )
            cells.append(self._change(line, figure.gain, figure.gain_low, figure.gain_high))
        gains = {3: figure.gain_low, 5: figure.ahead_low} if has_memory else {3: figure.ahead_low}
        highs = (
            {3: figure.gain_high, 5: figure.ahead_high} if has_memory else {3: figure.ahead_high}
        )
        if measurement.baseline is not None:
            value = (None, None, None) if other is None else (other.value, other.low, other.high)
            cells.append(self._value(line, *value))
            cells.append(self._change(line, figure.ahead, figure.ahead_low, figure.ahead_high))
        cells.append((words.count_text(line, figure), ""))
        for column, (text, below) in enumerate(cells):
            item = QTableWidgetItem(f"{text}\n{below}" if below else text)
            item.setTextAlignment(_RIGHT if column else _LEFT)
            item.setToolTip(tip)
            colour = self._colour(line, gains.get(column), highs.get(column))
            if colour:
                item.setForeground(QBrush(QColor(colour)))
            self.setItem(row, column, item)

    @staticmethod
    def _value(
        line: Line, value: float | None, low: float | None, high: float | None
    ) -> tuple[str, str]:
        return words.value_of(line, value), words.spread_text(line, low, high)

    @staticmethod
    def _change(
        line: Line, value: float | None, low: float | None, high: float | None
    ) -> tuple[str, str]:
        return signed(line, value, words.WORDS), words.signed_spread(line, low, high)

    @staticmethod
    def _colour(line: Line, low: float | None, high: float | None) -> str:
        """Of a difference that is more than chance; the sign says the same."""
        if low is None or high is None or low <= 0 <= high:
            return ""
        look = theme.current()
        return look.success if (low > 0) == line.metric.is_higher_better else look.danger

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        if self._measurement is not None:
            self.show_measurement(self._measurement)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = self._measurement
        if found is None or not copies(event, lambda: as_markdown(found)):
            super().keyPressEvent(event)
