"""The Memory page's answer to whether the memory helps: one click, a verdict, a picture, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.errors import DataError, StorageError
from memstudio.gui.dialogs.file_asking import ask_for_file
from memstudio.gui.panes.help.result import HelpResult
from memstudio.gui.panes.help.sources import Source, SourceBox
from memstudio.gui.theme.theme import current
from memstudio.gui.throttle import Throttle
from memstudio.gui.translation import filled
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.measuring.help_report import HelpReport
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.gui.session import Session
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.measuring.store import Kept

_REFRESH_MS = 100


class HelpPane(QWidget):
    """Reads a text, or asks questions, with the memory and with the controls."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpPane")
        self._session = session
        self._measuring = session.measuring
        # What was measured from here last.
        self._asked: MeasureSettings | None = None
        self.sources = SourceBox()
        self.add_button = icon_button("folder", self.tr("Measure on another text…"))
        self.add_button.setProperty("role", "boxed")
        self.start_button = QPushButton(icon("gauge", "accent_text"), self.tr("Find out"))
        self.start_button.setObjectName("findOut")
        self.start_button.setProperty("role", "primary")
        self.note = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.note.setProperty("role", "caption")
        self.result = HelpResult()
        self.empty = EmptyState(
            "gauge",
            self.tr("Does the memory help?"),
            self.tr(
                "The same text is read with the memory as it is, without it, with it reset before "
                "each segment, with its segments in a random order, and with another text's memory "
                "in its place. What the memory is worth is the difference, by how far back "
                "something stood."
            ),
        )
        self._views = QStackedWidget()
        self._views.addWidget(self.empty)
        self._views.addWidget(scrolled(self.result))
        self._compose()
        # Progress comes a hundred times a second.
        self._soon = Throttle(self, _REFRESH_MS, self._refresh)
        self._connect()
        self._measuring.read_kept()
        for kept in self._measuring.kept:
            if self._show(kept):
                break
        self._on_offer_changed()

    def _compose(self) -> None:
        sizes = current().sizes
        self.strip = QFrame()
        self.strip.setProperty("role", "well")
        self.state = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the measurement is"))
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop"))
        self.stop_button.setObjectName("stopHelp")
        inside = QHBoxLayout(self.strip)
        inside.setContentsMargins(sizes.space_m, sizes.space_xs, sizes.space_m, sizes.space_xs)
        inside.addWidget(self.state)
        inside.addWidget(self.bar, 1)
        inside.addWidget(self.stop_button)
        row = QHBoxLayout()
        row.setSpacing(sizes.space_s)
        row.addWidget(self.sources, 2)
        row.addWidget(self.add_button)
        row.addWidget(self.start_button)
        row.addWidget(self.note, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, 0)
        column.setSpacing(sizes.space_s)
        column.addLayout(row)
        column.addWidget(self.strip)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.result.export.failed.connect(self._on_export_failed)
        self.stop_button.clicked.connect(self._measuring.stop)
        self.add_button.clicked.connect(self._on_add_button_clicked)
        self.sources.currentIndexChanged.connect(self._refresh)
        self._measuring.changed.connect(self._soon.ask)
        self._measuring.measured.connect(self._on_measuring_measured)
        self._session.model_changed.connect(self._on_offer_changed)
        self._session.corpus_changed.connect(self._on_offer_changed)
        self._session.traces.document_changed.connect(self._on_offer_changed)
        self._session.run_changed.connect(self._soon.ask)
        self._session.task_changed.connect(self._soon.ask)

    # ------------------------------------------------------------------ verbs

    @Slot()
    def start(self) -> None:
        """Measure on what is chosen."""
        source = self.sources.source
        if source is not None and not self._missing():
            try:
                self.sources.write_text(self._session)
            except StorageError as error:
                self._session.failed.emit(Failure.of(TaskKind.MEASURE, error))
                return
            self._asked = source.settings()
            self._measuring.start(self._asked)
            self._refresh()

    @Slot(str)
    def add_file(self, path: str) -> None:
        """Measure on a file."""
        self.sources.add_file(path)
        self.sources.refresh(self._session, chosen=Source((path,)))
        self._refresh()

    def sentences(self) -> list[str]:
        """What the report on show says; none without one."""
        return self.result.said() if self._views.currentIndex() else []

    # ------------------------------------------------------------------ state

    def _missing(self) -> str:
        """Why nothing can be measured now; empty when something can."""
        session, run = self._session, self._session.run
        if session.model is None:
            return self.tr("No model is open.")
        if not session.model.has_memory:
            return self.tr("The open model has no memory.")
        if self._measuring.is_active:
            return self.tr("A measurement is on.")
        if run is not None and run.takes_model:
            return self.tr("Training is going on. Pause or stop it to measure the model.")
        if session.task not in {None, TaskKind.TRAIN, TaskKind.BENCHMARK}:
            return self.tr("Wait until what is going on is done.")
        return "" if self.sources.source is not None else self.tr("Choose a text to measure on.")

    @Slot()
    def _refresh(self) -> None:
        measuring, missing = self._measuring, self._missing()
        # Another one may have been begun elsewhere since.
        is_mine = self._asked is not None and measuring.asked is self._asked
        is_on = is_mine and measuring.is_active
        self.start_button.setEnabled(not missing)
        trouble = measuring.trouble if is_mine else None
        text = "" if is_on else missing
        if not is_on and trouble is not None:
            text = filled(trouble.text, trouble.values)
        elif not is_on and is_mine and measuring.state == "stopped":
            text = self.tr("Stopped; nothing was kept.")
        self.note.setText(text)
        self.strip.setVisible(is_on)
        progress = measuring.progress
        if progress is not None and is_on:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
            shown = filled(progress.text)
            if progress.total:
                shown += f"  {count(progress.done)} / {count(progress.total)}"
            self.state.setText(shown)

    @Slot()
    def _on_offer_changed(self) -> None:
        self.sources.refresh(self._session)
        self._refresh()

    @Slot(object)
    def _on_measuring_measured(self, kept: Kept) -> None:
        self._show(kept)

    def _show(self, kept: Kept) -> bool:
        """Show a measurement; whether it is one of what the memory gives."""
        try:
            report = HelpReport.of_details(kept.measurement.of.details)
        except DataError:
            return False
        if report is None:
            return False
        self.result.show_measurement(kept.measurement, report)
        self._views.setCurrentIndex(1)
        return True

    @Slot(object)
    def _on_export_failed(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.MEASURE, error))

    @Slot()
    def _on_add_button_clicked(self) -> None:
        ask_for_file(self, self.tr("Measure on another text"), self.add_file)
