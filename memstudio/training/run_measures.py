"""What is measured while a run goes on: the loss on held-out text, and the trace of the probe."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from memstudio.errors import MemoryAttachError, TraceError, marked
from memstudio.events import ProbeRecorded, Validated
from memstudio.trace.recorder import record_trace
from memstudio.training.arithmetic import in_precision
from memstudio.training.held_out import held_out_loss
from memstudio.training.random_state import undisturbed_randomness

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.training.prepared_data import PreparedData
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_reporter import RunReporter
    from memstudio.training.run_steering import Steering

_log = logging.getLogger(__name__)


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
    ) -> None:
        self._folder = folder
        self._config = config
        self._loaded = loaded
        self._data = data
        self._reporter = reporter
        self._steering = steering
        self._processes = processes
        self._has_slots = loaded.model.config.num_slots > 0
        self._has_probe = bool(config.probe.every and data.probe_text and self._has_slots)

    def validate(self, step: int, *, resets_memory: bool) -> Validated | None:
        """Read the held-out text, and tell of it; None when nothing is held out."""
        loss = self.held_out_loss(resets_memory=False)
        if loss is None:
            return None
        reset = self.held_out_loss(resets_memory=True) if resets_memory else None
        event = Validated(step=step, loss=loss, loss_memory_reset=reset)
        self._reporter.emit(event)
        return event

    def held_out_loss(self, *, resets_memory: bool) -> float | None:
        """The loss on held-out text; None without one, or without a memory to be reset."""
        if self._data.held_out is None or (resets_memory and not self._has_slots):
            return None

        def between(done: int) -> None:
            self._steering.checkpoint()
            text = marked("progress", "Measuring on held-out text")
            self._steering.report(done, self._data.num_held_out, text, "samples")

        model = self._loaded.model
        with undisturbed_randomness(), in_precision(self._config, model.device):
            return held_out_loss(
                model,
                self._data.held_out,
                batch_size=self._config.batch_size,
                between=between,
                resets_memory=resets_memory,
                processes=self._processes,
            )

    def probe(self, step: int) -> None:
        """Trace the probe; a model that cannot be traced is trained without."""
        if not (self._has_probe and self._processes.is_first):
            return
        config = self._config
        out = self._folder.trace(step)
        try:
            with undisturbed_randomness():
                record_trace(
                    self._loaded,
                    self._data.probe_text,
                    document="probe",
                    out=out,
                    control=self._steering,
                    step=step,
                    max_tokens=config.probe.max_segments * config.memory.segment_length,
                )
        except (TraceError, MemoryAttachError) as error:
            _log.warning("the probe is left out from here on: %s", error)
            self._has_probe = False
            return
        trace = out.relative_to(self._folder.path).as_posix()
        self._reporter.emit(ProbeRecorded(step=step, trace=trace))
