"""What a memory is to forget. Plain data; imports no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be forgotten.

    Attributes:
        words: sentences that hold them.
        turns: whole turns, counted from 0.
        question: one that would bring it up; its answer is to be forgotten then.
    """

    words: str = ""
    turns: tuple[int, ...] = ()
    question: str = ""
