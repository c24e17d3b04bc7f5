"""Goes back in the dialogue, keeps it, and has it forget, in the thread that owns the model."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.errors import Cancelled, DataError, MemStudioError, StorageError, marked
from memstudio.workers.answering import answering
from memstudio.workers.attempt import attempt
from memstudio.workers.dialogue_messages import (
    AnswerWith,
    AskRemembered,
    Change,
    DialogueView,
    Forget,
    Forgotten,
    RememberedNow,
    SayAt,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.models.load import LoadedModel
    from memstudio.tasks.dialogue.live_session import LiveSession
    from memstudio.tasks.dialogue.session_library import SessionLibrary
    from memstudio.workers.engine_worker import EngineWorker

_LOST = marked("errors", "What was said last to {model} could not be saved, and is lost.")  # fmt: skip
_NOT_KEPT = marked("errors", "What was said last cannot be saved ({reason}). Ask again to go on without it.")  # fmt: skip


class DialogueWorker(QObject):
    """What has to read or to write is a task of the engine; the rest is done at once.

    Whenever the memory is another, so is the dialogue: it is saved then, and told of.

    Signals:
        dialogue_changed: a `DialogueView`.
        done: a `SessionDone`.
        forgotten: a `Forgotten`.
        forgetting_failed: a `Failure`; the wish can be put right.
        remembered: a `RememberedNow`.
        save_failed: a `Failure`; what was said stays, and is saved with the next turn.

    Args:
        engine: whose dialogue it is.
    """

    dialogue_changed = Signal(object)
    done = Signal(object)
    forgotten = Signal(object)
    forgetting_failed = Signal(object)
    remembered = Signal(object)
    save_failed = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine
        # As it was last told of.
        self._told: LiveSession | None = None
        self._told_model: object = None
        # What may go unsaved: whoever asks again, after they were told, wants it so.
        self._given_up: LiveSession | None = None
        engine.memory_changed.connect(self._on_engine_memory_changed)
        engine.model_unloaded.connect(self._on_engine_model_unloaded)

    # ------------------------------------------------------------------ going back

    @Slot(object)
    def say_at(self, request: SayAt) -> None:
        """Say something in place of a turn."""

        def work(_: LoadedModel) -> None:
            with answering(self._engine.text_generated) as on_piece, self._branch_kept(request):
                self._live().dialogue.say(
                    request.prompt,
                    request.settings,
                    control=request.control,
                    on_piece=on_piece,
                    source=request.document,
                    at=request.index,
                )
            self._engine.tell_memory()

        self._engine.run_with_model(TaskKind.GENERATE, work)

    @Slot(object)
    def answer_with(self, request: AnswerWith) -> None:
        """Put a text in place of an answer."""

        def work(_: LoadedModel) -> None:
            with self._branch_kept(request):
                self._live().dialogue.answer_with(request.index, request.text, request.control)
            self._engine.tell_memory()

        self._engine.run_with_model(TaskKind.GENERATE, work)

    @contextmanager
    def _branch_kept(self, request: SayAt | AnswerWith) -> Iterator[None]:
        """Keep the session as it is now under a name of its own, if wished and if it changes."""
        if not request.keeps_branch:
            yield
            return
        self._keep()
        live = self._live()
        turns = live.dialogue.turns
        branch = live.branch(live.name, len(turns), request.control)
        try:
            yield
        except BaseException:
            if live.dialogue.turns == turns:
                from memstudio.tasks.dialogue.session_library import SessionLibrary

                with suppress(MemStudioError):  # there are two of it then, and none is lost
                    SessionLibrary().delete(branch.name)
            raise

    # ------------------------------------------------------------------ remembering, forgetting

    @Slot(object)
    def forget(self, request: Forget) -> None:
        """Forget something, and say what came of it."""

        def work(_: LoadedModel) -> None:
            from memstudio.tasks.dialogue.forgetting import forget

            try:
                report = forget(self._live().dialogue, request.wish, request.control)
            except DataError as error:
                self.forgetting_failed.emit(Failure.of(TaskKind.GENERATE, error))
                return
            self._engine.tell_memory()
            self.forgotten.emit(Forgotten(report))

        self._engine.run_with_model(TaskKind.GENERATE, work)

    @Slot()
    def reset_memory(self) -> None:
        """Forget the conversation."""
        if self._engine.session is not None:
            self._engine.session.forget_all()
            self._engine.tell_memory()

    @Slot(object)
    def ask_remembered(self, _: AskRemembered) -> None:
        """Say what is remembered."""

        def work(_: LoadedModel) -> None:
            from memstudio.tasks.dialogue.remembered import remembered

            self.remembered.emit(RememberedNow(remembered(self._live().dialogue)))

        self._engine.run_with_model(TaskKind.GENERATE, work)

    # ------------------------------------------------------------------ sessions

    @Slot(object)
    def do(self, request: SessionRequest) -> None:
        """Do something with a session."""
        if request.verb.is_task:
            # Without a model, too: whoever asked waits for its end.
            self._engine.run_task(TaskKind.GENERATE, lambda: self._answer(request))
        else:
            self._answer(request)

    def _answer(self, request: SessionRequest) -> None:
        try:
            answer = attempt(lambda: self._done(request), request.verb.value, TaskKind.SAVE)
        except Cancelled as error:
            answer = Failure.of(TaskKind.SAVE, error)
        if isinstance(answer, Failure):
            answer = SessionDone(request, failure=answer)
        self.done.emit(answer)

    def _done(self, request: SessionRequest) -> SessionDone:
        from memstudio.tasks.dialogue.live_session import LiveSession
        from memstudio.tasks.dialogue.session_export import export_session
        from memstudio.tasks.dialogue.session_library import SessionLibrary

        library, name, number = SessionLibrary(), request.name, 0
        match request.verb:
            case SessionVerb.NEW:
                name = ""
                self._keep()
                self._use(None)
            case SessionVerb.OPEN:
                loaded = self._engine.conversation().loaded
                self._keep()
                self._use(LiveSession.opened(loaded, name, request.control))
            case SessionVerb.BRANCH:
                live = self._live()
                self._keep()
                branch = live.branch(request.other or live.name, request.number, request.control)
                self._use(branch)
                name = branch.name
            case SessionVerb.MERGE:
                number = self._live().merge(request.other, request.control)
                self._engine.tell_memory()
                name = self._live().name
            case SessionVerb.TAKE_UP:
                self._live().take_up(request.number, request.control)
                self._save(self._live())
                self._engine.tell_memory()
            case SessionVerb.RENAME:
                name = self._rename(library, name, request.other)
            case SessionVerb.EXPORT:
                target = Path(request.other)
                export_session(library.find(name), target, replaces=request.replaces)
                return SessionDone(request, name, str(target))
            case SessionVerb.DELETE:
                is_this = self._engine.opened is not None and self._live().name == name
                deleted = library.delete(name, may_return=True)
                if is_this:
                    self._told = None  # nor is it saved again
                    self._use(None)
                return SessionDone(request, name, deleted=deleted)
        return SessionDone(request, name, number=number)

    def _rename(self, library: SessionLibrary, name: str, new_name: str) -> str:
        entry = library.rename(name, new_name)
        if self._engine.opened is not None and self._live().name == name:
            self._live().called(entry)
            self._tell(Change.TURNS)
        return entry.name

    # ------------------------------------------------------------------ inside

    def _live(self) -> LiveSession:
        return self._engine.live()

    def _keep(self) -> None:
        """Save what could not be saved when it was said, before the session is another.

        Raises:
            StorageError: it still cannot be written, and that was not told since the last turn.
        """
        live = self._engine.session
        if live is None or live.is_saved or live is self._given_up:
            return
        try:
            live.save()
        except MemStudioError as error:
            self._given_up = live
            raise StorageError(_NOT_KEPT, reason=str(error)) from error

    def _use(self, session: LiveSession | None) -> None:
        """Go on with another session of the open model, or with a new one."""
        self._engine.session = session
        if self._engine.opened is not None:
            self._engine.tell_memory()

    @Slot(object)
    def _on_engine_memory_changed(self, _: object) -> None:
        live = self._live()
        if self._told is not live:
            self._keep_told()
        change = Change.TURNS
        if self._told_model is not live.loaded.model:
            change = Change.MODEL
        elif self._told is not live:
            change = Change.SESSION
        if not live.is_saved:
            self._given_up = None
            self._save(live)
        self._told, self._told_model = live, live.loaded.model
        self._tell(change)

    @Slot()
    def _on_engine_model_unloaded(self) -> None:
        self._keep_told()
        # Whoever is told of a model must not keep it from going.
        self._told = self._told_model = None

    def _keep_told(self) -> None:
        """Save what is left behind with its model, where that could not be done before."""
        left = self._told
        if left is None or left.is_saved:
            return
        # Why not was told when it was said; the dialogue's own page is another's by now.
        if isinstance(attempt(left.save, "saving what is left", TaskKind.SAVE), Failure):
            lost = MemStudioError(_LOST, model=left.loaded.source.name)
            self._engine.task_failed.emit(Failure.of(TaskKind.SAVE, lost))

    def _save(self, live: LiveSession) -> None:
        # What was said must not be lost with it, whatever fails.
        failure = attempt(live.save, "saving the session", TaskKind.SAVE)
        if isinstance(failure, Failure):
            self.save_failed.emit(failure)

    def _tell(self, change: Change) -> None:
        live = self._live()
        dialogue = live.dialogue
        begins_empty = dialogue.start.state is None
        given_up = 0 if live.given_up is None else live.given_up[0]
        self.dialogue_changed.emit(
            DialogueView(dialogue.turns, dialogue.since, live.name, change, begins_empty, given_up)
        )
