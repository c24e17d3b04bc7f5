"""What all lanes share: their place on the document's axis, and the gestures that move along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

    from memstudio.gui.visible_range import VisibleRange

GUTTER = 46
"""Left of every lane, where slots and scales are named."""
RIGHT = 10
_ZOOM_STEP = 1.25
_PAN_STEP = 0.1
_SEEN_STEP = 0.9
"""Of what is shown, so much is moved on by a page key."""


class Lane(QWidget):
    """A picture along the tokens that are visible.

    Signals:
        place_picked(token, row): clicked; row is -1 where the lane has no rows.
        place_hovered(token, row): the mouse is over it; (-1, -1) when over none.
        row_step_requested(by): another row is to be selected.
        time_step_requested(by): another token or segment is to be selected.
        segment_requested: what is selected is to fill the lanes.
    """

    place_picked = Signal(int, int)
    place_hovered = Signal(int, int)
    row_step_requested = Signal(int)
    time_step_requested = Signal(int)
    segment_requested = Signal()

    def __init__(self, visible: VisibleRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.visible = visible
        self._pressed_at: QPointF | None = None
        self._dragged_from: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        visible.range_changed.connect(self.update)
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    # ------------------------------------------------------------------ places

    def plot_rect(self) -> QRect:
        """Where the picture is."""
        return self.rect().adjusted(GUTTER, 0, -RIGHT, 0)

    def token_place(self, x: float) -> float:
        """The place on the axis, in tokens, of a horizontal position."""
        plot = self.plot_rect()
        return self.visible.start + (x - plot.left()) / max(1, plot.width()) * self.visible.span

    def x_of(self, token: float) -> float:
        """The horizontal position of a place on the axis."""
        plot = self.plot_rect()
        share = (token - self.visible.start) / max(1e-9, self.visible.span)
        return plot.left() + share * plot.width()

    def pixels_across(self) -> int:
        """Device pixels that the picture is wide."""
        return max(1, round(self.plot_rect().width() * self.devicePixelRatioF()))

    @property
    def tokens_per_pixel(self) -> float:
        """Tokens that one device pixel stands for."""
        return self.visible.span / self.pixels_across()

    def row_at(self, y: float) -> int:
        """The row at a height; -1 where there is none."""
        return -1

    def _place_at(self, position: QPointF) -> tuple[int, int] | None:
        if not self.visible.total or not self.plot_rect().contains(position.toPoint()):
            return None
        token = int(self.token_place(position.x()))
        if not 0 <= token < self.visible.total:
            return None
        return token, self.row_at(position.y())

    def tooltip(self, token: int, row: int) -> str:
        """The numbers of a place, in words."""
        return ""

    # ------------------------------------------------------------------ painting

    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        """Draw the picture and what is left of it."""

    def paint_marks(self, painter: QPainter, plot: QRect) -> None:
        """Draw what is selected and pointed at, over the picture."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme.current()
        painter.fillRect(self.rect(), QColor(look.surface))
        plot = self.plot_rect()
        if not self.visible.total or plot.width() < 2 or plot.height() < 2:
            return
        self.paint_lane(painter, plot)
        painter.setClipRect(plot)
        self.paint_marks(painter, plot)
        if self.hasFocus():
            painter.setClipping(False)
            painter.setPen(QColor(look.accent))
            painter.drawRect(plot.adjusted(-1, 0, 0, -1))

    def _on_theme_changed(self, _: object) -> None:
        self.update()

    # ------------------------------------------------------------------ mouse

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        fine = event.pixelDelta()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_shifted or abs(turn.x()) > abs(turn.y()):
            if not fine.isNull():
                pixels = float(fine.x() or fine.y())
            else:
                pixels = (turn.x() or turn.y()) / 120 * self.plot_rect().width() * _PAN_STEP
            self.visible.pan(-pixels / max(1, self.plot_rect().width()) * self.visible.span)
        else:
            about = self.token_place(event.position().x())
            self.visible.zoom(_ZOOM_STEP ** (-turn.y() / 120), about)
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed_at = event.position()
            self._dragged_from = None
            event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pressed = self._pressed_at
        if pressed is None:
            place = self._place_at(event.position())
            self.place_hovered.emit(*(place or (-1, -1)))
            if QToolTip.isVisible():
                self._show_tooltip(event.position(), event.globalPosition().toPoint())
            return
        moved = event.position().x() - pressed.x()
        if self._dragged_from is None and abs(moved) >= QApplication.startDragDistance():
            self._dragged_from = self.visible.start
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            QToolTip.hideText()
        if self._dragged_from is not None:
            wanted = self._dragged_from - moved / self.plot_rect().width() * self.visible.span
            self.visible.pan(wanted - self.visible.start)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged = self._pressed_at, self._dragged_from
        self._pressed_at = self._dragged_from = None
        self.unsetCursor()
        if pressed is None or dragged is not None or event.button() != Qt.MouseButton.LeftButton:
            return
        place = self._place_at(event.position())
        if place is not None:
            self.place_picked.emit(*place)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.visible.show_whole()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.place_hovered.emit(-1, -1)
        super().leaveEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(QPointF(event.pos()), event.globalPos())
            return True
        return super().event(event)

    def _show_tooltip(self, position: QPointF, at: QPoint) -> None:
        place = self._place_at(position)
        text = self.tooltip(*place) if place is not None else ""
        if text:
            QToolTip.showText(at, text, self)
        else:
            QToolTip.hideText()

    # ------------------------------------------------------------------ keys

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._follow_key(event):
            super().keyPressEvent(event)

    def _follow_key(self, event: QKeyEvent) -> bool:  # noqa: C901, PLR0912 - a table of keys
        visible, key = self.visible, Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        match key:
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                visible.zoom(1 / _ZOOM_STEP**2)
            case Qt.Key.Key_Minus | Qt.Key.Key_Underscore:
                visible.zoom(_ZOOM_STEP**2)
            case Qt.Key.Key_0:
                visible.show_whole()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                by = -1 if key == Qt.Key.Key_Left else 1
                if is_shifted:
                    self.time_step_requested.emit(by)
                else:
                    visible.pan(by * _PAN_STEP * visible.span)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.row_step_requested.emit(-1 if key == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                visible.pan((-1 if key == Qt.Key.Key_PageUp else 1) * _SEEN_STEP * visible.span)
            case Qt.Key.Key_Home:
                visible.pan(-visible.total)
            case Qt.Key.Key_End:
                visible.pan(visible.total)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.segment_requested.emit()
            case _:
                return False
        return True

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, 90)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 28)
