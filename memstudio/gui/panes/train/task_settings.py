"""What is learnt: the objective, and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.gui.widgets import setting_choices
from memstudio.gui.widgets.editors import ChoiceEditor, PercentEditor
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from memstudio.data.preview import CorpusPreview
    from memstudio.memory.kinds_registry import KindDescription

_NUMBERS = frozenset({"number", "label"})
"""Kinds of rows in which there may be a number to each text."""
_LABELS = frozenset({"label", "question", "instruction"})
"""Kinds of rows in which there may be a label to each text."""


class TaskSettings(SettingRows):
    """The objective, of which only what the model and the text allow can be chosen.

    Attributes:
        fields: path, title and editor of each setting.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fields = RunConfig.model_fields
        self.objective = ChoiceEditor(setting_choices.objectives(), fields["objective"].default)
        self.mask_fraction = PercentEditor(fields["mask_fraction"])
        self.fields: list[tuple[str, str, Any]] = [
            ("objective", self.tr("Objective"), self.objective),
            ("mask_fraction", self.tr("Masked"), self.mask_fraction),
        ]

    def follow(self, kind: KindDescription, corpus: CorpusPreview | None) -> None:
        """Offer what a memory and a text allow; what does not go says why."""
        self.objective.show_reasons(self._reasons(kind, corpus))
        is_masked = self.objective.setting() == "masked"
        self.show_setting("mask_fraction", is_shown=is_masked)

    def problem(self, kind: KindDescription, corpus: CorpusPreview | None) -> str:
        """Why what is chosen does not go; "" when it does."""
        return self._reasons(kind, corpus).get(self.objective.setting(), "")

    def _reasons(self, kind: KindDescription, corpus: CorpusPreview | None) -> dict[str, str]:
        found = {}
        if not kind.needs_encoder:
            found["masked"] = self.tr(
                "Only the memory nlm, on a model with an encoder, fills in what was hidden."
            )
        rows = {file.row_kind for file in corpus.files if file.num_documents} if corpus else set()
        if not rows <= _NUMBERS:
            found["regression"] = self.tr(
                "The text has no numbers: its rows have to be read as texts with a number."
            )
        if not rows <= _LABELS:
            found["classification"] = self.tr(
                "The text has no labels: its rows have to be read as labelled texts."
            )
        return found
