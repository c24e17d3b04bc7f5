"""Answering from a collection: a question, the answer or "I don't know", and the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.actions.action import trigger
from memstudio.gui.panes.use_ways.bar_over_sides import lay_bar_over_sides
from memstudio.gui.panes.use_ways.collection_bar import CollectionBar
from memstudio.gui.panes.use_ways.found_html import found_html
from memstudio.gui.panes.use_ways.trust import Trust
from memstudio.gui.panes.use_ways.work_line import WorkLine
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.translation import in_a_row
from memstudio.gui.widgets.clear_button import add_clear_button
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_box import NumberBox
from memstudio.workers.collection_messages import MOST_READ, CollectionVerb

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from memstudio.gui.session import Session
    from memstudio.tasks.sourced.answer_types import SourcedAnswer
    from memstudio.workers.collection_messages import CollectionDone

_MOST_CHARACTERS = 200
"""Of an answer that is not given."""


class AnswerPane(QWidget):
    """Needs a model and a collection with documents."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answerPane")
        self._session = session
        self._collections = session.collections
        self._answer: SourcedAnswer | None = None
        # The collection that it is from.
        self._answered_from = ""
        self.bar = CollectionBar(self._collections)
        self.work = WorkLine(self._session, self._collections)
        self.trust = Trust()
        self._make_question()
        self._make_answer()
        self._compose()
        self._collections.changed.connect(self._refresh)
        self._collections.done.connect(self._on_collections_done)
        self.trust.threshold_changed.connect(self._draw)
        self.trust.calibration_requested.connect(self._on_trust_calibration_requested)
        session.model_changed.connect(self._on_session_model_changed)
        notifier().theme_changed.connect(self._draw)
        self._refresh()

    # ------------------------------------------------------------------ building

    def _make_question(self) -> None:
        self.question = QLineEdit()
        self.question.setObjectName("question")
        self.question.setPlaceholderText(self.tr("Ask…"))
        self.question.setAccessibleName(self.tr("Question"))
        add_clear_button(self.question)
        self.question.returnPressed.connect(self._on_ask_clicked)
        self.num_read = NumberBox()
        self.num_read.setObjectName("numRead")
        self.num_read.setRange(0, MOST_READ)
        self.num_read.setValue(3)
        self.num_read.setPrefix(self.tr("Reads: "))
        self.num_read.setAccessibleName(self.tr("Passages that are read"))
        self.num_read.setToolTip(
            self.tr(
                "Passages that the model reads before it answers. With 0 it answers from its "
                "memory and what it learnt, and the passages are only shown."
            )
        )
        self.num_read.valueChanged.connect(self._refresh)
        self.ask = QPushButton(icon("send", "accent_text"), self.tr("Answer"))
        self.ask.setObjectName("ask")
        self.ask.setProperty("role", "primary")
        self.ask.clicked.connect(self._on_ask_clicked)

    def _make_answer(self) -> None:
        self.text = QLabel()
        self.text.setObjectName("answerText")
        self.text.setProperty("role", "title")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.measured = QLabel()
        self.measured.setObjectName("answerMeasured")
        self.measured.setProperty("role", "muted")
        self.measured.setWordWrap(True)
        self.sources = QTextBrowser()
        self.sources.setObjectName("sources")
        self.sources.setAccessibleName(self.tr("Sources"))
        self.open_model = QPushButton(self.tr("Open a model…"))
        self.open_model.setObjectName("openModelToAnswer")
        self.open_model.clicked.connect(self._on_open_model_clicked)
        self.add = QPushButton(icon("add", "accent_text"), self.tr("Add documents…"))
        self.add.setProperty("role", "primary")
        self.add.clicked.connect(self.bar.add.click)
        self.empty = EmptyState("help", "", "", (self.add, self.open_model))
        answer = QWidget()
        column = QVBoxLayout(answer)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.text, self.measured):
            column.addWidget(widget)
        column.addWidget(self.sources, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(answer)
        self._page = answer

    def _compose(self) -> None:
        line = QWidget()
        ask = QHBoxLayout(line)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(current().sizes.space_s)
        ask.addWidget(self.question, 1)
        ask.addWidget(self.num_read)
        ask.addWidget(self.ask)
        self.trust.setMinimumWidth(380)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.trust)
        beside.addStretch(1)
        lay_bar_over_sides(self, self.bar, (line, self.work, self.stack), side, (640, 400))

    # ------------------------------------------------------------------ state

    def carried(self) -> tuple[SourcedAnswer | None, str]:
        """The answer on show, for another window."""
        return self._answer, self._answered_from

    def carry_on(self, state: tuple[SourcedAnswer | None, str]) -> None:
        """Show what another window showed."""
        self._answer, self._answered_from = state
        self._draw()
        self._refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._collections.look()

    @Slot()
    def _refresh(self, _: object = None) -> None:
        view, model = self._collections.view, self._session.model
        has_text = view is not None and view.num_passages > 0
        can_ask = has_text and model is not None
        for widget in (self.question, self.ask, self.trust.learn):
            widget.setEnabled(can_ask)
        self.add.setVisible(not has_text)
        self.open_model.setVisible(model is None)
        text = self.tr("Write a question above. The best passages are read by the model, together "
                       "with what it remembers of the conversation; its answer comes with them.")  # fmt: skip
        if not can_ask:
            text = self.tr("A question is answered by the open model, from passages of your "
                           "documents and from its memory, with the sources beside it. Add "
                           "documents and open a model that was trained to answer.")  # fmt: skip
        self.empty.set_texts(self.tr("Answers with their sources"), text)
        if self._answered_from != self._collections.name:
            self._answer = None
        known = self._collections.calibrations.get(self.num_read.value())
        self.trust.show_calibration(known)
        self.stack.setCurrentWidget(self._page if self._answer is not None else self.empty)

    @Slot()
    def _draw(self, _: object = None) -> None:
        answer = self._answer
        if answer is None:
            return
        is_known = bool(answer.text) and answer.confidence >= self.trust.threshold
        self.text.setText(answer.text if is_known else self.tr("I don't know."))
        signals = answer.signals
        measured = self.tr(
            "Confidence {confidence}%: each token of the answer was given {likely}% by the model, "
            "and {covered}% of what was asked stands in the best source."
        )
        said = measured.format(
            # Down, so that what is below a threshold is not told as if it reached it.
            confidence=int(100 * answer.confidence + 1e-6),
            likely=round(100 * signals.token_share),
            covered=round(100 * signals.coverage),
        )
        if answer.text and not answer.backed:
            said = in_a_row(said, self.tr("None of the answer's words stands in these sources."))
        if not is_known and answer.text:
            below = self.tr("That is below {threshold}%; it would have said: “{text}”")
            below = below.format(
                threshold=round(100 * self.trust.threshold), text=_cut(answer.text)
            )
            said = in_a_row(said, below)
        if not answer.is_taught:
            untaught = self.tr("{model} never learnt to answer from passages, so this is no more than how it goes on. Train the task “Customer service”, or open a model that chats.")  # fmt: skip
            said = in_a_row(said, untaught.format(model=answer.model))
        self.measured.setText(said)
        html = [
            found_html(number, each.found, each.span, "")
            for number, each in enumerate(answer.sources, 1)
        ]
        self.sources.setHtml("".join(html))

    # ------------------------------------------------------------------ what happens

    @Slot()
    def _on_ask_clicked(self) -> None:
        text = self.question.text().strip()
        if text and self.ask.isEnabled():
            self._collections.ask(CollectionVerb.ANSWER, text, number=self.num_read.value())

    @Slot(str)
    def _on_trust_calibration_requested(self, path: str) -> None:
        number = self.num_read.value()
        self._collections.ask(CollectionVerb.CALIBRATE, paths=(path,), number=number)

    @Slot(object)
    def _on_collections_done(self, done: CollectionDone) -> None:
        if done.answer is not None:
            self._answer, self._answered_from = done.answer, done.request.name
            self._draw()
            self._refresh()

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        # How far the answers are to be trusted is another model's now.
        self._collections.look()
        self._refresh()

    @Slot()
    def _on_open_model_clicked(self) -> None:
        trigger(self, "file.open_model")


def _cut(text: str) -> str:
    """On one line, and its beginning only where it goes on for long."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS].rstrip()}…"
