"""What is measured around a run: loss on held-out text, answers to held-out rows, the probe."""

from __future__ import annotations

import logging
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from memstudio.errors import Cancelled, MemoryAttachError, TraceError, marked
from memstudio.evaluation.row_evaluation import evaluate_rows
from memstudio.events import Evaluated, MemoryHealth, ProbeRecorded, Validated
from memstudio.models.source import ModelSource
from memstudio.trace.health import GRADIENT, alarms_of, health_of
from memstudio.trace.recorder import record_trace
from memstudio.training.arithmetic import in_precision
from memstudio.training.held_out import num_bytes, read_held_out
from memstudio.training.held_out_texts import read_texts
from memstudio.training.prediction_metrics import prediction_metrics
from memstudio.training.random_state import undisturbed_randomness
from memstudio.training.run_steering import StopRequested
from memstudio.training.text_goal import TextReading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.events import AnswerExample, MetricFigure
    from memstudio.models.load import LoadedModel
    from memstudio.training.gradient_share import GradientShare
    from memstudio.training.held_out import HeldOutReading
    from memstudio.training.prepared_data import PreparedData
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_reporter import RunReporter
    from memstudio.training.run_steering import Steering
    from memstudio.training.shards import Shards

_log = logging.getLogger(__name__)

_Reading: TypeAlias = "HeldOutReading | TextReading"

_MISSING = marked(
    "errors",
    "Some metrics could not be measured: {reason}. The run itself is as it should be; its log.txt has the details.",
)


class RunMeasures:
    """Measures without a trace in the training: weights, modes and random numbers stay as they are.

    Everything here may be paused or ended between two segments, through `steering`.
    """

    def __init__(
        self,
        folder: RunFolder,
        config: RunConfig,
        loaded: LoadedModel,
        data: PreparedData,
        *,
        reporter: RunReporter,
        steering: Steering,
        processes: Processes,
        shards: Shards | None = None,
        gradients: GradientShare | None = None,
    ) -> None:
        self._folder = folder
        self._config = config
        self._loaded = loaded
        self._data = data
        self._reporter = reporter
        self._steering = steering
        self._gradients = gradients
        self._processes = processes
        self._shards = shards
        self._has_slots = loaded.model.config.num_slots > 0
        # The last reading of the held-out text: the step, and with the memory carried on and reset.
        self._read: tuple[int, _Reading, _Reading | None] | None = None
        self._has_probe = bool(config.probe.every and data.probe_text and self._has_slots)

    def validate(self, step: int, *, resets_memory: bool) -> Validated | None:
        """Read the held-out text, and tell of it; None when nothing is held out."""
        kept = self._reading(resets_memory=False)
        if kept is None:
            return None
        reset = self._reading(resets_memory=True) if resets_memory else None
        if resets_memory:
            self._read = (step, kept, reset)
        event = Validated(
            step=step, loss=kept.loss, loss_memory_reset=None if reset is None else reset.loss
        )
        self._reporter.emit(event)
        return event

    def loss_memory_reset(self) -> float | None:
        """The loss on held-out text with the memory reset; None without a text, or a memory."""
        reading = self._reading(resets_memory=True)
        return None if reading is None else reading.loss

    def evaluate(self, step: int, when: Literal["before", "after"]) -> None:
        """Answer the held-out rows, and tell what the metrics come to.

        No run fails for want of its figures: what goes wrong here is told in their place.
        """
        if not (self._data.samples.num_held_out and self._config.evaluation.rows):
            return
        told: dict[str, Any] = {"metrics": {}}
        try:
            told["metrics"], told["examples"] = self._predicted(step)
            found, examples = self._answered()
            told["metrics"] |= found
            told["examples"] += examples
        except (Cancelled, StopRequested):
            raise
        except Exception as error:  # noqa: BLE001 - the training matters more
            _log.exception("the held-out rows could not be evaluated; the run goes on without")
            told |= {"problem": _MISSING, "values": {"reason": _reason(error)}}
        self._reporter.emit(Evaluated(step=step, when=when, **told))

    def _predicted(self, step: int) -> tuple[dict[str, MetricFigure], tuple[AnswerExample, ...]]:
        """What the loss means, read once more only when the weights are others by now."""
        if self._read is not None and self._read[0] == step:
            _, kept, reset = self._read
        else:
            now = self._reading(resets_memory=False)
            if now is None:
                return {}, ()
            kept, reset = now, self._reading(resets_memory=True)
        samples = self._data.samples
        if isinstance(kept, TextReading):
            assert samples.goal is not None, "so it was read"  # noqa: S101
            reset = reset if isinstance(reset, TextReading) else None
            documents = samples.texts.documents if samples.texts else ()
            metrics = samples.goal.metrics(kept, reset)
            return metrics, samples.goal.examples(documents, kept, reset)
        if samples.held_out is None or isinstance(reset, TextReading):
            return {}, ()
        size = num_bytes(samples.held_out, samples.num_held_out, self._loaded.tokenizer)
        return prediction_metrics(kept, reset, size), ()

    def _answered(self) -> tuple[dict[str, MetricFigure], tuple[AnswerExample, ...]]:
        rows, model = self._data.rows, self._loaded.model
        if self._data.samples.goal is not None:
            return {}, ()  # by heads it is said, not written
        total = sum(len(each.rows) for each in rows)
        if not (total and self._takes_part):
            return {}, ()

        def between(done: int) -> None:
            self._steering.checkpoint()
            text = marked("progress", "Answering held-out rows")
            self._steering.report(done, total, text, "rows")

        with self._undisturbed(), in_precision(self._config, model.device):
            figures = evaluate_rows(
                model,
                self._loaded.tokenizer,
                rows,
                max_new_tokens=self._config.evaluation.max_new_tokens,
                resets_memory=self._has_slots,
                between=between,
            )
        return figures.metrics, figures.examples

    def _reading(self, *, resets_memory: bool) -> _Reading | None:
        samples = self._data.samples
        if not samples.num_held_out or (resets_memory and not self._has_slots):
            return None

        def between(done: int) -> None:
            self._steering.checkpoint()
            text = marked("progress", "Measuring on held-out text")
            self._steering.report(done, samples.num_held_out, text, "samples")

        model = self._loaded.model
        how: dict[str, Any] = {
            "batch_size": samples.read_at_once, "between": between,
            "resets_memory": resets_memory, "processes": self._processes,
            "in_step": self._shards is not None,
        }  # fmt: skip
        with self._undisturbed(), in_precision(self._config, model.device):
            if samples.texts is not None and samples.goal is not None:
                return read_texts(model, samples.texts.samples, samples.goal, **how)
            return (
                None if samples.held_out is None else read_held_out(model, samples.held_out, **how)
            )

    def probe(self, step: int) -> None:
        """Trace the probe; a model that cannot be traced is trained without."""
        if not (self._has_probe and self._takes_part):
            return
        config = self._config
        try:
            with self._undisturbed(), self._place_of_trace(step) as out:
                recorded = record_trace(
                    self._run_model,
                    self._data.probe_text,
                    document="probe",
                    out=out,
                    control=self._steering,
                    step=step,
                    max_tokens=config.probe.max_segments * config.memory.segment_length,
                )
                health = health_of(recorded)
        except (TraceError, MemoryAttachError) as error:
            _log.warning("the probe is left out from here on: %s", error)
            self._has_probe = False
            return
        trace = self._folder.trace(step).relative_to(self._folder.path).as_posix()
        self._reporter.emit(ProbeRecorded(step=step, trace=trace))
        share = None if self._gradients is None else self._gradients.take_mean()
        if share is not None and not self._fits_one_segment:
            health[GRADIENT] = share
        if health:
            alarms = tuple(alarm.name for alarm in alarms_of(health, step))
            self._reporter.emit(MemoryHealth(step=step, values=health, alarms=alarms))

    @property
    def _fits_one_segment(self) -> bool:
        """Whether no text is longer than a segment, so that the memory has nothing to carry or learn."""
        config = self._config
        longest = int(self._data.samples.lengths.max(initial=0))
        return config.segments_per_sample > 1 and longest <= config.memory.segment_length

    @property
    def _run_model(self) -> LoadedModel:
        """The model in training under the name that it will have: its run's."""
        place = self._folder.model.resolve()
        return replace(
            self._loaded, source=ModelSource(str(place), self._folder.name, "folder", place)
        )

    @property
    def _takes_part(self) -> bool:
        """Whether this process does what one process would do alone: with weights in parts, all."""
        return self._processes.is_first or self._shards is not None

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        with undisturbed_randomness(), self._shards.opened() if self._shards else nullcontext():
            yield

    @contextmanager
    def _place_of_trace(self, step: int) -> Iterator[Path]:
        """Where a probe is written: those of processes that only lend a hand are thrown away."""
        if self._processes.is_first:
            yield self._folder.trace(step)
            return
        with TemporaryDirectory() as folder:
            yield Path(folder) / "probe.zarr"


def _reason(error: Exception) -> str:
    """On one line, as a part of a sentence."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
