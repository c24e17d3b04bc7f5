"""Height for the text while arcs are drawn over it, where a small window leaves it a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer

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
        self._heights: QByteArray | None = None

    def give(self, *, is_wanted: bool) -> None:
        """Make room, or give it back."""
        if not is_wanted:
            self._give_back()
        elif self._heights is None and self._text.isVisible():
            self._take()

    def _take(self) -> None:
        stack = self._stack
        lack = _LEAST - self._text.viewport().height()
        if lack <= 0:
            return
        self._heights = stack.saveState()
        for name in _SPARED:
            if lack > 0 and stack.is_shown(name):
                lack -= stack.height_of(name)
                stack.set_there(name, is_there=False)
                self._spared.append(name)
        # The lanes that are left would share what has become free.
        QTimer.singleShot(0, stack, lambda: stack.favour("bottom", _LEAST))

    def _give_back(self) -> None:
        while self._spared:
            self._stack.set_there(self._spared.pop(), is_there=True)
        if self._heights is not None:
            self._stack.restoreState(self._heights)
            self._heights = None
