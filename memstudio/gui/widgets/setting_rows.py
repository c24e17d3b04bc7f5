"""Settings under each other: a caption, an editor, and room for what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.looks import set_look

_CAPTION_WIDTH = 144


class SettingRows(QWidget):
    """A group of settings.

    Args:
        caption_width: pixels for the captions, at least; the rest is the editors'.
    """

    def __init__(self, parent: QWidget | None = None, caption_width: int = _CAPTION_WIDTH) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(sizes.space_s)
        self._grid.setVerticalSpacing(sizes.space_xs + 2)
        self._grid.setColumnMinimumWidth(0, caption_width)
        self._grid.setColumnStretch(1, 1)
        self._problems: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        self._editors: dict[str, QWidget] = {}
        self._meanings: dict[str, str] = {}

    def add(self, name: str, title: str, editor: QWidget, meaning: str) -> None:
        """Add a setting; without a title its editor takes the whole row."""
        row = self._grid.rowCount()
        editor.setObjectName(name)
        editor.setToolTip(meaning)
        self._meanings[name] = meaning
        if title:
            caption = QLabel(title)
            caption.setBuddy(editor)
            caption.setToolTip(meaning)
            editor.setAccessibleName(title)
            self._captions[name] = caption
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(editor, row, 1)
        else:
            self._grid.addWidget(editor, row, 0, 1, 2)
        problem = QLabel()
        problem.setObjectName(f"{name}.problem")
        problem.setProperty("role", "danger")
        problem.setTextFormat(Qt.TextFormat.PlainText)
        problem.setWordWrap(True)
        problem.hide()
        self._grid.addWidget(problem, row + 1, 0, 1, 2)
        self._problems[name] = problem
        self._editors[name] = editor

    def add_note(self, role: str = "caption") -> QLabel:
        """Add a line of explanation."""
        note = QLabel()
        note.setProperty("role", role)
        note.setWordWrap(True)
        self._grid.addWidget(note, self._grid.rowCount(), 0, 1, 2)
        return note

    def show_setting(self, name: str, *, is_shown: bool) -> None:
        """Show a setting, or leave it out."""
        self._editors[name].setVisible(is_shown)
        if name in self._captions:
            self._captions[name].setVisible(is_shown)

    def show_reason(self, name: str, reason: str, *, is_enabled: bool) -> None:
        """Grey a setting out or not, and say beside its meaning why it does not count; "" if it does."""
        meaning = self._meanings[name]
        text = f"{meaning}\n{reason}" if reason else meaning
        self._editors[name].setEnabled(is_enabled)
        self._editors[name].setToolTip(text)
        if name in self._captions:
            self._captions[name].setToolTip(text)

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong with a setting; "" when nothing is."""
        problem, editor = self._problems[name], self._editors[name]
        if problem.text() == text:
            return
        problem.setText(text)
        problem.setVisible(bool(text))
        # An editor of several parts is marked where the writing is.
        editor = editor.focusProxy() or editor
        editor.setAccessibleDescription(text)
        set_look(editor, bool(text), "invalid")


def section(title: str) -> QLabel:
    """A heading over a group of settings."""
    label = QLabel(title)
    label.setProperty("role", "section")
    return label
