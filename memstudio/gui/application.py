"""Starts the window: first something to see, then the engine behind it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from memstudio import __version__
from memstudio.deleted import empty_deleted, sweep_deleted
from memstudio.gui import translation
from memstudio.gui.changeover.window_keeper import WindowKeeper
from memstudio.gui.crash_dialog import ExceptionReporter
from memstudio.gui.cut_off_notice import CutOffNotice
from memstudio.gui.garbage import GarbageCollector
from memstudio.gui.last_crash import stop_watching, take_last_crash, watch_for_crashes
from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.gui.studio_application import StudioApplication
from memstudio.gui.theme import theme as themes
from memstudio.gui.widgets.icons import application_icon
from memstudio.log import start_logging
from memstudio.paths import passing_settings
from memstudio.plugins import plugins
from memstudio.settings import load_settings

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError

_log = logging.getLogger(__name__)


class FirstPaint(QObject):
    """Calls back once, when its window has been painted for the first time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def _on_painted(self) -> None:
        milliseconds = round(1000 * _process_age())
        _log.info("first paint after %d ms", milliseconds)
        if os.environ.get("MEMSTUDIO_TIMING") == "1":
            sys.stdout.write(f"first_paint_ms {milliseconds}\n")
            sys.stdout.flush()
        self._window.pages.all_built.connect(self._window.session.start_engine)
        self._window.start_looking()
        # What an earlier sitting deleted is gone for good now.
        QThreadPool.globalInstance().start(sweep_deleted)


def run(paths: list[str], *, is_safe: bool = False) -> int:
    """Open the window with what `paths` name, and return the exit status when it is closed.

    Args:
        paths: files and folders.
        is_safe: whether it begins with the usual settings, whatever the user's are, and keeps none;
            plug-ins are left out then.
    """
    start_logging()
    if is_safe:
        plugins.leave_out()
    with passing_settings() if is_safe else nullcontext():
        return _run(paths, is_safe=is_safe)


def _run(paths: list[str], *, is_safe: bool) -> int:
    last_crash = take_last_crash()
    crash_file = watch_for_crashes()
    QCoreApplication.setApplicationName("MemStudio")
    QCoreApplication.setApplicationVersion(__version__)
    QCoreApplication.setOrganizationName("MemStudio")
    app = QApplication.instance() or StudioApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("there is an application without widgets already")
    app.setDesktopFileName("io.github.memstudio.MemStudio")
    app.setWindowIcon(application_icon())
    collector = GarbageCollector(app)
    reporter = ExceptionReporter(app)
    reporter.install()
    problems: list[MemStudioError] = []
    settings = load_settings(problems.append)
    translation.install(app, settings.language)
    themes.apply(app, settings.theme)
    session = Session()
    session.device = settings.device
    window = MainWindow(session, settings)
    reporter.watch(window)
    FirstPaint(window)
    keeper = WindowKeeper(session, window, app)
    keeper.window_closed.connect(app.quit)
    keeper.window_replaced.connect(collector.renew)
    keeper.window_replaced.connect(reporter.watch)
    app.setQuitOnLastWindowClosed(False)
    for number in (signal.SIGINT, signal.SIGTERM):
        # Heard within a second, when the status line's timer lets Python run.
        signal.signal(number, lambda *_: keeper.window.close())
    if isinstance(app, StudioApplication):
        # Of the window that is there then: another language makes another.
        app.file_requested.connect(lambda path: keeper.window.commands.open_file(path))  # noqa: PLW0108
    window.show()
    window.pages.all_built.connect(collector.settle)
    window.tell_of_settings(problems, is_safe=is_safe, last_crash=last_crash)
    CutOffNotice(window)
    QTimer.singleShot(0, window, lambda: window.commands.open_paths(paths))
    status = app.exec()
    collector.stop()
    empty_deleted()
    if not session.close():
        # The engine is in the middle of something that cannot be interrupted.
        _log.error("the engine did not end in time")
        os._exit(status)
    if crash_file is not None:
        stop_watching(crash_file)
    return status


def _process_age() -> float:
    """Seconds since this process began, so that the time to the window has the interpreter's."""
    process = psutil.Process()
    if hasattr(time, "CLOCK_BOOTTIME") and psutil.LINUX:
        # To a hundredth of a second; psutil knows the start of the system only to a second.
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    return time.time() - float(process.create_time())
