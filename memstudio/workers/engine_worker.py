"""The object that lives in the engine thread and owns the model.

Its slots run one at a time. While a run is paused, the thread serves other requests (trace,
generate) in between and then goes on with the run. A benchmark is done in processes of its own, and
other requests are served all the while.
"""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QObject, Signal, Slot

from memstudio.errors import Cancelled, MemStudioError, marked
from memstudio.models.import_transformers import import_transformers
from memstudio.workers.answering import answering
from memstudio.workers.benchmark import BenchmarkEars, run_benchmark
from memstudio.workers.messages import (
    Failure,
    Generate,
    LoadModel,
    MoveModel,
    NewModel,
    NewModelFromScratch,
    ReadData,
    RunBenchmark,
    TaskKind,
    Trace,
    Train,
)
from memstudio.workers.out_of_memory import out_of_memory_in_words
from memstudio.workers.reading import read_previews, text_of
from memstudio.workers.tracing import recorded
from memstudio.workers.training import result_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.models.load import LoadedModel
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.dialogue.live_session import LiveSession

_log = logging.getLogger(__name__)

_NO_OTHER_RUN = marked("errors", "A run is going on already. Stop it before another is begun.")
# The run ends with its own model open, and both would have to fit on the device until then.
_NO_OTHER_MODEL = marked("errors", "No other model can be opened during a run. Stop the run first.")
_NO_CLOSING = marked("errors", "The model cannot be closed during a run. Stop the run first.")
_NO_BENCHMARK = marked("errors", "A benchmark cannot be begun during a run. Stop the run first.")
_ONE_BENCHMARK = marked("errors", "A benchmark is going on already. Stop it before another is begun.")  # fmt: skip
_NO_RUN = marked("errors", "No run can be begun during a benchmark. Stop the benchmark first.")
_NO_MOVING = marked("errors", "The model cannot be moved during a run. Stop the run first.")


class EngineWorker(QObject):
    """Loads, makes, moves, trains, traces and generates; speaks only in frozen messages.

    Signals:
        engine_ready: torch and transformers are imported; carries the devices there are.
        task_started, task_ended: a `TaskKind`; every start is followed by one end.
        task_failed: a `Failure`; comes before the end. One that is a refusal comes alone.
        task_cancelled: a `TaskKind`; comes before the end.
        model_loaded: a `ModelSummary`, after loading, making and moving.
        corpus_read: a `CorpusPreview`.
        run_event_received: one of `memstudio.events`.
        trace_recorded: a `TraceRecorded`.
        text_generated: a `TextPiece`.
        memory_changed: a `MemorySnapshot`, or None when the model has no memory.
        benchmark_planned: a `BenchmarkPlan`, before its first trial.
        trial_progressed: a `TrialProgress`.
        trial_recorded: a `TrialRecord`, at first of the trials that were done before.

    Attributes:
        run_is_active: whether a run is on or held.
        session: what is said with the open model; None before anything was.
    """

    engine_ready = Signal(object)
    task_started = Signal(object)
    task_ended = Signal(object)
    task_failed = Signal(object)
    task_cancelled = Signal(object)
    model_loaded = Signal(object)
    model_unloaded = Signal()
    corpus_read = Signal(object)
    run_event_received = Signal(object)
    trace_recorded = Signal(object)
    text_generated = Signal(object)
    memory_changed = Signal(object)
    benchmark_planned = Signal(object)
    trial_progressed = Signal(object)
    trial_recorded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._loaded: LoadedModel | None = None
        self.session: LiveSession | None = None
        self.run_is_active = False
        self._run_is_held = False
        self._benchmark_is_active = False
        self._devices: set[str] = set()

    @property
    def opened(self) -> LoadedModel | None:
        """The open model, for what else lives in this thread."""
        return self._loaded

    def need_model(self) -> LoadedModel:
        """The open model.

        Raises:
            MemStudioError: there is none.
        """
        if self._loaded is None:
            raise MemStudioError(marked("errors", "No model is open. Open one first."))
        return self._loaded

    # ------------------------------------------------------------------ slots

    @Slot()
    def prepare(self) -> None:
        """Import torch and transformers, and say which devices there are."""
        try:
            import torch

            import_transformers()
            from memstudio.memory import attach  # noqa: F401 - registers memory models
            from memstudio.models.device import default_threads, list_devices

            torch.set_num_threads(default_threads())
            # What the imports made stays for good. Unless it is set aside, every full collection
            # walks through it and holds the window for a quarter of a second. Nothing is collected
            # here: that would take apart widgets, which live in another thread.
            gc.freeze()
            devices = list_devices()
            self._devices = {device.id for device in devices}
            self.engine_ready.emit(devices)
        except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
            _log.exception("the engine could not be imported")
            failure = Failure(
                TaskKind.LOAD,
                marked("errors", "PyTorch or transformers could not be started. Run 'memstudio doctor' to see what is missing."),
            )  # fmt: skip
            self.task_failed.emit(failure)

    @Slot(object)
    def load_model(self, request: LoadModel) -> None:
        """Open a model; the one that was open stays until the new one is there."""

        def work() -> None:
            from memstudio.memory.attach import open_model

            loaded = open_model(
                request.reference,
                device=self._device(request.device),
                control=request.control,
                online=request.online,
            )
            self._use_and_tell(loaded)

        self.run_task(TaskKind.LOAD, work, _NO_OTHER_MODEL)

    @Slot(object)
    def make_model(self, request: NewModel) -> None:
        """Make a model and open it; the one that was open stays until the new one is saved."""

        def work() -> None:
            from memstudio.memory.new_model import make_model

            made = make_model(
                request.settings,
                device=self._device(request.device),
                control=request.control,
                online=request.online,
                opened=self._loaded,
            )
            self._use_and_tell(made)

        self.run_task(TaskKind.MAKE, work, _NO_OTHER_MODEL)

    @Slot(object)
    def make_from_scratch(self, request: NewModelFromScratch) -> None:
        """As `make_model`, with a backbone and a tokenizer that are made from nothing."""

        def work() -> None:
            from memstudio.training.from_scratch import make_from_scratch

            made = make_from_scratch(
                request.settings, device=self._device(request.device), control=request.control
            )
            self._use_and_tell(made.loaded)

        self.run_task(TaskKind.MAKE, work, _NO_OTHER_MODEL)

    @Slot()
    def unload_model(self) -> None:
        """Close the model and give its memory back."""
        if self._refuses_during_run(TaskKind.LOAD, _NO_CLOSING):
            return
        self._loaded = self.session = None
        self.model_unloaded.emit()

    @Slot(object)
    def move_model(self, request: MoveModel) -> None:
        """Move the open model to another device."""

        def work() -> None:
            from memstudio.models.load import move
            from memstudio.models.summary import summarise

            loaded = self.need_model()
            move(loaded, request.device)
            if self.session is not None:
                self.session.dialogue.follow_device()
            self.model_loaded.emit(summarise(loaded))

        self.run_task(TaskKind.MOVE, work, _NO_MOVING)

    @Slot(object)
    def read_data(self, request: ReadData) -> None:
        """Read files, and show what is in them."""

        def work() -> None:
            for preview in read_previews(request, self._loaded):
                self.corpus_read.emit(preview)

        self.run_task(TaskKind.READ_DATA, work)

    @Slot(object)
    def train(self, request: Train) -> None:
        """Train until done, stopped or failed; serves other requests while paused.

        A run beside one that is held is done within its pause, and leaves its model open again.
        """
        is_beside = request.is_beside and self._run_is_held
        if (not is_beside and self._refuses_during_run(TaskKind.TRAIN, _NO_OTHER_RUN)) or (
            self._refuses_during_benchmark(TaskKind.TRAIN, _NO_RUN)
        ):
            return

        given = self._loaded
        ready: list[LoadedModel] = []

        def on_ready(loaded: LoadedModel) -> None:
            ready.append(loaded)
            self._use_and_tell(loaded)

        def work() -> None:
            try:
                result = result_of(
                    request,
                    self._loaded,
                    on_event=self.run_event_received.emit,
                    while_paused=self._serve_held,
                    on_ready=on_ready,
                )
                self._use_and_tell(given if is_beside and given else result.loaded)
            except Exception:
                # The run gave the model its weights back; a memory attached for the run goes too.
                if given is not None and ready and self._loaded is ready[-1]:
                    self._use_and_tell(given)
                raise

        self.run_is_active, self._run_is_held = True, False
        try:
            self.run_task(TaskKind.TRAIN, work)
        finally:
            self.run_is_active = self._run_is_held = is_beside

    @Slot(object)
    def trace(self, request: Trace) -> None:
        """Record a trace of a text, which may have to be read from a file first."""

        def work() -> None:
            self.trace_recorded.emit(recorded(request, self.need_model()))

        self.run_task(TaskKind.TRACE, work)

    @Slot(object)
    def generate(self, request: Generate) -> None:
        """Continue a text with the memory of the conversation."""

        def work() -> None:
            with answering(self.text_generated) as on_piece:
                self.live().dialogue.say(
                    text_of(request.prompt, request.control),
                    request.settings,
                    control=request.control,
                    on_piece=on_piece,
                    source=request.document,
                )
            self.tell_memory()

        self.run_task(TaskKind.GENERATE, work)

    @Slot(object)
    def run_benchmark(self, request: RunBenchmark) -> None:
        """Try memories on tasks until done, cancelled or failed; serves other requests meanwhile."""
        if self._refuses_during_run(TaskKind.BENCHMARK, _NO_BENCHMARK) or (
            self._refuses_during_benchmark(TaskKind.BENCHMARK, _ONE_BENCHMARK)
        ):
            return
        ears = BenchmarkEars(
            self.benchmark_planned.emit, self.trial_progressed.emit, self.trial_recorded.emit
        )
        self._benchmark_is_active = True
        try:
            self.run_task(TaskKind.BENCHMARK, lambda: run_benchmark(request, ears, self._serve))
        finally:
            self._benchmark_is_active = False

    def run_with_model(
        self, task: TaskKind, work: Callable[[LoadedModel], None], during_run: str = ""
    ) -> None:
        """Do `work` for others in this thread; `during_run` says why not while a run is on."""
        self.run_task(task, lambda: work(self.need_model()), during_run)

    def run_task(self, task: TaskKind, work: Callable[[], None], during_run: str = "") -> None:
        """As `run_with_model`, but also where none is open; whatever goes wrong becomes a message."""
        if during_run and self._refuses_during_run(task, during_run):
            return
        self.task_started.emit(task)
        try:
            with out_of_memory_in_words():
                work()
        except Cancelled:
            self.task_cancelled.emit(task)
        except MemStudioError as error:
            _log.warning("%s failed: %s", task.value, error, exc_info=True)
            self.task_failed.emit(Failure.of(task, error))
        except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
            _log.exception("%s failed", task.value)
            self.task_failed.emit(Failure.unforeseen(task))
        finally:
            self.task_ended.emit(task)

    def live(self) -> LiveSession:
        """The session that is held with the open model; there must be one."""
        from memstudio.tasks.dialogue.live_session import LiveSession

        if self.session is None:
            self.session = LiveSession(self.need_model())
        return self.session

    def conversation(self) -> Conversation:
        """What the session remembers."""
        return self.live().dialogue.conversation

    def tell_memory(self) -> None:
        """Say what the conversation remembers."""
        self.memory_changed.emit(self.conversation().snapshot())

    # ------------------------------------------------------------------ inside

    def _device(self, chosen: str) -> str:
        """Auto for one that was not there at the start, which the window did not know before."""
        return chosen if chosen in self._devices or not self._devices else "auto"

    def _refuses_during_run(self, task: TaskKind, text: str) -> bool:
        """Say why `task` cannot be done, when a run is on: only a paused one lets wishes through."""
        if self.run_is_active:
            self.task_failed.emit(Failure(task, text, is_refusal=True))
        return self.run_is_active

    def _refuses_during_benchmark(self, task: TaskKind, text: str) -> bool:
        if self._benchmark_is_active:
            self.task_failed.emit(Failure(task, text, is_refusal=True))
        return self._benchmark_is_active

    def _use(self, loaded: LoadedModel) -> None:
        is_other = self._loaded is None or self._loaded.model is not loaded.model
        # Also the same model can have come from elsewhere: a run's model lies in the run's folder.
        self._loaded = loaded
        if is_other:
            self.session = None
        elif self.session is not None:
            # It is kept with what opens its model again.
            self.session.loaded.source = loaded.source

    def _use_and_tell(self, loaded: LoadedModel) -> None:
        from memstudio.models.summary import summarise

        self._use(loaded)
        self.model_loaded.emit(summarise(loaded))
        self.tell_memory()

    def _serve_held(self) -> None:
        self._run_is_held = True
        try:
            self._serve()
        finally:
            self._run_is_held = False

    def _serve(self) -> None:
        """Let requests that wait in this thread's queue run, while something long is held."""
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
