"""The run's settings as a form; bounds, defaults and meanings come from `RunConfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.errors import MemStudioError
from memstudio.gui.translation import filled
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.training.run_config import MemorySettings, RunConfig

if TYPE_CHECKING:
    from memstudio.models.summary import ModelSummary

PRESETS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("quick", {"steps": 50, "validate_every": 25, "probe_every": 10}),
    ("normal", {"steps": 200, "validate_every": 50, "probe_every": 25}),
    ("thorough", {"steps": 2000, "validate_every": 200, "probe_every": 100}),
)


class SettingsForm(QWidget):
    """Groups of fields.

    Signals:
        changed: some field is another now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._defaults = RunConfig()
        self._model: ModelSummary | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._make_memory()
        self._make_learning()
        self._make_advanced()
        self._layout.addStretch(1)
        self._on_kind_current_index_changed(0)

    # ------------------------------------------------------------------ building

    def _make_memory(self) -> None:
        memory = self._defaults.memory
        form = self._group(self.tr("Memory"))
        self.kind = QComboBox()
        for each in KIND_DESCRIPTIONS:
            self.kind.addItem(filled(each.title), each.name)
        self.kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        self._add(form, "kind", self.tr("Kind"), self.kind, "")
        self.kind_note = QLabel()
        self.kind_note.setProperty("role", "muted")
        self.kind_note.setWordWrap(True)
        form.addRow(self.kind_note)
        self.num_slots = self._number("num_slots", memory.num_slots, owner=MemorySettings)
        self._add(form, "num_slots", self.tr("Slots"), self.num_slots, "", MemorySettings)
        self.segment_length = self._number(
            "segment_length", memory.segment_length, owner=MemorySettings
        )
        self._add(
            form, "segment_length", self.tr("Segment, tokens"), self.segment_length, "",
            MemorySettings,
        )  # fmt: skip

    def _make_learning(self) -> None:
        form = self._group(self.tr("Training"))
        self.memory_only = QRadioButton(self.tr("Only the memory"))
        self.everything = QRadioButton(self.tr("Everything"))
        self.everything.setChecked(True)
        group = QButtonGroup(self)
        choice = QVBoxLayout()
        choice.setSpacing(2)
        for button in (self.memory_only, self.everything):
            group.addButton(button)
            choice.addWidget(button)
            button.toggled.connect(self._on_field_changed)
        caption = QLabel(self.tr("Trains"))
        form.addRow(caption, choice)
        self.steps = self._number("steps", self._defaults.steps)
        self._add(form, "steps", self.tr("Steps"), self.steps)
        self.batch_size = self._number("batch_size", self._defaults.batch_size)
        self._add(form, "batch_size", self.tr("Texts at once"), self.batch_size)
        self.segments_per_sample = self._number(
            "segments_per_sample", self._defaults.segments_per_sample
        )
        self._add(
            form, "segments_per_sample", self.tr("Segments in a row"), self.segments_per_sample
        )
        self.bptt_depth = NumberBox()
        self.bptt_depth.setRange(-1, 4096)
        self.bptt_depth.setSpecialValueText(self.tr("all"))
        self.bptt_depth.setValue(-1)
        self._add(form, "bptt_depth", self.tr("Gradient back, segments"), self.bptt_depth)
        self.learning_rate = self._rate(self._defaults.learning_rate)
        self._add(form, "learning_rate", self.tr("Learning rate"), self.learning_rate)
        self.memory_learning_rate = self._rate(self._defaults.memory_learning_rate)
        self._add(
            form, "memory_learning_rate", self.tr("… of the memory"), self.memory_learning_rate
        )
        self.seed = self._number("seed", self._defaults.seed)
        self._add(form, "seed", self.tr("Seed"), self.seed)

    def _make_advanced(self) -> None:
        self.more = QToolButton()
        self.more.setText(self.tr("More settings"))
        self.more.setCheckable(True)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setObjectName("more")
        self._layout.addWidget(self.more)
        self._advanced = QWidget()
        form = QFormLayout(self._advanced)
        _shape(form)
        self.validation_percent = NumberBox()
        self.validation_percent.setRange(0, 90)
        self.validation_percent.setSuffix(" %")
        self.validation_percent.setValue(round(100 * self._defaults.validation_fraction))
        self._add(form, "validation_fraction", self.tr("Held out"), self.validation_percent)
        self.validate_every = self._number("validate_every", self._defaults.validate_every)
        self._add(form, "validate_every", self.tr("Validate every"), self.validate_every)
        self.checkpoint_every = self._number("checkpoint_every", self._defaults.checkpoint_every)
        self._add(form, "checkpoint_every", self.tr("Checkpoint every"), self.checkpoint_every)
        self.probe_every = NumberBox()
        self.probe_every.setRange(0, 1_000_000)
        self.probe_every.setValue(self._defaults.probe.every)
        self.probe_every.setSpecialValueText(self.tr("never"))
        self._add(form, "probe", self.tr("Trace the probe every"), self.probe_every)
        self.gradient_accumulation = self._number(
            "gradient_accumulation", self._defaults.gradient_accumulation
        )
        self._add(
            form, "gradient_accumulation", self.tr("Batches a step"), self.gradient_accumulation
        )
        self.schedule = QComboBox()
        for name, text in (
            ("linear", self.tr("linear")),
            ("cosine", self.tr("cosine")),
            ("constant", self.tr("constant")),
        ):
            self.schedule.addItem(text, name)
        self.schedule.currentIndexChanged.connect(self._on_field_changed)
        self._add(form, "schedule", self.tr("Learning rate falls"), self.schedule)
        self._advanced.hide()
        self._layout.addWidget(self._advanced)
        self.more.toggled.connect(self._on_more_toggled)

    def _group(self, title: str) -> QFormLayout:
        caption = QLabel(title)
        caption.setProperty("role", "section")
        self._layout.addWidget(caption)
        holder = QWidget()
        form = QFormLayout(holder)
        _shape(form)
        self._layout.addWidget(holder)
        return form

    def _add(
        self,
        form: QFormLayout,
        name: str,
        title: str,
        field: QWidget,
        note: str | None = None,
        owner: type = RunConfig,
    ) -> None:
        caption = QLabel(title)
        caption.setBuddy(field)
        field.setObjectName(name)
        field.setAccessibleName(title)
        description = owner.model_fields[name].description if name in owner.model_fields else note  # type: ignore[attr-defined]
        field.setToolTip(description or "")
        form.addRow(caption, field)
        if isinstance(field, QSpinBox):
            field.valueChanged.connect(self._on_field_changed)
        elif isinstance(field, QLineEdit):
            field.textChanged.connect(self._on_field_changed)

    def _number(self, name: str, value: int, owner: type = RunConfig) -> QSpinBox:
        box = NumberBox()
        low, high = 0, 2_000_000_000
        for limit in owner.model_fields[name].metadata:  # type: ignore[attr-defined]
            low = int(getattr(limit, "ge", low))
            high = min(high, int(getattr(limit, "le", high)))
        box.setRange(low, high)
        box.setValue(value)
        box.setGroupSeparatorShown(True)
        box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
        return box

    def _rate(self, value: float) -> QLineEdit:
        return QLineEdit(f"{value:g}")

    # ------------------------------------------------------------------ what is chosen

    def follow_model(self, model: ModelSummary | None) -> None:
        """A model that has a memory keeps its own kind, slots and segment."""
        self._model = model
        fixed = model is not None and model.memory_kind is not None
        if model is not None and fixed:
            self.kind.setCurrentIndex(max(0, self.kind.findData(model.memory_kind)))
            self.num_slots.setValue(model.num_slots)
            self.segment_length.setValue(model.segment_length or self.segment_length.value())
        for field in (self.kind, self.num_slots, self.segment_length):
            field.setEnabled(not fixed)
        self._on_kind_current_index_changed(self.kind.currentIndex())

    def apply_preset(self, values: dict[str, Any]) -> None:
        """Set some fields at once."""
        for name, value in values.items():
            getattr(self, name).setValue(value)

    def config(self, model: str, data: tuple[str, ...], device: str) -> RunConfig:
        """What the form says.

        Raises:
            TrainingError: a value is wrong; the sentence names it.
        """
        depth = self.bptt_depth.value()
        return RunConfig.of(
            model=model,
            data=data,
            device=device,
            trains="memory" if self.memory_only.isChecked() else "everything",
            steps=self.steps.value(),
            batch_size=self.batch_size.value(),
            segments_per_sample=self.segments_per_sample.value(),
            bptt_depth=None if depth < 0 else depth,
            learning_rate=_number_or_text(self.learning_rate.text()),
            memory_learning_rate=_number_or_text(self.memory_learning_rate.text()),
            seed=self.seed.value(),
            validation_fraction=self.validation_percent.value() / 100,
            validate_every=self.validate_every.value(),
            checkpoint_every=self.checkpoint_every.value(),
            gradient_accumulation=self.gradient_accumulation.value(),
            schedule=self.schedule.currentData(),
            probe={"every": self.probe_every.value()},
            memory={
                "kind": self.kind.currentData(),
                "num_slots": self.num_slots.value(),
                "segment_length": self.segment_length.value(),
            },
        )

    def problem(self) -> MemStudioError | None:
        """What is wrong with the form, if anything."""
        try:
            self.config("demo", (), "auto")
        except MemStudioError as error:
            return error
        return None

    # ------------------------------------------------------------------ events

    @Slot(int)
    def _on_kind_current_index_changed(self, index: int) -> None:
        description = KIND_DESCRIPTIONS[index]
        text = filled(description.summary)
        if not self.kind.isEnabled():
            text = self.tr("The open model has this memory already.")
        self.kind_note.setText(text)
        self.num_slots.setEnabled(description.has_slots and self.kind.isEnabled())
        self.memory_only.setEnabled(description.has_slots)
        if not description.has_slots:
            self.everything.setChecked(True)
        self.changed.emit()

    @Slot()
    def _on_field_changed(self, *_: object) -> None:
        self.changed.emit()

    @Slot(bool)
    def _on_more_toggled(self, is_open: bool) -> None:
        self._advanced.setVisible(is_open)
        self.more.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)


def _number_or_text(text: str) -> float | str:
    """What was typed as a number, or as it is, for the settings to refuse by name."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _shape(form: QFormLayout) -> None:
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
