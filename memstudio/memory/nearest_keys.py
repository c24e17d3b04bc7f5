"""The keys nearest to queries: exact, by inner product.

torch searches in blocks, so that the scores of a large memory never lie in working memory at once.
Where FAISS is installed (https://github.com/facebookresearch/faiss, package `faiss-cpu`) its flat,
exact search takes over for large memories on the CPU; it finds the same keys.

Shapes: B rows, S queries, H heads, N keys, G heads of keys (query head h searches keys of head
h // (H // G)), e width, k neighbours.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

from memstudio.memory.precision import precise_type

_BLOCK_SCORES = 1 << 24
_LARGE = 1 << 14


@torch.no_grad()
def nearest_keys(queries: Tensor, keys: Tensor, lengths: Tensor, count: int) -> Tensor:
    """Where the keys lie whose inner product with each query is largest.

    Args:
        queries: `[B, S, H, e]`.
        keys: `[B, N, G, e]`.
        lengths: `[B]`, how many of the N each row has.
        count: how many are wanted.

    Returns:
        `[B, S, H, k]` int64, k = min(count, N), best first; N where a row has fewer keys.
    """
    count = min(count, keys.shape[1])
    is_large = keys.shape[1] >= _LARGE and keys.device.type == "cpu"
    if is_large and not torch.compiler.is_exporting() and has_faiss():
        return _by_faiss(queries, keys, lengths, count)
    return _by_torch(queries, keys, lengths, count)


@cache
def has_faiss() -> bool:
    """Whether FAISS is installed."""
    return find_spec("faiss") is not None


def _by_torch(queries: Tensor, keys: Tensor, lengths: Tensor, count: int) -> Tensor:
    total = keys.shape[1]
    # In half precision many keys would seem equally near.
    precision = precise_type(keys)
    asked = _by_group(queries, keys.shape[2]).to(precision)
    # A program does the same whatever it is given.
    is_ragged = torch.compiler.is_exporting() or bool((lengths < total).any())
    block = max(count, _BLOCK_SCORES // max(1, asked[..., 0].numel()))
    best = asked.new_zeros(*asked.shape[:-1], 0)
    places = torch.zeros_like(best, dtype=torch.long)
    for start in range(0, total, block):
        held = keys[:, start : start + block].permute(0, 2, 3, 1).to(precision)  # [B, G, e, n]
        scores = asked.new_empty(*asked.shape[:-1], held.shape[-1])
        # Row by row, because the keys of all rows would have to be copied to be multiplied at once.
        for each, own, products in zip(asked, held, scores, strict=True):
            torch.matmul(each, own, out=products)
        if is_ragged:
            at = torch.arange(start, start + scores.shape[-1], device=keys.device)
            is_there = at[None] < lengths[:, None]
            scores = scores.masked_fill(~is_there[:, None, None], -torch.inf)
        top = scores.topk(min(count, scores.shape[-1]), dim=-1)
        best = torch.cat([best, top.values], dim=-1)
        places = torch.cat([places, top.indices + start], dim=-1)
        if start:
            top = best.topk(count, dim=-1)
            best, places = top.values, places.gather(-1, top.indices)
    return _by_head(torch.where(best == -torch.inf, total, places), queries)


def _by_faiss(queries: Tensor, keys: Tensor, lengths: Tensor, count: int) -> Tensor:
    faiss: Any = import_module("faiss")
    total, num_groups = keys.shape[1:3]
    asked = _by_group(queries, num_groups).float().contiguous()
    held = keys.transpose(1, 2).float()
    found = torch.full((*asked.shape[:-1], count), total)
    # FAISS searches one set of keys at a time.
    for row, length in enumerate(lengths.tolist()):
        for group in range(num_groups if length else 0):
            few = min(count, length)
            _, places = faiss.knn(
                asked[row, group].numpy(),
                held[row, group, :length].contiguous().numpy(),
                few,
                metric=faiss.METRIC_INNER_PRODUCT,
            )
            found[row, group, :, :few] = torch.from_numpy(places)
    return _by_head(found, queries)


def _by_group(queries: Tensor, num_groups: int) -> Tensor:
    """`[B, S, H, e]` as `[B, G, S H / G, e]`."""
    return torch.unflatten(queries, 2, (num_groups, -1)).transpose(1, 2).flatten(2, 3)


def _by_head(found: Tensor, queries: Tensor) -> Tensor:
    """`[B, G, S H / G, k]` as `[B, S, H, k]`."""
    return torch.unflatten(found, 2, (queries.shape[1], -1)).transpose(1, 2).flatten(2, 3)
