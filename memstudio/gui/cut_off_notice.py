"""Word of a run that an earlier sitting was cut off in, when the program is started again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.gui.layout_store import LayoutStore
from memstudio.gui.run_words import brief_name
from memstudio.gui.widgets.number_format import count
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.training.run_summary import RunSummary


class CutOffNotice(QObject):
    """Says once what became of the newest run, where its program ended without a word.

    An older one is none that the user waits for: they have trained something else since.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.library_dock.runs_listed.connect(self._on_library_dock_runs_listed)

    @Slot(object)
    def _on_library_dock_runs_listed(self, runs: list[RunSummary]) -> None:
        self._window.library_dock.runs_listed.disconnect(self._on_library_dock_runs_listed)
        if not runs or runs[0].state != "interrupted" or self._window.session.run is not None:
            return
        run, told = runs[0], LayoutStore()
        if told.told_of_run == run.name:
            return
        told.tell_of_run(run.name)
        messages, name = self._window.messages, run.title or brief_name(run.name)
        if RunFolder(run.path).last_checkpoint() is None:
            text = self.tr(
                "The run {name} was cut off before its first checkpoint; nothing of it is kept."
            )
            messages.add("warning", text.format(name=name))
            return
        text = self.tr(
            "The run {name} was cut off after step {step} of {total}. It can go on from its last "
            "checkpoint, now or from the page Runs."
        )
        messages.add(
            "warning",
            text.format(name=name, step=count(run.step), total=count(run.total_steps)),
            lambda window: window.commands.runs.resume(str(run.path)),
            button=self.tr("Go on"),
        )
