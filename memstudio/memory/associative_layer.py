"""The associative memory of one layer: a matrix that keys write and queries read.

What is stored under a key comes back for queries like it. Keys and queries k, q `[d_mem]` become
features by DPFP of order 3 (Schlag, Irie, Schmidhuber, ICML 2021, arXiv 2102.11174), scaled to
length one:

    r = [relu(x) ; relu(-x)],   phi(x) = (r_j r_(j-n))_(n = 1..3, j) / its length    (6 d_mem = D)

    recall(q) = sum_j phi_j(q) A_j / (z . phi(q) + e)

Features are never negative, nor is what the normaliser z sums of them: what divides a recall is a
sum of shares w_j(q) = phi_j(q) z_j / (z . phi(q) + e), of what was counted under each feature.

Shapes: B rows, Q queries or keys, D features, d width.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from memstudio.memory.precision import precise

_ORDER = 3
_SMALLEST = 1e-5
_NARROW = 32
_LONGEST = 32.0
_MOST_PULL = 1.5

FEATURES_PER_KEY = 2 * _ORDER
"""D / d_mem."""


@dataclass(frozen=True)
class Association:
    """What one layer remembers.

    Attributes:
        matrix: A, `[B, D, d]`, at least single precision.
        normaliser: z, `[B, D]`, of the same type.
    """

    matrix: Tensor
    normaliser: Tensor

    def recall(self, features: Tensor) -> Tensor:
        """What is stored under features `[B, Q, D]`: `[B, Q, d]`; 0 where nothing was written."""
        return features @ self.matrix / self.weight(features)[..., None]

    def weight(self, features: Tensor) -> Tensor:
        """The denominator of `recall`, `[B, Q]`, above 0."""
        return self.mass(features) + _SMALLEST

    def mass(self, features: Tensor) -> Tensor:
        """How much was written under features `[B, Q, D]`: `[B, Q]`, 1 for a key written once."""
        return (features @ self.normaliser[..., None])[..., 0]

    def shares(self, features: Tensor) -> Tensor:
        """Each feature's share w in the normaliser of `recall`, `[B, Q, D]`; they sum to 1 or 0."""
        return features * self.normaliser[:, None] / self.weight(features)[..., None]


@dataclass(frozen=True)
class Read:
    """What came of reading an association.

    Attributes:
        values: `[B, Q, d]`, at least single precision.
        features: `[B, Q, D]`, what was read with.
    """

    values: Tensor
    features: Tensor


@dataclass(frozen=True)
class Write:
    """What memory tokens did to an association.

    Attributes:
        after: the association after it.
        features: `[B, Q, D]`, phi(k) of each token.
        strengths: `[B, Q, D]`, how strongly each token wrote each feature.
    """

    after: Association
    features: Tensor
    strengths: Tensor

    def left_of(self, before: Association) -> Tensor:
        """What the write left of the matrix that was there, `[B, D, d]`."""
        erased = before.recall(self.features)
        return torch.baddbmm(before.matrix, self.strengths.transpose(1, 2), erased, alpha=-1)


class AssociativeLayer(nn.Module):
    """The projections of one layer.

    In wide layers W_V and W_b are kept times d / 32. Adam moves every weight alike, and a step moves
    a sum over more of them further: what is written would soon be more than the model can bear.

    Args:
        width: d.
        key_width: d_mem.
        is_corrected: whether what is already there counts once only (gamma).
    """

    def __init__(self, width: int, key_width: int, *, is_corrected: bool) -> None:
        super().__init__()
        self.is_corrected = is_corrected
        self._scale = min(1.0, _NARROW / width)
        self.to_query = nn.Linear(width, key_width, bias=False)
        self.to_key = nn.Linear(width, key_width, bias=False)
        self.to_value = nn.Linear(width, width, bias=False)
        self.to_strength = nn.Linear(width, 1)

    def initialise(self, value_spread: float) -> None:
        """Give fresh values; with a spread of 0 the memory adds nothing until it was trained."""
        self.to_query.reset_parameters()
        self.to_key.reset_parameters()
        nn.init.normal_(self.to_value.weight, std=value_spread / self._scale)
        # Half strength whatever the input: hidden states of large models would saturate it.
        nn.init.zeros_(self.to_strength.weight)
        nn.init.zeros_(self.to_strength.bias)

    def read(self, association: Association, hidden: Tensor) -> Read:
        """What hidden states `[B, Q, d]` get of an association.

        A read is at most 32 times as long as what it is added to. Without a bound, what is read is
        written again, and where the value weights make it longer it grows from segment to segment.
        """
        features = dpfp(precise(self.to_query(hidden)))
        values = association.recall(features)
        most = _LONGEST**2 * precise(hidden).square().sum(-1, keepdim=True)
        # Under the root, because the length of a read of nothing has no gradient.
        ratio = values.square().sum(-1, keepdim=True) / most.clamp(min=_SMALLEST**2)
        return Read(values * ratio.clamp(min=1).rsqrt(), features)

    def write(self, before: Association, tokens: Tensor) -> Write:
        """Store what memory tokens `[B, Q, d]` hold, all at once, in place of what was there."""
        keys = dpfp(precise(self.to_key(tokens)))
        tokens = tokens * self._scale
        values = precise(self.to_value(tokens))
        counted = keys
        if self.is_corrected:
            gamma = (1 - before.mass(keys)).clamp(0, 1).detach()
            counted = gamma[..., None] * keys
        normaliser = before.normaliser + counted.sum(1)
        strengths = keys * precise(self.to_strength(tokens)).sigmoid()
        strengths = strengths / _excess(strengths, keys, normaliser)
        news = values - before.recall(keys)
        matrix = torch.baddbmm(before.matrix, strengths.transpose(1, 2), news)
        return Write(Association(matrix, normaliser), keys, strengths)


def dpfp(x: Tensor) -> Tensor:
    """The features `[..., 6 e]` of `x` `[..., e]`: not negative, of length one (0 for 0)."""
    parts = torch.cat([x.relu(), (-x).relu()], dim=-1)
    rolled = [parts * parts.roll(shift, dims=-1) for shift in range(1, _ORDER + 1)]
    return functional.normalize(torch.cat(rolled, dim=-1), dim=-1)


def _excess(strengths: Tensor, keys: Tensor, normaliser: Tensor) -> Tensor:
    """By how much writing all at once would overshoot: `[B, 1, 1]`, 1 where it would not.

    The recalled values move by D K towards the new ones, with K_ki = b_i phi(k_i) . phi(k_k) and D
    dividing by the new normaliser at k_k. Beyond 2 for its largest eigenvalue, which is at most its
    largest row sum, differences grow from segment to segment; up to 1.5 they shrink by half.
    """
    pulls = (keys @ strengths.transpose(1, 2)).sum(-1)
    pulls = pulls / ((keys @ normaliser[..., None])[..., 0] + _SMALLEST)
    return (pulls.amax(-1, keepdim=True)[..., None] / _MOST_PULL).clamp(min=1)
