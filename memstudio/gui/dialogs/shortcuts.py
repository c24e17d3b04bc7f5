"""All keys on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_text import keys_text, plain_text
from memstudio.gui.widgets.upright_area import scrolled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from memstudio.gui.actions.action import Actions

_COLUMNS = 3


class ShortcutsDialog(Dialog):
    """Each action that has keys, and its keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Shortcuts"), "", parent)
        with_keys = [actions[spec.id] for spec in actions.specs if spec.shortcut]
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().sizes.space_m)
        self._add_rows([(plain_text(each), keys_text(each.shortcut())) for each in with_keys])
        self._add_keys_of_lanes()
        self._area = scrolled(self._page)
        # Nothing in it takes the keys that scroll it.
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.addWidget(self._area)
        self.close_button = self.add_button(self.tr("Close"), self.accept)

    def _add_keys_of_lanes(self) -> None:
        """The keys that a view of the memory has while it is used."""
        title = QLabel(self.tr("On the lanes of the Memory page"), self._page)
        title.setProperty("role", "section")
        self._column.addSpacing(current().sizes.space_m)
        self._column.addWidget(title)
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
        """What is done by which keys, in columns."""
        sizes = current().sizes
        grid = QGridLayout()
        grid.setHorizontalSpacing(sizes.space_xl)
        grid.setVerticalSpacing(sizes.space_s)
        self._column.addLayout(grid)
        height = -(-len(rows) // _COLUMNS)
        for index, (text, keys) in enumerate(rows):
            label = QLabel(keys, self._page)
            label.setProperty("role", "key")
            row, column = index % height, 2 * (index // height)
            grid.addWidget(QLabel(text, self._page), row, column)
            grid.addWidget(label, row, column + 1, Qt.AlignmentFlag.AlignLeft)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # As high as all keys are, where the screen is: a scrolled page asks for less.
        around = self.height() - self._area.height()
        frame = self.frameGeometry().height() - self.height()
        room = self.screen().availableGeometry().height() - frame
        self.resize(self.width(), min(around + self._page.sizeHint().height(), room))
