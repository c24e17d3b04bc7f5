"""Keeps what the Train page says of memory and disk up to date, and does what is chosen there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from memstudio.errors import MemStudioError
from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.gui.translation import filled
from memstudio.training.config_changes import with_settings
from memstudio.training.run_folder import RunFolder
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.gui.panes.train.memory_line import MemoryLine
    from memstudio.gui.panes.train.settings_form import SettingsForm
    from memstudio.gui.panes.train.ways_card import WaysCard
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.models.summary import ModelSummary
    from memstudio.training.run_config import RunConfig
    from memstudio.training.way_on import WayOn
    from memstudio.workers.room_messages import RoomFound, WaysFound


class RoomGuide(QObject):
    """Between the session and three parts of the page.

    Signals:
        ways_shown: the card of ways on stands on the page now.

    Args:
        session: that is asked.
        line: says what the run of the form takes.
        form: that a way before the start is put into.
        card: says how a run goes on that stopped.
        page: that all of it is on.
    """

    ways_shown = Signal(QWidget)

    def __init__(
        self, session: Session, line: MemoryLine, form: SettingsForm, card: WaysCard, page: QWidget
    ) -> None:
        super().__init__(page)
        self._session = session
        self._line = line
        self._form = form
        self._card = card
        self._page = page
        self._asked: object = None
        self._said_of: ModelSummary | None = None
        self._failed = ""
        line.way_chosen.connect(self._on_line_way_chosen)
        card.resume_requested.connect(self._on_card_resume_requested)
        card.branch_requested.connect(self._on_card_branch_requested)
        card.place_requested.connect(self.ask_for_place)
        session.room.room_found.connect(self._on_room_found)
        session.room.ways_found.connect(self._on_ways_found)
        session.run_changed.connect(self._on_session_run_changed)

    def look(self, config: RunConfig | None) -> None:
        """The form says this now; it is looked into while the page is in sight."""
        session = self._session
        is_on = session.run is not None and session.run.is_active
        wanted = config if session.model is not None and not is_on else None
        if wanted is None:
            self._line.hide()
        elif not self._page.isVisible():
            wanted = None
        else:
            self._line.show_waiting(is_of_another=session.model != self._said_of)
            self._said_of = session.model
        # Another model may be called the same, and have its memory on another device.
        asked = (wanted, session.model) if wanted is not None else None
        if asked != self._asked:
            self._asked = asked
            session.room.find(wanted)

    @Slot()
    def ask_for_place(self) -> None:
        """Ask for the folder in which the run that stopped should go on."""
        ask_for_folder(self._page, self.tr("Where the run goes on"), self.go_on_in)

    @Slot(str)
    def go_on_in(self, place: str) -> None:
        """Let the run that stopped go on in another folder."""
        self._on_card_branch_requested({"out": place})

    # ------------------------------------------------------------------ answers

    @Slot(object)
    def _on_room_found(self, found: RoomFound) -> None:
        if found.room is not None:
            self._line.show_room(found.room)
        elif found.failure is not None:
            self._line.show_problem(filled(found.failure.text, found.failure.values))

    @Slot(object)
    def _on_ways_found(self, found: WaysFound) -> None:
        if self._folder_of_failed() == found.folder:
            self._card.show_ways(found)
            if not self._card.isHidden():
                self.ways_shown.emit(self._card)

    @Slot(object)
    def _on_session_run_changed(self, _: RunView | None) -> None:
        failed = self._folder_of_failed()
        if failed == self._failed:
            return
        self._failed = failed
        self._card.hide()
        self._session.room.find_ways(failed)

    def _folder_of_failed(self) -> str:
        run = self._session.run
        return run.folder or "" if run is not None and run.state == "failed" else ""

    # ------------------------------------------------------------------ choices

    @Slot(object)
    def _on_line_way_chosen(self, way: WayOn) -> None:
        self._form.apply(dict(way.changes))

    @Slot(object)
    def _on_card_resume_requested(self, changes: dict[str, Any]) -> None:
        folder = self._folder_of_failed()
        if folder:
            self._session.resume_run(folder, changes)

    @Slot(object)
    def _on_card_branch_requested(self, changes: dict[str, Any]) -> None:
        folder = self._folder_of_failed()
        if not folder:
            return
        run = RunFolder(Path(folder))
        if run.last_checkpoint() is not None:
            self._session.room.make_branch(folder, None, changes)
            return
        # Nothing was learnt that a branch could begin with.
        try:
            config = with_settings(run.config(), changes)
        except MemStudioError as error:
            failure = Failure.of(TaskKind.TRAIN, error, is_refusal=True)
            self._session.failed.emit(failure)
        else:
            self._session.start_training(config, opens_model=True)
