"""Laying out a long document piece by piece: only what is looked at is laid out.

A block is a segment's text. Heights of blocks that were never seen are estimated; a block is
measured when it comes into view.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument

_KEPT = 400
_LINE_SPACING = 1.45
_GAP = 10.0


class TextBlocks:
    """The blocks of a document at one width and font.

    All positions are pixels from the top of the document.
    """

    def __init__(self, document: TraceDocument, font: QFont, width: float) -> None:
        self.document = document
        self.font = font
        self.width = max(40.0, width)
        metrics = QFontMetricsF(font)
        self.line_height = metrics.height() * _LINE_SPACING
        spans = [document.segment_span(i) for i in range(document.num_segments)]
        characters = np.array([stop - start for start, stop in spans], np.float64)
        # Measured on a sample of the text itself, because scripts differ in width.
        sample = document.text[:2000] or "x"
        each = max(1.0, metrics.horizontalAdvance(sample.replace("\n", " ")) / len(sample))
        lines = np.ceil(characters * each / self.width + 0.5)
        self._heights = lines * self.line_height + _GAP
        self._tops = np.concatenate([[0.0], np.cumsum(self._heights)])
        self._layouts: OrderedDict[int, QTextLayout] = OrderedDict()

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
            self._layouts.popitem(last=False)
        height = y + _GAP
        if abs(height - self._heights[block]) > 0.5:
            self._heights[block] = height
            self._tops = np.concatenate([[0.0], np.cumsum(self._heights)])
        return layout
