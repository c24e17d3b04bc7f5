"""Arcs over the text: from a word back through the slots to the words they were written from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from typing_extensions import override

from memstudio.gui.panes.memory.effects.arcs import (
    EDGE,
    Arc,
    Placed,
    Source,
    Standing,
    curve,
    edge_of,
    place_chips,
)
from memstudio.gui.panes.memory.effects.look import shortened
from memstudio.gui.theme import theme
from memstudio.gui.widgets.sides import LEFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.panes.memory.effects.text_places import TextPlaces
    from memstudio.gui.panes.memory.text_view import TextView

_THINNEST, _THICKEST = 1.5, 6.0
_DOT = 8.0
_SIDE = 8.0
_HEIGHT = 22
_LABEL_HEIGHT = 16
_SOURCE_CHARACTERS = (34, 26, 20, 14, 9, 0)
_WIDEST = 0.94
_FAINT = 0.45
"""Of what makes no difference: it must not cover what does."""


class ArcChip(QAbstractButton):
    """A slot on an arc; at the edge of the view it says what lies beyond it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.arc: Arc | None = None
        self.edge = 0
        self.is_chosen = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_arc(self, arc: Arc, edge: int, widest: float, *, is_chosen: bool) -> None:
        """Stand for an arc, no wider than told: the source words make way for the rest."""
        self.arc, self.edge, self.is_chosen = arc, edge, is_chosen
        self.setToolTip(arc.tooltip)
        self.setAccessibleName(arc.tooltip)
        for characters in _SOURCE_CHARACTERS:
            self.setText(self._text(characters))
            if self.sizeHint().width() <= widest:
                break
        self.update()

    def _text(self, characters: int) -> str:
        arc = self.arc
        if arc is None:
            return ""
        parts = [self.tr("slot {slot}").format(slot=arc.slot)]
        if self.edge:
            parts.insert(0, "▲" if self.edge < 0 else "▼")
            if arc.text and characters:
                parts.append(f"“{shortened(arc.text, characters)}”")
        if arc.label:
            parts.append(arc.label)
        return " ".join(parts)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(int(width + 2 * _SIDE + _DOT + 6), _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        arc = self.arc
        if arc is None:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = _hue(arc.slot, arc.standing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        marked = self.is_chosen or self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(look.accent) if self.hasFocus() else hue, 2 if marked else 1))
        painter.setBrush(QColor(look.selection if self.is_chosen else look.raised))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        dot = QRectF(_SIDE, self.height() / 2 - _DOT / 2, _DOT, _DOT)
        painter.drawEllipse(dot)
        refuted = arc.standing == "refuted"
        painter.setPen(QColor(look.muted_text if refuted else look.text))
        room = QRectF(self.rect()).adjusted(dot.right() + 6, 0, -_SIDE, 0)
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, int(room.width() + 1)
        )
        painter.drawText(room, LEFT, text)


class ArcOverlay(QWidget):
    """Lies over a text view, lets the mouse through, and follows its scrolling.

    Signals:
        arc_picked: the index of an arc whose chip was pressed.
        target_picked: the stub of the explained word was pressed, which is out of view.
    """

    arc_picked = Signal(int)
    target_picked = Signal()

    def __init__(self, text: TextView, places: TextPlaces) -> None:
        super().__init__()
        self.setObjectName("arcs")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        text.add_overlay(self)
        self._text = text
        self._places = places
        self._arcs: tuple[Arc, ...] = ()
        self._chosen: int | None = None
        self._word = ""
        self._placed: list[Placed] = []
        self.chips: list[ArcChip] = []
        self.target = QPushButton(text.viewport())
        self.target.setObjectName("arcTarget")
        self.target.setProperty("role", "chip")
        self.target.setAccessibleName(self.tr("The word that is explained"))
        self.target.setFixedHeight(_HEIGHT + 4)
        self.target.clicked.connect(self.target_picked)
        self.target.hide()
        text.view_changed.connect(self._on_text_view_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self.hide()

    @property
    def arcs(self) -> tuple[Arc, ...]:
        """What is drawn."""
        return self._arcs

    def show_arcs(self, arcs: Sequence[Arc], word: str, chosen: int | None = None) -> None:
        """Draw other arcs of the explained word; `chosen` is the one that is selected."""
        self._arcs, self._chosen, self._word = tuple(arcs), chosen, word
        while len(self.chips) < len(arcs):
            chip = ArcChip(self._text.viewport())
            chip.clicked.connect(self._on_chip_clicked)
            self.chips.append(chip)
        self.setVisible(bool(arcs))
        self._place()

    # ------------------------------------------------------------------ places

    def _place(self) -> None:
        view = self._text.viewport().rect()
        self.setGeometry(view)
        wanted = []
        for index, arc in enumerate(self._arcs):
            chip = self.chips[index]
            y = self._places.segment_bottom(arc.segment)
            edge = edge_of(y, view.height())
            widest = view.width() * _WIDEST
            chip.show_arc(arc, edge, widest, is_chosen=index == self._chosen)
            size = chip.sizeHint()
            wanted.append((y, QSizeF(min(size.width(), widest), size.height())))
        self._place_target(view)
        others = [QRectF(self.target.geometry())] if self.target.isVisibleTo(self._text) else []
        self._placed = placed = place_chips(wanted, QSizeF(view.size()), others)
        for index, chip in enumerate(self.chips):
            is_shown = index < len(placed)
            if is_shown:
                chip.setGeometry(placed[index].area.toRect())
            chip.setVisible(is_shown)
        if self._arcs:
            self.raise_()
            self.target.raise_()
            for chip in self.chips:
                chip.raise_()
        self.update()

    def _place_target(self, view: QRect) -> None:
        """A stub at the left of the edge beyond which the explained word lies."""
        token = self._arcs[0].target if self._arcs else 0
        is_out = bool(self._arcs) and not self._places.span_areas(token, token + 1)
        self.target.setVisible(is_out)
        if not is_out:
            return
        is_above = self._places.is_above(token)
        self.target.setText(f"{'▲' if is_above else '▼'} “{shortened(self._word, 20)}”")
        text = self.tr("The word that is explained: {word}")
        self.target.setAccessibleName(text.format(word=self._word))
        self.target.adjustSize()
        y = EDGE if is_above else view.height() - self.target.height() - EDGE
        self.target.move(int(EDGE), int(y))

    # ------------------------------------------------------------------ painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The chosen one last, over the others.
        order = sorted(range(len(self._arcs)), key=lambda index: index == self._chosen)
        for index in order:
            self._paint_arc(painter, self._arcs[index], self._placed[index], index == self._chosen)

    def _paint_arc(self, painter: QPainter, arc: Arc, placed: Placed, is_chosen: bool) -> None:
        lines = [(self._box(arc.target, arc.target + 1), arc.weight, arc.standing)]
        if not placed.edge:
            lines += [(self._box(s.start, s.stop), s.weight, s.standing) for s in arc.sources]
        for box, weight, standing in lines:
            self._paint_line(
                painter, curve(placed.area, box), _hue(arc.slot, standing), weight, standing,
                is_chosen=is_chosen,
            )  # fmt: skip
        for source in arc.sources:
            hue = _hue(arc.slot, source.standing)
            self._paint_span(painter, source.start, source.stop, hue)
            self._paint_label(painter, source)
        self._paint_span(painter, arc.target, arc.target + 1, QColor(theme.current().text))

    @staticmethod
    def _paint_line(
        painter: QPainter, path: QPainterPath, hue: QColor, weight: float, standing: Standing,
        *, is_chosen: bool,
    ) -> None:  # fmt: skip
        width = _THINNEST + (_THICKEST - _THINNEST) * min(1.0, max(0.0, weight))
        halo = QColor(theme.current().surface)
        halo.setAlphaF(0.75)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(halo, width + 3))
        painter.drawPath(path)
        if standing == "refuted":
            hue.setAlphaF(_FAINT)
        pen = QPen(hue, width + (1 if is_chosen else 0))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if standing == "unknown":
            pen.setDashPattern([max(1.2, 6 / width), max(1.0, 5 / width)])
        painter.setPen(pen)
        painter.drawPath(path)

    def _paint_span(self, painter: QPainter, start: int, stop: int, hue: QColor) -> None:
        fill = QColor(hue)
        fill.setAlphaF(0.14)
        painter.setPen(QPen(hue, 1.5))
        painter.setBrush(fill)
        for area in self._places.span_areas(start, stop):
            painter.drawRoundedRect(area, 3, 3)

    def _paint_label(self, painter: QPainter, source: Source) -> None:
        areas = self._places.span_areas(source.start, source.stop)
        if not areas or not source.label:
            return
        look = theme.current()
        width = self.fontMetrics().horizontalAdvance(source.label) + 8
        label = QRectF(areas[-1].right() - width, areas[-1].bottom() - 4, width, _LABEL_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.raised))
        painter.drawRoundedRect(label, 4, 4)
        painter.setPen(QColor(look.muted_text if source.standing == "refuted" else look.text))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, source.label)

    def _box(self, start: int, stop: int) -> QRectF:
        """Where some tokens stand; a line beyond the edge when they are out of view."""
        areas = self._places.span_areas(start, stop)
        if areas:
            return areas[len(areas) // 2]
        is_above = self._places.is_above(start)
        return QRectF(self.width() * 0.5, -40 if is_above else self.height() + 40, 1, 1)

    # ------------------------------------------------------------------ events

    @Slot()
    def _on_chip_clicked(self) -> None:
        sender = self.sender()
        for index, chip in enumerate(self.chips):
            if chip is sender and index < len(self._arcs):
                self.arc_picked.emit(index)

    @Slot()
    def _on_text_view_changed(self) -> None:
        if self._arcs:
            self._place()

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self.update()


def _hue(slot: int, standing: Standing) -> QColor:
    """The slot's hue; grey when the link was shown not to matter."""
    look = theme.current()
    return QColor(look.faint_text if standing == "refuted" else look.slot_colour(slot))
