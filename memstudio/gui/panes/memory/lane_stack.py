"""The lanes one under the other: resized by hand, hidden and shown, and remembered so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from typing_extensions import override

from memstudio.parsing import from_json
from memstudio.paths import config_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

# Another name than when there were fewer lanes, whose heights would be given to the wrong ones.
_KEY = "memory/lane_heights"
_SIDE_KEY = "memory/side"
_HIDDEN_KEY = "memory/hidden_lanes"
_STEP = 24
"""Pixels that a key makes a lane higher."""


class LaneStack(QSplitter):
    """Lanes by name, each with its share of the height.

    Args:
        lanes: by name, from the top, with the share of the height that each has at first.
        side: the splitter inside one of them that is remembered too.
    """

    def __init__(self, lanes: Mapping[str, tuple[QWidget, int]], side: QSplitter) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._lanes = {name: lane for name, (lane, _) in lanes.items()}
        self._shares = [share for _, share in lanes.values()]
        self._side = side
        self._is_there = dict.fromkeys(lanes, True)
        self._store = QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)
        self.hidden: set[str] = _names(self._store.value(_HIDDEN_KEY))
        for index, (lane, share) in enumerate(lanes.values()):
            self.addWidget(lane)
            self.setStretchFactor(index, share)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(4)
        self.setSizes([10 * share for share in self._shares])
        for splitter, key in ((self, _KEY), (side, _SIDE_KEY)):
            state = self._store.value(key)
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
        self.splitterMoved.connect(self._on_moved)
        side.splitterMoved.connect(self._on_moved)
        self._apply()

    def set_there(self, name: str, *, is_there: bool) -> None:
        """Say whether the trace has anything for a lane."""
        self._is_there[name] = is_there
        self._apply()

    def set_shown(self, name: str, *, is_shown: bool) -> None:
        """Show or hide a lane, for good."""
        (self.hidden.discard if is_shown else self.hidden.add)(name)
        self._store.setValue(_HIDDEN_KEY, json.dumps(sorted(self.hidden)))
        self._apply()

    def is_shown(self, name: str) -> bool:
        """Whether a lane is wanted and has something to show."""
        return self._is_there[name] and name not in self.hidden

    def favour(self, name: str, least: int) -> None:
        """Let a lane be so high at least, and the others a little less."""
        sizes, own = self.sizes(), self.indexOf(self._lanes[name])
        lack = least - sizes[own]
        others = sum(sizes) - sizes[own]
        if 0 < lack < others:
            shares = [round(size * (1 - lack / others)) for size in sizes]
            shares[own] = least
            self.setSizes(shares)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl and up or down make the lane with the focus higher or lower, as a drag below it does."""
        step = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}.get(Qt.Key(event.key()))
        focus = QApplication.focusWidget()
        own = next(
            (
                lane
                for lane in self._lanes.values()
                if focus is not None and lane.isAncestorOf(focus)
            ),
            None,
        )
        is_asked = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if step is None or own is None or not is_asked:
            super().keyPressEvent(event)
            return
        place = self.indexOf(own)
        sizes = self.sizes()
        sizes[place] = max(1, sizes[place] + step)
        self.setSizes(sizes)
        self._on_moved(0, place)

    def state(self) -> tuple[QByteArray, QByteArray, frozenset[str]]:
        """Heights and widths, and what is hidden."""
        return self.saveState(), self._side.saveState(), frozenset(self.hidden)

    def restore(self, state: tuple[QByteArray, QByteArray, frozenset[str]]) -> None:
        """Be as in that state, for good."""
        heights, side, hidden = state
        self.hidden.clear()
        self.hidden.update(hidden)
        self._store.setValue(_HIDDEN_KEY, json.dumps(sorted(hidden)))
        self._apply()
        self.restoreState(heights)
        self._side.restoreState(side)
        self._on_moved(0, 0)

    def reset(self) -> None:
        """All lanes, as high as at first."""
        self.hidden.clear()
        for key in (_KEY, _SIDE_KEY, _HIDDEN_KEY):
            self._store.remove(key)
        self._apply()
        self.setSizes([self.height() * share // sum(self._shares) for share in self._shares])
        self._side.setSizes([self.width() * 5 // 9, self.width() * 4 // 9])

    def _apply(self) -> None:
        for name, lane in self._lanes.items():
            lane.setVisible(self.is_shown(name))

    def _on_moved(self, _: int, __: int) -> None:
        self._store.setValue(_KEY, self.saveState())
        self._store.setValue(_SIDE_KEY, self._side.saveState())


def _names(stored: object) -> set[str]:
    try:
        found = from_json(str(stored or "[]"))
    except ValueError:
        return set()
    return {str(name) for name in found} if isinstance(found, list) else set()
