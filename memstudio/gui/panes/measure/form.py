"""What the open model is measured on, how much of it, and beside which other model."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.dataset.dataset_card import DatasetCard
from memstudio.gui.panes.measure.baseline_box import BaselineBox
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.noted_button import NotedButton
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.gui.widgets.start_foot import StartFoot, start_button
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.measuring.settings import OF_HEADS, MeasureSettings, MeasureTask

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.gui.recent import RecentItems

_NUM_STORIES, _NUM_ROWS, _NUM_TOKENS, _NUM_SEGMENTS = 64, 100, 100_000, 64
_NUM_PROBES, _FARTHEST, _NUM_PAIRS = 24, 32, 64
_ON_TEXT = frozenset({"text", "retention"})
_MOST = 1_000_000_000


class MeasureForm(QWidget):
    """The left side of the page.

    Signals:
        changed: something else is chosen.
        start_requested: the button was pressed.
    """

    changed = Signal()
    start_requested = Signal()

    def __init__(self, recent: RecentItems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self._tasks = QButtonGroup(self)
        self.tasks: dict[str, QRadioButton] = {}
        self._noted: dict[str, NotedButton] = {}
        self._impossible: set[str] = set()
        page = QWidget()
        page.setObjectName("page")
        self.area = scrolled(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.area, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(section(self.tr("Measure on")))
        for name, title in (
            ("run", self.tr("What its run held out")),
            ("text", self.tr("A text")),
            ("retention", self.tr("What is retained of a text")),
            ("stories", self.tr("Stories to be recalled")),
        ):
            self._add_task(name, title, column)
            if name == "retention":
                self.dataset = DatasetCard()
                column.addWidget(self.dataset)
        self.tasks["text"].setChecked(True)
        self._tasks.buttonClicked.connect(self._on_task_clicked)
        column.addSpacing(sizes.space_xs)
        self._add_numbers(column)
        column.addWidget(section(self.tr("Compare with")))
        self.baseline = BaselineBox(recent)
        self.baseline.setObjectName("baseline")
        self.baseline.setAccessibleName(self.tr("Compare with"))
        self.baseline.chosen.connect(self.changed)
        column.addWidget(self.baseline)
        column.addStretch(1)
        self._fields = page
        foot = StartFoot(start_button("gauge", self.tr("Measure"), "startMeasuring"), "measureNote")
        foot.start_requested.connect(self.start_requested)
        self.note, self.start_button = foot.note, foot.button
        outer.addWidget(foot)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _add_task(self, name: str, title: str, column: QVBoxLayout) -> None:
        button = QRadioButton(title)
        button.setObjectName(f"task.{name}")
        self._tasks.addButton(button)
        self.tasks[name] = button
        self._noted[name] = NotedButton(button)
        self._noted[name].note.setObjectName(f"taskNote.{name}")
        column.addLayout(self._noted[name])

    def _add_numbers(self, column: QVBoxLayout) -> None:
        self._rows = SettingRows()
        self.num_tokens, self.num_rows, self.segments, self.num_stories = (
            NumberBox() for _ in range(4)
        )
        self.num_probes, self.farthest, self.num_pairs = (NumberBox() for _ in range(3))
        for box, least, most, value in (
            (self.num_tokens, 0, _MOST, _NUM_TOKENS),
            (self.num_rows, 0, _MOST, _NUM_ROWS),
            (self.segments, 1, _MOST, _NUM_SEGMENTS),
            (self.num_stories, 1, _MOST, _NUM_STORIES),
            (self.num_probes, 8, _MOST, _NUM_PROBES),
            (self.farthest, 2, _MOST, _FARTHEST),
            (self.num_pairs, 4, _MOST, _NUM_PAIRS),
        ):
            box.setRange(least, most)
            box.setGroupSeparatorShown(True)
            box.setValue(value)
            box.valueChanged.connect(self.changed)
        self.num_tokens.setSingleStep(10_000)
        self.num_tokens.setSpecialValueText(self.tr("All"))
        self._rows.add(
            "num_tokens", self.tr("Tokens at most"), self.num_tokens,
            self.tr("Of longer texts, stretches evenly spaced; 0 for all"),
        )  # fmt: skip
        self._rows.add(
            "num_rows", self.tr("Rows at most"), self.num_rows,
            self.tr("Questions and such that are answered; 0 for none"),
        )  # fmt: skip
        self._rows.add(
            "segments", self.tr("Segments in a row"), self.segments,
            self.tr("How far a long text is read before the memory begins anew"),
        )  # fmt: skip
        self._rows.add(
            "num_stories", self.tr("Stories"), self.num_stories,
            self.tr("For each figure; more take longer and leave less to chance"),
        )  # fmt: skip
        self._rows.add(
            "num_probes", self.tr("Probes"), self.num_probes,
            self.tr("Stretches of the text, and lists of pairs, that are asked for; more take longer and leave less to chance"),
        )  # fmt: skip
        self._rows.add(
            "farthest", self.tr("Segments back at most"), self.farthest,
            self.tr("How far a stretch may lie behind when it is asked for"),
        )  # fmt: skip
        self._rows.add(
            "num_pairs", self.tr("Pairs in a row"), self.num_pairs,
            self.tr("That are written before the first of them is asked for"),
        )  # fmt: skip
        column.addWidget(self._rows)

    # ------------------------------------------------------------------ what is chosen

    def task(self) -> MeasureTask:
        """What is measured on."""
        name = next(name for name, button in self.tasks.items() if button.isChecked())
        return cast("MeasureTask", name)

    @property
    def is_on_text(self) -> bool:
        """Whether it is a text that is named."""
        return self.task() in _ON_TEXT

    @property
    def is_possible(self) -> bool:
        """Whether the open model can be measured on what is chosen, also while the form is locked."""
        return self.task() not in self._impossible

    def choose(self, task: MeasureTask) -> None:
        """Measure on something else."""
        self.tasks[task].setChecked(True)
        self._refresh()
        self.changed.emit()

    def settings(
        self, corpus: CorpusPreview | None, device: str, *, objective: str = "causal"
    ) -> MeasureSettings:
        """What the form says, of a text that was read and a model that was trained with an objective."""
        task = self.task()
        values: dict[str, object] = {}
        if task in _ON_TEXT and corpus is not None:
            values = {"data": corpus.paths, "asked": corpus.asked}
        if task == "text":
            task = OF_HEADS.get(objective, task)
        return MeasureSettings(
            task,
            baseline=self.baseline.reference(),
            rows=self.num_rows.value(),
            segments=self.segments.value(),
            tokens=self.num_tokens.value(),
            stories=self.num_stories.value(),
            probes=self.num_probes.value(),
            farthest=self.farthest.value(),
            pairs=self.num_pairs.value(),
            device=device,
            online=self.baseline.is_online,
            **values,  # type: ignore[arg-type]
        )

    # ------------------------------------------------------------------ what is shown

    def show_task(self, name: MeasureTask, note: str, *, is_possible: bool = True) -> None:
        """Say something about a way to measure, and whether it can be taken."""
        self.tasks[name].setEnabled(is_possible)
        self._impossible.discard(name)
        if not is_possible:
            self._impossible.add(name)
        self._noted[name].tell(note)

    def show_state(self, reason: str, *, is_locked: bool) -> None:
        """Say why nothing can be measured ("" when something can); lock the form meanwhile."""
        self._fields.setEnabled(not is_locked)
        self.start_button.setEnabled(not reason)
        self.start_button.setToolTip(reason)
        self.note.setText(reason)
        self.note.setVisible(bool(reason))

    def _refresh(self) -> None:
        task = self.task()
        self.dataset.setVisible(task in _ON_TEXT)
        for name in ("num_tokens", "num_rows"):
            self._rows.show_setting(name, is_shown=task in {"text", "run"})
        for name in ("num_probes", "farthest", "num_pairs"):
            self._rows.show_setting(name, is_shown=task == "retention")
        self._rows.show_setting("segments", is_shown=task == "text")
        self._rows.show_setting("num_stories", is_shown=task == "stories")

    @Slot(object)
    def _on_task_clicked(self, _: object) -> None:
        self._refresh()
        self.changed.emit()
