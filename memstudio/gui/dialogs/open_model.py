"""Choosing a model to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from memstudio.gui.dialogs.model_choice import ModelChoiceDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session


class OpenModelDialog(ModelChoiceDialog):
    """Any model that can be opened.

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
            self.tr("Open"),
            recent,
            parent,
        )
        self._session = session
        self.chosen.connect(self._on_chosen)

    @Slot(str, bool)
    def _on_chosen(self, reference: str, is_online: bool) -> None:
        self._session.is_online_allowed = is_online
        self.reference_chosen.emit(reference)
