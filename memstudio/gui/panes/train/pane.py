"""The train pane: settings and text on the left, the run on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.errors import MemStudioError
from memstudio.gui.panes.train.dataset_card import DatasetCard
from memstudio.gui.panes.train.progress_view import ProgressView
from memstudio.gui.panes.train.settings_form import PRESETS, SettingsForm
from memstudio.gui.widgets import number_format as numbers
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio import events
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import RunView, Session
    from memstudio.training.run_config import RunConfig


class TrainPane(QWidget):
    """Sets a run up, starts it, and shows how it goes."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainPane")
        self._session = session
        self._selection = selection
        self.dataset = DatasetCard()
        self.form = SettingsForm()
        self.progress = ProgressView()
        self.estimate = QLabel()
        self.estimate.setProperty("role", "muted")
        self.estimate.setWordWrap(True)
        self.reason = QLabel()
        self.reason.setProperty("role", "muted")
        self.reason.setWordWrap(True)
        self.start_button = QPushButton(self.tr("Start training"))
        self.start_button.setObjectName("startTraining")
        self.start_button.setProperty("role", "primary")
        self.start_button.clicked.connect(self.start)
        self.state = QLabel()
        self.state.setProperty("role", "title")
        self.state.setWordWrap(True)
        self.pause_button = QPushButton(self.tr("Pause"))
        self.pause_button.setObjectName("pauseTraining")
        self.pause_button.clicked.connect(self._on_pause_button_clicked)
        self.stop_button = QPushButton(self.tr("Stop and keep"))
        self.stop_button.setObjectName("stopTraining")
        self.stop_button.clicked.connect(session.stop_training)
        self.folder_button = QPushButton(self.tr("Open run folder"))
        self.folder_button.setProperty("role", "quiet")
        self.folder_button.clicked.connect(self._on_folder_button_clicked)
        self._compose()
        self.dataset.paths_chosen.connect(self._on_dataset_paths_chosen)
        self.dataset.cleared.connect(session.clear_data)
        self.form.changed.connect(self._refresh)
        session.model_changed.connect(self._on_session_model_changed)
        session.corpus_changed.connect(self._on_session_corpus_changed)
        session.run_changed.connect(self._on_session_run_changed)
        session.run_event_received.connect(self._on_session_run_event_received)
        session.task_changed.connect(self._refresh)
        self.form.follow_model(session.model)
        self.dataset.show_corpus(session.corpus)
        self._on_session_run_changed(session.run)

    def _compose(self) -> None:  # noqa: PLR0915 - one layout, from top to bottom
        presets = QToolButton()
        presets.setProperty("role", "boxed")
        presets.setText(self.tr("Presets"))
        presets.setObjectName("presets")
        presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(presets)
        titles = {
            "quick": self.tr("Quick look (50 steps)"),
            "normal": self.tr("Normal (200 steps)"),
            "thorough": self.tr("Thorough (2,000 steps)"),
        }
        for name, values in PRESETS:
            menu.addAction(titles[name]).setData(values)
        menu.triggered.connect(self._on_preset_triggered)
        presets.setMenu(menu)
        share = QToolButton()
        share.setProperty("role", "boxed")
        share.setText(self.tr("Settings"))
        share.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        share_menu = QMenu(share)
        share_menu.addAction(self.tr("Save as run.toml…"), self._on_save_triggered)
        share_menu.addAction(self.tr("Copy as command line"), self._on_copy_triggered)
        share.setMenu(share_menu)

        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.dataset)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(presets)
        row.addWidget(share)
        column.addLayout(row)
        column.addWidget(self.form, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(left)
        foot = QWidget()
        foot_column = QVBoxLayout(foot)
        foot_column.setContentsMargins(16, 8, 16, 12)
        foot_column.setSpacing(6)
        foot_column.addWidget(self.estimate)
        foot_column.addWidget(self.reason)
        foot_column.addWidget(self.start_button)
        side = QWidget()
        side.setMinimumWidth(330)
        side_column = QVBoxLayout(side)
        side_column.setContentsMargins(0, 0, 0, 0)
        side_column.setSpacing(0)
        side_column.addWidget(area, 1)
        side_column.addWidget(foot)

        right = QWidget()
        head = QHBoxLayout()
        head.addWidget(self.state, 1)
        for button in (self.pause_button, self.stop_button, self.folder_button):
            head.addWidget(button)
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(16, 12, 16, 12)
        right_column.setSpacing(12)
        right_column.addLayout(head)
        right_column.addWidget(self.progress, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(side)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([380, 700])
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def start(self) -> None:
        """Start a run with what the form says; say what is missing otherwise."""
        config = self._config()
        if config is not None and not self._missing():
            self._session.start_training(config)

    def _config(self) -> RunConfig | None:
        session = self._session
        model = session.model
        data = session.corpus.paths if session.corpus is not None else ()
        try:
            return self.form.config(model.reference if model else "demo", data, session.device)
        except MemStudioError as error:
            session.failed.emit(Failure.of(TaskKind.TRAIN, error))
            return None

    def _missing(self) -> str:  # noqa: PLR0911 - a reason each
        """Why a run cannot start now; empty when it can."""
        session = self._session
        if session.run is not None and session.run.is_active:
            return self.tr("A run is going on.")
        if session.model is None:
            return self.tr("Open a model first.")
        if session.corpus is None:
            return self.tr("Add text to train on first: drop a file or a folder on the window.")
        if not session.corpus.is_usable:
            return self.tr("There is no text in what was added.")
        if session.task is not None:
            return self.tr("Wait until what is going on is done.")
        problem = self.form.problem()
        if problem is not None:
            return QCoreApplication.translate("errors", problem.text).format(**problem.values)
        return ""

    # ------------------------------------------------------------------ state

    @Slot()
    def _refresh(self, _: object = None) -> None:
        missing = self._missing()
        self.reason.setText(missing)
        self.reason.setVisible(bool(missing))
        self.start_button.setEnabled(not missing)
        self._show_estimate()

    def _show_estimate(self) -> None:
        form, corpus = self.form, self._session.corpus
        per_step = (
            form.batch_size.value()
            * form.gradient_accumulation.value()
            * form.segments_per_sample.value()
            * form.segment_length.value()
        )
        total = per_step * form.steps.value()
        text = self.tr("%1 steps of %2 tokens: %3 tokens in all")
        text = text.replace("%1", numbers.count(form.steps.value()))
        text = text.replace("%2", numbers.count(per_step))
        text = text.replace("%3", numbers.compact(total))
        if corpus is not None and corpus.train.num_tokens:
            times = self.tr(", %1 times through the text")
            text += times.replace("%1", numbers.decimal(total / corpus.train.num_tokens, 1))
        self.estimate.setText(text + ".")

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        self.form.follow_model(self._session.model)
        self._count_again()
        self._refresh()

    def _count_again(self) -> None:
        """Tokens depend on the model's tokenizer, so a new model counts anew."""
        session = self._session
        corpus, model = session.corpus, session.model
        busy = session.run is not None and session.run.is_active
        if corpus is not None and model is not None and corpus.num_tokens is None and not busy:
            session.read_data(corpus.paths, self.form.segment_length.value())

    @Slot(object)
    def _on_session_corpus_changed(self, corpus: object) -> None:
        self.dataset.show_corpus(self._session.corpus)
        if corpus is not None:
            self._count_again()
        self._refresh()

    @Slot(object)
    def _on_session_run_changed(self, run: RunView | None) -> None:
        state = run.state if run is not None else ""
        step = numbers.count(run.step) if run is not None else ""
        words = {
            "": self.tr("No run yet"),
            "running": self.tr("Training"),
            "pausing": self.tr("Pausing after this step…"),
            "paused": self.tr("Paused after step %1. The model is free to be tried: see Use."),
            "stopping": self.tr("Stopping after this step, and saving…"),
            "stopped": self.tr("Stopped after step %1. The model is kept."),
            "completed": self.tr("Done: %1 steps"),
            "failed": self.tr("The run could not go on"),
        }
        if run is not None and state == "running" and run.step == 0:
            self.state.setText(self.tr("Preparing…"))
        else:
            self.state.setText(words.get(state, state).replace("%1", step))
        active = run is not None and run.is_active
        self.pause_button.setVisible(active)
        self.stop_button.setVisible(active)
        self.pause_button.setEnabled(state in {"running", "paused"})
        self.stop_button.setEnabled(state in {"running", "paused", "pausing"})
        paused = state in {"paused", "pausing"}
        self.pause_button.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.folder_button.setVisible(run is not None and run.folder is not None)
        if not active:
            self.progress.end()
        elif run is not None and run.state == "running" and run.step == 0 and not run.folder:
            self.progress.begin()
        self.form.setEnabled(not active)
        self._refresh()

    @Slot(object)
    def _on_session_run_event_received(self, event: events.RunEvent) -> None:
        self.progress.show_event(event)

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_pause_button_clicked(self) -> None:
        if self._session.run is not None and self._session.run.state == "running":
            self._session.pause_training()
        else:
            self._session.resume_training()

    @Slot()
    def _on_folder_button_clicked(self) -> None:
        run = self._session.run
        if run is not None and run.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(run.folder))

    @Slot(object)
    def _on_dataset_paths_chosen(self, paths: tuple[str, ...]) -> None:
        length = self.form.segment_length.value() if self._session.model else None
        self._session.read_data(paths, length)

    @Slot(object)
    def _on_preset_triggered(self, action: Any) -> None:
        self.form.apply_preset(action.data())

    @Slot()
    def _on_save_triggered(self) -> None:
        config = self._config()
        if config is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the settings"), "run.toml", "TOML (*.toml)"
        )
        if path:
            try:
                config.save(Path(path))
            except MemStudioError as error:
                self._session.failed.emit(Failure.of(TaskKind.TRAIN, error))

    @Slot()
    def _on_copy_triggered(self) -> None:
        config = self._config()
        if config is not None:
            text = f"cat > run.toml <<'EOF'\n{config.to_toml()}EOF\nmemstudio train run.toml"
            QGuiApplication.clipboard().setText(text)
