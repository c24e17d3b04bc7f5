"""The Runs page: all runs above, those that are selected compared below, one of them at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.errors import MemStudioError
from memstudio.gui.actions.action import trigger
from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.gui.panes.runs.curves_view import RunCurvesView
from memstudio.gui.panes.runs.details import RunDetails
from memstudio.gui.panes.runs.differences_view import DifferencesView
from memstudio.gui.panes.runs.header import RunsHeader
from memstudio.gui.panes.runs.queue_card import QueueCard
from memstudio.gui.panes.runs.reading_failures import ReadingFailures
from memstudio.gui.panes.runs.regrets import RunRegrets
from memstudio.gui.panes.runs.run_actions import RUN_ACTIONS, RunActions
from memstudio.gui.panes.runs.table_view import RunTableView
from memstudio.gui.panes.runs.trash import move_to_trash
from memstudio.gui.run_command import as_command_line
from memstudio.gui.run_curve_store import RunCurveStore
from memstudio.gui.run_list import RunList
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.paths import runs_dir
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_notes import RunNotes, write_notes
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from memstudio.gui.actions.conditions import Conditions
    from memstudio.gui.message_log import MessageLog
    from memstudio.gui.queue_runner import QueueRunner
    from memstudio.gui.session import Session
    from memstudio.training.run_summary import RunSummary

_LOOK_EVERY_MS = 2_000
_LEAST_RIGHT_WIDTH = 180
"""What a wide table leaves to words, which wrap there."""
_RIGHT_WIDTH = 300
_TABLE_HEIGHT, _BELOW_HEIGHT = 220, 380


class RunsPane(QWidget):
    """Lists, compares and repeats runs.

    Signals:
        curves_requested, resume_requested, branch_requested, folder_requested: a run's folder.
        health_requested: a run's folder, and the step to look at; below 0 for the last.
        model_requested: the folder of a run's model.
        trace_requested: path of the latest trace of a run's probe, and its name.
        duplicate_requested: a `RunConfig` for the form of the Train page.
        folders_changed: a tuple of folders, listed beside the user's own, to be remembered.
    """

    curves_requested = Signal(str)
    resume_requested = Signal(str)
    branch_requested = Signal(str)
    folder_requested = Signal(str)
    health_requested = Signal(str, int)
    model_requested = Signal(str)
    trace_requested = Signal(str, str)
    duplicate_requested = Signal(object)
    folders_changed = Signal(object)

    def __init__(
        self,
        session: Session,
        conditions: Conditions,
        queue: QueueRunner,
        messages: MessageLog,
        folders: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("runsPane")
        self._session = session
        self._queue = queue
        self._messages = messages
        self._regrets = RunRegrets(messages, self)
        self._standing: object = None
        self._own = runs_dir()
        self.list = RunList((self._own, *(Path(folder) for folder in folders)), self)
        self.store = RunCurveStore(self)
        self._failures = ReadingFailures(self)
        self.table = RunTableView()
        self.actions_of_runs = RunActions(conditions, self)
        self.header = RunsHeader(self.actions_of_runs, self)
        self.details = RunDetails()
        self.curves = RunCurvesView(self.store)
        self.differences = DifferencesView()
        self.queue_card = QueueCard(queue)
        self._make_empty()
        self._compose()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.list.look)
        self.header.show_folders(self._own, self.list.folders[1:])
        self._on_table_chosen_changed()
        self.list.look()

    # ------------------------------------------------------------------ building

    def _make_empty(self) -> None:
        self.train_button = QPushButton(icon("chart", "accent_text"), self.tr("Go to Train"))
        self.train_button.setObjectName("goToTrain")
        self.train_button.setProperty("role", "primary")
        self.add_button = QPushButton(icon("folder"), self.tr("Add a folder…"))
        self.add_button.setObjectName("addFolder")
        self.empty = EmptyState(
            "run",
            self.tr("No runs yet"),
            self.tr(
                "Every training is listed here as soon as it begins: set one up on the Train page. "
                "Runs that lie elsewhere, on the disk of a server for instance, are listed when "
                "their folder is added."
            ),
            [self.train_button, self.add_button],
        )
        self.clear_button = QPushButton(self.tr("Show all runs"))
        self.clear_button.setObjectName("showAllRuns")
        self.nothing = EmptyState(
            "search",
            self.tr("No run matches"),
            self.tr(
                "Every word has to be in the name, model, data, memory, tags or notes; memory:rmt, "
                "tag:good, loss<2.5 or learning_rate>=1e-4 ask for what a run is or was set to."
            ),
            [self.clear_button],
        )

    def _compose(self) -> None:
        sizes = current().sizes
        below = QTabWidget()
        below.setObjectName("comparison")
        below.setDocumentMode(True)
        curves = QFrame()
        curves.setProperty("role", "card")
        inside = QVBoxLayout(curves)
        inside.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_s, sizes.space_s)
        inside.addWidget(self.curves)
        below.addTab(curves, self.tr("Curves"))
        below.addTab(self.differences, self.tr("Settings"))
        self.comparison = below
        self._tables = QStackedWidget()
        for view in (self.table, self.nothing):
            self._tables.addWidget(view)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._tables)
        parts.addWidget(below)
        parts.setChildrenCollapsible(False)
        parts.setSizes([_TABLE_HEIGHT, _BELOW_HEIGHT])
        self._views = QStackedWidget()
        self._views.addWidget(parts)
        self._views.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_xs, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.header)
        column.addWidget(self._views, 1)
        side = QWidget()
        side.setObjectName("page")
        right = QVBoxLayout(side)
        right.setContentsMargins(sizes.space_xs, sizes.space_m, sizes.space_l, sizes.space_m)
        right.setSpacing(sizes.space_m)
        right.addWidget(self.queue_card)
        right.addWidget(self.details, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        beside = scrolled(side)
        beside.setMinimumWidth(_LEAST_RIGHT_WIDTH)
        splitter.addWidget(beside)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([3 * _RIGHT_WIDTH, _RIGHT_WIDTH])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        self.list.runs_found.connect(self._on_list_runs_found)
        self.list.run_left_out.connect(self._messages.add_problem)
        self.table.chosen_changed.connect(self._on_table_chosen_changed)
        self.table.addAction(self.actions_of_runs["trash"])
        self.table.activated.connect(self._on_table_activated)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_table_menu_requested)
        self.header.filter_changed.connect(self._on_header_filter_changed)
        self.header.folder_requested.connect(self.ask_for_folder)
        self.header.folder_removal_requested.connect(self._on_header_folder_removal_requested)
        self.details.notes_changed.connect(self._on_details_notes_changed)
        self.details.notes_left.connect(self._regrets.offer_notes)
        self.details.alarm_chosen.connect(self.health_requested)
        self.actions_of_runs.requested.connect(self.do)
        self.train_button.clicked.connect(self._on_train_button_clicked)
        self.add_button.clicked.connect(self.ask_for_folder)
        self.clear_button.clicked.connect(self._on_clear_button_clicked)
        self.store.reading_failed.connect(self._failures.add)
        self._failures.said.connect(self._on_failures_said)
        self._session.run_changed.connect(self._on_session_run_changed)

    # ------------------------------------------------------------------ verbs

    @Slot(str, object)
    def do(self, name: str, runs: list[RunSummary]) -> None:
        """Do what an action is called, with runs for which it can be done."""
        path = str(runs[0].path)
        match name:
            case "curves":
                self.curves_requested.emit(path)
            case "model":
                self.model_requested.emit(str(RunFolder(runs[0].path).model))
            case "memory":
                step, trace = list(RunFolder(runs[0].path).trace_paths().items())[-1]
                title = self.tr("{run}, step {step}")
                title = title.format(run=runs[0].shown_name, step=count(step))
                self.trace_requested.emit(str(trace), title)
            case "health":
                self.health_requested.emit(path, -1)
            case "resume":
                self.resume_requested.emit(path)
            case "branch":
                self.branch_requested.emit(path)
            case "rename":
                self.details.focus_title()
            case "folder":
                self.folder_requested.emit(path)
            case "trash":
                self.move_to_trash(runs)
            case _:
                self._do_with_config(name, runs)

    def _do_with_config(self, name: str, runs: list[RunSummary]) -> None:
        for run in runs:
            try:
                config = RunFolder(run.path).config()
            except MemStudioError as error:
                self._tell(error)
                return
            match name:
                case "duplicate":
                    self.duplicate_requested.emit(config)
                case "rerun":
                    self._session.start_training(config, opens_model=True)
                    trigger(self, "view.train")
                case "queue":
                    self._queue.add(run.shown_name, config)
                case "command":
                    QGuiApplication.clipboard().setText(as_command_line(config))
                case "toml":
                    QGuiApplication.clipboard().setText(config.to_toml())

    def move_to_trash(self, runs: Sequence[RunSummary]) -> None:
        """Move runs to the trash, with what was just typed of one, and say where they are."""
        self.details.leave()
        done = move_to_trash([run.path for run in runs])
        self._regrets.offer_trashed(done)
        self.list.look()

    @Slot()
    def ask_for_folder(self) -> None:
        """Ask which folder is to be listed, too."""
        ask_for_folder(self, self.tr("List the runs of a folder"), self.add_folder)

    @Slot(str)
    def add_folder(self, folder: str | Path, place: int | None = None) -> None:
        """List a folder's runs, too, from now on; at a place among the others, or after them."""
        if Path(folder) not in self.list.folders:
            others = list(self.list.folders[1:])
            others.insert(len(others) if place is None else place, Path(folder))
            self._set_folders(tuple(others))

    def _set_folders(self, others: tuple[Path, ...]) -> None:
        self.list.set_folders((self._own, *others))
        self.header.show_folders(self._own, others)
        self.folders_changed.emit(tuple(str(folder) for folder in others))
        self._on_list_runs_found(self.list.runs)

    def _tell(self, error: MemStudioError) -> None:
        failure = Failure.of(TaskKind.TRAIN, error, is_refusal=True)
        self._session.failed.emit(failure)

    # ------------------------------------------------------------------ events

    @Slot(object)
    def _on_list_runs_found(self, runs: tuple[RunSummary, ...]) -> None:
        self.table.runs.show_runs(runs)
        self._show_state()

    @Slot()
    def _on_table_chosen_changed(self) -> None:
        chosen = self.table.chosen()
        self.actions_of_runs.show_runs(chosen)
        self.details.show_runs(chosen)
        self.curves.show_runs(chosen)
        self.differences.show_runs(chosen)
        self.table.runs.show_hues(self.curves.hues)
        self._show_state()

    def _show_state(self) -> None:
        num_runs, num_shown = self.table.runs.rowCount(), self.table.filter.rowCount()
        self.header.show_counts(num_runs, num_shown, len(self.table.chosen()))
        is_empty = not num_runs and self.list.is_complete
        self._views.setCurrentIndex(1 if is_empty else 0)
        is_nothing_found = bool(num_runs and not num_shown)
        self._tables.setCurrentIndex(1 if is_nothing_found else 0)
        # What is said of that needs the room, and there is nothing to compare.
        self.comparison.setVisible(not is_nothing_found)

    @Slot()
    def _on_table_activated(self) -> None:
        self.actions_of_runs["curves"].trigger()

    @Slot(QPoint)
    def _on_table_menu_requested(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for spec in RUN_ACTIONS:
            if spec.name in {"duplicate", "rename", "trash"}:
                menu.addSeparator()
            menu.addAction(self.actions_of_runs[spec.name])
        menu.popup(self.table.viewport().mapToGlobal(position))

    @Slot(str, str)
    def _on_header_filter_changed(self, search: str, state: str) -> None:
        self.table.filter.show_only(search, state)
        self._show_state()

    @Slot(object)
    def _on_header_folder_removal_requested(self, folder: Path) -> None:
        others = self.list.folders[1:]
        self._set_folders(tuple(each for each in others if each != folder))
        self._regrets.offer_folder(others.index(folder), folder)

    @Slot(object, object)
    def _on_details_notes_changed(self, run: RunSummary, notes: RunNotes) -> None:
        try:
            write_notes(run.path, notes)
        except MemStudioError as error:
            self._tell(error)
        self.list.look()

    @Slot(str)
    def _on_failures_said(self, text: str) -> None:
        self._messages.add("danger", text)

    @Slot()
    def _on_train_button_clicked(self) -> None:
        trigger(self, "view.train")

    @Slot()
    def _on_clear_button_clicked(self) -> None:
        self.header.search.clear()
        self.header.state.setCurrentIndex(0)

    @Slot(object)
    def _on_session_run_changed(self, _: object) -> None:
        standing = self._session.run.standing if self._session.run else None
        if standing != self._standing:
            self._standing = standing
            self.list.look()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.look()
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.details.leave()
        self._timer.stop()
