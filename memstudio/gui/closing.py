"""Closing the window while something long is on: ask, stop it and keep what it has, then close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from memstudio.gui.session import Session

_ICON = QSize(32, 32)


class Closing(QObject):
    """Decides whether the window may close now.

    Signals:
        closing_started: what is on is being ended; the window closes when that is done.
        close_allowed: nothing is in the way any more.
    """

    closing_started = Signal()
    close_allowed = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._is_waiting = False
        self.question: QMessageBox | None = None
        session.task_changed.connect(self._on_session_changed)
        session.run_changed.connect(self._on_session_changed)
        session.benchmark.changed.connect(self._on_session_changed)

    @property
    def _is_run_active(self) -> bool:
        run = self._session.run
        # One that waits for the run on show is held with all it has learnt.
        return run is not None and (run.is_active or bool(run.holds))

    @property
    def _is_held_up(self) -> bool:
        return self._is_run_active or self._session.benchmark.is_active

    def may_close(self) -> bool:
        """Whether to close at once; asks the user when a run or a benchmark is on."""
        if not self._is_held_up:
            return True
        run = self._session.run
        is_ending = run is not None and run.state == "stopping"
        if self._is_waiting or is_ending or self._session.benchmark.state == "stopping":
            self._wait()
            return False
        if self.question is None:
            self.question = self._ask()
        return False

    def _ask(self) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIconPixmap(icon("save", "accent").pixmap(_ICON, box.devicePixelRatioF()))
        if self._is_run_active:
            box.setWindowTitle(self.tr("A run is on"))
            box.setText(self.tr("Training is not finished."))
            box.setInformativeText(
                self.tr("Stop it and save what it has learnt? You can go on with it later.")
            )
            stop = box.addButton(self.tr("Stop and save"), QMessageBox.ButtonRole.AcceptRole)
        else:
            benchmark = self._session.benchmark
            box.setWindowTitle(self.tr("A benchmark is on"))
            text = self.tr("{done} of {total} trials are done.")
            total = len(benchmark.plan)
            box.setText(text.format(done=count(benchmark.num_done), total=count(total)))
            box.setInformativeText(
                self.tr("Stop it? Their results are kept, and you can go on with it later.")
            )
            stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        stop.setObjectName("stop_and_save")
        stop.clicked.connect(self._on_stop_clicked)
        keep = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("keep_training")
        box.setDefaultButton(stop)
        box.setEscapeButton(keep)
        box.finished.connect(self._on_question_finished)
        box.open()
        return box

    @Slot()
    def _on_question_finished(self) -> None:
        self.question = None

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._session.stop_training()
        self._session.benchmark.stop()
        self._wait()

    def _wait(self) -> None:
        self._is_waiting = True
        self.closing_started.emit()
        self._on_session_changed()

    @Slot()
    def _on_session_changed(self, _payload: object = None) -> None:
        if not self._is_waiting:
            return
        run = self._session.run
        if run is not None and run.is_held:
            # It had been held for another run, which has ended now.
            self._session.stop_training()
        elif not self._is_held_up:
            self._is_waiting = False
            self.close_allowed.emit()
