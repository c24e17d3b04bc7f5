"""The memory pane: what a model's memory does while it reads a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.dialogs.file_asking import ask_for_folder
from memstudio.gui.drag_out import DragHandle, files_mime
from memstudio.gui.own_model import is_of_open_model
from memstudio.gui.panes.memory.controls import Controls
from memstudio.gui.panes.memory.pictures import Pictures
from memstudio.gui.panes.memory.trace_export_button import TraceExportButton
from memstudio.gui.run_words import brief_name
from memstudio.gui.same_token import same_stretch, same_token
from memstudio.gui.sights.document import largest_change
from memstudio.gui.text_reading import TextReading
from memstudio.gui.trace_jumps import Jumps
from memstudio.gui.translation import in_a_row, numbered
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count, percent
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.workers.messages import TextFile

_LONGEST = 40_000_000
"""Characters read at once for a trace from the window, ten million tokens or so; the command line
has no limit."""


class MemoryPane(QWidget):
    """A header, a row of choices, and the linked pictures of the trace on show."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("memoryPane")
        self._session = session
        self._selection = selection
        self._title = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self._title.setProperty("role", "figure")
        self._summary = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self._summary.setProperty("role", "caption")
        for label in (self._title, self._summary):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        DragHandle(self._title, self._trace_mime)
        self.controls = Controls()
        self.pictures = Pictures(selection, self.controls)
        self.pictures.gain_requested.connect(self._on_pictures_gain_requested)
        self.jumps = Jumps(selection, self)
        self.reading = TextReading(session, self._read, _LONGEST, self)
        self.reading.refused.connect(self._fail)
        self.reading.standing_changed.connect(self._on_session_changed)
        self.read_button = self._make_read_button()
        self.export_button = TraceExportButton(session, selection, self.controls, self)
        self._empty_read = QPushButton(self.tr("Read a text…"))
        self._empty_read.setProperty("role", "primary")
        self._empty_read.clicked.connect(self.reading.ask_for_file)
        self._empty_open = QPushButton(self.tr("Open a trace…"))
        self._empty_open.clicked.connect(self._on_open_trace_triggered)
        self.empty = EmptyState(
            "memory", self.tr("Nothing has been read yet"), "", (self._empty_read, self._empty_open)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        # Before it is filled: what has no parent yet would open as a window of its own.
        self._stack = QStackedLayout()
        layout.addLayout(self._stack)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._make_page())
        session.traces.document_changed.connect(self._on_traces_document_changed)
        session.traces.ended.connect(self.pictures.tiles.end)
        session.traces.loading_failed.connect(self._fail)
        session.traces.damage_found.connect(self._fail)
        session.model_changed.connect(self._on_session_changed)
        session.corpus_changed.connect(self._on_session_changed)
        session.task_changed.connect(self._on_session_changed)
        self._shown: TraceDocument | None = None
        self._on_traces_document_changed(session.traces.document)

    # ------------------------------------------------------------------ building

    def _make_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.controls)
        layout.addWidget(self.pictures, 1)
        for text, keys, slot in (
            (self.tr("Next place worth a look"), "N", self._on_next_place_triggered),
            (self.tr("Previous place worth a look"), "P", self._on_previous_place_triggered),
        ):
            action = QAction(text, page)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            page.addAction(action)
        return page

    def put_head(self, row: QHBoxLayout) -> None:
        """Put the document's name and what can be done with it where there is room for them."""
        name = QVBoxLayout()
        name.setSpacing(0)
        name.addStretch(1)
        name.addWidget(self._title)
        name.addWidget(self._summary)
        name.addStretch(1)
        row.addLayout(name, 1)
        row.addWidget(self.read_button)
        row.addWidget(self.export_button)

    @Slot()
    def _on_next_place_triggered(self) -> None:
        self.jumps.go_on(1)

    @Slot()
    def _on_previous_place_triggered(self) -> None:
        self.jumps.go_on(-1)

    def _make_read_button(self) -> QToolButton:
        self.open_trace = QAction(self.tr("Open a trace…"), self)
        self.open_trace.triggered.connect(self._on_open_trace_triggered)
        button = menu_button(
            self.tr("Read"),
            (self.reading.file, self.reading.dropped, self.reading.pasted, self.open_trace),
        )
        # Kept until the program is closed, and no further.
        self.earlier = button.menu().addMenu(self.tr("Read before"))
        button.menu().aboutToShow.connect(self._on_read_menu_about_to_show)
        self.earlier.triggered.connect(self._on_earlier_triggered)
        return button

    @Slot()
    def _on_read_menu_about_to_show(self) -> None:
        self.earlier.clear()
        shown = None if self._shown is None else self._shown.path
        for path, title in reversed(self._session.traces.earlier.offered().items()):
            if path != shown:
                self.earlier.addAction(title.replace("&", "&&")).setData(path)
        self.earlier.setEnabled(not self.earlier.isEmpty())

    @Slot(QAction)
    def _on_earlier_triggered(self, action: QAction) -> None:
        self.show_trace(str(action.data()))

    # ------------------------------------------------------------------ state

    @Slot(object)
    def _on_traces_document_changed(self, document: TraceDocument | None) -> None:
        self.jumps.show_document(document)
        if document is None:
            self._shown = None
            self._stack.setCurrentIndex(0)
            self._on_session_changed()
            return
        before = self._shown
        self._shown = document
        place = {"segment": 0 if document.num_segments else None}
        shown = None
        if before is not None and before.text == document.text:
            visible = self.pictures.visible
            shown = same_stretch(before, document, visible.start, visible.stop)
            place = _same_place(self._selection.current, before, document)
            self._keep_selected(document, place)
        else:
            self._selection.clear()
        self.pictures.show_document(document, shown)
        self._selection.select(**place)
        self._describe(document)
        self._stack.setCurrentIndex(1)
        self._on_session_changed()

    def _keep_selected(self, document: TraceDocument, place: dict[str, int | None]) -> None:
        """Of the same text by another model, what there is of it.

        A place that has other numbers there is selected once all views know the document.
        """
        now = self._selection.current
        is_same = all(getattr(now, name) == number for name, number in place.items())
        self._selection.select(
            segment=now.segment if is_same else None,
            token=now.token if is_same else None,
            slot=_within(now.slot, document.num_slots),
            layer=_within(now.layer, document.num_layers),
            head=_within(now.head, document.num_heads),
        )

    def _describe(self, document: TraceDocument) -> None:
        title = document.name
        if document.step is not None:
            title += self.tr(" – training step %1").replace("%1", count(document.step))
        self._title.setText(title)
        text = self.tr("%2 tokens in %3 segments, read by %1.")
        counts = map(count, (document.num_tokens, document.num_segments))
        text = numbered(text, brief_name(document.model), *counts)
        if document.has_slots and document.num_segments:
            slot, segment, size = largest_change(document)
            more = self.tr("Of %1 slots, slot %2 changed most, at segment %3 (%4).")
            if segment:
                # The first segment changes all of them more: they were empty before.
                more = self.tr(
                    "After the first segment slot %2 of %1 changed most, at segment %3 (%4)."
                )
            more = numbered(more, document.num_slots, slot, segment, percent(size))
            text = in_a_row(text, more)
        self._summary.setText(text)

    @Slot()
    def _on_session_changed(self, _: object = None) -> None:
        session, run = self._session, self._session.run
        self.reading.refresh()
        can_read = self.reading.can_read
        self._empty_read.setEnabled(can_read)
        self._offer_gain(can_read=can_read)
        if session.task is TaskKind.TRACE:
            text = self.tr("Reading…")
        elif session.model is None:
            text = self.tr(
                "Open the demo, or a model, and let it read a text: you will see what "
                "each slot of its memory holds, what wrote it and what read it."
            )
        elif run is not None and run.takes_model:
            text = self.tr("Training is going on. The probe's memory appears here as soon as it is "
                           "recorded; pause to read a text of your own.")  # fmt: skip
        else:
            text = self.tr("Let the open model read a text: you will see what each slot of its "
                           "memory holds, what wrote it and what read it.")  # fmt: skip
        self.empty.set_texts(self.tr("Nothing has been read yet"), text)

    def _offer_gain(self, *, can_read: bool) -> None:
        """The gain is measured with the model that the trace is of, and no other."""
        shown = self._shown
        is_same = is_of_open_model(self._session, shown)
        self.pictures.gain_button.setEnabled(can_read and is_same)
        text = self.tr("Reads the text again, with and without the memory.")
        if shown is not None and not is_same:
            text = self.tr("Open the model %1 to measure it.").replace("%1", shown.model)
        self.pictures.gain_button.setToolTip(text)

    def _trace_mime(self) -> QMimeData | None:
        return None if self._shown is None else files_mime([self._shown.path])

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_pictures_gain_requested(self) -> None:
        if self._shown is not None:
            self._session.record_trace(self._shown.text, self._shown.name, gain=True)

    def _read(self, text: str | TextFile, name: str) -> None:
        self._session.record_trace(text, name)

    @Slot()
    def _on_open_trace_triggered(self) -> None:
        ask_for_folder(self, self.tr("Open a trace (a .zarr folder)"), self.show_trace)

    @Slot(str)
    def show_trace(self, path: str) -> None:
        """Show a trace that is on disk."""
        self._session.show_trace(path, Path(path).stem)

    @Slot(object)
    def _fail(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.TRACE, error))


def _within(index: int | None, num: int) -> int | None:
    return index if index is not None and index < num else None


def _same_place(
    now: Selection, before: TraceDocument, document: TraceDocument
) -> dict[str, int | None]:
    """Segment and token where the same text is cut into others."""
    if not (document.num_segments and before.num_segments):
        return {"segment": None, "token": None}
    if now.token is not None and now.token < before.num_tokens:
        token = same_token(before, document, now.token)
        return {"segment": document.segment_of(token), "token": token}
    if now.segment is None:
        return {}
    first, _ = before.segment_tokens(min(now.segment, before.num_segments - 1))
    return {"segment": document.segment_of(same_token(before, document, first))}
