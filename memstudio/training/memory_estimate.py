"""How much memory a run will take, worked out from two small steps of it before it begins.

One segment of one row is read and learnt from, and then one of two rows; what torch allocates on the
way is added up. All else follows, because segments and rows cost alike:

    peak = kept before the way back + the first segment on the way back
         = (s - d) b k + b (r - k) + e + (d > 0) (G + e)

for s segments of b rows with d segments behind it: a row keeps k bytes of a segment and takes r at
most while it is learnt from, e does not depend on rows, and the gradients G of all trained weights
lie there from the first segment on. The largest d is 0 or 1.

Shapes: B rows, S tokens of a segment.
"""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import torch

from memstudio.errors import marked
from memstudio.memory.attach import open_model
from memstudio.memory.freed_memory import give_back_freed
from memstudio.memory.value_head import ValueScale
from memstudio.models.device import default_threads, memory_use
from memstudio.models.quiet import quiet
from memstudio.training.adapters import adapted
from memstudio.training.arithmetic import check_arithmetic, in_precision
from memstudio.training.random_state import undisturbed_randomness
from memstudio.training.trained_model import (
    check_checkpointing,
    checkpointed,
    only_trained,
    precise,
    threads,
    with_memory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig

_STATE_BYTES = {"adamw": 8, "adamw_8bit": 2, "sgd": 4, "adafactor": 0}
"""Bytes that an optimiser keeps of each trained weight; Adafactor keeps rows and columns."""
_HOLES = 0.2
"""What the C library keeps of freed blocks, for what torch has allocated on a processor: 4 to 60% in
six runs of the demo and SmolLM2, with this much within 15% of their measured peaks."""
_STANDARD_ERROR = 2
_NOTED = ("bptt_depth", "memory_replay")
_TEMPORARY = 2
"""Copies of the largest matrix that are there while it is changed."""


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes that a run takes on its device, at most.

    Attributes:
        device: that it is for.
        now: what is taken before the first step, on a processor by the whole program.
        gradients: of all trained weights.
        optimizer: what the optimiser keeps.
        peak: all together, at the moment when it is most.
    """

    device: str
    now: int
    gradients: int
    optimizer: int
    peak: int


def estimate_run(
    config: RunConfig, *, control: Control, loaded: LoadedModel | None = None
) -> MemoryEstimate:
    """Work out what a run would take, without any of its data.

    Args:
        config: of the run.
        control: takes progress while the model is opened.
        loaded: the model, when it is open already; it stays as it is.

    Raises:
        TrainingError, ModelLoadError, MemoryAttachError, DeviceError: as in `train`.
        Cancelled: through `control`.
    """
    is_open = loaded is not None
    loaded = loaded or open_model(config.model, device=config.device, control=control)
    check_arithmetic(config, loaded.model.device)
    depth, replay = (getattr(loaded.model.config, name, None) for name in _NOTED)
    model, config = with_memory(loaded, config)
    check_checkpointing(model, config)
    control.report(0, 0, marked("progress", "Estimating the memory"))
    control.checkpoint()
    has_head = model.value_head is not None
    if config.objective == "regression":
        model.give_value_head(ValueScale())
    try:
        with (
            quiet(),
            threads(config.threads or default_threads()),
            precise(model, config),
            checkpointed(model, config),
            adapted(model, config),
            only_trained(model, config.trains),
        ):
            return estimate_memory(model.train(), config)
    finally:
        if not has_head:
            model.take_value_head()
        if is_open and model is loaded.model:
            model.config.bptt_depth, model.config.memory_replay = depth, replay


def estimate_memory(model: MemoryModel, config: RunConfig) -> MemoryEstimate:
    """Work out what training takes. The model is left as it was.

    Args:
        model: in training mode, with `requires_grad` as it will be trained.
        config: of the run.
    """
    trained = [p for p in model.parameters() if p.requires_grad]
    sizes = [p.numel() * p.element_size() for p in trained]
    gradients = sum(sizes)
    optimizer = sum(p.numel() for p in trained) * _STATE_BYTES[config.optimizer]
    if config.optimizer == "sgd" and not config.momentum:
        optimizer = 0
    with undisturbed_randomness(), _gradients_let_go(trained):
        one, two = (_taken(model, config, rows) for rows in (1, 2))
    kept, most = two.kept - one.kept, two.most - one.most
    rest = max(0, one.most - most)
    shapes = [(config.batch_size, config.segments_per_sample)]
    if config.packing:
        # Where whole samples have room, so have as many segments beside each other.
        shapes.append((config.batch_size * config.segments_per_sample, 1))
    learning = max(
        max(
            _way_back(rows, segments, kept, most) + rest,
            _way_back(rows, segments - 1, kept, most) + gradients + 2 * rest if segments > 1 else 0,
        )
        for rows, segments in shapes
    )
    _load_what_a_run_loads()
    changing = gradients + _TEMPORARY * max(sizes, default=0)
    gc.collect()
    give_back_freed()
    use = memory_use(model.device)
    now = use.device_bytes if model.device.type in {"cuda", "xpu", "mps"} else use.process_bytes
    peak = optimizer + max(learning, changing)
    if model.device.type == "cpu":
        peak = round(peak * (1 + _HOLES))
    return MemoryEstimate(str(model.device), now, gradients, optimizer, now + peak)


def _load_what_a_run_loads() -> None:
    """Libraries take memory as well, and most of a small run's."""
    for name in ("memstudio.training.training_run", "torch.utils.tensorboard"):
        with suppress(ImportError):
            import_module(name)


def _way_back(rows: int, segments: int, kept: int, most: int) -> int:
    return rows * (segments * kept + (most - kept))


# ---------------------------------------------------------------------- one small step


@dataclass(frozen=True, slots=True)
class _Taken:
    """Bytes: `kept` when all is read, `most` at any moment."""

    kept: int
    most: int


def _taken(model: MemoryModel, config: RunConfig, rows: int) -> _Taken:
    """What one segment of so many rows takes, gradients of weights left out."""
    length = model.config.segment_length
    # Which words they are makes no difference.
    ids = torch.arange(rows * length, device=model.device).remainder(model.config.vocab_size)
    ids = ids.view(rows, length)
    learnt = {"labels": ids}
    if config.objective == "regression":
        learnt = {"values": torch.zeros(rows, device=model.device)}
    losses: list[torch.Tensor] = []

    def read() -> None:
        with in_precision(config, model.device):
            losses.append(model(ids, **learnt).loss)

    def learn() -> None:
        losses.pop().backward()  # type: ignore[no-untyped-call]

    kept, while_reading = _allocated(read, model.device)
    _, while_learning = _allocated(learn, model.device)
    return _Taken(kept, max(while_reading, kept + while_learning))


def _allocated(work: Callable[[], None], device: torch.device) -> tuple[int, int]:
    """Bytes that work leaves allocated, and the most that it had."""
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
    now = most = 0
    changes = [
        (event.start_ns(), event.nbytes())
        for event in result.kineto_results.events()
        if event.name() == "[memory]"
    ]
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return now, most


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
def _gradients_let_go(parameters: list[torch.nn.Parameter]) -> Iterator[None]:
    """Drop each gradient as soon as it is there: how much they take is known."""

    def let_go(parameter: torch.Tensor) -> None:
        parameter.grad = None

    handles = [
        each.register_post_accumulate_grad_hook(let_go)  # type: ignore[no-untyped-call]
        for each in parameters
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
