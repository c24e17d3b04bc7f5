"""Starts and stops the thread that owns the model, and carries the window's wishes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QThread, Signal

from memstudio.workers.attention_messages import CaptureAttention
from memstudio.workers.attention_worker import AttentionWorker
from memstudio.workers.causal_messages import (
    Explain,
    InspectSlot,
    Intervene,
    MapEffects,
    ReadForEffects,
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
    from memstudio.progress import Control


class EngineThread(QObject):
    """Lives in the window's thread; signals of the workers may be connected to at any time.

    Signals:
        submitted: a `Request` that is about to be queued.
        ..._requested: to the workers.
    """

    submitted = Signal(object)

    load_requested = Signal(object)
    make_requested = Signal(object)
    make_from_scratch_requested = Signal(object)
    unload_requested = Signal()
    move_requested = Signal(object)
    read_data_requested = Signal(object)
    train_requested = Signal(object)
    trace_requested = Signal(object)
    generate_requested = Signal(object)
    reset_memory_requested = Signal()
    benchmark_requested = Signal(object)
    read_to_measure_requested = Signal(object)
    measure_requested = Signal(object)
    export_requested = Signal(object)
    room_requested = Signal(object)
    ways_requested = Signal(object)
    branch_requested = Signal(object)
    read_for_effects_requested = Signal(object)
    intervention_requested = Signal(object)
    explanation_requested = Signal(object)
    verification_requested = Signal(object)
    map_requested = Signal(object)
    inspection_requested = Signal(object)
    glance_requested = Signal(object)
    attention_requested = Signal(object)
    state_requested = Signal(object)
    monitor_requested = Signal(object)
    monitor_end_requested = Signal()
    rule_requested = Signal(object)
    labels_requested = Signal(object)
    say_at_requested = Signal(object)
    answer_with_requested = Signal(object)
    forget_requested = Signal(object)
    remembered_requested = Signal(object)
    session_requested = Signal(object)
    collection_requested = Signal(object)
    recommend_requested = Signal(object)

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
        ):
            each.moveToThread(self._thread)
        # Of all requests that wait or are at work: those that are done with let go of theirs.
        self._controls: WeakSet[Control] = WeakSet()
        self._connect()
        # In the new thread itself, before it makes threads of its own.
        self._thread.started.connect(give_way, Qt.ConnectionType.DirectConnection)
        self._thread.started.connect(self.worker.prepare)
        # Told in the thread itself, while its timers can still be stopped.
        self._thread.finished.connect(self.monitor_worker.close)

    def _connect(self) -> None:
        self.load_requested.connect(self.worker.load_model)
        self.make_requested.connect(self.worker.make_model)
        self.make_from_scratch_requested.connect(self.worker.make_from_scratch)
        self.unload_requested.connect(self.worker.unload_model)
        self.move_requested.connect(self.worker.move_model)
        self.read_data_requested.connect(self.worker.read_data)
        self.train_requested.connect(self.worker.train)
        self.trace_requested.connect(self.worker.trace)
        self.generate_requested.connect(self.worker.generate)
        self.reset_memory_requested.connect(self.worker.reset_memory)
        self.benchmark_requested.connect(self.worker.run_benchmark)
        self.read_to_measure_requested.connect(self.jobs.read_text)
        self.measure_requested.connect(self.jobs.measure)
        self.export_requested.connect(self.jobs.export_model)
        self.room_requested.connect(self.room_worker.find_room)
        self.ways_requested.connect(self.room_worker.find_ways)
        self.branch_requested.connect(self.room_worker.make_branch)
        self.read_for_effects_requested.connect(self.causal_worker.read_for_effects)
        self.intervention_requested.connect(self.causal_worker.intervene)
        self.explanation_requested.connect(self.causal_worker.explain)
        self.verification_requested.connect(self.causal_worker.verify)
        self.map_requested.connect(self.causal_worker.map_effects)
        self.inspection_requested.connect(self.causal_worker.inspect_slot)
        self.glance_requested.connect(self.causal_worker.take_glance)
        self.attention_requested.connect(self.attention_worker.capture)
        self.state_requested.connect(self.state_worker.do)
        self.monitor_requested.connect(self.monitor_worker.start)
        self.monitor_end_requested.connect(self.monitor_worker.close)
        self.rule_requested.connect(self.monitor_worker.change_rule)
        self.labels_requested.connect(self.monitor_worker.find_labels)
        self.say_at_requested.connect(self.dialogue_worker.say_at)
        self.answer_with_requested.connect(self.dialogue_worker.answer_with)
        self.forget_requested.connect(self.dialogue_worker.forget)
        self.remembered_requested.connect(self.dialogue_worker.ask_remembered)
        self.session_requested.connect(self.dialogue_worker.do)
        self.collection_requested.connect(self.collection_worker.do)
        self.recommend_requested.connect(self.recommend_worker.do)

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
        signal = {
            LoadModel: self.load_requested,
            NewModel: self.make_requested,
            NewModelFromScratch: self.make_from_scratch_requested,
            MoveModel: self.move_requested,
            ReadData: self.read_data_requested,
            Train: self.train_requested,
            Trace: self.trace_requested,
            Generate: self.generate_requested,
            RunBenchmark: self.benchmark_requested,
            ReadToMeasure: self.read_to_measure_requested,
            MeasureModel: self.measure_requested,
            ExportModel: self.export_requested,
            FindRoom: self.room_requested,
            FindWaysOn: self.ways_requested,
            MakeBranch: self.branch_requested,
            ReadForEffects: self.read_for_effects_requested,
            Intervene: self.intervention_requested,
            Explain: self.explanation_requested,
            Verify: self.verification_requested,
            MapEffects: self.map_requested,
            InspectSlot: self.inspection_requested,
            TakeGlance: self.glance_requested,
            CaptureAttention: self.attention_requested,
            StateRequest: self.state_requested,
            StartMonitoring: self.monitor_requested,
            ChangeRule: self.rule_requested,
            FindLabels: self.labels_requested,
            SayAt: self.say_at_requested,
            AnswerWith: self.answer_with_requested,
            Forget: self.forget_requested,
            AskRemembered: self.remembered_requested,
            SessionRequest: self.session_requested,
            CollectionRequest: self.collection_requested,
            RecommendRequest: self.recommend_requested,
        }[type(request)]
        signal.emit(request)

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
