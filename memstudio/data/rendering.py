"""Documents as the model reads them: turns in the form that its tokenizer asks for."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.data.turns import Turn
from memstudio.models.chat_template import has_template, templated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document
    from memstudio.data.long_text import Text

_log = logging.getLogger(__name__)
_LONGEST_END = 32
_NAMES = {"system": "System", "user": "User", "assistant": "Assistant"}
NEXT_TURN = f"\n\n{_NAMES['user']}:"
"""With what somebody begins to speak again in the plain form, behind an answer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; whether it is learnt, or only read."""

    text: Text
    counts: bool


def parts_of(document: Document, tokenizer: Any = None) -> tuple[Part, ...]:
    """What a model reads of a document.

    A text counts as a whole. Of turns, those of the assistant count; they are written in the
    tokenizer's own chat template, and in a plain form when it has none, or one that fails.
    """
    if document.turns is None:
        return (Part(document.text, counts=True),)
    parts = templated_parts(document.turns, tokenizer)
    if parts is None:
        parts = _plain(document.turns, getattr(tokenizer, "eos_token", None) or "")
    return _merged(parts)


def templated_parts(turns: Sequence[Turn], tokenizer: Any) -> list[Part] | None:
    """Turns in the tokenizer's chat template; None when it has none that takes them."""
    if not has_template(tokenizer):
        return None
    # Some templates know no system, which then is said by the user.
    for these in (turns, without_system(turns)):
        for how in (_templated, _found_in_template):
            try:
                return how(these, tokenizer)
            except Exception as error:  # noqa: BLE001 - a template is a program of somebody else's
                _log.info("the chat template does not take these turns: %s", error)
    return None


def without_system(turns: Sequence[Turn]) -> list[Turn]:
    """The same for templates that know no system: what it says is said by the user beside it."""
    kept: list[Turn] = []
    was_system = False
    for turn in turns:
        is_system = turn.speaker == "system"
        is_joined = (is_system or was_system) and turn.speaker != "assistant"
        if is_joined and kept and kept[-1].speaker == "user":
            kept[-1] = Turn("user", f"{kept[-1].text}\n\n{turn.text}")
        else:
            kept.append(Turn("user", turn.text) if is_system else turn)
        was_system = is_system
    return kept


def _found_in_template(turns: Sequence[Turn], tokenizer: Any) -> list[Part]:
    """For templates that write a turn otherwise once others follow: answers where they stand."""
    messages = [{"role": turn.speaker, "content": turn.text} for turn in turns]
    whole = templated(tokenizer, messages, is_asked=False)
    parts: list[Part] = []
    done = end = 0
    for turn, head in zip(turns, _heads(turns, tokenizer), strict=True):
        text = turn.text.strip()
        # A short answer may be a part of what stands before it.
        start = whole.index(text, end + len(head) if whole.startswith(head, end) else end)
        end = start + len(text)
        if turn.speaker == "assistant":
            # With what ends the turn, which has to be learnt as well.
            line = whole.find("\n", end)
            closed = len(whole) if line < 0 else line + 1
            stop = closed if closed - end <= _LONGEST_END else end
            parts += [Part(whole[done:start], counts=False), Part(whole[start:stop], counts=True)]
            done = stop
        else:
            parts.append(Part(whole[done:end], counts=False))
            done = end
    parts.append(Part(whole[done:], counts=False))
    return parts


def _heads(turns: Sequence[Turn], tokenizer: Any) -> list[str]:
    """What the template writes between what was said before and each turn's own text."""
    marks = [f"\ue000{number}\ue001" for number in range(len(turns))]
    messages = [
        {"role": turn.speaker, "content": mark} for turn, mark in zip(turns, marks, strict=True)
    ]
    rest = templated(tokenizer, messages, is_asked=False)
    heads = []
    for mark in marks:
        head, _, rest = rest.partition(mark)
        heads.append(head)
    return heads


def plain_text(turns: Sequence[Turn], end: str = "") -> str:
    """Turns in the plain form, for people and for tokenizers without a template.

    Args:
        turns: what was said.
        end: the text of the token with which the model ends an answer; empty for people.
    """
    return "".join(str(part.text) for part in _plain(turns, end))


def _plain(turns: Sequence[Turn], end: str) -> list[Part]:
    """Each answer is ended where others follow, too: else only the last one would teach when to."""
    parts = []
    for number, turn in enumerate(turns):
        begin = "\n\n" if number else ""
        is_answer = turn.speaker == "assistant"
        # Behind the last one it comes with the end of the document.
        close = end if is_answer and number + 1 < len(turns) else ""
        parts.append(Part(f"{begin}{_NAMES[turn.speaker]}:", counts=False))
        parts.append(Part(f" {turn.text}{close}", is_answer))
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
            before = templated(tokenizer, messages[:number], is_asked=True)
            parts.append(Part(_beyond(done, before), counts=False))
            done = before
        elif number + 1 < len(turns):
            # Written with the next, for templates that take no turn alone.
            continue
        whole = templated(tokenizer, messages[: number + 1], is_asked=False)
        parts.append(Part(_beyond(done, whole), is_learnt))
        done = whole
    return parts


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
            merged[-1] = Part(str(merged[-1].text) + str(part.text), part.counts)
        else:
            merged.append(part)
    return tuple(merged)
