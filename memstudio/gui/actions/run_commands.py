"""What is done with runs and with traces on disk, from the menus and every page."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from memstudio.errors import MemStudioError
from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.models.source import RUN_CONFIG
from memstudio.paths import runs_dir
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.training.run_config import RunConfig


class RunCommands(QObject):
    """The verbs of runs; dialogs are imported when they are first opened."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session

    def open(self) -> None:
        """Ask for a run folder."""
        ask_for_folder(self._window, self.tr("Open a run folder"), self.show, str(runs_dir()))

    def calculate_cost(self) -> None:
        """Show what the run that is set up would cost, and what others would."""
        from memstudio.gui.dialogs.cost_calculator import CostCalculator

        dialog = CostCalculator(self._window.train_page().asked_config(), self._window)
        dialog.show()

    @Slot(str)
    def show(self, folder: str) -> None:
        """Show what a run came to, and offer to go on with it or to open its model."""
        if not (Path(folder) / RUN_CONFIG).is_file():
            text = self.tr("{path} is no run folder: there is no run.toml in it.")
            self._window.messages.add("warning", text.format(path=folder))
            return
        self._window.recent.add("run", (folder,))
        from memstudio.gui.dialogs.open_run import OpenRunDialog

        dialog = OpenRunDialog(folder, self._window.conditions, self._window)
        dialog.model_requested.connect(self._window.commands.open_reference)
        dialog.resume_requested.connect(self.resume)
        dialog.curves_requested.connect(self.show_curves)
        dialog.trace_requested.connect(self.show_trace)
        dialog.folder_requested.connect(self._window.commands.open_folder)
        dialog.open()

    @Slot(str)
    def show_curves(self, folder: str) -> None:
        """Show a run from its folder, finished or still going on, on the Train page."""
        if self._window.commands.is_refused(self._window.conditions.no_other_run_now(folder)):
            return
        self._window.show_page("train")
        if self._session.run is None or not self._session.run.is_active:
            self._session.show_run(folder)

    @Slot(str, int)
    def show_health(self, folder: str, step: int = -1) -> None:
        """Show how a run's memory was over its steps, and the probe of one of them.

        Args:
            folder: of the run.
            step: where to look; the last when it is below 0.
        """
        if self._window.commands.is_refused(self._window.conditions.no_other_run_now(folder)):
            return
        if self._session.run is None or not self._session.run.is_active:
            self._session.show_run(folder)
        self._window.show_page("memory")
        self._window.memory_page().show_training(step)

    @Slot(str, str)
    def show_trace(self, path: str, document: str = "") -> None:
        """Show a trace; when it is of a run's probe the others with it, unless another run is on."""
        folder = Path(path).parent.parent
        self._session.show_trace(path, document or Path(path).stem)
        self._window.show_page("memory")
        is_free = self._session.run is None or not self._session.run.is_active
        if is_free and (folder / RUN_CONFIG).is_file():
            self._session.show_run(str(folder))
            # A run is shown with its last probe, which need not be this one.
            for step, probe in self._session.traces.probes.items():
                if Path(probe) == Path(path):
                    self._session.traces.show_step(step)

    @Slot(str)
    def resume(self, folder: str) -> None:
        """Go on with a run from its last checkpoint."""
        if self._window.commands.is_refused(self._window.conditions.no_rerun_now()):
            return
        self._window.show_page("train")
        run = RunFolder(Path(folder))
        if self._session.corpus is None:
            # One that cannot be read fails in the run, which says so.
            with suppress(MemStudioError):
                self._window.train_page().read_text_of(run.config())
        if run.last_checkpoint() is None:
            text = self.tr("The run had no checkpoint yet to go on from, so it begins anew.")
            self._window.messages.add("info", text)
        self._session.resume_run(folder)

    @Slot(str)
    def branch(self, folder: str) -> None:
        """Ask how a run is branched; the branch is trained at once."""
        from memstudio.gui.dialogs.branch_run import BranchRunDialog

        run, held = RunFolder(Path(folder)), self._session.run
        reason = self._window.conditions.no_branch_now()
        if not reason and run.last_checkpoint() is None:
            reason = self.tr("The run has no complete checkpoint yet.")
        if self._window.commands.is_refused(reason):
            return
        try:
            config = run.config()
        except MemStudioError as error:
            self._window.messages.add_failure(error)
            return
        is_beside = held is not None and held.is_held
        dialog = BranchRunDialog(run, config, is_beside=is_beside, parent=self._window)
        dialog.branch_requested.connect(self._session.room.make_branch)
        dialog.branch_requested.connect(self._on_branch_requested)
        dialog.open()

    @Slot()
    def _on_branch_requested(self) -> None:
        self._window.show_page("train")

    @Slot(object)
    def duplicate(self, config: RunConfig) -> None:
        """Fill the form of the Train page with what a run was started with."""
        if self._window.commands.is_refused(self._window.conditions.no_form_now()):
            return
        self._window.show_page("train")
        page = self._window.train_page()
        left_out = page.changes.replace(lambda: page.show_config(config))
        if left_out:
            text = self.tr("These settings are not on the form and stay as usual: {names}.")
            self._window.messages.add("info", text.format(names=", ".join(left_out)))

    @Slot(str, object)
    def queue(self, name: str, config: RunConfig) -> None:
        """Let what the form says wait for its turn."""
        if self._window.queue.add(name, config):
            text = self.tr("{name} was added to the queue on the Runs page.")
            self._window.messages.add("info", text.format(name=name))
