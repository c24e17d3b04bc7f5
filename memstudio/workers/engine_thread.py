"""Starts and stops the thread that owns the model, and carries the window's wishes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from memstudio.workers.attention_messages import CaptureAttention
from memstudio.workers.attention_worker import AttentionWorker
from memstudio.workers.causal_messages import (
    CheckReader,
    Explain,
    InspectSlot,
    Intervene,
    MapEffects,
    TakeGlance,
    Verify,
)
from memstudio.workers.causal_worker import CausalWorker
from memstudio.workers.collection_messages import CollectionRequest
from memstudio.workers.collection_worker import CollectionWorker
from memstudio.workers.dialogue_messages import (
    AnswerWith,
    AskRemembered,
    Forget,
    SayAt,
    SessionRequest,
)
from memstudio.workers.dialogue_worker import DialogueWorker
from memstudio.workers.engine_worker import EngineWorker
from memstudio.workers.giving_way import give_way
from memstudio.workers.messages import (
    ExportModel,
    Generate,
    LoadModel,
    MeasureModel,
    MoveModel,
    NewModel,
    NewModelFromScratch,
    ReadData,
    ReadToMeasure,
    Request,
    RunBenchmark,
    Trace,
    Train,
)
from memstudio.workers.model_jobs import ModelJobs
from memstudio.workers.monitor_messages import ChangeRule, FindLabels, StartMonitoring
from memstudio.workers.monitor_worker import MonitorWorker
from memstudio.workers.recommend_messages import RecommendRequest
from memstudio.workers.recommend_worker import RecommendWorker
from memstudio.workers.room_messages import FindRoom, FindWaysOn, MakeBranch
from memstudio.workers.room_worker import RoomWorker
from memstudio.workers.state_messages import StateRequest
from memstudio.workers.state_worker import StateWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.progress import Control


class _Receiver(QObject):
    """Lives in the engine's thread: what is handed to it there is done there, in order."""

    @Slot(object, object)
    def take(self, answer: Callable[[Request], None], request: Request) -> None:
        """Let `answer` have its request."""
        answer(request)


class EngineThread(QObject):
    """Lives in the window's thread; signals of the workers may be connected to at any time.

    Signals:
        submitted: a `Request` that is about to be queued.
        unload_requested, reset_memory_requested, monitor_end_requested: wishes without a request.
    """

    submitted = Signal(object)
    unload_requested = Signal()
    reset_memory_requested = Signal()
    monitor_end_requested = Signal()
    _handed_over = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("engine")
        self.worker = EngineWorker()
        self.jobs = ModelJobs(self.worker)
        self.room_worker = RoomWorker(self.worker)
        self.causal_worker = CausalWorker(self.worker)
        self.attention_worker = AttentionWorker(self.worker)
        self.state_worker = StateWorker(self.worker)
        self.monitor_worker = MonitorWorker(self.worker)
        self.dialogue_worker = DialogueWorker(self.worker)
        self.collection_worker = CollectionWorker(self.worker)
        self.recommend_worker = RecommendWorker(self.worker)
        self._receiver = _Receiver()
        for each in (
            self.worker,
            self.jobs,
            self.room_worker,
            self.causal_worker,
            self.attention_worker,
            self.state_worker,
            self.monitor_worker,
            self.dialogue_worker,
            self.collection_worker,
            self.recommend_worker,
            self._receiver,
        ):
            each.moveToThread(self._thread)
        self._answers = self._all_answers()
        # Of all requests that wait or are at work: those that are done with let go of theirs.
        self._controls: WeakSet[Control] = WeakSet()
        self._handed_over.connect(self._receiver.take)
        self.unload_requested.connect(self.worker.unload_model)
        self.reset_memory_requested.connect(self.dialogue_worker.reset_memory)
        self.monitor_end_requested.connect(self.monitor_worker.close)
        # In the new thread itself, before it makes threads of its own.
        self._thread.started.connect(give_way, Qt.ConnectionType.DirectConnection)
        self._thread.started.connect(self.worker.prepare)
        # Told in the thread itself, while its timers can still be stopped.
        self._thread.finished.connect(self.monitor_worker.close)

    def _all_answers(self) -> dict[type[Request], Callable[[Any], None]]:
        """Who answers each kind of request."""
        return {
            LoadModel: self.worker.load_model,
            NewModel: self.worker.make_model,
            NewModelFromScratch: self.worker.make_from_scratch,
            MoveModel: self.worker.move_model,
            ReadData: self.worker.read_data,
            Train: self.worker.train,
            Trace: self.worker.trace,
            Generate: self.worker.generate,
            RunBenchmark: self.worker.run_benchmark,
            ReadToMeasure: self.jobs.read_text,
            MeasureModel: self.jobs.measure,
            ExportModel: self.jobs.export_model,
            FindRoom: self.room_worker.find_room,
            FindWaysOn: self.room_worker.find_ways,
            MakeBranch: self.room_worker.make_branch,
            CheckReader: self.causal_worker.check_reader,
            Intervene: self.causal_worker.intervene,
            Explain: self.causal_worker.explain,
            Verify: self.causal_worker.verify,
            MapEffects: self.causal_worker.map_effects,
            InspectSlot: self.causal_worker.inspect_slot,
            TakeGlance: self.causal_worker.take_glance,
            CaptureAttention: self.attention_worker.capture,
            StateRequest: self.state_worker.do,
            StartMonitoring: self.monitor_worker.start,
            ChangeRule: self.monitor_worker.change_rule,
            FindLabels: self.monitor_worker.find_labels,
            SayAt: self.dialogue_worker.say_at,
            AnswerWith: self.dialogue_worker.answer_with,
            Forget: self.dialogue_worker.forget,
            AskRemembered: self.dialogue_worker.ask_remembered,
            SessionRequest: self.dialogue_worker.do,
            CollectionRequest: self.collection_worker.do,
            RecommendRequest: self.recommend_worker.do,
        }

    def start(self) -> None:
        """Start the thread; it imports torch first and then says `engine_ready`."""
        # Below the window's thread, so that drawing comes first when cores are scarce.
        self._thread.start(QThread.Priority.LowPriority)

    @property
    def is_running(self) -> bool:
        """Whether the thread has been started and not stopped."""
        return self._thread.isRunning()

    def submit(self, request: Request) -> None:
        """Hand a wish to the worker; it is queued behind what the worker is doing."""
        self._controls.add(request.control)
        self.submitted.emit(request)
        self._handed_over.emit(self._answers[type(request)], request)

    def stop(self, timeout_ms: int = 30_000) -> bool:
        """Cancel what is going on and end the thread.

        A run that should be kept must be stopped before (`Control.stop`).

        Returns:
            Whether the thread ended in time.
        """
        for control in list(self._controls):
            if not control.is_stop_requested:
                control.cancel()
            control.resume()
        # `quit` is posted to the thread, so waiting for it here does not deadlock.
        self._thread.requestInterruption()
        self._thread.quit()
        return self._thread.wait(timeout_ms)
