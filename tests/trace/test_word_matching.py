"""Equal words of two texts, also of texts that are too long to be compared at once."""

from __future__ import annotations

from memstudio.trace.word_matching import MOST_WORDS, equal_words

LONG = [f"w{number % 997}x{number % 13}" for number in range(2 * MOST_WORDS)]


def matched(one: list[str], other: list[str]) -> tuple[list[tuple[int, int]], bool]:
    blocks, is_whole = equal_words(one, other)
    pairs = [(at + n, there + n) for at, there, size in blocks for n in range(size)]
    assert all(one[at] == other[there] for at, there in pairs)
    assert pairs == sorted(pairs)
    assert len({at for at, _ in pairs}) == len({there for _, there in pairs}) == len(pairs)
    return pairs, is_whole


def test_a_long_text_is_compared_in_pieces_between_places_that_both_have() -> None:
    changed = [word if number % 100 else f"{word}!" for number, word in enumerate(LONG)]
    del changed[3000:3010]
    pairs, is_whole = matched(LONG, changed)
    assert is_whole
    assert len(pairs) > 0.98 * len(LONG)
    assert pairs[-1] == (len(LONG) - 1, len(changed) - 1)


def test_what_has_no_place_in_common_is_left_open_and_said() -> None:
    strange = [f"{word}?" for word in LONG]
    assert matched(LONG, strange) == ([], False)
    # What lies about it is compared.
    pairs, is_whole = matched([*LONG[:900], *strange[:5000]], [*LONG[:900], *LONG[3000:8000]])
    assert not is_whole
    assert len(pairs) == 900
    assert matched(LONG[:50], LONG[:50])[1]
    assert matched([], LONG) == ([], True)
