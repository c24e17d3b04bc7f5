"""What happens in a run, as small frozen events: the same on disk and in the window.

A run writes one line of JSON an event to `metrics.jsonl` and hands the same object to whoever
watches. `parse_event` turns a line back into the object.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Event(BaseModel):
    # A field that a newer version added is ignored; a loss that is not a number survives JSON.
    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="strings")

    time: float = Field(default_factory=time.time, description="seconds since 1970")

    def to_line(self) -> str:
        """The event as JSON on one line, without the line's end."""
        return self.model_dump_json()


class RunStarted(_Event):
    """The model and the data are ready, the first step comes next."""

    event: Literal["run_started"] = "run_started"
    run: str = Field(description="the run folder")
    total_steps: int
    num_parameters: int
    num_trainable: int
    device: str
    train_tokens: int
    validation_tokens: int
    first_step: int = Field(default=0, description="steps that were done before: not 0 on resuming")
    objective: str = Field(
        default="causal", description="what is learnt, which says what a loss is"
    )
    num_cut: int = Field(
        default=0,
        description="texts longer than a sample: with numbers or labels only their beginning is learnt from; of conversations, answers are learnt without what stands before them",
    )


class StepFinished(_Event):
    """The weights were changed once."""

    event: Literal["step_finished"] = "step_finished"
    step: int = Field(description="1 after the first step")
    total_steps: int
    loss: float = Field(
        description="mean over the tokens of the step's batch, in nats; of numbers over the texts, squared, in units of their spread"
    )
    learning_rate: float = Field(description="of the backbone; of the memory when only that trains")
    grad_norm: float = Field(description="before clipping")
    tokens: int = Field(description="read since the run began, resumed or not")
    tokens_per_second: float = Field(description="over the last seconds, pauses left out")
    elapsed: float = Field(description="seconds of training, pauses left out")
    eta: float = Field(description="seconds until the last step, as far as one can tell")
    process_bytes: int = Field(description="main memory that this process holds")
    device_bytes: int = Field(default=0, description="memory held on the device; 0 on a CPU")


class Validated(_Event):
    """The held-out text was read."""

    event: Literal["validated"] = "validated"
    step: int
    loss: float = Field(description="mean over the tokens, in nats, or over the numbers")
    loss_memory_reset: float | None = Field(
        default=None, description="the same with the memory reset before each segment"
    )


class MetricFigure(BaseModel):
    """What a metric came to; None where it could not be worked out."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_inf_nan="strings")

    value: float | None
    memory_reset: float | None = Field(
        default=None, description="the same with the memory reset before each segment"
    )
    count: int = Field(description="rows, or tokens, that it was worked out from")


class AnswerExample(BaseModel):
    """An answer, and the one that was expected; long texts are cut."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    prompt: str
    expected: str
    answer: str
    answer_memory_reset: str | None = None


class Evaluated(_Event):
    """The held-out rows were answered, and the answers measured with their task's metrics."""

    event: Literal["evaluated"] = "evaluated"
    step: int = Field(description="whose weights were measured; 0 before the first step")
    when: Literal["before", "after"]
    metrics: dict[str, MetricFigure] = Field(
        description="by name, as `memstudio.evaluation.metric_table` lists them"
    )
    examples: tuple[AnswerExample, ...] = ()
    problem: str = Field(
        default="",
        description="why figures are missing, a template marked in the context 'errors'",
    )
    values: dict[str, Any] = Field(default_factory=dict, description="what goes into it")


class ProbeRecorded(_Event):
    """The probe was traced."""

    event: Literal["probe_recorded"] = "probe_recorded"
    step: int
    trace: str = Field(description="the trace, relative to the run folder")


class MemoryHealth(_Event):
    """How the memory is, measured on the probe."""

    event: Literal["memory_health"] = "memory_health"
    step: int
    values: dict[str, float] = Field(
        description="by name, as `memstudio.trace.health` lists them; those that could be measured"
    )
    alarms: tuple[str, ...] = Field(default=(), description="names of those beyond their limits")


class GradientMeasured(_Event):
    """How the gradient of a step is shared out; only where more than the memory is trained."""

    event: Literal["gradient_measured"] = "gradient_measured"
    step: int
    memory_share: float = Field(description="the length of the memory's part over that of all")
    memory_rms: float = Field(description="root mean square over its weights, before clipping")
    other_rms: float = Field(description="the same of all other weights that are trained")


class CheckpointSaved(_Event):
    """Everything needed to go on from here is on the disk."""

    event: Literal["checkpoint_saved"] = "checkpoint_saved"
    step: int
    path: str = Field(description="the checkpoint, relative to the run folder")


class RunPaused(_Event):
    """The run holds; model and optimiser stay in place."""

    event: Literal["run_paused"] = "run_paused"
    step: int


class RunResumed(_Event):
    """A paused run goes on."""

    event: Literal["run_resumed"] = "run_resumed"
    step: int


class RunFinished(_Event):
    """The run is over and its model is on the disk."""

    event: Literal["run_finished"] = "run_finished"
    step: int
    reason: Literal["completed", "stopped"]
    loss_before: float | None = Field(
        default=None, description="held-out loss before the first step; None without held-out text"
    )
    loss_after: float | None = Field(
        default=None, description="held-out loss of the model that was kept"
    )
    loss_memory_reset: float | None = Field(
        default=None, description="the same with the memory reset; None where that was not measured"
    )
    model: str = Field(description="the model's folder")


class RunFailed(_Event):
    """The run could not go on."""

    event: Literal["run_failed"] = "run_failed"
    step: int
    text: str = Field(description="a template marked in the context 'errors'")
    values: dict[str, Any] = Field(default_factory=dict)
    cause: Literal["", "memory", "disk"] = Field(default="", description="what was spent, if so")


class SettingsChanged(_Event):
    """A run goes on with other settings than before."""

    event: Literal["settings_changed"] = "settings_changed"
    step: int = Field(description="after which they count")
    before: dict[str, Any] = Field(
        description="by name, as in run.toml; None where nothing was said"
    )
    after: dict[str, Any]


class RunBranched(_Event):
    """The run was made from a checkpoint of another, and goes on from there."""

    event: Literal["run_branched"] = "run_branched"
    step: int
    total_steps: int
    of: str = Field(description="the folder of the other run")


class TrackerLost(_Event):
    """A tracker is told no more of the run, which goes on without it."""

    event: Literal["tracker_lost"] = "tracker_lost"
    step: int
    tracker: str = Field(description="as it is called")
    reason: str = Field(description="what it said")


RunEvent: TypeAlias = (
    RunStarted
    | StepFinished
    | Validated
    | Evaluated
    | ProbeRecorded
    | MemoryHealth
    | GradientMeasured
    | CheckpointSaved
    | RunPaused
    | RunResumed
    | RunFinished
    | RunFailed
    | SettingsChanged
    | RunBranched
    | TrackerLost
)

EVENT_TYPES: tuple[type[RunEvent], ...] = get_args(RunEvent)

_adapter: TypeAdapter[RunEvent] = TypeAdapter(Annotated[RunEvent, Field(discriminator="event")])


def parse_event(line: str | bytes) -> RunEvent:
    """Turn a line of `metrics.jsonl` back into its event.

    Raises:
        ValueError: the line is no event that this version knows.
    """
    return _adapter.validate_json(line)


def parse_events(lines: Iterable[str] | Iterable[bytes]) -> Iterator[RunEvent]:
    """The events of `lines`, without those that are torn or that only a newer version knows."""
    for line in lines:
        try:
            yield _adapter.validate_json(line)
        except ValidationError:
            continue
