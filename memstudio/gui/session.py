"""What the window works on: model, dataset, run, trace, conversation, benchmark.

One for the window: panes show its state, follow its signals, call its verbs, and know no other.
"""

from __future__ import annotations

import gc
import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from memstudio import events
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.errors import MemStudioError
from memstudio.gui.asked_controls import AskedControls
from memstudio.gui.attention import Attention
from memstudio.gui.benchmark import Benchmark, BenchmarkChoice
from memstudio.gui.collections import Collections
from memstudio.gui.dialogue_room import DialogueRoom
from memstudio.gui.effects import Effects
from memstudio.gui.measuring import Measuring
from memstudio.gui.monitoring import Monitoring
from memstudio.gui.readings import Readings
from memstudio.gui.recommending import Recommending
from memstudio.gui.run_refusal import refuses_run
from memstudio.gui.run_room import RunRoom
from memstudio.gui.run_view import RunView
from memstudio.gui.run_watch import RunWatch
from memstudio.gui.states import States
from memstudio.gui.trace_view import TraceView
from memstudio.leftovers import new_scratch
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import (
    AnyText,
    Failure,
    Generate,
    LoadModel,
    MoveModel,
    NewModel,
    NewModelFromScratch,
    ReadData,
    TaskKind,
    Trace,
    Traced,
    TraceRecorded,
    Train,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.data.preview import CorpusPreview
    from memstudio.memory.new_model_settings import NewModelSettings
    from memstudio.models.device import Device
    from memstudio.models.summary import ModelSummary
    from memstudio.progress import Control
    from memstudio.tasks.generation_settings import GenerationSettings
    from memstudio.tasks.memory_snapshot import MemorySnapshot
    from memstudio.training.from_scratch_settings import FromScratchSettings
    from memstudio.training.run_config import RunConfig
    from memstudio.workers.room_messages import BranchMade


class Session(QObject):
    """The state behind all panes.

    Signals (facts; payloads are frozen plain data):
        engine_ready(tuple[Device, ...]): torch is imported.
        model_changed(ModelSummary | None), corpus_changed(CorpusPreview | None)
        run_changed(RunView | None): state of the run changed.
        run_event_received(RunEvent): every event of the run, as written to its folder.
        run_read(tuple[RunEvent, ...]): the next events of a run from disk, after its `run_changed`.
        trace_changed(TraceRecorded | None): a document's trace to be shown.
        text_generated(TextPiece)
        memory_changed(MemorySnapshot | None)
        task_changed(TaskKind | None): what the worker is busy with.
        progress_changed(Progress)
        failed(Failure)
        branch_ended(RunView): a run beside one that was held has ended; that one is on show again.
    """

    engine_ready = Signal(object)
    model_changed = Signal(object)
    corpus_changed = Signal(object)
    run_changed = Signal(object)
    run_event_received = Signal(object)
    run_read = Signal(object)
    trace_changed = Signal(object)
    text_generated = Signal(object)
    memory_changed = Signal(object)
    task_changed = Signal(object)
    progress_changed = Signal(object)
    failed = Signal(object)
    branch_ended = Signal(object)
    _progress_reported = Signal(object)  # From the worker's thread to this one.

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.devices: tuple[Device, ...] = ()
        self.device = "auto"
        self.model: ModelSummary | None = None
        self.corpus: CorpusPreview | None = None
        self.run: RunView | None = None
        self.trace: TraceRecorded | None = None
        self.memory: MemorySnapshot | None = None
        self.task: TaskKind | None = None
        self.is_asked = False  # For any task, which the engine may not have begun yet.
        self._tasks: list[TaskKind] = []
        report = self._progress_reported.emit
        self._controls = AskedControls(report)
        self._held: list[RunView] = []
        self._scratch = new_scratch()
        self._trace_numbers = itertools.count(1)
        self.traces = TraceView(self)
        self.trace_changed.connect(self.traces.show_recorded)
        self._watch = RunWatch(self)
        self._watch.run_read.connect(self._on_watch_run_read)
        self._watch.reading_failed.connect(self._on_watch_reading_failed)
        engine = self._engine = EngineThread(self)
        self.room = RunRoom(engine, self)
        self.room.branch_made.connect(self._on_room_branch_made)
        self.effects = Effects(engine, self.traces, self)
        # It hears of the end of a task before those who ask it whether it is on.
        self.benchmark = Benchmark(engine, report, self)
        self.benchmark.failed.connect(self.failed)
        self.readings = Readings(engine, self)
        self.measuring = Measuring(engine, self.readings, self._control, report, self)
        self.measuring.failed.connect(self.failed)
        self.attention = Attention(engine, report, self)
        self.states, self.monitoring = States(engine, self), Monitoring(engine, self)
        self.dialogue = DialogueRoom(engine, self._control, self)
        self.collections, self.recommending = Collections(engine, self), Recommending(engine, self)
        worker = engine.worker
        worker.engine_ready.connect(self._on_worker_engine_ready)
        worker.task_started.connect(self._on_worker_task_started)
        worker.task_ended.connect(self._on_worker_task_ended)
        worker.task_failed.connect(self._on_worker_task_failed)
        worker.model_loaded.connect(self._on_worker_model_loaded)
        worker.model_unloaded.connect(self._on_worker_model_unloaded)
        worker.corpus_read.connect(self._on_worker_corpus_read)
        worker.run_event_received.connect(self._on_worker_run_event_received)
        worker.trace_recorded.connect(self._on_worker_trace_recorded)
        worker.text_generated.connect(self.text_generated)
        worker.memory_changed.connect(self._on_worker_memory_changed)
        self._progress_reported.connect(self.progress_changed)

    # ------------------------------------------------------------------ life

    def start_engine(self) -> None:
        """Start the thread that owns the model; call once the window is shown."""
        self._engine.start()

    def close(self, timeout_ms: int = 30_000) -> bool:
        """End the engine thread; a run should be stopped before. Returns whether it ended."""
        self._watch.stop()
        self.traces.wait()
        ended = self._engine.stop(timeout_ms) if self._engine.is_running else True
        shutil.rmtree(self._scratch, ignore_errors=True)
        return ended

    @property
    def is_model_coming(self) -> bool:
        """Whether a model is being opened or made, or is to be after what is at work now."""
        return self._controls.is_asked(TaskKind.LOAD, TaskKind.MAKE)

    # ------------------------------------------------------------------ verbs

    def load_model(self, reference: str, *, is_online: bool = False) -> None:
        """Open a model, fetched if `is_online`; the open one stays until the new one is there."""
        control = self._control(TaskKind.LOAD)
        self._engine.submit(LoadModel(control, reference, self.device, is_online))

    def make_model(self, settings: NewModelSettings, *, is_online: bool = False) -> None:
        """Put a memory on a backbone, fetched if `is_online`; both are saved as one model, then open."""
        control = self._control(TaskKind.MAKE)
        self._engine.submit(NewModel(control, settings, self.device, is_online))

    def make_from_scratch(self, settings: FromScratchSettings) -> None:
        """Train a tokenizer on text and make a model of random weights for it, which is open then."""
        control = self._control(TaskKind.MAKE)
        self._engine.submit(NewModelFromScratch(control, settings, self.device))

    def unload_model(self) -> None:
        """Close the model."""
        self._engine.unload_requested.emit()

    def set_device(self, device: str) -> None:
        """Use `device` from now on, and move the open model there."""
        self.device = device
        if self.model is not None:
            self._engine.submit(MoveModel(self._control(TaskKind.MOVE), device))

    def read_data(
        self, paths: tuple[str, ...], length: int | None = None, asked: ReadSettings = FOUND
    ) -> None:
        """Read files and folders as the dataset, in segments of `length`; `asked` says how."""
        self._engine.submit(ReadData(self._control(TaskKind.READ_DATA), paths, length, asked))

    def clear_data(self) -> None:
        """Forget the dataset."""
        self.corpus = None
        self.corpus_changed.emit(None)

    def start_training(self, config: RunConfig, *, opens_model: bool = False) -> None:
        """Start a run of the open model, or of the one that `config` names."""
        if refuses_run(self):
            return
        self._watch.stop()
        self.traces.forget_probes()
        self._set_run(RunView("running", total_steps=config.steps))
        self._engine.submit(Train(self._control(TaskKind.TRAIN), config, opens_model=opens_model))

    def resume_run(self, folder: str, changes: Mapping[str, Any] | None = None) -> None:
        """Go on with a run, with other settings by name; one that is held goes on after it."""
        held = self.run if self.run is not None and self.run.is_held else None
        if refuses_run(self, is_beside=held is not None):
            return
        if held is not None:
            self._held.append(held)
        self._watch.stop()
        self.traces.show_probes_of(folder)
        self._set_run(RunView.gone_on_with(folder, held.name if held is not None else ""))
        changed = tuple((changes or {}).items())
        control = self._control(TaskKind.TRAIN)
        self._engine.submit(Train(control, None, folder, changes=changed, is_beside=bool(held)))

    def show_run(self, folder: str) -> None:
        """Show a run from its folder, and follow it while another program is at work on it."""
        if refuses_run(self, is_begun=False):
            return
        try:
            known = self._watch.start(Path(folder))
        except MemStudioError as error:
            self.failed.emit(Failure.of(TaskKind.TRAIN, error))
            return
        self.traces.show_probes_of(folder)
        self._set_run(RunView("reading", folder, 0, known.total_steps, is_from_disk=True))

    def pause_training(self) -> None:
        """Hold the run after the current step; model and optimiser stay in place."""
        if self.run is not None and self.run.state == "running":
            self._controls.latest(TaskKind.TRAIN).pause()
            self._set_run(replace(self.run, state="pausing"))

    def resume_training(self) -> None:
        """Let a paused run go on."""
        if self.run is not None and self.run.state in {"pausing", "paused"}:
            self._controls.latest(TaskKind.TRAIN).resume()
            self._set_run(replace(self.run, state="running"))

    def stop_training(self) -> None:
        """End the run after the current step and keep what it has."""
        if self.run is not None and self.run.is_active:
            self._controls.latest(TaskKind.TRAIN).stop()
            self._set_run(replace(self.run, state="stopping"))

    def record_trace(self, text: Traced, document: str, *, gain: bool = False) -> None:
        """Read a text, a file's or some tokens, and show what the memory does, and `gain`s if asked for."""
        out = self._scratch / f"trace-{next(self._trace_numbers)}.zarr"
        self._engine.submit(Trace(self._control(TaskKind.TRACE), text, document, str(out), gain))

    def show_trace(self, path: str, document: str) -> None:
        """Show a trace that is on disk."""
        self._on_worker_trace_recorded(TraceRecorded(path, document))

    def generate(self, text: AnyText, settings: GenerationSettings, name: str = "") -> None:
        """Continue `text`, or read a document of that `name`, with the memory carried over."""
        self._engine.submit(Generate(self._control(TaskKind.GENERATE), text, settings, name))

    def stop_generating(self) -> None:
        """End the text that is being written and keep what is there; what waits has its turn then."""
        self._controls.first(TaskKind.GENERATE).stop()

    def reset_memory(self) -> None:
        """Forget the conversation."""
        self._engine.reset_memory_requested.emit()

    def start_benchmark(self, choice: BenchmarkChoice) -> None:
        """Try memories on tasks."""
        if not refuses_run(self, is_begun=False):
            self.benchmark.start(choice)

    def cancel(self, task: TaskKind) -> None:
        """Drop what is being loaded, read, traced, ...; what waits for its turn has it then."""
        own = {
            TaskKind.BENCHMARK: self.benchmark.stop,
            TaskKind.ATTENTION: self.attention.cancel,
            TaskKind.MEASURE: self.measuring.stop,
        }
        own.get(task, self._controls.first(task).cancel)()

    # ------------------------------------------------------------------ inside

    def _control(self, task: TaskKind) -> Control:
        self.is_asked = True
        return self._controls.add(task)

    def _set_run(self, run: RunView) -> None:
        self.run = run
        self.run_changed.emit(run)

    @Slot(object)
    def _on_worker_engine_ready(self, devices: tuple[Device, ...]) -> None:
        self.devices = devices
        self.engine_ready.emit(devices)

    @Slot(object)
    def _on_worker_task_started(self, task: TaskKind) -> None:
        self._tasks.append(task)
        self.task = task
        self.task_changed.emit(task)

    @Slot(object)
    def _on_worker_task_failed(self, failure: Failure) -> None:
        if failure.is_refusal:
            # Nothing was begun, so no end will come.
            self._controls.end(failure.task)
        self.failed.emit(failure)

    @Slot(object)
    def _on_worker_task_ended(self, task: TaskKind) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        self._controls.end(task)
        if task is TaskKind.TRAIN and self.run is not None and self.run.is_active:
            # It ended without a closing event: cancelled, or failed before it began.
            self._set_run(replace(self.run, state="failed"))
        if task is TaskKind.TRAIN and self._held:
            self._go_back_to_held()
        self.task = self._tasks[-1] if self._tasks else None
        self.task_changed.emit(self.task)

    def _go_back_to_held(self) -> None:
        ended, held = self.run, self._held.pop()
        self.traces.show_probes_of(held.folder or "")
        self._set_run(held)
        self.branch_ended.emit(ended)

    @Slot(object)
    def _on_room_branch_made(self, made: BranchMade) -> None:
        if made.failure is not None:
            self.failed.emit(replace(made.failure, is_refusal=True))
        else:
            self.resume_run(made.folder)

    @Slot(object)
    def _on_worker_model_loaded(self, summary: ModelSummary) -> None:
        self.model = summary
        self.model_changed.emit(summary)

    @Slot()
    def _on_worker_model_unloaded(self) -> None:
        self.model = self.memory = None
        # Models hold on to themselves in circles; here, because only this thread may collect.
        gc.collect()
        self.model_changed.emit(None)
        self.memory_changed.emit(None)

    @Slot(object)
    def _on_worker_corpus_read(self, preview: CorpusPreview) -> None:
        self.corpus = preview
        self.corpus_changed.emit(preview)

    @Slot(object)
    def _on_worker_run_event_received(self, event: events.RunEvent) -> None:
        run = (self.run or RunView("running")).after(event)
        if isinstance(event, events.ProbeRecorded):
            self.traces.add_probe(str(Path(run.folder or "") / event.trace), event.step)
        self._set_run(run)
        self.run_event_received.emit(event)

    @Slot(object, str)
    def _on_watch_run_read(self, found: tuple[events.RunEvent, ...], state: str) -> None:
        run = self.run
        if run is None or not run.is_from_disk or run.folder is None:
            return
        self.traces.add_read_probes(run.folder, found)
        self._set_run(run.after_record(found, state))
        self.run_read.emit(found)

    @Slot(object)
    def _on_watch_reading_failed(self, error: MemStudioError) -> None:
        if self.run is not None and self.run.is_from_disk:
            self._set_run(replace(self.run, state="unread"))
        self.failed.emit(Failure.of(TaskKind.TRAIN, error))

    @Slot(object)
    def _on_worker_trace_recorded(self, recorded: TraceRecorded) -> None:
        self.trace = recorded
        self.trace_changed.emit(recorded)

    @Slot(object)
    def _on_worker_memory_changed(self, snapshot: MemorySnapshot | None) -> None:
        self.memory = snapshot
        self.memory_changed.emit(snapshot)
