"""Exact states of a memory along a document, every k-th of them when all would take too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import KindState


class KeptStates:
    """States by number, begun with state 0; what was left out is read again from the one before.

    Args:
        first: state 0.
        most_bytes: what all states may take; beyond it every other one is let go.
    """

    def __init__(self, first: KindState, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._states = {0: first}
        self._num_bytes = _size(first)
        self.every = 1

    def add(self, number: int, state: KindState) -> None:
        """Take the next state; it may not be kept."""
        if number % self.every or number in self._states:
            return
        self._states[number] = state
        self._num_bytes += _size(state)
        while self._num_bytes > self._most_bytes and len(self._states) > 2:
            self.every *= 2
            for each in [n for n in self._states if n % self.every]:
                self._num_bytes -= _size(self._states.pop(each))

    def nearest(self, number: int) -> tuple[int, KindState]:
        """The last state that is kept, up to `number`, and which it is."""
        found = number - number % self.every
        while found not in self._states:
            found -= self.every
        return found, self._states[found]


def _size(state: KindState) -> int:
    return sum(tensor.nbytes for tensor in state.values())
