"""What is written over the lanes: what they show, of whom, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.gui.selection import Selection
from memstudio.gui.sights.document import document_sentences
from memstudio.gui.sights.sight import joined
from memstudio.gui.translation import numbered, with_semicolons
from memstudio.gui.whose_weights import head_text, layer_text
from memstudio.gui.widgets.number_format import percent

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.panes.memory.lanes.slot_lane import SlotLane
    from memstudio.gui.panes.memory.pictures import Pictures
    from memstudio.gui.trace_document import TraceDocument

_SAID = 0.001
"""A mass left out that is smaller is not worth a word."""


class LaneWords(QObject):
    """Keeps captions and legends of the lanes true."""

    def __init__(self, pictures: Pictures, controls: Controls) -> None:
        super().__init__(pictures)
        self._pictures = pictures
        self._controls = controls
        self._document: TraceDocument | None = None
        for lane in (pictures.quantity, pictures.written, pictures.read):
            lane.scale_changed.connect(self._on_lane_scale_changed)
        pictures.tiles.left_out_changed.connect(self._on_lane_scale_changed)

    def describe(self, document: TraceDocument) -> None:
        """Describe all lanes."""
        self._document = document
        self._describe_quantity()
        self._describe_weights()
        self._describe_surprise(document)
        if document.has_between:
            self._pictures.between.whose = self._whose(document, "between")
        about = joined(document_sentences(document, Selection()))
        for caption in self._pictures.captions.values():
            caption.tell(about)
        for picture in (self._pictures.minimap, self._pictures.ruler, self._pictures.text):
            picture.setAccessibleDescription(about)

    @Slot()
    def _on_lane_scale_changed(self) -> None:
        if self._document is not None:
            self._describe_quantity()
            self._describe_weights()

    # ------------------------------------------------------------------ each lane

    def _describe_quantity(self) -> None:
        lane, caption = self._pictures.quantity, self._pictures.captions["quantity"]
        quantity = self._controls.chosen_quantity
        if quantity is None:
            return
        caption.describe(quantity.title, _with(quantity.meaning, lane.reduced, lane.reduced_slots))
        self._legend(lane, "quantity", quantity.factor, quantity.legend_unit)

    def _describe_weights(self) -> None:
        document = self._document
        if document is None or not document.has_weights:
            return
        pictures = self._pictures
        for lane, name, title, sentence in (
            (
                pictures.written, "written", self.tr("Written"),
                self.tr("share of a slot's attention to each word, %1"),
            ),
            (
                pictures.read, "read", self.tr("Read"),
                self.tr("share of a word's attention to each slot, %1: where the model looked, not "
                        "proof of what it used"),
            ),
        ):  # fmt: skip
            meaning = sentence.replace("%1", self._whose(document, lane.name))
            share = pictures.tiles.left_out(lane.name, lane.choice)
            left_out = ""
            if share is not None and share > _SAID:
                left_out = self.tr("left out: %1 of the mass")
                left_out = left_out.replace("%1", percent(share, 1))
            said = _with(meaning, left_out, lane.reduced, lane.reduced_slots)
            pictures.captions[name].describe(title, said)
            self._legend(lane, name, 100, "%")

    def _describe_surprise(self, document: TraceDocument) -> None:
        pictures = self._pictures
        caption = pictures.captions["surprise"]
        caption.legend.hide()
        if document.gain is not None:
            caption.describe(
                self.tr("Surprise and gain"),
                self.tr("above: loss of each word, in nats; below: how much less it is with the "
                        "memory than without (blue: it helped, orange: it hurt)"),
            )  # fmt: skip
        else:
            caption.describe(self.tr("Surprise"), self.tr("loss of each word, in nats"))
        changed = pictures.captions["changes"]
        changed.legend.hide()
        changed.describe(
            self.tr("Changed"),
            self.tr("what your changes to the memory, marked by diamonds, did to ln p of each word, "
                    "in nats (blue: less likely now, orange: likelier)"),
        )  # fmt: skip
        is_missing = document.gain is None and document.has_slots
        pictures.gain_note.setText(self.tr("The gain from memory was not recorded."))
        pictures.gain_note.setVisible(is_missing)
        pictures.gain_button.setVisible(is_missing)

    # ------------------------------------------------------------------ parts

    def _whose(self, document: TraceDocument, name: str) -> str:
        choice = document.weights.kept(name, self._controls.choice)
        num_layers, num_heads = document.weights.layers_and_heads(name)
        # Of one layer or one head there is nothing to choose, and no mean.
        layers = choice.layer is None and num_layers > 1
        heads = choice.head is None and num_heads > 1
        if layers and heads:
            text = self.tr("mean over %3 layers and %4 heads")
            if choice.largest:
                text = self.tr("largest of %3 layers and %4 heads")
        elif layers:
            text = self.tr("mean over %3 layers")
            if choice.largest:
                text = self.tr("largest of %3 layers")
        elif heads:
            text = self.tr("mean over %4 heads")
            if choice.largest:
                text = self.tr("largest of %4 heads")
        elif choice.layer is None and choice.head is None:
            text = self.tr("of the one layer and head")
        else:
            text = ""
        chosen = [numbered(text, "", "", num_layers, num_heads)]
        if choice.head is not None:
            chosen.insert(0, head_text(choice.head))
        if choice.layer is not None:
            number = document.weights.layer_number(name, choice.layer)
            chosen.insert(0, layer_text(number, choice.layer))
        return self.tr(", ").join(filter(None, chosen))

    def _legend(self, lane: SlotLane, name: str, factor: float, unit: str) -> None:
        self._pictures.captions[name].legend.show_scale(
            lane.shown_map,
            lane.high * factor,
            unit,
            is_clipped=lane.is_clipped,
            low=lane.low * factor,
        )


def _with(*parts: str) -> str:
    return with_semicolons(part.rstrip(".。") for part in parts if part)
