"""Whether `torchrun` or `accelerate launch` has started this process beside others.

Both say it in the environment, in the same words.
"""

from __future__ import annotations

import os

_UNHEARD = {
    "ACCELERATE_USE_DEEPSPEED": "--use_deepspeed",
    "ACCELERATE_USE_MEGATRON_LM": "--use_megatron_lm",
    "ACCELERATE_USE_PARALLELISM_CONFIG": "--use_parallelism_config",
    "FSDP_OFFLOAD_PARAMS": "--fsdp_offload_params",
}


def are_launched() -> bool:
    """Whether there are others."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1 and "LOCAL_RANK" in os.environ


def is_first() -> bool:
    """Whether this process is alone, or the first: the one that writes, and talks to people."""
    return not are_launched() or int(os.environ.get("RANK", "0")) == 0


def num_on_this_computer() -> int:
    """Processes that share this computer's cores."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", "1")) if are_launched() else 1


def num_processes() -> int:
    """Processes that train together, on however many computers."""
    return int(os.environ["WORLD_SIZE"]) if are_launched() else 1


def place_on_this_computer() -> int:
    """This process's number among them, which is that of its GPU, too."""
    return int(os.environ.get("LOCAL_RANK", "0")) if are_launched() else 0


def asks_for_shards() -> bool:
    """Whether `accelerate launch --use_fsdp` wants the model's weights shared out."""
    return _is_on("ACCELERATE_USE_FSDP")


def keeps_layers_together() -> bool:
    """Whether it wants each layer's weights to stay together from its way forth to its way back."""
    return os.environ.get("FSDP_RESHARD_AFTER_FORWARD", "").lower() in {"false", "shard_grad_op"}


def unheard_wish() -> str | None:
    """What `accelerate launch` was told to do that no run does; None when there is nothing."""
    for name, wish in _UNHEARD.items():
        if _is_on(name):
            return wish
    strategy = os.environ.get("FSDP_SHARDING_STRATEGY", "").upper()
    if asks_for_shards() and (strategy in {"3", "NO_SHARD"} or "HYBRID" in strategy):
        return f"FSDP_SHARDING_STRATEGY={strategy}"
    return None


def forget_wishes() -> None:
    """Take out of the environment what the run's configuration decides, so that nobody hears it."""
    for name in ("ACCELERATE_USE_FSDP", "ACCELERATE_MIXED_PRECISION"):
        os.environ.pop(name, None)


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}
