"""What a launcher of many processes wants of a run, and where each of them trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import TrainingError, marked
from memstudio.launched import forget_wishes, unheard_wish
from memstudio.models.device import resolve_device
from memstudio.training.processes import device_of_this_process
from memstudio.training.shards import is_sharded

if TYPE_CHECKING:
    import torch

    from memstudio.models.load import LoadedModel
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


def device_to_open(config: RunConfig) -> str:
    """Where a model is opened: one that is to be shared out need not fit one GPU."""
    return "cpu" if is_sharded(config) else device_of_this_process(config.device)


def device_of(config: RunConfig, loaded: LoadedModel) -> torch.device:
    """Where this process trains."""
    if is_sharded(config):
        return resolve_device(device_of_this_process(config.device))
    device: torch.device = loaded.model.device
    return device
