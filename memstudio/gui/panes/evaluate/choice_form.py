"""What is tried: a preset, its tasks, the memories, how often, and how many trials at once."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS, PresetDescription
from memstudio.gui.benchmark import BenchmarkChoice
from memstudio.gui.panes.evaluate.words import task_summary, task_title
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.check_group import CheckGroup
from memstudio.gui.widgets.noted_button import NotedButton
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.gui.widgets.start_foot import StartFoot, start_button
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.memory.kinds_registry import kind_descriptions

_MOST_SEEDS = 100
_MOST_JOBS = 256


class ChoiceForm(QWidget):
    """The left side of the page.

    Signals:
        changed: something else is chosen.
        start_requested: the button was pressed.
    """

    changed = Signal()
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self._reason = ""
        self._presets = QButtonGroup(self)
        self.presets: dict[str, QRadioButton] = {}
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(section(self.tr("Benchmark")))
        for description in PRESET_DESCRIPTIONS:
            self._add_preset(description, column)
        column.addSpacing(sizes.space_xs)
        self._add_numbers(column)
        column.addSpacing(sizes.space_xs)
        self._make_groups()
        for group in (self.memories, self.tasks):
            column.addWidget(group)
            column.addSpacing(sizes.space_xs)
        column.addStretch(1)
        self._fields = page
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolled(page), 1)
        foot = StartFoot(
            start_button("play", self.tr("Start the benchmark"), "startBenchmark"), "startNote"
        )
        foot.start_requested.connect(self.start_requested)
        self.note, self.start_button = foot.note, foot.button
        outer.addWidget(foot)
        self.presets["quick"].setChecked(True)
        self._presets.buttonClicked.connect(self._on_preset_clicked)
        self._show_tasks()
        self._refresh()

    # ------------------------------------------------------------------ building

    def _add_preset(self, description: PresetDescription, column: QVBoxLayout) -> None:
        button = QRadioButton(filled(description.title))
        button.setObjectName(f"preset.{description.name}")
        self._presets.addButton(button)
        self.presets[description.name] = button
        column.addLayout(NotedButton(button, filled(description.summary)))

    def _make_groups(self) -> None:
        self.tasks = CheckGroup(self.tr("Tasks"), "task")
        self.memories = CheckGroup(self.tr("Memories"), "kind")
        self.memories.show_choices(
            (each.name, filled(each.title), filled(each.summary)) for each in kind_descriptions()
        )
        for group in (self.tasks, self.memories):
            group.changed.connect(self._on_group_changed)

    def _add_numbers(self, column: QVBoxLayout) -> None:
        rows = SettingRows()
        self.num_seeds = NumberBox()
        self.num_seeds.setRange(1, _MOST_SEEDS)
        self.num_seeds.setValue(PRESET_DESCRIPTIONS[0].num_seeds)
        self.jobs = NumberBox()
        self.jobs.setRange(1, _MOST_JOBS)
        self.jobs.setValue(max(1, (os.cpu_count() or 1) - 1))
        rows.add(
            "num_seeds", self.tr("Seeds"), self.num_seeds,
            self.tr("How often each trial is done, from other random weights; shows the spread"),
        )  # fmt: skip
        rows.add(
            "jobs", self.tr("At once"), self.jobs,
            self.tr("Trials at once, each on one processor core; leave one core to the window"),
        )  # fmt: skip
        for box in (self.num_seeds, self.jobs):
            box.valueChanged.connect(self.changed)
        column.addWidget(rows)

    # ------------------------------------------------------------------ what is chosen

    def choice(self) -> BenchmarkChoice:
        """What the form says."""
        return BenchmarkChoice(
            self._preset().name, self.memories.chosen(), self.tasks.chosen(),
            self.num_seeds.value(), self.jobs.value(),
        )  # fmt: skip

    def show_state(self, reason: str, *, is_locked: bool) -> None:
        """Say why it cannot be started ("" when it can), and lock the form while it runs."""
        self._reason = reason
        self._fields.setEnabled(not is_locked)
        self._refresh()

    def _refresh(self) -> None:
        reason = self._reason
        if not reason and not self.memories.chosen():
            reason = self.tr("Choose at least one memory.")
        if not reason and not self.tasks.chosen():
            reason = self.tr("Choose at least one task.")
        self.start_button.setEnabled(not reason)
        self.start_button.setToolTip(reason)
        self.note.setText(
            reason
            or self.tr(
                "Trials whose results are there already are not run again; one that was cut "
                "off goes on where it was kept last."
            )
        )

    def _preset(self) -> PresetDescription:
        name = next(name for name, button in self.presets.items() if button.isChecked())
        return next(each for each in PRESET_DESCRIPTIONS if each.name == name)

    def _show_tasks(self) -> None:
        self.tasks.show_choices(
            (name, task_title(name), task_summary(name)) for name in self._preset().tasks
        )

    @Slot(object)
    def _on_preset_clicked(self, _: object) -> None:
        self.num_seeds.setValue(self._preset().num_seeds)
        self._show_tasks()
        self._on_group_changed()

    @Slot()
    def _on_group_changed(self) -> None:
        self._refresh()
        self.changed.emit()
