"""What am I looking at? Answered for the panel that has the keys, or else for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QDockWidget, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.sights.sight import Sight

PANELS = ("libraryDock", "messagesDock", "inspectorDock", "timelineDock", "effectsDock")
"""Object names of those that can be asked about."""


class SightCommands(QObject):
    """Opens the sentences.

    Args:
        window: that is asked about.
        show_guide: shows what the guide says of a place, by the place's name.
    """

    def __init__(self, window: MainWindow, show_guide: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window = window
        self._show_guide = show_guide

    def show(self) -> None:
        """Say what has the keys: a panel, or the page in front."""
        dock = self._panel_with_keys()
        if dock is not None:
            self.show_panel(dock)
            return
        self.show_page()

    @Slot()
    def show_page(self) -> None:
        """Say what the page in front shows."""
        page = self._window.pages.current
        button = self._window.look_button
        self._open(page, button.mapToGlobal(QPoint(0, button.height())))

    @Slot(QDockWidget)
    def show_panel(self, dock: QDockWidget) -> None:
        """Say what a panel shows."""
        self._open(dock.objectName(), dock.mapToGlobal(QPoint(0, 0)))

    def sight(self, name: str) -> Sight:
        """What is to be said of a page, or of the panel of that object name, now."""
        # They need numpy, which the window does without until it is up.
        from memstudio.gui.sights import memory_views, panels, use_page, work_pages

        sights: dict[str, Callable[[MainWindow], Sight]] = {
            "start": work_pages.start_sight,
            "train": work_pages.train_sight,
            "memory": memory_views.memory_sight,
            "use": use_page.use_sight,
            "evaluate": work_pages.evaluate_sight,
            "runs": work_pages.runs_sight,
            "monitor": work_pages.monitor_sight,
            "libraryDock": panels.library_sight,
            "messagesDock": panels.messages_sight,
            "inspectorDock": panels.inspector_sight,
            "timelineDock": panels.timeline_sight,
            "effectsDock": panels.effects_sight,
        }
        return sights[name](self._window)

    def _panel_with_keys(self) -> QDockWidget | None:
        widget: QWidget | None = self._window.focusWidget()
        while widget is not None and not isinstance(widget, QDockWidget):
            widget = widget.parentWidget()
        return widget if widget is not None and widget.objectName() in PANELS else None

    def _open(self, name: str, spot: QPoint) -> None:
        from memstudio.gui.sights.popover import SightPopover

        popover = SightPopover(self.sight(name), self._window)
        popover.more_requested.connect(self._show_guide)
        popover.open_beside(spot)
