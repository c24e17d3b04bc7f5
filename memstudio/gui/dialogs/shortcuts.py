"""All keys on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_text import plain_text

if TYPE_CHECKING:
    from memstudio.gui.actions.action import Actions


class ShortcutsDialog(Dialog):
    """Each action that has keys, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Shortcuts"), "", parent)
        sizes = current().sizes
        grid = QGridLayout()
        grid.setHorizontalSpacing(sizes.space_xl)
        grid.setVerticalSpacing(sizes.space_s)
        self.body.addLayout(grid)
        with_keys = [spec for spec in actions.specs if spec.shortcut]
        half = (len(with_keys) + 1) // 2
        for index, spec in enumerate(with_keys):
            action = actions[spec.id]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            label = QLabel(keys, self)
            label.setProperty("role", "key")
            row, column = index % half, 2 * (index // half)
            grid.addWidget(QLabel(plain_text(action), self), row, column)
            grid.addWidget(label, row, column + 1, Qt.AlignmentFlag.AlignLeft)
        self.close_button = QPushButton(self.tr("Close"), self)
        self.close_button.clicked.connect(self.accept)
        self.buttons.addWidget(self.close_button)
