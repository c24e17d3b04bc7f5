"""Weights that lie in parts with several processes (FSDP), together for a moment.

While a sharded layer runs it has all of its weights. A memory that uses a module inside it at
another time, to show its slots, asks for them here.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn


@contextmanager
def whole_weights(model: nn.Module, name: str) -> Iterator[None]:
    """Hold together the weights of a submodule; every process that has a part must come here.

    Args:
        model: without effect where it is not sharded.
        name: of the submodule.
    """
    parts = name.split(".")
    around: list[Any] = [model.get_submodule(".".join(parts[: i + 1])) for i in range(len(parts))]
    sharded = [module for module in around if hasattr(module, "unshard")]
    for module in sharded:
        module.unshard()
    try:
        yield
    finally:
        for module in sharded:
            module.reshard()
