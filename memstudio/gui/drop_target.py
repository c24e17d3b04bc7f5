"""Takes what is dropped anywhere on the window, over any widget in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from typing_extensions import override

from memstudio.gui.drops import DropPlan, plan_drop
from memstudio.gui.widgets.drop_overlay import DropOverlay

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget


class TextTaker(Protocol):
    """A page that takes dropped text for itself, instead of it becoming the dataset."""

    @property
    def takes_text(self) -> bool:
        """Whether it would now."""

    @property
    def drop_sentence(self) -> str:
        """What taking it does."""

    def take_text(self, paths: tuple[str, ...]) -> None:
        """Take files and folders."""


class DropTarget(QObject):
    """Watches a window's drag events before the widget under the mouse gets them.

    Text that is dragged without files goes on to that widget as usual.

    Signals:
        plan_dropped: a `DropPlan` that was dropped, refused or not.
    """

    plan_dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.overlay = DropOverlay(window)
        self._plan: DropPlan | None = None
        self._takers: list[TextTaker] = []
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def watch_native_window(self) -> None:
        """Call when the window is shown: real drags come to its native window first."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def add_taker(self, taker: TextTaker) -> None:
        """Ask a page whether it takes text."""
        self._takers.append(taker)

    def taker(self) -> TextTaker | None:
        """Who takes text that is dropped now; None when it becomes the dataset."""
        return next((each for each in self._takers if each.takes_text), None)

    def plan(self, paths: list[str]) -> DropPlan:
        """What will be done with dropped paths."""
        return plan_drop(paths)

    def sentence(self, plan: DropPlan) -> str:
        """What dropping will do, or why it does nothing."""
        opened = {
            "model": self.tr("Open this model"),
            "run": self.tr("Open this run"),
            "trace": self.tr("Open this trace"),
            "state": self.tr("Import this as a memory state"),
            "both": self.tr("Open this model, and add the text as the dataset"),
        }
        if plan.kind in opened:
            return opened[plan.kind]
        if plan.kind == "data":
            files = self.tr("%n file(s)", "", plan.num_files)
            folders = self.tr("%n folder(s)", "", plan.num_folders)
            if (taker := self.taker()) is not None:
                return taker.drop_sentence
            if plan.num_files and plan.num_folders:
                return self.tr("Add {files} and {folders} as the dataset").format(
                    files=files, folders=folders
                )
            return self.tr("Add {things} as the dataset").format(
                things=files if plan.num_files else folders
            )
        return self._refusal(plan)

    def _refusal(self, plan: DropPlan) -> str:
        name = plan.paths[0] if plan.paths else ""
        match plan.refusal:
            case "missing":
                return self.tr("{path} does not exist.").format(path=name)
            case "mixed":
                return self.tr("Drop a run, a trace or memory states alone, without other files.")
            case "several":
                return self.tr("Drop one model, run or trace at a time.")
            case "weights":
                return self.tr(
                    "These are weights only. Drop the folder that holds them with config.json, "
                    "or a .gguf file."
                )
            case "not-text":
                return self.tr(
                    "This is no text. Drop text, HTML, PDF, Word, EPUB, source code, JSON, CSV, "
                    "Parquet or Arrow files, folders or archives of them, a model folder, a .gguf "
                    "file, a run folder or a trace."
                )
            case _:
                return self.tr("There is no file in this.")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove | QEvent.Type.Drop:
                if isinstance(event, QDropEvent) and event.mimeData().hasUrls():
                    # What is dragged out of the window is not to come back as a dataset.
                    if event.source() is not None:
                        event.ignore()
                    else:
                        self._follow(event)
                    return True
            case QEvent.Type.DragLeave:
                self._end()
            case QEvent.Type.Resize if watched is self._window and self.overlay.isVisible():
                self.overlay.setGeometry(self._window.rect())
            case _:
                pass
        return False

    def _follow(self, event: QDropEvent) -> None:
        if isinstance(event, QDragEnterEvent) or self._plan is None:
            self._plan = self.plan(_paths(event.mimeData()))
            self.overlay.announce(self._plan, self.sentence(self._plan))
        plan = self._plan
        # Refused drops are accepted too: then the reason is also kept among the messages.
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._end()
            self.plan_dropped.emit(plan)

    def _end(self) -> None:
        self._plan = None
        self.overlay.hide()


def _paths(mime: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
