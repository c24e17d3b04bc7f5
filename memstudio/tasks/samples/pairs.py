"""Which combinations are met in training, and which are kept for the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from random import Random

Split = Literal["train", "test"]
_EVERY = 4
_COMBINATIONS = 5
_NUM_THINGS = 5
"""Things of each sort that a sample has."""


def is_for(split: Split, one: int, other: int) -> bool:
    """Whether the pair of the things with these numbers may stand in this part of a sample.

    Every fourth partner of a thing is kept for the test, so all things are met in both parts, and
    no pair in both.
    """
    return ((one + other) % _EVERY == 0) == (split == "test")


def combination_for(split: Split, length: int, random: Random) -> list[int]:
    """Numbers of things, one for each of some sorts in their order, that are together in this part alone.

    About every fifth combination is kept for the test; what stands in it is met in training, but
    never all of it together.

    Args:
        split: the part.
        length: how many; combinations of one are in both parts.
        random: where chance comes from.
    """
    while True:
        found = [random.randrange(_NUM_THINGS) for _ in range(length)]
        weighed = sum(place * number for place, number in enumerate(found, 1))
        if length < 2 or (weighed % _COMBINATIONS == 0) == (split == "test"):
            return found


def num_between(split: Split, most: int, random: Random) -> int:
    """How much that tells nothing is put between what is told and what is asked.

    In half of the rows to learn from there is none, so that what is asked for is still in sight: what
    to look for is learnt there, and to keep it from the others. In the test there is always `most`.
    """
    if split == "test":
        return most
    return random.randint(1, most) if random.random() < 0.5 else 0
