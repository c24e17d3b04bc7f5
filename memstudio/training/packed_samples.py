"""Packing: short samples of like lengths beside each other, as many as have room where long ones would be.

Each keeps a row, and so a memory, of its own: none sees or remembers another, and what is learnt of
each is what would be learnt of it alone. In one row behind each other, as models without a memory are
packed, they would share a segment's memory. What is gained is what would be read in vain: the places
behind the end of the shorter ones, and batches with hardly any text.

Which samples meet depends on the seed alone, so a run that is resumed reads what it would have read.

Shapes: n samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler
from typing_extensions import override

from memstudio.errors import TrainingError, marked
from memstudio.training.batch_order import generator_of_round
from memstudio.training.batches import collate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from memstudio.training.batches import Sample
    from memstudio.training.run_config import RunConfig

Pack = tuple[int, ...]
"""Samples that are read together."""

_AT_ONCE = 32
"""Packs whose samples are sorted together: more would leave less in vain, and mix samples less."""


def check_packing(config: RunConfig) -> None:
    """Make sure that a run can pack its samples.

    Raises:
        TrainingError: it cannot.
    """
    if config.packing and config.growth_fraction:
        raise TrainingError(
            marked("errors", "Samples cannot both grow and be packed. Set growth_fraction to 0, or packing to false."),
        )  # fmt: skip


def room_of(lengths: NDArray[np.int64], config: RunConfig) -> NDArray[np.int64]:
    """Places that samples of so many tokens take, `[n]`: theirs, and those of the slots beside them.

    Args:
        lengths: `[n]`, tokens of each.
        config: of the run, with the numbers of its memory.
    """
    segments = -(-lengths // config.memory.segment_length)
    return lengths + segments * config.memory.num_slots


def room_in_a_pack(config: RunConfig) -> int:
    """Places of a batch of whole samples."""
    whole = room_of(np.asarray([config.tokens_per_sample]), config)
    return config.batch_size * int(whole[0])


class PackedOrder(Sampler[Pack]):
    """Packs of samples, in a shuffled order, and then in another, until there were enough.

    Args:
        lengths: `[n]`, tokens of each sample.
        total: how many packs are wanted.
        config: of the run.
        tells_round: whether the k-th time round sample i is called i + n * k.
    """

    def __init__(
        self,
        lengths: NDArray[np.int64],
        total: int,
        config: RunConfig,
        *,
        tells_round: bool = False,
    ) -> None:
        self._lengths = lengths
        self._total = total
        self._seed = config.seed
        self._room = room_of(lengths, config)
        self._most = room_in_a_pack(config)
        self._tells_round = tells_round

    def __len__(self) -> int:
        return self._total

    @override
    def __iter__(self) -> Iterator[Pack]:
        left, number = self._total, 0
        while left > 0:
            for pack in self._round(number):
                yield pack
                left -= 1
                if left == 0:
                    return
            number += 1

    def _round(self, number: int) -> Iterator[Pack]:
        """All samples once."""
        generator = generator_of_round(self._seed, number)
        order = torch.randperm(len(self._lengths), generator=generator).numpy()
        called = len(self._lengths) * number * self._tells_round
        at_once = max(1, int(_AT_ONCE * self._most / self._room.mean()))
        for start in range(0, len(order), at_once):
            packs = self._packs(order[start : start + at_once])
            for place in torch.randperm(len(packs), generator=generator).tolist():
                yield tuple((packs[place] + called).tolist())

    def _packs(self, some: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Samples by length, parted where there is no more room: all take that of the longest."""
        some = some[np.argsort(-self._room[some], kind="stable")]
        packs = []
        while len(some):
            number = max(1, self._most // int(self._room[some[0]]))
            packs.append(some[:number])
            some = some[number:]
        return packs


class PackedSamples(Dataset[Any]):
    """Packs, each a list of samples without what fills them up.

    Args:
        samples: n of them.
        lengths: `[n]`, tokens of each.
    """

    def __init__(self, samples: Dataset[Sample], lengths: NDArray[np.int64]) -> None:
        self._samples = samples
        self._lengths = lengths

    @override
    def __getitem__(self, pack: Pack) -> list[Sample]:
        return [self._sample(index) for index in pack]

    def _sample(self, index: int) -> Sample:
        length = int(self._lengths[index % len(self._lengths)])
        sample = self._samples[index]
        return {
            name: value[:length] if isinstance(value, torch.Tensor) else value
            for name, value in sample.items()
        }


def collate_packs(packs: Sequence[Sequence[Sample]]) -> dict[str, Tensor]:
    """The samples of packs as one batch."""
    return collate([sample for pack in packs for sample in pack])
