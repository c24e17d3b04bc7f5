"""Searching a collection: a line to ask in, what was found, and what was asked before."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.use_ways.bar_over_sides import lay_bar_over_sides
from memstudio.gui.panes.use_ways.collection_bar import CollectionBar
from memstudio.gui.panes.use_ways.found_html import found_html
from memstudio.gui.panes.use_ways.work_line import WorkLine
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.clear_button import add_clear_button
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.workers.collection_messages import CollectionVerb

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.session import Session
    from memstudio.tasks.collection.search_types import SearchResult
    from memstudio.workers.collection_messages import CollectionDone

_CHOOSE = "choose"


class SearchPane(QWidget):
    """Works with the chosen collection; needs no model, unless it is to look again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchPane")
        self._session = session
        self._collections = session.collections
        self._result: SearchResult | None = None
        # The key of the passage that is noted as what was looked for.
        self._chosen = ""
        self.bar = CollectionBar(self._collections)
        self._make_query()
        self._make_results()
        self._compose()
        self._collections.changed.connect(self._refresh)
        self._collections.done.connect(self._on_collections_done)
        session.model_changed.connect(self._refresh)
        notifier().theme_changed.connect(self._draw)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make_query(self) -> None:
        self.query = QLineEdit()
        self.query.setObjectName("query")
        self.query.setPlaceholderText(self.tr("Look for…"))
        self.query.setAccessibleName(self.tr("Query"))
        add_clear_button(self.query)
        self.query.returnPressed.connect(self._on_search_clicked)
        self.search = QPushButton(icon("search", "accent_text"), self.tr("Search"))
        self.search.setObjectName("search")
        self.search.setProperty("role", "primary")
        self.search.clicked.connect(self._on_search_clicked)
        self.looks = QCheckBox(self.tr("Let the model look again"))
        self.looks.setObjectName("looksAgain")
        self.looks.setToolTip(
            self.tr(
                "The open model reads the best results after your query, with its memory of past "
                "queries. It helps with a model that was trained on queries and documents."
            )
        )
        self.work = WorkLine(self._session, self._collections)

    def _make_results(self) -> None:
        self.results = QTextBrowser()
        self.results.setObjectName("results")
        self.results.setOpenLinks(False)
        self.results.setAccessibleName(self.tr("Results"))
        self.results.anchorClicked.connect(self._on_results_anchor_clicked)
        self.add = QPushButton(icon("add", "accent_text"), self.tr("Add documents…"))
        self.add.setObjectName("addFirst")
        self.add.setProperty("role", "primary")
        self.add.clicked.connect(self.bar.add.click)
        self.empty = EmptyState(
            "search",
            self.tr("Search your own documents"),
            self.tr("Drop files here, or add them. They are cut into passages, which are found by "
                    "words, and by meaning once a sentence encoder is named. What you asked and "
                    "chose is remembered, and helps the next search."),
            (self.add,),
        )  # fmt: skip
        self.ready = EmptyState(
            "search",
            self.tr("What do you look for?"),
            self.tr("Write it above, in a few words. Mark what you looked for, so that it is "
                    "found sooner the next time."),
        )  # fmt: skip
        self.stack = QStackedWidget()
        for widget in (self.empty, self.ready, self.results):
            self.stack.addWidget(widget)
        # Until it is known what there is: the line above stays where it is.
        policy = self.stack.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.stack.setSizePolicy(policy)
        self.past = QListWidget()
        self.past.setObjectName("pastQueries")
        self.past.setAccessibleName(self.tr("Asked before"))
        self.past.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.past.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.past.itemActivated.connect(self._on_past_item_activated)
        self.past.itemClicked.connect(self._on_past_item_activated)

    def _compose(self) -> None:
        line = QWidget()
        ask = QHBoxLayout(line)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(current().sizes.space_s)
        for widget, stretch in ((self.query, 1), (self.looks, 0), (self.search, 0)):
            ask.addWidget(widget, stretch)
        card = Card(self.tr("Asked before"))
        note = QLabel(self.tr("Queries stay between sessions. Click one to ask it again."))
        note.setProperty("role", "caption")
        note.setWordWrap(True)
        card.body.addWidget(self.past, 1)
        card.body.addWidget(note)
        lay_bar_over_sides(self, self.bar, (line, self.work, self.stack), card, (760, 260))

    # ------------------------------------------------------------------ state

    def carried(self) -> tuple[SearchResult | None, str]:
        """The results on show, for another window."""
        return self._result, self._chosen

    def carry_on(self, state: tuple[SearchResult | None, str]) -> None:
        """Show what another window showed."""
        self._result, self._chosen = state
        self._draw()
        self._refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._collections.look()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        view = self._collections.view
        has_text = view is not None and view.num_passages > 0
        self.query.setEnabled(has_text)
        self.search.setEnabled(has_text)
        self.looks.setEnabled(self._session.model is not None)
        if self._session.model is None:
            self.looks.setChecked(False)
        if self._result is not None and self._result.collection != self._collections.name:
            self._result = None
        # What is in a collection may be known later than that there is one.
        is_none = self._collections.is_known and not self._collections.names
        self.stack.setVisible(is_none or view is not None)
        if not has_text:
            self.stack.setCurrentWidget(self.empty)
        else:
            shown = self.results if self._result is not None else self.ready
            self.stack.setCurrentWidget(shown)
        self.past.clear()
        for query in view.queries if view is not None else ():
            item = QListWidgetItem(query.text)
            text = f"{query.when[:16].replace('T', ' ')}\n{query.text}"
            item.setToolTip(f"{text}\n→ {query.chosen}" if query.chosen else text)
            if query.chosen:
                item.setIcon(icon("check", "muted_text"))
            self.past.addItem(item)

    @Slot()
    def _draw(self, _: object = None) -> None:
        result = self._result
        if result is None:
            return
        theme = current()
        head = self.tr("{count} of {all} passages")
        lines = [head.format(count=len(result.results), all=numbers.count(result.num_passages))]
        if result.vectors_by:
            lines.append(self.tr("vectors by {model}").format(model=result.vectors_by))
        if result.asked_before:
            asked = ", ".join(f"“{each.text}”" for each in result.asked_before)
            lines.append(self.tr("asked before: {queries}").format(queries=asked))
        html = [f"<p style='color:{theme.muted_text}'>{escape(' · '.join(lines))}</p>"]
        if not result.results:
            nothing = self.tr("Nothing shares a word with this.")
            html.append(f"<p>{escape(nothing)}</p>")
        for number, found in enumerate(result.results):
            said = (
                self.tr("✓ remembered")
                if found.passage.key == self._chosen
                else self.tr("This is what I looked for")
            )
            link = f"<a href='{_CHOOSE}:{number}' style='color:{theme.accent}'>{escape(said)}</a>"
            html.append(found_html(number + 1, found, None, link))
        place = self.results.verticalScrollBar().value()
        self.results.setHtml("".join(html))
        self.results.verticalScrollBar().setValue(place)

    # ------------------------------------------------------------------ what happens

    @Slot()
    def _on_search_clicked(self) -> None:
        text = self.query.text().strip()
        if text and self.search.isEnabled():
            self._collections.ask(CollectionVerb.SEARCH, text, looks=self.looks.isChecked())

    @Slot(QListWidgetItem)
    def _on_past_item_activated(self, item: QListWidgetItem) -> None:
        self.query.setText(item.text())
        self._on_search_clicked()

    @Slot(QUrl)
    def _on_results_anchor_clicked(self, url: QUrl) -> None:
        result = self._result
        if result is None or url.scheme() != _CHOOSE:
            return
        key = result.results[int(url.path())].passage.key
        self._collections.ask(CollectionVerb.CHOOSE, key, query=(result.when, result.query))

    @Slot(object)
    def _on_collections_done(self, done: CollectionDone) -> None:
        asked, result = done.request, self._result
        if done.failure is not None or done.is_cancelled:
            return
        if asked.verb is CollectionVerb.SEARCH:
            self._result, self._chosen = done.result, ""
            self.results.verticalScrollBar().setValue(0)
            self._draw()
            self._refresh()
        elif result is None or asked.name != result.collection:
            return
        elif asked.verb is CollectionVerb.CHOOSE and asked.query == (result.when, result.query):
            self._chosen = asked.text
            self._draw()
        elif asked.verb is CollectionVerb.FORGET_QUERIES:
            self._chosen = ""
            self._draw()
