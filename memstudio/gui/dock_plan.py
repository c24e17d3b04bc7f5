"""Which docks are seen on which page, as far as the user wants them at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDockWidget, QTabBar
from typing_extensions import override

from memstudio.gui.side_widths import SideWidths
from memstudio.gui.widgets.dock_title import DockTitle

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMainWindow

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@dataclass
class _Place:
    dock: QDockWidget
    area: Qt.DockWidgetArea
    pages: frozenset[str]
    is_wanted: bool
    is_wanted_at_first: bool


class DockPlan(QObject):
    """Shows a dock where it has something to say; hiding one by hand holds on all pages.

    Signals:
        look_requested: a `QDockWidget`, of which is asked what it shows.

    Attributes:
        widths: of the docks at the sides.
    """

    look_requested = Signal(QDockWidget)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.widths = SideWidths(window)
        self._places: list[_Place] = []
        self._remembered: dict[str, bool] = {}
        self._page = ""
        self._views: dict[str, str] = {}
        # The page and its view that are shown; and by those, what was in front of others there.
        self._shown: tuple[str, str | None] = ("", None)
        self._in_front: dict[tuple[str, str | None], list[QDockWidget]] = {}

    def add(
        self,
        dock: QDockWidget,
        area: Qt.DockWidgetArea,
        pages: frozenset[str] = frozenset(),
        *,
        is_wanted: bool = True,
    ) -> None:
        """Put `dock` in `area`, or where it was last, to be seen on `pages`, or all when empty.

        Of a page that has several views, "page/view" names one.
        """
        DockTitle(dock).look_requested.connect(self.look_requested)
        name = dock.objectName()
        now = self._remembered.get(name, is_wanted)
        place = _Place(dock, area, pages, now, is_wanted)
        self._places.append(place)
        self._arrange(place)
        # It may be made after the window's state was restored.
        self._window.restoreDockWidget(dock)
        dock.installEventFilter(self)
        dock.toggleViewAction().triggered.connect(self._on_toggled)

    def remove(self, dock: QDockWidget) -> None:
        """Take `dock` out for good."""
        self._places = [place for place in self._places if place.dock is not dock]
        self._window.removeDockWidget(dock)
        dock.deleteLater()

    def _arrange(self, place: _Place) -> None:
        place.dock.setFloating(False)
        self._window.addDockWidget(place.area, place.dock)
        for other in self._places:
            if other is not place and other.area == place.area:
                self._window.tabifyDockWidget(other.dock, place.dock)
        for bar in self._window.findChildren(QTabBar, options=_DIRECT):
            bar.setAccessibleName(self.tr("Panels"))
            bar.installEventFilter(self)
        self.widths.give_soon()

    @property
    def docks(self) -> list[QDockWidget]:
        """All there are."""
        return [place.dock for place in self._places]

    @property
    def actions(self) -> list[QAction]:
        """What the menu shows."""
        return [place.dock.toggleViewAction() for place in self._places]

    def follow_page(self, page: str) -> None:
        """Show and hide for `page` and its view; what was in front there comes to the front."""
        self._page = page
        shown = (page, self._views.get(page))
        is_other = shown != self._shown
        in_front = [dock for dock in self.docks if self._is_in_front(dock)]
        if is_other and in_front:
            self._in_front[self._shown] = in_front
        self._shown = shown
        here = {page, f"{page}/{self._views.get(page)}"}
        for place in self._places:
            is_here = not place.pages or bool(here & place.pages) or place.dock.isFloating()
            place.dock.setVisible(place.is_wanted and is_here)
        self.widths.give_soon()
        for dock in self._in_front.get(shown, ()) if is_other else ():
            if dock in self.docks and dock.isVisible():
                dock.raise_()

    def _is_in_front(self, dock: QDockWidget) -> bool:
        has_tabs = bool(self._window.tabifiedDockWidgets(dock))
        return has_tabs and dock.isVisible() and not dock.visibleRegion().isEmpty()

    @Slot(str, str)
    def follow_view(self, page: str, view: str) -> None:
        """Show and hide for what `page` shows now."""
        self._views[page] = view
        if page == self._page:
            self.follow_page(page)

    def wanted(self) -> dict[str, bool]:
        """Which docks are wanted, by object name, to be remembered."""
        now = {place.dock.objectName(): place.is_wanted for place in self._places}
        return self._remembered | now

    def want(self, wanted: dict[str, bool]) -> None:
        """Want what was remembered, of the docks there are and those that come."""
        self._remembered = wanted
        for place in self._places:
            place.is_wanted = wanted.get(place.dock.objectName(), place.is_wanted)

    def reset(self) -> None:
        """Arrange all as at the very first start."""
        self._remembered, self._in_front = {}, {}
        self.widths.know({})
        for place in self._places:
            place.is_wanted = place.is_wanted_at_first
            self._arrange(place)

    def show(self, dock: QDockWidget) -> None:
        """Want `dock`, and show it now whatever the page."""
        for place in self._places:
            if place.dock is dock:
                place.is_wanted = True
        dock.show()
        dock.raise_()
        self.widths.give_soon()

    @Slot(bool)
    def _on_toggled(self, is_shown: bool) -> None:
        action = self.sender()
        for place in self._places:
            if place.dock.toggleViewAction() is action:
                place.is_wanted = is_shown
        self.widths.give_soon()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QTabBar):
            if event.type() == QEvent.Type.Move:
                # Qt puts those that it does not need out of sight, where Tab would still go.
                tab = Qt.FocusPolicy.TabFocus if watched.y() >= 0 else Qt.FocusPolicy.NoFocus
                watched.setFocusPolicy(tab)
            return False
        if event.type() == QEvent.Type.Close:
            for place in self._places:
                if place.dock is watched:
                    place.is_wanted = False
        return False
