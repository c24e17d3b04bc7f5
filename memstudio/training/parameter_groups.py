"""What learns at which rate: the backbone, the memory, and the memory's gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.models.adapter_files import is_of_adapter

if TYPE_CHECKING:
    from collections.abc import Collection

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.run_config import RunConfig


def parameter_groups(
    model: MemoryModel, config: RunConfig, decayed: Collection[str]
) -> list[dict[str, Any]]:
    """Groups for an optimiser; empty ones are left out.

    Args:
        model: whose parameters are trained where they require a gradient.
        config: the rates.
        decayed: names of the backbone's parameters that are pulled to zero; of the memory, and
            above all of its gates, none is.
    """
    of_memory = {id(parameter) for parameter in model.memory_parameters()}
    of_gates = {id(parameter) for parameter in model.gate_parameters()}
    matrices = _group(config.learning_rate, config.weight_decay)
    rest = _group(config.learning_rate)
    memory = _group(config.memory_learning_rate)
    adapters = _group(config.adapter.learning_rate)
    gates = _group(config.gate_learning_rate)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if id(parameter) in of_gates:
            group = gates
        elif id(parameter) in of_memory:
            group = memory
        elif is_of_adapter(name):
            group = adapters
        else:
            group = matrices if name in decayed else rest
        group["params"].append(parameter)
    return [group for group in (matrices, rest, memory, adapters, gates) if group["params"]]


def _group(learning_rate: float, weight_decay: float = 0.0) -> dict[str, Any]:
    return {"params": [], "lr": learning_rate, "weight_decay": weight_decay}
