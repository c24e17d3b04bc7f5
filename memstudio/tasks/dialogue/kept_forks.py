"""Conversations as they were before each turn, as many as fit into a budget of bytes.

Those that do not fit are let go of: what they remembered is read again from the nearest one
before it when it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.tasks.conversation import Conversation

MOST_BYTES = 256 * 2**20
"""Of all that is kept of one dialogue."""


class KeptForks:
    """Conversations by the number of turns that they have been through.

    The first of all is never let go of, nor the last.

    Args:
        most_bytes: of what they remember in all.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._forks: dict[int, Conversation] = {}

    @property
    def places(self) -> tuple[int, ...]:
        """After how many turns there is one, in order."""
        return tuple(sorted(self._forks))

    @property
    def num_bytes(self) -> int:
        """What is kept; what two share is counted twice."""
        return sum(fork.num_bytes for fork in self._forks.values())

    def keep(self, place: int, conversation: Conversation) -> None:
        """Keep one as it is now."""
        self._forks[place] = conversation.fork()
        while self.num_bytes > self._most_bytes and len(self._forks) > 2:
            del self._forks[self._least_missed()]

    def nearest(self, place: int) -> tuple[int, Conversation]:
        """The last that was kept up to a place, and where; it may be changed."""
        at = max(each for each in self._forks if each <= place)
        return at, self._forks[at].fork()

    def drop_after(self, place: int) -> None:
        """Let go of all that come later."""
        for each in self.places:
            if each > place:
                del self._forks[each]

    def clear(self) -> None:
        """Let go of all."""
        self._forks.clear()

    def follow_device(self) -> None:
        """Take what they remember to where the model is now."""
        for fork in self._forks.values():
            fork.follow_device()

    def _least_missed(self) -> int:
        """The one without which the way from its neighbour is shortest, early ones before late."""
        places = self.places
        last = places[-1]
        middle = range(1, len(places) - 1)
        gaps = {places[i]: places[i + 1] - places[i - 1] for i in middle}
        return min(gaps, key=lambda place: gaps[place] / (last - place + 1))
