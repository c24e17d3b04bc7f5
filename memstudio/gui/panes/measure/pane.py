"""The open model measured: what on at the left, what came of it at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QStackedWidget,
    QWidget,
)

from memstudio.atomic import write_text
from memstudio.errors import StorageError
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.panes.measure.form import MeasureForm
from memstudio.gui.panes.measure.header import MeasureHeader
from memstudio.gui.panes.measure.result_view import ResultView
from memstudio.gui.panes.measure.retention.result import RetentionResult
from memstudio.gui.throttle import Throttle
from memstudio.gui.translation import numbered, page_language
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.form_beside import lay_form_beside
from memstudio.gui.widgets.number_format import compact
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.measuring.command import as_command_line, command_of
from memstudio.measuring.export import FORMATS, PAGE, as_markdown, exported, retained
from memstudio.measuring.runs import RunOfModel, is_for_stories, look_at_run
from memstudio.paths import measurements_dir
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.data.read_settings import ReadSettings
    from memstudio.errors import MemStudioError
    from memstudio.gui.recent import RecentItems
    from memstudio.gui.session import Session
    from memstudio.measuring.measurement import Measurement
    from memstudio.measuring.settings import MeasureSettings, MeasureTask
    from memstudio.measuring.store import Kept
    from memstudio.models.summary import ModelSummary

_LEFT_WIDTH = 360
_REFRESH_MS = 100


class MeasurePane(QWidget):
    """Chooses what the model is measured on, measures it, and shows what came of it."""

    def __init__(
        self, session: Session, recent: RecentItems, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("measurePane")
        self._session = session
        self._measuring = session.measuring
        self._run: RunOfModel | None = None
        self._shown: Kept | None = None
        self._is_chosen = False
        self.form = MeasureForm(recent)
        self.header = MeasureHeader()
        self.result = ResultView()
        self.retention = RetentionResult()
        self.empty = EmptyState(
            "gauge",
            self.tr("See what the model can do, and what its memory gives"),
            self.tr(
                "It is measured twice on the same: with its memory as it is, and with the memory "
                "forgotten before each segment. The difference is what the memory gives. Choose at "
                "the left what to measure on."
            ),
        )
        # Progress comes a hundred times a second.
        self._soon = Throttle(self, _REFRESH_MS, self._refresh)
        self._compose()
        self._connect()
        self._measuring.read_kept()
        self._on_session_model_changed(session.model)
        self._show_kept(self._measuring.kept[0] if self._measuring.kept else None)

    def _compose(self) -> None:
        self._area = scrolled(self.result)
        self._views = QStackedWidget()
        self._views.addWidget(self.empty)
        self._views.addWidget(self._area)
        self._retention_area = scrolled(self.retention)
        self._views.addWidget(self._retention_area)
        parts = (self.header, self._views)
        lay_form_beside(self, self.form, parts, _LEFT_WIDTH, times_wider=3)

    def _connect(self) -> None:
        session, measuring, form, header = (
            self._session, self._measuring, self.form, self.header,
        )  # fmt: skip
        form.changed.connect(self._refresh)
        form.start_requested.connect(self.start)
        for button in form.tasks.values():
            button.clicked.connect(self._on_task_clicked)
        form.dataset.add_requested.connect(self._on_dataset_add_requested)
        form.dataset.clear_requested.connect(measuring.clear_text)
        form.dataset.reading_changed.connect(self._on_dataset_reading_changed)
        header.pause_requested.connect(measuring.pause)
        header.resume_requested.connect(measuring.resume)
        header.stop_requested.connect(measuring.stop)
        header.kept_chosen.connect(self._on_header_kept_chosen)
        header.copy_table_requested.connect(self.copy_table)
        header.copy_command_requested.connect(self.copy_command)
        header.export_requested.connect(self._on_header_export_requested)
        header.forget_requested.connect(self._on_header_forget_requested)
        header.folder_requested.connect(self._on_header_folder_requested)
        self.retention.page_requested.connect(self._on_retention_page_requested)
        self.retention.failed.connect(self._on_retention_failed)
        measuring.changed.connect(self._soon.ask)
        measuring.corpus_changed.connect(self._on_corpus_changed)
        measuring.kept_changed.connect(self._on_measuring_kept_changed)
        measuring.measured.connect(self._on_measuring_measured)
        session.model_changed.connect(self._on_session_model_changed)
        session.corpus_changed.connect(self._on_corpus_changed)
        # A run changes with every step.
        session.run_changed.connect(self._soon.ask)
        session.task_changed.connect(self._soon.ask)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def start(self) -> None:
        """Measure the open model on what is chosen."""
        if not self._missing():
            self._measuring.start(self._settings())
            self._refresh()
            self.header.stop_button.setFocus()

    def read_text(self, paths: tuple[str, ...]) -> None:
        """Take files and folders to be measured on."""
        self._is_chosen = True
        if not self.form.is_on_text:
            self.form.choose("text")
        self._measuring.read_text(paths, self._segment_length())

    @Slot()
    def copy_table(self) -> None:
        """Put the result that is shown on the clipboard, in Markdown."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(as_markdown(self._shown.measurement))

    @Slot()
    def copy_command(self) -> None:
        """Put the command that measures what the form says on the clipboard."""
        model = self._session.model
        reference = model.reference if model is not None else "demo"
        QGuiApplication.clipboard().setText(as_command_line(reference, self._settings()))

    def export(self, kept: Kept, path: str) -> None:
        """Write a result to a file, in the form that its ending says."""
        ending = Path(path).suffix.removeprefix(".").lower()
        try:
            content = exported(
                kept.measurement, ending,
                command=command_of(kept.measurement), language=page_language(),
            )  # fmt: skip
            write_text(Path(path), content)
        except StorageError as error:
            self._session.failed.emit(Failure.of(TaskKind.MEASURE, error))

    def _settings(self) -> MeasureSettings:
        session = self._session
        trained_on = (session.model.trained_on if session.model is not None else None) or {}
        objective = str(trained_on.get("objective", ""))
        return self.form.settings(self._corpus(), session.device, objective=objective)

    def _corpus(self) -> CorpusPreview | None:
        """The text that was named here, else the dataset that the Train page shows."""
        return self._measuring.corpus or self._session.corpus

    def _segment_length(self) -> int | None:
        model = self._session.model
        return (model.segment_length or None) if model is not None else None

    def _missing(self) -> str:
        """Why nothing can be measured now; empty when something can."""
        session = self._session
        run = session.run
        if session.model is None:
            return self.tr("No model is open.")
        if self._measuring.is_active:
            return self.tr("A measurement is on.")
        if run is not None and run.takes_model:
            return self.tr("Training is going on. Pause or stop it to measure the model.")
        if self._measuring.is_reading:
            return self.tr("The text is being read.")
        is_free = session.task in {None, TaskKind.TRAIN, TaskKind.BENCHMARK}
        return self._missing_text() if is_free else self.tr("Wait until what is going on is done.")

    def _missing_text(self) -> str:
        is_on_text, corpus = self.form.is_on_text, self._corpus()
        if not self.form.is_possible:
            return self.tr("Choose something else to measure on.")
        model = self._session.model
        if self.form.task() == "retention" and model is not None and not model.has_memory:
            return self.tr("The open model has no memory, so it retains nothing.")
        if is_on_text and corpus is None:
            return self.tr("There is no text to measure on. Drop a file here, or add text.")
        if is_on_text and corpus is not None and not corpus.num_characters:
            return self.tr("No text could be read from this. Its problems are listed above.")
        return ""

    # ------------------------------------------------------------------ state

    @Slot()
    def _refresh(self) -> None:
        self.form.dataset.show_reading(self._session.readings.to_measure)
        self.form.show_state(self._missing(), is_locked=self._measuring.is_active)
        self.form.show_task("text", self._text_note())
        focus = QApplication.focusWidget()
        is_at_strip = focus is not None and self.header.strip.isAncestorOf(focus)
        self.header.show_state(self._measuring)
        if is_at_strip and not self._measuring.is_active:
            # Its buttons are gone; the keys go on from where they came.
            self.form.start_button.setFocus()

    def _text_note(self) -> str:
        corpus, run = self._corpus(), self._run
        if self._measuring.is_reading:
            return self.tr("Being read…")
        if corpus and run and run.learnt & {file.path for file in corpus.files}:
            return self.tr(
                "The model was trained on this, so it does well here. What its run held out is the "
                "fairer test."
            )
        if self._measuring.corpus is None and corpus is not None:
            return self.tr("The text of the Train page; drop another here to take that.")
        return ""

    def _show_kept(self, kept: Kept | None) -> None:
        self._shown = kept
        self.header.show_kept(self._measuring.kept, self._place_of_shown())
        view: QWidget = self.empty
        if kept is not None:
            view = self._shown_in(kept.measurement)
        self._views.setCurrentWidget(view)
        for area in (self._area, self._retention_area):
            area.verticalScrollBar().setValue(0)

    def _place_of_shown(self) -> int:
        """Where what is shown is among all results; -1 when it is not."""
        shown = self._shown
        if shown is None:
            return -1
        # The folder may have been read again since.
        return next(
            (
                place
                for place, each in enumerate(self._measuring.kept)
                if each is shown or (each.path is not None and each.path == shown.path)
            ),
            -1,
        )

    def _shown_in(self, measurement: Measurement) -> QWidget:
        """Fill the view that a measurement is shown in."""
        report = retained(measurement)
        if report is None:
            self.result.show_measurement(measurement)
            return self._area
        self.retention.show_measurement(measurement, report)
        return self._retention_area

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        self._run = look_at_run(Path(model.path)) if model is not None else None
        run = self._run
        is_possible = run is not None and run.documents != 0
        note = self.tr("The open model does not come from a run.")
        if run is not None:
            text = self.tr("%1 tokens that were never learnt, in %2")
            note = numbered(text, compact(run.tokens), run.folder.name)
            if run.documents is None:
                note = run.folder.name
            if not is_possible:
                note = self.tr("Its run held nothing out.")
        self.form.show_task("run", note, is_possible=is_possible)
        self.form.show_task(
            "stories",
            self.tr("Who is where, in stories never seen; for the demo, and what was made of it."),
        )
        self.form.show_task(
            "retention",
            self.tr("Probes are made of it: recall by distance, and by what was written since."),
        )
        self.form.baseline.show_model(model, run)
        usual: MeasureTask = "run" if is_possible else "text"
        if model is not None and not is_possible:
            recalls = is_for_stories(Path(model.path), model.trained_on)
            usual = "stories" if recalls else "text"
        if not self._is_chosen or not self.form.is_possible:
            self.form.choose(usual)
        corpus = self._measuring.corpus
        if model is not None and corpus is not None:
            # Tokens depend on the model's tokenizer.
            self._measuring.read_text(corpus.paths, self._segment_length(), corpus.asked)
        self._on_corpus_changed(None)

    @Slot(object)
    def _on_corpus_changed(self, _: object) -> None:
        card = self.form.dataset
        card.show_corpus(self._corpus(), self._segment_length())
        # Nothing is set aside here, and what the Train page shows is removed there.
        card.split.hide()
        card.clear_button.setVisible(self._measuring.corpus is not None)
        self._refresh()

    @Slot()
    def _on_measuring_kept_changed(self) -> None:
        kept, place = self._measuring.kept, self._place_of_shown()
        if place >= 0:
            self.header.show_kept(kept, place)
        else:
            self._show_kept(kept[0] if kept else None)

    @Slot(object)
    def _on_measuring_measured(self, kept: Kept) -> None:
        self._show_kept(kept)

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_task_clicked(self) -> None:
        self._is_chosen = True

    @Slot()
    def _on_dataset_add_requested(self) -> None:
        from memstudio.gui.dialogs.add_text import AddTextDialog

        dialog = AddTextDialog(self)
        dialog.paths_chosen.connect(self.read_text)
        dialog.open()

    @Slot(object)
    def _on_dataset_reading_changed(self, asked: ReadSettings) -> None:
        corpus = self._corpus()
        if corpus is not None:
            self._measuring.read_text(corpus.paths, self._segment_length(), asked)

    @Slot(int)
    def _on_header_kept_chosen(self, place: int) -> None:
        self._show_kept(self._measuring.kept[place])

    @Slot(str)
    def _on_header_export_requested(self, ending: str) -> None:
        kept = self._shown
        if kept is None:
            return
        pattern = f"{FORMATS.get(ending, 'HTML')} (*.{ending})"
        # Another measurement may end, and be shown, while the place is chosen.
        ask_where_to_save(
            self, self.tr("Export the result"), f"{kept.stem}.{ending}", pattern,
            lambda path: self.export(kept, path),
        )  # fmt: skip

    @Slot()
    def _on_retention_page_requested(self) -> None:
        self._on_header_export_requested(PAGE)

    @Slot(object)
    def _on_retention_failed(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.MEASURE, error))

    @Slot()
    def _on_header_forget_requested(self) -> None:
        if self._shown is not None:
            self._measuring.forget(self._shown)

    @Slot()
    def _on_header_folder_requested(self) -> None:
        measurements_dir().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(measurements_dir())))
