"""Messages as the text that a model is to read, so that its answer comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.rendering import plain_text, without_system
from memstudio.models.chat_template import has_template
from memstudio.server.request_error import wrong
from memstudio.tasks.question_form import asked_in_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.turns import Turn


class ChatForm:
    """The form in which one model reads chats.

    A tokenizer's own template is used where there is one. Without, texts follow each other as
    they are, and the first sentence is the answer; or, with `roles`, in the plain form in which
    MemStudio trains on conversations.
    """

    def __init__(self, tokenizer: Any, *, roles: bool = False) -> None:
        self._tokenizer = tokenizer
        self._has_template = has_template(tokenizer)
        self._roles = roles and not self._has_template

    @property
    def is_bare(self) -> bool:
        """Whether messages are texts and nothing else."""
        return not self._has_template and not self._roles

    @property
    def strips_start(self) -> bool:
        """Whether the blank between what was asked and the answer belongs to the form."""
        return not self._has_template

    @property
    def stops(self) -> tuple[str, ...]:
        """Texts with which somebody else begins to speak."""
        return ("\n\nUser:", "\n\nSystem:") if self._roles else ()

    def text(self, turns: Sequence[Turn], *, after: str | None) -> str:
        """What is to be read.

        Args:
            turns: the new messages.
            after: the text of the token that ended the answer before them, "" when none did; None
                when nothing was read before.
        """
        is_first = after is None
        if self.is_bare:
            return _joined([turn.text for turn in turns], is_first=is_first)
        if self._roles:
            text = plain_text(turns, getattr(self._tokenizer, "eos_token", None) or "")
            return ("" if is_first else "\n\n") + text + "\n\nAssistant:"
        failure: Exception | None = None
        for these in (turns, without_system(turns)):
            try:
                return asked_in_template(self._tokenizer, these, after)
            except Exception as error:  # noqa: BLE001 - a template is a program of somebody else's
                failure = failure or error
        raise wrong(
            f"The model's chat template does not take these messages: {failure}", "messages"
        ) from failure


def _joined(texts: Sequence[str], *, is_first: bool) -> str:
    text = ""
    for each in texts:
        apart = not each[:1].isspace() and not text[-1:].isspace() and (text or not is_first)
        text += f" {each}" if apart and each else each
    return text
