"""The linked views of one trace; they follow the selection and change it, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.memory.contents_view import ContentsView
from memstudio.gui.panes.memory.text_view import TextView
from memstudio.gui.plots.colour_maps import upper_level
from memstudio.gui.plots.legend import ColourLegend
from memstudio.gui.plots.slot_heatmap import SlotHeatmap
from memstudio.gui.plots.weight_map import WeightMap

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.panes.memory.quantities import Quantity
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.trace_document import TraceDocument


class Pictures(QSplitter):
    """Heat map, weight maps, text and contents, from top to bottom."""

    def __init__(
        self, selection: SelectionModel, controls: Controls, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._selection = selection
        self._controls = controls
        self._document: TraceDocument | None = None
        self.heatmap = SlotHeatmap()
        self.heatmap.setObjectName("heatmap")
        self.heatmap.setAccessibleName(self.tr("Slots over segments"))
        self.weights = WeightMap()
        self.weights.setObjectName("weights")
        self.text = TextView()
        self.text.setObjectName("text")
        self.contents = ContentsView()
        self._heat_title = QLabel()
        self._heat_title.setProperty("role", "muted")
        self._heat_title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._legend = ColourLegend()
        self._plain_note = QLabel(
            self.tr("This model has no memory slots: the text, its surprise and its predictions "
                    "are all there is to see.")
        )  # fmt: skip
        self._plain_note.setProperty("role", "muted")
        self._plain_note.setContentsMargins(12, 4, 12, 4)
        self._heat = _titled(self._heat_title, self._legend, self.heatmap)
        bottom = QSplitter(Qt.Orientation.Horizontal)
        bottom.addWidget(self.text)
        bottom.addWidget(self.contents)
        bottom.setStretchFactor(0, 5)
        bottom.setStretchFactor(1, 4)
        bottom.setChildrenCollapsible(False)
        self.addWidget(self._plain_note)
        self.addWidget(self._heat)
        self.addWidget(self.weights)
        self.addWidget(bottom)
        self.heatmap.setMinimumHeight(86)
        self.text.setMinimumHeight(80)
        for index, share in ((1, 20), (2, 40), (3, 40)):
            self.setStretchFactor(index, share)
        self.setSizes([0, 118, 250, 210])
        self.setChildrenCollapsible(False)

        self.heatmap.cell_picked.connect(self._on_heatmap_cell_picked)
        self.heatmap.cell_hovered.connect(self._on_heatmap_cell_hovered)
        self.weights.cell_picked.connect(self._on_weights_cell_picked)
        self.weights.cell_hovered.connect(self._on_weights_cell_hovered)
        self.text.token_picked.connect(self._on_text_token_picked)
        self.text.token_hovered.connect(self._on_text_token_hovered)
        self.contents.slot_picked.connect(self._on_contents_slot_picked)
        self.contents.slot_hovered.connect(self._on_contents_slot_hovered)
        controls.changed.connect(self._on_controls_changed)
        selection.selection_changed.connect(self._on_selection_changed)
        selection.hover_changed.connect(self._on_selection_hover_changed)

    # ------------------------------------------------------------------ what is shown

    @property
    def _quantity(self) -> Quantity:
        found: Quantity = self._controls.quantity.currentData()
        return found

    def show_document(self, document: TraceDocument, *, keep_place: bool) -> None:
        """Show a trace; the same document at another training step keeps its place."""
        self._document = document
        self._controls.set_layers(document.num_layers if document.has_weights else 0)
        for widget, shown in (
            (self._plain_note, not document.has_slots),
            (self._heat, document.has_slots),
            (self.weights, document.has_weights),
            (self.contents, document.has_slots),
        ):
            widget.setVisible(shown)
        self.text.show_document(document, keep_place=keep_place)
        self._show_heatmap(keep_view=keep_place)
        self._on_selection_changed(self._selection.current)

    def _show_heatmap(self, *, keep_view: bool) -> None:
        document = self._document
        if document is None or not document.has_slots:
            return
        quantity = self._quantity
        self.heatmap.set_colour_map(self._controls.colour_map)
        values = quantity.values(document).T
        # The first segment moves every slot away from where nothing had been read: a jump that
        # would leave all later changes dark.
        later = values[:, 1:] if quantity.name == "change" and values.shape[1] > 1 else values
        self.heatmap.show_values(values, high=upper_level(later), keep_view=keep_view)
        self._heat_title.setText(f"<b>{quantity.title}</b> – {quantity.meaning}")
        high, unit = self.heatmap.high, f" {quantity.unit}"
        if quantity.is_share:
            high, unit = high * 100, f" %{unit}"
        self._legend.show_scale(
            self.heatmap.colour_map, high, unit, is_clipped=self.heatmap.is_clipped
        )

    def _show_segment(self, segment: int) -> None:
        document = self._document
        if document is None or not document.has_slots:
            return
        layer = self._selection.current.layer
        self.contents.slots.show_segment(document, segment, layer)
        if document.has_weights:
            reduction = (
                self.tr("mean over %1 layers and %2 heads")
                if layer is None
                else self.tr("layer %3, mean over %2 heads")
            )
            reduction = (
                reduction.replace("%1", str(document.num_layers))
                .replace("%2", str(document.num_heads))
                .replace("%3", str(layer))
            )
            self.weights.set_colour_map(self._controls.colour_map)
            self.weights.show_weights(
                document.write(segment, layer),
                document.read(segment, layer).T,
                document.tokens_of(segment),
                reduction,
            )

    # ------------------------------------------------------------------ following

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        document = self._document
        if document is None or not document.num_segments:
            return
        segment = selection.segment
        if segment is None:
            segment = 0 if selection.token is None else document.segment_of(selection.token)
        segment = min(segment, document.num_segments - 1)
        self._show_segment(segment)
        place = self._place(selection.token, segment)
        slot = selection.slot
        if slot is not None and slot >= document.num_slots:
            slot = None
        self.heatmap.mark_cell(segment, slot)
        self.heatmap.make_visible(segment)
        self.weights.mark(place, slot)
        self.contents.mark(slot)
        self.text.set_tint(self._controls.tint.currentData(), slot, selection.layer)
        self.text.mark(segment, selection.token if place is not None else None)

    @Slot(object)
    def _on_selection_hover_changed(self, hover: Selection) -> None:
        segment = self._current_segment()
        self.weights.point(self._place(hover.token, segment), hover.slot)
        self.heatmap.point_at(hover.segment, hover.slot)
        self.text.point_at(hover.token)

    @Slot()
    def _on_controls_changed(self) -> None:
        self.contents.slots.set_distinctive(distinctive=self._controls.lists_distinctive_words)
        self._show_heatmap(keep_view=True)
        layer = self._controls.layer.currentData()
        if layer == self._selection.current.layer:
            self._on_selection_changed(self._selection.current)
        else:
            self._selection.select(layer=layer)

    def _current_segment(self) -> int:
        document, selection = self._document, self._selection.current
        if document is None or not document.num_segments:
            return 0
        segment = selection.segment
        if segment is None:
            segment = 0 if selection.token is None else document.segment_of(selection.token)
        return min(segment, document.num_segments - 1)

    def _place(self, token: int | None, segment: int) -> int | None:
        """A token's place in a segment; None when it is in another."""
        document = self._document
        if document is None or token is None or token >= document.num_tokens:
            return None
        start, stop = document.segment_tokens(segment)
        return token - start if start <= token < stop else None

    # ------------------------------------------------------------------ gestures

    @Slot(int, int)
    def _on_heatmap_cell_picked(self, segment: int, slot: int) -> None:
        self._selection.select(segment=segment, slot=slot, token=None)

    @Slot(int, int)
    def _on_heatmap_cell_hovered(self, segment: int, slot: int) -> None:
        document = self._document
        if document is None or segment < 0:
            self._selection.hover()
            self.heatmap.setToolTip("")
            return
        self._selection.hover(segment=segment, slot=slot)
        value = float(self._quantity.values(document)[segment, slot])
        text = self.tr("slot %1, segment %2: %3 %4")
        text = text.replace("%1", str(slot)).replace("%2", str(segment))
        text = text.replace("%3", self._quantity.title.lower())
        self.heatmap.setToolTip(text.replace("%4", self._quantity.format(value)))

    @Slot(int, int)
    def _on_weights_cell_picked(self, place: int, slot: int) -> None:
        document = self._document
        if document is None:
            return
        segment = self._current_segment()
        token = document.segment_tokens(segment)[0] + place
        self._selection.select(token=token, segment=segment, slot=slot)

    @Slot(int, int)
    def _on_weights_cell_hovered(self, place: int, slot: int) -> None:
        document = self._document
        if document is None or place < 0:
            self._selection.hover()
            QToolTip.hideText()
            for each in (self.weights.written, self.weights.read):
                each.setToolTip("")
            return
        segment, layer = self._current_segment(), self._selection.current.layer
        token = document.segment_tokens(segment)[0] + place
        self._selection.hover(token=token, slot=slot)
        written = float(document.write(segment, layer)[slot, place])
        read = float(document.read(segment, layer)[place, slot])
        text = self.tr("“%1” and slot %2\nwritten: %3 of the slot's attention\n"
                       "read: %4 of the word's attention")  # fmt: skip
        text = text.replace("%1", document.token_text(token)).replace("%2", str(slot))
        text = text.replace("%3", f"{written:.2%}").replace("%4", f"{read:.2%}")
        for each in (self.weights.written, self.weights.read):
            each.setToolTip(text)

    @Slot(int)
    def _on_text_token_picked(self, token: int) -> None:
        if self._document is not None:
            self._selection.select(token=token, segment=self._document.segment_of(token))

    @Slot(int)
    def _on_text_token_hovered(self, token: int) -> None:
        if token < 0:
            self._selection.hover()
        else:
            self._selection.hover(token=token)

    @Slot(int)
    def _on_contents_slot_picked(self, slot: int) -> None:
        self._selection.select(slot=slot)

    @Slot(int)
    def _on_contents_slot_hovered(self, slot: int) -> None:
        if slot < 0:
            self._selection.hover()
        else:
            self._selection.hover(slot=slot)


def biggest_change(document: TraceDocument) -> tuple[int, int, float]:
    """Slot, segment and size of the largest change, the first segment's left out if it can be."""
    first = 1 if document.num_segments > 1 else 0
    segment, slot = divmod(int(np.argmax(document.change[first:])), document.num_slots)
    segment += first
    return slot, segment, float(document.change[segment, slot])


def _titled(title: QLabel, legend: ColourLegend, body: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    row = QHBoxLayout()
    row.setContentsMargins(12, 4, 12, 0)
    row.addWidget(title, 1)
    row.addWidget(legend)
    layout.addLayout(row)
    layout.addWidget(body, 1)
    return holder
