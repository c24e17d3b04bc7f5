"""Editors of settings that are words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.fields import FieldInfo


class TextEditor(QLineEdit):
    """A line of text.

    Signals:
        changed: the setting is another.

    Args:
        field: of the settings' model.
        word_for_none: what stands in an empty line, which then means None; "" when it may not be
            empty.
    """

    changed = Signal()

    def __init__(
        self, field: FieldInfo, word_for_none: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_optional = bool(word_for_none)
        self.setPlaceholderText(word_for_none)
        self.set_setting(field.default)
        self.textChanged.connect(self.changed)

    def setting(self) -> str | None:
        """What is written."""
        text = self.text().strip()
        return None if self._is_optional and not text else text

    def set_setting(self, value: str | None) -> None:
        """Write a text."""
        self.setText(value or "")


class WordsEditor(QLineEdit):
    """Words with commas between them."""

    changed = Signal()

    def __init__(self, field: FieldInfo, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.set_setting(field.default)
        self.textChanged.connect(self.changed)

    def setting(self) -> tuple[str, ...]:
        """What is written."""
        words = (word.strip() for word in self.text().replace("，", ",").split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def set_setting(self, value: Sequence[str]) -> None:
        """Write words."""
        self.setText(", ".join(value))
