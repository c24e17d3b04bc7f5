"""A dialog in which one model is chosen, whatever for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.model_chooser import ModelChooser

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.recent import RecentItems


class ModelChoiceDialog(Dialog):
    """A list by origin, a field for anything else, and a button that takes the model.

    Signals:
        chosen: the model's reference, and whether it may be downloaded; the dialog is closed by then.

    Args:
        title: of the dialog.
        explanation: beneath it.
        verb: on the button that takes the model.
        recent: models that were open.
    """

    chosen = Signal(str, bool)

    def __init__(
        self,
        title: str,
        explanation: str,
        verb: str,
        recent: RecentItems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, explanation, parent)
        self.resize(640, 560)
        self.chooser = ModelChooser(recent, parent=self)
        self.body.addWidget(self.chooser, 1)
        self.cancel_button = self.add_button(self.tr("Cancel"), self.reject)
        self.take_button = self.add_button(
            verb, self._on_take_clicked, "take_button", is_primary=True
        )
        self.chooser.reference_changed.connect(self._on_chooser_reference_changed)
        self.chooser.reference_activated.connect(self._on_take_clicked)
        self._on_chooser_reference_changed("")

    @Slot(str)
    def _on_chooser_reference_changed(self, reference: str) -> None:
        self.take_button.setEnabled(bool(reference))

    @Slot()
    def _on_take_clicked(self) -> None:
        reference, is_online = self.chooser.chosen(), self.chooser.online.isChecked()
        self.accept()
        self.chosen.emit(reference, is_online)
