"""Which tokens of two traces are of the same text.

Texts that are the same, or begin or end the same, are matched by their characters; in what differs
between, the same words are looked for, and the blanks beside them. A token has a partner where all
that it says stands in the other text too; what only begins or ends like it is another word.

Shapes: N, M tokens of the two traces; C, D characters of their texts.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.word_matching import equal_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.reader import TraceReader

    Places = NDArray[np.int64]

NOWHERE = -1
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?<![^\s{_UNSPACED}])[^\s{_UNSPACED}]+")
"""A whole one; where no blanks stand between words, each character is one."""
_IS_BLANK = np.array([chr(code).isspace() for code in range(0x3001)] + [False])


@dataclass(frozen=True)
class Alignment:
    """Which tokens of two traces are of the same text.

    Attributes:
        other: `[N]`, for each token of the first, the token of the second that covers its first
            character, the n-th for the n-th where several share one; `NOWHERE` where there is none.
        num_other: M.
        num_other_matched: tokens of the second that have a partner in the first.
        same_tokens: whether matched tokens are of the same characters, one to one.
        same_segments: whether their segments begin at the same places too.
        is_compared: whether all that differs was compared word by word; some of it may be too long.
    """

    other: Places
    num_other: int
    num_other_matched: int
    same_tokens: bool
    same_segments: bool
    is_compared: bool = True

    @property
    def num_matched(self) -> int:
        """Tokens of the first that have a partner."""
        return int((self.other != NOWHERE).sum())

    @property
    def is_whole(self) -> bool:
        """Whether nothing of either is left open."""
        return self.num_matched == len(self.other) and self.num_other_matched == self.num_other


def align(first: TraceReader, second: TraceReader) -> Alignment:
    """Find which tokens of two traces are of the same text."""
    if not (first.text and second.text):
        nowhere = np.full(first.num_tokens, NOWHERE, np.int64)
        return Alignment(nowhere, second.num_tokens, 0, same_tokens=False, same_segments=False)
    there, is_compared = _same_characters(first.text, second.text)
    back = np.full(len(second.text), NOWHERE, np.int64)
    back[there[there != NOWHERE]] = np.flatnonzero(there != NOWHERE)
    one, two = _Tokens(first, there), _Tokens(second, back)
    other, reverse = one.partners(two), two.partners(one)
    mine = np.flatnonzero(other != NOWHERE)
    theirs = other[mine]
    same = mine.size > 0 and len(np.unique(theirs)) == mine.size
    same = same and np.array_equal(one.there[one.said[mine]], two.said[theirs])
    same = same and np.array_equal(one.num_said[mine], two.num_said[theirs])
    matched = int((reverse != NOWHERE).sum())
    borders = same and _same_borders(first, second, other)
    return Alignment(other, second.num_tokens, matched, same, borders, is_compared)


class _Tokens:
    """A trace's tokens, and where the characters of its text stand in the other text.

    Attributes:
        there: `[C]`, the place of each character; `NOWHERE` where it is not.
        said: `[N]`, of each token its first character that is no blank, or its first.
        num_said: `[N]`, how many there are from it to its last that is no blank, or its last.
        is_whole: `[N]`, whether all of these stand together in the other text.
    """

    def __init__(self, trace: TraceReader, there: Places) -> None:
        self.there = there
        size = len(there)
        # A token may lie behind the last character, where it has none of its own.
        self.starts = np.minimum(np.asarray(trace.token_starts, np.int64), max(0, size - 1))
        self.ends = np.asarray(trace.token_ends, np.int64)
        is_word = ~_IS_BLANK[np.minimum(_codes(trace.text), len(_IS_BLANK) - 1)]
        at = np.arange(size)
        following = np.minimum.accumulate(np.where(is_word, at, size)[::-1])[::-1]
        before = np.maximum.accumulate(np.where(is_word, at, -1))
        says_some = following[self.starts] < self.ends
        self.said = np.where(says_some, following[self.starts], self.starts)
        last = np.maximum(np.where(says_some, before[self.ends - 1], self.ends - 1), self.said)
        self.num_said = last - self.said + 1
        follows_on = (np.diff(there) == 1) & (there[:-1] != NOWHERE)
        num_before = np.concatenate([[0], np.cumsum(follows_on)])
        self.is_whole = (there[self.said] != NOWHERE) & (
            num_before[last] - num_before[self.said] == last - self.said
        )

    def partners(self, others: _Tokens) -> Places:
        """`[N]`, the other trace's token that each stands beside; `NOWHERE` where there is none."""
        found = self._beside(self.starts, others)
        # The blank before a word may be of a token of its own there, or of another word's, or of none.
        return np.where(found == NOWHERE, self._beside(self.said, others), found)

    def _beside(self, characters: Places, others: _Tokens) -> Places:
        """The others' tokens that these characters lie in, where all of both is the same text."""
        places = self.there[characters]
        found = np.searchsorted(others.starts, places, side="right") - 1
        is_inside = (places != NOWHERE) & (found >= 0)
        found = np.maximum(found, 0)
        is_inside &= others.ends[found] > places
        # Several tokens of one character share its span: the n-th of them goes with the n-th.
        first_there = np.searchsorted(others.starts, others.starts[found], side="left")
        rank = np.arange(len(self.starts)) - np.searchsorted(self.starts, self.starts, side="left")
        found = np.minimum(first_there + rank, found)
        return np.where(is_inside & self.is_whole & others.is_whole[found], found, NOWHERE)


def _same_borders(first: TraceReader, second: TraceReader, other: Places) -> bool:
    partners = other[first.segment_starts[:-1]]
    is_matched = np.zeros(second.num_tokens + 1, np.bool_)
    is_matched[other[other != NOWHERE]] = True
    theirs = second.segment_starts[:-1]
    return np.array_equal(np.unique(partners[partners != NOWHERE]), theirs[is_matched[theirs]])


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _same_characters(first: str, second: str) -> tuple[Places, bool]:
    """`[C]`, for each character of the first text its place in the second; `NOWHERE` where it is not.

    And whether nothing that differs was too long to be compared word by word.
    """
    found = np.full(len(first), NOWHERE, np.int64)
    shorter = min(len(first), len(second))
    one, two = _codes(first), _codes(second)
    differ = np.flatnonzero(one[:shorter] != two[:shorter])
    head = int(differ[0]) if differ.size else shorter
    found[:head] = np.arange(head)
    left = shorter - head
    differ = np.flatnonzero(one[len(one) - left :][::-1] != two[len(two) - left :][::-1])
    tail = int(differ[0]) if differ.size else left
    if tail:
        found[len(first) - tail :] = np.arange(len(second) - tail, len(second))
    between = (head, len(first) - tail), (head, len(second) - tail)
    return found, _match_between(first, second, *between, found)


def _match_between(
    first: str, second: str, one: tuple[int, int], two: tuple[int, int], found: Places
) -> bool:
    """Match the same words in what differs; whether nothing of it was too long to be compared."""
    words, others = _words(first, *one), _words(second, *two)
    blocks, is_whole = equal_words([each[0] for each in words], [each[0] for each in others])
    taken = two[0]
    for at, there, size in blocks:
        for mine, theirs in zip(words[at : at + size], others[there : there + size], strict=True):
            start, place = mine.start(), theirs.start()
            # The blanks before a word belong to it: many tokens carry them.
            while (
                start > one[0] and place > taken and found[start - 1] == NOWHERE
                and first[start - 1] == second[place - 1] and first[start - 1].isspace()
            ):  # fmt: skip
                start, place = start - 1, place - 1
            taken = theirs.end()
            found[start : mine.end()] = np.arange(place, taken)
    return is_whole


def _words(text: str, start: int, stop: int) -> list[re.Match[str]]:
    """Those that lie wholly in a stretch."""
    return list(itertools.takewhile(lambda word: word.end() <= stop, _WORD.finditer(text, start)))
