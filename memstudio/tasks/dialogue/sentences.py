"""Texts as sentences, and texts without those that hold some words. Imports no torch."""

from __future__ import annotations

import re

from memstudio.abbreviations import NO_END

_SENTENCE = re.compile(
    rf".+?(?:[.!?]+{NO_END}[\"'”\u2019)\]]*(?=\s|$)\s*|[。！？]+[”\u2019」』）]*\s*|\n+|$)",
    re.DOTALL,
)
# Only with these is an English word a part of a longer one: not beside a Chinese character.
_LATIN = "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_ENDS_ASKING = re.compile(r"[?？][\"'”\u2019)\]」』）\s]*$")


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the blanks after it: joined, they are the text."""
    return _SENTENCE.findall(text)


def contains(text: str, words: str) -> re.Match[str] | None:
    """Where some words are in a text, whatever their case; a part of a longer word does not count.

    In languages without blanks between words any place counts.
    """
    pattern = _pattern(words)
    return None if pattern is None else pattern.search(text)


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    return _ENDS_ASKING.search(sentence) is not None


def without(text: str, words: str, *, answers: bool = False) -> tuple[str, tuple[str, ...]]:
    """A text without the sentences that hold some words, and those sentences.

    When a question goes, the sentence after it goes too: it is its answer.

    Args:
        text: to take them from.
        words: to look for.
        answers: whether its first sentence is such an answer.
    """
    pattern = _pattern(words)
    spans = [] if pattern is None else [match.span() for match in pattern.finditer(text)]
    kept, gone = [], []
    start = 0
    for sentence in sentences(text):
        stop = start + len(sentence)
        # Words that begin in one line and end in the next take both with them.
        if answers or any(begin < stop and end > start for begin, end in spans):
            gone.append(sentence)
            answers = asks(sentence)
        else:
            kept.append(sentence)
        start = stop
    return "".join(kept), tuple(gone)


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return None
    pattern = r"\s+".join(parts)
    first, last = words.strip()[0], words.strip()[-1]
    if first.isascii() and first.isalnum():
        pattern = rf"(?<!{_LATIN}){pattern}"
    if last.isascii() and last.isalnum():
        pattern = rf"{pattern}(?!{_LATIN})"
    return re.compile(pattern, re.IGNORECASE)
