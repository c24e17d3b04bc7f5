"""The box to write in, and how the model is to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.action_text import keys_text
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox
from memstudio.gui.widgets.text_box import TextBox
from memstudio.tasks.generation_settings import GenerationSettings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractSpinBox

_USUAL = GenerationSettings()
_MOST_TOKENS = 100_000
_MOST_SEED = 2**31 - 1


class Composer(QFrame):
    """A prompt with its settings.

    Signals:
        text_changed: the prompt is another.
        send_requested, stop_requested: by button or key.
    """

    text_changed = Signal()
    send_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.prompt = TextBox()
        self.prompt.setObjectName("prompt")
        self.prompt.setProperty("role", "plain")
        self.prompt.setAccessibleName(self.tr("What you write"))
        self.prompt.setTabChangesFocus(True)
        self.prompt.setFixedHeight(4 * self.prompt.fontMetrics().lineSpacing() + 16)
        self.prompt.installEventFilter(self)
        self.prompt.textChanged.connect(self.text_changed)
        self._verb = ""
        self._make_ways()
        self._make_numbers()
        self.send = QPushButton(icon("send", "accent_text"), "")
        self.send.setObjectName("send")
        self.send.setProperty("role", "primary")
        self.send.setToolTip(keys_text("Ctrl+Enter"))
        self.send.clicked.connect(self.send_requested)
        self.stop = QPushButton(icon("stop"), self.tr("Stop"))
        self.stop.setObjectName("stop")
        self.stop.setToolTip(self.tr("Esc"))
        self.stop.clicked.connect(self.stop_requested)
        self.stop.hide()
        self._can_write_on = False
        self._compose()
        self._on_way_toggled()

    # ------------------------------------------------------------------ building

    def _make_ways(self) -> None:
        self.continue_way = QPushButton(self.tr("Continue"))
        self.continue_way.setObjectName("continue_way")
        self.continue_way.setToolTip(self.tr("The model writes on where your text ends"))
        self.ask_way = QPushButton(self.tr("Ask"))
        self.ask_way.setObjectName("ask_way")
        self.ask_way.setToolTip(self.tr("The model answers, in its own form for questions"))
        self._ways = QButtonGroup(self)
        for button in (self.continue_way, self.ask_way):
            button.setCheckable(True)
            button.setProperty("role", "quiet")
            self._ways.addButton(button)
        self.continue_way.setChecked(True)
        self.ask_way.toggled.connect(self._on_way_toggled)

    def _make_numbers(self) -> None:
        self.length = NumberBox()
        self.length.setRange(1, _MOST_TOKENS)
        self.length.setValue(_USUAL.max_new_tokens)
        self.temperature = DecimalBox()
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setSingleStep(0.1)
        self.temperature.setDecimals(1)
        self.temperature.setValue(_USUAL.temperature)
        self.top_p = DecimalBox()
        self.top_p.setRange(0.01, 1.0)
        self.top_p.setSingleStep(0.05)
        self.top_p.setValue(_USUAL.top_p)
        self.seed = NumberBox()
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setValue(_USUAL.seed)
        text = self.tr("More about how words are chosen")
        self.more = icon_button("settings", text, "muted_text")
        self.more.setObjectName("more")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more_toggled)
        self.temperature.valueChanged.connect(self._on_temperature_value_changed)

    def _compose(self) -> None:
        sizes = current().sizes
        controls = QHBoxLayout()
        controls.setSpacing(sizes.space_s)
        ways = QHBoxLayout()
        ways.setSpacing(2)
        ways.addWidget(self.continue_way)
        ways.addWidget(self.ask_way)
        controls.addLayout(ways)
        controls.addSpacing(sizes.space_s)
        self._add(controls, "length", self.tr("Length"), self.tr("At most so many tokens"))
        self._add(
            controls, "temperature", self.tr("Temperature"),
            self.tr("0 takes the likeliest word each time; more leaves more to chance"),
        )  # fmt: skip
        controls.addWidget(self.more)
        controls.addStretch(1)
        controls.addWidget(self.stop)
        controls.addWidget(self.send)
        self._folded = QWidget()
        folded = QHBoxLayout(self._folded)
        folded.setContentsMargins(0, 0, 0, 0)
        folded.setSpacing(sizes.space_s)
        self._add(
            folded, "top_p", self.tr("Top-p"),
            self.tr("Chance picks among the likeliest words that make up this share"),
        )  # fmt: skip
        self._add(folded, "seed", self.tr("Seed"), self.tr("The same seed gives the same text"))
        folded.addStretch(1)
        self._folded.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.space_s, sizes.space_s, sizes.space_s, sizes.space_s)
        column.setSpacing(sizes.space_s)
        column.addWidget(self.prompt)
        column.addWidget(self._folded)
        column.addLayout(controls)
        self._on_temperature_value_changed(self.temperature.value())

    def _add(self, row: QHBoxLayout, name: str, title: str, meaning: str) -> None:
        box: QAbstractSpinBox = getattr(self, name)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(meaning)
        caption = QLabel(title)
        caption.setProperty("role", "caption")
        caption.setBuddy(box)
        caption.setToolTip(meaning)
        row.addWidget(caption)
        row.addWidget(box)

    # ------------------------------------------------------------------ what is wanted

    @property
    def is_question(self) -> bool:
        """Whether the model is asked, not continued."""
        return self.ask_way.isChecked()

    def text(self) -> str:
        """What is written."""
        return self.prompt.toPlainText()

    def put(self, text: str, *, as_question: bool) -> None:
        """Write a prompt, ready to be sent."""
        self.prompt.setPlainText(text)
        # A question stands at the end of a long text.
        self.prompt.moveCursor(QTextCursor.MoveOperation.End)
        self.prompt.ensureCursorVisible()
        self.take_way(as_question=as_question)
        self.take_keys()

    def take_keys(self) -> None:
        """Let the keys go to the box, unless it is out of sight: they would write there unseen."""
        if self.prompt.isVisible():
            self.prompt.setFocus()

    def take_way(self, *, as_question: bool) -> None:
        """Choose whether the model is asked or continued."""
        (self.ask_way if as_question else self.continue_way).setChecked(True)

    def set_verb(self, verb: str) -> None:
        """What the button says in place of its usual word; empty for that."""
        self._verb = verb
        self._on_way_toggled()

    def settings(self) -> GenerationSettings:
        """How the model is to write."""
        return GenerationSettings(
            max_new_tokens=self.length.value(),
            temperature=self.temperature.value(),
            top_p=self.top_p.value(),
            as_question=self.is_question and bool(self.text().strip()),
            seed=self.seed.value(),
        )

    def show_whether_begun(self, is_begun: bool) -> None:
        """Say whether there is a text already that could be written on."""
        if is_begun is not self._can_write_on:
            self._can_write_on = is_begun
            self._on_way_toggled()

    def show_writing(self, is_writing: bool) -> None:
        """Offer to stop while the model writes."""
        had_focus = self.send.hasFocus() or self.stop.hasFocus()
        self.send.setVisible(not is_writing)
        self.stop.setVisible(is_writing)
        if had_focus:
            (self.stop if is_writing else self.prompt).setFocus()

    # ------------------------------------------------------------------ events

    @Slot()
    def _on_way_toggled(self) -> None:
        asks = self.is_question
        self.send.setText(self._verb or (self.tr("Ask") if asks else self.tr("Continue")))
        hint = self.tr("Write a text for the model to continue.")
        if self._can_write_on:
            hint = self.tr("Write a text for the model to continue, or nothing to let it write on.")
        if asks:
            hint = self.tr("Ask about what the model has read, or just talk to it.")
        self.prompt.setPlaceholderText(hint)

    @Slot(bool)
    def _on_more_toggled(self, is_open: bool) -> None:
        self._folded.setVisible(is_open)

    @Slot(float)
    def _on_temperature_value_changed(self, temperature: float) -> None:
        # Without chance there is nothing for these to decide.
        self.top_p.setEnabled(temperature > 0)
        self.seed.setEnabled(temperature > 0)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only once it has its size can a long prompt be scrolled to its end.
        QTimer.singleShot(0, self.prompt, self.prompt.ensureCursorVisible)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.prompt and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if pressed and enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send_requested.emit()
                return True
            if pressed and event.key() == Qt.Key.Key_Escape:
                self.stop_requested.emit()
                return True
        return super().eventFilter(watched, event)
