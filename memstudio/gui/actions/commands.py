"""What each action does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from memstudio.errors import StorageError
from memstudio.gui.actions.answer_commands import AnswerCommands
from memstudio.gui.actions.dialogue_commands import DialogueCommands
from memstudio.gui.actions.effect_commands import EffectCommands
from memstudio.gui.actions.picture_commands import PictureCommands
from memstudio.gui.actions.run_commands import RunCommands
from memstudio.gui.actions.sight_commands import SightCommands
from memstudio.gui.actions.task_commands import TaskCommands
from memstudio.gui.actions.tour_commands import TourCommands
from memstudio.gui.drops import DropPlan, plan_drop
from memstudio.gui.exporting import Exporting
from memstudio.gui.guide.opening import GuideOpening
from memstudio.gui.state_keeping import StateKeeping
from memstudio.gui.theme import theme as themes
from memstudio.gui.translation import locale_for
from memstudio.gui.widgets.number_format import count
from memstudio.guide.contents import FIRST_PAGE
from memstudio.paths import is_there, log_dir
from memstudio.settings import Settings, save_settings

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.memory.new_model_settings import NewModelSettings
    from memstudio.models.summary import ModelSummary
    from memstudio.recents import RecentItem
    from memstudio.training.from_scratch_settings import FromScratchSettings


class Commands(QObject):
    """The verbs of the menus, the toolbar, the start page and the library.

    Dialogs are imported when they are first opened, so that the window is up sooner.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        # Of a model that was asked for and is not there: to go on from, should it come to nothing.
        self._unmade: NewModelSettings | FromScratchSettings | None = None
        self._is_unmade_online = False
        # The window's settings, but for what could not be written so far.
        self._written = window.settings
        self._session.model_changed.connect(self._on_session_model_changed)
        self.effects = EffectCommands(window)
        self.answers = AnswerCommands(window)
        self.pictures = PictureCommands(window)
        self.runs = RunCommands(window)
        self.tasks = TaskCommands(window)
        self.states = StateKeeping(window)
        self._exporting = Exporting(window.session, window.messages, window)
        self.dialogue = DialogueCommands(window)
        self.guide = GuideOpening(window)
        self.sights = SightCommands(window, self.guide.show_topic)
        self.tour = TourCommands(window)

    def carried(self) -> object:
        """What is waited for, for another window to wait for it."""
        return self._unmade, self._is_unmade_online, self._written, self.tasks.carried()

    def carry_on(
        self, state: tuple[NewModelSettings | FromScratchSettings | None, bool, Settings, Any]
    ) -> None:
        """Wait for what another window waited for."""
        self._unmade, self._is_unmade_online, self._written, tasks = state
        self.tasks.carry_on(tasks)

    def is_refused(self, reason: str) -> bool:
        """Say why something cannot be done now, when there is a reason."""
        if reason:
            self._window.messages.add("warning", reason)
        return bool(reason)

    # ------------------------------------------------------------------ model

    def open_demo(self) -> None:
        """Open the bundled model."""
        self.open_reference("demo")

    def open_model(self) -> None:
        """Ask which model."""
        from memstudio.gui.dialogs.open_model import OpenModelDialog

        dialog = OpenModelDialog(self._window.recent, self._window)
        dialog.chosen.connect(self._on_model_chosen)
        dialog.open()

    @Slot(str)
    def open_reference(self, reference: str, *, tells_story: bool = True) -> None:
        """Open the model that `reference` names; the demo then reads a story, if it may."""
        if self._may_open(reference if tells_story else ""):
            self._session.load_model(reference)

    @Slot(str, bool)
    def _on_model_chosen(self, reference: str, is_online: bool) -> None:
        if self._may_open(reference):
            # Allowed for this model, and for none that is opened after it.
            self._session.load_model(reference, is_online=is_online)

    def _may_open(self, storyteller: str) -> bool:
        if self.is_refused(self._window.conditions.no_model_now()):
            return False
        self._window.demo_opening.expect(storyteller)
        return True

    def new_model(self) -> None:
        """Ask which memory is put on which model, or what is made from scratch."""
        from memstudio.gui.dialogs.new_model import NewModelDialog

        dialog = NewModelDialog(
            self._session, self._window.recent, self._unmade, self._window,
            is_online=self._is_unmade_online,
        )  # fmt: skip
        dialog.settings_chosen.connect(self.make_model)
        dialog.scratch_settings_chosen.connect(self.make_from_scratch)
        dialog.open()

    @Slot(object, bool)
    def make_model(self, settings: NewModelSettings, is_online: bool) -> None:
        """Make a model, of a backbone that may be fetched if `is_online`, and open it."""
        if self.is_refused(self._window.conditions.no_model_now()):
            return
        self._unmade, self._is_unmade_online = settings, is_online
        self._session.make_model(settings, is_online=is_online)

    @Slot(object)
    def make_from_scratch(self, settings: FromScratchSettings) -> None:
        """Make a model from nothing and open it; then its text lies ready to train it on."""
        if self.is_refused(self._window.conditions.no_model_now()):
            return
        self._unmade = settings
        self._session.make_from_scratch(settings)

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        from memstudio.training.from_scratch_settings import FromScratchSettings

        made = self._unmade
        if model is None or made is None or model.path != made.folder:
            return
        self._unmade = None
        if isinstance(made, FromScratchSettings):
            self._session.read_data(made.corpus, made.segment_length, made.asked)
            self._window.show_page("train")
            self._tell_vocabulary(made.vocabulary, model)

    def _tell_vocabulary(self, asked: int, model: ModelSummary) -> None:
        got = (model.from_scratch or {}).get("vocabulary", asked)
        if got < asked:
            text = self.tr("The text gives {made} tokens, not the {asked} that were asked for.")
            self._window.messages.add("info", text.format(made=count(got), asked=count(asked)))

    def export_model(self) -> None:
        """Ask how the model is to be exported, and where to."""
        self._exporting.ask()

    def close_model(self) -> None:
        """Close the model and give its memory back."""
        self._session.unload_model()

    # ------------------------------------------------------------------ data

    def add_text(self) -> None:
        """Ask for files and folders."""
        from memstudio.gui.dialogs.add_text import AddTextDialog

        dialog = AddTextDialog(self._window)
        dialog.paths_chosen.connect(self.add_paths)
        dialog.open()

    @Slot(object)
    def add_paths(self, paths: tuple[str, ...]) -> None:
        """Make a dataset of files and folders."""
        if self.is_refused(self._window.conditions.no_data_now()):
            return
        model = self._session.model
        segment_length = (model.segment_length or None) if model else None
        self._session.read_data(tuple(paths), segment_length)
        self._window.show_page("train")

    @Slot(object)
    def follow_plan(self, plan: DropPlan) -> None:
        """Do what was announced for dropped paths."""
        match plan.kind:
            case "model":
                self.open_reference(plan.paths[0])
            case "run":
                self.runs.show(plan.paths[0])
            case "trace":
                self.runs.show_trace(plan.paths[0])
            case "state":
                self.states.take_in(plan.paths)
            case "both":
                self.open_reference(plan.model)
                self.add_paths(plan.paths)
            case "data":
                taker = self._window.drop_target.taker()
                (taker.take_text if taker else self.add_paths)(plan.paths)
            case _:
                self._window.messages.add("warning", self._window.drop_target.sentence(plan))

    def open_paths(self, paths: list[str]) -> None:
        """Open what the command line names: `demo`, or paths as if they were dropped."""
        if len(paths) == 1 and not is_there(Path(paths[0])) and paths[0] == "demo":
            self.open_demo()
        elif paths:
            self.follow_plan(plan_drop(str(Path(path).absolute()) for path in paths))

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Open a file that the system asks for."""
        self.open_paths([path])

    @Slot(object)
    def open_recent(self, item: RecentItem) -> None:
        """Open a recent item."""
        if item.kind == "model":
            self.open_reference(item.paths[0])
        elif item.kind == "run":
            self.runs.show(item.paths[0])
        elif item.kind == "trace":
            self.runs.show_trace(item.paths[0])
        else:
            self.follow_plan(plan_drop(item.paths))

    # ------------------------------------------------------------------ training

    def start_training(self) -> None:
        """Start a run with the form of the Train page; it shows what is missing."""
        self._window.show_page("train")
        self._window.train_page().start()

    def pause_or_resume(self) -> None:
        """Hold the run, or let it go on."""
        run = self._session.run
        if run is not None and run.state == "running":
            self._session.pause_training()
        else:
            self._session.resume_training()

    def stop_training(self) -> None:
        """End the run and keep what it has."""
        self._session.stop_training()

    @Slot(object)
    def keep_run_folders(self, folders: tuple[str, ...]) -> None:
        """Remember whose runs are listed."""
        self._keep(self._window.settings.model_copy(update={"run_folders": folders}))

    # ------------------------------------------------------------------ use

    def stop_generating(self) -> None:
        """End the text here."""
        self._session.stop_generating()

    def reset_memory(self) -> None:
        """Forget the conversation."""
        self._session.reset_memory()

    # ------------------------------------------------------------------ window

    def show_page(self, name: str) -> None:
        """Go to the page called `name`."""
        self._window.show_page(name)

    def set_theme(self, scheme: str) -> None:
        """Change the look at once, and remember it."""
        self._keep(self._window.settings.model_copy(update={"theme": scheme}))

    def show_settings(self) -> None:
        """Open the settings."""
        from memstudio.gui.dialogs.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._window.settings, self._session, self._window)
        dialog.settings_changed.connect(self._keep)
        dialog.open()

    @Slot(object)
    def _keep(self, settings: Settings) -> None:
        old = self._window.settings
        self._window.settings = settings
        if settings.theme != old.theme:
            app = QApplication.instance()
            if isinstance(app, QApplication):
                themes.apply(app, settings.theme)
        self._window.mark_theme(settings.theme)
        try:
            save_settings(settings, self._written)
            self._written = settings
        except StorageError as error:
            self._window.messages.add_failure(error)
        if locale_for(settings.language) != locale_for(old.language):
            self._window.language_changed.emit()

    def reset_layout(self) -> None:
        """Put the docks where they were at first."""
        self._window.reset_layout()

    def show_guide(self) -> None:
        """Open the guide at the page on what is in front."""
        self.guide.show_here()

    def show_guide_contents(self) -> None:
        """Open the guide at its beginning."""
        self.guide.show_page(FIRST_PAGE)

    def show_palette(self) -> None:
        """List all actions, to be found by typing."""
        from memstudio.gui.dialogs.command_palette import CommandPalette

        CommandPalette(self._window.actions_table, self._window).open()

    def show_shortcuts(self) -> None:
        """List all keys."""
        from memstudio.gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window.actions_table, self._window).open()

    def show_about(self) -> None:
        """Say what this is."""
        from memstudio.gui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    def copy_diagnostics(self) -> None:
        """Put what a bug report needs on the clipboard."""
        from memstudio.gui.diagnostics import diagnostics

        QGuiApplication.clipboard().setText(diagnostics(self._session))
        self._window.messages.add("info", self.tr("The diagnostics are on the clipboard."))

    def open_log_folder(self) -> None:
        """Show the log in the file manager."""
        self.open_folder(str(log_dir()))

    @Slot(str)
    def open_folder(self, folder: str) -> None:
        """Show a folder in the file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
            text = self.tr("No file manager answered. The folder is {path}.")
            self._window.messages.add("info", text.format(path=folder))

    def quit(self) -> None:
        """Close the window; a run is asked about."""
        self._window.close()
