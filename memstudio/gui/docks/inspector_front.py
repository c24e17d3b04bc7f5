"""A slot that is clicked is looked into: its panel comes to the front where it stands behind the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from memstudio.gui.docks.inspector_dock import InspectorDock
    from memstudio.gui.panes.memory.effects.dock import EffectsDock
    from memstudio.gui.selection import Selection, SelectionModel


class InspectorFront(QObject):
    """Leaves the effects in front while they have something of their own to show, or to be filled in."""

    def __init__(
        self,
        window: QMainWindow,
        selection: SelectionModel,
        inspector: InspectorDock,
        effects: EffectsDock,
    ) -> None:
        super().__init__(inspector)
        self._window = window
        self._inspector = inspector
        self._effects = effects
        self._slot = selection.current.slot
        selection.selection_changed.connect(self._on_selection_changed)

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        before, self._slot = self._slot, selection.slot
        if selection.slot is None or selection.slot == before or self._effects.panel.is_in_use:
            return
        # Closed, or standing somewhere else, it stays as the user has put it.
        if self._effects in self._window.tabifiedDockWidgets(self._inspector):
            self._inspector.raise_()
