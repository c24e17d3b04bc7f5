"""When an action cannot be used, and why, in words for its tooltip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.actions.effect_conditions import EffectConditions
from memstudio.gui.run_refusal import is_run_ending
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.gui.session import Session


class Conditions(QObject):
    """Each method returns why something cannot be done now, or "" when it can.

    Signals:
        conditions_changed: ask again.
    """

    conditions_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run_state: object = None
        self._is_measuring = False
        self.effects = EffectConditions(session, self)
        self.effects.conditions_changed.connect(self.conditions_changed)
        for signal in (session.model_changed, session.task_changed, session.memory_changed):
            signal.connect(self._on_session_changed)
        session.dialogue.dialogue_changed.connect(self._on_session_changed)
        session.run_changed.connect(self._on_session_run_changed)
        session.measuring.changed.connect(self._on_measuring_changed)

    @Slot(object)
    def _on_session_changed(self, _payload: object) -> None:
        self.conditions_changed.emit()

    @Slot(object)
    def _on_session_run_changed(self, _run: object) -> None:
        # A run changes with every step; only its state matters here.
        state = self._session.run.standing if self._session.run else None
        if state != self._run_state:
            self._run_state = state
            self.conditions_changed.emit()

    @Slot()
    def _on_measuring_changed(self) -> None:
        # It changes with every text that was read; only whether it is on matters here.
        if self._session.measuring.is_active != self._is_measuring:
            self._is_measuring = self._session.measuring.is_active
            self.conditions_changed.emit()

    @property
    def _is_run_active(self) -> bool:
        return self._session.run is not None and self._session.run.is_active

    def _no_engine_now(self) -> str:
        """Why the engine does nothing else now; a benchmark is done beside it."""
        if self._session.task in {None, TaskKind.BENCHMARK}:
            return ""
        return self.tr("The engine is busy; wait until it is done.")

    def _no_run_yet(self) -> str:
        if self._session.benchmark.is_active:
            return self.tr("A benchmark is on: stop it before you start a run.")
        if is_run_ending(self._session):
            return self.tr("The last run is still ending.")
        return ""

    # ------------------------------------------------------------------ reasons

    def no_model_now(self) -> str:
        """Why no model can be opened."""
        if self._is_run_active:
            return self.tr("A run is on: stop it before you open a model.")
        if self._session.task is TaskKind.LOAD:
            return self.tr("A model is being opened.")
        if self._session.task is TaskKind.MAKE:
            return self.tr("A model is being made.")
        if self._session.measuring.is_active:
            return self.tr("The model is being measured: stop that before you open another.")
        return ""

    def no_model_to_close(self) -> str:
        """Why the model cannot be closed."""
        if self._session.model is None:
            return self.tr("No model is open.")
        return self.no_model_now()

    def no_model_to_export(self) -> str:
        """Why the model cannot be exported."""
        if self._session.model is None:
            return self.tr("No model is open.")
        if self._is_run_active:
            return self.tr("A run is on: its model is saved with it.")
        return self._no_engine_now()

    def no_device_now(self) -> str:
        """Why the device cannot be changed."""
        if not self._session.devices:
            return self.tr("The engine is still starting; it lists the devices in a moment.")
        if self._is_run_active:
            return self.tr("A run is on: stop it before you change the device.")
        return self._no_engine_now()

    def no_data_now(self) -> str:
        """Why no text can be added."""
        if self._is_run_active:
            return self.tr("A run is on: stop it before you change its data.")
        return ""

    def no_start_now(self) -> str:
        """Why no run of the open model can be started."""
        if reason := self.no_rerun_now():
            return reason
        return self.tr("Open a model first.") if self._session.model is None else ""

    def no_rerun_now(self) -> str:
        """Why no run that opens its own model can be started."""
        return self.tr("A run is on already.") if self._is_run_active else self._no_run_yet()

    def no_branch_now(self) -> str:
        """Why no run can be branched and trained; beside one that is held it can."""
        run = self._session.run
        if run is not None and run.takes_model:
            return self.tr("A run is on: hold it to train a branch meanwhile.")
        return self._no_run_yet()

    def no_form_now(self) -> str:
        """Why the form of the Train page cannot be filled."""
        if self._is_run_active:
            return self.tr("A run is on: the form can be filled when it has ended.")
        return self._no_engine_now()

    def no_other_run_now(self, folder: str) -> str:
        """Why the curves of the run in `folder` cannot be shown."""
        run = self._session.run
        is_own = run is not None and run.folder is not None and Path(run.folder) == Path(folder)
        if self._is_run_active and not is_own:
            return self.tr("A run is on: its curves stay on show until it ends.")
        return ""

    def no_run_to_steer(self) -> str:
        """Why there is nothing to pause, to resume or to stop."""
        run = self._session.run
        if run is None or not run.is_active:
            return self.tr("No run is on.")
        return self.tr("The run is ending.") if run.state == "stopping" else ""

    def nothing_is_written(self) -> str:
        """Why there is no writing to stop."""
        if self._session.task is TaskKind.GENERATE:
            return ""
        return self.tr("Nothing is being written.")

    def no_memory_to_reset(self) -> str:
        """Why there is no memory to reset; asked for during a run, it would be emptied at its end."""
        if self._session.memory is None:
            return self.tr("The open model carries no memory.")
        return self.no_states_now()

    def no_states_now(self) -> str:
        """Why nothing can be done with memory states: the engine's thread does it."""
        run = self._session.run
        if run is not None and run.takes_model:
            return self.tr("Training is going on. Pause it first.")
        # A held run lets its model be used.
        return "" if self._session.task is TaskKind.TRAIN else self._no_engine_now()

    def no_memory_to_ask(self) -> str:
        """Why nothing can be asked of the memory, or forgotten."""
        return self.no_memory_to_reset()

    def no_session_to_leave(self) -> str:
        """Why no other session can be begun."""
        if not self._session.dialogue.view.turns:
            return self.tr("Nothing was said in this session yet.")
        return self.no_states_now()

    def no_memory_to_keep(self) -> str:
        """Why there is no memory to keep under a name."""
        memory = self._session.memory
        if memory is None:
            return self.no_memory_to_reset()
        if not memory.num_segments and not memory.num_pending:
            return self.tr("Nothing was read into the memory yet.")
        return self.no_states_now()
