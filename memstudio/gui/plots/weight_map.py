"""What passed between the words of a segment and the slots: written above, read below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.plots.axes import TokenAxis
from memstudio.gui.plots.cell_map import CellMap
from memstudio.gui.plots.colour_maps import upper_level
from memstudio.gui.plots.legend import ColourLegend

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

_LEAST_MAP = 48
_BETWEEN = 12


class WeightMap(QWidget):
    """Two maps that share the words between them.

    Signals:
        cell_picked(token, slot), cell_hovered(token, slot): the token by its place in the segment;
            (-1, -1) when the mouse is over none.
    """

    cell_picked = Signal(int, int)
    cell_hovered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = TokenAxis()
        self.written = CellMap(self.words)
        self.written.setObjectName("written")
        self.written.setAccessibleName(self.tr("Write weights: slots by words"))
        self.read = CellMap(_hidden_axis())
        self.read.setObjectName("read")
        self.read.setAccessibleName(self.tr("Read weights: slots by words"))
        self.read.setXLink(self.written)
        self._written_title, self._written_legend = QLabel(), ColourLegend()
        self._read_title, self._read_legend = QLabel(), ColourLegend()
        self._keeps_scale = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(_title_row(self._written_title, self._written_legend))
        layout.addWidget(self.written, 1)
        layout.addWidget(self.read, 1)
        # Besides its cells, the upper map has the words under it.
        self.written.setMinimumHeight(_LEAST_MAP + TokenAxis.HEIGHT)
        layout.addLayout(_title_row(self._read_title, self._read_legend))
        for each in (self.written, self.read):
            each.cell_picked.connect(self.cell_picked)
            each.cell_hovered.connect(self.cell_hovered)

    @override
    def minimumSizeHint(self) -> QSize:
        # Not what the maps have now, of which one is fixed: it could never become lower again.
        least = self._beside_maps() + 2 * _LEAST_MAP
        return QSize(super().minimumSizeHint().width(), least)

    def _beside_maps(self) -> int:
        titles = self._written_title.sizeHint().height() + self._read_title.sizeHint().height()
        return titles + TokenAxis.HEIGHT + _BETWEEN

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        # Cells of equal height in both maps, whatever the words between them take.
        rest = event.size().height() - self._beside_maps()
        self.read.setFixedHeight(max(_LEAST_MAP, rest // 2))
        super().resizeEvent(event)

    def show_weights(
        self,
        written: NDArray[np.float32],
        read: NDArray[np.float32],
        tokens: list[str],
        reduction: str,
    ) -> None:
        """Show one segment.

        Args:
            written: `[slots, n]`, the share of each slot's writing attention to each token.
            read: `[slots, n]`, the share of each token's attention to each slot.
            tokens: their texts.
            reduction: over what the shares were averaged, in words.
        """
        keep = len(tokens) == self.written.values.shape[1]
        self.words.set_tokens(tokens)
        self.written.show_values(written, high=upper_level(written), keep_view=keep)
        self.read.show_values(read, high=upper_level(read), keep_view=keep)
        self._written_title.setText(
            self.tr("<b>Written</b> – share of a slot's attention to each word, %1").replace(
                "%1", reduction
            )
        )
        self._read_title.setText(
            self.tr("<b>Read</b> – share of a word's attention to each slot, %1").replace(
                "%1", reduction
            )
        )
        self._show_legends()

    def _show_legends(self) -> None:
        for cells, legend in (
            (self.written, self._written_legend),
            (self.read, self._read_legend),
        ):
            legend.show_scale(cells.colour_map, cells.high * 100, " %", is_clipped=cells.is_clipped)

    def mark(self, token: int | None, slot: int | None) -> None:
        """Mark the selected token and slot in both maps."""
        self.words.set_selected(token)
        for each in (self.written, self.read):
            each.mark_cell(token, slot)
        if token is not None:
            self.written.make_visible(token)

    def point(self, token: int | None, slot: int | None) -> None:
        """Frame what the mouse is over, here or elsewhere, in both maps."""
        for each in (self.written, self.read):
            each.point_at(token, slot)

    def set_colour_map(self, name: str) -> None:
        """Use another colour map."""
        for each in (self.written, self.read):
            each.set_colour_map(name)
        self._show_legends()


def _title_row(title: QLabel, legend: ColourLegend) -> QHBoxLayout:
    title.setTextFormat(Qt.TextFormat.RichText)
    title.setProperty("role", "muted")
    # Rather cut off than push the window wide.
    title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout()
    row.setContentsMargins(12, 0, 12, 0)
    row.addWidget(title, 1)
    row.addWidget(legend)
    return row


def _hidden_axis() -> pg.AxisItem:
    axis = pg.AxisItem("bottom")
    axis.setStyle(showValues=False, tickLength=0)
    axis.setHeight(4)
    return axis
