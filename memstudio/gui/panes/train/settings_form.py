"""The run's settings as a form; bounds, defaults and meanings come from `RunConfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from memstudio.errors import MemStudioError
from memstudio.gui.panes.train.memory_words import memory_words, trained_words
from memstudio.gui.panes.train.more_settings import MoreSettings
from memstudio.gui.panes.train.presets import PRESETS, Preset
from memstudio.gui.panes.train.setting_paths import beyond, field_of, is_usual, put, value_of
from memstudio.gui.panes.train.setting_reasons import FOLLOWING, contradictions, reasons
from memstudio.gui.panes.train.task_settings import TaskSettings
from memstudio.gui.panes.train.tracking_editors import TRACKING, tracking_editors
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets import setting_choices
from memstudio.gui.widgets.disclosure import Disclosure
from memstudio.gui.widgets.editors import (
    ChoiceEditor,
    DecimalEditor,
    ShareEditor,
    TrainsEditor,
    WholeEditor,
)
from memstudio.gui.widgets.kind_options_editor import KindOptionsEditor
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.memory.kinds_registry import KindDescription, description_of, kinds_for
from memstudio.training.run_config import AdapterSettings, MemorySettings, ProbeSettings, RunConfig

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.data.read_settings import ReadSettings
    from memstudio.models.summary import ModelSummary

_ADAPTER = (
    "adapter.kind", "adapter.rank", "adapter.alpha", "adapter.dropout", "adapter.learning_rate",
)  # fmt: skip
# What stands elsewhere on the page, or is of one run alone.
_BESIDE = ("model", "data", "row_kind", "encoding", "columns", "device", "versions")
_MEMORY = ("memory.kind", "memory.num_slots", "memory.segment_length")


class SettingsForm(QWidget):
    """Groups of settings; what is wrong is said beneath each.

    Signals:
        changed: some setting is another now.

    Attributes:
        editors: by the setting's path in `RunConfig`, such as "memory.num_slots".
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: ModelSummary | None = None
        self._corpus: CorpusPreview | None = None
        self._is_setting = False
        # What is chosen for a new memory, while the open model has one.
        self._own_memory: dict[str, Any] = {}
        self.editors: dict[str, Any] = {}
        self._rows: dict[str, SettingRows] = {}
        self._titles: dict[str, str] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(current().sizes.space_s)
        self._make_memory()
        self._make_trained()
        self._make_learning()
        self._make_saving()
        self._make_more()
        self._layout.addStretch(1)
        self.follow_model(None)

    # ------------------------------------------------------------------ building

    def _make_memory(self) -> None:
        fields = MemorySettings.model_fields
        kinds = [(each.name, filled(each.title)) for each in kinds_for(has_encoder=False)]
        rows = self._group(self.tr("Memory"))
        self.kind = ChoiceEditor(kinds, fields["kind"].default)
        self.kind.changed.connect(self._on_kind_changed)
        self.num_slots = WholeEditor(fields["num_slots"])
        self.segment_length = WholeEditor(fields["segment_length"], self.tr("tokens"))
        self.fixed_note = rows.add_note("")
        self._add(rows, "memory.kind", self.tr("Kind"), self.kind)
        self.kind_note = rows.add_note()
        self._add(rows, "memory.num_slots", self.tr("Slots"), self.num_slots)
        self._add(rows, "memory.segment_length", self.tr("Segment length"), self.segment_length)
        # It says by itself what is wrong.
        self.options = KindOptionsEditor()
        self.options.show_kind(self.kind.setting())
        self.editors["memory.options"] = self.options
        self.options.changed.connect(self._on_editor_changed)
        self._layout.addWidget(self.options)

    def _make_trained(self) -> None:
        self.task = TaskSettings()
        self._group(self.tr("What is learnt"), self.task)
        for field in self.task.fields:
            self._add(self.task, *field)
        rows = self._group(self.tr("What is trained"))
        self.trains = TrainsEditor()
        self._add(rows, "trains", "", self.trains)
        self._titles["trains"] = self.tr("What is trained")
        self.trains.setAccessibleName(self._titles["trains"])
        fields = AdapterSettings.model_fields
        self.adapter_kind = ChoiceEditor(setting_choices.adapter_kinds(), fields["kind"].default)
        self.adapter_rank = WholeEditor(fields["rank"])
        self.adapter_alpha = WholeEditor(fields["alpha"])
        self.adapter_learning_rate = DecimalEditor(fields["learning_rate"])
        self._add(rows, "adapter.kind", self.tr("Adapter"), self.adapter_kind)
        self._add(rows, "adapter.rank", self.tr("Rank"), self.adapter_rank)
        self._add(rows, "adapter.alpha", self.tr("Alpha"), self.adapter_alpha)
        self._add(rows, "adapter.dropout", self.tr("Dropout"), ShareEditor(fields["dropout"]))
        self._add(
            rows, "adapter.learning_rate", self.tr("Adapter learning rate"),
            self.adapter_learning_rate,
        )  # fmt: skip

    def _make_learning(self) -> None:
        fields = RunConfig.model_fields
        rows = self._group(self.tr("Learning"))
        self.steps = WholeEditor(fields["steps"])
        self.learning_rate = DecimalEditor(fields["learning_rate"])
        self.memory_learning_rate = DecimalEditor(fields["memory_learning_rate"])
        self.batch_size = WholeEditor(fields["batch_size"])
        self.segments_per_sample = WholeEditor(fields["segments_per_sample"])
        self.bptt_depth = WholeEditor(fields["bptt_depth"], word_for_none=self.tr("all segments"))
        self.seed = WholeEditor(fields["seed"])
        for name, title in (
            ("steps", self.tr("Steps")),
            ("learning_rate", self.tr("Learning rate")),
            ("memory_learning_rate", self.tr("Memory learning rate")),
            ("batch_size", self.tr("Batch size")),
            ("segments_per_sample", self.tr("Segments per sample")),
            ("bptt_depth", self.tr("BPTT depth")),
            ("seed", self.tr("Seed")),
        ):
            self._add(rows, name, title, getattr(self, name))

    def _make_saving(self) -> None:
        fields, unit = RunConfig.model_fields, self.tr("steps")
        rows = self._group(self.tr("Measuring and saving"))
        self.validate_every = WholeEditor(
            fields["validate_every"], unit, word_for_zero=self.tr("at the ends")
        )
        self.probe_every = WholeEditor(
            ProbeSettings.model_fields["every"], unit, word_for_zero=self.tr("never")
        )
        self.checkpoint_every = WholeEditor(fields["checkpoint_every"], unit)
        self._add(rows, "validate_every", self.tr("Validate every"), self.validate_every)
        self._add(rows, "probe.every", self.tr("Trace the probe every"), self.probe_every)
        self._add(rows, "checkpoint_every", self.tr("Checkpoint every"), self.checkpoint_every)
        for path, (title, editor) in tracking_editors().items():
            self._add(rows, path, title, editor)

    def _make_more(self) -> None:
        self.more = Disclosure("more", self.tr("More settings"))
        self._layout.addWidget(self.more)
        self.advanced = MoreSettings(self)
        self._folded: list[QWidget] = []
        for title, fields in self.advanced.groups:
            caption, rows = self._heading(title), SettingRows()
            self._layout.addWidget(rows)
            self._folded += [caption, rows]
            for field in fields:
                self._add(rows, *field)
        self._on_more_toggled(is_open=False)
        self.more.toggled.connect(self._on_more_toggled)

    @Slot(bool)
    def _on_more_toggled(self, is_open: bool) -> None:
        for part in self._folded:
            part.setVisible(is_open)

    def _group(self, title: str, rows: SettingRows | None = None) -> SettingRows:
        self._heading(title)
        rows = rows or SettingRows()
        self._layout.addWidget(rows)
        return rows

    def _heading(self, title: str) -> QWidget:
        caption = section(title)
        caption.setContentsMargins(0, current().sizes.space_s, 0, 0)
        self._layout.addWidget(caption)
        return caption

    def _add(self, rows: SettingRows, path: str, title: str, editor: Any) -> None:
        self.editors[path] = editor
        self._rows[path] = rows
        self._titles[path] = title
        rows.add(path, title, editor, filled(field_of(path).description or ""))
        editor.changed.connect(self._on_editor_changed)

    # ------------------------------------------------------------------ what is chosen

    def follow_model(self, model: ModelSummary | None) -> None:
        """A model that has a memory goes on with it; its numbers are shown, and not to be changed.

        What was chosen for a new memory comes back with the next model that has none.
        """
        was_fixed = bool(self._fixed)
        self._model = model
        self._is_setting = True
        kinds = kinds_for(has_encoder=model is not None and model.has_encoder)
        self.kind.offer([(each.name, filled(each.title)) for each in kinds])
        if model is not None and model.memory_kind is not None:
            if not was_fixed:
                self._own_memory = {path: self.editors[path].setting() for path in _MEMORY}
            self.kind.set_setting(model.memory_kind)
            self.num_slots.setValue(model.num_slots)
            self.segment_length.setValue(model.segment_length or self.segment_length.value())
        elif was_fixed:
            for path, value in self._own_memory.items():
                self.editors[path].set_setting(value)
        self._is_setting = False
        self._on_editor_changed()

    def follow_corpus(self, corpus: CorpusPreview | None) -> None:
        """Some objectives need a text of some kind."""
        self._corpus = corpus
        self._on_editor_changed()

    @property
    def preset(self) -> Preset | None:
        """The preset that the settings are those of, if any."""
        for preset in PRESETS:
            if all(self.editors[path].setting() == v for path, v in preset.values.items()):
                return preset
        return None

    def apply(self, values: dict[str, Any]) -> None:
        """Choose several settings at once, by path."""
        self._is_setting = True
        for path, value in values.items():
            self.editors[path].set_setting(value)
        self._is_setting = False
        self._on_editor_changed()

    def show_config(self, config: RunConfig, kept: dict[str, Any] | None = None) -> list[str]:
        """Choose what a run was started with, but for what is `kept`, by path.

        Returns:
            The settings that differ from the usual and are not on the form.
        """
        self.apply({path: value_of(config, path) for path in self.editors} | (kept or {}))
        return beyond(config, (*self.editors, *_BESIDE))

    def chosen(self) -> dict[str, Any]:
        """What stands in every editor, by path."""
        return {path: editor.setting() for path, editor in self.editors.items()}

    def chosen_since(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was chosen by hand since `chosen` was as it was `before`."""
        now = self.chosen()
        return {p: now[p] for p in now if p not in self._fixed and now[p] != before[p]}

    def defaults(self) -> dict[str, Any]:
        """What `RunConfig` has, without what the open model fixes."""
        kept = self._fixed
        values = {path: field_of(path).default for path in self.editors if path not in kept}
        return values | {"trains": "everything"}

    def config(
        self, model: str, data: tuple[str, ...], device: str, asked: ReadSettings | None = None
    ) -> RunConfig:
        """What the form says.

        Args:
            model: that is trained.
            data: what it is trained on.
            device: where.
            asked: how it is read.

        Raises:
            TrainingError: a value is wrong; the sentence names it.
        """
        values: dict[str, Any] = {"model": model, "data": data, "device": device}
        if asked is not None:
            values |= {
                "row_kind": asked.kind, "columns": dict(asked.columns), "encoding": asked.encoding,
            }  # fmt: skip
        for path, value in self.chosen().items():
            # What is as usual is left unsaid, and so is what the model has already.
            if path not in self._fixed and not is_usual(path, value):
                put(values, path, value)
        return RunConfig.of(**values)

    def problems(self) -> dict[str, str]:
        """What is wrong, by path, in the user's language."""
        found = {}
        if not self._fixed and (text := self.options.problem()):
            found["memory.options"] = text
        for path, editor in self.editors.items():
            value = editor.setting()
            if editor is self.options or is_usual(path, value):
                continue
            if isinstance(editor, DecimalEditor) and isinstance(value, str):
                text = self.tr("“%1” has to be a number.")
                found[path] = text.replace("%1", self._titles[path])
                continue
            try:
                RunConfig.of(**put({}, path, value))
            except MemStudioError as error:
                # Called as on the form, not as in the file.
                values = error.values | {"setting": self._titles[path]}
                found[path] = filled(error.text, values)
        window = self._model.max_positions if self._model is not None else None
        if window is not None and self.segment_length.value() > window:
            text = self.tr("This model sees at most %1 tokens at once.")
            found["memory.segment_length"] = text.replace("%1", numbers.count(window))
        if text := self.task.problem(self._description(), self._corpus):
            found["objective"] = text
        return found | contradictions(self.chosen(), self._description())

    def focus_problem(self) -> QWidget | None:
        """Put the focus on the first setting that is wrong, and return its editor."""
        for path in self.problems():
            editor: QWidget = self.editors[path]
            if self._rows.get(path) in self._folded:
                self.more.setChecked(True)
            if editor is self.options:
                self.options.reveal()
                return editor
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return editor
        return None

    # ------------------------------------------------------------------ inside

    @property
    def _fixed(self) -> tuple[str, ...]:
        """The settings that the open model has already, by path."""
        is_fixed = self._model is not None and self._model.memory_kind is not None
        return (*_MEMORY, "memory.options") if is_fixed else ()

    def _description(self) -> KindDescription:
        return description_of(self.kind.setting())

    @Slot()
    def _on_kind_changed(self) -> None:
        kind = self._description()
        # At once: options that are chosen along with the kind are put on its own editors.
        self.options.show_kind(kind.name)
        if kind.usual_slots is not None and not self._is_setting:
            self.num_slots.setValue(kind.usual_slots)

    @Slot()
    def _on_editor_changed(self) -> None:
        if self._is_setting:
            return
        problems = self.problems()
        self._follow_kind(problems)
        memory, everything = trained_words(self._model, self._description())
        self.trains.memory.setText(memory)
        self.trains.everything.setText(everything)
        for path, rows in self._rows.items():
            rows.show_problem(path, problems.get(path, ""))
        self.changed.emit()

    def _follow_kind(self, problems: dict[str, str]) -> None:
        kind = self._description()
        fixed = bool(self._fixed)
        for path in _MEMORY:
            self._rows[path].show_setting(path, is_shown=not fixed)
        self.options.setVisible(not fixed)
        self.num_slots.setEnabled(kind.has_slots and kind.usual_slots is not None)
        self.fixed_note.setVisible(fixed)
        self.fixed_note.setText(
            memory_words(kind, self.num_slots.value(), self.segment_length.value())
        )
        note = filled(kind.summary)
        if fixed:
            note = self.tr("The open model has this memory, and keeps it.")
        self.kind_note.setText(note)
        self.trains.memory.setEnabled(kind.has_slots)
        if not kind.has_slots and self.trains.memory.isChecked():
            self.trains.everything.setChecked(True)
        is_wanted = dict.fromkeys(_ADAPTER, self.trains.setting() == "adapters")
        is_wanted |= dict.fromkeys(TRACKING[1:], bool(self.editors[TRACKING[0]].setting()))
        for path, is_shown in is_wanted.items():
            self._rows[path].show_setting(path, is_shown=is_shown or path in problems)
        self.task.follow(kind, self._corpus)
        found = reasons(self.chosen(), kind)
        for path in FOLLOWING:
            # What is wrong has to be within reach even where it does not count.
            is_enabled = path not in found or path in problems
            self._rows[path].show_reason(path, found.get(path, ""), is_enabled=is_enabled)
