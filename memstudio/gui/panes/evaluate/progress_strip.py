"""How far the benchmark is: all of it, and each trial that is going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QProgressBar, QVBoxLayout, QWidget

from memstudio.gui.panes.evaluate.words import memory_title, task_title
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import count, decimal, percent

if TYPE_CHECKING:
    from memstudio.bench.memory_tasks import TrialProgress
    from memstudio.gui.benchmark import Benchmark

_BAR_WIDTH = 120
_MOST_SHOWN = 4


class ProgressStrip(QFrame):
    """Hidden while no benchmark is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        sizes = current().sizes
        self.whole = _bar()
        self.whole.setAccessibleName(self.tr("Trials done"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(sizes.space_m)
        self._grid.setVerticalSpacing(sizes.space_xs)
        self._grid.setColumnStretch(0, 1)
        self.lines: list[tuple[ElidedLabel, QProgressBar]] = []
        self.more = ElidedLabel("", None, Qt.TextElideMode.ElideRight)
        self.more.setProperty("role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.whole)
        column.addLayout(self._grid)
        column.addWidget(self.more)
        self.hide()

    def show_benchmark(self, benchmark: Benchmark) -> None:
        """Show how far it is."""
        self.setVisible(benchmark.is_active)
        total = len(benchmark.plan)
        self.whole.setRange(0, total)
        self.whole.setValue(benchmark.num_done)
        tone = "warning" if benchmark.state in {"pausing", "paused"} else ""
        set_look(self.whole, tone, "tone")
        going = list(benchmark.running.values())
        while len(self.lines) < min(len(going), _MOST_SHOWN):
            self._add_line()
        for place, (label, bar) in enumerate(self.lines):
            is_used = place < len(going)
            label.setVisible(is_used)
            bar.setVisible(is_used)
            if is_used:
                label.setText(self._line(going[place]))
                bar.setRange(0, going[place].max_steps)
                bar.setValue(going[place].step)
        hidden = len(going) - _MOST_SHOWN
        self.more.setVisible(hidden > 0 or not going)
        text = self.tr("and %n more", "", max(0, hidden))
        self.more.setText(text if going else self.tr("The first trials begin…"))

    def _line(self, progress: TrialProgress) -> str:
        text = self.tr("%1 · %2 · seed %3 · step %4 of at most %5 · %6 right · loss %7")
        return numbered(
            text, memory_title((progress.kind, progress.variant)), task_title(progress.task),
            count(progress.seed), count(progress.step), count(progress.max_steps),
            percent(progress.accuracy), decimal(progress.loss, 3),
        )  # fmt: skip

    def _add_line(self) -> None:
        label = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        label.setProperty("role", "caption")
        bar = _bar()
        bar.setFixedWidth(_BAR_WIDTH)
        bar.setAccessibleName(self.tr("Steps of this trial"))
        row = len(self.lines)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.lines.append((label, bar))


def _bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    return bar
