"""A small table of labels, as part of a card that may be of any height."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.sides import RIGHT


class LabelGrid(QGridLayout):
    """Columns of words, the last of which takes the room that is left, before columns of numbers.

    Args:
        num_words: columns of words.
    """

    def __init__(self, num_words: int) -> None:
        super().__init__()
        self._num_words = num_words
        sizes = current().sizes
        self.setHorizontalSpacing(sizes.space_xl)
        self.setVerticalSpacing(sizes.space_xs)
        self.setColumnStretch(num_words - 1, 1)

    def empty(self) -> None:
        """Take all labels out."""
        while (item := self.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def put(self, row: int, column: int, text: str, role: str = "", tip: str = "") -> None:
        """Put a label in its place."""
        label = QLabel(text)
        label.setToolTip(tip)
        if role:
            label.setProperty("role", role)
        if column >= self._num_words:
            label.setAlignment(RIGHT)
        elif column == self._num_words - 1:
            label.setWordWrap(True)
        self.addWidget(label, row, column)

    def texts(self) -> list[list[str]]:
        """What it says, row by row."""
        rows = []
        for row in range(self.rowCount()):
            items = [self.itemAtPosition(row, column) for column in range(self.columnCount())]
            # None where no cell is, whatever the stubs of Qt say.
            cells = [item.widget() for item in items if item is not None]
            texts = [cell.text() for cell in cells if isinstance(cell, QLabel)]
            if texts:
                rows.append(texts)
        return rows
