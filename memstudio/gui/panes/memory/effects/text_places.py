"""Where stretches of a document stand in the view of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.panes.memory.text_view import TextView

_BELOW_LINE = 4.0


class TextPlaces:
    """All places are pixels of the text's viewport, and may lie outside of it."""

    def __init__(self, effects: Effects, text: TextView) -> None:
        self._effects = effects
        self._text = text

    def span_areas(self, start: int, stop: int) -> list[QRectF]:
        """Where tokens `start` to `stop` can be seen: a box a line; none when they cannot."""
        height = self._text.viewport().height()
        first = self._text.token_rects(start)
        last = self._text.token_rects(stop - 1) or first
        if first and last and (last[-1].bottom() < 0 or first[0].top() > height):
            return []
        boxes = [box for token in range(start, stop) for box in self._text.token_rects(token)]
        return [box for box in joined_lines(boxes) if box.bottom() > 0 and box.top() < height]

    def is_above(self, token: int) -> bool:
        """Whether a token stands above the view's upper edge."""
        areas = self._text.token_rects(token)
        return bool(areas) and areas[0].top() < 0

    def segment_bottom(self, segment: int) -> float:
        """Where a segment ends."""
        document = self._effects.document
        if document is None or segment >= document.num_segments:
            return 0.0
        first, stop = document.segment_tokens(segment)
        for token in range(stop - 1, first - 1, -1):
            # Blanks have no place of their own.
            areas = self._text.token_rects(token)
            if areas:
                return areas[-1].bottom() + _BELOW_LINE
        return 0.0


def joined_lines(boxes: list[QRectF]) -> list[QRectF]:
    """Boxes of tokens that follow each other, joined where they stand on one line."""
    joined: list[QRectF] = []
    for box in boxes:
        if joined and abs(joined[-1].center().y() - box.center().y()) < box.height() / 2:
            joined[-1] = joined[-1].united(box)
        else:
            joined.append(QRectF(box))
    return joined
