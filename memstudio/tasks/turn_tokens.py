"""Turns as a model was trained to read them: the tokens before an answer, and those of an answer."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.data.documents import Document
from memstudio.data.rendering import parts_of
from memstudio.data.tokenised import parted, tokens_of
from memstudio.data.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.rendering import Part


def asked_tokens(
    turns: Sequence[Turn], answers: Sequence[str], tokenizer: Any
) -> tuple[list[int], list[list[int]]]:
    """What is read before an answer, and each answer with what ends it, as training has them.

    Args:
        turns: what was said, the last by the user.
        answers: that could follow.
        tokenizer: the model's.
    """
    rows = [_parted((*turns, Turn("assistant", answer)), tokenizer) for answer in answers]
    # A token may lie across the begin of one answer and not of another.
    prompt = _shared([read for read, _ in rows])
    return prompt, [[*read[len(prompt) :], *answer] for read, answer in rows]


def _parted(turns: tuple[Turn, ...], tokenizer: Any) -> tuple[list[int], list[int]]:
    tokens, is_learnt = tokens_of(Document("", "", Path(), turns=turns), tokenizer)
    return parted(tokens.tolist(), is_learnt)


def _shared(rows: Sequence[list[int]]) -> list[int]:
    """With what all of some lists begin."""
    shared = min(rows, key=len, default=[])
    for row in rows:
        pairs = zip(shared, row, strict=False)
        num = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
        shared = shared[:num]
    return shared


def prompt_text(turns: Sequence[Turn], tokenizer: Any) -> str:
    """What is read before an answer, up to where that is to begin."""
    return _before_and_answer(turns, "x", tokenizer)[0]


def turn_text(turns: Sequence[Turn], tokenizer: Any) -> str:
    """Turns in the form that the tokenizer asks for."""
    return "".join(str(part.text) for part in _parts(turns, tokenizer))


def _before_and_answer(turns: Sequence[Turn], answer: str, tokenizer: Any) -> tuple[str, str]:
    """What is read before an answer, and the answer, in the form that the tokenizer asks for."""
    parts = _parts((*turns, Turn("assistant", answer)), tokenizer)
    last = max(i for i, part in enumerate(parts) if part.counts)
    return "".join(str(part.text) for part in parts[:last]), str(parts[last].text)


def _parts(turns: Sequence[Turn], tokenizer: Any) -> tuple[Part, ...]:
    return parts_of(Document("", "", Path(), turns=tuple(turns)), tokenizer)


def text_tokens(text: str, tokenizer: Any) -> list[int]:
    """The tokens of a text, without special ones added."""
    ids: list[int] = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    return ids
