"""Asks before something is done that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot

from memstudio.gui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH = 420


class ConfirmDialog(Dialog):
    """A sentence and two buttons; Enter and Esc leave all as it is, unless the keys went to the other.

    Signals:
        confirmed: do it.

    Args:
        title: of the dialog.
        text: what will be done.
        verb: on the button that does it.
        parent: as of any widget.
    """

    confirmed = Signal()

    def __init__(self, title: str, text: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(title, text, parent)
        self.setMinimumWidth(_WIDTH)
        # It may hold a name that somebody else gave.
        self.explanation.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addStretch(1)
        self.cancel = self.add_button(self.tr("Cancel"), self.reject)
        self.cancel.setDefault(True)
        self.do = self.add_button(verb, self._on_do_clicked, "confirm")
        self.do.setProperty("role", "danger")
        self.do.setAutoDefault(False)
        self.cancel.setFocus()

    @Slot()
    def _on_do_clicked(self) -> None:
        self.accept()
        self.confirmed.emit()
