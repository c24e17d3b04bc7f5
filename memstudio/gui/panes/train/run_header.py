"""Where the run stands, in words, with the buttons that steer it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.translation import numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.pause_button import PauseButton
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from memstudio.gui.run_view import RunView

_WIDTH_OF_WORDS = 260


class RunHeader(QWidget):
    """State and what it means; Pause or Resume, Stop and keep.

    Signals:
        pause_requested, resume_requested, stop_requested, use_requested, branch_requested: a button
            was pressed.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    use_requested = Signal()
    branch_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = QLabel()
        self.state.setObjectName("state")
        self.state.setProperty("role", "title")
        self.state.setWordWrap(True)
        self.note = QLabel()
        self.note.setObjectName("note")
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.use_button = QPushButton(icon("use"), self.tr("Try the model"))
        self.use_button.setObjectName("tryModel")
        self.use_button.clicked.connect(self.use_requested)
        self.branch_button = QPushButton(icon("branch"), self.tr("Branch…"))
        self.branch_button.setObjectName("branchRun")
        self.branch_button.setToolTip(
            self.tr("Train another run on from here; this one is held till then")
        )
        self.branch_button.clicked.connect(self.branch_requested)
        self.pause_button = PauseButton("pauseTraining")
        self.pause_button.pause_requested.connect(self.pause_requested)
        self.pause_button.resume_requested.connect(self.resume_requested)
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop and keep"))
        self.stop_button.setObjectName("stopTraining")
        self.stop_button.setToolTip(self.tr("End after this step; the model so far is kept"))
        self.stop_button.clicked.connect(self.stop_requested)
        sizes = current().sizes
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.state)
        words.addWidget(self.note)
        self._buttons = ButtonRows(
            (self.use_button, self.branch_button, self.pause_button, self.stop_button)
        )
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(sizes.space_s)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._buttons)

    def show_run(self, run: RunView | None, *, is_model_open: bool = True) -> None:
        """Say where a run stands, and whether its model is open when it is over."""
        title, note = self._words(run)
        has_model = run is not None and run.state in {"completed", "stopped"}
        if run is not None and has_model and not run.is_from_disk and not is_model_open:
            note = self.tr("Its model lies in its folder; it is not the one that is open now.")
        self.state.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        active = run is not None and run.is_active
        state = run.state if run is not None else ""
        self.pause_button.show_held(is_held=state in {"paused", "pausing"})
        self.pause_button.setVisible(active)
        self.stop_button.setVisible(active)
        self.use_button.setVisible(active and state == "paused")
        # Before the first step there is nothing to branch from.
        has_steps = run is not None and run.step > 0
        self.branch_button.setVisible(active and state == "paused" and has_steps)
        self.pause_button.setEnabled(state != "stopping")
        self.stop_button.setEnabled(state != "stopping")
        self._arrange()

    def _words(self, run: RunView | None) -> tuple[str, str]:
        if run is None:
            return self.tr("No run yet"), self.tr("Choose the text and the settings, then start.")
        if run.is_from_disk:
            return self._words_from_disk(run)
        if run.state == "running" and run.last_step is None:
            return self.tr("Preparing"), self.tr("Reading the text and measuring the start.")
        step, total = numbers.count(run.step), numbers.count(run.total_steps)
        if run.state == "running" and run.has_all_steps:
            title = self.tr("All %1 steps are done")
            return title.replace("%1", total), self.tr("The model is being measured and saved.")
        title, note = {
            "running": (self.tr("Training, step %1 of %2"), ""),
            "pausing": (self.tr("Pausing after this step"), ""),
            "paused": (
                self.tr("Paused after step %1"),
                self.tr("The model is free to use: try it in Use."),
            ),
            "stopping": (self.tr("Stopping after this step"), self.tr("The model is being saved.")),
            "stopped": (
                self.tr("Stopped after step %1"),
                self.tr(
                    "The model was kept and opened: the best that was measured, or what came of it since."
                ),
            ),
            "completed": (
                self.tr("Done, %1 steps"),
                self.tr("The best model was kept and opened."),
            ),
            "failed": (
                self.tr("The run could not go on"),
                self.tr("What was done until the last checkpoint is kept."),
            ),
        }[run.state]
        if not run.step:
            title, note = self._words_before_first_step().get(run.state, (title, note))
        if run.state == "failed":
            note = self._words_of_kept(run.folder) or note
        if run.holds and run.is_active and not note:
            note = self.tr("{run} is held meanwhile.").format(run=run.holds)
        return numbered(title, step, total), note

    def _words_before_first_step(self) -> dict[str, tuple[str, str]]:
        return {
            "pausing": (self.tr("Pausing before the next step"), ""),
            "paused": (
                self.tr("Paused before the first step"),
                self.tr("The model is free to use: try it in Use."),
            ),
            "stopping": (
                self.tr("Stopping before the next step"),
                self.tr("The model is being saved."),
            ),
            "stopped": (
                self.tr("Stopped before the first step"),
                self.tr("Nothing was learnt; the model is open as it was before the run."),
            ),
        }

    def _words_of_kept(self, folder: str | None) -> str:
        """What there is to say of a run that failed, but that its last checkpoint is kept."""
        if not folder:
            return self.tr("Nothing was changed.")
        if RunFolder(Path(folder)).last_checkpoint() is None:
            return self.tr("No checkpoint was written before that, so nothing of it is kept.")
        return ""

    def _words_from_disk(self, run: RunView) -> tuple[str, str]:
        title, note = {
            "reading": (self.tr("Reading what was recorded"), ""),
            "unread": (self.tr("What was recorded cannot be read"), ""),
            "running": (
                self.tr("Training in another program, step %1 of %2"),
                self.tr("It is followed here; only that program can hold or stop it."),
            ),
            "paused": (
                self.tr("Held by another program after step %1"),
                self.tr("It is followed here; only that program can let it go on."),
            ),
            "stopped": (self.tr("Stopped after step %1 of %2"), ""),
            "completed": (self.tr("Done, %1 steps"), ""),
            "failed": (self.tr("The run could not go on"), ""),
            "interrupted": (self.tr("Interrupted after step %1 of %2"), ""),
        }[run.state]
        title = numbered(title, numbers.count(run.step), numbers.count(run.total_steps))
        note = note or self.tr("Shown from its folder; its model need not be the one that is open.")
        return title, note

    def _arrange(self) -> None:
        """The buttons stand beside the words, or beneath them where those would be squeezed."""
        buttons = self._buttons.sizeHint().width()
        is_narrow = self.width() < buttons + _WIDTH_OF_WORDS
        direction = QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction if is_narrow else QBoxLayout.Direction.LeftToRight)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
