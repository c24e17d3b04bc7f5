"""Answers in the forms that OpenAI's client reads: whole, and piece by piece."""

from __future__ import annotations

import json
import time
import uuid
from typing import TYPE_CHECKING, Any

from memstudio.server.bodies import Chat, Completion

if TYPE_CHECKING:
    from memstudio.server.answer import Answer, Remembered

LAST_EVENT = b"data: [DONE]\n\n"


class AnswerForm:
    """How one request is answered.

    Args:
        body: the request.
        model: the name of the model.
    """

    def __init__(self, body: Chat | Completion, model: str) -> None:
        self._is_chat = isinstance(body, Chat)
        self._says_usage = body.says_usage
        prefix = "chatcmpl-" if self._is_chat else "cmpl-"
        self._head = {"id": prefix + uuid.uuid4().hex, "created": int(time.time()), "model": model}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The whole answer."""
        if self._is_chat:
            message = {"role": "assistant", "content": answer.text, "refusal": None}
            said: dict[str, Any] = {"message": message}
        else:
            said = {"text": answer.text}
        return {
            **self._head,
            "object": "chat.completion" if self._is_chat else "text_completion",
            "choices": [_choice(said, answer.finish)],
            "usage": _usage(answer),
            **_conversation(answer.remembered),
        }

    def beginning(self) -> bytes:
        """What comes before the first piece: who speaks, in a chat."""
        return (
            self._event({"delta": {"role": "assistant", "content": ""}}) if self._is_chat else b""
        )

    def piece(self, text: str) -> bytes:
        """A piece of the answer."""
        return self._event({"delta": {"content": text}} if self._is_chat else {"text": text})

    def ending(self, answer: Answer) -> bytes:
        """What comes after the last piece."""
        last = self._event(
            {"delta": {}} if self._is_chat else {"text": ""},
            answer.finish,
            **_conversation(answer.remembered),
        )
        if self._says_usage:
            last += event({**self._chunk(), "choices": [], "usage": _usage(answer)})
        return last + LAST_EVENT

    def _event(self, said: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        usage = {"usage": None} if self._says_usage else {}
        return event({**self._chunk(), "choices": [_choice(said, finish)], **usage, **more})

    def _chunk(self) -> dict[str, Any]:
        return {
            **self._head,
            "object": "chat.completion.chunk" if self._is_chat else "text_completion",
        }


def event(document: dict[str, Any]) -> bytes:
    """One event of a stream."""
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def _choice(said: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": 0, **said, "logprobs": None, "finish_reason": finish}


def _usage(answer: Answer) -> dict[str, int]:
    return {
        "prompt_tokens": answer.num_read,
        "completion_tokens": answer.num_written,
        "total_tokens": answer.num_read + answer.num_written,
    }


def _conversation(remembered: Remembered | None) -> dict[str, Any]:
    if remembered is None:
        return {}
    return {
        "conversation": {
            "id": remembered.name,
            "is_new": remembered.is_new,
            "was_dropped": remembered.was_dropped,
            "is_kept": remembered.is_kept,
            "segments": remembered.num_segments,
        }
    }
