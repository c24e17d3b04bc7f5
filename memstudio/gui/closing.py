"""Closing the window while something long is on: ask, stop it and keep what it has, then close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.gui.session import Session

_ICON = QSize(32, 32)
_CANCELLED = {TaskKind.SAVE, TaskKind.MAKE}
"""What has no state of its own in the session, and is ended as by the status line's button."""


class Closing(QObject):
    """Decides whether the window may close now.

    Signals:
        closing_changed: in words, what is being ended before the window closes; empty when it
            stays open after all.
        close_allowed: nothing is in the way any more.
    """

    closing_changed = Signal(str)
    close_allowed = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._asked_about: TaskKind | None = None
        self._waits_for: TaskKind | None = None
        self.question: QMessageBox | None = None
        session.task_changed.connect(self._on_session_changed)
        session.run_changed.connect(self._on_session_changed)
        session.benchmark.changed.connect(self._on_session_changed)
        session.measuring.changed.connect(self._on_session_changed)

    @property
    def _in_the_way(self) -> TaskKind | None:
        """What would be lost, wholly or in part."""
        session, run = self._session, self._session.run
        # One that waits for the run on show is held with all it has learnt.
        if run is not None and (run.is_active or run.holds):
            return TaskKind.TRAIN
        if session.benchmark.is_active:
            return TaskKind.BENCHMARK
        if session.measuring.is_active:
            return TaskKind.MEASURE
        return session.task if session.task in _CANCELLED else None

    def may_close(self) -> bool:
        """Whether to close at once; asks the user when something is on that would be lost."""
        task = self._in_the_way
        if task is None:
            return True
        if self._waits_for is None and self._state_of(task) == "stopping":
            self._wait(task)
        elif self._waits_for is None and self.question is None:
            self._asked_about, self.question = task, self._ask(task)
        return False

    def _state_of(self, task: TaskKind) -> str:
        session, run = self._session, self._session.run
        if task is TaskKind.TRAIN:
            return run.state if run is not None else ""
        tasks = {TaskKind.BENCHMARK: session.benchmark, TaskKind.MEASURE: session.measuring}
        return tasks[task].state if task in tasks else ""

    def _ask(self, task: TaskKind) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIconPixmap(icon("save", "accent").pixmap(_ICON, box.devicePixelRatioF()))
        title, text, question, button = self._words(task)
        box.setWindowTitle(title)
        box.setText(text)
        box.setInformativeText(question)
        stop = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        stop.setObjectName("stop_and_save")
        stop.clicked.connect(self._on_stop_clicked)
        keep = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("keep_training")
        box.setDefaultButton(stop)
        box.setEscapeButton(keep)
        box.finished.connect(self._on_question_finished)
        box.open()
        return box

    def _words(self, task: TaskKind) -> tuple[str, str, str, str]:
        """The title of the question, what is on, what is asked, and what the button says."""
        close = self.tr("Stop and close")
        if task is TaskKind.TRAIN:
            question = self.tr("Stop it and save what it has learnt? You can go on with it later.")
            said = self.tr("A run is on"), self.tr("Training is not finished.")
            return *said, question, self.tr("Stop and save")
        if task is TaskKind.BENCHMARK:
            benchmark = self._session.benchmark
            text = self.tr("{done} of {total} trials are done.")
            text = text.format(done=count(benchmark.num_done), total=count(len(benchmark.plan)))
            question = self.tr("Stop it? Their results are kept, and you can go on with it later.")
            return self.tr("A benchmark is on"), text, question, close
        title, text = {
            TaskKind.MEASURE: (self.tr("A measurement is on"), self.tr("Measuring the model is not finished.")),
            TaskKind.SAVE: (self.tr("The model is being exported"), self.tr("The export is not finished.")),
            TaskKind.MAKE: (self.tr("A model is being made"), self.tr("The new model is not finished.")),
        }[task]  # fmt: skip
        return title, text, self.tr("Stop it? Nothing of it is kept."), close

    @Slot()
    def _on_question_finished(self) -> None:
        self.question = None

    @Slot()
    def _on_stop_clicked(self) -> None:
        session = self._session
        # What was asked about may have ended since.
        task = self._in_the_way or self._asked_about
        session.stop_training()
        session.benchmark.stop()
        session.measuring.stop()
        if session.task in _CANCELLED:
            session.cancel(session.task)
        if task is not None:
            self._wait(task)

    def _wait(self, task: TaskKind) -> None:
        words = {
            TaskKind.TRAIN: self.tr("Saving the run; the window closes when it is safe."),
            TaskKind.BENCHMARK: self.tr("Stopping the benchmark; the window closes then."),
        }
        self._waits_for = task
        self.closing_changed.emit(
            words.get(task, self.tr("Stopping what is on; the window closes then."))
        )
        self._on_session_changed()

    @Slot()
    def _on_session_changed(self, _payload: object = None) -> None:
        if self._waits_for is None:
            return
        run = self._session.run
        if self._waits_for is TaskKind.TRAIN and run is not None and run.state == "failed":
            # What was not saved, and why, is said in the window.
            self._waits_for = None
            self.closing_changed.emit("")
        elif run is not None and run.is_held:
            # It had been held for another run, which has ended now.
            self._session.stop_training()
        elif self._in_the_way is None:
            self._waits_for = None
            self.close_allowed.emit()
