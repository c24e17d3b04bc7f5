"""Turns as a model was trained to read them: the tokens before an answer, and those of an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.data.documents import Document
from memstudio.data.rendering import parts_of
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
    prompt: list[int] = []
    found: list[list[int]] = []
    for answer in answers:
        read, text = _before_and_answer(turns, answer, tokenizer)
        prompt = text_tokens(read, tokenizer)
        end = "" if tokenizer.eos_token is None else tokenizer.eos_token
        found.append(text_tokens(text if text.endswith(end) else text + end, tokenizer))
    return prompt, found


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
