"""Points of a plane joined in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from memstudio.gui.plots.colour_maps import lookup_table, paint_bar
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count
from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.slot_trajectory import Trajectory

_EDGE = 10.0
_LEGEND = 22.0
_NEAR = 14.0
_NEAREST = 64.0
_MOST_OF_EACH = 256
"""Points of a slot, when all are shown."""
_MOST_OF_ALL = 20_000


class TrajectoryPlot(QWidget):
    """One slot: its points from dark (the beginning) to bright (the end). All: in their hues.

    Ctrl and the wheel, or + and -, go nearer; 0 or a double click shows all again.

    Signals:
        state_chosen: index of a slot and of its state, on a click or an arrow key.
    """

    state_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.path: Trajectory | None = None
        self._slot = 0
        self._state = 0
        self._drawn: tuple[object, QImage] | None = None
        self._nearness = 1.0
        self._centre = (0.5, 0.5)  # of what is seen, in parts of the whole
        self.setObjectName("trajectoryPlot")
        self.setAccessibleName(self.tr("Path of the slot"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_path(self, path: Trajectory | None, slot: int, state: int) -> None:
        """Show a path, with one state of one slot marked."""
        if path is not self.path:
            self._nearness, self._centre = 1.0, (0.5, 0.5)
        self.path = path
        self._drawn = None
        self.mark(slot, state)

    def mark(self, slot: int, state: int) -> None:
        """Mark another state."""
        self._slot, self._state = slot, state
        self.setAccessibleDescription(self.text_of(slot, state))
        self.update()

    def text_of(self, slot: int, state: int) -> str:
        """A point in words."""
        if not state:
            return self.tr("Slot {slot}, before anything was read").format(slot=slot)
        text = self.tr("Slot {slot}, after segment {segment}")
        return text.format(slot=slot, segment=count(state - 1))

    @staticmethod
    def drawn_rows(path: Trajectory) -> NDArray[np.int64]:
        """Which states of each slot are drawn: fewer the more slots there are."""
        if len(path.slots) == 1:
            return np.arange(len(path.at))
        most = min(_MOST_OF_EACH, max(2, _MOST_OF_ALL // len(path.slots)))
        return evenly(len(path.at), most)

    # ------------------------------------------------------------------ places

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_LEGEND - 4)

    def _pixels(self, path: Trajectory) -> NDArray[np.float64]:
        """`[k, s, 2]`, with one scale for both directions: distances mean the same in each."""
        area = self._area()
        flat = path.points.reshape(-1, 2)
        low, high = flat.min(axis=0), flat.max(axis=0)
        reach = np.maximum(high - low, 1e-12)
        scale = min(area.width() / reach[0], area.height() / reach[1])
        middle = np.array([area.center().x(), area.center().y()])
        aim = low + (high - low) * self._centre
        found: NDArray[np.float64] = middle + (path.points - aim) * (scale * self._nearness) * [
            1,
            -1,
        ]
        return found

    def go_nearer(self, factor: float, position: QPointF | None = None) -> None:
        """Show a smaller part, about a position that stays where it is; the mark without one."""
        if self.path is None:
            return
        if position is None:
            position = self._mark_position(self.path, self._pixels(self.path))
        before = self._nearness
        self._nearness = min(_NEAREST, max(1.0, before * factor))
        flat = self.path.points.reshape(-1, 2)
        reach = np.maximum(flat.max(axis=0) - flat.min(axis=0), 1e-12)
        area = self._area()
        scale = min(area.width() / reach[0], area.height() / reach[1])
        away = np.array([position.x(), position.y()]) - [area.center().x(), area.center().y()]
        shift = away * [1, -1] / scale * (1 / before - 1 / self._nearness) / reach
        x, y = np.clip(np.array(self._centre) + shift, 0.0, 1.0).tolist()
        self._centre = (x, y) if self._nearness > 1.0 else (0.5, 0.5)
        self.update()

    def show_all(self) -> None:
        """Show the whole path."""
        self._nearness, self._centre = 1.0, (0.5, 0.5)
        self.update()

    def _mark_position(self, path: Trajectory, pixels: NDArray[np.float64]) -> QPointF:
        row = int(np.abs(path.at - self._state).argmin())
        column = path.slots.index(self._slot) if self._slot in path.slots else 0
        x, y = pixels[row, column].tolist()
        return QPointF(x, y)

    def point_at(self, position: QPointF) -> tuple[int, int] | None:
        """Slot and state of the nearest point, if one is near."""
        if self.path is None:
            return None
        offsets = self._pixels(self.path) - [position.x(), position.y()]
        distance = (offsets**2).sum(axis=-1)
        row, column = np.unravel_index(int(distance.argmin()), distance.shape)
        if distance[row, column] > _NEAR**2:
            return None
        return self.path.slots[int(column)], int(self.path.at[row])

    # ------------------------------------------------------------------ events

    @override
    def sizeHint(self) -> QSize:
        return QSize(220, 200)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return min(320, max(150, int(width * 0.8)))

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.point_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.text_of(*found) if found else "", self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.point_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.state_chosen.emit(*found)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # The inspector itself is to move.
            event.ignore()
            return
        self.go_nearer(1.2 ** (event.angleDelta().y() / 120), event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.go_nearer(1.25)
                return
            case Qt.Key.Key_Minus:
                self.go_nearer(0.8)
                return
            case Qt.Key.Key_0:
                self.show_all()
                return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.path is None:
            super().keyPressEvent(event)
            return
        at = self.path.at
        # The state itself may not be among those that are kept.
        after = int(np.searchsorted(at, self._state, side="right"))
        row = after if step > 0 else int(np.searchsorted(at, self._state)) - 1
        self.state_chosen.emit(self._slot, int(at[min(max(0, row), len(at) - 1)]))

    # ------------------------------------------------------------------ painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.plot_background))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self.path is None:
            painter.setPen(QColor(look.muted_text))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "…")
            return
        pixels = self._pixels(self.path)
        ratio = self.devicePixelRatioF()
        place = (self._nearness, self._centre)
        key = (id(self.path), self.size().toTuple(), ratio, look.name, place)
        if self._drawn is None or self._drawn[0] != key:
            image = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            inner = QPainter(image)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.setClipRect(self._area().adjusted(-6, -6, 6, 6))
            self._paint_path(inner, self.path, pixels)
            inner.end()
            self._drawn = key, image
        painter.drawImage(QPointF(0, 0), self._drawn[1])
        self._paint_mark(painter, self.path, pixels)
        self._paint_legend(painter, self.path)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_path(self, painter: QPainter, path: Trajectory, pixels: NDArray[np.float64]) -> None:
        look = theme.current()
        is_one, rows = len(path.slots) == 1, self.drawn_rows(path)
        table = lookup_table("viridis")
        size = 5.0 if max(len(rows), len(path.slots)) < 200 else 3.0
        for column, slot in enumerate(path.slots):
            points = [QPointF(x, y) for x, y in pixels[rows, column].tolist()]
            hue = QColor(look.muted_text if is_one else look.slot_colour(slot))
            line = QColor(hue)
            line.setAlphaF(0.25)
            painter.setPen(QPen(line, 1))
            painter.drawPolyline(QPolygonF(points))
            if not is_one:
                painter.setPen(QPen(hue, size, c=Qt.PenCapStyle.RoundCap))
                painter.drawPoints(QPolygonF(points))
                continue
            shades = (rows / max(1, len(path.at) - 1) * 255).astype(int)
            for point, shade in zip(points, shades.tolist(), strict=True):
                r, g, b = (int(v) for v in table[shade][:3])
                painter.setPen(QPen(QColor(r, g, b), size, c=Qt.PenCapStyle.RoundCap))
                painter.drawPoint(point)

    def _paint_mark(self, painter: QPainter, path: Trajectory, pixels: NDArray[np.float64]) -> None:
        if self._slot not in path.slots:
            return
        position = self._mark_position(path, pixels)
        if not self._area().adjusted(-6, -6, 6, 6).contains(position):
            return
        look = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.plot_background), 4))
        painter.drawEllipse(position, 7, 7)
        painter.setPen(QPen(QColor(look.text), 2))
        painter.drawEllipse(position, 7, 7)

    def _paint_legend(self, painter: QPainter, path: Trajectory) -> None:
        look = theme.current()
        font = QFont(self.font())
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        painter.setPen(QColor(look.muted_text))
        row = QRectF(_EDGE, self.height() - _LEGEND, self.width() - 2 * _EDGE, _LEGEND - 2)
        middle = Qt.AlignmentFlag.AlignVCenter
        if len(path.slots) > 1:
            text = self.tr("each slot in its hue")
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, text)
            return
        first, last = self.tr("segment {number}").format(number=0), count(path.num_states - 2)
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, last)
        metrics = painter.fontMetrics()
        left = row.left() + metrics.horizontalAdvance(first) + 8
        right = row.right() - metrics.horizontalAdvance(last) - 8
        bar = QRectF(left, row.center().y() - 3, max(0.0, right - left), 6)
        paint_bar(painter, bar, "viridis")
