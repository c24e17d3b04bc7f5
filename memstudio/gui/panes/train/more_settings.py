"""Settings that are seldom changed, folded away: of batches, of the optimiser, of measuring."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from memstudio.gui.widgets import setting_choices
from memstudio.gui.widgets.editors import (
    ChoiceEditor,
    DecimalEditor,
    PercentEditor,
    SwitchEditor,
    WholeEditor,
)
from memstudio.gui.widgets.text_editors import TextEditor
from memstudio.training.run_config import EvaluationSettings, ProbeSettings, RunConfig

Field = tuple[str, str, Any]
"""Path, title and editor of a setting."""


class MoreSettings(QObject):
    """The editors, for whoever lays them out.

    Attributes:
        groups: heading and settings of each.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: list[tuple[str, list[Field]]] = []
        self._make_batches()
        self._make_optimizer()
        self._make_measuring()

    def _make_batches(self) -> None:
        fields = RunConfig.model_fields
        self.packing = SwitchEditor(fields["packing"])
        self.growth_fraction = PercentEditor(fields["growth_fraction"])
        self.precision = ChoiceEditor(setting_choices.precisions(), fields["precision"].default)
        accumulation = WholeEditor(fields["gradient_accumulation"], self.tr("batches"))
        threads = WholeEditor(fields["threads"], word_for_none=self.tr("all but one"))
        self.groups.append((
            self.tr("Batches and arithmetic"),
            [
                ("gradient_accumulation", self.tr("Accumulation"), accumulation),
                ("packing", self.tr("Packing"), self.packing),
                ("growth_fraction", self.tr("Samples grow over"), self.growth_fraction),
                ("memory_replay", self.tr("Memory replay"), SwitchEditor(fields["memory_replay"])),
                (
                    "gradient_checkpointing", self.tr("Checkpoint layers"),
                    SwitchEditor(fields["gradient_checkpointing"]),
                ),
                ("precision", self.tr("Precision"), self.precision),
                ("threads", self.tr("Threads"), threads),
            ],
        ))  # fmt: skip

    def _make_optimizer(self) -> None:
        fields = RunConfig.model_fields
        self.optimizer = ChoiceEditor(setting_choices.optimizers(), fields["optimizer"].default)
        self.momentum = DecimalEditor(fields["momentum"])
        self.weight_decay = DecimalEditor(fields["weight_decay"])
        schedule = ChoiceEditor(setting_choices.schedules(), fields["schedule"].default)
        gates = DecimalEditor(fields["gate_learning_rate"])
        self.groups.append((
            self.tr("Optimiser"),
            [
                ("optimizer", self.tr("Optimiser"), self.optimizer),
                ("momentum", self.tr("Momentum"), self.momentum),
                ("gate_learning_rate", self.tr("Gate learning rate"), gates),
                ("schedule", self.tr("Learning rate falls"), schedule),
                ("warmup_fraction", self.tr("Warm-up"), PercentEditor(fields["warmup_fraction"])),
                ("weight_decay", self.tr("Weight decay"), self.weight_decay),
                (
                    "max_grad_norm", self.tr("Gradient norm limit"),
                    DecimalEditor(fields["max_grad_norm"]),
                ),
            ],
        ))  # fmt: skip

    def _make_measuring(self) -> None:
        fields, tokens = RunConfig.model_fields, self.tr("tokens")
        evaluation, probe = EvaluationSettings.model_fields, ProbeSettings.model_fields
        self.stop_after = WholeEditor(
            fields["stop_after"], self.tr("validations"), word_for_zero=self.tr("never")
        )
        rows = WholeEditor(evaluation["rows"], self.tr("rows"), word_for_zero=self.tr("none"))
        self.groups.append((
            self.tr("Held out, probe and checkpoints"),
            [
                (
                    "validation_fraction", self.tr("Held out"),
                    PercentEditor(fields["validation_fraction"]),
                ),
                (
                    "validation_tokens", self.tr("Validated on"),
                    WholeEditor(fields["validation_tokens"], tokens),
                ),
                ("stop_after", self.tr("Stop without progress"), self.stop_after),
                ("evaluation.rows", self.tr("Rows answered"), rows),
                (
                    "evaluation.max_new_tokens", self.tr("Longest answer"),
                    WholeEditor(evaluation["max_new_tokens"], tokens),
                ),
                (
                    "probe.text", self.tr("Probe"),
                    TextEditor(probe["text"], self.tr("the first held-out text")),
                ),
                (
                    "probe.max_segments", self.tr("Longest probe"),
                    WholeEditor(probe["max_segments"], self.tr("segments")),
                ),
                (
                    "checkpoints_kept", self.tr("Checkpoints kept"),
                    WholeEditor(fields["checkpoints_kept"]),
                ),
                (
                    "checkpoint_seconds", self.tr("Checkpoint seconds"),
                    DecimalEditor(fields["checkpoint_seconds"]),
                ),
            ],
        ))  # fmt: skip
