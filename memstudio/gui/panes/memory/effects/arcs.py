"""Links as they are drawn: an arc from a word back through a slot to what it was written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from collections.abc import Sequence

Standing = Literal["unknown", "confirmed", "refuted"]
"""Whether a measurement has shown that a link matters."""

EDGE = 6.0
_GAP = 5.0
_LEAST_BEND = 26.0


@dataclass(frozen=True, slots=True)
class Source:
    """Words that a slot was written from.

    Attributes:
        start: first token.
        stop: the token after the last.
        weight: how thick its line is drawn, 0 to 1.
        standing: what was found out about it.
        label: the measured effect, short; empty before it is measured.
    """

    start: int
    stop: int
    weight: float
    standing: Standing
    label: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    """From a word to a slot as some segment left it, and on to what it was written from there.

    Attributes:
        target: the token that is explained.
        slot: the slot; its chip stands at the end of the segment that wrote it.
        segment: that segment.
        weight: how thick the line from the word is drawn, 0 to 1.
        standing: what was found out about the slot.
        sources: the words, strongest first.
        label: the measured effect, short; empty before it is measured.
        text: the words of the first source.
        tooltip: all of it in a sentence or two.
        row: of the table of links, that stands for it.
    """

    target: int
    slot: int
    segment: int
    weight: float
    standing: Standing
    sources: tuple[Source, ...]
    label: str
    text: str
    tooltip: str
    row: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a chip was put.

    Attributes:
        area: in pixels of the view.
        edge: -1 where it stands at the upper edge for something above the view, 1 at the lower.
    """

    area: QRectF
    edge: int


def edge_of(y: float, height: float) -> int:
    """Whether a height lies above the view (-1), below it (1) or in it (0)."""
    if y < 0:
        return -1
    return 1 if y > height else 0


def place_chips(
    wanted: Sequence[tuple[float, QSizeF]], view: QSizeF, others: Sequence[QRectF] = ()
) -> list[Placed]:
    """Put chips at the right of the view, each at its height or at the nearer edge.

    Args:
        wanted: the height that each chip's middle should be at, and its size; heights outside
            the view are put at its edge.
        view: the size of the view.
        others: what they must not cover either.

    Returns:
        A place for each, in the same order; none covers another as long as there is room.
    """
    taken = list(others)
    placed = []
    for y, size in wanted:
        edge = edge_of(y, view.height())
        top = y - size.height() / 2
        if edge < 0:
            top = EDGE
        elif edge > 0:
            top = view.height() - size.height() - EDGE
        area = _free(top, size, view, taken, step=-1 if edge > 0 else 1)
        taken.append(area)
        placed.append(Placed(area, edge))
    return placed


def _free(top: float, size: QSizeF, view: QSizeF, taken: list[QRectF], *, step: int) -> QRectF:
    """The rightmost free place at a height, or on the next row that has one."""
    lowest = view.height() - size.height() - EDGE
    top = min(max(EDGE, top), max(EDGE, lowest))
    first = QRectF(view.width() - EDGE - size.width(), top, size.width(), size.height())
    row = QRectF(first)
    while EDGE <= row.top() <= lowest + 0.5:
        area = QRectF(row)
        while area.left() >= EDGE:
            hit = next((each for each in taken if each.intersects(area)), None)
            if hit is None:
                return area
            area.moveRight(hit.left() - _GAP)
        row.translate(0, step * (size.height() + _GAP))
    return first


def curve(start: QRectF, end: QRectF) -> QPainterPath:
    """A bow from the edge of one box to the edge of another, leaving both upright."""
    is_up = end.center().y() < start.center().y()
    begin = QPointF(start.center().x(), start.top() if is_up else start.bottom())
    finish = QPointF(end.center().x(), end.bottom() if is_up else end.top())
    bend = max(_LEAST_BEND, abs(finish.y() - begin.y()) * 0.55) * (-1 if is_up else 1)
    path = QPainterPath(begin)
    path.cubicTo(begin + QPointF(0, bend), finish - QPointF(0, bend), finish)
    return path
