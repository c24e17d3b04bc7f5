"""The fresh memory of a new model: its kind, slots, segments, options and seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.editors import ChoiceEditor, WholeEditor
from memstudio.gui.widgets.kind_options_editor import KindOptionsEditor
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.memory.kinds_registry import KindDescription, description_of, kinds_for
from memstudio.training.run_config import MemorySettings, RunConfig

if TYPE_CHECKING:
    from memstudio.memory.new_model_settings import NewModelSettings
    from memstudio.training.from_scratch_settings import FromScratchSettings


class MemoryFields(QWidget):
    """Bounds and meanings come from `RunConfig`.

    Signals:
        changed: something is another.
        kind_changed: another kind is chosen; comes before `changed`.

    Args:
        seed_meaning: what the seed is of.
    """

    changed = Signal()
    kind_changed = Signal()

    def __init__(self, seed_meaning: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fields = MemorySettings.model_fields
        self.kind = ChoiceEditor([], fields["kind"].default)
        self.num_slots = WholeEditor(fields["num_slots"])
        self.num_slots.setMinimum(1)
        self.segment_length = WholeEditor(fields["segment_length"], self.tr("tokens"))
        self.seed = WholeEditor(RunConfig.model_fields["seed"])
        self.offer(has_encoder=False)
        self.kind.set_setting(fields["kind"].default)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_s)
        self._rows = SettingRows(self)
        column.addWidget(self._rows)
        self._rows.add("kind", self.tr("Kind"), self.kind, "")
        self.kind_note = self._rows.add_note()
        for name, title, editor in (
            ("num_slots", self.tr("Slots"), self.num_slots),
            ("segment_length", self.tr("Segment length"), self.segment_length),
        ):
            self._rows.add(name, title, editor, filled(fields[name].description or ""))
        self.window_note = self._rows.add_note()
        self.window_note.hide()
        self._rows.add("seed", self.tr("Seed"), self.seed, seed_meaning)
        self.options = KindOptionsEditor(self)
        column.addWidget(self.options)
        self.kind.changed.connect(self._on_kind_changed)
        for each in (self.num_slots, self.segment_length, self.seed, self.options):
            each.changed.connect(self.changed)
        self._follow_kind()

    # ------------------------------------------------------------------ what is chosen

    def description(self) -> KindDescription:
        """The kind that is chosen."""
        return description_of(self.kind.setting())

    def problem(self) -> str:
        """What is wrong with an option, in the user's language; "" when nothing is."""
        return self.options.problem()

    def start_from(self, before: NewModelSettings | FromScratchSettings) -> None:
        """Choose what was chosen before."""
        self.kind.set_setting(before.kind)
        self.num_slots.set_setting(before.num_slots)
        self.segment_length.set_setting(before.segment_length)
        self.seed.set_setting(before.seed)
        self.options.set_setting(before.options)

    # ------------------------------------------------------------------ what the model says to it

    def offer(self, *, has_encoder: bool) -> None:
        """Offer the kinds that go with a model with or without an encoder."""
        kinds = kinds_for(has_encoder=has_encoder)
        self.kind.offer([(each.name, filled(each.title)) for each in kinds])

    def show_window(self, window: int | None) -> None:
        """Say how many tokens the model sees at once; None when that is not known."""
        self.window_note.setVisible(window is not None)
        if window is not None:
            text = self.tr("This model sees at most %1 tokens at once.")
            self.window_note.setText(text.replace("%1", count(window)))

    def show_segment_problem(self, text: str) -> None:
        """Say what is wrong with the segments; "" when nothing is."""
        self._rows.show_problem("segment_length", text)

    # ------------------------------------------------------------------ inside

    def _follow_kind(self) -> None:
        kind = self.description()
        self.options.show_kind(kind.name)
        self.kind_note.setText(filled(kind.summary))
        self.num_slots.setEnabled(kind.has_slots and kind.usual_slots is not None)

    @Slot()
    def _on_kind_changed(self) -> None:
        usual = self.description().usual_slots
        if usual is not None:
            self.num_slots.setValue(usual)
        self._follow_kind()
        self.kind_changed.emit()
        self.changed.emit()
