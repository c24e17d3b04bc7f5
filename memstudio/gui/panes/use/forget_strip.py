"""A line above the box to write in, to say what the memory is to forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class ForgetStrip(QFrame):
    """What is to be forgotten, and a question that would bring it up.

    Signals:
        forget_requested: the words and the question.
    """

    forget_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_usable = True
        self.setObjectName("forgetStrip")
        self.setProperty("role", "banner")
        sizes = current().sizes
        grid = QGridLayout(self)
        grid.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_s, sizes.space_s)
        grid.setSpacing(sizes.space_s)
        self.words = self._line(self.tr("A name or some words"), "forgetWords")
        self.question = self._line(
            self.tr("A question that would bring it up (not needed)"), "forgetQuestion"
        )
        caption = QLabel(self.tr("Forget"))
        caption.setBuddy(self.words)
        self.do = QPushButton(icon("eraser"), self.tr("Forget"))
        self.do.setObjectName("forget")
        self.do.clicked.connect(self._on_do_clicked)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancelForget")
        self.cancel.clicked.connect(self.hide)
        note = QLabel(self.tr("Every sentence that holds it goes, from the session and the memory; the rest is read again, and what came of it is measured."))  # fmt: skip
        note.setProperty("role", "caption")
        note.setWordWrap(True)
        grid.addWidget(caption, 0, 0)
        grid.addWidget(self.words, 0, 1)
        grid.addWidget(self.question, 0, 2)
        grid.addWidget(self.do, 0, 3)
        grid.addWidget(self.cancel, 0, 4)
        grid.addWidget(note, 1, 0, 1, 5)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        self.words.textChanged.connect(self._refresh)
        self.words.returnPressed.connect(self._on_do_clicked)
        self.question.returnPressed.connect(self._on_do_clicked)
        self._refresh()
        self.hide()

    def _line(self, hint: str, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setPlaceholderText(hint)
        line.setAccessibleName(hint)
        return line

    def open(self) -> None:
        """Show it, ready to be written in."""
        self.show()
        self.words.setFocus()

    def finish(self, words: str) -> None:
        """Go, once these words are forgotten; until then they can be put right."""
        if words == self.words.text().strip():
            self.hide()
            self.words.clear()
            self.question.clear()

    def set_usable(self, is_usable: bool) -> None:
        """Whether the model can be asked to forget now."""
        self._is_usable = is_usable
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.do.setEnabled(self._is_usable and bool(self.words.text().strip()))

    @Slot()
    def _on_do_clicked(self) -> None:
        if self.do.isEnabled():
            self.forget_requested.emit(self.words.text().strip(), self.question.text().strip())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
