"""The desktop's notice that a run has ended, for whoever has turned to something else meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from memstudio.gui.desktop_notice import DesktopNotice, come_forward
from memstudio.gui.run_words import brief_name
from memstudio.gui.widgets.number_format import count, decimal

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session


class RunNotice(QObject):
    """Tells of runs that are completed or have failed behind the windows of other programs.

    A run that the user has stopped is none that they wait for: of that, as of any, the desktop only
    calls for a look in its own way. A click on the notice shows the run.
    """

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.notice = DesktopNotice(self)
        self.notice.clicked.connect(self._on_notice_clicked)
        self._was_active = False
        session.run_changed.connect(self._on_session_run_changed)
        self._on_session_run_changed(session.run)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state_changed)

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        is_active = run is not None and run.is_active
        if is_active == self._was_active:
            return
        self._was_active = is_active
        if not is_active and not self._window.isActiveWindow():
            QApplication.alert(self._window)
        if is_active:
            self.notice.want(is_wanted=True, tip=self.tr("MemStudio is training"))
        elif run is None or _is_looked_at() or run.state not in {"completed", "failed"}:
            self.notice.want(is_wanted=False)
        else:
            is_calm = run.state == "completed"
            title = self.tr("Training is done") if is_calm else self.tr("Training has failed")
            self.notice.show(title, self._words(run), is_calm=is_calm)

    def _words(self, run: RunView) -> str:
        # One that failed before it began has neither.
        lines = [brief_name(run.name)] if run.name else []
        if run.total_steps:
            step, total = count(run.step), count(run.total_steps)
            lines.append(self.tr("Step {step} of {total}").format(step=step, total=total))
        if run.last_step is not None:
            lines.append(self.tr("Loss {loss}").format(loss=decimal(run.last_step.loss, 3)))
        return "\n".join(lines)

    @Slot()
    def _on_notice_clicked(self) -> None:
        self._window.show_page("train")
        come_forward(self._window)

    @Slot(Qt.ApplicationState)
    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        # Then the icon that a notice came from has told what it had to tell.
        if state == Qt.ApplicationState.ApplicationActive and not self._was_active:
            self.notice.want(is_wanted=False)


def _is_looked_at() -> bool:
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
