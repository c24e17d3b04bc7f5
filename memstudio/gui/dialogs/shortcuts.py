"""All keys on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.gui.actions.action import Actions


class ShortcutsDialog(Dialog):
    """Each action that has keys, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Shortcuts"), "", parent)
        with_keys = [actions[spec.id] for spec in actions.specs if spec.shortcut]
        native = QKeySequence.SequenceFormat.NativeText
        self._add_rows([(plain_text(each), each.shortcut().toString(native)) for each in with_keys])
        self._add_keys_of_lanes()
        self.close_button = self.add_button(self.tr("Close"), self.accept)

    def _add_keys_of_lanes(self) -> None:
        """The keys that a view of the memory has while it is used."""
        title = QLabel(self.tr("On the lanes of the Memory page"), self)
        title.setProperty("role", "section")
        self.body.addSpacing(current().sizes.space_m)
        self.body.addWidget(title)
        rows = (
            (self.tr("Zoom; show the whole text"), "+  \u2212  0"),
            (self.tr("Move along the text"), "\u2190  \u2192  PgUp  PgDn  Home  End"),
            (self.tr("Select a slot"), "\u2191  \u2193"),
            (self.tr("Select a segment, or a word"), "Shift+\u2190  Shift+\u2192"),
            (self.tr("Zoom to the selected segment"), "Enter"),
            (self.tr("Next, previous place worth a look"), "N  P"),
        )
        self._add_rows(rows)

    def _add_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """What is done by which keys, in two columns."""
        sizes = current().sizes
        grid = QGridLayout()
        grid.setHorizontalSpacing(sizes.space_xl)
        grid.setVerticalSpacing(sizes.space_s)
        self.body.addLayout(grid)
        half = (len(rows) + 1) // 2
        for index, (text, keys) in enumerate(rows):
            label = QLabel(keys, self)
            label.setProperty("role", "key")
            row, column = index % half, 2 * (index // half)
            grid.addWidget(QLabel(text, self), row, column)
            grid.addWidget(label, row, column + 1, Qt.AlignmentFlag.AlignLeft)
