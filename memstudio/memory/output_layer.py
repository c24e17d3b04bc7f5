"""The output layer of models that have no way to be asked for the logits of some tokens only.

Shapes: B rows, Q tokens, d width.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn
    from transformers import PreTrainedModel


@contextmanager
def output_layer_at(backbone: PreTrainedModel, places: Tensor) -> Iterator[None]:
    """Run the output layer at some tokens only, for as long as this lasts.

    Args:
        backbone: a model with an output layer over words.
        places: `[n]` int64, positions among the Q tokens.
    """

    def pick(_: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (args[0][:, places], *args[1:])

    handle = backbone.get_output_embeddings().register_forward_pre_hook(pick)
    try:
        yield
    finally:
        handle.remove()
