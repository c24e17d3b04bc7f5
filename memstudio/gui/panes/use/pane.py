"""The use pane: continue a text or ask, with the memory beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.actions.action import trigger
from memstudio.gui.panes.use.composer import Composer
from memstudio.gui.panes.use.dialogue_controls import DialogueControls
from memstudio.gui.panes.use.document_reading import DocumentReading
from memstudio.gui.panes.use.foot import Foot
from memstudio.gui.panes.use.memory_card import MemoryCard
from memstudio.gui.panes.use.suggestions import Suggestions
from memstudio.gui.panes.use.transcript import Transcript
from memstudio.gui.run_words import brief_name
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.workers.messages import TaskKind, TextPiece
from memstudio.workers.state_messages import StateDone, StateVerb

if TYPE_CHECKING:
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.tasks.memory_snapshot import MemorySnapshot
    from memstudio.workers.messages import Failure, TextFile


class UsePane(QWidget):
    """A transcript, a box to write in, and the memory."""

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("usePane")
        self._session = session
        self._selection = selection
        self._model_name: str | None = None
        self._prepared: tuple[str, str | None] = ("", None)
        # What was sent, until the engine is done with it.
        self._sent: tuple[str, GenerationSettings] | None = None
        self._has_answered = False
        self._was_empty = True
        self.transcript = Transcript()
        self.suggestions = Suggestions()
        self.documents = DocumentReading(session, self.suggestions, self)
        self.composer = Composer()
        self.memory = MemoryCard()
        self.controls = DialogueControls(session, self.transcript, self.composer, self.memory)
        self._make_empty_state()
        self.foot = Foot(self.suggestions)
        self.reason, self.pause = self.foot.reason, self.foot.pause
        self.copy, self.clear = self.foot.copy, self.foot.clear
        self._compose()
        self._connect()
        self._on_session_model_changed(session.model)
        self._on_session_memory_changed(session.memory)

    # ------------------------------------------------------------------ building

    def _make_empty_state(self) -> None:
        self.open_demo = QPushButton(icon("sparkle", "accent_text"), self.tr("Open the demo"))
        self.open_demo.setObjectName("openDemo")
        self.open_demo.setProperty("role", "primary")
        self.open_demo.clicked.connect(self._on_open_demo_clicked)
        self.open_model = QPushButton(self.tr("Open a model…"))
        self.open_model.setObjectName("openModel")
        self.open_model.clicked.connect(self._on_open_model_clicked)
        self.empty = EmptyState("use", "", "", (self.open_demo, self.open_model))

    def _compose(self) -> None:
        sizes = current().sizes
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.controls.bar)
        # Before it is filled: what has no parent yet would open as a window of its own.
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.transcript)
        for widget in (self.foot, self.controls.forget, self.controls.edit, self.composer):
            column.addWidget(widget)
        QWidget.setTabOrder(self.controls.bar.new, self.transcript)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(sizes.space_xs, sizes.space_m, sizes.space_l, sizes.space_m)
        side.addWidget(self.memory)
        right.setMinimumWidth(300)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([700, 360])
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        session = self._session
        self.composer.text_changed.connect(self._refresh)
        self.composer.ask_way.toggled.connect(self._refresh)
        self.composer.send_requested.connect(self._on_composer_send_requested)
        self.composer.stop_requested.connect(session.stop_generating)
        self.documents.read_requested.connect(self._on_documents_read_requested)
        self.documents.changed.connect(self._refresh)
        self.controls.bar.read_requested.connect(self.documents.files.ask_for_file)
        self.suggestions.question_chosen.connect(self._on_suggestions_question_chosen)
        self.pause.clicked.connect(session.pause_training)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.clear.clicked.connect(self.transcript.clear_page)
        self.transcript.cleared.connect(self._refresh)
        self.controls.said_again.connect(self._on_controls_said_again)
        self.controls.changed.connect(self._refresh)
        self.memory.reset.clicked.connect(self._on_memory_reset_clicked)
        self.memory.keep.clicked.connect(self._on_memory_keep_clicked)
        self.memory.states.clicked.connect(self._on_memory_states_clicked)
        session.states.done.connect(self._on_states_done)
        self.memory.rows.slot_chosen.connect(self._on_rows_slot_chosen)
        self._selection.selection_changed.connect(self._on_selection_changed)
        session.model_changed.connect(self._on_session_model_changed)
        session.memory_changed.connect(self._on_session_memory_changed)
        session.dialogue.forgetting_failed.connect(self._on_session_dialogue_forgetting_failed)
        session.text_generated.connect(self._on_session_text_generated)
        session.task_changed.connect(self._refresh)
        session.run_changed.connect(self._refresh)

    # ------------------------------------------------------------------ verbs

    def prepare(self, prompt: str, *, as_question: bool) -> None:
        """Put a prompt in the box, ready to be sent."""
        self.composer.put(prompt, as_question=as_question)
        model = self._session.model
        self._prepared = prompt, model.name if model is not None else None

    def carried(self) -> tuple[object, ...]:
        """What is being said, for another window."""
        spoken = (self._sent, self._has_answered, self._was_empty)
        return (spoken, self.documents.carried(), self.controls.carried())

    def carry_on(self, state: tuple[Any, ...]) -> None:
        """Go on where another window's page stood."""
        spoken, documents, controls = state
        self._sent, self._has_answered, self._was_empty = spoken
        self.documents.carry_on(documents)
        self.controls.carry_on(controls)
        self._refresh()

    def _send(self, text: str | TextFile, settings: GenerationSettings, document: str = "") -> None:
        self._sent = (document or str(text), settings)
        self._has_answered = False
        self._session.generate(text, settings, document)
        self._refresh()

    # ------------------------------------------------------------------ state

    def _missing(self) -> str:
        """Why the model cannot be used now; empty when it can."""
        session = self._session
        if session.model is None:
            return self.tr("No model is open.")
        if self._run_is_in_the_way:
            return self.tr("Training is going on. Pause it to try the model.")
        beside = {None, TaskKind.TRAIN, TaskKind.GENERATE, TaskKind.BENCHMARK}
        if session.task not in beside:
            return self.tr("Wait until what is going on is done.")
        return ""

    @property
    def _run_is_in_the_way(self) -> bool:
        run = self._session.run
        return run is not None and run.takes_model

    @Slot()
    def _refresh(self, _: object = None) -> None:
        missing = self._missing()
        writing = self._session.task is TaskKind.GENERATE or self._sent is not None
        blank = self.transcript.is_blank
        free = not missing and not writing
        self.reason.setText(missing)
        # The empty page says by itself that there is no model.
        self.reason.setVisible(bool(missing) and not (blank and self._session.model is None))
        self.pause.setVisible(self._session.model is not None and self._run_is_in_the_way)
        self.composer.show_writing(writing)
        self.composer.show_whether_begun(not blank)
        # A text can be written on without another word; a question needs to be asked.
        has_words = bool(self.composer.text().strip())
        can_write_on = not blank and not self.composer.is_question
        self.composer.send.setEnabled(free and (has_words or can_write_on))
        self.suggestions.set_usable(free)
        self.suggestions.setVisible(self.suggestions.has_any and not missing)
        self.clear.setEnabled(not blank and not writing)
        self.clear.setVisible(not blank)
        self.copy.setVisible(not blank)
        self.memory.reset.setEnabled(free)
        self.memory.keep.setEnabled(
            free and self._session.memory is not None and not self._was_empty
        )
        model = self._session.model.name if self._session.model is not None else ""
        self.controls.set_state(is_usable=free, is_writing=self._sent is not None, model=model)
        self._stack.setCurrentIndex(0 if blank else 1)

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        model = self._session.model
        name = model.name if model is not None else None
        if name is None:
            self._sent = None
            self.transcript.clear_all()
        elif self._model_name not in {None, name} and not self.transcript.is_blank:
            # What was said stays, to be compared: the same question before and after training.
            note = self.tr("%1 from here on.").replace("%1", brief_name(name))
            self.transcript.add_note(note)
        is_other, is_first = name != self._model_name, self._model_name is None
        prompt, prepared_for = self._prepared
        is_prepared = bool(prompt) and self.composer.text() == prompt
        if is_prepared and prepared_for != name:
            self.composer.prompt.clear()  # nobody wrote it, and it was for the other model
            is_prepared = False
        if is_other and model and not is_prepared and (is_first or not self.composer.text()):
            self.composer.take_way(as_question=model.reads_turns)
        self._model_name = name
        title = self.tr("Try the model")
        for button in (self.open_demo, self.open_model):
            button.setVisible(model is None)
        if model is None:
            text = self.tr("Open a model, then write a text for it to continue, or ask it.")
        elif model.has_memory:
            text = self.tr("What you write and what the model writes goes into its memory, segment "
                           "by segment, and stays there for all that follows.")  # fmt: skip
        else:
            text = self.tr("This model has no memory; it sees what fits its window.")
        self.empty.set_texts(title, text)
        self.memory.show_memory(self._session.memory, has_model=model is not None)
        if is_other:
            self.documents.forget()
        self.documents.suggest()
        self._refresh()

    @Slot(object)
    def _on_session_memory_changed(self, snapshot: MemorySnapshot | None) -> None:
        self.memory.show_memory(snapshot, has_model=self._session.model is not None)
        if snapshot is not None:
            is_empty = not snapshot.num_segments and not snapshot.num_pending
            if is_empty and not self._was_empty:
                self._note_forgetting()
            self._was_empty = is_empty
        self._refresh()

    @Slot(object)
    def _on_states_done(self, done: StateDone) -> None:
        if done.failure is None and done.request.verb is StateVerb.ATTACH:
            if not self.transcript.is_blank:
                note = self.tr("The memory %1 from here on.").replace("%1", done.name)
                self.transcript.add_note(note)
            self.documents.forget()

    def _note_forgetting(self) -> None:
        if not self.transcript.is_blank:
            note = self.tr("The memory was emptied: what stands above is forgotten.")
            self.transcript.add_note(note)
        self.documents.forget()

    @Slot(object)
    def _on_session_dialogue_forgetting_failed(self, failure: Failure) -> None:
        # Where it is said what came of a wish, too: no news any more once one has worked.
        self.transcript.add_note(filled(failure.text, failure.values))
        self._refresh()

    @Slot(object)
    def _on_session_text_generated(self, piece: TextPiece) -> None:
        if piece.was_given_up:
            self._take_back()
            return
        self._has_answered = True
        if piece.text:
            is_answer = self._sent is not None and self._sent[1].as_question
            self.transcript.add_piece(piece.text, is_answer=is_answer)
        if piece.is_last:
            self._sent = None
            self._refresh()

    def _take_back(self) -> None:
        """Give the user back what was sent, when nothing came of it."""
        if self._sent is None:
            return
        text, settings = self._sent
        self._sent = None
        if self.controls.take_back() or self._has_answered:
            self._refresh()
            return
        if settings.max_new_tokens == 0:
            # What was read before is still there.
            self.documents.follow(self._session.dialogue.view)
        elif not self.composer.text():
            self.composer.put(text, as_question=settings.as_question)
        if text.strip():
            self.transcript.take_back()
        self._refresh()

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_composer_send_requested(self) -> None:
        if not self.composer.send.isEnabled() or self._sent is not None:
            return
        text, settings = self.composer.text(), self.composer.settings()
        if self.controls.take_edit(text, settings):
            return
        if text.strip():
            self.transcript.add_prompt(text, is_question=settings.as_question)
        self.composer.prompt.clear()
        self._send(text, settings)

    @Slot(int, str, object, str, bool)
    def _on_controls_said_again(
        self, index: int, text: str, settings: GenerationSettings, document: str, keeps: bool
    ) -> None:
        self.transcript.drop_from(index)
        if text.strip() and not document:
            self.transcript.add_prompt(text, is_question=settings.as_question)
        self._sent, self._has_answered = (text, settings), False
        self._session.dialogue.say_at(index, text, settings, document, keeps_branch=keeps)
        self._refresh()

    @Slot(str)
    def _on_suggestions_question_chosen(self, question: str) -> None:
        if self._sent is not None:
            return
        # What stands in the box is another matter, and stays there.
        settings = replace(self.composer.settings(), as_question=True)
        self.transcript.add_prompt(question, is_question=True)
        self._send(question, settings)

    @Slot(object, str)
    def _on_documents_read_requested(self, text: str | TextFile, name: str) -> None:
        if self._sent is None:
            # Of a file nothing is known yet; its text comes with the turn.
            self.transcript.add_reading(name, text if isinstance(text, str) else "")
            self._send(text, GenerationSettings(max_new_tokens=0), name)

    @Slot()
    def _on_memory_reset_clicked(self) -> None:
        self._session.reset_memory()
        if self._session.memory is None:
            self._note_forgetting()

    @Slot()
    def _on_memory_keep_clicked(self) -> None:
        trigger(self, "use.keep_memory")

    @Slot()
    def _on_memory_states_clicked(self) -> None:
        trigger(self, "use.memory_states")

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.transcript.whole_text())

    @Slot(int)
    def _on_rows_slot_chosen(self, slot: int) -> None:
        self._selection.select(slot=slot)

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        self.memory.show_selected(selection.slot)

    @Slot()
    def _on_open_demo_clicked(self) -> None:
        trigger(self, "file.open_demo")

    @Slot()
    def _on_open_model_clicked(self) -> None:
        trigger(self, "file.open_model")
