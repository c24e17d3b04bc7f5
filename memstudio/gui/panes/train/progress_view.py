"""How a run goes: figures, curves, and what came of it. Fed with events, live or from a folder."""

from __future__ import annotations

from collections import deque
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from memstudio import events
from memstudio.gui.health_strip import HealthStrip
from memstudio.gui.panes.train.figure_tiles import FigureTiles
from memstudio.gui.panes.train.result_card import ResultCard
from memstudio.gui.panes.train.ways_card import WaysCard
from memstudio.gui.plots.line_chart import LineChart
from memstudio.gui.theme.theme import current
from memstudio.gui.throttle import Throttle
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.training.evaluations import Evaluations
from memstudio.training.run_config import AT_THE_END
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHOW_EVERY_MS = 200
"""How often the figures change: steps may come hundreds of times a second, people read a few."""
_AT_ONCE = 200
"""Events of a long record that are taken in before the window gets its turn again."""


class ProgressView(QWidget):
    """One run at a time; `begin` makes room for the next.

    Signals:
        result_shown: what came of the run, or a part of it, stands beneath the curves now.
    """

    result_shown = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.tiles = FigureTiles()
        self.bar = QProgressBar()
        self.bar.setObjectName("bar")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self._idle_text = self.tr("The loss is drawn here as soon as training begins.")
        self._units = {
            "causal": self.tr("nats a token"),
            "regression": self.tr("squared error / variance"),
            "classification": self.tr("nats a label"),
        }
        unit = self._units["causal"]
        self.chart = LineChart(self.tr("Loss"), self.tr("step"), unit, self._idle_text)
        self._train = self.tr("training")
        self._held_out = self.tr("validation")
        self._reset = self.tr("memory reset")
        self.chart.add_series(self._train, 0, is_smoothed=True)
        self.chart.add_series(self._held_out, 1)
        self.chart.add_series(self._reset, 2, is_dotted=True)
        self.facts = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.facts.setProperty("role", "caption")
        self.result = ResultCard()
        self.result.hide()
        self.result.evaluation.answers_shown.connect(self._on_answers_shown)
        self._folder: RunFolder | None = None
        self._objective, self._is_ending = "causal", False
        self._last_step: events.StepFinished | None = None
        self._with_reset: events.Validated | None = None
        # By held-out loss, the step that it was measured at.
        self._measured_at: dict[float, int] = {}
        self._evaluations = Evaluations()
        self._record: Iterator[events.RunEvent] | None = None
        self._waiting: deque[events.RunEvent] = deque()
        self._replayed_to: float | None = None
        self._is_past = False
        self._replaying = QTimer(self)
        self._replaying.setInterval(0)
        self._replaying.timeout.connect(self._on_replaying_timeout)
        self._soon = Throttle(self, _SHOW_EVERY_MS, self._show_last_step)
        self.ways = WaysCard()
        self.health = HealthStrip()
        self._compose()
        self.facts.hide()

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_s)
        for widget in (self.facts, self.tiles, self.bar):
            column.addWidget(widget)
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        sizes = current().sizes
        inside.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_m, sizes.space_s)
        inside.addWidget(self.chart)
        column.addWidget(frame, 1)
        column.addWidget(self.health)
        column.addWidget(self.result)
        column.addWidget(self.ways)

    # ------------------------------------------------------------------ a run

    def begin(self) -> None:
        """A new run begins."""
        self._stop_replay()
        self.chart.clear()
        self.chart.set_empty_text(self.tr("The first step is on its way."))
        self.bar.setRange(0, 0)
        self.facts.hide()
        self.result.hide()
        self.tiles.clear()
        self._is_ending = False
        self._last_step = self._with_reset = self._folder = None
        self._measured_at = {}
        self._evaluations = Evaluations()

    def end(self) -> None:
        """The run is over, however it ended."""
        self.show_ending()
        self.chart.set_empty_text(self._idle_text)
        if self.bar.maximum() == 0:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)

    def go_on(self) -> None:
        """Another program is at work on the run, perhaps after it had ended."""
        self._is_ending = False

    def show_ending(self) -> None:
        """No further step is wanted, so there is no time left to be told."""
        self._is_ending = True
        self.tiles.show_end()

    def replay(self, record: Iterable[events.RunEvent], *, is_past: bool = False) -> None:
        """Show a run from its record, a little at a time; what comes meanwhile is shown after.

        Args:
            record: of the run.
            is_past: whether nothing of what comes meanwhile can stand in it.
        """
        self._stop_replay()
        self._replayed_to = None
        self._is_past = is_past
        self._record = iter(record)
        self._replaying.start()

    @property
    def is_replaying(self) -> bool:
        """Whether a record is still being taken in."""
        return self._record is not None

    def show_event(self, event: events.RunEvent) -> None:
        """Take in one event."""
        if self._record is not None:
            self._waiting.append(event)
            return
        self._take(event)
        if isinstance(event, events.StepFinished):
            self._soon.ask()
        else:
            self._show_last_step()

    def show_record(self, found: Iterable[events.RunEvent]) -> None:
        """Take in a part of a run's record; the figures change once."""
        for event in found:
            self._take(event)
        self._show_last_step()

    def offer_from_disk(self, *, is_cut_off: bool, can_go_on: bool, has_probes: bool) -> None:
        """The record of a run is read, and it has ended: say what can be done with it."""
        if is_cut_off:
            self.result.show_interruption()
            self._show_result()
        self.result.offer_from_disk(can_go_on=can_go_on, has_probes=has_probes)

    def show_failure(self, text: str) -> None:
        """Say why the run could not begin, or could not go on."""
        self.result.show_failure(
            text, has_folder=self._folder is not None, can_go_on=self._has_checkpoint
        )
        self._show_result()

    # ------------------------------------------------------------------ inside

    @Slot()
    def _on_replaying_timeout(self) -> None:
        record = self._record
        if record is None:
            self._replaying.stop()
            return
        batch = list(islice(record, _AT_ONCE))
        for event in batch:
            self._take(event)
            self._replayed_to = event.time
        if len(batch) < _AT_ONCE:
            # What is going on is written down before it is told: it may stand in the record.
            last = None if self._is_past else self._replayed_to
            waiting = [event for event in self._waiting if last is None or event.time > last]
            self._stop_replay()
            for event in waiting:
                self._take(event)
        self._show_last_step()

    def _stop_replay(self) -> None:
        self._replaying.stop()
        self._record = None
        self._waiting.clear()

    def _take(self, event: events.RunEvent) -> None:
        match event:
            case events.RunStarted():
                self._show_start(event)
            case events.StepFinished():
                self._last_step = event
                self.chart.append(self._train, event.step, event.loss)
            case events.Validated():
                self._show_validation(event)
            case events.Evaluated():
                self._evaluations = self._evaluations.with_event(event)
            case events.RunFinished():
                self.result.evaluation.show_evaluations(self._evaluations, event.step)
                can_go_on = event.reason == "stopped" and self._has_checkpoint
                after = event.loss_after
                self.result.show_finish(
                    event, self._with_reset, can_go_on=can_go_on, objective=self._objective,
                    measured_at=None if after is None else self._measured_at.get(after),
                )  # fmt: skip
                self._show_result()
            case events.RunFailed():
                self.show_failure(filled(event.text, event.values))

    @property
    def _has_checkpoint(self) -> bool:
        return self._folder is not None and self._folder.last_checkpoint() is not None

    def _show_result(self) -> None:
        self.result.show()
        self.result_shown.emit(self.result)

    @Slot()
    def _on_answers_shown(self) -> None:
        self.result_shown.emit(self.result.evaluation.answers)

    def _show_start(self, event: events.RunStarted) -> None:
        self._folder = RunFolder(Path(event.run))
        self._objective = event.objective
        unit = self._units.get(event.objective, self._units["causal"])
        self.chart.name_axes(self.tr("step"), unit)
        self.result.hide()
        self.bar.setRange(0, max(1, event.total_steps))
        self.bar.setValue(event.first_step)
        self.tiles.show_start(event.first_step, event.total_steps)
        name = event.run.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
        text = numbered(
            self.tr("%1 of %2 parameters on %3 · run %4"),
            numbers.compact(event.num_trainable), numbers.compact(event.num_parameters),
            event.device, name,
        )  # fmt: skip
        if event.num_cut:
            cut = self.tr("of %1 longer texts the beginning is learnt from")
            if event.objective not in AT_THE_END:
                cut = self.tr("of %1 longer texts answers are learnt without the beginning")
            text = f"{text} · {cut.replace('%1', numbers.count(event.num_cut))}"
        self.facts.setText(text)
        self.facts.show()

    def _show_validation(self, event: events.Validated) -> None:
        self.chart.append(self._held_out, event.step, event.loss)
        # Of two that are alike the first is taken for the best.
        if event.step > 0:
            self._measured_at.setdefault(event.loss, event.step)
        if event.loss_memory_reset is not None:
            self.chart.append(self._reset, event.step, event.loss_memory_reset)
            if event.step > 0:
                self._with_reset = event

    @Slot()
    def _show_last_step(self) -> None:
        step = self._last_step
        if step is not None:
            self.bar.setRange(0, max(1, step.total_steps))
            self.bar.setValue(step.step)
            self.tiles.show_step(step)
            if self._is_ending:
                self.tiles.show_end()
