"""Documents as the model reads them: turns in the form that its tokenizer asks for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document
    from memstudio.data.turns import Turn

_log = logging.getLogger(__name__)
_NAMES = {"system": "System", "user": "User", "assistant": "Assistant"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; whether it is learnt, or only read."""

    text: str
    counts: bool


def parts_of(document: Document, tokenizer: Any = None) -> tuple[Part, ...]:
    """What a model reads of a document.

    A text counts as a whole. Of turns, those of the assistant count; they are written in the
    tokenizer's own chat template, and in a plain form when it has none.
    """
    if document.turns is None:
        return (Part(document.text, counts=True),)
    if getattr(tokenizer, "chat_template", None):
        try:
            return _merged(_templated(document.turns, tokenizer))
        except Exception as error:  # noqa: BLE001 - a template is a program of somebody else's
            _log.info("the chat template does not take these turns: %s", error)
    return _merged(_plain(document.turns))


def plain_text(turns: Sequence[Turn]) -> str:
    """Turns in the plain form, for people and for tokenizers without a template."""
    return "".join(part.text for part in _plain(turns))


def _plain(turns: Sequence[Turn]) -> list[Part]:
    parts = []
    for number, turn in enumerate(turns):
        begin = "\n\n" if number else ""
        parts.append(Part(f"{begin}{_NAMES[turn.speaker]}:", counts=False))
        parts.append(Part(f" {turn.text}", turn.speaker == "assistant"))
    return parts


def _templated(turns: Sequence[Turn], tokenizer: Any) -> list[Part]:
    """What each turn adds to the text of those before it."""
    messages = [{"role": turn.speaker, "content": turn.text} for turn in turns]
    parts: list[Part] = []
    done = ""
    for number, turn in enumerate(turns):
        is_learnt = turn.speaker == "assistant"
        if is_learnt:
            # Up to where the answer is to begin.
            before = _written(messages[:number], tokenizer, is_asked=True)
            parts.append(Part(_beyond(done, before), counts=False))
            done = before
        elif number + 1 < len(turns):
            # Written with the next, for templates that take no turn alone.
            continue
        whole = _written(messages[: number + 1], tokenizer, is_asked=False)
        parts.append(Part(_beyond(done, whole), is_learnt))
        done = whole
    return parts


def _written(messages: list[dict[str, str]], tokenizer: Any, *, is_asked: bool) -> str:
    text: str = tokenizer.apply_chat_template(
        messages, tokenize=False, add_generation_prompt=is_asked
    )
    return text


def _beyond(before: str, whole: str) -> str:
    if not whole.startswith(before):
        raise ValueError("a turn changes how those before it are written")
    return whole[len(before) :]


def _merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Neighbours that are both learnt, or both only read, as one."""
    merged: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if merged and merged[-1].counts == part.counts:
            merged[-1] = Part(merged[-1].text + part.text, part.counts)
        else:
            merged.append(part)
    return tuple(merged)
