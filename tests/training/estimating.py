"""What a run takes, worked out without its data and without ways on."""

from __future__ import annotations

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.memory_estimate import estimate_memory, ready_to_measure
from memstudio.training.run_config import RunConfig
from memstudio.training.trained_model import check_checkpointing
from memstudio.training.way_on import MemoryEstimate


def estimated(config: RunConfig, loaded: LoadedModel) -> MemoryEstimate:
    """Of a model that is open; it stays as it is."""
    with ready_to_measure(config, control=Control(), loaded=loaded) as (model, ready):
        check_checkpointing(model, ready)
        return estimate_memory(model, ready)
