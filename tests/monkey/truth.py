"""Whether what the window says is what the engine says.

The engine is asked by a message, and answers by one. It comes after all that the engine said
before, so that the session must stand where the engine stands.
"""

from __future__ import annotations

import operator
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QTabBar

from memstudio.workers.messages import TaskKind, Train

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session
    from memstudio.workers.engine_worker import EngineWorker
    from tests.monkey.watch import Diary

PATIENCE = 3.0
"""Seconds for which two parts of the window may differ: some follow on a timer."""
_ASKED_WORK = ("collections", "recommending", "states")


@dataclass(frozen=True)
class Facts:
    """Where the engine stands."""

    model: dict[str, Any] | None
    run_is_active: bool
    is_within: bool
    segments_read: int | None


class Witness(QObject):
    """Lives in the engine's thread."""

    told = Signal(int, object)

    def __init__(self, worker: EngineWorker) -> None:
        super().__init__()
        self._worker = worker

    @Slot(int)
    def ask(self, number: int) -> None:
        """Say where the engine stands."""
        from memstudio.models.summary import summarise

        worker = self._worker
        opened = worker.opened
        session = worker.session
        within = worker.run_is_active or worker._benchmark_is_active
        read = None
        if session is not None and session.dialogue.conversation.snapshot() is not None:
            read = session.dialogue.conversation.snapshot().num_segments
        model = asdict(summarise(opened)) if opened is not None else None
        self.told.emit(number, Facts(model, worker.run_is_active, within, read))


class Truth(QObject):
    """Asks the engine now and then, and looks at the window: another one after a change of language."""

    _asked = Signal(int)

    def __init__(self, session: Session, diary: Diary) -> None:
        super().__init__(session)
        self._session = session
        self._diary = diary
        self._submitted: list[Any] = []
        self._number = 0
        self._awaited: tuple[int, int] | None = None
        self._since: dict[str, float] = {}
        self._count(session)
        session._engine.submitted.connect(self._on_engine_submitted)
        self._witness = Witness(session._engine.worker)
        self._witness.moveToThread(session._engine._thread)
        self._asked.connect(self._witness.ask)
        self._witness.told.connect(self._on_witness_told)

    def _count(self, session: Session) -> None:
        """How much was going on meanwhile, so that a quiet walk can be told from a wild one."""
        tally = self._diary.tally
        session.model_changed.connect(lambda _model: tally.update(["models opened or closed"]))
        session.trace_changed.connect(lambda _trace: tally.update(["traces"]))
        session.text_generated.connect(lambda piece: tally.update(["texts"] * piece.is_last))
        session.corpus_changed.connect(lambda _corpus: tally.update(["datasets"]))
        session.failed.connect(lambda _failure: tally.update(["failures told to the user"]))
        session.run_event_received.connect(lambda event: tally.update([f"run: {event.event}"]))

    @Slot(object)
    def _on_engine_submitted(self, request: Any) -> None:
        self._submitted.append(type(request))

    def look(self, window: MainWindow) -> None:
        """Ask the engine, unless it was not done with the last question; look at the window."""
        if self._awaited is None and self._session._engine.is_running:
            self._number += 1
            self._awaited = (self._number, len(self._submitted))
            self._asked.emit(self._number)
        wrong = differences(window)
        now = time.monotonic()
        self._since = {text: self._since.get(text, now) for text in wrong}
        for text, since in self._since.items():
            if now - since > PATIENCE:
                self._diary.failure("window", text, session=standing(self._session))

    @Slot(int, object)
    def _on_witness_told(self, number: int, facts: Facts) -> None:
        awaited, self._awaited = self._awaited, None
        if awaited is None or awaited[0] != number:
            return
        self._diary.tally["answers of the engine"] += 1
        session = self._session
        since = self._submitted[awaited[1] :]
        for text in contradictions(session, facts, since):
            self._diary.failure("engine", text, session=standing(session), facts=repr(facts))


def contradictions(session: Session, facts: Facts, since: list[Any]) -> list[str]:
    """Where the session is wrong about the engine.

    Args:
        session: what the window believes.
        facts: what the engine said.
        since: kinds of the requests that the engine did not know of when it said so.
    """
    wrong = []
    model = asdict(session.model) if session.model is not None else None
    if model != facts.model:
        wrong.append(f"the model is {_named(facts.model)}, not {_named(model)}")
    is_active = session.run is not None and session.run.is_active
    if Train not in since and is_active != facts.run_is_active:
        wrong.append(f"a run is on: {facts.run_is_active}, not {is_active}")
    expected = {TaskKind.TRAIN, TaskKind.BENCHMARK} if facts.is_within else set()
    if not facts.is_within and not set(session._tasks) <= expected:
        wrong.append(f"the engine is idle, not busy with {session._tasks}")
    if facts.segments_read is not None:
        said = session.memory.num_segments if session.memory is not None else None
        if said != facts.segments_read:
            wrong.append(f"{facts.segments_read} segments were read, not {said}")
    if not since and not facts.is_within:
        busy = [name for name in _ASKED_WORK if getattr(session, name).is_busy]
        busy += [name for name in ("measuring", "benchmark") if getattr(session, name).is_active]
        busy += ["effects"] if session.effects.asking is not None else []
        busy += ["attention"] if session.attention.is_reading else []
        wrong += [f"{name} waits for what will never come" for name in busy]
    return wrong


def _named(model: dict[str, Any] | None) -> str:
    return "none" if model is None else f"{model['name']} ({model['memory_kind']})"


def differences(window: MainWindow) -> list[str]:
    """Where parts of the window say other things than its session."""
    session, wrong = window.session, []
    title = f"{session.model.name} – MemStudio" if session.model else "MemStudio"
    said = window.windowTitle().replace("[*]", "")
    if said != title:
        wrong.append(f"the title is {said}, not {title}")
    tabs: QTabBar = window.pages.tabs
    if tabs.currentIndex() != window.pages.stack.currentIndex():
        wrong.append("another tab than the page is in front")
    bar = window.toolbar
    device = bar.device_box.currentData()
    if device != session.device:
        wrong.append(f"the device box says {device}, not {session.device}")
    run = session.run
    is_held = run is not None and run.is_active and run.state in {"pausing", "paused"}
    says_resume = bar.pause_button.text() not in {"Pause", "暂停"}
    if says_resume != is_held:
        wrong.append(f"the button says {bar.pause_button.text()}, while a run is held: {is_held}")
    is_busy = session.task is not None or (run is not None and run.is_active)
    if bar.isVisible() and bar.task_progress.isVisible() != is_busy:
        wrong.append(f"progress is shown: {not is_busy}, while work is on: {is_busy}")
    for spec in window.actions_table.specs:
        if spec.condition:
            reason = operator.attrgetter(spec.condition)(window.conditions)()
            if window.actions_table[spec.id].isEnabled() == bool(reason):
                wrong.append(
                    f"{spec.id} can be used: {bool(reason)}, though: {reason or 'nothing'}"
                )
    theme = window.actions_table[f"view.theme_{window.settings.theme}"]
    if not theme.isChecked():
        wrong.append("another look is ticked than the one that is used")
    return wrong


def standing(session: Session) -> str:
    """In words for a report."""
    model = session.model.name if session.model else None
    return f"model={model} run={session.run} task={session.task} tasks={session._tasks}"
