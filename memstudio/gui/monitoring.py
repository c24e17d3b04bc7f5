"""The watching of files as the window knows it: whether it is on, what came, and what was alerted of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.progress import Control
from memstudio.workers.monitor_messages import (
    ChangeRule,
    FindLabels,
    LabelsFound,
    MonitoringBegun,
    MonitoringEnded,
    MonitorWrote,
    StartMonitoring,
)

if TYPE_CHECKING:
    from memstudio.models.summary import ModelSummary
    from memstudio.tasks.labels import LabelScheme
    from memstudio.tasks.monitoring.alert_rule import AlertRule, Verdict
    from memstudio.tasks.monitoring.items import Alert, Item, Logged
    from memstudio.tasks.monitoring.monitor import MonitorSettings
    from memstudio.workers.engine_thread import EngineThread
    from memstudio.workers.messages import Failure

_MOST_ITEMS = 20_000
"""Texts that are held in the window; the log has all."""


class Monitoring(QObject):
    """Starts and ends the watching; keeps what came.

    Signals:
        state_changed: it is on, or off, or how it ended.
        items_reset: other texts altogether.
        items_added: texts that came just now, a tuple.
        alert_raised: an `Alert`, just now.
        trouble_noted: a `Trouble`, just now.
        labels_changed: what the open model learnt is known.

    Attributes:
        state: "off", "starting", "on", "ending".
        settings: of what is on, or was; None before any.
        items: texts, the oldest first; the latest of them only.
        num_items: texts that came, also those that are no longer held.
        alerts: all of them.
        verdict: how things stand.
        failure: why it ended; None when it was wished.
        learnt: the labels of the open model; None when it learnt none.
        log: the file of the log.
    """

    state_changed = Signal()
    items_reset = Signal()
    items_added = Signal(object)
    alert_raised = Signal(object)
    trouble_noted = Signal(object)
    labels_changed = Signal()

    def __init__(self, engine: EngineThread, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._control: Control | None = None
        self.state = "off"
        self.settings: MonitorSettings | None = None
        self.items: list[Item] = []
        self.num_items = 0
        self.alerts: list[Alert] = []
        self.verdict: Verdict | None = None
        self.failure: Failure | None = None
        self.learnt: LabelScheme | None = None
        self.log = ""
        worker = engine.monitor_worker
        worker.begun.connect(self._on_worker_begun)
        worker.wrote.connect(self._on_worker_wrote)
        worker.ended.connect(self._on_worker_ended)
        worker.labels_found.connect(self._on_worker_labels_found)
        engine.worker.model_loaded.connect(self._on_engine_model_loaded)
        engine.worker.model_unloaded.connect(self._on_engine_model_unloaded)

    @property
    def is_on(self) -> bool:
        """Whether it is on, or about to be."""
        return self.state in {"starting", "on"}

    # ------------------------------------------------------------------ verbs

    def start(self, settings: MonitorSettings) -> None:
        """Watch, and label what comes with the open model."""
        if self.state != "off":
            return
        self.settings, self.failure, self._control = settings, None, Control()
        self._set_state("starting")
        self._engine.submit(StartMonitoring(self._control, settings))

    def stop(self) -> None:
        """End it after the text that is being read."""
        if self._control is not None and self.is_on:
            self._control.stop()
            self._set_state("ending")
            self._engine.monitor_end_requested.emit()

    def change_rule(self, rule: AlertRule) -> None:
        """Alert by another rule, also while it is on."""
        if self.is_on and self.settings is not None:
            self.settings = replace(self.settings, rule=rule)
            self._engine.submit(ChangeRule(Control(), rule))

    # ------------------------------------------------------------------ what the worker says

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit()

    @Slot(object)
    def _on_worker_begun(self, begun: MonitoringBegun) -> None:
        self.items, self.alerts, self.num_items = [], [], begun.num_earlier
        self._take(begun.past)
        self.log, self.verdict = begun.log, begun.verdict
        if self.state == "starting":
            self._set_state("on")
        self.items_reset.emit()

    @Slot(object)
    def _on_worker_wrote(self, wrote: MonitorWrote) -> None:
        self.verdict = wrote.verdict
        items = self._take(wrote.entries)
        self.items_added.emit(items)
        for entry in wrote.entries:
            if entry.event == "alert":
                self.alert_raised.emit(entry)
            elif entry.event == "trouble":
                self.trouble_noted.emit(entry)

    def _take(self, entries: tuple[Logged, ...]) -> tuple[Item, ...]:
        items = tuple(entry for entry in entries if entry.event == "item")
        self.items += items
        self.num_items += len(items)
        self.alerts += [entry for entry in entries if entry.event == "alert"]
        if len(self.items) > _MOST_ITEMS:
            # Some at once, so that what follows the list need not move with each.
            del self.items[: _MOST_ITEMS // 4]
            self.items_reset.emit()
        return items

    @Slot(object)
    def _on_worker_ended(self, ended: MonitoringEnded) -> None:
        self.failure, self._control = ended.failure, None
        self._set_state("off")

    @Slot(object)
    def _on_worker_labels_found(self, found: LabelsFound) -> None:
        self.learnt = found.scheme
        self.labels_changed.emit()

    @Slot(object)
    def _on_engine_model_loaded(self, _: ModelSummary) -> None:
        self._engine.submit(FindLabels(Control()))

    @Slot()
    def _on_engine_model_unloaded(self) -> None:
        self.learnt = None
        self.labels_changed.emit()
