"""The same words of two texts, in the order in which both have them, however long the texts are.

Short texts are compared word by word. Of longer ones, three words in a row that come once in each are
found first, as far as both texts have them in the same order; what lies between two such places is
compared word by word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDS = 4000
"""That are compared word by word at once: that takes seconds, and four times as long for twice as many."""
_MOST_BETWEEN = 1000
"""The same between two places of longer texts, of which there may be very many."""
_IN_A_ROW = 3

Block = tuple[int, int, int]
"""Where equal words begin in the one and in the other, and how many there are."""


def equal_words(one: Sequence[str], other: Sequence[str]) -> tuple[list[Block], bool]:
    """Blocks of equal words, in order; and whether nothing was too long to be compared."""
    if max(len(one), len(other)) <= MOST_WORDS:
        return list(_compared(one, other, 0, 0)), True
    found: list[Block] = []
    is_whole = True
    mine = theirs = 0
    for at, there in [*_places(one, other), (len(one), len(other))]:
        between, others = one[mine:at], other[theirs:there]
        if between and others:
            if max(len(between), len(others)) <= _MOST_BETWEEN:
                found += _compared(between, others, mine, theirs)
            else:
                # What went on where they last were the same, and leads up to where they are again.
                head = _same(between, others)
                tail = _same(between[head:][::-1], others[head:][::-1])
                found += [(mine, theirs, head), (at - tail, there - tail, tail)]
                is_whole = is_whole and head + tail == min(len(between), len(others))
        if at < len(one):
            found.append((at, there, 1))
        mine, theirs = at + 1, there + 1
    return found, is_whole


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _compared(one: Sequence[str], other: Sequence[str], at: int, there: int) -> Iterator[Block]:
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if block.size:
            yield at + block.a, there + block.b, block.size


def _places(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Where words begin that come once in each, as many as stand in the same order in both."""
    mine, theirs = _only_once(one), _only_once(other)
    pairs = [(at, theirs[words]) for words, at in mine.items() if words in theirs]
    # The longest row of pairs that rises in both: the smallest end of each length, and who is before.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [there]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _only_once(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Rows of words that come once, in order, with the place of the first."""
    rows = list(zip(*(words[skip:] for skip in range(_IN_A_ROW)), strict=False))
    counts = Counter(rows)
    return {row: at for at, row in enumerate(rows) if counts[row] == 1}
