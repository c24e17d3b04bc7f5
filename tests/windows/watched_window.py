"""Runs the real application, and tells a test what is on the screen.

Started as a program: `watched_window.py STATE COMMANDS [PATH...]`. Ten times a second it writes to
the file STATE what the window shows. A line `drop PATH...` appended to COMMANDS is dropped on the
native window as real drag events; all else comes from outside as real keys and clicks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from memstudio.gui import application
from memstudio.gui.main_window import MainWindow

_EACH_MS = 100


class Watcher:
    """Looks at the window and plays the other side of a drag."""

    def __init__(self, state: Path, commands: Path) -> None:
        self._state = state
        self._commands = commands
        self._done = 0
        self._data: list[QMimeData] = []
        self._overlays: list[str] = []

    def look(self) -> None:
        app = QApplication.instance()
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        if not windows or not windows[0].isVisible() or app is None:
            return
        window = windows[0]
        lines = self._commands.read_text(encoding="utf-8").splitlines()
        for line in lines[self._done :]:
            self._done += 1
            verb, *paths = line.split("\t")
            if verb == "drop":
                self._drop(window, paths)
        dialogs = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()
        ]
        widgets = _named([window, *dialogs])
        session = window.session
        shown = {
            "page": window.pages.current,
            "title": window.windowTitle(),
            "dialogs": [dialog.windowTitle() for dialog in dialogs],
            "engine_is_ready": bool(session.devices),
            "model": session.model.name if session.model else None,
            "corpus": list(session.corpus.paths) if session.corpus else None,
            "run": session.run.state if session.run else None,
            "step": session.run.step if session.run else 0,
            "task": session.task.value if session.task else None,
            "messages": [message.text for message in window.messages.messages],
            "overlays": self._overlays,
            "focus": focus.objectName() if (focus := QApplication.focusWidget()) else None,
            "typed": {w.objectName(): w.text() for w in widgets if isinstance(w, QLineEdit)},
            "places": {w.objectName(): _middle(w) for w in widgets if w.isEnabled()},
        }
        part = self._state.with_suffix(".part")
        part.write_text(json.dumps(shown), encoding="utf-8")
        part.replace(self._state)

    def _drop(self, window: MainWindow, paths: list[str]) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in paths])
        self._data.append(data)
        handle = window.windowHandle()
        middle = QPoint(window.width() // 2, window.height() // 2)
        rest = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        copy = Qt.DropAction.CopyAction
        for kind in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(handle, kind(middle, copy, data, *rest))
        self._overlays.append(window.drop_target.overlay.text)
        QApplication.sendEvent(handle, QDropEvent(QPointF(middle), copy, data, *rest))


def _named(roots: list[QWidget]) -> list[QWidget]:
    found = []
    for root in roots:
        for widget in root.findChildren(QWidget):
            name = widget.objectName()
            if name and not name.startswith("qt_") and widget.isVisible():
                found.append(widget)
    return found


def _middle(widget: QWidget) -> list[float]:
    ratio = widget.devicePixelRatioF()
    middle = widget.mapToGlobal(widget.rect().center())
    return [middle.x() * ratio, middle.y() * ratio]


def main() -> int:
    state, commands, *paths = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    watcher = Watcher(Path(state), Path(commands))
    timer = QTimer(app)
    timer.timeout.connect(watcher.look)
    timer.start(_EACH_MS)
    return application.run(paths)


if __name__ == "__main__":
    sys.exit(main())
