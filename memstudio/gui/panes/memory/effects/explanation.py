"""The explained word as all views of it want it: rows, arcs, and which of them is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.panes.memory.effects.links import LinkRow, Weighing, arcs, link_rows

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.panes.memory.effects.arcs import Arc
    from memstudio.gui.selection import SelectionModel
    from memstudio.trace.provenance_types import Provenance


class Explanation(QObject):
    """Follows the provenance that the worker finds; choosing a link selects what it is about.

    Signals:
        changed: other links, another weighing, or another link is chosen.

    Attributes:
        rows: the links.
        arcs: the strongest of them, as they are drawn.
        weighing: what their weight is.
        chosen: the row that is chosen.
    """

    changed = Signal()

    def __init__(self, effects: Effects, selection: SelectionModel, parent: QObject) -> None:
        super().__init__(parent)
        self._effects = effects
        self._selection = selection
        self.rows: tuple[LinkRow, ...] = ()
        self.arcs: tuple[Arc, ...] = ()
        self.weighing: Weighing = "attention"
        self.chosen: int | None = None
        self._token: int | None = None
        effects.provenance_changed.connect(self._on_effects_provenance_changed)

    @property
    def provenance(self) -> Provenance | None:
        """What is explained."""
        return self._effects.provenance

    @property
    def chosen_arc(self) -> int | None:
        """The arc that stands for the chosen row."""
        if self.chosen is None:
            return None
        link = self.rows[self.chosen].link
        for index, arc in enumerate(self.arcs):
            if arc.row == self.chosen or (
                link.kind == "write" and (arc.slot, arc.segment) == (link.slot, link.state - 1)
            ):
                return index
        return None

    def choose_target(self) -> None:
        """Select the word that is explained."""
        document, token = self._effects.document, self._token
        if document is not None and token is not None and token < document.num_tokens:
            self._selection.select(segment=document.segment_of(token), token=token)

    def weigh_by(self, weighing: Weighing) -> None:
        """Let the links' weight be another."""
        if weighing != self.weighing:
            self.weighing = weighing
            self._make()

    def choose(self, row: int) -> None:
        """Choose a link, and select its slot, segment and words."""
        if not 0 <= row < len(self.rows):
            return
        self.chosen = row
        self.changed.emit()
        link = self.rows[row]
        token = link.token
        document = self._effects.document
        segment = link.segment
        if document is not None and token is not None:
            if link.words:
                # A sentence may have begun in the segment before.
                token = max(token, document.segment_tokens(segment)[0])
            token = min(token, document.num_tokens - 1)
            segment = document.segment_of(token)
        self._selection.select(slot=link.slot, segment=segment, token=token)

    def _make(self) -> None:
        found = self.provenance
        self.rows = () if found is None else link_rows(found, self.weighing)
        self.arcs = () if found is None else arcs(found, self.rows, self.weighing)
        if self.chosen is not None and self.chosen >= len(self.rows):
            self.chosen = None
        self.changed.emit()

    @Slot(object)
    def _on_effects_provenance_changed(self, found: Provenance | None) -> None:
        token = None if found is None else found.token
        if token != self._token:
            self.chosen = None
            if found is not None:
                self.weighing = found.method
        self._token = token
        self._make()
