"""The order in which samples are read: a function of the seed alone."""

from __future__ import annotations

from itertools import count, islice, repeat
from typing import TYPE_CHECKING

import torch
from torch.utils.data import Sampler
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator

_EPOCHS_APART = 1_000_003


def generator_of_round(seed: int, number: int) -> torch.Generator:
    """What the order of a time round through the samples is drawn from."""
    return torch.Generator().manual_seed(seed * _EPOCHS_APART + number)


class BatchOrder(Sampler[int]):
    """Reads all samples in a shuffled order, then all in another, until there were enough.

    A run is one pass over this order, however often it goes through the text: no batch is ever
    short, and what comes after N batches does not depend on what was drawn in between.

    Args:
        num_samples: how many there are.
        total: how many indices are wanted.
        seed: of the shuffling.
        tells_round: whether the k-th time round sample i is called i + num_samples * k.
        shift: by how many samples the whole order comes earlier, or later when it is below 0; what
            would come before the first is any, since the run has passed it.
    """

    def __init__(
        self,
        num_samples: int,
        total: int,
        seed: int,
        *,
        tells_round: bool = False,
        shift: int = 0,
    ) -> None:
        self._num_samples = num_samples
        self._total = total
        self._seed = seed
        self._tells_round = tells_round
        self._shift = shift

    def __len__(self) -> int:
        return self._total

    @override
    def __iter__(self) -> Iterator[int]:
        nowhere = min(self._total, max(0, -self._shift))
        yield from repeat(0, nowhere)
        first = max(0, self._shift)
        yield from islice(self._endless(), first, first + self._total - nowhere)

    def _endless(self) -> Iterator[int]:
        for epoch in count():
            generator = generator_of_round(self._seed, epoch)
            order = torch.randperm(self._num_samples, generator=generator)
            yield from (order + self._num_samples * epoch * self._tells_round).tolist()
