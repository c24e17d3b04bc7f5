"""Which messages of a chat were read already, for clients that send more than what is new."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.turns import Turn

_SIZE = 16
_HELD = 64  # bytes in all that one takes


@dataclass(frozen=True, slots=True)
class MessagesRead:
    """The messages of a chat so far, as its client has them.

    Attributes:
        digests: all that is kept of each, in order.
    """

    digests: tuple[bytes, ...] = ()

    @property
    def num_bytes(self) -> int:
        """What is kept."""
        return _HELD * len(self.digests)

    def after(self, turns: Sequence[Turn]) -> MessagesRead:
        """With some more at the end."""
        return MessagesRead((*self.digests, *map(_digest, turns)))

    def new_of(self, turns: Sequence[Turn]) -> tuple[Sequence[Turn], MessagesRead]:
        """Those of a list that are to be read, and the messages that were read before them.

        A client may send all messages every time, or leave out the oldest, but for what the system
        says; it may have the last one answered once more, or another in its place. A list in which
        no earlier answer comes back, nor all that was said, is new: somebody may say the same again.
        """
        read, said = self.digests, tuple(map(_digest, turns))
        if said[: len(read)] == read:
            return turns[len(read) :], self
        head = _num_same(said, read)
        head = next((i for i, turn in enumerate(turns[:head]) if turn.speaker != "system"), head)
        # The latest place where most of the list was said before.
        counts = _nums_same(said[head:], read)
        count, start = max((count, start) for start, count in enumerate(counts))
        start = start if count else 0
        known, end = head + count, start + count
        if all(turn.speaker != "assistant" for turn in turns[head:known]):
            return turns, self
        if known == len(turns) and end < len(read):
            # All of it was said, and more after it: the last one is to be answered once more.
            known, end = known - 1, end - 1
        return turns[known:], MessagesRead(read[:end])


def _num_same(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _nums_same(one: Sequence[bytes], other: Sequence[bytes]) -> list[int]:
    """How many at the beginning of `one` are the same at each place of `other`.

    Each is looked at once or twice, as there may be a hundred thousand (known as the Z function).
    """
    both = [*one, None, *other]
    counts = [0] * len(both)
    left = right = 0  # the place whose count reaches farthest, and where it ends
    for place in range(1, len(both)):
        count = min(counts[place - left], right - place) if place < right else 0
        while place + count < len(both) and both[count] == both[place + count]:
            count += 1
        counts[place] = count
        if place + count > right:
            left, right = place, place + count
    return counts[len(one) + 1 :]


def _digest(turn: Turn) -> bytes:
    said = json.dumps([turn.speaker, turn.text]).encode()
    return hashlib.sha256(said).digest()[:_SIZE]
