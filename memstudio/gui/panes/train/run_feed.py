"""Lets the progress of a run follow what the session hears of it."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio import events
from memstudio.gui.translation import filled
from memstudio.training.run_folder import RunFolder
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.gui.panes.train.progress_view import ProgressView
    from memstudio.gui.session import Session


class RunFeed(QObject):
    """Feeds events, live or from a folder.

    Args:
        session: whose run is on show.
        progress: where it is drawn.
    """

    def __init__(self, session: Session, progress: ProgressView) -> None:
        super().__init__(progress)
        self._session = session
        self._progress = progress
        session.run_event_received.connect(self._on_session_run_event_received)
        session.run_read.connect(self._on_session_run_read)
        session.failed.connect(self._on_session_failed)

    def catch_up(self) -> None:
        """Draw what was trained or read before there was a page to draw it."""
        run = self._session.run
        if run is None or run.folder is None:
            return
        if run.is_from_disk:
            self._session.show_run(run.folder)
            return
        if not run.is_active:
            self._progress.begin()
        self._progress.replay(RunFolder(Path(run.folder)).events())

    # ------------------------------------------------------------------ inside

    @Slot(object)
    def _on_session_run_event_received(self, event: events.RunEvent) -> None:
        if isinstance(event, events.RunStarted) and event.first_step:
            # What was drawn before the run was stopped belongs to its curve. Not by the time alone:
            # the clock may have been another's then.
            record = RunFolder(Path(event.run)).events()
            past = takewhile(
                lambda each: (each.event, each.time) != (event.event, event.time), record
            )
            self._progress.replay(past, is_past=True)
        self._progress.show_event(event)

    @Slot(object)
    def _on_session_run_read(self, found: tuple[events.RunEvent, ...]) -> None:
        self._progress.show_record(found)
        run = self._session.run
        if run is None or run.folder is None:
            return
        if run.state in {"completed", "stopped", "failed", "interrupted"}:
            folder = RunFolder(Path(run.folder))
            can_go_on = run.state != "completed" and folder.last_checkpoint() is not None
            has_probes = bool(self._session.traces.probes)
            self._progress.offer_from_disk(
                is_cut_off=run.state == "interrupted", can_go_on=can_go_on, has_probes=has_probes
            )

    @Slot(object)
    def _on_session_failed(self, failure: Failure) -> None:
        if failure.task is TaskKind.TRAIN and not failure.is_refusal:
            self._progress.show_failure(filled(failure.text, failure.values))
