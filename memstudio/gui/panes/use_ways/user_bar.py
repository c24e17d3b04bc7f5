"""For whom there are recommendations: above the page that ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.user_name import UserNameDialog
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.gui.recommending import Recommending


class UserBar(QWidget):
    """A box with the users; another can be made, and the chosen one be deleted."""

    def __init__(self, recommending: Recommending, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recommending = recommending
        self.caption = QLabel(self.tr("For"))
        self.caption.setProperty("role", "muted")
        self.choice = ChoiceBox()
        self.choice.setObjectName("recommendUser")
        self.choice.setAccessibleName(self.tr("User"))
        self.choice.setMinimumWidth(160)
        self.choice.activated.connect(self._on_choice_activated)
        self.knows = QLabel()
        self.knows.setObjectName("userKnows")
        self.knows.setProperty("role", "muted")
        self.new = QPushButton(icon("add"), self.tr("New user…"))
        self.new.setObjectName("newUser")
        self.new.clicked.connect(self._on_new_clicked)
        self.delete = QPushButton(icon("trash"), "")
        self.delete.setObjectName("deleteUser")
        self.delete.setToolTip(self.tr("Delete this user…"))
        self.delete.setAccessibleName(self.tr("Delete this user…"))
        self.delete.clicked.connect(self._on_delete_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        for widget in (self.caption, self.choice, self.knows):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.new)
        row.addWidget(self.delete)
        recommending.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        known = self._recommending
        self.choice.clear()
        self.choice.addItems(list(known.names))
        self.choice.setCurrentText(known.name)
        for widget in (self.caption, self.choice, self.new, self.delete):
            widget.setVisible(bool(known.names))
        self.delete.setEnabled(bool(known.name))
        text = ""
        if known.user is not None:
            text = self.tr("%n item(s) touched", "", len(known.user.touched))
        self.knows.setText(text)

    @Slot(int)
    def _on_choice_activated(self, _: int) -> None:
        self._recommending.choose(self.choice.currentText())

    @Slot()
    def _on_new_clicked(self) -> None:
        dialog = UserNameDialog(
            self.tr("New user"),
            self.tr(
                "What somebody reads, buys or watches is touched under a name. It is read into a "
                "memory of that name, by which candidates are ranked."
            ),
            self.tr("Make"),
            "",
            set(self._recommending.names),
            parent=self.window(),
        )
        dialog.name_chosen.connect(self._on_name_chosen)
        dialog.open()

    @Slot(str, bool)
    def _on_name_chosen(self, name: str, _: bool) -> None:
        self._recommending.forget_ranking()
        self._recommending.touch(name=name)

    @Slot()
    def _on_delete_clicked(self) -> None:
        # Another may be the chosen one by the time it is confirmed.
        name = self._recommending.name
        text = self.tr("{name} is deleted: what was touched, and the memory of it. It can be brought "
                       "back at once, by the message that says so, and is gone for good when "
                       "MemStudio is closed. Memory states that were forked stay.")  # fmt: skip
        dialog = ConfirmDialog(
            self.tr("Delete this user"),
            text.format(name=name),
            self.tr("Delete"),
            self.window(),
        )
        dialog.confirmed.connect(lambda: self._recommending.delete(name))
        dialog.open()
