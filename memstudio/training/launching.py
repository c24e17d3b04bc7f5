"""What a launcher of many processes wants of a run, and where each of them trains."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

from memstudio.errors import TrainingError, marked
from memstudio.launched import forget_wishes, num_processes, unheard_wish
from memstudio.models.device import resolve_device
from memstudio.training.checkpoints import Standing
from memstudio.training.processes import device_of_this_process
from memstudio.training.shards import is_sharded

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from memstudio.models.load import LoadedModel
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig


def as_launched(config: RunConfig) -> RunConfig:
    """The run as the launcher, if there is one, wants it.

    Raises:
        TrainingError: it wants what no run does.
    """
    if (wish := unheard_wish()) is not None:
        raise TrainingError(
            marked("errors", "A run cannot do what {wish} asks of it. Launch without; `sharded = true` in run.toml or --use_fsdp shares the weights out."),
            wish=wish,
        )  # fmt: skip
    if is_sharded(config):
        config = config.changed(sharded=True)
    # What is the run's to say, its precision above all, must not be heard from elsewhere.
    forget_wishes()
    return config


def with_steps_as_before(config: RunConfig, checkpoint: Path | None) -> RunConfig:
    """The run read by however many processes go on with it, as many samples in a step as before.

    Raises:
        TrainingError: so many processes cannot share them out, or the checkpoint is damaged.
    """
    total = None if checkpoint is None else Standing.load(checkpoint).samples_per_step
    count = num_processes()
    if total is None or total == config.samples_per_step * count:
        return config
    own = total // count
    origin = config.branched_from
    # Those are counted for each process, of which there were others.
    read = 0 if origin is None else origin.samples * total // config.samples_per_step
    # What is in a pack depends on its size, and so do all packs after it.
    if total % count or read % count or (config.packing and own % config.batch_size):
        raise TrainingError(
            marked("errors", "A step of this run reads {samples} samples, and {processes} processes cannot go on with that. Launch as many as before."),
            samples=total, processes=count,
        )  # fmt: skip
    at_once = max(n for n in range(1, min(own, config.batch_size) + 1) if own % n == 0)
    values: dict[str, Any] = {"batch_size": at_once, "gradient_accumulation": own // at_once}
    if origin is not None:
        values["branched_from"] = origin.model_copy(update={"samples": read // count})
    return config.changed(**values)


def check_is_seen(folder: Path, processes: Processes, *, seconds: float = 30.0) -> None:
    """Make sure that all processes see the run's folder, which the first one made.

    Args:
        folder: of the run.
        processes: all of which call this.
        seconds: that a shared disk may take to show what another computer wrote.

    Raises:
        TrainingError: on some computer it is not there.
    """
    end = time.monotonic() + seconds
    while not folder.is_dir() and time.monotonic() < end:
        time.sleep(0.2)
    (is_unseen,) = processes.any(not folder.is_dir())
    if is_unseen:
        if processes.is_first:
            shutil.rmtree(folder, ignore_errors=True)
        raise TrainingError(
            marked("errors", "Not every computer of this run sees its folder {path}. Name a folder with --out that lies on a disk which all of them share."),
            path=str(folder),
        )  # fmt: skip


def device_to_open(config: RunConfig) -> str:
    """Where a model is opened: one that is to be shared out need not fit one GPU."""
    return "cpu" if is_sharded(config) else device_of_this_process(config.device)


def device_of(config: RunConfig, loaded: LoadedModel) -> torch.device:
    """Where this process trains."""
    if is_sharded(config):
        return resolve_device(device_of_this_process(config.device))
    device: torch.device = loaded.model.device
    return device
