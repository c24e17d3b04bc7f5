"""Closing the window while a run is on: ask, stop it and keep what it has, then close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.session import Session

_ICON = QSize(32, 32)


class Closing(QObject):
    """Decides whether the window may close now.

    Signals:
        closing_started: the run is being saved; the window closes when that is done.
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

    def may_close(self) -> bool:
        """Whether to close at once; asks the user when a run is on."""
        run = self._session.run
        if run is None or not run.is_active:
            return True
        if self._is_waiting or run.state == "stopping":
            self._wait()
            return False
        if self.question is None:
            self.question = self._ask()
        return False

    def _ask(self) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIconPixmap(icon("save", "accent").pixmap(_ICON, box.devicePixelRatioF()))
        box.setWindowTitle(self.tr("A run is on"))
        box.setText(self.tr("Training is not finished."))
        box.setInformativeText(
            self.tr("Stop it and save what it has learnt? You can go on with it later.")
        )
        stop = box.addButton(self.tr("Stop and save"), QMessageBox.ButtonRole.AcceptRole)
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
        self._wait()

    def _wait(self) -> None:
        self._is_waiting = True
        self.closing_started.emit()
        self._on_session_changed(None)

    @Slot(object)
    def _on_session_changed(self, _payload: object) -> None:
        run = self._session.run
        if self._is_waiting and (run is None or not run.is_active):
            self._is_waiting = False
            self.close_allowed.emit()
