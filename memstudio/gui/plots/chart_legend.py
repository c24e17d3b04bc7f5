"""The names and last values of a chart's curves; a click hides a curve and brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme
from memstudio.gui.widgets.dot import DOT, dot_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class LegendEntry(QToolButton):
    """One curve.

    Args:
        name: of the curve.
        hue: its place among the theme's colours for curves.
    """

    def __init__(self, name: str, hue: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._hue = hue
        self._value = ""
        self._is_brief = False
        self.setObjectName(name)
        self.setCheckable(True)
        self.setChecked(True)
        self.setProperty("role", "legend")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(DOT, DOT))
        self.setToolTip(self.tr("Show or hide this curve"))
        self.toggled.connect(self.paint_dot)
        theme.notifier().theme_changed.connect(self.paint_dot)
        self.show_value("")
        self.paint_dot()

    def show_value(self, value: str) -> None:
        """Write a value behind the name."""
        self._value = value
        self._write()

    def set_brief(self, is_brief: bool) -> None:
        """Leave the value out, where room is short."""
        self._is_brief = is_brief
        self._write()

    @property
    def value_width(self) -> int:
        """What its value takes."""
        return self.fontMetrics().horizontalAdvance(self._tail)

    @property
    def full_width(self) -> int:
        """What it takes with its value."""
        return self.sizeHint().width() + (self.value_width if self._is_brief else 0)

    @property
    def _tail(self) -> str:
        return f"  {self._value}" if self._value else ""

    def _write(self) -> None:
        whole = self.name + self._tail
        text = self.name if self._is_brief else whole
        if text != self.text():
            self.setText(text)
        if whole != self.accessibleName():
            self.setAccessibleName(whole)

    @Slot()
    def paint_dot(self, _: object = None) -> None:
        """Draw the dot in the colour of the curve: filled while it is shown."""
        colour = theme.current().series_colour(self._hue)
        self.setIcon(dot_icon(colour, self.devicePixelRatioF(), is_filled=self.isChecked()))


class ChartLegend(QWidget):
    """A row of entries, those of curves without points left out.

    Signals:
        visibility_changed: name of a curve, and whether it is to be seen.
        entries_changed: there are more or fewer of them.
    """

    visibility_changed = Signal(str, bool)
    entries_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: dict[str, LegendEntry] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().sizes.space_xs)
        self._row.addStretch(1)

    def add(self, name: str, hue: int) -> None:
        """Add a curve."""
        entry = LegendEntry(name, hue, self)
        entry.hide()
        entry.toggled.connect(self._on_entry_toggled)
        self.entries[name] = entry
        self._row.insertWidget(self._row.count() - 1, entry)

    def clear(self) -> None:
        """Take all curves out."""
        for entry in self.entries.values():
            entry.hide()
            entry.deleteLater()
        self.entries.clear()

    def show_value(self, name: str, value: str | None) -> None:
        """Write the last value of a curve; None when it has no points."""
        entry = self.entries[name]
        is_other = entry.isHidden() == (value is not None)
        entry.setVisible(value is not None)
        entry.show_value(value or "")
        self._fit()
        if is_other:
            self.entries_changed.emit()

    @property
    def full_width(self) -> int:
        """What all entries take with their values."""
        shown = [entry for entry in self.entries.values() if not entry.isHidden()]
        return sum(entry.full_width + self._row.spacing() for entry in shown)

    def _fit(self) -> None:
        """Leave values out, those of the last curves first, till the rest has room."""
        missing = self.full_width - self.width()
        for entry in reversed(self.entries.values()):
            entry.set_brief(missing > 0)
            if not entry.isHidden():
                missing -= entry.value_width

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot(bool)
    def _on_entry_toggled(self, is_shown: bool) -> None:
        entry = self.sender()
        if isinstance(entry, LegendEntry):
            self.visibility_changed.emit(entry.name, is_shown)
