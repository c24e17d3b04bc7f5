"""Single precision at least, whatever the model's own numbers are; norms and projections in it.

Shapes: B rows, S tokens, e width.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

_EPSILON = 1e-6


def normed(vectors: Tensor) -> Tensor:
    """Vectors by their root mean square, in single precision at least."""
    vectors = precise(vectors)
    return vectors * (vectors.square().mean(-1, keepdim=True) + _EPSILON).rsqrt()


def linear(layer: nn.Linear, vectors: Tensor) -> Tensor:
    """What a layer makes of vectors, in their precision."""
    bias = cast("Tensor | None", layer.bias)
    bias = None if bias is None else bias.to(vectors)
    return functional.linear(vectors, layer.weight.to(vectors), bias)


def mixed(vectors: Tensor, mix: Tensor) -> Tensor:
    """Sums of each vector `[B, S, e]` and the ones before it, by component; mix is `[n, e]`."""
    padded = functional.pad(vectors, (0, 0, len(mix) - 1, 0))
    # [B, S, e, n], the earliest first.
    return (padded.unfold(1, len(mix), 1) * mix.flip(0).T.to(vectors)).sum(-1)


def precise_type(tensor: Tensor) -> torch.dtype:
    """The type of numbers for sums over a whole document, which lose themselves in half precision."""
    return torch.promote_types(tensor.dtype, torch.float32)


def precise(tensor: Tensor) -> Tensor:
    """The same numbers in single precision at least."""
    return tensor.to(precise_type(tensor))


def in_double(tensor: Tensor) -> Tensor:
    """The same numbers in double precision, on the processor: Apple's GPUs know no such numbers."""
    return tensor.cpu().double()


def in_full_precision(tensor: Tensor) -> AbstractContextManager[object]:
    """No half precision where `tensor` lies; where it has no numbers, there is none anyway."""
    if tensor.is_meta:
        return nullcontext()
    return torch.autocast(tensor.device.type, enabled=False)
