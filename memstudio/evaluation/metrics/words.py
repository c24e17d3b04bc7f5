"""Texts as words: what is compared when an answer is held against the one that was expected."""

from __future__ import annotations

import re
import string
import unicodedata

# Scripts that are written without blanks between words: each character stands for itself.
_UNSPACED = (
    "\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_ARTICLES = re.compile(r"\b(?:an|the)\b")
# As a letter beside Chinese characters it is none: "A 股".
_A = re.compile(rf"(?<![\w{_UNSPACED}])a(?![\w{_UNSPACED}])")
_UNSPACED_CHARACTER = re.compile(rf"[{_UNSPACED}]")
_BLANKS_BESIDE = re.compile(rf"\s+(?=[{_UNSPACED}])|(?<=[{_UNSPACED}])\s+")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; Chinese and Japanese by characters."""
    kept: list[str] = []
    for c in unicodedata.normalize("NFKC", text).lower():
        if _UNSPACED_CHARACTER.match(c):
            kept += (" ", c, " ")
        # Vowel signs, as in Hindi and Thai, are no letters, but belong to the word.
        elif c.isalnum() or (kept and kept[-1] != " " and unicodedata.category(c)[0] == "M"):
            kept.append(c)
        else:
            kept.append(" ")
    return "".join(kept).split()


def closed_up(text: str) -> str:
    """A text without blanks beside Chinese and Japanese, which mean nothing there.

    Tokenizers that have a token for each character put them between all.
    """
    return _BLANKS_BESIDE.sub("", text)


def normalised(text: str) -> str:
    """A text as SQuAD compares it: lower case, no punctuation, no English articles, single blanks.

    Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text, EMNLP 2016,
    arXiv 1606.05250, and its `evaluate-v1.1.py`. Beyond that, full-width forms are taken for the
    usual ones, punctuation of every script is left out, not of ASCII alone, and there are no blanks
    beside Chinese and Japanese.
    """
    lowered = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(c for c in lowered if not _is_punctuation(c))
    # An accent belongs to the letter that a punctuation mark no longer parts it from.
    kept = unicodedata.normalize("NFKC", closed_up(_ARTICLES.sub(" ", kept)))
    return " ".join(_A.sub(" ", kept).split())


def answer_words(text: str) -> list[str]:
    """The words of a normalised answer; Chinese and Japanese by characters."""
    return _UNSPACED_CHARACTER.sub(r" \g<0> ", normalised(text)).split()


def is_unspaced(text: str) -> bool:
    """Whether most letters of a text are Chinese or Japanese."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(bool(_UNSPACED_CHARACTER.match(c)) for c in letters) > len(letters)


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
