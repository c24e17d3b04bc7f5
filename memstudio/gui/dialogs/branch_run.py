"""From which checkpoint a run is branched, and what the branch does otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from memstudio.errors import MemStudioError
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.translation import filled, in_a_row
from memstudio.gui.widgets.editors import ChoiceEditor, DecimalEditor, WholeEditor
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.training.config_changes import for_branch, values_of
from memstudio.training.run_config import AdapterSettings, RunConfig

if TYPE_CHECKING:
    from memstudio.training.run_folder import RunFolder

_WIDTH = 480
_SPARE_STEPS = 2
"""A run that has hardly a step left is given as many again."""


class BranchRunDialog(Dialog):
    """A step, a few settings, and a button.

    Signals:
        branch_requested: the run's folder, the step, and the settings that are another, by name.

    Attributes:
        editors: by the setting's name in `RunConfig`.

    Args:
        folder: of the run, which has a checkpoint.
        config: of the run.
        is_beside: whether a run is held till the branch has ended.
    """

    branch_requested = Signal(str, object, object)

    def __init__(
        self,
        folder: RunFolder,
        config: RunConfig,
        *,
        is_beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Branch a run"), "", parent)
        self.setMinimumWidth(_WIDTH)
        self._folder = folder
        self._config = config
        text = self.tr(
            "A new run goes on from a checkpoint of {run}, with its weights, its optimiser and its "
            "place in the text. The other one stays as it is."
        ).format(run=folder.name)
        if is_beside:
            waits = self.tr("The run that is held waits until the branch has ended, and then goes on as if nothing had been.")  # fmt: skip
            text = in_a_row(text, waits)
        self.explanation.setText(text)
        self.explanation.show()
        steps = folder.checkpoint_steps()
        titles = [(str(step), self.tr("step {step}").format(step=count(step))) for step in steps]
        self.step = ChoiceEditor(titles[::-1], str(steps[-1]))
        self.editors: dict[str, Any] = {}
        self._rows = SettingRows()
        self._rows.add(
            "step", self.tr("From"), self.step, self.tr("There is a checkpoint of these")
        )
        self.step.changed.connect(self._on_changed)
        self._add_settings()
        self.body.addWidget(self._rows)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.body.addWidget(self.problem)
        self.add_button(self.tr("Cancel"), self.reject)
        self.start_button = self.add_button(
            self.tr("Branch and train"), self._on_start_clicked, "branchAndTrain", is_primary=True
        )
        self._on_changed()

    def _add_settings(self) -> None:
        last = int(self.step.setting())
        # Of the rates, those that count.
        own = {
            "everything": [("learning_rate", self.tr("Learning rate"))],
            "adapters": [("adapter.learning_rate", self.tr("Adapter learning rate"))],
        }.get(self._config.trains, [])
        for path, title in (
            ("steps", self.tr("Steps")),
            *own,
            ("memory_learning_rate", self.tr("Memory learning rate")),
            ("batch_size", self.tr("Batch size")),
            ("gradient_accumulation", self.tr("Accumulation")),
            ("segments_per_sample", self.tr("Segments per sample")),
        ):
            owner = AdapterSettings if path.startswith("adapter.") else RunConfig
            field = owner.model_fields[path.rpartition(".")[2]]
            is_rate = path.endswith("learning_rate")
            editor: Any = DecimalEditor(field) if is_rate else WholeEditor(field)
            value = values_of(self._config, [path])[path]
            if path == "steps" and value - last < _SPARE_STEPS:
                value += last
            editor.set_setting(value)
            editor.changed.connect(self._on_changed)
            self.editors[path] = editor
            self._rows.add(path, title, editor, filled(field.description or ""))

    def changes(self) -> dict[str, Any]:
        """The settings that are another than the run's, by name."""
        found = {path: editor.setting() for path, editor in self.editors.items()}
        own = values_of(self._config, found)
        return {path: it for path, it in found.items() if it != own[path]}

    # ------------------------------------------------------------------ inside

    @Slot()
    def _on_changed(self) -> None:
        text = ""
        try:
            for_branch(self._config, self.changes(), step=int(self.step.setting()))
        except MemStudioError as error:
            text = filled(error.text, error.values)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.start_button.setEnabled(not text)

    @Slot()
    def _on_start_clicked(self) -> None:
        step = int(self.step.setting())
        self.branch_requested.emit(str(self._folder.path), step, self.changes())
        self.accept()
