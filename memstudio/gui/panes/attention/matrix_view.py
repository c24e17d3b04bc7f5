"""One head's matrix: who looks at whom, at any length, with words along its edges.

Rows look at columns. Beside the matrix stand the selected row's weights (above) and the selected
column's (to the right).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from memstudio.gui.panes.attention.labels import WIDEST, LabelPainter
from memstudio.gui.panes.attention.matrix_painting import (
    GAP,
    STRIP,
    Canvas,
    paint_marks,
    paint_profiles,
    paint_tiles,
)
from memstudio.gui.panes.attention.sight import Sight
from memstudio.gui.panes.attention.tile_store import TileStore
from memstudio.gui.theme import theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from memstudio.gui.panes.attention.scales import Scale
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.trace.attention_matrix import AttentionMatrix
    from memstudio.trace.attention_pyramid import AttentionPyramid

    Floats = NDArray[np.float32]

_ZOOM_STEP = 1.25
_DRAG = 4


class MatrixView(QWidget):
    """A map to be panned and zoomed: by mouse, wheel and keys.

    Signals:
        cell_picked(row, column): a weight was chosen.
        cell_hovered(row, column): the mouse is over a weight; (-1, -1) when over none.
    """

    cell_picked = Signal(int, int)
    cell_hovered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = TileStore(self)
        self.store.tiles_changed.connect(self.update)
        self.sight = Sight()
        self._captured: CapturedAttention | None = None
        self._pyramid: AttentionPyramid | None = None
        self._preview: tuple[QImage, int] | None = None
        self._labels = LabelPainter(self)
        self._lowest = 0.0
        self._picked: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._carried: tuple[int, float, float, float] | None = None
        self._profiles: tuple[Floats, Floats] | None = None
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._was_pressed = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 220)
        # All of it is painted each time: Qt need not clear it first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Attention matrix: rows look at columns"))
        theme.notifier().theme_changed.connect(self.update)

    # ------------------------------------------------------------------ what is shown

    @property
    def matrix(self) -> AttentionMatrix | None:
        """What is looked at."""
        return None if self._pyramid is None else self._pyramid.matrix

    @property
    def weights(self) -> AttentionMatrix | None:
        """What is looked at as the weights themselves, whatever its colours stand for."""
        matrix = self.matrix
        return None if matrix is None else replace(matrix, is_relative=False)

    @property
    def picked(self) -> tuple[int, int] | None:
        """Row and column of the chosen weight."""
        return self._picked

    def show_matrix(
        self,
        captured: CapturedAttention,
        pyramid: AttentionPyramid,
        scale: Scale,
        preview: tuple[QImage, int] | None = None,
    ) -> None:
        """Look at a matrix; the same place of it, when it is of the same text.

        Args:
            captured: whose words stand along the edges.
            pyramid: the matrix and its overviews.
            scale: its colours.
            preview: a small picture of it and the places a pixel stands for, until there is better.
        """
        is_other = self._captured is None or self._captured.places is not captured.places
        self._captured, self._pyramid, self._preview = captured, pyramid, preview
        self.store.show(pyramid, scale)
        self._lowest = scale.low if scale.kind == "log" else 0.0
        if is_other:
            self.sight.size = pyramid.matrix.size
            self._picked = self._hovered = None
            self._resize_sight()
            self.sight.fit()
            self._take_carried()
        self._read_profiles()
        self.update()

    def pick(self, row: int, column: int, *, moves: bool = True) -> None:
        """Choose a weight."""
        self._picked = row, column
        if moves:
            self.sight.show(row, column)
        self._read_profiles()
        self.update()

    def fit(self) -> None:
        """See the whole matrix."""
        self.sight.fit()
        self.update()

    def zoom(self, factor: float) -> None:
        """Zoom round the chosen weight where it is seen, else round the middle."""
        x, y = self.sight.width / 2, self.sight.height / 2
        if self._picked is not None:
            px = self.sight.x_of(self._picked[1] + 0.5)
            py = self.sight.y_of(self._picked[0] + 0.5)
            if 0 <= px <= self.sight.width and 0 <= py <= self.sight.height:
                x, y = px, py
        self.sight.zoom(factor, x, y)
        self.update()

    def carried_zoom(self) -> tuple[int, float, float, float] | None:
        """What is seen, for another window; None while it is the whole, or nothing."""
        sight = self.sight
        if self._captured is None:
            return self._carried
        return None if sight.is_whole else (sight.size, sight.left, sight.top, sight.scale)

    def carry_zoom_on(self, state: tuple[int, float, float, float]) -> None:
        """Show what another window showed of a matrix as large, now or once one is there."""
        self._carried = state
        if self._captured is not None:
            self._take_carried()
            self.update()

    def _take_carried(self) -> None:
        carried, self._carried = self._carried, None
        if carried is not None and carried[0] == self.sight.size:
            self.sight.see(*carried[1:])

    def _read_profiles(self) -> None:
        matrix = self.matrix
        if self._picked is None or matrix is None:
            self._profiles = None
            return
        row, column = self._picked
        self._profiles = matrix.row(row), matrix.column(column)

    # ------------------------------------------------------------------ places

    @property
    def map_area(self) -> QRect:
        """Where the matrix is painted."""
        top, left = WIDEST + STRIP + GAP, WIDEST
        return QRect(left, top, self.width() - left - STRIP - GAP, self.height() - top)

    def _resize_sight(self) -> None:
        area = self.map_area
        self.sight.resize(area.width(), area.height())

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        area = self.map_area
        if self._pyramid is None or not area.contains(position.toPoint()):
            return None
        return self.sight.place_at(position.x() - area.left(), position.y() - area.top())

    # ------------------------------------------------------------------ painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.plot_background))
        captured, pyramid = self._captured, self._pyramid
        if captured is None or pyramid is None:
            return
        area, sight = self.map_area, self.sight
        canvas = Canvas(painter, area, sight, self.devicePixelRatioF())
        painter.save()
        painter.setClipRect(area)
        paint_tiles(canvas, pyramid, self.store, self._preview)
        paint_marks(canvas, self._picked, self._hovered)
        painter.restore()
        if self._profiles is not None:
            paint_profiles(canvas, self._profiles, self._lowest)
        self._paint_axes(painter, area)
        row, column = self._picked or (None, None)
        left = QRectF(0, area.top(), area.left(), area.height())
        above = QRectF(area.left(), 0, area.width(), WIDEST)
        self._labels.along(
            painter, left, sight.rows, sight.y_of, sight.scale, captured.word,
            is_upright=False, chosen=row,
        )  # fmt: skip
        self._labels.along(
            painter, above, sight.columns, sight.x_of, sight.scale, captured.word,
            is_upright=True, chosen=column,
        )  # fmt: skip

    def _paint_axes(self, painter: QPainter, area: QRect) -> None:
        """Say in the corner which way is which."""
        font = QFont(self.font())
        font.setPixelSize(theme.current().sizes.font_small - 1)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(theme.current().faint_text))
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        painter.drawText(QRectF(0, 0, WIDEST - 5, WIDEST - 4), corner, self.tr("looked at →"))
        painter.drawText(QRectF(0, 0, WIDEST - 5, area.top() - 2), corner, self.tr("looking ↓"))
        painter.restore()

    # ------------------------------------------------------------------ mouse and keys

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._is_dragging, self._was_pressed = False, True

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            way = event.position() - self._pressed
            if self._is_dragging or way.manhattanLength() > _DRAG:
                self._is_dragging = True
                self._pressed = event.position()
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.sight.pan(way.x(), way.y())
                self.update()
            return
        self._hover(self._cell_at(event.position()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        self.unsetCursor()
        cell = self._cell_at(event.position())
        if not self._is_dragging and cell is not None:
            self.pick(*cell, moves=False)
            self.cell_picked.emit(*cell)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._was_pressed:
            # The first of the two clicks was on what this view came in place of.
            return
        area = self.map_area
        position = event.position()
        self.sight.zoom(4.0, position.x() - area.left(), position.y() - area.top())
        self.update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        area, position = self.map_area, event.position()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turn = event.angleDelta().y() or event.angleDelta().x()
            self.sight.pan(turn, 0)
        else:
            factor = 1.0015 ** event.angleDelta().y()
            self.sight.zoom(factor, position.x() - area.left(), position.y() - area.top())
        self.update()
        self._hover(self._cell_at(position))
        event.accept()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._was_pressed = False
        super().hideEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(*(cell or (-1, -1)))
            self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        size = self.sight.size
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        if not size:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM_STEP)
        elif key in {Qt.Key.Key_0, Qt.Key.Key_Home}:
            self.fit()
        elif key in steps and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            dy, dx = steps[key]
            self.sight.pan(-dx * self.sight.width / 5, -dy * self.sight.height / 5)
            self.update()
        elif key in steps:
            dy, dx = steps[key]
            row, column = self._picked or (self.sight.rows[0], self.sight.columns[0])
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            row = min(max(0, row + far * dy), size - 1)
            column = min(max(0, column + far * dx), size - 1)
            self.pick(row, column)
            self.cell_picked.emit(row, column)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resize_sight()

    @Slot()
    def wait(self) -> None:
        """Let what is being computed end."""
        self.store.wait()
