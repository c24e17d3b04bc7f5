"""What was done to runs and to their list by mistake: said once, with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from memstudio.errors import StorageError
from memstudio.training.run_notes import read_notes, taken_back, write_notes

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.panes.runs.pane import RunsPane
    from memstudio.gui.panes.runs.trash import Trashed
    from memstudio.training.run_notes import RunNotes
    from memstudio.training.run_summary import RunSummary


class RunRegrets(QObject):
    """One for the Runs page."""

    def __init__(self, messages: MessageLog, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages

    def offer_trashed(self, done: Trashed) -> None:
        """Runs were moved to the trash, or could not be."""
        if done.moved:
            text = self.tr("%n run(s) moved to the trash. Bring back from there: %1", "", len(done.moved))  # fmt: skip
            text = text.replace("%1", done.place)

            def undo(window: MainWindow) -> None:
                for problem in done.bring_back():
                    window.messages.add_problem(problem)
                _page(window).list.look()

            self._messages.add("info", text, undo)
        for paths, text in (
            (done.busy, self.tr("%1 is being trained: stop it first.")),
            (done.refused, self.tr("There is no trash for %1, so nothing was deleted. Show it in files to delete it there.")),
        ):  # fmt: skip
            for path in paths:
                self._messages.add("warning", text.replace("%1", str(path)))

    def offer_folder(self, place: int, folder: Path) -> None:
        """The folder that was at this place of the user's own is no longer listed."""
        text = self.tr("The runs of {folder} are no longer listed; they stay where they are.")
        text = text.format(folder=folder)
        self._messages.add("info", text, lambda w: _page(w).add_folder(folder, place))

    def offer_notes(self, run: RunSummary, before: RunNotes, after: RunNotes) -> None:
        """A person has edited what is said of a run; offered is what was taken from it."""
        gone = [
            *(tag for tag in before.tags if tag not in after.tags),
            *((before.title,) if before.title and not after.title else ()),
            *((self.tr("the notes"),) if before.text.strip() and not after.text.strip() else ()),
        ]
        if not gone:
            return
        text = self.tr("Taken from the run {run}: {what}.")
        text = text.format(run=after.title or run.name, what=", ".join(gone))

        def undo(window: MainWindow) -> None:
            try:
                write_notes(run.path, taken_back(before, after, read_notes(run.path)))
            except StorageError as error:
                window.messages.add_failure(error)
            _page(window).list.look()

        self._messages.add("info", text, undo)


def _page(window: MainWindow) -> RunsPane:
    return cast("RunsPane", window.page("runs"))
