"""What a memory state is called: asked for when one is kept, forked or renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from memstudio.errors import MemStudioError
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from collections.abc import Collection

_WIDTH = 440


class StateNameDialog(Dialog):
    """A line to write in, and why what stands there will not do.

    Signals:
        name_chosen: the name, and whether the state of that name is replaced.

    Args:
        title: of the dialog.
        text: what the name is for.
        verb: on the button.
        name: to begin with.
        taken: names that there are.
        may_replace: whether one of them may be taken, and its state replaced.
        parent: as of any widget.
    """

    name_chosen = Signal(str, bool)

    def __init__(
        self,
        title: str,
        text: str,
        verb: str,
        name: str,
        taken: Collection[str],
        *,
        may_replace: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, text, parent)
        self.setMinimumWidth(_WIDTH)
        # It may hold a name that somebody else gave.
        self.explanation.setTextFormat(Qt.TextFormat.PlainText)
        self._verb = verb
        self._taken = taken
        self._may_replace = may_replace
        self.name = QLineEdit(name, self)
        self.name.setObjectName("stateName")
        self.name.setAccessibleName(self.tr("Name"))
        self.name.textChanged.connect(self._refresh)
        self.body.addWidget(self.name)
        self.note = QLabel(self)
        self.note.setObjectName("stateNameNote")
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.add_button(self.tr("Cancel"), self.reject)
        self.choose = self.add_button(verb, self._on_choose_clicked, "chooseName", is_primary=True)
        self._refresh()
        self.name.setFocus()
        self.name.selectAll()

    def set_taken(self, taken: Collection[str]) -> None:
        """There are other names now."""
        self._taken = taken
        self._refresh()

    def _kept(self) -> str:
        """The name as it will be kept.

        Raises:
            MemStudioError: it cannot be one.
        """
        from memstudio.tasks.states.state_names import checked_name

        return checked_name(self.name.text())

    def _taken_note(self) -> str:
        """Why a name that is taken will not do."""
        return self.tr("There is a memory state of that name already.")

    @Slot()
    def _refresh(self) -> None:
        note, fine, replaces = "", True, False
        try:
            replaces = self._kept() in self._taken
        except MemStudioError as error:
            fine, note = False, filled(error.text, error.values)
        if replaces:
            fine = self._may_replace
            note = self._taken_note()
            if fine:
                note = self.tr("The memory state of that name is replaced by the memory as it is now.")  # fmt: skip
        self.note.setText(note)
        self.choose.setEnabled(fine)
        self.choose.setText(self.tr("Replace") if replaces and fine else self._verb)

    @Slot()
    def _on_choose_clicked(self) -> None:
        name = self._kept()
        self.accept()
        self.name_chosen.emit(name, name in self._taken)
