"""Keeping the memory under a name, and what is said of all that is done with memory states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from memstudio.workers.dialogue_messages import Change, SessionVerb
from memstudio.workers.state_messages import StateDone, StateVerb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.dialogs.state_name import StateNameDialog
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.gui.states import States
    from memstudio.tasks.memory_snapshot import MemorySnapshot
    from memstudio.workers.dialogue_messages import DialogueView, SessionDone


class StateKeeping(QObject):
    """One for the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session = window.session
        # What the memory of now was last kept as, or loaded from.
        self._name = ""
        self._naming: StateNameDialog | None = None
        self._session.states.entries_changed.connect(self._on_states_entries_changed)
        self._session.states.done.connect(self._on_states_done)
        self._session.model_changed.connect(self._on_session_model_changed)
        self._session.memory_changed.connect(self._on_session_memory_changed)
        self._session.dialogue.dialogue_changed.connect(self._on_dialogue_changed)
        self._session.dialogue.done.connect(self._on_dialogue_done)

    @Slot()
    def show(self) -> None:
        """List the memory states."""
        self.show_state("")

    def show_state(self, name: str) -> None:
        """List them, with the one called `name` chosen."""
        from memstudio.gui.dialogs.memory_states import MemoryStatesDialog

        dialog = MemoryStatesDialog(self._session, self._window.conditions, name, self._window)
        dialog.keep_requested.connect(self.keep)
        dialog.open()

    @Slot()
    def keep(self) -> None:
        """Ask for a name to keep the memory under."""
        from memstudio.gui.dialogs.state_name import StateNameDialog

        model, states = self._session.model, self._session.states
        dialog = StateNameDialog(
            self.tr("Keep the memory"),
            self.tr("What the model remembers now is kept under this name, with what was read into it."),
            self.tr("Keep"),
            self._name or (model.name if model is not None else ""),
            _names(states),
            may_replace=True,
            parent=QApplication.activeModalWidget() or self._window,
        )  # fmt: skip
        dialog.name_chosen.connect(self._on_name_chosen)
        self._naming = dialog
        dialog.destroyed.connect(self._on_naming_destroyed)
        dialog.open()
        # Which names there are is found out meanwhile.
        states.look()

    def take_in(self, paths: Sequence[str]) -> None:
        """Keep the states in files that were dropped or named."""
        for path in paths:
            self._session.states.ask(StateVerb.TAKE_IN, other=path)

    @Slot()
    def _on_naming_destroyed(self) -> None:
        self._naming = None

    @Slot()
    def _on_states_entries_changed(self) -> None:
        if self._naming is not None:
            self._naming.set_taken(_names(self._session.states))

    @Slot(str, bool)
    def _on_name_chosen(self, name: str, replaces: bool) -> None:
        self._session.states.ask(StateVerb.KEEP, name, replaces=replaces)

    @Slot(object)
    def _on_session_model_changed(self, model: object) -> None:
        if model is None:
            self._name = ""

    @Slot(object)
    def _on_session_memory_changed(self, memory: MemorySnapshot | None) -> None:
        if memory is None or not (memory.num_segments or memory.num_pending):
            self._name = ""

    @Slot(object)
    def _on_dialogue_changed(self, view: DialogueView) -> None:
        # Another session's memory was never kept under that name, nor was another model's.
        if view.change is not Change.TURNS:
            self._name = ""

    @Slot(object)
    def _on_dialogue_done(self, done: SessionDone) -> None:
        if done.request.verb is SessionVerb.TAKE_UP and done.failure is None:
            # What is remembered again is not what was loaded in its place.
            self._name = ""

    @Slot(object)
    def _on_states_done(self, done: StateDone) -> None:
        if done.failure is not None:
            self._window.messages.add_failure(done.failure)
            return
        verb = done.request.verb
        if verb in {StateVerb.KEEP, StateVerb.ATTACH} or (
            verb is StateVerb.RENAME and self._name == done.request.name
        ):
            self._name = done.name
        said = {
            StateVerb.KEEP: self.tr("The memory is kept as {name}."),
            StateVerb.ATTACH: self.tr("The model goes on from the memory {name}."),
            StateVerb.EXPORT: self.tr("The memory state {name} was written to {path}."),
            StateVerb.TAKE_IN: self.tr("The memory state {name} was imported. It is among the memory states of the Use page."),
        }.get(verb)  # fmt: skip
        if said is not None:
            text = said.format(name=done.name, path=done.path)
            where = done.path if verb is StateVerb.EXPORT else ""
            self._window.messages.add("success", text, where=where)


def _names(states: States) -> set[str]:
    return {each.name for each in states.entries}
