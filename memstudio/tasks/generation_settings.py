"""How text is continued, as plain data. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """How text is continued.

    Attributes:
        max_new_tokens: at most so many tokens; with 0 the text is only read.
        temperature: 0 takes the likeliest token each time.
        top_p: sample among the likeliest tokens that make up this share.
        as_question: put the text in the model's own form for a question, when it has one, and
            stop at the end of the answer.
        seed: of the sampling.
        stops: texts with which it ends; they are the last that is written.
        strips_start: whether blanks before the first word are no part of it, and so end nothing.
    """

    max_new_tokens: int = 80
    temperature: float = 0.0
    top_p: float = 0.95
    as_question: bool = False
    seed: int = 0
    stops: tuple[str, ...] = ()
    strips_start: bool = False
