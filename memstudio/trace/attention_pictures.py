"""Weights of a block of rows, and the small pictures that are made of them while they are there.

Shapes: H heads, G heads of keys, e width of a head, n rows of a block, W keys it sees, P cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from memstudio.trace.attention_layout import HeadPictures, as_code

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_CELLS = 128


@dataclass(frozen=True)
class WeighedBlock:
    """Some rows' attention.

    Attributes:
        weights: `[H, n, W]` float32.
        total: `[H, n]`, the logarithm of each row's sum.
        highest: `[H, n]`, each row's largest weight.
    """

    weights: Tensor
    total: Tensor
    highest: Tensor


def weighed(
    queries: Tensor,
    keys: Tensor,
    stretch: tuple[Tensor, Tensor],
    allowed: Tensor | None,
    scale: float,
    cap: float | None,
    sinks: Tensor | None,
) -> WeighedBlock:
    """The weights of some rows.

    Args:
        queries: `[H, n, e]`.
        keys: `[G, W, e]`.
        stretch: `[n]` the first key that each row sees, and `[n]` the one after the last.
        allowed: `[n, W]` bool, which of these it sees; None for all.
        scale: of the scores.
        cap: what the scores are bent below; None for no bend.
        sinks: `[H]`, the score of what takes a share and gives nothing; None without.
    """
    num_heads, num_rows, _ = queries.shape
    grouped = queries.float().reshape(keys.shape[0], -1, queries.shape[-1])
    scores = torch.matmul(grouped, keys.float().transpose(-1, -2)).mul_(scale)
    scores = scores.view(num_heads, num_rows, -1)
    if cap is not None:
        scores.div_(cap).tanh_().mul_(cap)
    at = torch.arange(scores.shape[-1], device=scores.device)
    first, stop = stretch
    if bool((first > 0).any()) or bool((stop < scores.shape[-1]).any()):
        outside = (at[None] < first[:, None]) | (at[None] >= stop[:, None])
        scores.masked_fill_(outside, -torch.inf)
    if allowed is not None:
        scores.masked_fill_(~allowed, -torch.inf)
    highest = scores.amax(-1)
    total = torch.logsumexp(scores, -1)
    if sinks is not None:
        total = torch.logaddexp(total, sinks.reshape(-1, 1).to(total))
    # A row that sees nothing has no sum to be divided by.
    total = torch.where(torch.isinf(total), 0.0, total)
    weights = scores.sub_(total[..., None]).exp_()
    return WeighedBlock(weights, total, (highest - total).exp())


class PictureMaker:
    """Gathers small pictures of all heads while rows go by.

    Args:
        num_places: N, or a little more when it is not known yet.

    Attributes:
        words: `[w]`, the places of the segment at hand that are words', in order.
    """

    def __init__(self, num_places: int) -> None:
        self.words = torch.arange(num_places)
        self.each = max(1, -(-num_places // _MOST_CELLS))
        self._cells = -(-num_places // self.each)
        self._highest: dict[int, Tensor] = {}
        self._sum: dict[int, Tensor] = {}
        self._figures: dict[int, Tensor] = {}

    def add(
        self, layer: int, weights: Tensor, place: int, first_key: int, num_seen: Tensor
    ) -> None:
        """Take in some rows of a layer.

        Args:
            layer: its index.
            weights: `[H, n, W]`.
            place: where the first row stands.
            first_key: where the first key stands.
            num_seen: `[n]`, how many keys each row sees.
        """
        num_heads, num_rows, _ = weights.shape
        if layer not in self._sum:
            shape = (num_heads, self._cells, self._cells)
            self._highest[layer] = weights.new_zeros(shape)
            self._sum[layer] = weights.new_zeros(shape)
            self._figures[layer] = weights.new_zeros(2, 3, num_heads)
        start, left = divmod(first_key, self.each)
        top, above = divmod(place, self.each)
        by_cell = _in_cells(weights, left, self.each)
        columns = slice(start, start + by_cell.shape[2])
        rows = slice(top, top - (-(above + num_rows) // self.each))
        highest = _in_cells(by_cell.amax(-1).transpose(1, 2), above, self.each).amax(-1)
        total = _in_cells(by_cell.sum(-1).transpose(1, 2), above, self.each).sum(-1)
        known = self._highest[layer][:, rows, columns]
        torch.maximum(known, highest.transpose(1, 2), out=known)
        self._sum[layer][:, rows, columns] += total.transpose(1, 2)
        self._add_figures(layer, weights, place, first_key, num_seen)

    def _add_figures(
        self, layer: int, weights: Tensor, place: int, first_key: int, num_seen: Tensor
    ) -> None:
        num_rows, num_keys = weights.shape[1:]
        rows = torch.arange(place, place + num_rows, device=weights.device)
        words = self.words.to(rows.device)
        at = torch.searchsorted(words, rows).clamp(max=len(words) - 1)
        # A row that sees one place has no choice, and says nothing of the head. No word looks back
        # to one of another segment, and the memory's places beside it are no words.
        has_choice = num_seen > 1
        is_word = has_choice & (words[at] == rows)
        counts = torch.stack([has_choice, is_word, is_word & (at > 0)])
        entropy = torch.special.entr(weights).sum(-1) / num_seen.clamp(min=2).log()
        previous = words[(at - 1).clamp(min=0)] - first_key
        is_seen = (previous >= 0) & (previous < num_keys)
        index = previous.clamp(0, num_keys - 1)[None, :, None].expand(len(weights), -1, 1)
        to_previous = weights.gather(2, index)[..., 0] * is_seen
        first = int(words[0]) - first_key
        to_first = weights[..., first] if 0 <= first < num_keys else torch.zeros_like(to_previous)
        figures = torch.stack([entropy, to_first, to_previous])
        both = torch.stack([figures, torch.ones_like(figures)])
        self._figures[layer] += (both * counts[:, None]).sum(-1)

    def made(self, num_places: int) -> HeadPictures:
        """The pictures, once all rows have gone by; `num_places` is N."""
        cells = -(-num_places // self.each)
        order = sorted(self._sum)
        size = np.minimum(self.each, num_places - np.arange(cells) * self.each).astype(np.float32)
        area = np.outer(size, size)
        highest = [_array(self._highest[index])[:, :cells, :cells] for index in order]
        mean = [_array(self._sum[index])[:, :cells, :cells] / area for index in order]
        sums, counts = np.stack([_array(self._figures[index]) for index in order], axis=2)
        shares = (sums / np.maximum(counts, 1)).astype(np.float32)
        return HeadPictures(
            np.stack([as_code(part) for part in highest]),
            np.stack([as_code(part) for part in mean]),
            self.each,
            shares[0],
            shares[1],
            shares[2],
        )


def _in_cells(values: Tensor, before: int, each: int) -> Tensor:
    """`[H, a, b]` as `[H, a, cells, each]`, the first cell with `before` places missing."""
    after = -(before + values.shape[-1]) % each
    padded = functional.pad(values, (before, after)) if before or after else values
    return padded.reshape(*values.shape[:2], -1, each)


def _array(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.cpu().numpy()
    return array
