"""How much memory a run will take, worked out from two small steps of it before it begins."""

from __future__ import annotations

import gc
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING

from memstudio.errors import MemorySpent, marked
from memstudio.memory.attach import open_model
from memstudio.memory.freed_memory import give_back_freed
from memstudio.models.device import default_threads, free_memory, memory_use
from memstudio.models.quiet import quiet
from memstudio.training.adapters import adapted
from memstudio.training.arithmetic import check_arithmetic
from memstudio.training.run_config import AT_THE_END
from memstudio.training.step_memory import StepMemory, measured_step
from memstudio.training.text_goals import fresh_goal
from memstudio.training.trained_model import (
    Noted,
    checkpointed,
    needs_precise,
    only_trained,
    precise,
    threads,
    with_memory,
)
from memstudio.training.way_on import MemoryEstimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig

HOLES = 0.2
"""What the C library keeps of freed blocks, for what torch has allocated on a processor: 4 to 60% in
six runs of the demo and SmolLM2, with this much within 15% of their measured peaks."""
_PRECISE_BYTES = 4


@contextmanager
def ready_to_measure(
    config: RunConfig, *, control: Control, loaded: LoadedModel | None = None
) -> Iterator[tuple[MemoryModel, RunConfig]]:
    """Give the model as it would be trained, and the configuration with its memory's numbers.

    None of the run's data is read, and a model that is open already stays as it is. Layers are not
    checkpointed yet: `measured_as` does that.

    Args:
        config: of the run.
        control: takes progress while the model is opened.
        loaded: the model, when it is open already; it stays as it is.

    Raises:
        MemorySpent: the weights alone, in the precision that they are trained in, are too much.
        TrainingError, ModelLoadError, MemoryAttachError, DeviceError: as in `train`.
        Cancelled: through `control`.
    """
    noted = None if loaded is None else Noted(loaded.model)
    loaded = loaded or open_model(config.model, device=config.device, control=control)
    check_arithmetic(config, loaded.model.device)
    was_training = loaded.model.training
    try:
        model, config = with_memory(loaded, config)
        _check_weights_fit(model, config)
        control.report(0, 0, marked("progress", "Estimating the memory"))
        control.checkpoint()
        if config.objective in AT_THE_END:
            fresh_goal(config.objective).give(model)
        with (
            quiet(),
            threads(config.threads or default_threads()),
            precise(model, config),
            adapted(model, config),
            only_trained(model, config.trains),
        ):
            yield model.train(), config
    finally:
        loaded.model.train(was_training)
        if noted is not None:
            noted.give_back()


def _check_weights_fit(model: MemoryModel, config: RunConfig) -> None:
    """Where measuring itself would take more than there is, nothing is measured.

    Raises:
        MemorySpent: the weights do not fit twice as wide as they are.
    """
    needed = _PRECISE_BYTES * sum(p.numel() for p in model.parameters())
    free = free_memory(model.device)
    if needs_precise(model, config) and free is not None and needed > free:
        raise MemorySpent(
            marked("errors", "Training everything needs the weights in single precision, {needed} GB, and {device} has {free} GB free. Train only the memory, or adapters."),
            device=str(model.device), needed=_gigabytes(needed), free=_gigabytes(free),
        )  # fmt: skip


def _gigabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e9:.1f}"


def measured_as(
    model: MemoryModel, config: RunConfig, control: Control | None = None
) -> StepMemory:
    """Measure a step of a model that is ready, with layers checkpointed and segments replayed or not.

    Raises:
        Cancelled: through `control`.
    """
    before = model.config.bptt_depth, model.config.memory_replay
    model.config.bptt_depth, model.config.memory_replay = None, config.memory_replay
    try:
        with checkpointed(model, config):
            return measured_step(model.train(), config, control)
    finally:
        model.config.bptt_depth, model.config.memory_replay = before


def estimated(
    step: StepMemory, config: RunConfig, device: torch.device, now: int
) -> MemoryEstimate:
    """What a run takes whose step was measured, with `now` bytes before the first one."""
    peak = step.peak(config)
    if device.type == "cpu":
        peak = round(peak * (1 + HOLES))
    return MemoryEstimate(
        device=str(device),
        now=now,
        gradients=step.gradients,
        optimizer=step.optimizer(config),
        peak=now + peak,
    )


def taken_now(device: torch.device) -> int:
    """Bytes that are taken before the first step; freed ones are given back first."""
    _load_what_a_run_loads()
    if gc.isenabled():  # in the window, another thread alone may collect
        gc.collect()
    give_back_freed()
    use = memory_use(device)
    return use.device_bytes if device.type in {"cuda", "xpu", "mps"} else use.process_bytes


def _load_what_a_run_loads() -> None:
    """Libraries take memory as well, and most of a small run's."""
    for name in ("memstudio.training.training_run", "torch.utils.tensorboard"):
        with suppress(ImportError):
            import_module(name)
