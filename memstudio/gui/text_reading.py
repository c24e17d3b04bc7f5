"""Giving the open model a text to read: from a file, the dropped one, or pasted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from memstudio.errors import DataError, marked
from memstudio.gui.dialogs.file_asking import ask_for_file
from memstudio.gui.dialogs.paste_text import PasteDialog
from memstudio.workers.messages import TextFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session


class TextReading(QObject):
    """The ways to a text, each an action that can be used while the engine is free.

    Signals:
        refused: a `DataError`; there is nothing to read.
        standing_changed: of the run; whether anything can be read may be another matter now.

    Args:
        session: whose model reads.
        read: lets it read a text, or the beginning of a file; and what that is called.
        longest: characters that are read at the most.
        owner: of the actions; dialogs open over it.

    Attributes:
        file: the action that asks for a file.
        dropped: reads the text that was dropped on the window.
        pasted: asks for a text.
    """

    refused = Signal(object)
    standing_changed = Signal()

    def __init__(
        self,
        session: Session,
        read: Callable[[str | TextFile, str], None],
        longest: int,
        owner: QWidget,
    ) -> None:
        super().__init__(owner)
        self._session = session
        self._read = read
        self._longest = longest
        self._owner = owner
        self.file = self._action(self.tr("Read a text file…"), self.ask_for_file)
        self.dropped = self._action(self.tr("Read the dropped text"), self._on_dropped_triggered)
        self.pasted = self._action(self.tr("Paste a text…"), self.ask_for_paste)
        self._standing: object = None
        session.run_changed.connect(self._on_session_run_changed)

    def _action(self, text: str, receiver: Callable[[], None]) -> QAction:
        action = QAction(text, self._owner)
        action.triggered.connect(receiver)
        return action

    @property
    def can_read(self) -> bool:
        """Whether a model is open and nothing else is done with it; a held run lets it be used."""
        session, run = self._session, self._session.run
        is_held = run is not None and run.is_held
        return session.model is not None and (session.task is None or is_held)

    def refresh(self) -> None:
        """Offer what can be done now."""
        self.file.setEnabled(self.can_read)
        self.pasted.setEnabled(self.can_read)
        self.dropped.setEnabled(self.can_read and self._session.corpus is not None)

    # ------------------------------------------------------------------ verbs

    def read_path(self, path: Path) -> None:
        """Let the open model read a file, from its beginning."""
        self._read(TextFile(str(path), self._longest), path.name)

    @Slot(str)
    def read_text(self, text: str, name: str = "") -> None:
        """Let the open model read a text, a pasted one when it has no name."""
        if not text.strip():
            empty = marked("errors", "The text is empty; there is nothing to read.")
            self.refused.emit(DataError(empty))
            return
        self._read(text[: self._longest], name or self.tr("pasted text"))

    @Slot()
    def ask_for_file(self) -> None:
        """Ask which file is to be read."""
        forms = self.tr("Texts (*.txt *.md);;All files (*)")
        ask_for_file(
            self._owner, self.tr("Read a text"), lambda path: self.read_path(Path(path)), forms
        )

    @Slot()
    def ask_for_paste(self) -> None:
        """Ask for a text."""
        dialog = PasteDialog(self._owner)
        dialog.text_given.connect(self.read_text)
        dialog.open()

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        # Every step changes the run; held or not is all that matters here.
        standing = run.standing if run is not None else None
        if standing != self._standing:
            self._standing = standing
            self.standing_changed.emit()

    @Slot()
    def _on_dropped_triggered(self) -> None:
        corpus = self._session.corpus
        if corpus is not None and corpus.files:
            self.read_path(Path(corpus.files[0].path))
