"""A box to write a few lines in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QToolTip
from typing_extensions import override

from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_MOST = 100_000
"""Characters that are taken at once. Qt lays out a line as a whole, which takes seconds for millions."""


class TextBox(QPlainTextEdit):
    """Takes the beginning of what is far too long when it is pasted or dropped, and says so."""

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) <= _MOST:
            super().insertFromMimeData(source)
            return
        self.insertPlainText(text[:_MOST])
        said = self.tr("Of %1 characters only the first %2 were put here. To have a long text read, drop its file on the window.")  # fmt: skip
        place = self.viewport().mapToGlobal(self.cursorRect().topLeft())
        QToolTip.showText(place, numbered(said, count(len(text)), count(_MOST)), self)
