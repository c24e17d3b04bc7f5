"""How a run goes: curves, figures, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from memstudio import events
from memstudio.gui.plots.line_chart import LineChart
from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

TRAIN, VALIDATION = "train", "validation"


class ProgressView(QWidget):
    """Fed with the events of a run, live or from its folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = LineChart(
            self.tr("step"),
            self.tr("loss, nats a token"),
            self.tr("The loss appears here when training begins."),
        )
        self._names = {TRAIN: self.tr("training"), VALIDATION: self.tr("validation")}
        self.chart.add_series(self._names[TRAIN], 0, is_smoothed=True)
        self.chart.add_series(self._names[VALIDATION], 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self._tiles: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        for column, (name, title) in enumerate(
            (
                ("step", self.tr("Step")),
                ("loss", self.tr("Loss")),
                ("speed", self.tr("Speed")),
                ("eta", self.tr("Time left")),
                ("elapsed", self.tr("Elapsed")),
                ("memory", self.tr("Memory in use")),
                ("rate", self.tr("Learning rate")),
            )
        ):
            caption, value = QLabel(title), QLabel("–")
            caption.setProperty("role", "caption")
            value.setProperty("role", "mono")
            value.setAccessibleName(title)
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("0") * 8)
            grid.addWidget(caption, 0, column)
            grid.addWidget(value, 1, column)
            self._tiles[name] = value
        grid.setColumnStretch(7, 1)
        self.result = QLabel()
        self.result.setTextFormat(Qt.TextFormat.RichText)
        self.result.setWordWrap(True)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.result.hide()
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(8)
        column_layout.addLayout(grid)
        column_layout.addWidget(self.bar)
        column_layout.addWidget(self.chart, 1)
        column_layout.addWidget(self.result)
        self._last_reset: float | None = None
        self._first: events.Validated | None = None

    def begin(self) -> None:
        """A new run begins."""
        self.chart.clear()
        self.bar.setRange(0, 0)
        self.result.hide()
        self._last_reset = None
        self._first = None
        for tile in self._tiles.values():
            tile.setText("–")

    def replay(self, stream: Iterable[events.RunEvent]) -> None:
        """Show a run from its events."""
        self.begin()
        for event in stream:
            self.show_event(event)

    def show_event(self, event: events.RunEvent) -> None:
        """Take in one event."""
        match event:
            case events.RunStarted():
                self.bar.setRange(0, event.total_steps)
                self.bar.setValue(event.first_step)
                self._set("step", f"0 / {numbers.count(event.total_steps)}")
            case events.StepFinished():
                self._show_step(event)
            case events.Validated():
                self.chart.append(self._names[VALIDATION], event.step, event.loss)
                self._first = self._first or event
                if event.loss_memory_reset is not None:
                    self._last_reset = event.loss_memory_reset
            case events.RunFinished():
                self.bar.setRange(0, max(1, self.bar.maximum()))
                self._show_result(event)
            case events.RunFailed():
                self.bar.setRange(0, max(1, self.bar.maximum()))
                text = QCoreApplication.translate("errors", event.text).format(**event.values)
                self.result.setText(text)
                self.result.show()

    def end(self) -> None:
        """The run is over, however it ended."""
        if self.bar.maximum() == 0:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)

    def _show_step(self, event: events.StepFinished) -> None:
        self.chart.append(self._names[TRAIN], event.step, event.loss)
        self.bar.setRange(0, event.total_steps)
        self.bar.setValue(event.step)
        self._set("step", f"{numbers.count(event.step)} / {numbers.count(event.total_steps)}")
        self._set("loss", numbers.decimal(event.loss, 3))
        self._set("speed", numbers.tokens_per_second(event.tokens_per_second))
        self._set("eta", numbers.duration(event.eta))
        self._set("elapsed", numbers.duration(event.elapsed))
        used = numbers.bytes_text(event.process_bytes)
        if event.device_bytes:
            used = f"{numbers.bytes_text(event.device_bytes)} + {used}"
        self._set("memory", used)
        self._set("rate", numbers.small(event.learning_rate))

    def _show_result(self, event: events.RunFinished) -> None:
        lines = []
        if event.loss_before is not None and event.loss_after is not None:
            text = self.tr("Held-out loss <b>%1</b> before, <b>%2</b> after (%3).")
            change = event.loss_after - event.loss_before
            text = text.replace("%1", numbers.decimal(event.loss_before, 3))
            text = text.replace("%2", numbers.decimal(event.loss_after, 3))
            lines.append(text.replace("%3", f"{change:+.3f}"))
        if self._last_reset is not None and event.loss_after is not None:
            text = self.tr("With the memory reset before each segment it is <b>%1</b>: "
                           "the memory is worth <b>%2</b> nats a token.")  # fmt: skip
            text = text.replace("%1", numbers.decimal(self._last_reset, 3))
            lines.append(text.replace("%2", f"{self._last_reset - event.loss_after:+.3f}"))
        self.result.setText("<br>".join(lines))
        self.result.setVisible(bool(lines))

    def _set(self, name: str, text: str) -> None:
        self._tiles[name].setText(text)
