"""Multi-head attention that gives its weights (Vaswani et al. 2017, arXiv 1706.03762).

Shapes: B rows, Q queries, K keys, H heads, d width.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked

if TYPE_CHECKING:
    from torch import Tensor


def check_heads(width: int, num_heads: int) -> None:
    """Make sure that a width can be split into heads.

    Raises:
        MemoryAttachError: it cannot.
    """
    if width % num_heads:
        raise MemoryAttachError(
            marked("errors", "A width of {width} cannot be split into {heads} heads. Take a number of heads that divides it."),
            width=width, heads=num_heads,
        )  # fmt: skip


class MultiHead(nn.Module):
    """Attention from some vectors to others, between projections of its own.

    Args:
        width: d, of what comes in and goes out.
        num_heads: H; it divides d.
    """

    def __init__(self, width: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    @override
    def forward(
        self, queries: Tensor, keys: Tensor, allowed: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Attend.

        Args:
            queries: `[B, Q, d]`.
            keys: `[B, K, d]`, which the values come from too.
            allowed: bool, `[B, Q, K]` or what broadcasts to it; a query with nothing allowed gets
                zeros.

        Returns:
            `[B, Q, d]`, and the weights `[B, H, Q, K]`.
        """
        split = (self.num_heads, queries.shape[-1] // self.num_heads)
        query = self.query(queries).unflatten(-1, split).transpose(1, 2)
        key = self.key(keys).unflatten(-1, split).transpose(1, 2)
        value = self.value(keys).unflatten(-1, split).transpose(1, 2)
        scores = query @ key.transpose(-1, -2) / math.sqrt(split[1])
        if allowed is None:
            weights = scores.softmax(-1)
        else:
            allowed = allowed[:, None]
            weights = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
            weights = weights.masked_fill(~allowed, 0.0).nan_to_num(0.0)
        mixed = (weights @ value).transpose(1, 2).flatten(-2)
        return self.out(mixed), weights
