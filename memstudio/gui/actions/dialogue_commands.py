"""Sessions with the model, from the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from memstudio.workers.dialogue_messages import SessionVerb

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.use_page import UsePage


class DialogueCommands(QObject):
    """What the Use page can do with the whole dialogue."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def begin(self) -> None:
        """Begin another session, with an empty memory."""
        self._show()
        self._window.session.dialogue.ask(SessionVerb.NEW)

    def show_remembered(self) -> None:
        """Show what is remembered, and where it comes from."""
        # It is made when it is first shown, and shows the answer.
        self._show()
        self._window.session.dialogue.ask_remembered()

    def forget(self) -> None:
        """Ask what is to be forgotten."""
        self._show().write.controls.forget.open()

    def _show(self) -> UsePage:
        self._window.show_page("use")
        page = self._window.use_page()
        page.show_way("write")
        return page
