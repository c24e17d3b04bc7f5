"""The attention pane: which word looks at which, in any head of the open model, at any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.panes.attention.controls import AttentionControls
from memstudio.gui.panes.attention.export_menu import ExportMenu
from memstudio.gui.panes.attention.head_grid import HeadGrid
from memstudio.gui.panes.attention.head_page import HeadPage
from memstudio.gui.panes.attention.scales import Scale, linear_top, log_floor
from memstudio.gui.panes.attention.words import memory_note, summary
from memstudio.gui.run_words import brief_name
from memstudio.gui.same_token import same_token
from memstudio.gui.text_reading import TextReading
from memstudio.gui.theme import theme
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from memstudio.errors import MemStudioError
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.workers.messages import TextFile

_LONGEST = 800_000
"""Characters read at once; more than any model here sees."""


class AttentionPane(QWidget):
    """All heads as small pictures, from which one is opened and looked into."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attentionPane")
        self._session = session
        self._selection = selection
        self._attention = session.attention
        self.reading = TextReading(session, self._read, _LONGEST, self)
        self.reading.refused.connect(self._fail)
        self._title = ElidedLabel("")
        self._title.setProperty("role", "title")
        self._summary = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self._summary.setProperty("role", "muted")
        self.controls = AttentionControls()
        self.grid = HeadGrid()
        self.head_page = HeadPage()
        self._empty_trace = QPushButton()
        self._empty_trace.setProperty("role", "primary")
        self._empty_trace.clicked.connect(self._on_read_trace_triggered)
        self._empty_read = QPushButton(self.tr("Read a text…"))
        self._empty_read.setProperty("role", "primary")
        self._empty_read.clicked.connect(self.reading.ask_for_file)
        self._empty_paste = QPushButton(self.tr("Paste a text…"))
        self._empty_paste.clicked.connect(self.reading.ask_for_paste)
        self.empty = EmptyState(
            "eye", self.tr("No attention to be seen yet"), "",
            (self._empty_trace, self._empty_read, self._empty_paste),
        )  # fmt: skip
        self._wait_text = QLabel()
        self._wait_text.setProperty("role", "muted")
        self._wait_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait_text.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._on_attention_captured_changed(self._attention.captured)

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.controls.add_button(self._make_read_button())
        self.export = ExportMenu(self.controls, self.head_page, lambda: self.captured, self)
        self.export.failed.connect(self._fail)
        self.controls.add_button(self.export.button)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self._title)
        head.addWidget(self._summary, 1)
        column.addLayout(head)
        column.addWidget(self.controls)
        # Each before it is filled: what has no parent yet would open as a window of its own.
        self._body = QStackedLayout()
        column.addLayout(self._body, 1)
        for widget in (self.grid, self.head_page, self._wait_text):
            self._body.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(page)

    def _connect(self) -> None:
        self._attention.captured_changed.connect(self._on_attention_captured_changed)
        self._attention.layer_kept.connect(self._on_attention_layer_kept)
        self._attention.reading_changed.connect(self._on_attention_reading_changed)
        self.controls.head_changed.connect(self._on_controls_head_changed)
        self.controls.look_changed.connect(self._show)
        self.controls.all_heads_toggled.connect(self._show)
        self.grid.head_opened.connect(self._on_grid_head_opened)
        self.head_page.place_chosen.connect(self._on_head_page_place_chosen)
        self._selection.selection_changed.connect(self._on_selection_changed)
        for signal in (
            self._session.model_changed,
            self._session.task_changed,
            self._session.corpus_changed,
            self._session.traces.document_changed,
            self.reading.standing_changed,
        ):
            signal.connect(self._on_session_changed)
        theme.notifier().theme_changed.connect(self._show)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.controls.show_all_heads)

    def _make_read_button(self) -> QToolButton:
        self.read_trace = self._action(
            self.tr("Read the document's text"), self._on_read_trace_triggered
        )
        actions = (
            self.read_trace, self.reading.file, self.reading.dropped, self.reading.pasted,
        )  # fmt: skip
        return menu_button(self.tr("Read"), actions)

    def _action(self, text: str, slot: Callable[[], None] | SignalInstance) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        return action

    # ------------------------------------------------------------------ what is shown

    @property
    def captured(self) -> CapturedAttention | None:
        """What was read."""
        return self._attention.captured

    @Slot(object)
    def _on_attention_captured_changed(self, captured: CapturedAttention | None) -> None:
        if captured is not None:
            self._title.setText(captured.document)
            self._summary.setText(summary(captured))
            self.head_page.set_notes(memory_note(captured))
            self.controls.offer(captured)
            self.grid.mark(self.controls.chosen_layer, 0, moves=False)
            many = len(captured.layers) * captured.num_heads > 1
            self.controls.all_heads.setChecked(many and captured.pictures is not None)
        self._on_session_changed()
        self._show()

    @Slot(int)
    def _on_attention_layer_kept(self, layer: int) -> None:
        if layer == self.controls.chosen_layer:
            self._show()

    @Slot(bool)
    def _on_attention_reading_changed(self, is_reading: bool) -> None:
        if not is_reading and self._body.currentWidget() is self._wait_text:
            self._wait_text.setText(
                self.tr("The layer could not be read. Choose it again to try once more.")
            )
        self._on_session_changed()

    @Slot()
    def _on_controls_head_changed(self) -> None:
        self.controls.all_heads.setChecked(False)
        self._show()

    @Slot(int, int)
    def _on_grid_head_opened(self, layer: int, head: int) -> None:
        self.controls.choose(layer, head)
        self.head_page.view.setFocus()

    def _scale(self, captured: CapturedAttention) -> Scale:
        kind, low, high = self.controls.scale_kind, 0.0, 1.0
        if kind == "log":
            low = log_floor(captured.num_places)
        elif kind == "linear":
            layer = captured.kept.get(self.controls.chosen_layer)
            high = linear_top(layer, self.controls.chosen_head)
        look = theme.current()
        return Scale(kind, low, high, self.controls.colour_map, look.plot_background)

    @Slot()
    def _show(self, _: object = None) -> None:
        captured = self.captured
        self._stack.setCurrentIndex(0 if captured is None else 1)
        if captured is None:
            self.export.set_pictured(None)
            return
        scale = self._scale(captured)
        shows_all = self.controls.all_heads.isChecked()
        self.controls.legend.show_scale(scale)
        if shows_all:
            shows_mean = self.controls.pooling == "mean"
            self.grid.show_heads(captured, scale, shows_mean=shows_mean)
            self._turn_to(self.grid)
            return
        layer, head = self.controls.chosen_layer, self.controls.chosen_head
        if isinstance(head, int):
            self.grid.mark(layer, head)
        if layer in captured.kept:
            self.head_page.show_head(captured, layer, head, scale, self.controls.pooling)
            self._turn_to(self.head_page)
            return
        text = self.tr("The text is read once more for this layer…")
        if not self._attention.can_read_again:
            text = self.tr("This layer was not kept, and the model that read the text is not open any more. Read the text again.")  # fmt: skip
        else:
            self._attention.want_layer(layer)
        self._wait_text.setText(text)
        self._turn_to(self._wait_text)

    def _turn_to(self, widget: QWidget) -> None:
        self._body.setCurrentWidget(widget)
        self.export.set_pictured(None if widget is self._wait_text else widget)

    @Slot()
    def _on_session_changed(self, _: object = None) -> None:
        session = self._session
        self.reading.refresh()
        can_read = self.reading.can_read
        trace = session.traces.document
        self.read_trace.setEnabled(can_read and trace is not None and bool(trace.text))
        self._empty_trace.setVisible(self.read_trace.isEnabled())
        if trace is not None:
            name = brief_name(trace.name).replace("&", "&&")
            self._empty_trace.setText(self.tr("Read “%1”").replace("%1", name))
        set_look(self._empty_read, "" if self.read_trace.isEnabled() else "primary")
        for each in (self._empty_read, self._empty_paste):
            each.setEnabled(can_read)
        if session.model is None:
            text = self.tr(
                "Open a model and let it read a text: you will see which word looks at which, in every layer and head, from a sentence to a book."
            )
        elif self._attention.is_reading:
            text = self.tr("Reading…")
        elif not can_read and session.run is not None and session.run.takes_model:
            text = self.tr("Training is going on. Pause it to let its model read.")
        elif not can_read:
            text = self.tr("Wait until what is going on is done.")
        else:
            text = self.tr(
                "Let the open model read a text: you will see which word looks at which, in every layer and head, from a sentence to a book."
            )
        self.empty.set_texts(self.tr("No attention to be seen yet"), text)

    # ------------------------------------------------------------------ the document's selection

    def _is_of_trace(self) -> bool:
        trace, captured = self._session.traces.document, self.captured
        return trace is not None and captured is not None and trace.text.startswith(captured.text)

    @Slot(int)
    def _on_head_page_place_chosen(self, place: int) -> None:
        trace, token = self._session.traces.document, self._token_in_trace(place)
        if trace is not None and token is not None:
            self._selection.select(token=token, segment=trace.segment_of(token))

    def _token_in_trace(self, place: int) -> int | None:
        trace, captured = self._session.traces.document, self.captured
        if trace is None or captured is None or not self._is_of_trace():
            return None
        if captured.is_memory(place):
            return None
        return same_token(captured, trace, int(captured.places[place]))

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        trace, captured = self._session.traces.document, self.captured
        token, picked = selection.token, self.head_page.view.picked
        if token is None or trace is None or captured is None or not self.isVisible():
            return
        if not self._is_of_trace() or not self.head_page.shows(captured):
            return
        if trace.token_starts[token] >= len(captured.text):
            return  # behind what was read
        if picked is not None and self._token_in_trace(picked[0]) == token:
            return  # several places may lie in one token of the document
        found = (captured.places == same_token(trace, captured, token)).nonzero()[0]
        if found.size:
            self.head_page.pick_row(int(found[0]))

    # ------------------------------------------------------------------ gestures

    def _read(self, text: str | TextFile, name: str) -> None:
        self._attention.read(text, name)

    @Slot()
    def _on_read_trace_triggered(self) -> None:
        trace = self._session.traces.document
        if trace is not None:
            self.reading.read_text(trace.text, trace.name)

    @Slot(object)
    def _fail(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.ATTENTION, error))
