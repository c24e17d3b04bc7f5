"""Laying out a long document piece by piece: only what is looked at is laid out.

A block is a segment's text. Heights of blocks that were never seen are estimated; a block is
measured when it comes into view.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.trace_document import TraceDocument

_KEPT = 400
_LINE_SPACING = 1.45
_GAP = 10.0


class TextBlocks:
    """The blocks of a document at one width and font.

    All positions are pixels from the top of the document.

    Args:
        document: what is laid out.
        font: of all of it.
        width: of a line, in pixels.
        on_moved: called when a block is not as high as was estimated: what follows moves.
    """

    def __init__(
        self, document: TraceDocument, font: QFont, width: float, on_moved: Callable[[], None]
    ) -> None:
        self._on_moved = on_moved
        self.document = document
        self.font = font
        self.width = max(40.0, width)
        metrics = QFontMetricsF(font)
        self.line_height = metrics.height() * _LINE_SPACING
        firsts = document.token_starts[document.segment_starts[1:-1]]
        bounds = np.concatenate([[0], firsts, [len(document.text)]])
        characters = np.diff(bounds).astype(np.float64)
        # Measured on a sample of the text itself, because scripts differ in width.
        sample = document.text[:2000] or "x"
        each = max(1.0, metrics.horizontalAdvance(sample.replace("\n", " ")) / len(sample))
        lines = np.ceil(characters * each / self.width + 0.5)
        self._heights = lines * self.line_height + _GAP
        self._tops = np.concatenate([[0.0], np.cumsum(self._heights)])
        self._layouts: OrderedDict[int, QTextLayout] = OrderedDict()
        self._areas: dict[int, dict[int, list[QRectF]]] = {}

    @property
    def height(self) -> float:
        """Of the whole document, as far as it is known."""
        return float(self._tops[-1])

    def top(self, block: int) -> float:
        """Where a block begins."""
        return float(self._tops[block])

    def bottom(self, block: int) -> float:
        """Where the next block begins."""
        return float(self._tops[block + 1])

    def block_at(self, y: float) -> int:
        """The block at a height."""
        found = int(np.searchsorted(self._tops, y, side="right")) - 1
        return min(max(0, found), self.document.num_segments - 1)

    def text(self, block: int) -> str:
        """The text of a block as it is laid out."""
        start, stop = self.document.segment_span(block)
        # Line feeds would be drawn as boxes; the line separator is as long and breaks the line.
        return self.document.text[start:stop].replace("\n", "\u2028").replace("\t", " ")

    def layout(self, block: int) -> QTextLayout:
        """A block laid out; its true height is known from then on."""
        if block in self._layouts:
            self._layouts.move_to_end(block)
            return self._layouts[block]
        layout = QTextLayout(self.text(block), self.font)
        layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width)
            line.setPosition(QPointF(0, y + (self.line_height - line.height()) / 2))
            y += self.line_height
        layout.endLayout()
        self._layouts[block] = layout
        if len(self._layouts) > _KEPT:
            dropped, _ = self._layouts.popitem(last=False)
            self._areas.pop(dropped, None)
        height = y + _GAP
        if abs(height - self._heights[block]) > 0.5:
            self._heights[block] = height
            self._tops = np.concatenate([[0.0], np.cumsum(self._heights)])
            self._on_moved()
        return layout

    def token_areas(self, block: int, token: int) -> list[QRectF]:
        """Where a token of a block stands in its layout: a box a line, blanks left out."""
        layout = self.layout(block)
        known = self._areas.setdefault(block, {})
        if token not in known:
            known[token] = self._token_areas(block, token, layout)
        return known[token]

    def tokens_between(self, block: int, top: float, bottom: float) -> tuple[int, int]:
        """First token of the lines between two heights (in the block), and the one after the last."""
        layout = self.layout(block)
        start, stop = self.document.segment_tokens(block)
        first = min(max(0, int(top // self.line_height)), layout.lineCount() - 1)
        last = min(max(first, int(bottom // self.line_height)), layout.lineCount() - 1)
        if last < 0 or (first == 0 and last == layout.lineCount() - 1):
            return start, stop
        base, _ = self.document.segment_span(block)
        text = self.text(block)
        line = layout.lineAt(last)
        begin = base + characters(text, layout.lineAt(first).textStart())
        end = base + characters(text, line.textStart() + line.textLength())
        starts = self.document.token_starts[start:stop]
        # The token before may reach into the line.
        low = start + int(np.searchsorted(starts, begin, side="left")) - 1
        high = start + int(np.searchsorted(starts, end, side="left"))
        return max(start, low), max(start, high)

    def position(self, block: int, token: int) -> tuple[int, int]:
        """First position of a token's text in its block's layout, and the one after its last.

        In UTF-16 units, as Qt counts; blanks at the ends are left out.
        """
        document = self.document
        base, _ = document.segment_span(block)
        start, end = int(document.token_starts[token]), int(document.token_ends[token])
        text = document.text[start:end]
        start += len(text) - len(text.lstrip())
        first = utf16_length(document.text[base:start])
        return first, first + utf16_length(text.strip())

    def _token_areas(self, block: int, token: int, layout: QTextLayout) -> list[QRectF]:
        first, last = self.position(block, token)
        # A character whose bytes fall into two segments stands in the second.
        last = min(last, utf16_length(layout.text()))
        areas = []
        while first < last:
            line = layout.lineForTextPosition(first)
            if not line.isValid():
                break
            end = min(last, line.textStart() + line.textLength())
            left, right = _x(line, first), _x(line, end)
            areas.append(QRectF(left - 1, line.y() - 1, right - left + 2, line.height() + 2))
            if end <= first:
                break
            first = end
        return areas


def utf16_length(text: str) -> int:
    """Units that Qt counts a text as."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le")) // 2


def characters(text: str, units: int) -> int:
    """How many characters the first `units` UTF-16 units of `text` are."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return units
    seen = 0
    for index, character in enumerate(text):
        if seen >= units:
            return index
        seen += 2 if character > "\uffff" else 1
    return len(text)


def _x(line: QTextLine, position: int) -> float:
    """`cursorToX`, which answers with a pair in PySide."""
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)
