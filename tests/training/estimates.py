"""What a run is estimated to take, whether it fits or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.progress import Control
from memstudio.training import memory_estimate

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.training.run_config import RunConfig
    from memstudio.training.way_on import MemoryEstimate


def estimate_run(config: RunConfig, loaded: LoadedModel) -> MemoryEstimate:
    """Of a run of a model that is open."""
    with memory_estimate.ready_to_measure(config, control=Control(), loaded=loaded) as ready:
        return estimate_ready(*ready)


def estimate_ready(model: MemoryModel, config: RunConfig) -> MemoryEstimate:
    """Of a run of a model in training mode, with `requires_grad` as it will be trained."""
    step = memory_estimate.measured_as(model, config)
    now = memory_estimate.taken_now(model.device)
    return memory_estimate.estimated(step, config, model.device, now)
