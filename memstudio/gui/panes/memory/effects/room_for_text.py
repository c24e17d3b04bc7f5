"""Height for the text while arcs are drawn over it, where a small window leaves it a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.lane_stack import LaneStack
    from memstudio.gui.panes.memory.text_view import TextView

_LEAST = 190
_SPARED = ("surprise", "read", "written")
"""Lanes that make way, in this order; the map of slots and the text always stay."""


class RoomForText:
    """Hides lanes for a while; what the user has hidden is no business of it."""

    def __init__(self, text: TextView, stack: LaneStack) -> None:
        self._text = text
        self._stack = stack
        self._spared: list[str] = []

    def give(self, *, is_wanted: bool) -> None:
        """Make room, or give it back."""
        if not is_wanted:
            while self._spared:
                self._stack.set_there(self._spared.pop(), is_there=True)
            return
        if self._spared or not self._text.isVisible():
            return
        lack = _LEAST - self._text.viewport().height()
        for name in _SPARED:
            if lack <= 0:
                return
            if self._stack.is_shown(name):
                lack -= self._stack.height_of(name)
                self._stack.set_there(name, is_there=False)
                self._spared.append(name)
