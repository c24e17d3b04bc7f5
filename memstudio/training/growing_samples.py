"""A curriculum over the number of segments: samples begin short and grow to their whole length.

A sample's length depends on its place in the order alone, so a run that is resumed reads what it
would have read. Memories are learnt far more surely so (Bulatov et al. 2022, arXiv 2207.06881).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import Dataset, Sampler
from typing_extensions import override

from memstudio.training.batches import IGNORED
from memstudio.training.sample_growth import segments_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.training.batches import Sample
    from memstudio.training.run_config import RunConfig

Place = tuple[int, int]
"""A sample, and the segments of it that are read."""


class GrowingOrder(Sampler[Place]):
    """Samples in an order, each with the segments that are read of it.

    Args:
        order: of the samples.
        config: of the run, whose steps take so many samples each.
        world_size: processes that share a step.
    """

    def __init__(self, order: Sampler[int], config: RunConfig, world_size: int = 1) -> None:
        self._order = order
        self._config = config
        self._per_step = config.samples_per_step * world_size

    def __len__(self) -> int:
        return len(self._order)  # type: ignore[arg-type]

    @override
    def __iter__(self) -> Iterator[Place]:
        for place, index in enumerate(self._order):
            yield index, segments_at(place // self._per_step, self._config)


class GrowingSamples(Dataset[Any]):
    """Samples cut to some segments: those up to the last token that is learnt.

    Args:
        samples: whole ones.
        segment_length: tokens of a segment.
    """

    def __init__(self, samples: Dataset[Sample], segment_length: int) -> None:
        self._samples = samples
        self._segment_length = segment_length

    @override
    def __getitem__(self, place: Place) -> Sample:
        index, num_segments = place
        sample = self._samples[index]
        labels = torch.as_tensor(sample["labels"])
        learnt = (labels != IGNORED).nonzero()
        last = int(learnt[-1]) if len(learnt) else len(labels) - 1
        length = num_segments * self._segment_length
        end = (last // self._segment_length + 1) * self._segment_length
        if last % self._segment_length == 0:
            # The segment before it says it: nothing is learnt of what a sample begins with.
            end = last + 1
        start = max(0, min(end, len(labels)) - length)
        return {name: values[start : start + length] for name, values in sample.items()}
