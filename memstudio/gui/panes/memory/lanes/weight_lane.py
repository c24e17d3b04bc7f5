"""What passed between the tokens and the slots: from which words slots were written, which read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from typing_extensions import override

from memstudio.gui.panes.memory.lanes.slot_lane import SlotLane
from memstudio.gui.panes.memory.lanes.tiles import Tiles, level_for
from memstudio.gui.pixel_columns import about, into_pixels, pixel_edges
from memstudio.gui.theme import theme
from memstudio.gui.trace_weights import WeightChoice
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.visible_range import VisibleRange


class WeightLane(SlotLane):
    """Slots by tokens.

    Args:
        name: "write" or "read".
        tiles: where the weights come from.
        visible: the stretch that all lanes show.
    """

    def __init__(
        self, name: str, tiles: Tiles, visible: VisibleRange, parent: QWidget | None = None
    ) -> None:
        super().__init__(visible, parent)
        self.name = name
        self.choice = WeightChoice()
        self.is_complete = False
        self._tiles = tiles
        self._is_too_much = False
        tiles.tiles_changed.connect(self.renew)

    def show_weights(self, document: TraceDocument, choice: WeightChoice) -> None:
        """Show the weights of some layers and heads of a trace."""
        self.document, self.choice = document, choice
        self.is_complete = False
        self.renew()

    @override
    def pixel_values(self, width: int) -> NDArray[np.float32]:
        document, visible = self.document, self.visible
        assert document is not None  # noqa: S101 - shown before
        each = level_for(self.tokens_per_pixel)
        self._is_too_much = self._tiles.is_too_much(self.name, self.choice, each)
        if self._is_too_much:
            self.is_complete = True
            return super().pixel_values(width)
        columns, first, self.is_complete = self._tiles.columns(
            self.name, self.choice, each, visible.start, visible.stop
        )
        if columns.shape[1] != document.num_slots:
            columns = np.full((len(columns), document.num_slots), np.nan, np.float32)
        high = self._tiles.high(self.name, self.choice, each)
        if high is None:
            known = columns[np.isfinite(columns)]
            high = (float(known.max()) if known.size else 0.0) or 1.0
        tokens = about(self.tokens_per_pixel)
        reduced = ""
        if tokens > 1:
            reduced = self.tr("a pixel is the largest of about %1 tokens").replace(
                "%1", count(tokens)
            )
        largest = self._tiles.largest(self.name, self.choice, each)
        self.set_scale(0.0, high, is_clipped=largest > high * 1.001, reduced=reduced)
        edges = pixel_edges(visible.start, visible.stop, width)
        return into_pixels(columns, (edges - first) / each)

    @override
    def paint_lane(self, painter: QPainter, plot: QRect) -> None:
        super().paint_lane(painter, plot)
        if self._is_too_much:
            painter.setPen(QColor(theme.current().muted_text))
            text = self.tr("Zoom in to see the largest of all heads here.")
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, text)

    @override
    def tooltip(self, token: int, row: int) -> str:
        document = self.document
        if document is None or row < 0:
            return ""
        text = self.tr("“%1” (token %2) and slot %3")
        lines = [numbered(text, document.token_text(token), count(token), row)]
        for name, words, lacking in (
            (
                "write", self.tr("written: %1 of the slot's attention"),
                self.tr("written: too little to be kept"),
            ),
            (
                "read", self.tr("read: %1 of the word's attention"),
                self.tr("read: too little to be kept"),
            ),
        ):  # fmt: skip
            value = self._tiles.value(name, self.choice, token, row)
            place = (name, token, token + 1, self.choice)
            if value == 0 and document.weights.lacking(*place)[0] > 0:
                lines.append(lacking)
            elif value is not None:
                lines.append(words.replace("%1", percent(value, 2)))
        if len(lines) == 1:
            lines.append(self.tr("Zoom in for the numbers of each token."))
        return "\n".join(lines)
