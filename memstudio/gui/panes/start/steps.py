"""The way through the window in four steps; the next one is always marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.run_words import brief_name
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.widgets.action_button import ActionButton
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from memstudio.gui.actions.action import Actions
    from memstudio.gui.session import Session

_ICON_SIDE = 20


class Step(QFrame):
    """One step: done, next, or still to come."""

    def __init__(
        self, icon_name: str, title: str, action: QAction, button: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._icon_name = icon_name
        sizes = current().sizes
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[sizes.space_m] * 4)
        layout.setSpacing(sizes.space_xs)
        row = QHBoxLayout()
        row.setSpacing(sizes.space_s)
        self.picture = QLabel(self)
        row.addWidget(self.picture)
        heading = QLabel(title, self)
        heading.setProperty("role", "title")
        row.addWidget(heading, 1)
        layout.addLayout(row)
        self.note = ElidedLabel("", self, Qt.TextElideMode.ElideRight)
        self.note.setProperty("role", "muted")
        layout.addWidget(self.note)
        layout.addSpacing(sizes.space_s)
        self.button = ActionButton(action, icon_name=icon_name, text=button, parent=self)
        layout.addWidget(self.button)
        self.state = ""

    def set_state(self, state: str, note: str) -> None:
        """Show it as "done", "next" or "later"."""
        self.note.setText(note)
        self.state = state
        names = {
            "done": ("success", "success"),
            "next": (self._icon_name, "accent"),
            "later": (self._icon_name, "faint_text"),
        }
        name, role = names[state]
        size = QSize(_ICON_SIDE, _ICON_SIDE)
        self.picture.setPixmap(icon(name, role).pixmap(size, self.devicePixelRatioF()))
        self.button.set_role("primary" if state == "next" else "")


class Steps(QWidget):
    """Model, text, training, memory: what is there, and what comes next."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().sizes.space_m)
        self.model = Step(
            "model", self.tr("1  Model"), actions["file.open_model"], self.tr("Open a model…"), self
        )
        self.text = Step(
            "text", self.tr("2  Text"), actions["file.add_text"], self.tr("Add text…"), self
        )
        self.training = Step(
            "chart", self.tr("3  Training"), actions["view.train"], self.tr("Set up a run"), self
        )
        self.memory = Step(
            "memory", self.tr("4  Memory"), actions["view.memory"], self.tr("Look inside"), self
        )
        for step in (self.model, self.text, self.training, self.memory):
            row.addWidget(step, 1)
        for signal in (session.model_changed, session.corpus_changed, session.trace_changed):
            signal.connect(self._on_session_changed)
        session.run_changed.connect(self._on_session_run_changed)
        self._run_state: object = None
        notifier().theme_changed.connect(self._on_session_changed)
        self._on_session_changed(None)

    @Slot(object)
    def _on_session_run_changed(self, _run: object) -> None:
        run = self._session.run
        state = (run.standing, run.name) if run else None
        if state != self._run_state:
            self._run_state = state
            self._on_session_changed(None)

    @Slot(object)
    def _on_session_changed(self, _payload: object) -> None:
        session = self._session
        model, corpus, run = session.model, session.corpus, session.run
        # With nothing open the demo is the thing to do: it has the page's one strong button.
        next_step = ""
        if model is not None:
            next_step = "text" if corpus is None else "training"
        if run is not None or (session.trace is not None and corpus is None and model is not None):
            next_step = "memory"
        self.model.set_state(
            "done" if model else "later", model.name if model else self.tr("Nothing open yet")
        )
        name = self.tr("%n file(s)", "", len(corpus.files)) if corpus else ""
        self.text.set_state(
            self._state("text", next_step, is_done=corpus is not None),
            name or self.tr("Drop files anywhere"),
        )
        self.training.set_state(
            self._state(
                "training",
                next_step,
                is_done=run is not None and not (run.is_active or run.is_on_elsewhere),
            ),
            self._run_note(),
        )
        self.memory.set_state(
            self._state("memory", next_step, is_done=False),
            session.trace.document if session.trace else self.tr("What each slot holds"),
        )

    def _run_note(self) -> str:
        run = self._session.run
        if run is None:
            return self.tr("Memory only, or all")
        if run.is_active:
            return self.tr("A run is on")
        if run.is_on_elsewhere:
            return self.tr("On in another program")
        ended = {
            "completed": self.tr("Completed: {name}"),
            "stopped": self.tr("Stopped: {name}"),
            "failed": self.tr("It did not end well: {name}"),
            "interrupted": self.tr("Interrupted: {name}"),
        }.get(run.state, "")
        return ended.format(name=brief_name(run.name))

    @staticmethod
    def _state(name: str, next_step: str, *, is_done: bool) -> str:
        if name == next_step:
            return "next"
        return "done" if is_done else "later"
