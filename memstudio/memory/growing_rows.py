"""State tensors that grow: rows of entries, aligned left, zeros after the end of each row.

Tensors `[B, N, ...]` whose N differs between segments and models of one kind are compared and
joined as if zeros followed; a kind keeps the true length of each row beside them.

Shapes: B rows, N entries.
"""

from __future__ import annotations

import torch
from torch import Tensor


def as_long(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Both `[B, N, ...]`, with zeros after the shorter, so that they are equally long."""
    if one.dim() < 2 or one.shape[1] == other.shape[1]:
        return one, other
    length = max(one.shape[1], other.shape[1])
    return _with_zeros(one, length), _with_zeros(other, length)


def _with_zeros(tensor: Tensor, length: int) -> Tensor:
    rest = tensor.new_zeros(tensor.shape[0], length - tensor.shape[1], *tensor.shape[2:])
    return torch.cat([tensor, rest], dim=1)


def with_length(tensor: Tensor, length: int) -> Tensor:
    """`[B, N, ...]` as `[B, length, ...]`, with zeros after what there is."""
    return _with_zeros(tensor, length) if tensor.shape[1] < length else tensor[:, :length]


def kept_entries(
    tensors: dict[str, Tensor], keeps: Tensor, most: int | None = None
) -> tuple[dict[str, Tensor], Tensor]:
    """Only some entries of each row, close together in their order.

    Args:
        tensors: each `[B, N, ...]`.
        keeps: `[B, N]` bool.
        most: entries that are kept of a row at most; in a program, whose sizes are fixed, that
            many come back.

    Returns:
        The tensors, as long as the longest row, and the lengths `[B]`.
    """
    lengths = keeps.sum(1)
    if most is not None and torch.compiler.is_exporting():
        longest = most
    else:
        longest = int(lengths.max()) if lengths.numel() else 0
        # Mostly only the first entries of all rows go, and nothing has to be sorted.
        start = keeps.shape[1] - longest
        if bool(keeps[:, start:].all()):
            return {name: tensor[:, start:] for name, tensor in tensors.items()}, lengths
    order = keeps.long().argsort(dim=1, descending=True, stable=True)[:, :longest]
    is_there = torch.arange(longest, device=keeps.device)[None] < lengths[:, None]
    rows = torch.arange(keeps.shape[0], device=keeps.device)[:, None]
    picked = {
        name: tensor[rows, order] * is_there.view(*is_there.shape, *[1] * (tensor.dim() - 2))
        for name, tensor in tensors.items()
    }
    return picked, lengths
