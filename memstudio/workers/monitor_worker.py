"""Watches files in the thread that owns the model, one text at a time, so that others get their turn.

Between two texts all other wishes are served. While a run trains, texts wait.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from memstudio.errors import Cancelled, MemStudioError, marked
from memstudio.workers.attempt import attempt
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.monitor_messages import (
    LabelsFound,
    MonitoringBegun,
    MonitoringEnded,
    MonitorWrote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.models.load import LoadedModel
    from memstudio.tasks.monitoring.items import Logged
    from memstudio.tasks.monitoring.monitor import Monitor
    from memstudio.workers.engine_worker import EngineWorker
    from memstudio.workers.monitor_messages import ChangeRule, FindLabels, StartMonitoring

_log = logging.getLogger(__name__)
_LOOK_EVERY_MS = 1000
_MOST_PAST = 5000
"""Entries of a log that are shown again."""
_OTHER_MODEL = marked("errors", "The watching has ended, as another model was opened or the model was closed. Start it again to go on with the model that is open.")  # fmt: skip


class MonitorWorker(QObject):
    """Follows one monitor; it is no task of the engine.

    Signals:
        begun: a `MonitoringBegun`.
        wrote: a `MonitorWrote`.
        ended: a `MonitoringEnded`; every start is followed by one.
        labels_found: a `LabelsFound`.

    Args:
        engine: whose open model labels.
    """

    begun = Signal(object)
    wrote = Signal(object)
    ended = Signal(object)
    labels_found = Signal(object)

    def __init__(self, engine: EngineWorker) -> None:
        super().__init__()
        self._engine = engine
        self._request: StartMonitoring | None = None
        self._monitor: Monitor | None = None
        self._loaded: LoadedModel | None = None
        self._round: Iterator[tuple[Logged, ...]] | None = None
        self._timer: QTimer | None = None

    @Slot(object)
    def start(self, request: StartMonitoring) -> None:
        """Begin to watch; what was watched before is ended."""
        self.close()
        self._request = request
        try:
            monitor = attempt(lambda: self._made(request), "beginning to watch", TaskKind.GENERATE)
        except Cancelled:
            self._end(None)
            return
        if isinstance(monitor, Failure):
            self._end(monitor)
            return
        self._monitor, self._loaded = monitor, self._engine.opened
        past = tuple(monitor.past[-_MOST_PAST:])
        num_earlier = sum(each.event == "item" for each in monitor.past[:-_MOST_PAST])
        monitor.past.clear()
        log = str(request.settings.log_path)
        self.begun.emit(MonitoringBegun(past, log, monitor.verdict, num_earlier))
        # It has to be made in this thread.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._timer.start(0)

    @Slot(object)
    def change_rule(self, request: ChangeRule) -> None:
        """Alert by another rule from now on."""
        if self._monitor is not None:
            self._monitor.change_rule(request.rule)
            self.wrote.emit(MonitorWrote((), self._monitor.verdict))

    @Slot(object)
    def find_labels(self, request: FindLabels) -> None:
        """Say which labels the open model learnt."""
        scheme = None
        loaded = self._engine.opened
        if loaded is not None:
            try:
                from memstudio.training.learnt_labels import labels_of_model

                scheme = labels_of_model(loaded, request.control)
            except Cancelled:
                return
            except Exception:  # noqa: BLE001 - they can be named as well
                _log.exception("the labels of the model could not be looked for")
        self.labels_found.emit(LabelsFound(scheme))

    @Slot()
    def close(self) -> None:
        """End the watching, when one is on."""
        if self._monitor is not None:
            self._end(None)

    # ------------------------------------------------------------------ inside

    def _made(self, request: StartMonitoring) -> Monitor:
        from memstudio.evaluation.classifying import Classifier
        from memstudio.tasks.monitoring.monitor import Monitor

        loaded, settings = self._engine.need_model(), request.settings
        classifier = Classifier(
            loaded, settings.scheme, request.control, remembers=settings.remembers
        )
        return Monitor(settings, classifier.classify, loaded.source.name, request.control)

    @Slot()
    def _step(self) -> None:
        """Deal with one text, or look whether there is one."""
        monitor, request = self._monitor, self._request
        if monitor is None or request is None or self._timer is None:
            return
        if request.control.is_cancelled or request.control.is_stop_requested:
            self._end(None)
            return
        opened = self._engine.opened
        if opened is None or self._loaded is None or opened.model is not self._loaded.model:
            self._end(Failure(TaskKind.GENERATE, _OTHER_MODEL))
            return
        texts = self._round = self._round or monitor.round()
        try:
            entries = attempt(lambda: next(texts, None), "watching", TaskKind.GENERATE)
        except Cancelled:
            self._end(None)
            return
        if isinstance(entries, Failure):
            self._end(entries)
            return
        if entries is None:
            self._round = None
        else:
            self.wrote.emit(MonitorWrote(entries, monitor.verdict))
        # With no time between, what others wish still comes first come, first served.
        self._timer.start(_LOOK_EVERY_MS if entries is None else 0)

    def _end(self, failure: Failure | None) -> None:
        monitor, self._monitor, self._loaded, self._round = self._monitor, None, None, None
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
        if monitor is not None:
            try:
                monitor.close()
            except MemStudioError as error:
                failure = failure or Failure.of(TaskKind.GENERATE, error)
        self._request = None
        self.ended.emit(MonitoringEnded(failure))
