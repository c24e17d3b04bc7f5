"""The figures of a run, each under its name, in as many columns as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio import events

_FEWER = 4
_NOTHING = "–"


class FigureTiles(QFrame):
    """Step, loss, speed, time, memory, learning rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        sizes = current().sizes
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_l, sizes.space_m)
        self._grid.setHorizontalSpacing(sizes.space_m)
        self._grid.setVerticalSpacing(sizes.space_m)
        self._columns = 0
        self._tiles: list[QWidget] = []
        self._values: dict[str, QLabel] = {}
        # With the widest text to be expected, so that nothing moves when it comes.
        for name, title, widest in (
            ("step", self.tr("Step"), f"{numbers.count(2000)} / {numbers.count(2000)}"),
            ("loss", self.tr("Loss"), numbers.decimal(10.555, 3)),
            ("speed", self.tr("Speed"), numbers.tokens_per_second(12_345)),
            ("eta", self.tr("Time left"), numbers.duration(1_255)),
            ("elapsed", self.tr("Elapsed"), numbers.duration(1_255)),
            ("memory", self.tr("Memory in use"), numbers.bytes_text(23 << 30)),
            ("rate", self.tr("Learning rate"), numbers.small(1.5e-5)),
        ):
            self._tiles.append(self._tile(name, title, widest))
        whose = self.tr("Of the model's weights where everything is trained, else of the memory's")
        self._values["rate"].setToolTip(whose)
        self._arrange(len(self._tiles))

    def _tile(self, name: str, title: str, widest: str) -> QWidget:
        tile = QWidget()
        column = QVBoxLayout(tile)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        caption, value = QLabel(title), QLabel(_NOTHING)
        caption.setProperty("role", "caption")
        value.setProperty("role", "figure")
        value.setObjectName(name)
        value.setAccessibleName(title)
        value.setMinimumWidth(int(1.08 * value.fontMetrics().horizontalAdvance(widest)))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(caption)
        column.addWidget(value)
        self._values[name] = value
        return tile

    def text(self, name: str) -> str:
        """What a tile says."""
        return self._values[name].text()

    def clear(self) -> None:
        """Say nothing."""
        for value in self._values.values():
            value.setText(_NOTHING)

    def show_start(self, first_step: int, total_steps: int) -> None:
        """A run begins at `first_step`."""
        self._set("step", f"{numbers.count(first_step)} / {numbers.count(total_steps)}")

    def show_step(self, event: events.StepFinished) -> None:
        """Show the figures of a step."""
        self._set("step", f"{numbers.count(event.step)} / {numbers.count(event.total_steps)}")
        self._set("loss", numbers.decimal(event.loss, 3))
        self._set("speed", numbers.tokens_per_second(event.tokens_per_second))
        self._set("eta", numbers.duration(event.eta))
        self._set("elapsed", numbers.duration(event.elapsed))
        used = numbers.bytes_text(event.process_bytes)
        note = self.tr("Main memory of this program")
        if event.device_bytes:
            used = numbers.bytes_text(event.device_bytes)
            main = numbers.bytes_text(event.process_bytes)
            note = self.tr("On the device; %1 of main memory").replace("%1", main)
        self._set("memory", used)
        self._values["memory"].setToolTip(note)
        self._set("rate", numbers.small(event.learning_rate))

    def show_end(self) -> None:
        """The run is over, or about to be: there is no time left to be told."""
        self._set("eta", _NOTHING)

    def _set(self, name: str, text: str) -> None:
        if self._values[name].text() != text:
            self._values[name].setText(text)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for old in range(self._columns):
            self._grid.setColumnStretch(old, 0)
        self._columns = columns
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    @override
    def minimumSizeHint(self) -> QSize:
        # As narrow as it can become, whatever it is now.
        widths = [tile.minimumSizeHint().width() for tile in self._tiles]
        columns = (max(widths[column::_FEWER]) for column in range(_FEWER))
        margins, gap = self._grid.contentsMargins(), self._grid.horizontalSpacing()
        width = sum(columns) + (_FEWER - 1) * gap + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        every = len(self._tiles)
        margins, gap = self._grid.contentsMargins(), self._grid.horizontalSpacing()
        needed = sum(tile.minimumSizeHint().width() + gap for tile in self._tiles) - gap
        fits = needed <= self.width() - margins.left() - margins.right()
        self._arrange(every if fits else _FEWER)
