"""Choosing a model to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.gui.dialogs.model_choice import ModelChoiceDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.gui.recent import RecentItems


class OpenModelDialog(ModelChoiceDialog):
    """Any model that can be opened."""

    def __init__(self, recent: RecentItems, parent: QWidget | None = None) -> None:
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
