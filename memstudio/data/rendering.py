"""Documents as the model reads them: turns in the form that its tokenizer asks for."""

from __future__ import annotations

import itertools
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
    messages = _messages(turns)
    marks = [f"\ue000{number}\ue001" for number in range(len(turns))]
    marked = _messages(turns, marks)
    whole = templated(tokenizer, messages, is_asked=False)
    parts: list[Part] = []
    done = end = 0
    for number, (turn, head) in enumerate(zip(turns, _heads(marked, tokenizer), strict=True)):
        text = turn.text.strip()
        # A short answer may be a part of what stands before it.
        start = end + len(head) if whole.startswith(head, end) else end
        if turn.speaker != "assistant":
            end = whole.index(text, start) + len(text)
            parts.append(Part(whole[done:end], counts=False))
            done = end
            continue
        stop = _before_what_follows(whole, messages, number, marks[number], tokenizer)
        found = whole.find(text, start, stop)
        if found >= 0:
            start, end = found, found + len(text)
        elif stop is None:
            raise ValueError("an answer is nowhere in what the template writes")
        else:
            # The template has left something out, such as what was thought before an earlier answer.
            asked = _behind(templated(tokenizer, marked[:number], is_asked=True), marks[:number])
            begin = min(_num_shared(head, whole, end), _num_shared(asked, whole, end))
            start, end = end + begin, stop
        # With what ends the turn, which has to be learnt as well.
        until = templated(tokenizer, marked[: number + 1], is_asked=False)
        stop = end + _num_shared(_behind(until, marks[number : number + 1]), whole, end)
        parts += [Part(whole[done:start], counts=False), Part(whole[start:stop], counts=True)]
        done = stop
    parts.append(Part(whole[done:], counts=False))
    return parts


def _before_what_follows(
    whole: str, messages: Sequence[dict[str, str]], number: int, mark: str, tokenizer: Any
) -> int | None:
    """Where that which the template makes of a turn ends; None when it changes what follows."""
    others = [*messages[:number], {**messages[number], "content": mark}, *messages[number + 1 :]]
    rest = _behind(templated(tokenizer, others, is_asked=False), [mark])
    return len(whole) - len(rest) if whole.endswith(rest) else None


def _behind(text: str, marks: Sequence[str]) -> str:
    """What stands behind the last of some marks; all of the text when there are none."""
    return text.rpartition(marks[-1])[2] if marks else text


def _num_shared(one: str, whole: str, start: int) -> int:
    """With how many characters `one` and the text from `start` on begin alike."""
    pairs = zip(one, whole[start : start + len(one)], strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _heads(marked: Sequence[dict[str, str]], tokenizer: Any) -> list[str]:
    """What the template writes between what was said before and each turn's own text."""
    rest = templated(tokenizer, marked, is_asked=False)
    heads = []
    for message in marked:
        head, _, rest = rest.partition(message["content"])
        heads.append(head)
    return heads


def _messages(turns: Sequence[Turn], texts: Sequence[str] | None = None) -> list[dict[str, str]]:
    """Turns as templates take them; with other texts, when such are given."""
    said = [turn.text for turn in turns] if texts is None else texts
    return [{"role": turn.speaker, "content": text} for turn, text in zip(turns, said, strict=True)]


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
    messages = _messages(turns)
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
