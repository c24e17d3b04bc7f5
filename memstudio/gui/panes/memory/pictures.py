"""The linked lanes of one trace; they follow the selection and change it, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.memory.lane_gestures import LaneGestures
from memstudio.gui.panes.memory.lane_stack import LaneStack
from memstudio.gui.panes.memory.lane_words import LaneWords
from memstudio.gui.panes.memory.lanes.captioned import CaptionedLane
from memstudio.gui.panes.memory.lanes.change_lane import ChangeLane
from memstudio.gui.panes.memory.lanes.curve_lane import CurveLane
from memstudio.gui.panes.memory.lanes.minimap import Minimap
from memstudio.gui.panes.memory.lanes.quantity_lane import QuantityLane
from memstudio.gui.panes.memory.lanes.ruler import Ruler
from memstudio.gui.panes.memory.lanes.tiles import Tiles
from memstudio.gui.panes.memory.lanes.weight_lane import WeightLane
from memstudio.gui.panes.memory.segment_side import SegmentSide
from memstudio.gui.panes.memory.text_link import TextLink
from memstudio.gui.panes.memory.text_view import TextView
from memstudio.gui.visible_range import VisibleRange
from memstudio.gui.widgets.upright_area import scrolled

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.panes.memory.lanes.lane import Lane
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_weights import Floats
    from memstudio.trace.causal_types import Intervention

_LEAST_BOTTOM = 128
"""Pixels of text and contents: five lines, less is a keyhole."""


class Pictures(QWidget):
    """Overview, slots over time, written, read, surprise, text and contents, from the top.

    Signals:
        gain_requested: the text is to be read again, with and without memory.
        lanes_reset: all lanes are as at first; `restore_lanes` takes what comes with it.
    """

    gain_requested = Signal()
    lanes_reset = Signal(object)

    def __init__(
        self, selection: SelectionModel, controls: Controls, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._controls = controls
        self._document: TraceDocument | None = None
        self._segment = 0
        self.visible = VisibleRange(self)
        self.tiles = Tiles(self)
        self.minimap = Minimap(self.visible)
        self.minimap.setObjectName("minimap")
        self.setWhatsThis(
            self.tr("Wheel: zoom. Drag: pan. Double click: whole. N and P: next and previous place "
                    "worth a look.")
        )  # fmt: skip
        self.quantity = QuantityLane(self.visible)
        self.written = WeightLane("write", self.tiles, self.visible)
        self.written.setAccessibleName(self.tr("Write weights: slots by words"))
        self.read = WeightLane("read", self.tiles, self.visible)
        self.read.setAccessibleName(self.tr("Read weights: slots by words"))
        self.surprise = CurveLane(self.visible)
        self.changes = ChangeLane(self.visible)
        self.ruler = Ruler(self.visible)
        self.text = TextView()
        self.text.setObjectName("text")
        self.text.setMinimumSize(160, 60)
        self.side = QTabWidget()
        self.segment_side = SegmentSide(self.side, controls)
        self.contents, self.between = self.segment_side.contents, self.segment_side.between
        self.gain_button = QPushButton(self.tr("Measure the gain"))
        self.gain_button.setObjectName("measureGain")
        self._build()
        self.words = LaneWords(self, controls)
        self.link = TextLink(self.text, self.visible, self)
        self._gestures = LaneGestures(self, selection)
        self._connect()

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        self.side.setObjectName("slotTabs")
        self.side.setDocumentMode(True)
        self.side.addTab(self.contents, self.tr("Contents"))
        self.side.addTab(self.between, self.tr("Slot to slot"))
        bottom = QSplitter(Qt.Orientation.Horizontal)
        bottom.addWidget(self.text)
        bottom.addWidget(self.side)
        bottom.setStretchFactor(0, 5)
        bottom.setStretchFactor(1, 4)
        bottom.setChildrenCollapsible(False)
        bottom.setMinimumHeight(_LEAST_BOTTOM)
        self.captions = {
            "quantity": CaptionedLane("quantity", self.quantity),
            "written": CaptionedLane("written", self.written),
            "read": CaptionedLane("read", self.read),
            "surprise": CaptionedLane("surprise", self.surprise),
            "changes": CaptionedLane("changes", self.changes),
        }
        self.gain_note = QLabel()
        self.gain_note.setProperty("role", "caption")
        self.gain_button.setProperty("role", "lane")
        self.captions["surprise"].corner.addWidget(self.gain_note)
        self.captions["surprise"].corner.addWidget(self.gain_button)
        shares = {"quantity": 20, "written": 29, "read": 20, "surprise": 20, "changes": 20}
        lanes: dict[str, tuple[QWidget, int]] = {
            name: (lane, shares[name]) for name, lane in self.captions.items()
        }
        lanes["bottom"] = (bottom, 50)
        self.stack = LaneStack(lanes, bottom)
        self._plain_note = QLabel(
            self.tr("This model has no memory slots: the text, its surprise and its predictions "
                    "are all there is to see.")
        )  # fmt: skip
        self._plain_note.setProperty("role", "muted")
        self._plain_note.setContentsMargins(12, 4, 12, 4)
        self._overview = overview = QHBoxLayout()
        overview.addWidget(self.minimap)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(overview)
        layout.addWidget(self._plain_note)
        # Where the window is low, the lanes keep a height that can be read and are scrolled.
        area = scrolled(self.stack)
        area.verticalScrollBar().rangeChanged.connect(self._on_scroll_bar_range_changed)
        layout.addWidget(area, 1)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All of them that share what is visible."""
        return (
            self.minimap, self.quantity, self.written, self.read, self.surprise, self.changes,
            self.ruler,
        )  # fmt: skip

    def _connect(self) -> None:
        for lane in self.lanes:
            lane.segment_requested.connect(self.show_segment)
        self.link.page_changed.connect(self._on_link_page_changed)
        self.tiles.rows_changed.connect(self.text.viewport().update)
        self.gain_button.clicked.connect(self.gain_requested)
        self._controls.changed.connect(self._on_controls_changed)
        self._controls.zoom_requested.connect(self._on_controls_zoom_requested)
        self._controls.lane_toggled.connect(self._on_controls_lane_toggled)
        self._controls.lanes_reset_requested.connect(self._on_controls_lanes_reset_requested)
        self._selection.selection_changed.connect(self._on_selection_changed)
        self._selection.hover_changed.connect(self._on_selection_hover_changed)
        for name in self.stack.hidden:
            if name in self._controls.lanes:
                self._controls.lanes[name].setChecked(False)

    # ------------------------------------------------------------------ what is shown

    def show_document(self, document: TraceDocument, shown: tuple[float, float] | None) -> None:
        """Show a trace: of the text that was on show before, the stretch of tokens `shown`."""
        self._document = document
        self.segment_side.forget()
        controls = self._controls
        has_slots, has_weights = document.has_slots, document.has_weights
        detail = document.weights.detail("read") if has_weights else "mean"
        controls.set_quantities(document.quantities)
        controls.set_layers(document.weights.offered_layers, document.num_heads, detail)
        controls.set_has_slots(has_slots=has_slots, has_gain=document.gain is not None)
        for name, is_there in (
            ("quantity", has_slots and bool(document.quantities)),
            ("written", has_weights),
            ("read", has_weights),
        ):
            self.stack.set_there(name, is_there=is_there)
        self._plain_note.setVisible(not has_slots)
        self.side.setVisible(has_slots)
        self.side.setTabVisible(1, document.has_between)
        self.tiles.show(document.weights if has_weights else None)
        self.visible.set_total(document.num_tokens, shown)
        for lane in (self.minimap, self.surprise, self.ruler):
            lane.show_document(document)
        self.show_changes()
        self.text.show_document(document, keep_place=shown is not None)
        self._place_ruler()
        self._show_choices()
        self._on_selection_changed(self._selection.current)

    @Slot()
    def show_changes(self) -> None:
        """Show what the changes to the memory did to each token, or that there are none."""
        if self._document is not None:
            self.changes.show_document(self._document)
            self.stack.set_there("changes", is_there=self._document.changes_curve is not None)

    def mark_changes(self, interventions: tuple[Intervention, ...]) -> None:
        """Mark the slots and the places where the memory is changed."""
        document = self._document
        places: list[tuple[int, int | None]] = []
        if document is not None:
            for each in interventions:
                at = int(document.segment_starts[min(each.segment, document.num_segments)])
                places += [(at, slot) for slot in each.slots] or [(at, None)]
        for lane in (self.quantity, self.written, self.read, self.surprise, self.changes):
            lane.marks.changed = tuple(places)
        self._update_lanes()

    @property
    def document(self) -> TraceDocument | None:
        """The trace on show."""
        return self._document

    @property
    def segment(self) -> int:
        """The current segment."""
        return self._segment

    def _show_choices(self) -> None:
        document, controls = self._document, self._controls
        if document is None:
            return
        for lane in (self.quantity, self.written, self.read):
            lane.set_colour_map(controls.colour_map)
            lane.set_fits_visible(fits_visible=controls.fits_visible)
        quantity = controls.chosen_quantity
        if quantity is not None and document.quantity(quantity.name).size:
            self.quantity.show_quantity(document, quantity)
        if document.has_weights:
            self.written.show_weights(document, controls.choice)
            self.read.show_weights(document, controls.choice)
        self.words.describe(document)

    def _place_ruler(self) -> None:
        """The axis stands between written and read, or by the first lane that can hold it."""
        for name, at in (("written", 2), ("read", 1), ("surprise", 1)):
            if self.stack.is_shown(name):
                layout = self.captions[name].layout()
                if isinstance(layout, QVBoxLayout) and layout.indexOf(self.ruler) < 0:
                    layout.insertWidget(at, self.ruler)
                self.ruler.show()
                return
        self.ruler.hide()

    def _show_segment(self) -> None:
        """What is known of the slots after the current segment."""
        if self._document is not None:
            self.segment_side.show_segment(self._document, self._segment, self._controls.choice)

    def weight_rows(self, name: str, start: int, stop: int) -> Floats | None:
        """`[n, m]`, the weights of some tokens for the text, if they are there already."""
        return self.tiles.rows(name, self._controls.choice, start, stop)

    def carried_zoom(self) -> tuple[int, float, float] | None:
        """The stretch that the lanes show, for another window; None while it is the whole."""
        visible = self.visible
        return None if visible.is_whole else (visible.total, visible.start, visible.stop)

    def carry_zoom_on(self, state: tuple[int, float, float]) -> None:
        """Show the stretch that another window showed of the same document."""
        total, start, stop = state
        if total == self.visible.total:
            self.visible.show(start, stop)

    @Slot()
    def show_segment(self) -> None:
        """Zoom to the segment that is selected."""
        if self._document is not None and self._document.num_segments:
            start, stop = self._document.segment_tokens(self._segment)
            self.visible.show(start, stop)

    # ------------------------------------------------------------------ following

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        document = self._document
        if document is None or not document.num_segments:
            return
        segment = selection.segment
        if segment is None:
            segment = 0 if selection.token is None else document.segment_of(selection.token)
        self._segment = segment = min(segment, document.num_segments - 1)
        span = document.segment_tokens(segment)
        slot, token = selection.slot, selection.token
        slot = None if slot is not None and slot >= document.num_slots else slot
        token = None if token is not None and not span[0] <= token < span[1] else token
        self._controls.choose(selection.layer, selection.head)
        for marks in (lane.marks for lane in (self.quantity, self.written, self.read)):
            marks.segment, marks.slot, marks.token = span, slot, token
        for marks in (self.surprise.marks, self.changes.marks, self.ruler.marks):
            marks.segment, marks.token = span, token
        self.minimap.segment = span
        if self.written.choice != self._controls.choice:
            self._show_choices()
        self._show_segment()
        self.segment_side.mark(slot)
        controls = self._controls
        self.text.set_tint(controls.tint.currentData(), slot, self.weight_rows, controls.choice)
        self.text.mark(segment, token)
        if token is not None:
            self.visible.make_visible(token, token + 1)
        elif selection.segment is not None:
            self.visible.make_visible(*span)
        self._update_lanes()

    @Slot(object)
    def _on_selection_hover_changed(self, hover: Selection) -> None:
        document = self._document
        if document is None:
            return
        hovered = None
        if hover.token is not None and hover.token < document.num_tokens:
            hovered = (hover.token, hover.token + 1)
        elif hover.segment is not None and hover.segment < document.num_segments:
            hovered = document.segment_tokens(hover.segment)
        for lane in (self.quantity, self.written, self.read):
            lane.marks.hovered, lane.marks.hovered_slot = hovered, hover.slot
        for marks in (self.surprise.marks, self.changes.marks, self.ruler.marks):
            marks.hovered = hovered
        self.text.point_at(hover.token)
        self._update_lanes()

    def _update_lanes(self) -> None:
        for lane in self.lanes:
            lane.update()

    @Slot()
    def _on_controls_changed(self) -> None:
        controls, current = self._controls, self._selection.current
        self._show_choices()
        self.segment_side.forget()
        if (controls.choice.layer, controls.choice.head) == (current.layer, current.head):
            self._on_selection_changed(current)
        else:
            self._selection.select(layer=controls.choice.layer, head=controls.choice.head)

    @Slot(float)
    def _on_controls_zoom_requested(self, factor: float) -> None:
        if factor > 0:
            self.visible.zoom(factor)
        else:
            self.visible.show_whole()

    @Slot(str, bool)
    def _on_controls_lane_toggled(self, name: str, is_shown: bool) -> None:
        self.stack.set_shown(name, is_shown=is_shown)
        self._place_ruler()

    @Slot()
    def _on_controls_lanes_reset_requested(self) -> None:
        before = self.stack.state()
        for action in self._controls.lanes.values():
            action.setChecked(True)
        self.stack.reset()
        self._place_ruler()
        self.lanes_reset.emit(before)

    def restore_lanes(self, state: Any) -> None:
        """Have the lanes as they were before they were reset."""
        for name, action in self._controls.lanes.items():
            action.setChecked(name not in state[-1])
        self.stack.restore(state)
        self._place_ruler()

    @Slot(int, int)
    def _on_scroll_bar_range_changed(self, _: int, highest: int) -> None:
        """The overview is as wide as the lanes, whose bar takes some of the room."""
        bar = self.sender()
        width = bar.sizeHint().width() if highest and isinstance(bar, QWidget) else 0
        self._overview.setContentsMargins(0, 0, width, 0)

    @Slot(int, int)
    def _on_link_page_changed(self, first: int, stop: int) -> None:
        self.minimap.page = (first, stop) if stop > first else None
        self.minimap.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._update_lanes()
