"""Samples begin short and grow, the same way however a run is interrupted."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from memstudio.events import StepFinished
from memstudio.training.batch_order import BatchOrder
from memstudio.training.growing_samples import GrowingOrder, GrowingSamples
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.sample_growth import segments_at, share_read
from tests.training.test_resume import killed, on, uninterrupted
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]


@given(
    segments=st.integers(1, 9),
    steps=st.integers(1, 60),
    fraction=st.floats(0, 1),
    seed=st.integers(0, 9),
)
def test_they_grow_from_one_segment_to_all_and_never_shrink(
    segments: int, steps: int, fraction: float, seed: int
) -> None:
    config = RunConfig(
        segments_per_sample=segments, steps=steps, growth_fraction=fraction, batch_size=2, seed=seed
    )
    lengths = [segments_at(step, config) for step in range(steps)]
    assert lengths == sorted(lengths)
    assert 1 <= lengths[0] <= lengths[-1] <= segments
    if fraction * steps >= 1:
        assert lengths[0] == 1
    if fraction < 1:
        assert segments_at(steps, config) == segments
    # Floats may put a segment's first step one off.
    assert share_read(config) == pytest.approx(sum(lengths) / (segments * steps), abs=1 / steps)
    order = BatchOrder(5, 2 * steps, seed)
    places = list(GrowingOrder(order, config))
    assert len(places) == len(GrowingOrder(order, config)) == 2 * steps
    assert [index for index, _ in places] == list(order)
    assert [most for _, most in places[::2]] == [most for _, most in places[1::2]] == lengths


class Whole:
    """One sample of four segments of three tokens, of which some are learnt."""

    def __init__(self, *learnt: int) -> None:
        ids = torch.arange(12)
        labels = torch.full((12,), -100)
        labels[list(learnt)] = ids[list(learnt)]
        self._sample = {"input_ids": ids, "labels": labels, "attention_mask": torch.ones(12)}

    def __getitem__(self, _: int) -> Any:
        return self._sample


@pytest.mark.parametrize(
    ("learnt", "segments", "first"),
    [
        (range(12), 1, 9),
        (range(12), 2, 6),
        (range(12), 4, 0),
        ((4,), 1, 3),
        ((4,), 2, 0),
        ((4,), 3, 0),
        # The first token of a segment is said by the one before.
        ((9,), 1, 7),
        ((3, 9), 2, 4),
        ((9,), 4, 0),
    ],
)
def test_what_is_read_ends_with_the_last_segment_that_is_learnt(
    learnt: Any, segments: int, first: int
) -> None:
    cut = GrowingSamples(Whole(*learnt), 3)[0, segments]  # type: ignore[arg-type]
    assert cut["input_ids"].tolist() == list(range(first, first + 3 * segments))
    assert (cut["labels"][1:] != -100).any()
    assert len(cut["attention_mask"]) == 3 * segments


@pytest.mark.slow
def test_a_run_reads_more_and_more_and_is_resumed_to_the_bit(make_config: MakeConfig) -> None:
    values: dict[str, Any] = {
        "segments_per_sample": 4, "growth_fraction": 0.7, "steps": 8, "gradient_accumulation": 2,
    }  # fmt: skip
    wanted, steps, whole = uninterrupted(make_config, **values)
    read = [later.tokens - earlier.tokens for earlier, later in itertools.pairwise(steps)]
    assert 0 < steps[0].tokens <= 2 * 2 * 16
    assert read[-1] > 2 * steps[0].tokens
    folder = killed(make_config(**values), 5)
    result = on(folder)
    assert not differing(wanted, weights(result.loaded.model))
    told = [e for e in RunFolder(result.folder).events() if isinstance(e, StepFinished)]
    assert told[-1].tokens == steps[-1].tokens
    assert result.loss_after == whole.loss_after
