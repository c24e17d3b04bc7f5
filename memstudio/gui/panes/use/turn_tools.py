"""What can be done with the turn under the mouse, or the one that was chosen with the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from memstudio.gui.panes.use.transcript import Transcript
    from memstudio.tasks.dialogue.turn import Turn
    from memstudio.workers.dialogue_messages import DialogueView

_MARGIN = 6


class TurnTools(QFrame):
    """Floats at the end of a turn; the same is in the menu of the transcript.

    Alt+Up and Alt+Down choose a turn, from the transcript and from the box to write in; Enter or Tab
    leads to its tools then.

    Signals (each with the place of the turn):
        again_requested: the answer should be written again.
        edit_requested: what was said should be edited.
        answer_requested: what was written should be edited.
        branch_requested: another session should begin with this turn.
        forget_requested: the turn should be forgotten.
        sources_requested: where the answer came from should be shown.

    Args:
        transcript: the text with the turns.
    """

    again_requested = Signal(int)
    edit_requested = Signal(int)
    answer_requested = Signal(int)
    branch_requested = Signal(int)
    forget_requested = Signal(int)
    sources_requested = Signal(int)

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(transcript.viewport())
        self.setObjectName("turnTools")
        self.setProperty("role", "floating")
        self._transcript = transcript
        self._view: DialogueView | None = None
        self._is_usable = False
        self._turn = -1
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(2)
        self.actions_of_turn: dict[str, QAction] = {}
        texts = (
            ("again", "refresh", self.tr("Try again"), self.again_requested),
            ("edit", "edit", self.tr("Edit what you said"), self.edit_requested),
            ("answer", "text", self.tr("Edit what was written"), self.answer_requested),
            ("branch", "branch", self.tr("Branch from here"), self.branch_requested),
            ("sources", "link", self.tr("Where the answer came from"), self.sources_requested),
            ("forget", "eraser", self.tr("Forget this turn"), self.forget_requested),
        )
        for name, icon_name, text, signal in texts:
            action = QAction(icon(icon_name), text, self)
            action.setObjectName(name)
            action.triggered.connect(lambda _=False, signal=signal: self._ask(signal))
            self.actions_of_turn[name] = action
            button = QToolButton(self)
            button.setObjectName(f"{name}Tool")
            button.setDefaultAction(action)
            button.setAccessibleName(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        # Without chance the same would come again.
        self.actions_of_turn["again"].setToolTip(self.tr("Try again, with the next seed. At temperature 0 the answer is written at 0.8, as it would be the same else."))  # fmt: skip
        before: QWidget = transcript
        for button in self.findChildren(QToolButton):
            QWidget.setTabOrder(before, button)
            before = button
        self.hide()
        transcript.viewport().setMouseTracking(True)
        transcript.viewport().installEventFilter(self)
        transcript.installEventFilter(self)
        transcript.verticalScrollBar().valueChanged.connect(self._on_bar_value_changed)

    @property
    def turn(self) -> int:
        """The place of the turn that they are for; -1 for none."""
        return self._turn

    def set_view(self, view: DialogueView, *, is_usable: bool) -> None:
        """Take note of the turns there are, and whether anything can be done with them now."""
        self._view, self._is_usable = view, is_usable
        if not is_usable or self._turn >= len(view.turns):
            self.show_for(-1)
        else:
            self.show_for(self._turn)

    def show_for(self, turn: int) -> None:
        """Show what can be done with a turn; -1 for none."""
        known = self._known(turn)
        self._turn = turn if known is not None and self._is_usable else -1
        self._transcript.mark_turn(self._turn)
        if known is None or self._turn < 0 or self._view is None:
            self.hide()
            return
        is_remembered = turn >= self._view.since
        gone = self.tr("The memory was emptied or exchanged after this turn.")
        for name, action in self.actions_of_turn.items():
            fits = {
                "again": bool(known.answer) or bool(known.prompt and not known.is_document),
                "edit": bool(known.prompt.strip()) and not known.is_document,
                "answer": bool(known.answer),
                "sources": bool(known.written_ids) and not known.is_edited,
            }.get(name, True)
            action.setVisible(fits)
            missing = "" if is_remembered else gone
            if name == "sources" and not missing and not self._view.begins_empty:
                missing = self.tr("The memory held something before the first turn, which cannot be read again.")  # fmt: skip
            action.setEnabled(not missing)
            said = with_colon(action.text(), missing) if missing else action.text()
            action.setToolTip(said)
        self._place()

    # ------------------------------------------------------------------ inside

    def _known(self, turn: int) -> Turn | None:
        turns = self._view.turns if self._view is not None else ()
        return turns[turn] if 0 <= turn < len(turns) else None

    def _place(self) -> None:
        area = self._transcript.place_of(self._turn)
        viewport = self._transcript.viewport().rect()
        if area.isEmpty() or not area.intersects(viewport):
            self.hide()
            return
        self.adjustSize()
        # Beside the last line, which seldom is full, and in sight as long as a part of the turn is.
        lowest = viewport.bottom() - self.height() - _MARGIN
        top = min(max(_MARGIN, area.bottom() - self.height() // 2), lowest)
        self.move(viewport.right() - self.width() - _MARGIN, top)
        self.show()
        self.raise_()

    def _ask(self, signal: SignalInstance) -> None:
        turn = self._turn
        if turn >= 0 and self._is_usable:
            signal.emit(turn)

    @Slot(int)
    def _on_bar_value_changed(self, _: int) -> None:
        if self._turn >= 0:
            self._place()

    def _show_menu(self, event: QContextMenuEvent) -> None:
        point = self._transcript.viewport().mapFromGlobal(event.globalPos())
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            self.show_for(self._transcript.turn_at(point))
        menu = self._transcript.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        others = menu.actions()
        if self._turn >= 0 and others:
            menu.insertSeparator(others[0])
            before = menu.actions()[0]
            for action in self.actions_of_turn.values():
                if action.isVisible():
                    menu.insertAction(before, action)
        menu.popup(event.globalPos())

    def _step(self, by: int) -> None:
        turns = self._transcript.shown_turns()
        if not turns:
            return
        now = turns.index(self._turn) if self._turn in turns else (len(turns) if by < 0 else -1)
        self.show_for(turns[min(max(0, now + by), len(turns) - 1)])
        bar = self._transcript.verticalScrollBar()
        top = self._transcript.place_of(self._turn).top()
        if not 0 <= top < self._transcript.viewport().height() - self.height():
            bar.setValue(bar.value() + top - self._transcript.viewport().height() // 3)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        own = {self._transcript, self._transcript.viewport()}
        if isinstance(event, QContextMenuEvent) and watched in own:
            self._show_menu(event)
            return True
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            if watched is self._transcript.viewport() and not event.buttons():
                self._follow(event.position().toPoint())
        elif event.type() == QEvent.Type.Leave and watched is self._transcript.viewport():
            if not any(each.hasFocus() for each in self.findChildren(QToolButton)):
                self.show_for(-1)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes_key(event, is_transcript=watched is self._transcript)
        elif event.type() == QEvent.Type.Resize and self._turn >= 0:
            self._place()
        return super().eventFilter(watched, event)

    def _takes_key(self, event: QKeyEvent, *, is_transcript: bool) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if self._is_usable and self._transcript.shown_turns():
                self._transcript.setFocus()
                self._step(step)
            return True
        if is_transcript and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            usable = [
                each
                for each in self.findChildren(QToolButton)
                if each.isVisible() and each.isEnabled()
            ]
            if self._turn >= 0 and usable:
                usable[0].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _follow(self, point: QPoint) -> None:
        turn = self._transcript.turn_at(point)
        if not self.geometry().contains(point) and turn != self._turn:
            self.show_for(turn)
