"""What one step of a run takes, worked out from two small steps of it.

One segment of one row is read and learnt from, and then one of two rows; what torch allocates on the
way is added up. All else follows, because segments and rows cost alike:

    peak = kept before the way back + the first segment on the way back
         = (s - d) b k + b (r - k) + e + (d > 0) (G + e)

for s readings of b rows with d of them behind it: a row keeps k bytes of a segment and takes r at
most while it is learnt from, e does not depend on rows, and the gradients G of all trained weights
lie there from the first segment on. The largest d is 0 or 1. A BPTT depth reads segments again, once
for each later segment whose gradient reaches them. Where nothing but the first memory is trained, no
way leads back from what does not reach the beginning, and nothing is kept of it.

Shapes: B rows, S tokens of a segment.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import torch

from memstudio.memory.memory_kind import Segment
from memstudio.progress import Control
from memstudio.training.arithmetic import in_precision
from memstudio.training.random_state import undisturbed_randomness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import nn

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.run_config import RunConfig

_STATE_BYTES = {"adamw": 8, "adamw_8bit": 2, "sgd": 4, "adafactor": 0}
"""Bytes that an optimiser keeps of each trained weight; Adafactor keeps rows and columns."""
_COPY_BYTES = 4
_STANDARD_ERROR = 2
_TEMPORARY = 2
"""Copies of the largest matrix that are there while it is changed."""


@dataclass(frozen=True, slots=True)
class SmallStep:
    """Bytes that a step of one segment takes, gradients of weights left out.

    Attributes:
        kept: when all is read.
        most: at any moment.
        kept_silent: when it is read for its memory alone; None where nobody looked.
        only_read: at any moment while it is read and not learnt from; None where all is learnt from.
    """

    kept: int
    most: int
    kept_silent: int | None = None
    only_read: int | None = None


@dataclass(frozen=True, slots=True)
class StepMemory:
    """Bytes that a step takes, for any number of rows and segments.

    Attributes:
        num_trained: weights.
        gradients: of all of them.
        largest: of the trained matrices.
        kept: of a segment of a row, until its gradient is known.
        most: at any moment while a segment of a row is learnt from.
        rest: that does not depend on rows.
        kept_silent: of a segment of a row that is read again for its memory alone; None for as
            much as of any other.
        copies: in single precision, of weights in half precision, which the optimiser changes.
        only_read: at any moment while a segment of a row is read from which no way leads back; None
            where one leads back from all, and not from the beginning alone.
    """

    num_trained: int
    gradients: int
    largest: int
    kept: int
    most: int
    rest: int
    kept_silent: int | None = None
    copies: int = 0
    only_read: int | None = None

    @classmethod
    def of(cls, trained: Sequence[nn.Parameter], one: SmallStep, two: SmallStep) -> StepMemory:
        """By what a segment of one row takes, and one of two rows."""
        sizes = [each.numel() * each.element_size() for each in trained]
        kept, most = two.kept - one.kept, two.most - one.most
        silent = only_read = None
        if one.kept_silent is not None and two.kept_silent is not None:
            silent = min(kept, max(0, two.kept_silent - one.kept_silent))
        if one.only_read is not None and two.only_read is not None:
            only_read = max(0, two.only_read - one.only_read)
        return cls(
            num_trained=sum(each.numel() for each in trained),
            gradients=sum(sizes),
            largest=max(sizes, default=0),
            kept=kept,
            most=most,
            rest=max(0, one.most - most),
            kept_silent=silent,
            copies=sum(_COPY_BYTES * each.numel() for each in trained if each.element_size() == 2),
            only_read=only_read,
        )

    def learnt(self, segments: int, depth: int | None) -> tuple[int, int]:
        """The first segments of a sample from which a way leads back, and how often those are read."""
        if self.only_read is not None and depth is not None:
            segments = min(segments, depth + 1)
        return segments, num_readings(segments, depth)

    def optimizer(self, config: RunConfig) -> int:
        """What the optimiser keeps."""
        if config.optimizer == "sgd" and not config.momentum:
            return self.copies
        return self.copies + self.num_trained * _STATE_BYTES[config.optimizer]

    def peak(self, config: RunConfig) -> int:
        """What is allocated at most, beside what was before the first step."""
        whole = config.segments_per_sample
        # Where whole samples have room, so have as many segments of shorter ones.
        lengths = {whole} | ({2**k for k in range(whole.bit_length())} if config.packing else set())
        learning = max(
            self._learning(config.batch_size * whole // length, length, config.bptt_depth)
            for length in lengths
        )
        changing = self.gradients + self.copies + _TEMPORARY * self.largest
        return self.optimizer(config) + max(learning, changing)

    def _learning(self, rows: int, length: int, depth: int | None) -> int:
        segments, readings = self.learnt(length, depth)
        learning = self.most - self.kept
        most = rows * (self._kept(segments, readings) + learning) + self.rest
        if segments < length:
            most = max(most, rows * (self._kept(segments, readings) + (self.only_read or 0)))
        if readings > 1:
            later = rows * (self._kept(segments - 1, readings - 1) + learning)
            most = max(most, later + self.gradients + 2 * self.rest)
        return most

    def _kept(self, segments: int, readings: int) -> int:
        silent = self.kept if self.kept_silent is None else self.kept_silent
        return segments * self.kept + (readings - segments) * silent


def num_readings(segments: int, depth: int | None) -> int:
    """How often a segment is read on the way through a sample of so many."""
    if depth is None:
        return segments
    return sum(1 + min(index, depth) for index in range(segments))


def measured_step(
    model: MemoryModel, config: RunConfig, control: Control | None = None
) -> StepMemory:
    """Measure what training takes. The model is left as it was.

    Args:
        model: in training mode, with `requires_grad` as it will be trained.
        config: of the run.
        control: may cancel each time that a gradient or the memory of some rows is known.

    Raises:
        Cancelled: through `control`.
    """
    control = control or Control()
    trained = [p for p in model.parameters() if p.requires_grad]
    with undisturbed_randomness(), gradients_let_go(trained, control.checkpoint):
        one, two = (_taken(model, config, rows, control) for rows in (1, 2))
    return StepMemory.of(trained, one, two)


def learns_from_start(model: MemoryModel) -> bool:
    """Whether only what reaches back to the first memory is learnt from: nothing else is trained."""
    length = model.config.segment_length
    segment = Segment(
        torch.zeros(1, length, dtype=torch.long, device=model.device),
        logits_at=torch.arange(length - 1, length, device=model.device),
    )
    before = {name: each.detach() for name, each in model.memory.initial_state(1).items()}
    reading = model.memory.read_segment(model.backbone, segment, before)
    return not any(each.requires_grad for each in (reading.logits, *reading.state.values()))


# ---------------------------------------------------------------------- one small step


def _taken(model: MemoryModel, config: RunConfig, rows: int, control: Control) -> SmallStep:
    """What one segment of so many rows takes, gradients of weights left out."""
    length = model.config.segment_length
    # Which words they are makes no difference.
    ids = torch.arange(rows * length, device=model.device).remainder(model.config.vocab_size)
    ids = ids.view(rows, length)
    learnt = {"labels": ids}
    if config.objective == "regression":
        learnt = {"values": torch.zeros(rows, device=model.device)}
    if config.objective == "classification":
        classes = torch.zeros(rows, len(model.head_labels), dtype=torch.long, device=model.device)
        learnt = {"classes": classes}
    losses: list[torch.Tensor] = []

    def read() -> None:
        with in_precision(config, model.device):
            losses.append(model(ids, **learnt).loss)

    def learn() -> None:
        losses.pop().backward()  # type: ignore[no-untyped-call]

    blocks: dict[int, int] = {}
    control.checkpoint()
    kept, while_reading = allocated(read, model.device, blocks)
    control.checkpoint()
    _, while_learning = allocated(learn, model.device, blocks)
    only_read = None
    if learns_from_start(model):
        control.checkpoint()
        with torch.no_grad():
            _, only_read = allocated(read, model.device)
    return SmallStep(kept, max(while_reading, kept + while_learning), only_read=only_read)


def allocated(
    work: Callable[[], None], device: torch.device, blocks: dict[int, int] | None = None
) -> tuple[int, int]:
    """Bytes that work leaves allocated beside what was there before, and the most that it had.

    Args:
        work: what allocates.
        device: that is looked at.
        blocks: bytes by address of what earlier work left, and afterwards of what is left now. What
            else was there before may be collected at any moment, and is no gain of this work.
    """
    if device.type == "cuda":
        before = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        work()
        return (
            torch.cuda.memory_allocated(device) - before,
            torch.cuda.max_memory_allocated(device) - before,
        )
    from torch.profiler import ProfilerActivity, profile

    profiler = profile(activities=[ProfilerActivity.CPU], profile_memory=True)
    with _unheard():
        profiler.start()
    try:
        work()
    finally:
        with _unheard():
            profiler.stop()
    result: Any = profiler.profiler
    blocks = {} if blocks is None else blocks
    now = most = 0
    for address, change in _changes(result.kineto_results.experimental_event_tree()):
        if change > 0:
            blocks[address] = change
        elif blocks.pop(address, None) is None:
            continue
        now += change
        most = max(most, now)
    return now, most


def _changes(events: list[Any]) -> Iterator[tuple[int, int]]:
    """Addresses and the bytes that were taken there, or with a minus given back, in their order."""
    found, unseen = [], events[::-1]
    while unseen:
        event = unseen.pop()
        unseen.extend(reversed(event.children))
        if event.name == "[memory]":
            found.append((event.start_time_ns, event.extra_fields))
    for _, block in sorted(found, key=itemgetter(0)):
        yield block.ptr, block.alloc_size


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep from people what torch's profiler writes to standard error, past Python and all levels."""
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # there is none, as in a program without a console
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    try:
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def gradients_let_go(
    parameters: list[torch.nn.Parameter], checkpoint: Callable[[], None] | None = None
) -> Iterator[None]:
    """Drop each gradient as soon as it is there: how much they take is known.

    Args:
        parameters: whose gradients they are.
        checkpoint: called each time; what it raises ends the way back.
    """

    def let_go(parameter: torch.Tensor) -> None:
        parameter.grad = None
        if checkpoint is not None:
            checkpoint()

    handles = [
        each.register_post_accumulate_grad_hook(let_go)  # type: ignore[no-untyped-call]
        for each in parameters
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
