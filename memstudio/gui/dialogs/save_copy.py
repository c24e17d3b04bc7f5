"""Where a copy of the open model is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.save_place import PlaceRows

if TYPE_CHECKING:
    from memstudio.models.summary import ModelSummary

_WIDTH = 560


class SaveCopyDialog(Dialog):
    """A name and a folder; what is there already is never overwritten.

    Signals:
        folder_chosen: the folder to be made.
    """

    folder_chosen = Signal(str)

    def __init__(self, model: ModelSummary, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Save a copy of the model"),
            self.tr(
                "A folder with the weights as they are now, the tokenizer and the card. MemStudio, "
                "transformers and whatever else reads such folders open it."
            ),
            parent,
        )
        self.setMinimumWidth(_WIDTH)
        self.rows = PlaceRows()
        self.rows.place.suggest(model.name, self.tr("copy"))
        self.rows.place.changed.connect(self._refresh)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.save_button = QPushButton(self.tr("Save"), self)
        self.save_button.setObjectName("save_button")
        self.save_button.setProperty("role", "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.buttons.addWidget(self.save_button)
        self._refresh()
        self.rows.place.name.setFocus()
        self.rows.place.name.selectAll()

    @Slot()
    def _refresh(self) -> None:
        self.rows.refresh()
        reason = self.rows.reason()
        self.save_button.setEnabled(not reason)
        self.save_button.setToolTip(reason)

    @Slot()
    def _on_save_clicked(self) -> None:
        folder = self.rows.place.chosen()
        self.accept()
        self.folder_chosen.emit(folder)
