"""What a run takes, worked out without its data and without ways on."""

from __future__ import annotations

from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.memory_estimate import estimated, measured_as, ready_to_measure, taken_now
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import check_checkpointing
from memstudio.training.way_on import MemoryEstimate


def estimate_of_run(config: RunConfig, loaded: LoadedModel) -> MemoryEstimate:
    """Of a model that is open; it stays as it is."""
    with ready_to_measure(config, control=Control(), loaded=loaded) as (model, ready):
        check_checkpointing(model, ready)
        return estimate_of_model(model, ready)


def estimate_of_model(model: MemoryModel, config: RunConfig) -> MemoryEstimate:
    """Of a model in training mode, with `requires_grad` as it will be trained."""
    return estimated(measured_as(model, config), config, model.device, taken_now(model.device))
