"""Where the benchmark stands, in words, with the buttons that steer it and those for its results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.pause_button import PauseButton

if TYPE_CHECKING:
    from memstudio.gui.benchmark import Benchmark


class EvaluateHeader(QWidget):
    """State and what it means; whose results, and how they are shown.

    Signals:
        pause_requested, resume_requested, stop_requested: a button was pressed.
        copy_table_requested, copy_command_requested, folder_requested: an entry of the menu.
        shown_changed: other results, or the same in another form.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    copy_table_requested = Signal()
    copy_command_requested = Signal()
    folder_requested = Signal()
    shown_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self.state, self.note = QLabel(), QLabel()
        self.state.setObjectName("benchmarkState")
        self.state.setProperty("role", "title")
        self.note.setObjectName("benchmarkNote")
        self.note.setProperty("role", "muted")
        for label in (self.state, self.note):
            label.setWordWrap(True)
        self.pause_button = PauseButton("pauseBenchmark")
        self.pause_button.pause_requested.connect(self.pause_requested)
        self.pause_button.resume_requested.connect(self.resume_requested)
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop"))
        self.stop_button.setObjectName("stopBenchmark")
        self.stop_button.setToolTip(
            self.tr("All is kept: trials that are cut off go on where they were, another time")
        )
        self.stop_button.clicked.connect(self.stop_requested)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.state)
        words.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.space_s)
        row.addLayout(words, 1)
        row.addWidget(self._make_sources())
        row.addWidget(self._make_forms())
        row.addWidget(self.pause_button)
        row.addWidget(self.stop_button)
        row.addWidget(self._make_menu())

    def _make_sources(self) -> QWidget:
        self.own = _choice("own", self.tr("Yours"), self.tr("What was found on this computer"))
        self.bundled = _choice(
            "bundled", self.tr("Measured by us"), self.tr("The results that come with MemStudio")
        )
        self.sources = _group(self, self.own, self.bundled)
        return self.sources

    def _make_forms(self) -> QWidget:
        self.as_matrix = _choice("asMatrix", self.tr("Matrix"), self.tr("Memories and tasks"))
        self.as_table = _choice("asTable", self.tr("Numbers"), self.tr("A plain table of numbers"))
        self.forms = _group(self, self.as_matrix, self.as_table)
        for button in (self.own, self.as_matrix):
            button.setChecked(True)
        for button in (self.bundled, self.as_table):
            button.toggled.connect(self._on_choice_toggled)
        return self.forms

    def _make_menu(self) -> QToolButton:
        self.more = menu_button(
            name="evaluateMenu", icon_name="more", tip=self.tr("Copy the results or the command")
        )
        menu = self.more.menu()
        self.copy_table = menu.addAction(self.tr("Copy the table (Markdown)"))
        self.copy_table.triggered.connect(self.copy_table_requested)
        menu.addAction(self.tr("Copy as command line")).triggered.connect(
            self.copy_command_requested
        )
        self.open_folder = menu.addAction(self.tr("Open the folder of the results"))
        self.open_folder.triggered.connect(self.folder_requested)
        return self.more

    # ------------------------------------------------------------------ what is shown

    @property
    def shows_bundled(self) -> bool:
        """Whether the results that come with MemStudio are wanted."""
        return self.bundled.isChecked()

    def show_results(self, *, has_results: bool, has_bundled: bool) -> None:
        """Offer what there is to offer."""
        self.sources.setVisible(has_bundled)
        self.forms.setVisible(has_results)
        self.copy_table.setEnabled(has_results)

    def show_benchmark(self, benchmark: Benchmark, num_results: int) -> None:
        """Say where the benchmark stands."""
        title, note = self._words(benchmark, num_results)
        self.state.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.pause_button.show_held(is_held=benchmark.state in {"pausing", "paused"})
        for button in (self.pause_button, self.stop_button):
            button.setVisible(benchmark.is_active)
            button.setEnabled(benchmark.state != "stopping")

    def said_of(self, num_results: int) -> tuple[str, str]:
        """What is said of the results on show, wherever the benchmark stands."""
        if not self.shows_bundled:
            return self.state.text(), self.note.text()
        trials = self.tr("%n trial(s)", "", num_results)
        text = self.tr("%1, with this version's benchmark")
        return self.tr("Measured by us"), text.replace("%1", trials)

    def _words(self, benchmark: Benchmark, num_results: int) -> tuple[str, str]:
        trials = self.tr("%n trial(s)", "", num_results)
        if not benchmark.is_active and self.shows_bundled:
            return self.said_of(num_results)
        if benchmark.state == "idle":
            if num_results:
                return self.tr("Your results"), trials
            return self.tr("No results yet"), ""
        if benchmark.state == "running" and not benchmark.plan:
            return self.tr("Preparing"), self.tr("The trials are being set up.")
        title, note = {
            "running": (self.tr("Trying memories, %1 of %2 trials done"), ""),
            "pausing": (self.tr("Pausing"), self.tr("Every trial holds at its next check.")),
            "paused": (self.tr("Paused, %1 of %2 trials done"), ""),
            "stopping": (
                self.tr("Stopping"),
                self.tr("What is finished is kept, and how far the other trials are."),
            ),
            "stopped": (
                self.tr("Stopped, %1 of %2 trials done"),
                self.tr("Start again to go on where it was."),
            ),
            "completed": (self.tr("Done, %2 trials"), ""),
            "failed": (
                self.tr("The benchmark could not go on"),
                self.tr("What is finished is kept. Start again to go on where it was."),
            ),
        }[benchmark.state]
        return numbered(title, count(benchmark.num_done), count(len(benchmark.plan))), note

    @Slot(bool)
    def _on_choice_toggled(self, _: bool) -> None:
        self.shown_changed.emit()


def _choice(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setProperty("role", "quiet")
    return button


def _group(owner: QWidget, *buttons: QPushButton) -> QWidget:
    holder = QWidget(owner)
    group = QButtonGroup(holder)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    for button in buttons:
        group.addButton(button)
        row.addWidget(button)
    return holder
