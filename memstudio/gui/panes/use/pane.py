"""The use pane: continue a text or ask, with the memory beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.use.memory_card import MemoryCard
from memstudio.gui.panes.use.transcript import Transcript
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.workers.messages import TaskKind, TextPiece

if TYPE_CHECKING:
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session
    from memstudio.tasks.memory_snapshot import MemorySnapshot


class UsePane(QWidget):
    """A transcript, a box to write in, and the memory."""

    def __init__(  # noqa: PLR0915 - one widget after another
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("usePane")
        self._session = session
        self._selection = selection
        self._answer_begins = False
        self._model_name: str | None = None
        self.transcript = Transcript()
        self.empty = EmptyState("use", self.tr("Try the model"), "")
        self.prompt = QPlainTextEdit()
        self.prompt.setObjectName("prompt")
        self.prompt.setAccessibleName(self.tr("What you write"))
        self.prompt.setPlaceholderText(
            self.tr("Write a text to be continued, or a question. Ctrl+Enter sends it.")
        )
        self.prompt.setMinimumHeight(64)
        self.prompt.setMaximumHeight(140)
        self.prompt.setTabChangesFocus(True)
        self.prompt.installEventFilter(self)
        self.way = QComboBox()
        self.way.setObjectName("way")
        self.way.setAccessibleName(self.tr("What to do with it"))
        self.way.addItem(self.tr("Continue"), False)
        self.way.addItem(self.tr("Ask"), True)
        self.length = NumberBox()
        self.length.setObjectName("length")
        self.length.setRange(1, 4000)
        self.length.setValue(60)
        self.length.setAccessibleName(self.tr("At most so many tokens"))
        self.temperature = DecimalBox()
        self.temperature.setObjectName("temperature")
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setSingleStep(0.1)
        self.temperature.setDecimals(1)
        self.temperature.setValue(0.0)
        self.temperature.setSpecialValueText(self.tr("none"))
        self.temperature.setAccessibleName(self.tr("Chance: 0 takes the likeliest word each time"))
        self.send = QPushButton(self.tr("Send"))
        self.send.setObjectName("send")
        self.send.setProperty("role", "primary")
        self.send.clicked.connect(self._on_send_clicked)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setObjectName("stop")
        self.stop.clicked.connect(session.stop_generating)
        self.stop.hide()
        self.clear = QPushButton(self.tr("Clear"))
        self.clear.setObjectName("clear")
        self.clear.setProperty("role", "quiet")
        self.clear.setToolTip(self.tr("Clear what is written here; the memory stays"))
        self.clear.clicked.connect(self._on_clear_clicked)
        self.reason = QLabel()
        self.reason.setProperty("role", "muted")
        self.reason.setWordWrap(True)
        self.memory = MemoryCard()
        self.memory.reset.clicked.connect(self._on_memory_reset_clicked)
        self._compose()
        self.prompt.textChanged.connect(self._refresh)
        session.model_changed.connect(self._on_session_model_changed)
        session.memory_changed.connect(self._on_session_memory_changed)
        session.text_generated.connect(self._on_session_text_generated)
        session.task_changed.connect(self._refresh)
        session.run_changed.connect(self._refresh)
        self._on_session_model_changed(session.model)
        self._on_session_memory_changed(session.memory)

    def _compose(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.transcript)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addWidget(self.way)
        for text, box in (
            (self.tr("Tokens"), self.length),
            (self.tr("Chance"), self.temperature),
        ):
            caption = QLabel(text)
            caption.setProperty("role", "muted")
            caption.setBuddy(box)
            box.setToolTip(box.accessibleName())
            choices.addWidget(caption)
            choices.addWidget(box)
        choices.addStretch(1)
        for button in (self.clear, self.stop, self.send):
            choices.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 8, 12)
        column.setSpacing(8)
        column.addLayout(self._stack, 1)
        column.addWidget(self.prompt)
        column.addWidget(self.reason)
        column.addLayout(choices)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 12, 16, 12)
        side.addWidget(self.memory)
        right.setMinimumWidth(260)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([640, 320])
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    # ------------------------------------------------------------------ verbs

    def prepare(self, prompt: str, *, as_question: bool) -> None:
        """Put a prompt in the box, ready to be sent."""
        self.prompt.setPlainText(prompt)
        # The question stands at the end of a long text.
        self.prompt.moveCursor(QTextCursor.MoveOperation.End)
        self.prompt.ensureCursorVisible()
        self.way.setCurrentIndex(int(as_question))
        self.prompt.setFocus()

    # ------------------------------------------------------------------ state

    def _missing(self) -> str:
        session = self._session
        if session.model is None:
            return self.tr("Open a model first.")
        run = session.run
        if run is not None and run.is_active and run.state != "paused":
            return self.tr("Training is going on: pause it to try the model.")
        if session.task is TaskKind.GENERATE:
            return ""
        if session.task is not None and session.task is not TaskKind.TRAIN:
            return self.tr("Wait until what is going on is done.")
        return ""

    @Slot()
    def _refresh(self, _: object = None) -> None:
        missing = self._missing()
        writing = self._session.task is TaskKind.GENERATE
        self.reason.setText(missing)
        self.reason.setVisible(bool(missing))
        has_text = bool(self.prompt.toPlainText().strip()) or not self.transcript.is_blank
        self.send.setEnabled(not missing and not writing and has_text)
        self.send.setVisible(not writing)
        self.stop.setVisible(writing)
        self.clear.setEnabled(not self.transcript.is_blank and not writing)
        self.memory.reset.setEnabled(not missing and not writing)
        self._stack.setCurrentIndex(0 if self.transcript.is_blank else 1)

    @Slot(object)
    def _on_session_model_changed(self, _: object) -> None:
        model = self._session.model
        name = model.reference if model is not None else None
        if name != self._model_name:
            self._model_name = name
            self.transcript.clear_all()
        if model is None:
            text = self.tr("Open a model, then write a text for it to continue, or ask it.")
        elif model.has_memory:
            text = self.tr("What you write and what the model writes goes into its memory, segment "
                           "by segment, and stays there for all that follows.")  # fmt: skip
        else:
            text = self.tr("This model has no memory; it sees what fits its window.")
        self.empty.set_texts(self.tr("Try the model"), text)
        if model is None:
            self.memory.show_memory(None, has_model=False)
        self._refresh()

    @Slot(object)
    def _on_session_memory_changed(self, snapshot: MemorySnapshot | None) -> None:
        self.memory.show_memory(snapshot, has_model=self._session.model is not None)
        self._refresh()

    @Slot(object)
    def _on_session_text_generated(self, piece: TextPiece) -> None:
        if piece.text:
            self.transcript.add_piece(piece.text, starts_answer=self._answer_begins)
            self._answer_begins = False

    # ------------------------------------------------------------------ gestures

    @Slot()
    def _on_send_clicked(self) -> None:
        if not self.send.isEnabled():
            return
        text = self.prompt.toPlainText()
        as_question = bool(self.way.currentData())
        if text.strip():
            self.transcript.add_prompt(text, is_question=as_question)
        self._answer_begins = True
        self.prompt.clear()
        self._refresh()
        self._session.generate(
            text,
            GenerationSettings(
                max_new_tokens=self.length.value(),
                temperature=self.temperature.value(),
                as_question=as_question and bool(text.strip()),
            ),
        )

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.transcript.clear_all()
        self._refresh()

    @Slot()
    def _on_memory_reset_clicked(self) -> None:
        self._session.reset_memory()
        self.transcript.clear_all()
        self._refresh()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.prompt and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if pressed and enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._on_send_clicked()
                return True
            if pressed and event.key() == Qt.Key.Key_Escape:
                self._session.stop_generating()
                return True
        return super().eventFilter(watched, event)
