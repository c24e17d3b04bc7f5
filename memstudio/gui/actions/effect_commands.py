"""What the Memory menu does, and when it can be used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.models.catalog import is_model_path

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.selection import SelectionModel
    from memstudio.trace.causal_types import InterventionKind


class EffectCommands(QObject):
    """The verbs of the Memory menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._effects: Effects = window.session.effects
        self._selection = window.selection

    def _show(self, *, changes: bool) -> None:
        self._window.show_page("memory")
        page = self._window.memory_page()
        page.show_document()
        self._window.dock_plan.show(page.effects_dock)
        if changes:
            page.effects_dock.panel.show_changes()
        else:
            page.effects_dock.panel.show_explanation()

    def explain(self) -> None:
        """Find where the selected word came from."""
        self._show(changes=False)
        token = self._selection.current.token
        if token is not None:
            self._effects.explain(token)

    def verify(self) -> None:
        """Put the links to the test."""
        self._show(changes=False)
        self._effects.verify()

    def map_word(self) -> None:
        """Map what each slot is worth to the selected word."""
        token = self._selection.current.token
        if token is not None:
            self._effects.map_effects((token,))

    def map_text(self) -> None:
        """Map what each slot is worth to the whole text."""
        self._effects.map_effects()

    def ablate(self) -> None:
        """Take out what the selected slot holds after the selected segment."""
        self._change("ablate")

    def reset(self) -> None:
        """Set the selected slot back to what it was before anything was read."""
        self._change("reset")

    def _change(self, kind: InterventionKind) -> None:
        # It needs numpy, which the window does without until it is up.
        from memstudio.trace.causal_types import Intervention

        selected = self._selection.current
        if selected.slot is not None:
            self._show(changes=True)
            state = self._effects.state_at(selected)
            self._effects.add(Intervention(kind, state, (selected.slot,)))

    def show_changes(self) -> None:
        """Show the form for changes."""
        self._show(changes=True)

    def undo(self) -> None:
        """Go back in the list of changes."""
        self._effects.undo.undo()

    def redo(self) -> None:
        """Go on again in the list of changes."""
        self._effects.undo.redo()

    def cancel(self) -> None:
        """Measure no more."""
        self._effects.cancel()

    @Slot(str, str)
    def open_model_of(self, name: str, reference: str) -> None:
        """Open the model that a trace is of, or ask where it is.

        Args:
            name: what it is called.
            reference: what opened it when the trace was recorded; it may be gone since.
        """
        commands = self._window.commands
        if name == "demo":
            # A story would take the place of the trace that is to be tested.
            commands.open_reference(name, tells_story=False)
            return
        if is_model_path(Path(reference)):
            commands.open_reference(reference)
            return
        for item in self._window.recent.items("model"):
            if item.name == name and not item.is_missing:
                commands.open_reference(item.paths[0])
                return
        commands.open_model()


class EffectConditions(QObject):
    """Each method returns why something cannot be done now, or "" when it can.

    Signals:
        conditions_changed: ask again.
    """

    conditions_changed = Signal()

    def __init__(self, effects: Effects, parent: QObject) -> None:
        super().__init__(parent)
        self._effects = effects
        self._selection: SelectionModel | None = None
        self._answers: tuple[str, ...] = ()
        self._is_memory_page = False
        # The list has changed before the stack knows that it can go back; and it says so for the
        # last time while it is being deleted, when it cannot be asked.
        self._can_undo, self._can_redo = effects.undo.canUndo(), effects.undo.canRedo()
        effects.undo.canUndoChanged.connect(self._on_undo_can_undo_changed)
        effects.undo.canRedoChanged.connect(self._on_undo_can_redo_changed)
        effects.provenance_changed.connect(self._check)
        effects.asking_changed.connect(self._check)

    def follow(self, selection: SelectionModel) -> None:
        """Take what is selected into account."""
        self._selection = selection
        selection.selection_changed.connect(self._check)

    @Slot(str)
    def follow_page(self, page: str) -> None:
        """Another page is in front; keys without Ctrl are for the Memory page alone."""
        self._is_memory_page = page == "memory"
        self._check()

    @Slot(bool)
    def _on_undo_can_undo_changed(self, can_undo: bool) -> None:
        self._can_undo = can_undo
        self._check()

    @Slot(bool)
    def _on_undo_can_redo_changed(self, can_redo: bool) -> None:
        self._can_redo = can_redo
        self._check()

    @Slot()
    def _check(self, _: object = None) -> None:
        answers = (
            self.no_memory_now(), self.no_word_now(), self.no_slot_now(), self.nothing_explained(),
            self.nothing_to_undo(), self.nothing_to_redo(), self.nothing_measured_now(),
        )  # fmt: skip
        if answers != self._answers:
            self._answers = answers
            self.conditions_changed.emit()

    def no_memory_now(self) -> str:
        """Why the memory cannot be tried."""
        if not self._is_memory_page:
            return self.tr("This is for the Memory page.")
        if self._effects.document is None:
            return self.tr("Let a model with a memory read a text first.")
        return ""

    def no_word_now(self) -> str:
        """Why no word can be explained."""
        selected = self._selection.current if self._selection is not None else None
        if selected is None or selected.token is None:
            return self.no_memory_now() or self.tr("Click a word of the text first.")
        return self.no_memory_now()

    def no_slot_now(self) -> str:
        """Why no slot can be changed."""
        selected = self._selection.current if self._selection is not None else None
        if selected is None or selected.slot is None:
            return self.no_memory_now() or self.tr("Select a slot first.")
        return self.no_memory_now()

    def nothing_explained(self) -> str:
        """Why there is nothing to verify."""
        if self._effects.provenance is None:
            return self.no_memory_now() or self.tr("Explain a word first.")
        return self.no_memory_now()

    def nothing_to_undo(self) -> str:
        """Why there is nothing to undo."""
        return "" if self._can_undo else self.tr("No change was made.")

    def nothing_to_redo(self) -> str:
        """Why there is nothing to redo."""
        return "" if self._can_redo else self.tr("No change was undone.")

    def nothing_measured_now(self) -> str:
        """Why there is nothing to cancel."""
        return "" if self._effects.is_waited_for else self.tr("Nothing is being measured.")
