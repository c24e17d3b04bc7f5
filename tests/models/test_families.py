"""Sizes and families: what is told beforehand is what transformers makes."""

from __future__ import annotations

import pytest

from memstudio.errors import MemStudioError
from memstudio.models.families import (
    FAMILIES,
    SIZES,
    Family,
    Size,
    TokenNumbers,
    family_of,
    size_of,
)
from memstudio.models.fresh_backbone import count_parameters
from memstudio.models.fresh_cost import cost_of

TOKENS = TokenNumbers(vocabulary=1000, begin=1, end=2, padding=0)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize(
    ("size", "positions"), [(SIZES[0], 512), (Size("odd", 96, 2, 3, 200), 64), (SIZES[-1], 2048)]
)
def test_parameters_are_counted_as_they_are_made(
    family: Family, size: Size, positions: int
) -> None:
    made = count_parameters(family.config(size, positions, TOKENS))
    assert family.num_parameters(size, positions, TOKENS.vocabulary) == made


@pytest.mark.parametrize(
    ("name", "millions"), [("tiny", 1), ("small", 11), ("medium", 32), ("base", 86)]
)
def test_sizes_are_as_large_as_they_are_said_to_be(name: str, millions: int) -> None:
    for family in FAMILIES:
        if not family.has_encoder:
            counted = family.num_parameters(size_of(name), 1024, 1000)
            assert counted == pytest.approx(millions * 1e6, rel=0.12)


def test_training_costs_more_than_the_weights_and_grows_with_what_is_read() -> None:
    def cost(tokens: int) -> int:
        return cost_of(
            family_of("llama"), size_of("tiny"), positions=512, vocabulary=1000, segment=128,
            tokens=tokens,
        ).training_bytes  # fmt: skip

    weights = 4 * family_of("llama").num_parameters(size_of("tiny"), 512, 1000)
    assert cost(0) == 4 * weights
    assert cost(2048) - cost(0) == 2 * (cost(1024) - cost(0)) > 0


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(MemStudioError, match="Did you mean 'llama'"):
        family_of("lama")
    with pytest.raises(MemStudioError, match="There are: tiny, small, medium, base"):
        size_of("xxl")
