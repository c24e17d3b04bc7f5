"""Which combinations are met in training, and which are kept for the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from random import Random

Split = Literal["train", "test"]
_EVERY = 4
NUM_THINGS = 5
"""Things of each sort that a sample has."""


def is_for(split: Split, one: int, other: int) -> bool:
    """Whether the pair of the things with these numbers may stand in this part of a sample.

    Every fourth partner of a thing is kept for the test, so all things are met in both parts, and
    no pair in both.
    """
    return ((one + other) % _EVERY == 0) == (split == "test")


def chain_for(split: Split, length: int, random: Random) -> list[int]:
    """Numbers of things below `NUM_THINGS`, of which every two neighbours are a pair for this part."""
    found = [random.randrange(NUM_THINGS)]
    while len(found) < length:
        found.append(random.choice([n for n in range(NUM_THINGS) if is_for(split, found[-1], n)]))
    return found


def num_between(split: Split, most: int, random: Random) -> int:
    """How much that tells nothing is put between what is told and what is asked.

    In half of the rows to learn from there is none, so that what is asked for is still in sight: what
    to look for is learnt there, and to keep it from the others. In the test there is always `most`.
    """
    if split == "test":
        return most
    return random.randint(1, most) if random.random() < 0.5 else 0
