"""What is selected, in full: a slot, a token, or how to read the pictures."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.docks.inspector.place import SlotPlace
from memstudio.gui.docks.inspector.slot_view import SlotView
from memstudio.gui.docks.inspector.token_view import TokenView
from memstudio.gui.theme import theme
from memstudio.gui.translation import numbered
from memstudio.gui.widgets.number_format import count
from memstudio.gui.wishes import Wishes

if TYPE_CHECKING:
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument


class InspectorDock(QDockWidget):
    """Follows the selection."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Inspector"))
        self.setObjectName("inspectorDock")
        self._session = session
        self._selection = selection
        self.wishes = Wishes(self)
        self._came_from: SlotPlace | None = None
        self.explanation = self._make_explanation()
        self.slot_view = SlotView(self.wishes, session)
        self.token_view = TokenView(self.wishes)
        self.stack = QStackedWidget()
        self._areas: dict[QWidget, QScrollArea] = {}
        for view in (self.explanation, self.slot_view, self.token_view):
            self.stack.addWidget(self._in_area(view))
        # Sections grow as they are filled: texts must not wrap anew each time a bar comes and goes.
        area = self._areas[self.slot_view]
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidget(self.stack)
        self.setMinimumWidth(220)
        for view in (self.slot_view, self.token_view):
            view.slot_chosen.connect(self._on_view_slot_chosen)
        self.slot_view.token_chosen.connect(self._on_slot_view_token_chosen)
        self.slot_view.segment_chosen.connect(self._on_slot_view_segment_chosen)
        self.token_view.back.clicked.connect(self._on_back_clicked)
        selection.selection_changed.connect(self._on_selection_changed)
        session.traces.document_changed.connect(self._on_traces_document_changed)
        theme.notifier().theme_changed.connect(self._on_theme_changed)
        self._refresh()

    def _make_explanation(self) -> QWidget:
        view = QWidget()
        self._title, self._lead = QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self._lead, "muted")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addStretch(1)
        return view

    def _in_area(self, view: QWidget) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(view)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        # Its parts are what the keyboard reaches.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._areas[view] = area
        return area

    # ------------------------------------------------------------------ what happens

    @Slot(object)
    def _on_selection_changed(self, _: Selection) -> None:
        self._refresh()

    @Slot(object)
    def _on_traces_document_changed(self, _: TraceDocument | None) -> None:
        self._came_from = None
        self._refresh()

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        self.slot_view.redraw()
        self._refresh()

    @Slot(int)
    def _on_view_slot_chosen(self, slot: int) -> None:
        self._selection.select(slot=slot, token=None)

    @Slot(int)
    def _on_slot_view_token_chosen(self, token: int) -> None:
        place = self.slot_view.place
        if place is not None:
            self._came_from = place
            self._selection.select(token=token, segment=place.document.segment_of(token))

    @Slot(int)
    def _on_slot_view_segment_chosen(self, segment: int) -> None:
        self._selection.select(segment=segment, token=None)

    @Slot()
    def _on_back_clicked(self) -> None:
        place = self._came_from
        if place is not None:
            self._selection.select(slot=place.slot, segment=place.segment, token=None)

    # ------------------------------------------------------------------ what is shown

    def _refresh(self) -> None:
        document, selection = self._session.traces.document, self._selection.current
        if document is None or not document.num_segments:
            self._show(self.explanation)
            self._explain_nothing()
        elif selection.token is not None and selection.token < document.num_tokens:
            self._show(self.token_view)
            self._offer_way_back(document)
            self.token_view.show_token(document, selection.token, selection.layer, selection.head)
        elif selection.slot is not None and selection.slot < document.num_slots:
            segment = min(selection.segment or 0, document.num_segments - 1)
            place = SlotPlace(document, selection.slot, segment, selection.layer, selection.head)
            self._show(self.slot_view)
            self.slot_view.show_place(place)
        else:
            self._show(self.explanation)
            self._explain(document)

    def _show(self, view: QWidget) -> None:
        """Bring a view to the front; the others fetch nothing any more."""
        if view is not self.slot_view:
            self.slot_view.forget()
        if view is not self.token_view:
            self.token_view.forget()
        self.stack.setCurrentWidget(self._areas[view])

    def _offer_way_back(self, document: TraceDocument) -> None:
        place = self._came_from
        self.token_view.back.setVisible(place is not None and place.document is document)
        if place is not None:
            text = self.tr("Back to slot {slot} after segment {segment}")
            self.token_view.back.setText(text.format(slot=place.slot, segment=count(place.segment)))

    def _explain_nothing(self) -> None:
        self._title.setText(self.tr("Nothing selected"))
        self._lead.setText(
            self.tr("When a text has been read, click a slot, a word or a cell of a map to see it "
                    "here in full.")
        )  # fmt: skip

    def _explain(self, document: TraceDocument) -> None:
        self._title.setText(self.tr("What am I looking at?"))
        text = self.tr(
            "<p>The model read <b>%1</b> in %2 segments. Between segments only its memory passes "
            "on: %3 slots, each a vector.</p>"
            "<p>All lanes share one axis: the document, from its first word to its last. Click a "
            "slot, a word or a cell; everything else follows, and it is told here in full.</p>"
        )
        if not document.has_slots:
            text = self.tr(
                "<p>The model read <b>%1</b> in %2 segments, each by itself: it has no memory. "
                "Tint the words by surprise to see what it did not expect.</p>"
            )
        name = html.escape(document.name)
        self._lead.setText(numbered(text, name, document.num_segments, document.num_slots))
