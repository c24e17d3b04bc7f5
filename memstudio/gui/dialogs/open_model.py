"""Choosing a model to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.model_chooser import ModelChooser

if TYPE_CHECKING:
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session


class OpenModelDialog(Dialog):
    """A list by origin, and a field for anything else.

    Signals:
        reference_chosen: what `Session.load_model` takes.
    """

    reference_chosen = Signal(str)

    def __init__(
        self, session: Session, recent: RecentItems, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Open a model"),
            self.tr(
                "A model with a memory, or any causal language model that a memory is to be put "
                "on. Only safetensors and GGUF weights are opened, since others can run code."
            ),
            parent,
        )
        self._session = session
        self.resize(640, 560)
        self.chooser = ModelChooser(recent, parent=self)
        self.body.addWidget(self.chooser, 1)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.cancel_button)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.open_button.setObjectName("open_button")
        self.open_button.setProperty("role", "primary")
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.buttons.addWidget(self.open_button)
        self.chooser.reference_changed.connect(self._on_chooser_reference_changed)
        self.chooser.reference_activated.connect(self._on_open_clicked)
        self._on_chooser_reference_changed("")

    @Slot(str)
    def _on_chooser_reference_changed(self, reference: str) -> None:
        self.open_button.setEnabled(bool(reference))

    @Slot()
    def _on_open_clicked(self) -> None:
        reference = self.chooser.chosen()
        self._session.is_online_allowed = self.chooser.online.isChecked()
        self.accept()
        self.reference_chosen.emit(reference)
