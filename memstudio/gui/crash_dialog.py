"""When something goes wrong inside MemStudio: the log, a sentence, details only on demand."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QTextEdit, QWidget

from memstudio.gui.widgets.icons import icon
from memstudio.log import is_told_by_its_user, log_thread
from memstudio.plugins import plugins, reason_of

if TYPE_CHECKING:
    from types import TracebackType

_log = logging.getLogger(__name__)


class CrashDialog(QMessageBox):
    """Says that something failed, that work goes on, and how to report it."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = details
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = icon("warning", "warning").pixmap(QSize(32, 32), self.devicePixelRatioF())
        self.setIconPixmap(picture)
        self.setWindowTitle(self.tr("MemStudio"))
        self.setText(self.tr("Something went wrong inside MemStudio."))
        self.setInformativeText(
            self.tr(
                "Your files are untouched and you can go on. If it happens again, copy the "
                "details and report them; nothing is sent by itself."
            )
        )
        self.setDetailedText(details)
        shown = self.findChild(QTextEdit)
        if isinstance(shown, QTextEdit):
            shown.setAccessibleName(self.tr("Details"))
        self.addButton(self.tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        self.copy_button = self.addButton(
            self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole
        )
        self.copy_button.clicked.connect(self._on_copy_clicked)

    @Slot()
    def _on_copy_clicked(self) -> None:
        from memstudio.gui.diagnostics import diagnostics

        QGuiApplication.clipboard().setText(f"{diagnostics()}\n\n{self._details}")


class ExceptionReporter(QObject):
    """Takes what nobody caught, on any thread, and shows it on the window's thread.

    Signals:
        exception_caught: the traceback as text; queued to the window's thread.
    """

    exception_caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: CrashDialog | None = None
        self.window: QWidget | None = None
        # Queued: on a worker's thread nothing here may touch a widget.
        self.exception_caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @Slot(QWidget)
    def watch(self, window: QWidget) -> None:
        """Show what goes wrong over `window` from now on."""
        self.window = window

    def install(self) -> None:
        """Become the hook of this process for all threads."""
        sys.excepthook = self._report
        threading.excepthook = self._report_thread

    def _report(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("not caught", exc_info=(kind, error, trace))
        if (pane := plugins.pane_at_fault(trace)) is not None:
            # Others wrote it: said once, with their name, and not again at every click.
            plugins.put_aside(pane, reason_of(error))
            return
        self.exception_caught.emit("".join(traceback.format_exception(kind, error, trace)))

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if is_told_by_its_user(args):
            log_thread(args)
        elif args.exc_value is not None:
            self._report(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(str)
    def _show(self, details: str) -> None:
        if self._shown is not None:
            # One dialog is enough; the log has them all.
            return
        self._shown = CrashDialog(details, self.window)
        self._shown.finished.connect(self._on_dialog_finished)
        self._shown.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        self._shown = None
