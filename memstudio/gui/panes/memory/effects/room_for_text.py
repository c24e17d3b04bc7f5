"""Height for the text while arcs are drawn over it, where a small window leaves it a few lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.gui.panes.memory.lane_stack import LaneStack
    from memstudio.gui.panes.memory.lanes.captioned import CaptionedLane
    from memstudio.gui.panes.memory.text_view import TextView

_LEAST = 190
_LEAST_OPENED = 72
_SPARED = ("surprise", "read", "written")
"""Lanes that make way, in this order; the map of slots and the text always stay."""


class RoomForText:
    """Folds lanes for a while; what the user has hidden, or opens again, is no business of it."""

    def __init__(
        self, text: TextView, stack: LaneStack, lanes: Mapping[str, CaptionedLane]
    ) -> None:
        self._text = text
        self._stack = stack
        self._lanes = lanes
        self._heights: QByteArray | None = None
        for name in _SPARED:
            lanes[name].opened.connect(partial(stack.favour, name, _LEAST_OPENED))

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
            lane = self._lanes[name]
            if lack > 0 and stack.is_shown(name):
                lack -= lane.body.height()
                lane.fold(is_folded=True)
        # The lanes that are left would share what has become free.
        QTimer.singleShot(0, stack, lambda: stack.favour("bottom", _LEAST))

    def _give_back(self) -> None:
        if self._heights is None:
            return
        for name in _SPARED:
            self._lanes[name].fold(is_folded=False)
        self._stack.restoreState(self._heights)
        self._heights = None
