"""What came of forgetting something, in numbers. Plain data; imports no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.probes import Probe

MOST_APART = 0.1
"""Nats of ln p by which an answer may differ from that of a memory that never read it."""

_LIKELIEST = 0.5
"""Above this probability no other answer can be likelier."""

_LEAST = 0.0005
"""Below this probability with every memory (0.0% as it is told), the question asks for something else."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One probe: the probability of its target with four memories.

    Attributes:
        probe: what was measured.
        before: with the memory as it was.
        after: with the memory as it is now.
        never: with one that never held it: that has read the rest only, in one go; or, where slots
            were put back, with all of them as in the beginning and the same words waiting.
        empty: with one that has read nothing at all.
    """

    probe: Probe
    before: float
    after: float
    never: float
    empty: float

    @property
    def is_measurable(self) -> bool:
        """Whether it was ever likely enough to tell anything."""
        return max(self.before, self.after, self.never) >= _LEAST

    @property
    def was_held(self) -> bool:
        """Whether the memory made it more likely than if it had never been said."""
        return _apart(self.before, self.never) > MOST_APART

    @property
    def is_forgotten(self) -> bool:
        """Whether it is no likelier now than if it had never been said."""
        return _apart(self.after, self.never) <= MOST_APART

    @property
    def is_told_by_rest(self) -> bool:
        """Whether what was read beside it makes it the likeliest, as where it was said twice."""
        is_likeliest = min(self.after, self.never) > _LIKELIEST
        return is_likeliest and _apart(self.never, self.empty) > MOST_APART


@dataclass(frozen=True, slots=True)
class ForgetReport:
    """What was forgotten, and what of it can be measured.

    Attributes:
        words: that were to be forgotten; empty when turns were.
        way: the rest was read again, or slots were put back to what they were in the beginning.
        num_turns: turns that are gone or changed.
        sentences: that are gone, in their order.
        slots: that were put back.
        forgotten: probes of what was to be forgotten.
        others: probes of what was to stay.
    """

    words: str
    way: Literal["read again", "slots"]
    num_turns: int
    sentences: tuple[str, ...]
    slots: tuple[int, ...]
    forgotten: tuple[Measured, ...]
    others: tuple[Measured, ...]

    @property
    def verdict(
        self,
    ) -> Literal["forgotten", "not forgotten", "still told", "never held", "not measured"]:
        """What the numbers say of it in a word."""
        if not any(each.is_measurable for each in self.forgotten):
            return "not measured"
        if not all(each.is_forgotten for each in self.forgotten):
            return "not forgotten"
        if any(each.is_told_by_rest for each in self.forgotten):
            return "still told"
        return "forgotten" if any(each.was_held for each in self.forgotten) else "never held"


def _apart(one: float, other: float) -> float:
    """By how many nats the first is likelier."""
    return math.log(max(one, 1e-30)) - math.log(max(other, 1e-30))
