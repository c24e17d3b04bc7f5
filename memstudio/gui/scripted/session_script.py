"""What a user does in one sitting, step by step, with real events on the real window."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from memstudio.gui.scripted.gestures import click, drop, shown, wheel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.scripted.driver import Wait
    from memstudio.gui.scripted.lateness import Lateness

_FRAME = 1 / 60
_SCRUB_FRAMES = 300
_QUESTION = "Where is the letter?"
_PAGES = ("train", "memory", "use", "runs", "train", "memory", "evaluate", "memory")


@dataclass
class Plan:
    """What is done.

    Attributes:
        model: that is dropped on the window.
        text: that is dropped on the window.
        trace: that is opened and moved about in.
        steps: that are trained.
        turn: seconds until another page is shown while it trains.
    """

    model: str
    text: str
    trace: str
    steps: int = 400
    turn: float = 1.5


@dataclass
class Times:
    """Seconds from a gesture to its effect."""

    seconds: dict[str, float] = field(default_factory=dict)


class Sitting:
    """A session as a sequence of waits: seconds, or until something is so.

    Args:
        window: that is driven.
        plan: what is done.
        lateness: told which phase begins.
        times: takes how long gestures took.
    """

    def __init__(self, window: MainWindow, plan: Plan, lateness: Lateness, times: Times) -> None:
        self._window = window
        self._session = window.session
        self._plan = plan
        self._lateness = lateness
        self._times = times
        self._tasks: list[object] = []
        window.session.task_changed.connect(self._tasks.append)

    def steps(self) -> Iterator[Wait]:
        """All of it."""
        session = self._session
        yield lambda: bool(session.devices)
        yield from self._open()
        self._lateness.begin("scrub the trace")
        yield from _scrub(self._window)
        self._lateness.begin("train, all pages in turn")
        yield from self._train()
        self._lateness.begin("train and scrub")
        yield from self._train_and_scrub()
        self._lateness.begin("chat")
        yield from self._chat()
        self._lateness.begin("evaluate")
        yield from self._evaluate()
        self._lateness.begin("close")
        self._window.close()
        yield lambda: not self._window.isVisible()

    def _open(self) -> Iterator[Wait]:
        session, window, plan = self._session, self._window, self._plan
        self._lateness.begin("open a model")
        began = time.perf_counter()
        drop(window, plan.model)
        yield lambda: session.model is not None and session.task is None
        self._times.seconds["open_model"] = time.perf_counter() - began
        yield 1.0
        self._lateness.begin("drop a text")
        drop(window, plan.text)
        yield lambda: session.corpus is not None and session.task is None
        yield 1.0
        self._lateness.begin("open a long trace")
        began = time.perf_counter()
        drop(window, plan.trace)
        yield lambda: session.traces.document is not None
        self._times.seconds["open_trace"] = time.perf_counter() - began
        yield 2.0

    def _train(self) -> Iterator[Wait]:
        session, window = self._session, self._window
        window.show_page("train")
        yield 0.5
        form = window.train_page().form
        form.apply({"steps": self._plan.steps, "probe.every": 25, "validate_every": 100})
        began = time.perf_counter()
        click(window, "startTraining")
        yield lambda: session.run is not None and session.run.step >= 1
        self._times.seconds["first_step"] = time.perf_counter() - began
        turn = 0
        while session.run is not None and session.run.is_active:
            window.show_page(_PAGES[turn % len(_PAGES)])
            document = session.traces.document
            if document is not None and document.num_segments:
                segment, slot = turn % document.num_segments, turn % max(1, document.num_slots)
                window.selection.select(segment=segment, slot=slot)
            turn += 1
            yield self._plan.turn
        if session.run is None or session.run.state != "completed":
            raise RuntimeError(f"the run ended otherwise: {session.run and session.run.state}")
        # What comes when it is over belongs to it.
        yield 1.0

    def _train_and_scrub(self) -> Iterator[Wait]:
        session, window = self._session, self._window
        yield lambda: session.task is None
        window.train_page().form.apply({"steps": 100_000})
        window.train_page().start()
        yield lambda: session.run is not None and session.run.step >= 1 and session.run.is_active
        window.show_page("memory")
        session.show_trace(self._plan.trace, "long")
        yield 1.0
        yield from _scrub(window)
        session.stop_training()
        yield lambda: session.run is not None and not session.run.is_active
        yield lambda: session.task is None

    def _chat(self) -> Iterator[Wait]:
        session, window = self._session, self._window
        session.load_model(self._plan.model)
        yield lambda: session.task is None and session.model is not None
        window.show_page("use")
        yield 0.5
        for _ in range(3):
            prompt = shown(window, "prompt")
            prompt.setFocus()
            for letter in _QUESTION:
                QTest.keyClicks(prompt, letter)
                yield 0.02
            yield self._after_task(lambda: click(window, "send"))
            yield 0.3

    def _evaluate(self) -> Iterator[Wait]:
        window = self._window
        window.show_page("evaluate")
        yield 0.5
        yield self._after_task(lambda: click(window, "startMeasuring"))
        yield 1.0

    def _after_task(self, begin: Callable[[], None]) -> Wait:
        """Begin a task, and wait until it is over, however short it is."""
        session, seen = self._session, len(self._tasks)
        begin()
        return lambda: len(self._tasks) > seen and session.task is None


def _scrub(window: MainWindow) -> Iterator[Wait]:
    """Zooming with the wheel, panning, pointing and clicking, a step a frame."""
    window.show_page("memory")
    yield 0.5
    lane = shown(window, "written")
    middle = lane.rect().center()
    for step in range(_SCRUB_FRAMES):
        # In to some hundred tokens and out again, at a place that moves on.
        x = 60 + (lane.width() - 90) * (0.5 + 0.4 * math.sin(step / 40))
        turn = 120 if step % 60 < 30 else -120
        wheel(lane, QPointF(x, middle.y()), turn, Qt.KeyboardModifier.NoModifier)
        yield _FRAME
    for step in range(_SCRUB_FRAMES):
        turn = 60 if step % 100 < 50 else -60
        wheel(lane, QPointF(middle), turn, Qt.KeyboardModifier.ShiftModifier)
        yield _FRAME
    for step in range(_SCRUB_FRAMES):
        place = QPoint(60 + (step * 7) % max(1, lane.width() - 90), (step * 3) % lane.height())
        QTest.mouseMove(lane, place)
        if step % 15 == 0:
            none = Qt.KeyboardModifier.NoModifier
            QTest.mouseClick(lane, Qt.MouseButton.LeftButton, none, place)
        yield _FRAME
