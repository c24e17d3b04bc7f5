"""Rows as turns: what is read, and what is to be said after it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from memstudio.data.row_kinds import LABEL_ROLES
from memstudio.errors import marked

Speaker = Literal["system", "user", "assistant"]
Cells: TypeAlias = Mapping[str, Any]
"""Cells by the role of their column."""

_SPEAKERS: dict[str, Speaker] = {
    "system": "system", "developer": "system", "context": "system",
    "user": "user", "human": "user", "prompter": "user", "question": "user", "customer": "user",
    "assistant": "assistant", "gpt": "assistant", "bot": "assistant", "model": "assistant",
    "chatgpt": "assistant", "answer": "assistant", "agent": "assistant",
}  # fmt: skip
_TEXTS = ("text", "content", "value", "sentences", "contexts")
"""Under which of them the text of a nested cell stands."""
_SAID = ("content", "value", "text")
"""Under which of them a message has what is said."""
_LETTERS = "ABCDEFGHIJ"
_YES = ("true", "yes", "relevant", "y")
_BREAKS = re.compile(r"\s*[\r\n]\s*")
_NO = ("false", "no", "irrelevant", "not relevant", "n")


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of text, and who says it. What the assistant says is learnt."""

    speaker: Speaker
    text: str


class UnusableRowError(Exception):
    """A row that nothing can be learnt from.

    Attributes:
        reason: a template marked in the context "errors".
        values: what goes into it.
    """

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class PassedOverError(UnusableRowError):
    """A row that is as it should be, from which nothing is learnt; such rows are counted.

    Its reason has fields for their `count`, and for the `line` of the first.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason, count=1, line=1)


def turns_of(kind: str, cells: Cells) -> tuple[Turn, ...]:
    """The turns of a row.

    Args:
        kind: the name of a `RowKind` other than "text".
        cells: of the row, by role.

    Raises:
        UnusableRowError: something is missing, or is of another type.
    """
    try:
        return _MAKERS[kind](cells)
    except RecursionError:
        raise UnusableRowError(
            marked("errors", "This row is nested too deeply and was skipped.")
        ) from None


def words_of(value: object) -> str:
    """A cell as text; "" when there is nothing in it that is text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        # NaN is how tables spell nothing.
        return "" if math.isnan(value) else f"{value:.15g}"
    if isinstance(value, int | Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        # As in SQuAD: {"text": ["..."], "answer_start": [...]}.
        return words_of(_first(value, "text", "content", "value"))
    parts = value if isinstance(value, list | tuple) else ()
    return next((text for each in parts if (text := words_of(each))), "")


def _first(cells: Mapping[str, Any], *names: str) -> Any:
    """The first of some cells that is there."""
    return next((cells[name] for name in names if cells.get(name) is not None), None)


def all_words_of(value: object, between: str = "\n", *, is_said: bool = False) -> str:
    """Every text in a cell, however deep it lies, one after another.

    Args:
        value: the cell.
        between: what stands between two texts.
        is_said: whether it is a message, of which the parts that are no text are left out.
    """
    if isinstance(value, Mapping):
        named = _first(value, *_TEXTS)
        # A part that says of what type it is, and has no text, is a picture or a call of a tool.
        others = [] if is_said and "type" in value else list(value.values())
        parts = [named] if named is not None else others
    elif isinstance(value, list | tuple):
        parts = list(value)
    else:
        return words_of(value)
    words = (all_words_of(each, between, is_said=is_said) for each in parts)
    return between.join(text for text in words if text)


def list_of(value: object) -> list[str]:
    """A cell as texts of a line each: a list, or a text with one a line."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    values = value if isinstance(value, list | tuple) else [value]
    return [text for each in values if (text := _one_line(each))]


def _one_line(value: object) -> str:
    # What is listed is told apart by its line breaks.
    return _BREAKS.sub(" ", words_of(value))


def _needed(cells: Cells, role: str) -> str:
    text = words_of(cells.get(role))
    if not text:
        raise _nothing_in(role)
    return text


def _nothing_in(role: str) -> UnusableRowError:
    return UnusableRowError(
        marked("errors", "This row has nothing in the column for '{role}' and was skipped."), role=role
    )  # fmt: skip


def _needed_list(cells: Cells, role: str) -> list[str]:
    return list_of(cells.get(role)) or [_needed(cells, role)]


def _asked(cells: Cells, question: str, answer: str) -> tuple[Turn, ...]:
    return _with_system(cells, _said(question, answer))


def _said(question: str, answer: str) -> tuple[Turn, Turn]:
    return Turn("user", question), Turn("assistant", answer)


def _with_system(cells: Cells, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    system = words_of(cells.get("system"))
    return (Turn("system", system), *turns) if system else turns


def _conversation(cells: Cells) -> tuple[Turn, ...]:
    turns = _turns_in(_messages_of(cells))
    if not any(turn.speaker == "assistant" for turn in turns):
        raise UnusableRowError(marked("errors", "The assistant says nothing in this row, so it was skipped."))  # fmt: skip
    return _with_system(cells, tuple(turns))


def _messages_of(cells: Cells) -> Sequence[object]:
    messages, before = cells.get("messages"), cells.get("prompt")
    if not isinstance(messages, list | tuple) or not messages:
        raise UnusableRowError(
            marked("errors", "This row has no list of messages and was skipped.")
        )
    if isinstance(before, str):
        before = [{"role": "user", "content": before}]
    # Else what was asked stands among the messages, too.
    is_answer = (
        isinstance(messages[0], Mapping) and _SPEAKERS.get(_name_of(messages[0])) == "assistant"
    )
    return [*before, *messages] if is_answer and isinstance(before, list | tuple) else messages


def _name_of(message: Mapping[str, Any]) -> str:
    return str(message.get("role", message.get("from", ""))).lower()


def _turns_in(messages: Sequence[object]) -> list[Turn]:
    turns: list[Turn] = []
    for message in messages:
        if isinstance(message, str):
            # Texts without names are said in turn.
            turns.append(Turn("assistant" if len(turns) % 2 else "user", message.strip()))
            continue
        if not isinstance(message, Mapping):
            raise UnusableRowError(marked("errors", "A message of this row is not an object, so the row was skipped."))  # fmt: skip
        named = _name_of(message)
        speaker = _SPEAKERS.get(named)
        if speaker is None:
            raise UnusableRowError(
                marked("errors", "A message of this row is said by '{name}', who is neither user, assistant nor system, so the row was skipped."),
                name=named[:80],
            )  # fmt: skip
        text = all_words_of(_first(message, *_SAID), is_said=True)
        if text:
            turns.append(Turn(speaker, text))
    return turns


def num_without_text(kind: str, cells: Cells) -> int:
    """Parts of a row's messages that are no text, such as pictures, and are left out of its turns."""
    if kind != "conversation":
        return 0
    said = [_first(each, *_SAID) for each in _messages_of(cells) if isinstance(each, Mapping)]
    parts = [part for each in said if isinstance(each, list | tuple) for part in each]
    return sum(
        isinstance(part, Mapping) and "type" in part and _first(part, *_TEXTS) is None
        for part in parts
    )


def _instruction(cells: Cells) -> tuple[Turn, ...]:
    more = all_words_of(cells.get("input"))
    question = _needed(cells, "instruction")
    return _asked(cells, f"{question}\n\n{more}" if more else question, _needed(cells, "output"))


def _question(cells: Cells) -> tuple[Turn, ...]:
    if pairs := _in_turn(cells, "question", "answer"):
        # Of one text much is asked: it is read once, before the first question.
        (question, answer), *more = pairs
        first = _question({**cells, "question": question, "answer": answer})
        return (*first, *(turn for each in more for turn in _said(*each)))
    context = all_words_of(cells.get("context"))
    parts = [context, _needed(cells, "question")]
    answer = _needed(cells, "answer")
    choices = cells.get("choices")
    texts = list_of(
        choices["text"] if isinstance(choices, Mapping) and "text" in choices else choices
    )
    if texts:
        names = list_of(choices.get("label")) if isinstance(choices, Mapping) else []
        parts.append("\n".join(f"- {text}" for text in texts))
        answer = _chosen(answer, texts, names)
    return _asked(cells, "\n\n".join(part for part in parts if part), answer)


def _chosen(answer: str, texts: list[str], names: list[str]) -> str:
    """The choice that is meant by its own name, its letter, or its number from 0."""
    if (line := _one_line(answer)) in texts:
        return line
    if answer in names:
        return texts[names.index(answer)] if names.index(answer) < len(texts) else answer
    place = _LETTERS.find(answer.upper()) if len(answer) == 1 and answer.isalpha() else -1
    if answer.isdecimal():
        place = int(answer)
    return texts[place] if 0 <= place < len(texts) else answer


def _in_turn(cells: Cells, asked: str, said: str) -> list[tuple[str, str]]:
    """What is asked and said by turns, where both cells are lists; nothing of a single one.

    As in CoQA (Reddy et al. 2019), and in documents that are translated sentence by sentence. Where
    one of the two says nothing, both are left out.

    Raises:
        UnusableRowError: the lists are not of the same length, so that nobody knows what belongs
            together.
    """
    one, other = cells.get(asked), cells.get(said)
    if isinstance(other, Mapping):
        # As CoQA has it: {"input_text": [...], "answer_start": [...]}.
        other = other.get("input_text")
    if not isinstance(one, list | tuple) or not isinstance(other, list | tuple):
        return []
    # To a single question there may be several answers.
    if len(one) < 2:
        return []
    if len(one) != len(other):
        raise UnusableRowError(
            marked("errors", "This row has {count} texts in the column for '{asked}' and {others} in that for '{said}', so it was skipped."),
            count=len(one), asked=asked, others=len(other), said=said,
        )  # fmt: skip
    pairs = [(words_of(each), words_of(own)) for each, own in zip(one, other, strict=True)]
    pairs = [each for each in pairs if all(each)]
    if not pairs:
        raise _nothing_in(said)
    return pairs


def _translation(cells: Cells) -> tuple[Turn, ...]:
    if pairs := _in_turn(cells, "source", "target"):
        return tuple(turn for each in pairs for turn in _said(*each))
    return _asked(cells, _needed(cells, "source"), _needed(cells, "target"))


def _summary(cells: Cells) -> tuple[Turn, ...]:
    return _asked(cells, _needed(cells, "document"), _needed(cells, "summary"))


def _label(cells: Cells) -> tuple[Turn, ...]:
    labels = _needed_list(cells, LABEL_ROLES[0])
    # Of more than one column, each has to say something.
    labels += [_needed(cells, role) for role in LABEL_ROLES[1:] if role in cells]
    return _asked(cells, _text_and_pair(cells), ", ".join(labels))


def _number(cells: Cells) -> tuple[Turn, ...]:
    said = _needed(cells, "number")
    if number_in_words(said) is None:
        raise UnusableRowError(
            marked("errors", "'{value}' in the column for 'number' is no number, so the row was skipped."),
            value=said[:80],
        )  # fmt: skip
    return _asked(cells, _text_and_pair(cells), said)


def _text_and_pair(cells: Cells) -> str:
    text, pair = _needed(cells, "text"), words_of(cells.get("pair"))
    return f"{text}\n\n{pair}" if pair else text


def number_in_words(text: str) -> float | None:
    """The number that a text is, and nothing beside it; None when it is none, or not finite."""
    try:
        number = float(text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _retrieval(cells: Cells) -> tuple[Turn, ...]:
    relevance = words_of(cells.get("relevance"))
    is_relevant = _is_relevant(relevance) if relevance else True
    if is_relevant is None:
        raise UnusableRowError(
            marked("errors", "The relevance of this row, '{value}', is no number, so the row was skipped."),
            value=relevance[:80],
        )  # fmt: skip
    if not is_relevant:
        raise PassedOverError(marked("errors", "{count} rows were passed over, as their documents do not fit their queries; the first of them is {line}."))  # fmt: skip
    return _asked(cells, _needed(cells, "query"), _needed(cells, "document"))


def _is_relevant(text: str) -> bool | None:
    """Whether a document fits; None when that is not said."""
    try:
        return float(text) > 0
    except ValueError:
        return {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(text.lower())


def _recommendation(cells: Cells) -> tuple[Turn, ...]:
    history, candidates = list_of(cells.get("history")), _needed_list(cells, "candidates")
    clicked = _clicked(cells.get("clicked"), candidates)
    if not clicked:
        raise PassedOverError(marked("errors", "{count} rows were passed over, as none of their candidates was chosen; the first of them is {line}."))  # fmt: skip
    read = "\n".join([*history, "", *candidates])
    return _asked(cells, read, "\n".join(clicked))


def _clicked(value: object, candidates: list[str]) -> list[str]:
    """Those chosen: named, counted from 0, or marked by a 1 each."""
    values = value if isinstance(value, list | tuple) else list_of(value)
    texts = [_one_line(each) for each in values]
    if len(texts) == len(candidates) and set(texts) <= {"0", "1"}:
        return [each for each, mark in zip(candidates, texts, strict=True) if mark == "1"]
    named = [text for text in texts if text in candidates]
    if not named and (whole := _one_line(value)) in candidates:
        named = [whole]
    if named:
        return named
    return [candidates[int(t)] for t in texts if t.isdecimal() and int(t) < len(candidates)]


_MAKERS: dict[str, Callable[[Cells], tuple[Turn, ...]]] = {
    "conversation": _conversation,
    "instruction": _instruction,
    "question": _question,
    "translation": _translation,
    "summary": _summary,
    "number": _number,
    "label": _label,
    "retrieval": _retrieval,
    "recommendation": _recommendation,
}
