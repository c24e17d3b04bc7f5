"""Keeps the window, and puts one in another language in its place while all work goes on.

Texts are made where they are shown, with figures and names in them, by hundreds of widgets; so the
whole window is made anew. The session, with its engine, model, run and traces, is no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from memstudio.gui import translation
from memstudio.gui.changeover.form_state import (
    FormState,
    focus_way,
    give_focus,
    read_form,
    scroll_form,
    write_form,
)
from memstudio.gui.dialogs.settings_dialog import SettingsDialog
from memstudio.gui.main_window import MainWindow
from memstudio.gui.theme import theme as themes

if TYPE_CHECKING:
    from memstudio.gui.session import Session


class WindowKeeper(QObject):
    """Holds the one window.

    Signals:
        window_replaced: the new `MainWindow`; the old one is gone.
        window_closed: the user closed it, and the engine may be ended.

    Attributes:
        window: the one there is.
    """

    window_replaced = Signal(object)
    window_closed = Signal()

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.window = window
        self._hear(window)

    def _hear(self, window: MainWindow) -> None:
        window.window_closed.connect(self.window_closed)
        window.language_changed.connect(self._on_window_language_changed)

    @Slot()
    def _on_window_language_changed(self) -> None:
        # The one who asks is a part of the window that goes.
        QTimer.singleShot(0, self, self.change_language)

    @Slot()
    def change_language(self) -> None:
        """Put a window in the language of the settings in the place of the one there is."""
        old, app = self.window, QApplication.instance()
        if not isinstance(app, QApplication):
            return
        settings = old.settings
        app.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            has_settings_open = old.findChild(SettingsDialog) is not None
            translation.install(app, settings.language)
            themes.apply(app, settings.theme)
            old.recent.wait()
            new = MainWindow(self._session, settings)
            self._hear(new)
            form = read_form(old)
            focus = focus_way(old)
            self._take_over(old, new, form)
            self.window = new
            new.show()
            self._drop(old)
            give_focus(new, focus)
            QTimer.singleShot(0, new, lambda: scroll_form(new, form))
            if has_settings_open:
                new.commands.show_settings()
                # Whoever turns the list of languages with the keys goes on turning it.
                dialog = new.findChild(SettingsDialog)
                if dialog is not None:
                    dialog.language.setFocus()
        finally:
            app.restoreOverrideCursor()
        self.window_replaced.emit(new)

    def _take_over(self, old: MainWindow, new: MainWindow, form: FormState) -> None:
        for name in ("messages", "queue", "demo_opening", "tour", "commands"):
            getattr(new, name).carry_on(getattr(old, name).carried())
        for name in old.pages.built:
            new.page(name)
        if "use" in old.pages.built:
            for way in old.use_page().built:
                new.use_page().way(way)
        new.pages.show(old.pages.current)
        new.dock_plan.want(old.dock_plan.wanted())
        new.dock_plan.widths.know(old.dock_plan.widths.known())
        new.restoreGeometry(old.saveGeometry())
        new.restoreState(old.saveState())
        new.dock_plan.follow_page(new.pages.current)
        write_form(new, form)
        new.selection.select(**_fields(old))
        new.start_looking()

    @staticmethod
    def _drop(old: MainWindow) -> None:
        old.hide()
        old.deleteLater()
        # At once, so that nothing that the engine says is heard twice.
        QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete)


def _fields(window: MainWindow) -> dict[str, int | None]:
    current = window.selection.current
    return {name: getattr(current, name) for name in current.__dataclass_fields__}
