"""What happens when the demo opens: it reads a new story, and a question is ready to be asked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from memstudio.gui.session import Session
    from memstudio.models.summary import ModelSummary

_REFERENCE = "demo"
_NUM_SEEDS = 10_000


class DemoOpening(QObject):
    """Waits for the demo that was asked for, and not for the demo being moved or trained.

    Signals:
        story_started: the memory page has something to show from now on.
        question_prepared: a text that ends with a question about the story.
    """

    story_started = Signal()
    question_prepared = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_awaited = False
        session.model_changed.connect(self._on_session_model_changed)

    def expect(self, reference: str) -> None:
        """A model is being opened; does something only when it is the demo."""
        self._is_awaited = reference == _REFERENCE

    def carried(self) -> bool:
        """Whether the demo is waited for, for another window to wait for it."""
        return self._is_awaited

    def carry_on(self, state: bool) -> None:
        """Wait for what another window waited for."""
        self._is_awaited = state

    @Slot(object)
    def _on_session_model_changed(self, model: ModelSummary | None) -> None:
        if not self._is_awaited or model is None or model.reference != _REFERENCE:
            return
        self._is_awaited = False
        # It needs numpy, which the window does without until it is up.
        from memstudio.tasks.stories import generate_story

        seed = secrets.randbelow(_NUM_SEEDS)
        story = generate_story(seed, split="held_out")
        text = story.text
        document = self.tr("New story, seed {seed}").format(seed=seed)
        self._session.record_trace(text, document)
        self.story_started.emit()
        if story.questions:
            last = story.questions[-1]
            question_end = text.index("?", last.char_start) + 1
            self.question_prepared.emit(text[:question_end])
