"""Getting a text to be read: from a file, or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 20_000_000
"""Bytes that are read while the window waits."""


def read_text_file(path: Path, longest: int) -> str:
    """The first `longest` characters of a text file, in whatever encoding it is.

    Raises:
        DataError: it cannot be read, or is not text; the sentence says why.
    """
    from memstudio.data.corpus import read_corpus
    from memstudio.progress import Control

    if path.is_file() and path.stat().st_size > _LARGEST:
        raise DataError(
            marked("errors", "{path} is too large to be read here. Use: memstudio trace MODEL FILE --out T.zarr, and open the trace."),
            path=str(path),
        )  # fmt: skip
    corpus = read_corpus([path], control=Control())
    if corpus.documents:
        return corpus.documents[0].text[:longest]
    if corpus.all_problems:
        problem = corpus.all_problems[0]
        raise DataError(problem.text, **problem.values)
    raise DataError(marked("errors", "There is no text in {path}."), path=str(path))


class PasteDialog(QDialog):
    """A box to paste a text into.

    Signals:
        text_given: the text, when the user accepts.
    """

    text_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Paste a text"))
        self.resize(640, 420)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("edit")
        self.edit.setAccessibleName(self.tr("Text to read"))
        self.edit.setPlaceholderText(self.tr("Paste or type the text that the model should read."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.read = buttons.addButton(self.tr("Read"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.read.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(self._on_edit_text_changed)
        self.accepted.connect(self._on_self_accepted)
        layout = QVBoxLayout(self)
        layout.addWidget(self.edit, 1)
        layout.addWidget(buttons)

    @Slot()
    def _on_edit_text_changed(self) -> None:
        self.read.setEnabled(bool(self.edit.toPlainText().strip()))

    @Slot()
    def _on_self_accepted(self) -> None:
        self.text_given.emit(self.edit.toPlainText())
