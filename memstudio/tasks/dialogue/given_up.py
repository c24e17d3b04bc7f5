"""What a dialogue remembered before its memory was emptied or exchanged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from memstudio.tasks.conversation import Conversation


@dataclass(frozen=True)
class GivenUp:
    """Enough of a dialogue to go on from there after all.

    Attributes:
        idents: of the turns until then.
        since: the first of them that was in the memory.
        start: what was remembered before that one.
        conversation: what was remembered after the last.
    """

    idents: tuple[str, ...]
    since: int
    start: Conversation
    conversation: Conversation

    @property
    def is_empty(self) -> bool:
        """Whether nothing was remembered."""
        return self.conversation.state is None and not self.conversation.seen


def gone() -> DataError:
    """That there is no way back."""
    return DataError(
        marked("errors", "What was remembered before cannot come back: the conversation that it belongs to was changed or left since."),
    )  # fmt: skip
