"""Failures and notices in words, for the banner and the list of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from memstudio.events import TrackerLost
from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.errors import MemStudioError
    from memstudio.events import RunEvent
    from memstudio.gui.main_window import MainWindow
    from memstudio.workers.messages import Failure

    # Handed the window that is there when it is wanted: the one that offered it may be gone.
    Undo: TypeAlias = Callable[[MainWindow], None]

Tone = Literal["danger", "warning", "info", "success"]


@dataclass(frozen=True)
class Message:
    """One sentence for the user.

    Attributes:
        time: when it was said, in local time.
        tone: "danger" for failures, "warning", "info" or "success".
        text: the whole sentence, in the user's language.
        undo: takes back what it says, where that can be, or does what `button` says.
        where: the file or folder that it says was written; empty where none was.
        button: what the button says that does `undo`; empty for "Undo".
        subject: of what only the latest can be undone; empty where each can.
    """

    time: datetime
    tone: Tone
    text: str
    undo: Undo | None = None
    where: str = ""
    button: str = ""
    subject: str = ""


class MessageLog(QObject):
    """All messages of this session, oldest first.

    Signals:
        message_added: a new `Message`.
        messages_replaced: there are those of another window, or none any more.
    """

    message_added = Signal(object)
    messages_replaced = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages: list[Message] = []

    def add(
        self,
        tone: Tone,
        text: str,
        undo: Undo | None = None,
        *,
        where: str = "",
        button: str = "",
        subject: str = "",
    ) -> None:
        """Tell the user, and offer to `undo` it (or what `button` says), or to show `where` it lies."""
        message = Message(datetime.now().astimezone(), tone, text, undo, where, button, subject)
        self.messages.append(message)
        self.message_added.emit(message)

    @Slot()
    def clear(self) -> None:
        """Forget what was said."""
        self.messages = []
        self.messages_replaced.emit()

    def carried(self) -> list[Message]:
        """What was said, for another window."""
        return self.messages

    def carry_on(self, state: list[Message]) -> None:
        """List what another window said; it is not said again."""
        self.messages = list(state)
        self.messages_replaced.emit()

    @Slot(object)
    def add_failure(self, failure: Failure | MemStudioError) -> None:
        """Tell the user what could not be done."""
        self.add("danger", filled(failure.text, failure.values))

    @Slot(object)
    def add_problem(self, problem: MemStudioError) -> None:
        """Tell the user what was passed over, and why."""
        self.add("warning", filled(problem.text, problem.values))

    @Slot(object)
    def add_event(self, event: RunEvent) -> None:
        """Tell the user what happened to a run beside its training."""
        if isinstance(event, TrackerLost):
            text = self.tr("{tracker} is told no more of the run, which goes on without: {reason}")
            self.add("warning", text.format(tracker=event.tracker, reason=event.reason))
