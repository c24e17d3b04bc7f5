"""How wide the docks at the left and at the right are: as they were drawn last, whenever they come back.

Docks that were out of sight, or made after the window's state was restored, or whose window was
smaller for a while, get from Qt whatever width falls to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget
from typing_extensions import override

from memstudio.gui.single_shot import single_shot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMainWindow

_Side = Qt.DockWidgetArea
_SIDES = {"left": _Side.LeftDockWidgetArea, "right": _Side.RightDockWidgetArea}
_AT_FIRST = {"left": 230, "right": 280}
_LARGEST_SHARE = 0.4
"""Of the window: a width that was drawn in a larger one leaves room for the page."""
_LEAST, _MOST = 50, 10_000


class SideWidths(QObject):
    """Remembers what the user drew with the mouse, and nothing that came about otherwise."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._widths = dict(_AT_FIRST)
        self._pressed: dict[str, int] = {}
        # Docks are laid out after the events by which they are shown.
        self._soon = single_shot(self, 0, self.give)
        window.installEventFilter(self)

    def known(self) -> dict[str, int]:
        """By side, to be remembered."""
        return dict(self._widths)

    def know(self, widths: Mapping[str, int]) -> None:
        """Have these from now on, as far as they are widths; those of the first start elsewhere."""
        given = {side: widths.get(side, 0) for side in _SIDES}
        fit = {side: width for side, width in given.items() if _LEAST <= width <= _MOST}
        self._widths = _AT_FIRST | fit
        self.give_soon()

    def give_soon(self) -> None:
        """Docks come and go: give them their widths at once, and again when they are laid out."""
        self.give()
        self._soon.start()

    def give(self) -> None:
        """Make the docks as wide as is known, as far as the window has room."""
        most = int(_LARGEST_SHARE * self._window.width())
        for side in _SIDES:
            docks = self._docks(side)
            width = min(self._widths[side], most)
            if docks and _stand_in_one_column(docks):
                self._window.resizeDocks(docks[:1], [width], Qt.Orientation.Horizontal)

    def _docks(self, side: str) -> list[QDockWidget]:
        """Those of a side that are shown, also behind others."""
        return [
            dock
            for dock in self._window.findChildren(QDockWidget)
            if not (dock.isHidden() or dock.isFloating())
            and self._window.dockWidgetArea(dock) == _SIDES[side]
        ]

    def _drawn(self) -> dict[str, int]:
        found = {}
        for side in _SIDES:
            docks = [dock for dock in self._docks(side) if not dock.visibleRegion().isEmpty()]
            if docks and _stand_in_one_column(docks):
                found[side] = docks[0].width()
        return found

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._soon.start()
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            # The edges between docks are the window's own.
            if kind == QEvent.Type.MouseButtonPress:
                self._pressed = self._drawn()
            elif kind == QEvent.Type.MouseButtonRelease:
                now = self._drawn()
                for side, width in self._pressed.items():
                    if now.get(side, width) != width:
                        self._widths[side] = now[side]
                self._pressed = {}
        return False


def _stand_in_one_column(docks: list[QDockWidget]) -> bool:
    """Whether they stand behind or beneath each other; what is beside each other is left to Qt."""
    shown = [dock for dock in docks if not dock.visibleRegion().isEmpty()]
    return len({dock.x() for dock in shown}) <= 1
