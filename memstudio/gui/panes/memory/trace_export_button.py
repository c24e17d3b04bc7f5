"""Everything by which a trace leaves the window: pictures, numbers, one offline page."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from memstudio.atomic import write_text
from memstudio.errors import Cancelled, MemStudioError, marked
from memstudio.gui.background_pool import BackgroundPool
from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.panes.memory import exporting
from memstudio.gui.picture_saving import FORMS, save_picture
from memstudio.gui.trace_caption import trace_caption
from memstudio.gui.translation import page_language
from memstudio.gui.widgets.number_format import percent
from memstudio.progress import Control, Progress
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.panes.memory.controls import Controls
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument

_log = logging.getLogger(__name__)
_SAID_MS = 4_000
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
"""What no name of a file may have in it somewhere."""


class _Answer(QObject):
    """Carries how far an export is to the window's thread."""

    progressed = Signal(object, object)
    ended = Signal(object, object)


class TraceExportButton(QToolButton):
    """Long exports run beside the window, one at a time; the button says how far they are.

    Signals:
        exported: the path of what was written.

    Args:
        session: whose trace is taken out.
        selection: says which segment is looked at.
        controls: says which quantity is looked at.
        pictured: what a picture is of.
    """

    exported = Signal(str)

    def __init__(
        self, session: Session, selection: SelectionModel, controls: Controls, pictured: QWidget
    ) -> None:
        super().__init__()
        self._session = session
        self._selection = selection
        self._controls = controls
        self._pictured = pictured
        self._pool = BackgroundPool(self)
        self._answer = _Answer()
        self._answer.progressed.connect(self._on_answer_progressed)
        self._answer.ended.connect(self._on_answer_ended)
        self._control: Control | None = None
        self._goal = Path()
        self.setObjectName("export")
        self.setProperty("role", "boxed")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.picture = self._add(self.tr("Picture (PNG, SVG, PDF)…"), self._on_picture_triggered)
        self.menu().addSeparator()
        self.page = self._add(self.tr("One page for a browser (HTML)…"), self._on_page_triggered)
        self.csv = self._add(self.tr("All numbers as CSV…"), self._on_csv_triggered)
        self.parquet = self._add(self.tr("All numbers as Parquet…"), self._on_parquet_triggered)
        self.slots = self._add(self.tr("This map as CSV…"), self._on_slots_triggered)
        self.weights = self._add(
            self.tr("This segment's weights as CSV…"), self._on_weights_triggered
        )
        self.menu().addSeparator()
        self.keep = self._add(self.tr("Keep the trace…"), self._on_keep_triggered)
        self.keep.setToolTip(
            self.tr(
                "What was read is gone when MemStudio is closed. A trace that is kept is shown "
                "again by Read, Open a trace."
            )
        )
        self.menu().setToolTipsVisible(True)
        self.folder = self._add(self.tr("Show the trace's folder"), self._on_folder_triggered)
        self.stop = self._add(self.tr("Stop the export"), self._on_stop_triggered)
        self.menu().aboutToShow.connect(self._on_menu_about_to_show)
        self._say(self.tr("Export"))

    def _add(self, text: str, receiver: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(receiver)
        self.menu().addAction(action)
        return action

    def _say(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._control is not None

    @Slot()
    def _on_menu_about_to_show(self) -> None:
        document = self._session.traces.document
        for action in (self.page, self.csv, self.parquet, self.keep):
            action.setEnabled(document is not None and not self.is_busy)
        self.slots.setEnabled(document is not None and document.has_slots)
        self.weights.setEnabled(document is not None and document.has_weights)
        self.stop.setVisible(self.is_busy)

    # ------------------------------------------------------------------ what takes moments

    @Slot()
    def _on_picture_triggered(self) -> None:
        self._ask(
            self.tr("Save the picture"), "memory.png", FORMS,
            lambda path: self._save(lambda: self._save_picture(path), path),
        )  # fmt: skip

    def _save_picture(self, path: Path) -> None:
        # Both of what is on show now: another trace may have come while the place was chosen.
        document = self._session.traces.document
        save_picture(self._pictured, path, trace_caption(document) if document is not None else ())

    @Slot()
    def _on_slots_triggered(self) -> None:
        document = self._session.traces.document
        if document is not None and document.has_slots:
            quantity = self._controls.quantity.currentData()
            self._save_table(lambda: exporting.slots_as_table(document, quantity))

    @Slot()
    def _on_weights_triggered(self) -> None:
        document, current = self._session.traces.document, self._selection.current
        if document is not None and document.has_weights:
            segment, choice = current.segment or 0, self._controls.choice
            self._save_table(lambda: exporting.weights_as_table(document, segment, choice))

    def _save_table(self, table: Callable[[], str]) -> None:
        self._ask(
            self.tr("Save the numbers"), "memory.csv", "CSV (*.csv)",
            lambda path: self._save(lambda: write_text(path, table()), path),
        )  # fmt: skip

    def _ask(self, title: str, name: str, forms: str, take: Callable[[Path], None]) -> None:
        ask_where_to_save(self, title, name, forms, lambda path: take(Path(path)))

    def _save(self, write: Callable[[], None], path: Path) -> None:
        try:
            write()
        except MemStudioError as error:
            self._session.failed.emit(Failure.of(TaskKind.TRACE, error))
        else:
            self._tell(path)

    @Slot()
    def _on_folder_triggered(self) -> None:
        document = self._session.traces.document
        if document is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(document.path))

    # ------------------------------------------------------------------ what takes longer

    @Slot()
    def _on_page_triggered(self) -> None:
        document = self._session.traces.document
        if document is None:
            return
        glance = exporting.glance_sentences(self._session)
        self._ask(
            self.tr("Save as one page"), "memory.html", "HTML (*.html)",
            lambda path: self.export_page(document, path, glance),
        )  # fmt: skip

    @Slot()
    def _on_csv_triggered(self) -> None:
        self._ask_for_tables("csv")

    @Slot()
    def _on_parquet_triggered(self) -> None:
        self._ask_for_tables("parquet")

    def _ask_for_tables(self, form: Any) -> None:
        document = self._session.traces.document
        if document is not None:
            self._ask(
                self.tr("A new folder for the tables"), f"memory-{form}", "",
                lambda path: self.export_tables(document, path, form),
            )  # fmt: skip

    def export_page(
        self, document: TraceDocument, path: Path, glance: tuple[str, ...] = ()
    ) -> None:
        """Write a trace as one page, with what was measured of its memory in plain words."""

        def work(control: Control) -> None:
            from memstudio.trace.html_export import export_html

            export_html(document.reader, path, control, glance=glance, language=language)

        language = page_language()
        self._start(path, work)

    def export_tables(self, document: TraceDocument, path: Path, form: Any) -> None:
        """Write the numbers of a trace, "csv" or "parquet", into a new folder."""

        def work(control: Control) -> None:
            from memstudio.trace.export_table import export_tables

            export_tables(document.reader, path, form, control)

        self._start(path, work)

    @Slot()
    def _on_keep_triggered(self) -> None:
        document = self._session.traces.document
        if document is not None:
            name = f"{_UNFIT.sub(' ', Path(document.name).stem).strip() or 'memory'}.zarr"
            self._ask(
                self.tr("Keep the trace"), name, self.tr("Trace (*.zarr)"),
                lambda path: self.keep_trace(document, path),
            )  # fmt: skip

    def keep_trace(self, document: TraceDocument, path: Path) -> None:
        """Copy a trace into a new folder, from which it can be opened again."""
        kept = self._session.traces.kept

        def work(control: Control) -> None:
            from memstudio.trace.copying import copy_trace

            copy_trace(Path(document.path), path, control)
            kept.emit(str(path))

        self._start(path, work)

    def _start(self, path: Path, work: Callable[[Control], None]) -> None:
        if self.is_busy:
            return
        answer = self._answer
        control = Control(on_progress=lambda progress: answer.progressed.emit(control, progress))
        self._control, self._goal = control, path
        self._say(self.tr("Exporting…"))
        self._pool.start(lambda: _do(control, work, answer))

    @Slot()
    def _on_stop_triggered(self) -> None:
        if self._control is not None:
            self._control.cancel()

    @Slot(object, object)
    def _on_answer_progressed(self, control: Control, progress: Progress) -> None:
        if control is self._control and progress.total:
            share = percent(progress.done / progress.total)
            self._say(self.tr("Exporting… {share}").format(share=share))

    @Slot(object, object)
    def _on_answer_ended(self, control: Control, error: MemStudioError | None) -> None:
        if control is not self._control:
            return
        self._control = None
        if error is None:
            self._tell(self._goal)
            return
        self._say(self.tr("Export"))
        if not isinstance(error, Cancelled):
            self._session.failed.emit(Failure.of(TaskKind.TRACE, error))

    def _tell(self, path: Path) -> None:
        """Say for a moment that something was written, and in the tooltip where."""
        self.setToolTip(self.tr("Saved: {path}").format(path=path))
        self._say(self.tr("Saved"))
        QTimer.singleShot(_SAID_MS, self, self._on_said)
        self.exported.emit(str(path))

    @Slot()
    def _on_said(self) -> None:
        if not self.is_busy:
            self._say(self.tr("Export"))


def _do(control: Control, work: Callable[[Control], None], answer: _Answer) -> None:
    error: MemStudioError | None = None
    try:
        work(control)
    except MemStudioError as found:
        error = found
    except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
        _log.exception("the trace could not be exported")
        error = MemStudioError(
            marked("errors", "The trace could not be exported; the log has the details.")
        )
    answer.ended.emit(control, error)
