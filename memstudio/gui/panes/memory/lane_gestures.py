"""From clicks, hovering and keys on any view of a trace to what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.pictures import Pictures
    from memstudio.gui.selection import SelectionModel


class LaneGestures(QObject):
    """Listens to the lanes, the text and the views of the slots."""

    def __init__(self, pictures: Pictures, selection: SelectionModel) -> None:
        super().__init__(pictures)
        self._pictures = pictures
        self._selection = selection
        for lane in pictures.lanes:
            lane.place_picked.connect(self._on_lane_place_picked)
            lane.place_hovered.connect(self._on_lane_place_hovered)
            lane.row_step_requested.connect(self._on_lane_row_step_requested)
            lane.time_step_requested.connect(self._on_lane_time_step_requested)
        pictures.text.token_picked.connect(self._on_text_token_picked)
        pictures.text.token_hovered.connect(self._on_text_token_hovered)
        for view in (pictures.contents, pictures.between):
            view.slot_picked.connect(self._on_slots_slot_picked)
            view.slot_hovered.connect(self._on_slots_slot_hovered)

    @Slot(int, int)
    def _on_lane_place_picked(self, token: int, slot: int) -> None:
        document = self._pictures.document
        if document is None:
            return
        segment = document.segment_of(token)
        if self.sender() is self._pictures.quantity:
            # A cell of this lane is a whole segment.
            self._selection.select(segment=segment, slot=slot, token=None)
        elif slot < 0:
            self._selection.select(segment=segment, token=token)
        else:
            self._selection.select(segment=segment, token=token, slot=slot)

    @Slot(int, int)
    def _on_lane_place_hovered(self, token: int, slot: int) -> None:
        document = self._pictures.document
        if document is None or token < 0:
            self._selection.hover()
        elif self.sender() is self._pictures.quantity:
            self._selection.hover(segment=document.segment_of(token), slot=slot)
        elif slot < 0:
            self._selection.hover(token=token)
        else:
            self._selection.hover(token=token, slot=slot)

    @Slot(int)
    def _on_lane_row_step_requested(self, by: int) -> None:
        document, slot = self._pictures.document, self._selection.current.slot
        if document is not None and document.num_slots:
            slot = 0 if slot is None else min(max(0, slot + by), document.num_slots - 1)
            if self.sender() is self._pictures.quantity:
                # The inspector tells of a word as long as one is selected.
                self._selection.select(slot=slot, token=None)
            else:
                self._selection.select(slot=slot)

    @Slot(int)
    def _on_lane_time_step_requested(self, by: int) -> None:
        document, current = self._pictures.document, self._selection.current
        if document is None or not document.num_segments:
            return
        if self._pictures.ruler.shows_words:
            first = document.segment_tokens(self._pictures.segment)[0]
            token = first if current.token is None else current.token + by
            token = int(np.clip(token, 0, document.num_tokens - 1))
            self._selection.select(token=token, segment=document.segment_of(token))
        else:
            segment = int(np.clip(self._pictures.segment + by, 0, document.num_segments - 1))
            self._selection.select(segment=segment, token=None)

    @Slot(int)
    def _on_text_token_picked(self, token: int) -> None:
        document = self._pictures.document
        if document is not None:
            self._selection.select(token=token, segment=document.segment_of(token))

    @Slot(int)
    def _on_text_token_hovered(self, token: int) -> None:
        if token < 0:
            self._selection.hover()
        else:
            self._selection.hover(token=token)

    @Slot(int)
    def _on_slots_slot_picked(self, slot: int) -> None:
        # The inspector tells of a word as long as one is selected.
        self._selection.select(slot=slot, token=None)

    @Slot(int)
    def _on_slots_slot_hovered(self, slot: int) -> None:
        if slot < 0:
            self._selection.hover()
        else:
            self._selection.hover(slot=slot)
