"""A picture of a matrix whose rows are slots: hover, click and drag pick cells.

The base of the heat map over segments and of the maps over tokens.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget
from typing_extensions import override

from memstudio.gui.plots.axes import SlotAxis
from memstudio.gui.plots.colour_maps import lookup_table, upper_level
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_PIXELS = 4096


class _PickingViewBox(pg.ViewBox):
    """Left button picks, middle button and Shift+left pan, the wheel zooms along x."""

    picked = Signal(float, float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, invertY=True)
        self.setMouseEnabled(x=True, y=False)

    @override
    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        shifted = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if ev.button() == Qt.MouseButton.LeftButton and not shifted:
            ev.accept()
            point = self.mapToView(ev.pos())
            self.picked.emit(point.x(), point.y())
            return
        super().mouseDragEvent(ev, axis=0)

    @override
    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            point = self.mapToView(ev.pos())
            if ev.double():
                self.autoRange(padding=0)
            else:
                self.picked.emit(point.x(), point.y())


class CellMap(pg.PlotWidget):
    """A matrix of slots (rows, from the top) by columns.

    Signals:
        cell_picked(column, slot): clicked, dragged to, or reached with the arrow keys.
        cell_hovered(column, slot): the mouse is over it; (-1, -1) when over none.
    """

    cell_picked = Signal(int, int)
    cell_hovered = Signal(int, int)

    def __init__(self, bottom: pg.AxisItem | None = None, parent: QWidget | None = None) -> None:
        self.slot_axis = SlotAxis()
        self._box = _PickingViewBox()
        axes = {"left": self.slot_axis}
        if bottom is not None:
            axes["bottom"] = bottom
        super().__init__(parent=parent, viewBox=self._box, axisItems=axes)
        self._values: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self.colour_map = "viridis"
        self.high = 1.0
        self._image = pg.ImageItem(axisOrder="row-major")
        self.addItem(self._image)
        self._marked = QGraphicsRectItem()
        self._pointed = QGraphicsRectItem()
        self._column = QGraphicsRectItem()
        for item in (self._column, self._marked, self._pointed):
            item.setVisible(False)
            self._box.addItem(item, ignoreBounds=True)
        self.hideButtons()
        self.setMenuEnabled(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.plotItem.setContentsMargins(0, 0, 8, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._cursor: tuple[int, int] = (0, 0)
        self._box.picked.connect(self._on_box_picked)
        self.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # ------------------------------------------------------------------ what is shown

    def show_values(
        self, values: NDArray[np.float32], *, high: float | None = None, keep_view: bool = False
    ) -> None:
        """Show a matrix.

        Args:
            values: `[slots, columns]`; NaN is painted as 0.
            high: the value of the brightest colour; None for the largest there is.
            keep_view: whether to stay where the user has zoomed to.
        """
        same_shape = values.shape == self._values.shape
        self._values = values
        self.high = upper_level(values) if high is None else high
        shown, columns_per_pixel = _reduce(np.nan_to_num(values))
        self._image.setImage(
            shown, levels=(0.0, self.high), lut=lookup_table(self.colour_map), autoDownsample=False
        )
        slots, columns = values.shape
        self._image.setRect(QRectF(0, 0, shown.shape[1] * columns_per_pixel, slots))
        self.slot_axis.set_slots(slots)
        if columns and slots:
            self._box.setLimits(xMin=0, xMax=columns, yMin=0, yMax=slots, minXRange=min(columns, 4))
            if not (keep_view and same_shape):
                self._box.setRange(
                    xRange=(0, columns), yRange=(0, slots), padding=0, disableAutoRange=True
                )

    @property
    def is_clipped(self) -> bool:
        """Whether some values lie above the brightest colour's."""
        values = self._values
        return bool(values.size) and float(np.nanmax(values)) > self.high * 1.001

    @property
    def values(self) -> NDArray[np.float32]:
        """`[slots, columns]`, what is shown."""
        return self._values

    def mark_cell(self, column: int | None, slot: int | None) -> None:
        """Draw a frame round the selected cell, row or column."""
        slots, columns = self._values.shape
        self.slot_axis.set_selected(slot)
        self._marked.setVisible(slot is not None and slot < slots)
        if slot is not None:
            start, width = (0, columns) if column is None else (column, 1)
            self._marked.setRect(QRectF(start, slot, width, 1))
        self._column.setVisible(column is not None and column < columns)
        if column is not None:
            self._column.setRect(QRectF(column, 0, 1, slots))
            self._cursor = (column, slot or 0)

    def point_at(self, column: int | None, slot: int | None) -> None:
        """Draw a light frame round what the mouse is over, here or in another view."""
        slots, columns = self._values.shape
        if column is None and slot is None:
            self._pointed.setVisible(False)
            return
        x, width = (0, columns) if column is None else (column, 1)
        y, height = (0, slots) if slot is None else (slot, 1)
        self._pointed.setRect(QRectF(x, y, width, height))
        self._pointed.setVisible(True)

    def make_visible(self, column: int) -> None:
        """Scroll so that a column can be seen, when the view is zoomed in."""
        low, high = self._box.viewRange()[0]
        if column < low or column + 1 > high:
            span = high - low
            start = min(max(0.0, column + 0.5 - span / 2), max(0.0, self._values.shape[1] - span))
            self._box.setXRange(start, start + span, padding=0)

    # ------------------------------------------------------------------ mouse and keys

    def _cell(self, x: float, y: float) -> tuple[int, int] | None:
        slots, columns = self._values.shape
        if not columns or not slots:
            return None
        column, slot = math.floor(x), math.floor(y)
        inside = 0 <= column < columns and 0 <= slot < slots
        return (column, slot) if inside else None

    def _on_box_picked(self, x: float, y: float) -> None:
        slots, columns = self._values.shape
        if columns and slots:
            column = min(max(0, math.floor(x)), columns - 1)
            self.cell_picked.emit(column, min(max(0, math.floor(y)), slots - 1))

    def _on_scene_mouse_moved(self, position: QPointF) -> None:
        point = self._box.mapSceneToView(position)
        inside = self._box.sceneBoundingRect().contains(position)
        cell = self._cell(point.x(), point.y()) if inside else None
        self.cell_hovered.emit(*(cell or (-1, -1)))

    @override
    def leaveEvent(self, ev: Any) -> None:
        self.cell_hovered.emit(-1, -1)
        super().leaveEvent(ev)

    @override
    def keyPressEvent(self, ev: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(ev.key()))
        slots, columns = self._values.shape
        if step is None or not slots or not columns:
            super().keyPressEvent(ev)
            return
        column = min(max(0, self._cursor[0] + step[0]), columns - 1)
        slot = min(max(0, self._cursor[1] + step[1]), slots - 1)
        self.cell_picked.emit(column, slot)
        ev.accept()

    # ------------------------------------------------------------------ look

    def set_colour_map(self, name: str) -> None:
        """Use another colour map."""
        self.colour_map = name
        self._image.setLookupTable(lookup_table(name))

    def _on_theme_changed(self, _: object = None) -> None:
        look = theme.current()
        self.setBackground(look.plot_background)
        for axis in ("left", "bottom"):
            item = self.plotItem.getAxis(axis)
            item.setPen(QColor(look.plot_grid))
            item.setTextPen(QColor(look.muted_text))
        for item, colour, width in (
            (self._marked, look.accent, 2.0),
            (self._column, look.text, 1.0),
            (self._pointed, look.faint_text, 1.0),
        ):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            item.setPen(pen)


def _reduce(values: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
    """At most `_MOST_PIXELS` columns, each the largest of those it stands for, and how many."""
    slots, columns = values.shape
    each = max(1, math.ceil(columns / _MOST_PIXELS))
    if each == 1:
        return values, 1
    padded = np.zeros((slots, math.ceil(columns / each) * each), np.float32)
    padded[:, :columns] = values
    return padded.reshape(slots, -1, each).max(axis=2), each
