"""Which combinations are met in training, and which are kept for the test."""

from __future__ import annotations

from typing import Literal

Split = Literal["train", "test"]
_EVERY = 4


def is_for(split: Split, one: int, other: int) -> bool:
    """Whether the pair of the things with these numbers may stand in this part of a sample.

    Every fourth partner of a thing is kept for the test, so all things are met in both parts, and
    no pair in both.
    """
    return ((one + other) % _EVERY == 0) == (split == "test")
