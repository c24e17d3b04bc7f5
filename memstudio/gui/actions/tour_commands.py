"""The guided demo: begun from the Help menu or by opening the demo; each step's control is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget

from memstudio.gui.layout_store import LayoutStore
from memstudio.resources import resource

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow

_SAMPLE = "samples/pride-and-prejudice.txt"


class TourCommands(QObject):
    """Leads to where a step is done; what is done there is the user's own doing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._store = LayoutStore()
        self._is_on = False

    def begin(self) -> None:
        """Show the steps from the first."""
        self._window.tour.begin()

    @Slot()
    def offer(self) -> None:
        """Show the steps to whoever opens the demo, but not again when they were closed or done."""
        if not self._store.is_tour_over:
            self.begin()

    @Slot()
    def follow(self) -> None:
        """Remember that it was closed, or gone through."""
        tour = self._window.tour
        if (self._is_on and not tour.is_on) or (tour.is_on and tour.next is None):
            self._store.end_tour()
        self._is_on = tour.is_on

    @Slot(str)
    def lead_to(self, step: str) -> None:
        """Bring the control of a step to the front."""
        window = self._window
        if step == "open":
            window.show_page("start")
        elif step == "ask":
            window.show_page("use")
            window.use_page().show_way("write")
            window.use_page().write.composer.prompt.setFocus()
        elif step == "train":
            window.show_page("train")
            session = window.session
            if session.corpus is None and not window.conditions.no_data_now():
                # A text is needed, and no control has this one.
                session.read_data((str(resource(_SAMPLE)),))
        else:
            window.show_page("memory")
            page = window.memory_page()
            page.show_document()
            finding = window.tour.finding
            if step == "look":
                # It may be hidden, or behind another.
                inspector = window.findChild(QDockWidget, "inspectorDock")
                if inspector is not None:
                    window.dock_plan.show(inspector)
            if step == "change" and finding is not None:
                window.selection.select(slot=finding[0].slots[0], segment=finding[1], token=None)
            if step == "see":
                window.dock_plan.show(page.effects_dock)
                page.effects_dock.panel.show_changes()
