"""The cost of a run by part, and the formulas that give it; torch is not imported here.

Of a step of one device, with n segments a sample, r readings of them (`num_readings`: more than n when
BPTT is truncated), a way back through b of these, a accumulated batches, N devices, P bytes of weights,
G of gradients:

    arithmetic   a [first + (n - 1) later + (b - n) silent + (r - b + replay b) forth]
                 (n of those that have a way back; forth without what is asked, where nothing is)
    seconds      the same sums over operations, each max(arithmetic / speed, bytes / bandwidth) and
                 an operation's least; and the optimiser's passes over what is trained
    sent, DDP    2 (N - 1) / N G                                       (a ring, once a step)
    sent, FSDP   (N - 1) / N a [(r + (1 + replay) b) layers + rest + b G_layers + G_rest]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.training.run_config import AT_THE_END
from memstudio.training.sample_growth import segments_read, steps_of_lengths

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.costs.machines import Machine
    from memstudio.costs.traced_step import TracedStep, Work
    from memstudio.training.run_config import RunConfig

_PASSES = {"adamw": 10, "adamw_8bit": 8, "sgd": 8, "adafactor": 10}
"""How often each trained weight is read or written from clipping to the end of the optimiser's step."""
_FLOAT = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of one device's memory, at the moment when most is taken.

    Attributes:
        name: "weights", "gradients", "optimizer", "activations", "state", "sending" or "program".
        num_bytes: of it.
    """

    name: str
    num_bytes: int


@dataclass(frozen=True, slots=True)
class RunCost:
    """What a run costs on N devices alike.

    Where samples grow, what is said of a step is the mean over all; the memory is of the longest.

    Attributes:
        num_parameters: of the model, adapters included.
        num_memory: of them the memory's.
        num_trained: of them, that are trained.
        parts: of the memory of one device.
        memory: bytes that one device has; None where that is not known.
        num_devices: N.
        flops: arithmetic of one device in a step.
        seconds: of a step, what is sent left out.
        sent: bytes that one device sends in a step.
        sending: seconds that this takes, by itself.
        tokens: that a step reads, on all devices.
        steps: of the run.
        own_memory: kind, slots and tokens of a segment of the memory that the model has already, which
            counts in place of the run's; None without one.
    """

    num_parameters: int
    num_memory: int
    num_trained: int
    parts: tuple[Part, ...]
    memory: int | None
    num_devices: int
    flops: float
    seconds: float
    sent: int
    sending: float
    tokens: int
    steps: int
    own_memory: tuple[str, int, int] | None = None

    @property
    def peak(self) -> int:
        """Bytes that one device holds at most."""
        return sum(part.num_bytes for part in self.parts)

    @property
    def fits(self) -> bool | None:
        """Whether that is there; None where nobody knows how much there is."""
        return None if self.memory is None else self.peak <= self.memory

    @property
    def step_seconds(self) -> float:
        """Of a step, when nothing is sent while something is computed: at worst."""
        return self.seconds + self.sending

    @property
    def tokens_per_second(self) -> float:
        """On all devices together."""
        return self.tokens / self.step_seconds if self.step_seconds else 0.0


def run_cost(
    config: RunConfig,
    traced: TracedStep,
    machine: Machine,
    *,
    num_devices: int = 1,
    bandwidth: float = 10e9,
    program: int = 0,
    holes: float = 0.0,
) -> RunCost:
    """What a run costs.

    Args:
        config: of the run; `sharded` says whether the devices share the weights out.
        traced: a step of it.
        machine: each device.
        num_devices: N.
        bandwidth: bytes a second that each device sends.
        program: bytes that the program takes by itself.
        holes: share of the working memory that is kept of freed blocks.
    """
    several = num_devices > 1
    share = 1 / num_devices if several and config.sharded else 1.0

    def mean(of: Callable[[RunConfig, int], float]) -> float:
        """Over the steps, whose samples may grow."""
        found = 0.0
        for length, count in steps_of_lengths(config).items():
            each = config.model_copy(update={"segments_per_sample": length})
            back = _readings_back(each, traced, is_shared=share < 1)
            found += of(each, back) * count / config.steps
        return found

    def seconds(each: RunConfig, back: int) -> float:
        work = _times(each, traced, back, lambda work: _seconds(work, traced, machine))
        return work + _getting_memory(each, traced, back, machine)

    sent = round(mean(lambda each, _: _sent(each, traced, num_devices)))
    return RunCost(
        num_parameters=traced.num_parameters,
        num_memory=traced.num_memory,
        num_trained=traced.memory.num_trained,
        parts=_parts(config, traced, share, program, holes, several=several),
        memory=machine.memory,
        num_devices=num_devices,
        flops=mean(lambda each, back: _times(each, traced, back, _arithmetic)),
        seconds=mean(seconds)
        + _PASSES[config.optimizer] * _FLOAT * traced.memory.num_trained * share / machine.moved,
        sent=sent,
        sending=sent / bandwidth,
        tokens=round(
            num_devices * config.samples_per_step * traced.segment_length
            * segments_read(config) / config.steps
        ),
        steps=config.steps,
        own_memory=traced.own_memory,
    )  # fmt: skip


def _readings_back(config: RunConfig, traced: TracedStep, *, is_shared: bool) -> int:
    """How many of the readings of a sample have a way back for the gradient.

    What is asked at the end alone has none through what lies deeper than the BPTT depth; but devices
    that share the weights out all go back through everything. Where nothing but the first memory is
    trained, none has that does not reach the beginning.
    """
    segments, depth = config.segments_per_sample, config.bptt_depth
    learnt, readings = traced.memory.learnt(segments, depth)
    if config.objective in AT_THE_END and depth is not None and not is_shared:
        return min(segments, depth + 1) if learnt == segments else 0
    return readings


def _times(config: RunConfig, traced: TracedStep, back: int, measure: Any) -> float:
    """The sum over a step of what `measure` makes of work."""
    segments, _ = traced.memory.learnt(config.segments_per_sample, config.bptt_depth)
    first, two, forth = measure(traced.first), measure(traced.two), measure(traced.forth)
    # Where all but the last segment are silent, `two` is as `silent`, and `back` may be less.
    total = first + (segments - 1) * (two - first)
    total += (back - segments) * (measure(traced.silent) - first)
    asked = config.segments_per_sample - segments + config.memory_replay * segments
    others = traced.readings(config) - back + config.memory_replay * back - asked
    total += asked * forth + others * measure(traced.forth_silent)
    return float(config.gradient_accumulation * total)


def _arithmetic(work: Work) -> float:
    return float(work[:, 0].sum())


def _seconds(work: Work, traced: TracedStep, machine: Machine) -> float:
    flops = machine.half_flops if traced.is_half else machine.flops
    each = np.maximum(work[:, 0] / flops, work[:, 1] / machine.moved)
    return float((each + machine.operation).sum())


def _getting_memory(config: RunConfig, traced: TracedStep, back: int, machine: Machine) -> float:
    """Seconds for memory that replay gives back to the system before each segment, and has anew."""
    if not (config.memory_replay and machine.fresh):
        return 0.0
    segment = config.batch_size * (traced.memory.most - traced.memory.kept)
    times = traced.readings(config) + back  # forth, and once more on the way back
    return config.gradient_accumulation * times * segment / machine.fresh


def _parts(
    config: RunConfig,
    traced: TracedStep,
    share: float,
    program: int,
    holes: float,
    *,
    several: bool,
) -> tuple[Part, ...]:
    step = traced.memory
    optimizer = step.optimizer(config)
    # What is kept on the way back, and whatever is there for a moment only.
    activations = max(0, step.peak(config) - optimizer - step.gradients)
    state = traced.state * config.batch_size
    together = 0
    if share < 1:
        together = round((traced.weights - traced.layers + 2 * traced.layer) * (1 - share))
    elif several:
        together = step.gradients  # in the order in which they are sent
    parts = [
        Part("weights", round(traced.weights * share)),
        Part("gradients", round(step.gradients * share)),
        Part("optimizer", round(optimizer * share)),
        Part("activations", max(0, activations - state)),
        Part("state", state),
        Part("sending", together),
        Part("program", program + round(holes * step.peak(config))),
    ]
    return tuple(part for part in parts if part.num_bytes)


def _sent(config: RunConfig, traced: TracedStep, num_devices: int) -> int:
    if num_devices < 2:
        return 0
    others = (num_devices - 1) / num_devices
    gradients = traced.memory.gradients
    if not config.sharded:
        return round(2 * others * gradients)
    readings, replay = traced.readings(config), int(config.memory_replay)
    back = _readings_back(config, traced, is_shared=True)
    of_layers = min(gradients, traced.trained_layers)
    each = (readings + (1 + replay) * back) * traced.layers + traced.weights - traced.layers
    each += back * of_layers + gradients - of_layers
    return round(others * config.gradient_accumulation * each)
