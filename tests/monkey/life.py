"""One life of the real application with a monkey in it, from its start until it is closed.

A program, started by `tests.monkey.lives` with a home of its own as its folder.
"""

from __future__ import annotations

import logging
import resource
import socket
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from memstudio.gui import application
from tests.monkey.monkey import Monkey
from tests.monkey.watch import Diary, LogEar, Pulse, hear_qt

_MOST_MEMORY = 6 << 30
"""Bytes: somebody may well ask for a model that no computer holds."""


class _Elsewhere(QObject):
    """Takes what would be opened in other programs."""

    @Slot(QUrl)
    def open(self, _url: QUrl) -> None:
        """Nothing is opened."""


def _no_network() -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1", "::1", "localhost",
        }:  # fmt: skip
            raise OSError(f"no network: {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]


def main() -> int:
    """Live."""
    seed, first, until, things, diary_path = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    _no_network()
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication(sys.argv[:1])
    diary = Diary(Path(diary_path), int(first))
    hear_qt(diary)
    logging.getLogger("memstudio").addHandler(LogEar(diary))
    elsewhere = _Elsewhere()
    for scheme in ("file", "http", "https", "mailto"):
        QDesktopServices.setUrlHandler(scheme, elsewhere, "open")
    pulse: list[Pulse] = []
    monkey = Monkey(int(seed), int(until), Path(things), diary)

    def begin() -> None:
        pulse.append(Pulse(diary, app))
        app.aboutToQuit.connect(pulse[0].stop)
        monkey.go_on()

    QTimer.singleShot(0, app, begin)
    status = application.run([])
    diary.end()
    return status


if __name__ == "__main__":
    sys.exit(main())
