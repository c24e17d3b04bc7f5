"""What the Memory menu does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.models.catalog import is_model_path

if TYPE_CHECKING:
    from memstudio.gui.effects import Effects
    from memstudio.gui.main_window import MainWindow
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
