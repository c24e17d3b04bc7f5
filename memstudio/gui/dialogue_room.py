"""The dialogue with the model and the sessions that are kept, as the window knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.gui.folder_look import FolderLook
from memstudio.progress import Control
from memstudio.workers.dialogue_messages import (
    AnswerWith,
    AskRemembered,
    DialogueView,
    Forget,
    Forgotten,
    RememberedNow,
    SayAt,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.errors import MemStudioError
    from memstudio.tasks.dialogue.session_library import SessionListing
    from memstudio.tasks.dialogue.session_record import SessionEntry
    from memstudio.tasks.dialogue.wish import Wish
    from memstudio.tasks.generation_settings import GenerationSettings
    from memstudio.workers.engine_thread import EngineThread


class DialogueRoom(QObject):
    """Hands wishes to the engine's thread; looks into the folder on a thread of its own.

    Signals:
        dialogue_changed: a `DialogueView`.
        entries_changed: there are other sessions, or other problems with them.
        done: a `SessionDone`.
        forgotten: a `ForgetReport`.
        forgetting_failed: a `Failure`.
        remembered: a `Remembered`, or None.
        save_failed: a `Failure`.

    Attributes:
        view: the dialogue now.

    Args:
        engine: the engine's thread.
        control: makes the control of a task.
        parent: as of any object.
    """

    dialogue_changed = Signal(object)
    entries_changed = Signal()
    done = Signal(object)
    forgotten = Signal(object)
    forgetting_failed = Signal(object)
    remembered = Signal(object)
    save_failed = Signal(object)

    def __init__(
        self, engine: EngineThread, control: Callable[[TaskKind], Control], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._control = control
        self._look = FolderLook(_listing, "sessions", self)
        self.view = DialogueView()
        self._look.changed.connect(self.entries_changed)
        worker = engine.dialogue_worker
        worker.dialogue_changed.connect(self._on_worker_dialogue_changed)
        worker.done.connect(self._on_worker_done)
        worker.forgotten.connect(self._on_worker_forgotten)
        worker.forgetting_failed.connect(self.forgetting_failed)
        worker.remembered.connect(self._on_worker_remembered)
        worker.save_failed.connect(self.save_failed)
        engine.worker.model_unloaded.connect(self._on_worker_model_unloaded)

    @property
    def entries(self) -> tuple[SessionEntry, ...]:
        """The sessions there are, the latest first."""
        return self._look.entries

    @property
    def problems(self) -> tuple[MemStudioError, ...]:
        """Why folders are no sessions."""
        return self._look.problems

    # ------------------------------------------------------------------ verbs

    def say_at(
        self,
        index: int,
        prompt: str,
        settings: GenerationSettings,
        document: str = "",
        *,
        keeps_branch: bool = False,
    ) -> None:
        """Say something in place of a turn and all that follow."""
        self._engine.submit(SayAt(self._task(), index, prompt, settings, document, keeps_branch))

    def answer_with(self, index: int, text: str, *, keeps_branch: bool = False) -> None:
        """Put a text in place of what the model wrote in a turn."""
        self._engine.submit(AnswerWith(self._task(), index, text, keeps_branch))

    def forget(self, wish: Wish) -> None:
        """Forget something; `forgotten` or `forgetting_failed` says what came of it."""
        self._engine.submit(Forget(self._task(), wish))

    def ask_remembered(self) -> None:
        """Find out what is remembered; `remembered` says it."""
        self._engine.submit(AskRemembered(self._task()))

    def ask(
        self,
        verb: SessionVerb,
        name: str = "",
        other: str = "",
        number: int = 0,
        *,
        replaces: bool = False,
    ) -> None:
        """Have something done with a session; `done` says how it went."""
        control = self._task() if verb.is_task else Control()
        self._engine.submit(SessionRequest(control, verb, name, other, number, replaces))

    def take_up(self, number: int) -> None:
        """Remember again what was given up under this number; `done` says how it went."""
        self.ask(SessionVerb.TAKE_UP, number=number)

    def look(self) -> None:
        """Look into the folder; other programs keep sessions there, too."""
        self._look.start()

    # ------------------------------------------------------------------ inside

    def _task(self) -> Control:
        return self._control(TaskKind.GENERATE)

    @Slot(object)
    def _on_worker_dialogue_changed(self, view: DialogueView) -> None:
        self.view = view
        self.dialogue_changed.emit(view)
        self.look()

    @Slot(object)
    def _on_worker_done(self, done: SessionDone) -> None:
        self.look()
        self.done.emit(done)

    @Slot(object)
    def _on_worker_forgotten(self, found: Forgotten) -> None:
        self.forgotten.emit(found.report)

    @Slot(object)
    def _on_worker_remembered(self, found: RememberedNow) -> None:
        self.remembered.emit(found.found)

    @Slot()
    def _on_worker_model_unloaded(self) -> None:
        self.view = DialogueView()
        self.dialogue_changed.emit(self.view)


def _listing() -> SessionListing:
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    return SessionLibrary().entries()
