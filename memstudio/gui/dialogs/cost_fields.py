"""What the cost calculator asks: the model, the memory, the training, and where it is to be."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from memstudio.costs.asked import THIS, Place
from memstudio.costs.machines import EFFICIENCY, GPUS
from memstudio.errors import TrainingError
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.editors import ChoiceEditor, SwitchEditor, WholeEditor
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox
from memstudio.gui.widgets.setting_choices import optimizers, precisions
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.memory.kinds_registry import description_of, kind_descriptions
from memstudio.training.run_config import MemorySettings, RunConfig

_GB = 1e9


class CostFields(QWidget):
    """Bounds come from `RunConfig`.

    Signals:
        changed: something is another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, current().sizes.space_m, 0)
        self._column.setSpacing(current().sizes.space_s)
        self._editors: dict[str, Any] = {}
        self._memory: dict[str, Any] = {}
        self._base = RunConfig()
        self._has_own = False
        self._make_model()
        self._make_training()
        self._make_place()
        self._column.addStretch(1)
        self._follow()

    def _make_model(self) -> None:
        rows = self._group(self.tr("Model and memory"))
        self.model = QLineEdit()
        meaning = self.tr("a model as it is opened, or a config.json: nothing of it is loaded")
        rows.add("model", self.tr("Model"), self.model, meaning)
        self.model.textChanged.connect(self.changed)
        fields = MemorySettings.model_fields
        kinds = [(each.name, filled(each.title)) for each in kind_descriptions()]
        self.kind = ChoiceEditor(kinds, fields["kind"].default)
        self.num_slots = WholeEditor(fields["num_slots"])
        self.segment_length = WholeEditor(fields["segment_length"], self.tr("tokens"))
        for name, title, editor in (
            ("kind", self.tr("Kind"), self.kind),
            ("num_slots", self.tr("Slots"), self.num_slots),
            ("segment_length", self.tr("Segment length"), self.segment_length),
        ):
            rows.add(name, title, editor, filled(fields[name].description or ""))
            editor.changed.connect(self._on_editor_changed)
            self._memory[name] = editor
        self.own_note = rows.add_note()
        self.own_note.setText(self.tr("The model has this memory already."))
        self.own_note.hide()

    def _make_training(self) -> None:
        rows = self._group(self.tr("Training"))
        fields = RunConfig.model_fields
        trains = [
            ("memory", self.tr("the memory")),
            ("adapters", self.tr("adapters and memory")),
            ("everything", self.tr("everything")),
        ]
        for name, title, editor in (
            ("trains", self.tr("Trained"), ChoiceEditor(trains, "memory")),
            ("segments_per_sample", self.tr("Segments a sample"), WholeEditor(fields["segments_per_sample"])),
            ("bptt_depth", self.tr("BPTT depth"), WholeEditor(fields["bptt_depth"], word_for_none=self.tr("all segments"))),
            ("batch_size", self.tr("Samples at once"), WholeEditor(fields["batch_size"])),
            ("gradient_accumulation", self.tr("Accumulation"), WholeEditor(fields["gradient_accumulation"])),
            ("precision", self.tr("Precision"), ChoiceEditor(precisions(), "float32")),
            ("optimizer", self.tr("Optimiser"), ChoiceEditor(optimizers(), "adamw")),
            ("memory_replay", self.tr("Replay of segments"), SwitchEditor(fields["memory_replay"])),
            ("gradient_checkpointing", self.tr("Layers computed again"), SwitchEditor(fields["gradient_checkpointing"])),
            ("steps", self.tr("Steps"), WholeEditor(fields["steps"])),
        ):  # fmt: skip
            self._add(rows, name, title, editor, filled(fields[name].description or ""))

    def _make_place(self) -> None:
        rows = self._group(self.tr("Where"))
        choices = [(THIS, self.tr("this computer"))]
        choices += [(name, machine.name) for name, machine in GPUS.items()]
        self.machine = ChoiceEditor(choices, THIS)
        meaning = self.tr("this computer is measured for a few seconds; GPUs are known by their makers' figures")  # fmt: skip
        rows.add("machine", self.tr("Device"), self.machine, meaning)
        self.efficiency = NumberBox()
        self.efficiency.setRange(1, 100)
        self.efficiency.setSuffix("%")
        self.efficiency.setValue(round(100 * EFFICIENCY))
        meaning = self.tr("share of its maker's figures that the GPU comes to")
        rows.add("efficiency", self.tr("Efficiency"), self.efficiency, meaning)
        self.num_devices = NumberBox()
        self.num_devices.setRange(1, 65_536)
        rows.add(
            "num_devices", self.tr("Devices"), self.num_devices, self.tr("that train together")
        )
        field = RunConfig.model_fields["sharded"]
        sharded = SwitchEditor(field)
        self._add(rows, "sharded", self.tr("Weights shared out"), sharded, filled(field.description or ""))  # fmt: skip
        self.bandwidth = DecimalBox()
        self.bandwidth.setRange(0.01, 10_000.0)
        self.bandwidth.setSuffix(" GB/s")
        self.bandwidth.setValue(10.0)
        meaning = self.tr("what each device sends to the others in a second")
        rows.add("bandwidth", self.tr("Connection"), self.bandwidth, meaning)
        self.machine.changed.connect(self._on_editor_changed)
        for box in (self.efficiency, self.num_devices, self.bandwidth):
            box.valueChanged.connect(self._on_editor_changed)

    def _group(self, title: str) -> SettingRows:
        self._column.addWidget(section(title))
        rows = SettingRows(self)
        self._column.addWidget(rows)
        return rows

    def _add(self, rows: SettingRows, name: str, title: str, editor: Any, meaning: str) -> None:
        rows.add(name, title, editor, meaning)
        editor.changed.connect(self._on_editor_changed)
        self._editors[name] = editor

    # ------------------------------------------------------------------ what is chosen

    def start_from(self, config: RunConfig) -> None:
        """Choose what a run says; what is not asked for here stays as it is there."""
        self._base = config
        self.model.setText(config.model)
        for name, editor in self._memory.items():
            editor.set_setting(getattr(config.memory, name))
        for name, editor in self._editors.items():
            editor.set_setting(getattr(config, name))

    def config(self) -> RunConfig:
        """The run that is asked about.

        Raises:
            TrainingError: something in it is wrong.
        """
        model = self.model.text().strip()
        if not model:
            raise TrainingError(self.tr("Name a model."))
        asked = {name: editor.setting() for name, editor in self._memory.items()}
        options = self._base.memory.options if asked["kind"] == self._base.memory.kind else {}
        memory = asked | {"options": options}
        values = {name: editor.setting() for name, editor in self._editors.items()}
        return self._base.changed(model=model, memory=memory, **values)

    def place(self) -> Place:
        """Where it is to be."""
        return Place(
            self.machine.setting(), self.efficiency.value() / 100, self.num_devices.value(),
            self.bandwidth.value() * _GB,
        )  # fmt: skip

    def show_own_memory(self, own: tuple[str, int, int] | None) -> None:
        """Show the memory that the model has, which cannot be another; None when it has none."""
        self._has_own = own is not None
        self.own_note.setVisible(self._has_own)
        for name, value in zip(self._memory, own or (), strict=False):
            editor = self._memory[name]
            editor.blockSignals(True)
            editor.set_setting(value)
            editor.blockSignals(False)
        self._follow()

    def _follow(self) -> None:
        for editor in self._memory.values():
            editor.setEnabled(not self._has_own)
        kind = description_of(self.kind.setting())
        self.num_slots.setEnabled(
            not self._has_own and kind.has_slots and kind.usual_slots is not None
        )
        self.efficiency.setEnabled(self.machine.setting() != THIS)
        for each in (self._editors["sharded"], self.bandwidth):
            each.setEnabled(self.num_devices.value() > 1)

    @Slot()
    def _on_editor_changed(self) -> None:
        self._follow()
        self.changed.emit()
