"""What a memory gives: paired readings, distances, and controls that are what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from memstudio.data.tokenised import TokenisedCorpus
from memstudio.errors import Cancelled, DataError
from memstudio.evaluation.memory_controls import CONTROLS, num_readings, read_with_controls
from memstudio.evaluation.memory_help import (
    BUCKETS,
    NEVER,
    bucket_of,
    distances_of,
    read_for_help,
    stretches_of,
)
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.memory.memory_kind import Segment
from memstudio.progress import Control
from tests.tiny import tiny_loaded

LENGTH = 8
DECODER_KINDS = [each.name for each in KIND_DESCRIPTIONS if each.name not in {"none", "nlm"}]


def texts(*segments: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.integers(1, 300, count * LENGTH) for count in segments]


def model_of(kind: str):  # type: ignore[no-untyped-def]
    return tiny_loaded(kind, num_slots=4, segment_length=LENGTH).model


def plain_of(model):  # type: ignore[no-untyped-def]
    return attach_memory(model.backbone, kind="none", num_slots=0, segment_length=LENGTH)


def test_a_distance_is_in_segments_back_to_the_same_token() -> None:
    ids = np.array([[1, 2, 1, 3], [4, 2, 4, 5], [1, 6, 7, 8]])
    assert distances_of(ids).tolist() == [
        [NEVER, NEVER, 0, NEVER], [NEVER, 1, 0, NEVER], [2, NEVER, NEVER, NEVER],
    ]  # fmt: skip


def test_every_distance_lies_in_one_bucket() -> None:
    found = bucket_of(np.array([NEVER, 0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 5000]))
    assert [BUCKETS[place] for place in found] == [
        (NEVER, NEVER), (0, 0), (1, 1), (2, 3), (2, 3), (4, 7), (4, 7), (8, 15), (8, 15),
        (16, 31), (16, 31), (32, None), (32, None),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", DECODER_KINDS)
@pytest.mark.one_in(3)
def test_each_segment_is_read_once_with_every_memory(kind: str) -> None:
    model, stretches = model_of(kind), texts(3, 4, 2)
    told: list[int] = []
    readings = list(
        read_with_controls(model, stretches, plain=plain_of(model), seed=0, between=told.append)
    )
    for name in CONTROLS:
        seen = [
            (int(row), int(segment))
            for each in readings
            if each.control == name
            for row, segment in zip(each.rows, each.segments, strict=True)
        ]
        expected = {(row, s) for row, n in enumerate((3, 4, 2)) for s in range(n)}
        assert len(seen) == len(set(seen))
        # The longest stretch goes on alone, and is given what the last of the others remembered.
        assert set(seen) == expected
    assert told == list(range(num_readings(stretches, LENGTH, has_plain=True)))


def test_the_memory_as_it_is_is_that_of_reading_on_and_the_swapped_one_another_stretchs() -> None:
    model, stretches = model_of("rmt"), texts(3, 3)
    found = read_for_help(model, stretches, plain=None, seed=0, control=Control())
    assert set(found.losses) == {"on", "reset", "shuffled", "swapped"}
    ids = [torch.from_numpy(each).reshape(3, LENGTH) for each in stretches]
    with torch.no_grad():
        states = []
        for own in ids:
            state, before = model.memory.initial_state(1), []
            for segment in own:
                before.append(state)
                state = model.memory.read_segment(
                    model.backbone, Segment(segment[None]), state
                ).state
            states.append(before)

        def loss(row: int, segment: int, state: dict[str, torch.Tensor]) -> np.ndarray:
            own = ids[row][segment]
            logits = model.memory.read_segment(model.backbone, Segment(own[None]), state).logits
            return functional.cross_entropy(logits[0, :-1], own[1:], reduction="none").numpy()

        for unit, (row, segment) in enumerate([(0, 1), (0, 2), (1, 1), (1, 2)]):
            for name, state in (
                ("on", states[row][segment]),
                ("swapped", states[1 - row][segment]),
                ("reset", model.memory.initial_state(1)),
            ):
                expected = loss(row, segment, state)
                np.testing.assert_allclose(found.losses[name][unit], expected, atol=2e-5)


def test_without_the_memory_it_is_the_backbone_alone() -> None:
    model, stretches = model_of("rmt"), texts(2, 2)
    found = read_for_help(model, stretches, plain=plain_of(model), seed=0, control=Control())
    own = torch.from_numpy(stretches[1][LENGTH:])
    with torch.no_grad():
        logits = model.backbone(own[None]).logits[0, :-1]
    expected = functional.cross_entropy(logits, own[1:], reduction="none").numpy()
    np.testing.assert_allclose(found.losses["off"][1], expected, atol=2e-5)


def test_the_model_is_left_in_its_mode_and_reading_can_be_ended() -> None:
    model = model_of("rmt").train()
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        read_for_help(model, texts(3, 3), plain=None, seed=0, control=control)
    assert model.training


def test_a_single_stretch_is_cut_in_two_and_too_short_a_text_is_refused() -> None:
    corpus = TokenisedCorpus(
        np.arange(5 * LENGTH + 3, dtype=np.int32), np.array([0, 5 * LENGTH + 3])
    )
    found = stretches_of(corpus, LENGTH, 64)
    assert [len(each) // LENGTH for each in found] == [2, 2]
    short = TokenisedCorpus(np.arange(LENGTH, dtype=np.int32), np.array([0, LENGTH]))
    with pytest.raises(DataError, match="16 tokens"):
        stretches_of(short, LENGTH, 64)
    with pytest.raises(DataError, match="at least 2 be read in a row"):
        stretches_of(corpus, LENGTH, 1)
