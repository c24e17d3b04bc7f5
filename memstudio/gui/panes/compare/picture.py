"""The first, the second, and their difference, over the tokens of the first; zoomed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from memstudio.gui.pixel_columns import at_most, into_pixels, pixel_edges
from memstudio.gui.plots.colour_maps import DIVERGING
from memstudio.gui.plots.painting import coloured, image_of, paint_slot_axis
from memstudio.gui.theme import theme
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.sides import LEFT, RIGHT
from memstudio.trace.quantity_kinds import PER_TOKEN, quantity_kind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from memstudio.gui.panes.compare.loading import Loaded
    from memstudio.gui.pixel_columns import Reduction

    Floats = NDArray[np.float32]

_LEFT, _RULER, _GAP, _TITLE = 44, 22, 8, 20
_LEAST = 8
_COLOURS = "viridis"


class ComparePicture(QWidget):
    """Slots by tokens: of the first, of the second, and the second less the first.

    The wheel zooms around the mouse, a drag moves; + and - zoom, the arrow keys go from place to
    place, Enter picks the one that is reached, Home shows everything.

    Signals:
        hovered(token, slot): under the mouse; (-1, -1) when it is over nothing.
        picked(token, slot): clicked, or Enter was pressed.
    """

    hovered = Signal(int, int)
    picked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparePicture")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._loaded: Loaded | None = None
        self._titles = ("A", "B", "B − A")
        self.range = (0.0, 1.0)
        self._shows = (True, True, True)
        self._place: tuple[int, int] | None = None
        self._dragged: tuple[float, tuple[float, float]] | None = None
        self._was_dragged = False
        self._drawn: tuple[object, list[QImage]] | None = None
        theme.notifier().theme_changed.connect(self._on_theme_changed)

    # ------------------------------------------------------------------ what is shown

    def show_loaded(self, loaded: Loaded, titles: tuple[str, str, str]) -> None:
        """Draw a pair; the zoom stays where the text is the same."""
        before, self._loaded, self._titles = self._loaded, loaded, titles
        number = loaded.comparison.first.num_tokens
        if before is None or before.comparison.first.path != loaded.comparison.first.path:
            self.range = (0.0, float(number))
        self.range = self._within(*self.range)
        self._drawn = None
        self.setAccessibleName(" / ".join(titles))
        self.update()

    def show_parts(self, *, both: bool, difference: bool) -> None:
        """Draw the two, their difference, or all three."""
        self._shows = (both, both, difference)
        self._drawn = None
        self.update()

    @property
    def _number(self) -> int:
        return 0 if self._loaded is None else self._loaded.comparison.first.num_tokens

    def _within(self, start: float, stop: float) -> tuple[float, float]:
        number = float(max(1, self._number))
        size = min(max(stop - start, min(_LEAST, number)), number)
        start = min(max(0.0, start), number - size)
        return start, start + size

    def columns(self, width: int) -> tuple[Floats, Floats, Floats]:
        """What stands out in each of `width` pixels: `[m, width]` of the first, the second, B − A."""
        assert self._loaded is not None  # noqa: S101
        pair, name = self._loaded.comparison, self._loaded.name
        start, stop = self.range
        edges = np.minimum(pixel_edges(start, stop, width).astype(np.int64), self._number - 1)
        borders = pair.borders(name)
        # All that a pixel stands for: its first token, and those from which on something changes.
        inside = borders[np.searchsorted(borders, edges[0]) : np.searchsorted(borders, stop)]
        # Two rows that are in order already, which `union1d` does not know.
        places = np.sort(np.concatenate([edges[:-1], inside]), kind="stable")
        firsts = np.append(np.searchsorted(places, edges[:-1]), len(places))
        mine, theirs = pair.at(name, places)
        slots = min(mine.shape[1], theirs.shape[1])
        apart = theirs[:, :slots] - mine[:, :slots]
        own = self._reduction
        return (
            into_pixels(mine, firsts, own).T,
            into_pixels(theirs, firsts, own).T,
            into_pixels(apart, firsts, "farthest").T,
        )

    @property
    def _reduction(self) -> Reduction:
        """What stands out of several values of one of the two."""
        assert self._loaded is not None  # noqa: S101
        name = self._loaded.name
        return "farthest" if name in PER_TOKEN else quantity_kind(name).reduction

    # ------------------------------------------------------------------ places

    def _areas(self) -> list[QRectF]:
        """Of those that are shown, one above the other, all as high."""
        shown = [index for index, is_shown in enumerate(self._shows) if is_shown]
        room = self.height() - _RULER - len(shown) * (_TITLE + _GAP)
        height = max(12.0, room / max(1, len(shown)))
        areas, top = [], 0.0
        for _ in shown:
            areas.append(QRectF(_LEFT, top + _TITLE, self.width() - _LEFT - 4, height))
            top += _TITLE + height + _GAP
        return areas

    def _token_at(self, x: float) -> int:
        areas = self._areas()
        start, stop = self.range
        share = (x - _LEFT) / max(1.0, areas[0].width())
        return int(min(max(0.0, start + share * (stop - start)), self._number - 1))

    def _x_of(self, token: float) -> float:
        start, stop = self.range
        return _LEFT + (token - start) / (stop - start) * self._areas()[0].width()

    def _slots(self) -> tuple[int, int, int]:
        assert self._loaded is not None  # noqa: S101
        pair = self._loaded.comparison
        if self._loaded.name in PER_TOKEN:
            return 1, 1, 1
        return pair.first.num_slots, pair.second.num_slots, pair.num_slots

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        if self._loaded is None:
            return None
        shown = [
            slots for slots, is_shown in zip(self._slots(), self._shows, strict=True) if is_shown
        ]
        for area, slots in zip(self._areas(), shown, strict=True):
            if area.contains(at):
                slot = int((at.y() - area.top()) / area.height() * slots)
                return self._token_at(at.x()), min(slot, slots - 1)
        return None

    # ------------------------------------------------------------------ drawing

    @override
    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._loaded is None:
            return
        look, painter = theme.current(), QPainter(self)
        font = painter.font()
        font.setPixelSize(look.sizes.font_small)
        painter.setFont(font)
        areas = self._areas()
        shown = [index for index in range(3) if self._shows[index]]
        ratio = self.devicePixelRatioF()
        width, height = (max(1, int(size * ratio)) for size in areas[0].size().toTuple())
        images = self._images(width, height)
        for area, index in zip(areas, shown, strict=True):
            painter.setPen(QColor(look.text))
            title = QRectF(0, area.top() - _TITLE, self.width(), _TITLE - 2)
            text = painter.fontMetrics().elidedText(
                self._titles[index], Qt.TextElideMode.ElideMiddle, int(title.width())
            )
            painter.drawText(title, LEFT, text)
            painter.drawImage(area, images[index])
            slots = self._slots()[index]
            if slots > 1:
                gutter = QRectF(0, area.top(), _LEFT, area.height()).toRect()
                paint_slot_axis(painter, gutter, slots, None)
        self._draw_ruler(painter, areas[-1])
        if self._place is not None:
            self._draw_place(painter, areas, shown)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _images(self, width: int, height: int) -> list[QImage]:
        key = (self.range, width, height, id(self._loaded))
        if self._drawn is None or self._drawn[0] != key:
            assert self._loaded is not None  # noqa: S101
            levels = self._loaded.levels
            # Where nothing differs all is 0, the middle of the colours.
            apart = levels.apart or 1.0
            scales = (levels.low, levels.high, _COLOURS), (-apart, apart, DIVERGING)
            mine, theirs, difference = self.columns(width)
            both = [at_most(each, height, self._reduction) for each in (mine, theirs)]
            pixels = [coloured(each, *scales[0]) for each in both]
            pixels.append(coloured(at_most(difference, height, "farthest"), *scales[1]))
            self._drawn = key, [image_of(each) for each in pixels]
        return self._drawn[1]

    def _draw_ruler(self, painter: QPainter, area: QRectF) -> None:
        """Borders of the first one's segments, as far as they are apart, and their numbers."""
        assert self._loaded is not None  # noqa: S101
        look, starts = theme.current(), self._loaded.comparison.first.segment_starts
        first = max(0, int(np.searchsorted(starts, self.range[0], side="right")) - 1)
        last = int(np.searchsorted(starts, self.range[1], side="left"))
        painter.setPen(QColor(look.muted_text))
        name = QRectF(0, area.bottom() + 2, _LEFT - 6, _RULER - 4)
        painter.drawText(name, RIGHT, self.tr("seg."))
        room = painter.fontMetrics().horizontalAdvance(count(last)) + 16
        each = self._x_of(float(starts[min(first + 1, len(starts) - 1)])) - self._x_of(float(starts[first]))  # fmt: skip
        every = max(1, int(-(-room // max(1e-6, each))))
        for segment in range(first - first % every, min(last, len(starts) - 1), every):
            x = self._x_of(float(starts[segment]))
            if x < _LEFT - 1:
                continue
            painter.setPen(QColor(look.plot_grid))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 5))
            painter.setPen(QColor(look.muted_text))
            painter.drawText(QPointF(x + 3, area.bottom() + 16), count(segment))

    def _draw_place(self, painter: QPainter, areas: list[QRectF], shown: list[int]) -> None:
        assert self._place is not None  # noqa: S101
        token, slot = self._place
        left, right = self._x_of(token), self._x_of(token + 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for area, index in zip(areas, shown, strict=True):
            painter.setPen(QPen(QColor(theme.current().text), 1))
            middle = (left + right) / 2
            painter.drawLine(QPointF(middle, area.top()), QPointF(middle, area.bottom()))
            slots = self._slots()[index]
            if slots > 1 and slot < slots:
                height = area.height() / slots
                painter.drawRect(QRectF(area.left(), area.top() + slot * height, area.width(), height))  # fmt: skip

    # ------------------------------------------------------------------ gestures

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show a stretch `factor` times as long, around a place of the widget."""
        start, stop = self.range
        middle = (start + stop) / 2 if x is None else float(self._token_at(x))
        self._go((middle - (middle - start) * factor, middle + (stop - middle) * factor))

    def _go(self, to: tuple[float, float]) -> None:
        self.range = self._within(*to)
        self.update()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._loaded is not None and event.angleDelta().y():
            self.zoom(0.8 if event.angleDelta().y() > 0 else 1.25, event.position().x())
            event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._loaded is not None and event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.position().x(), self.range
            self._was_dragged = False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            moved = event.position().x() - self._dragged[0]
            self._was_dragged |= abs(moved) > 3
            if self._was_dragged:
                start, stop = self._dragged[1]
                tokens = moved / self._areas()[0].width() * (stop - start)
                self._go((start - tokens, stop - tokens))
            return
        self._point(self._cell(event.position()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell(event.position())
        if self._dragged is not None and not self._was_dragged and cell is not None:
            self.picked.emit(*cell)
        self._dragged = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._go((0.0, float(self._number)))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, place: tuple[int, int] | None) -> None:
        if place != self._place:
            self._place = place
            self.hovered.emit(*(place or (-1, -1)))
            self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        start, stop = self.range
        size, key = stop - start, Qt.Key(event.key())
        if self._loaded is None:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self.zoom(1.25 if key == Qt.Key.Key_Minus else 0.8)
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            step = size / 4 * (1 if key == Qt.Key.Key_PageDown else -1)
            self._go((start + step, stop + step))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._place:
            self.picked.emit(*self._place)
        elif key == Qt.Key.Key_Home:
            self._go((0.0, float(self._number)))
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._step(key)
        else:
            super().keyPressEvent(event)

    def _step(self, key: Qt.Key) -> None:
        token, slot = self._place or (int(sum(self.range) / 2), 0)
        token += {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        slot += {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        token = min(max(0, token), self._number - 1)
        if not self.range[0] <= token < self.range[1]:
            half = (self.range[1] - self.range[0]) / 2
            self._go((token - half, token + half))
        self._point((token, min(max(0, slot), max(self._slots()) - 1)))

    def _on_theme_changed(self, _: object) -> None:
        self._drawn = None
        self.update()
