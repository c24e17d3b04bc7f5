"""The train pane: text and settings on the left, the run on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.data.read_settings import ReadSettings
from memstudio.errors import MemStudioError
from memstudio.gui.actions.action import trigger
from memstudio.gui.awaited_model import AwaitedModel
from memstudio.gui.dataset.dataset_card import DatasetCard
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.panes.train.form_changes import FormChanges
from memstudio.gui.panes.train.form_menu import FormMenu
from memstudio.gui.panes.train.missing import (
    WRONG_SETTING,
    Missing,
    missing_for_queue,
    missing_for_run,
)
from memstudio.gui.panes.train.progress_view import ProgressView
from memstudio.gui.panes.train.result_links import ResultLinks
from memstudio.gui.panes.train.room_guide import RoomGuide
from memstudio.gui.panes.train.run_feed import RunFeed
from memstudio.gui.panes.train.run_header import RunHeader
from memstudio.gui.panes.train.settings_form import SettingsForm
from memstudio.gui.panes.train.start_bar import StartBar
from memstudio.gui.panes.train.untrained_note import UntrainedNote
from memstudio.gui.run_command import as_command_line
from memstudio.gui.run_health_model import run_health
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.form_beside import lay_form_beside
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.training.run_folder import RunFolder
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.training.run_config import RunConfig

_LEFT_WIDTH = 400


class TrainPane(QWidget):
    """Sets a run up, starts it, and shows how it goes.

    Signals:
        queue_requested: a name, and the `RunConfig` that is to wait for its turn.
        branch_requested: the folder of the run that is held.
    """

    queue_requested = Signal(str, object)
    branch_requested = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPane")
        self._session = session
        # What a run was started with, and how the form stood when that was put into it.
        self._awaited: AwaitedModel[tuple[RunConfig, dict[str, Any]]] = AwaitedModel(session, self)
        self._standing: tuple[str, bool, str | None] | None = None
        self.dataset = DatasetCard()
        self.menu = FormMenu()
        self.untrained_note = UntrainedNote()
        self.form = SettingsForm()
        self.changes = FormChanges(self.form, self.menu, self)
        self.start_bar = StartBar()
        self.header = RunHeader()
        self.progress = ProgressView()
        self._compose()
        self._connect()
        self._follow_model()
        self._show_corpus()
        self._on_session_run_changed(session.run)
        self._show_whose_model()
        self._on_session_readings_changed()
        self._count_again()
        self.feed.catch_up()

    # ------------------------------------------------------------------ building

    def _compose(self) -> None:
        sizes = current().sizes
        left = QWidget(self)
        page = QWidget(left)
        page.setObjectName("page")
        self._area = scrolled(page)
        self._progress_area = scrolled(self.progress)
        left_column = QVBoxLayout(left)
        left_column.setContentsMargins(0, 0, 0, 0)
        left_column.setSpacing(0)
        left_column.addWidget(self._area, 1)
        left_column.addWidget(self.start_bar)
        lay_form_beside(self, left, (self.header, self._progress_area), _LEFT_WIDTH, times_wider=2)
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_xs, sizes.space_m)
        column.setSpacing(sizes.space_l)
        column.addWidget(self.dataset)
        column.addWidget(self.menu)
        column.addWidget(self.untrained_note)
        column.addWidget(self.form, 1)

    def _connect(self) -> None:
        session = self._session
        self.dataset.add_requested.connect(self._on_dataset_add_requested)
        self.dataset.clear_requested.connect(session.clear_data)
        self.dataset.reading_changed.connect(self._on_dataset_reading_changed)
        self.menu.queue_requested.connect(self._on_menu_queue_requested)
        self.menu.save_requested.connect(self._on_menu_save_requested)
        self.menu.copy_requested.connect(self._on_menu_copy_requested)
        self.form.changed.connect(self._on_form_changed)
        self.start_bar.start_requested.connect(self.start)
        self.start_bar.remedy_requested.connect(self._lead_to)
        self.header.branch_requested.connect(self._on_header_branch_requested)
        self.links = ResultLinks(session, self.header, self.progress.result, self._lead_to)
        self.feed = RunFeed(session, self.progress)
        self.guide = RoomGuide(session, self.start_bar.memory, self.form, self.progress.ways, self)
        self.guide.ways_shown.connect(self._on_progress_result_shown)
        self.progress.result_shown.connect(self._on_progress_result_shown)
        self.progress.health.follow(run_health(session), self._lead_to)
        session.model_changed.connect(self._on_session_model_changed)
        session.corpus_changed.connect(self._on_session_corpus_changed)
        session.run_changed.connect(self._on_session_run_changed)
        session.task_changed.connect(self._refresh)
        session.readings.changed.connect(self._on_session_readings_changed)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def start(self) -> None:
        """Start a run with what the form says; point out what is missing otherwise."""
        config = self._config()
        if self._missing().reason or config is None:
            self.start_bar.point_out()
        else:
            self._session.start_training(config)

    def show_config(self, config: RunConfig) -> list[str]:
        """Fill the form with what a run was started with, and open its model and its text.

        Returns:
            The settings that differ from the usual and are not on the form.
        """
        session = self._session
        is_open = session.model is not None and session.model.reference == config.model
        beyond = self.form.show_config(config)
        if is_open:
            self._awaited.drop()
            # It keeps its memory, whatever is said of one that would be made.
            self.form.follow_model(session.model)
        else:
            self._awaited.load(config.model, (config, self.form.chosen()))
        self.read_text_of(config, self.form.segment_length.value())
        return beyond

    def read_text_of(self, config: RunConfig, segment_length: int | None = None) -> None:
        """Open what a run is trained on as the dataset, in segments as its own where not said."""
        asked = ReadSettings(config.row_kind, config.columns, config.encoding)
        if config.data:
            length = segment_length or config.memory.segment_length
            self._session.read_data(config.data, length, asked)

    def asked_config(self) -> RunConfig:
        """What the form says; the usual settings while something in it is wrong."""
        from memstudio.training.run_config import RunConfig

        return self._config() or RunConfig()

    def _config(self) -> RunConfig | None:
        """What the form says; None while something in it is wrong."""
        session = self._session
        reference = session.model.reference if session.model is not None else "demo"
        corpus = session.corpus
        if self.form.problems():
            return None
        if corpus is None:
            return self.form.config(reference, (), session.device)
        return self.form.config(reference, corpus.paths, session.device, corpus.asked)

    def _missing(self) -> Missing:
        return missing_for_run(self._session, self.form.problems())

    # ------------------------------------------------------------------ state

    @Slot()
    def _refresh(self) -> None:
        corpus, length = self._session.corpus, self.form.segment_length.value()
        config = self._config()
        run = self._session.run
        # A run that is on need not be one of the form: it may be resumed, or from another program.
        is_free = run is None or not run.is_active
        self.start_bar.show_estimate(config if is_free else None, corpus, length)
        self.guide.look(config)
        self.start_bar.show_reason(*self._missing())
        self.menu.show_preset(self.form.preset)
        # What goes on or comes from elsewhere need not begin with the open model.
        model = self._session.model if is_free else None
        self.untrained_note.show_for(model, self.form.trains.setting())

    def _show_corpus(self) -> None:
        self.form.follow_corpus(self._session.corpus)
        self.dataset.show_corpus(self._session.corpus, self.form.segment_length.value())

    def _count_again(self) -> None:
        """Tokens depend on the model's tokenizer, so one that has another counts anew."""
        session = self._session
        corpus, model = session.corpus, session.model
        if corpus is None or model is None or (session.run is not None and session.run.is_active):
            return
        if session.readings.dataset:
            # It was asked for after this model, and is counted with it; asked for now, what is
            # the dataset still would come behind it, and take its place again.
            return
        if corpus.num_tokens is None or corpus.reading_key != model.reading_key:
            session.read_data(corpus.paths, self.form.segment_length.value(), corpus.asked)

    def _follow_model(self) -> None:
        model = self._session.model
        self.form.follow_model(model)
        self.form.apply(self.untrained_note.suited(model, self.form.chosen()))

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        waiting, awaited = self._awaited.carried(), self._awaited.take()
        typed = self.form.chosen_since(waiting[1][1]) if waiting is not None else {}
        self._follow_model()
        self._show_whose_model()
        if awaited is not None:
            # Which memories can be chosen depends on the model; what was typed meanwhile stays.
            self.form.show_config(awaited[0], typed)
            self.form.follow_model(self._session.model)
        elif waiting is not None:
            # What the form made of this model, which is another, was not typed.
            reference, (config, before) = waiting
            now = self.form.chosen() | {path: before[path] for path in typed}
            self._awaited.carry_on((reference, (config, now)))
        self._count_again()

    def _show_whose_model(self) -> None:
        """Say so when the model of the run that is shown is not the one that is open."""
        run, model = self._session.run, self._session.model
        if run is not None and not run.is_active and run.folder is not None:
            own = RunFolder(Path(run.folder)).model
            is_open = model is not None and Path(model.path) == own
            self.header.show_run(run, is_model_open=is_open)

    @Slot(object)
    def _on_session_corpus_changed(self, _: object) -> None:
        self._show_corpus()
        self._refresh()

    @Slot()
    def _on_session_readings_changed(self) -> None:
        self.dataset.show_reading(self._session.readings.dataset)
        self._refresh()

    @Slot()
    def _on_form_changed(self) -> None:
        if (corpus := self._session.corpus) is not None:
            self.dataset.show_counts(corpus, self.form.segment_length.value())
        self._refresh()

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        self.header.show_run(run)
        standing = run.standing if run is not None else ("", False, None)
        # Every step changes the run; the form only cares for its state.
        if standing == self._standing:
            return
        was_active = self._standing is not None and self._standing[1]
        self._standing = standing
        state, is_active, _ = standing
        if run is not None and (state == "reading" or (is_active and not was_active)):
            self.progress.begin()
            if run.is_held and run.folder is not None:
                # Another run was trained in its pause, and it is on show again.
                self.progress.replay(RunFolder(Path(run.folder)).events())
        elif run is not None and run.is_on_elsewhere:
            self.progress.go_on()
        elif not is_active:
            self.progress.end()
        elif state == "stopping":
            self.progress.show_ending()
        self.form.setEnabled(not is_active)
        self.dataset.setEnabled(not is_active)
        self.menu.set_locked(is_active)
        self._refresh()

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_dataset_add_requested(self) -> None:
        self._lead_to("file.add_text")

    @Slot(object)
    def _on_dataset_reading_changed(self, asked: ReadSettings) -> None:
        if (corpus := self._session.corpus) is not None:
            self._session.read_data(corpus.paths, self.form.segment_length.value(), asked)

    @Slot()
    def _on_header_branch_requested(self) -> None:
        run = self._session.run
        if run is not None and run.folder is not None:
            self.branch_requested.emit(run.folder)

    @Slot(QWidget)
    def _on_progress_result_shown(self, part: QWidget) -> None:
        # It is laid out at the next turn; only then is there a place to scroll to.
        QTimer.singleShot(0, part, lambda: self._progress_area.show_whole(part))

    @Slot(str)
    def _lead_to(self, action_id: str) -> None:
        if action_id == WRONG_SETTING:
            self._show_problem()
        else:
            trigger(self, action_id)

    def _show_problem(self) -> None:
        editor = self.form.focus_problem()
        if editor is not None:
            self._area.show_unfolded(editor, self.form)

    @Slot()
    def _on_menu_queue_requested(self) -> None:
        config, missing = self._config(), missing_for_queue(self._session, self.form.problems())
        if missing.action == WRONG_SETTING:
            self._show_problem()
        elif missing.reason or config is None:
            # Said even where a run that is on is why none can be started.
            self.start_bar.show_reason(*missing)
            self.start_bar.point_out()
        else:
            name = f"{Path(config.model).name} · {Path(config.data[0]).name}"
            self.queue_requested.emit(name, config)

    @Slot()
    def _on_menu_save_requested(self) -> None:
        title = self.tr("Save the settings")
        ask_where_to_save(self, title, "run.toml", "TOML (*.toml)", self.save_settings)

    @Slot(str)
    def save_settings(self, path: str) -> None:
        """Write what the form says to a file that `memstudio train` takes."""
        config = self._config()
        if config is None:
            self._show_problem()
            return
        try:
            config.save(Path(path), only_said=True)
        except MemStudioError as error:
            # A file that could not be written is no run that failed.
            failure = Failure.of(TaskKind.TRAIN, error, is_refusal=True)
            self._session.failed.emit(failure)

    @Slot()
    def _on_menu_copy_requested(self) -> None:
        config = self._config()
        if config is None:
            self._show_problem()
            return
        QGuiApplication.clipboard().setText(as_command_line(config))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What a run takes is looked into only while it can be read.
        self._refresh()
