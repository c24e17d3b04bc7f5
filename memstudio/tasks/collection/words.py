"""The words of a text, as they are looked up: folded, and Chinese in pairs of characters."""

from __future__ import annotations

import itertools
import re
import unicodedata

# Scripts that put no blanks between words.
_RUN = "぀-ヿ㐀-䶿一-鿿豈-﫿"
_WORD = re.compile(rf"[{_RUN}]+|[^\W_{_RUN}]+(?:['\u2019][^\W_]+)*")
_IS_RUN = re.compile(rf"[{_RUN}]")
_ENDINGS = ("'s", "\u2019s")


def words_of(text: str) -> list[str]:
    """Words in their order, without case; runs of Chinese as single characters and pairs of them.

    Plurals and other plain endings of English are taken off, so that "letters" finds "letter".
    """
    found: list[str] = []
    for each in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = each.group()
        if _IS_RUN.match(word):
            found += [*word, *map("".join, itertools.pairwise(word))]
        else:
            found.append(_stem(word))
    return found


def places_of(text: str, wanted: set[str]) -> list[tuple[int, int]]:
    """Where the words of `wanted` stand in a text, as characters from and to."""
    found: list[tuple[int, int]] = []
    has_pairs = any(len(each) == 2 and _IS_RUN.match(each) for each in wanted)
    for each in _WORD.finditer(text):
        word = unicodedata.normalize("NFKC", each.group()).casefold()
        if _IS_RUN.match(word):
            start = each.start()
            # Single characters stand nearly everywhere; they count where nothing longer was asked for.
            wide = 2 if has_pairs else 1
            places = [i for i in range(len(word) - wide + 1) if word[i : i + wide] in wanted]
            found += [(start + i, start + i + wide) for i in places]
        elif _stem(word) in wanted:
            found.append(each.span())
    return _joined(found)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _stem(word: str) -> str:
    """The first step of Porter's stemmer (1980), and the possessive: what is safe for any word.

    A final y, ie or ies is one letter here, so that "movies" finds "movie" and "stories" "story".
    """
    for ending in _ENDINGS:
        word = word.removesuffix(ending)
    if not word.isascii() or len(word) < 3:
        return word
    if word.endswith("sses"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith(("ie", "y")):
        return f"{word.removesuffix('y').removesuffix('ie')}i"
    # "boxes" finds "box", and "headaches" still "headache".
    return word[:-1] if word.endswith(("xe", "che", "she", "zze")) else word
