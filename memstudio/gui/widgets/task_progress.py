"""What the engine is doing, how far it is, and a way to cancel it; hidden while it is idle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current
from memstudio.gui.throttle import Throttle
from memstudio.gui.translation import filled
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.number_format import count, duration, percent, tokens_per_second
from memstudio.workers.messages import TaskKind

if TYPE_CHECKING:
    from memstudio.events import StepFinished
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.progress import Progress

_REFRESH_MS = 250
_WIDTH = 320
_STEPS_OF_BAR = 1000


class TaskProgress(QWidget):
    """A line of text over a thin bar, with a cancel button where cancelling is possible."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._progress: Progress | None = None
        self._last_step: StepFinished | None = None
        self._is_cancelled = False
        self.setFixedWidth(_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_s)
        column = QVBoxLayout()
        column.setSpacing(current().sizes.space_xs)
        row.addLayout(column, 1)
        self.progress_text = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.progress_text.setProperty("role", "caption")
        self.progress_text.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.progress_text)
        self.progress_bar = QProgressBar(self)
        self.progress_bar.setObjectName("progress_bar")
        self.progress_bar.setTextVisible(False)
        self.progress_bar.setAccessibleName(self.tr("Progress"))
        column.addWidget(self.progress_bar)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setObjectName("cancel_button")
        self.cancel_button.setIcon(icon("close", "muted_text"))
        self.cancel_button.setToolTip(self.tr("Cancel"))
        self.cancel_button.setAccessibleName(self.tr("Cancel what is going on"))
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        row.addWidget(self.cancel_button)
        # Events may come hundreds of times a second; people read a few.
        self._soon = Throttle(self, _REFRESH_MS, self._refresh)
        session.progress_changed.connect(self._on_session_progress_changed)
        session.task_changed.connect(self._on_session_task_changed)
        session.run_changed.connect(self._on_session_run_changed)
        session.benchmark.changed.connect(self._soon.ask)
        self._refresh()

    @Slot(object)
    def _on_session_progress_changed(self, progress: Progress) -> None:
        self._progress = progress
        self._soon.ask()

    @Slot(object)
    def _on_session_task_changed(self, _task: object) -> None:
        self._progress, self._is_cancelled = None, False
        self._refresh()

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        last = run.last_step if run is not None else None
        if last is not self._last_step:
            # What was told before the step is over.
            self._last_step = last
            self._progress = None
        self._soon.ask()

    @Slot()
    def _on_cancel_clicked(self) -> None:
        task = self._session.task
        if task is TaskKind.GENERATE:
            self._session.stop_generating()
        elif task is not None:
            self._is_cancelled = True
            self.cancel_button.setEnabled(False)
            self._session.cancel(task)

    @Slot()
    def _refresh(self) -> None:
        task = self._session.task
        run = self._session.run
        is_training = task is TaskKind.TRAIN or (run is not None and run.is_active)
        self.setVisible(task is not None or is_training)
        self.cancel_button.setVisible(task is not None and task is not TaskKind.TRAIN)
        self.cancel_button.setEnabled(not self._is_cancelled)
        if is_training and task in {None, TaskKind.TRAIN}:
            self._show_run()
        elif task is not None:
            self._show_task(task)

    def _show_run(self) -> None:
        run = self._session.run
        if run is None:
            return
        last = run.last_step
        is_measuring = run.has_all_steps and self._progress is not None
        if last is None or is_measuring:
            text = filled(self._progress.text) if self._progress else self.tr("Preparing the run…")
            self._show_bar(*(self._fraction() or (0, 0)))
        else:
            parts = [
                percent(run.step / max(1, run.total_steps)),
                self.tr("{step} of {total}").format(
                    step=count(run.step), total=count(run.total_steps)
                ),
                tokens_per_second(last.tokens_per_second),
            ]
            if run.state == "running" and last.eta is not None:
                parts.append(self.tr("{time} left").format(time=duration(last.eta)))
            text = " · ".join(parts)
            self._show_bar(run.step, run.total_steps)
        state = {
            "pausing": self.tr("Pausing"),
            "paused": self.tr("Paused"),
            "stopping": self.tr("Stopping and saving"),
        }.get(run.state)
        self.progress_text.setText(f"{state} · {text}" if state else text)
        self._set_tone("warning" if run.state in {"pausing", "paused"} else "")

    def _show_task(self, task: TaskKind) -> None:
        names = {
            TaskKind.LOAD: self.tr("Opening the model…"),
            TaskKind.MAKE: self.tr("Making the model…"),
            TaskKind.MOVE: self.tr("Moving the model…"),
            TaskKind.READ_DATA: self.tr("Reading the text…"),
            TaskKind.TRACE: self.tr("Tracing the document…"),
            TaskKind.GENERATE: self.tr("Writing…"),
            TaskKind.BENCHMARK: self._benchmark_words(),
            TaskKind.MEASURE: self.tr("Measuring the model…"),
            TaskKind.SAVE: self.tr("Saving a copy…"),
            TaskKind.ATTENTION: self.tr("Reading for the attention…"),
        }
        text = names.get(task, "")
        fraction = self._fraction()
        if task is TaskKind.BENCHMARK:
            benchmark = self._session.benchmark
            fraction = (benchmark.num_done, len(benchmark.plan)) if benchmark.plan else None
        elif self._progress is not None and self._progress.text:
            text = filled(self._progress.text)
        if fraction is not None:
            text = f"{text.rstrip('…')} · {percent(fraction[0] / fraction[1])}"
        self.progress_text.setText(text)
        self._show_bar(*(fraction or (0, 0)))
        self._set_tone("")

    def _benchmark_words(self) -> str:
        benchmark = self._session.benchmark
        if benchmark.state in {"pausing", "paused"}:
            return self.tr("Benchmark paused")
        if not benchmark.plan:
            return self.tr("Preparing the benchmark…")
        text = self.tr("Benchmark · {done} of {total} trials")
        return text.format(done=count(benchmark.num_done), total=count(len(benchmark.plan)))

    def _fraction(self) -> tuple[int, int] | None:
        progress = self._progress
        if progress is None or progress.total <= 0:
            return None
        return min(progress.done, progress.total), progress.total

    def _show_bar(self, done: int, total: int) -> None:
        if total <= 0:
            self.progress_bar.setRange(0, 0)
            return
        self.progress_bar.setRange(0, _STEPS_OF_BAR)
        self.progress_bar.setValue(round(_STEPS_OF_BAR * done / total))

    def _set_tone(self, tone: str) -> None:
        set_look(self.progress_bar, tone, "tone")
