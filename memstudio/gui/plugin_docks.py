"""The docks of plug-ins' panes, made once the window is up, and word of plug-ins that are set aside."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDockWidget

from memstudio.gui.background_pool import BackgroundPool, tell
from memstudio.gui.plugin_pane import PaneHost, PluginPane
from memstudio.gui.translation import filled
from memstudio.plugins import PluginError, plugins, reason_of

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.plugins import Group, Plugin, SetAside

_log = logging.getLogger(__name__)

_PANES: Group = "memstudio.panes"
_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}

_LEAST_WIDTH = 180
"""Room for a title beside its buttons; Qt asks a pane of few words for less."""


def check_pane(_name: str, brought: object) -> None:
    """Make sure that what a plug-in brings is a pane.

    Raises:
        ValueError: it is none, or says something of itself that does not hold.
    """
    if not (isinstance(brought, type) and issubclass(brought, PluginPane)):
        raise ValueError(f"{brought!r} is no subclass of PluginPane")  # noqa: TRY004 - as all else
    if not brought.title or brought.area not in _AREAS:
        raise ValueError("its title is empty, or its area is not left, right or bottom")


class PluginDocks(QObject):
    """Imports the panes in the background, and makes one dock a turn of the event loop.

    Signals:
        all_made: every pane is there, or set aside.
    """

    all_made = Signal()
    # From a background thread to this one.
    _loaded = Signal(object)
    _aside = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.docks: dict[str, QDockWidget] = {}
        self._host = PaneHost(window.session, window.selection, window.messages, self)
        self._pool = BackgroundPool(self)
        self._waiting: list[tuple[Plugin, type[PluginPane]]] = []
        self._loaded.connect(self._on_loaded)
        self._aside.connect(self._on_aside)

    @Slot()
    def start(self) -> None:
        """Begin, when all that is the window's own is there."""
        plugins.listen(self._tell)
        if plugins.of(_PANES):
            self._pool.start(self._load)
        else:
            self.all_made.emit()

    def _load(self) -> None:
        # On a background thread: nobody knows what a plug-in imports.
        found = []
        for plugin in plugins.of(_PANES):
            with suppress(PluginError):
                found.append((plugin, plugins.load(plugin, check_pane)))
        tell(self._loaded, found)

    @Slot(object)
    def _on_loaded(self, found: list[tuple[Plugin, type[PluginPane]]]) -> None:
        self._waiting = found
        self._make_next()

    @Slot()
    def _make_next(self) -> None:
        if not self._waiting:
            self._window.dock_plan.follow_page(self._window.pages.current)
            self.all_made.emit()
            return
        plugin, form = self._waiting.pop(0)
        # With "&" a letter would be marked, as in a menu.
        dock = QDockWidget(filled(form.title).replace("&", "&&"), self._window)
        dock.setObjectName(f"plugin.{plugin.name}")
        try:
            dock.setWidget(form(self._host, dock))
            dock.setMinimumWidth(_LEAST_WIDTH)
        except Exception as error:  # noqa: BLE001 - others wrote it: it may do anything
            _log.warning("the pane %s cannot be made", plugin.name, exc_info=True)
            dock.deleteLater()
            plugins.put_aside(plugin, reason_of(error))
        else:
            self.docks[plugin.name] = dock
            self._window.dock_plan.add(dock, _AREAS[form.area], frozenset(form.pages))
        QTimer.singleShot(0, self, self._make_next)

    # ------------------------------------------------------------------ what is wrong

    def _tell(self, aside: SetAside) -> None:
        """On whatever thread the plug-in was used."""
        if not tell(self._aside, aside):
            plugins.forget(self._tell)

    @Slot(object)
    def _on_aside(self, aside: SetAside) -> None:
        self._window.messages.add_problem(aside.error)
        if aside.plugin.group == _PANES and (dock := self.docks.pop(aside.plugin.name, None)):
            self._window.dock_plan.remove(dock)
