"""Probes of what a memory retains, made from texts of which nothing else is known.

A *needle* is a stretch of the text itself, rare words preferred: read once where it stands, and
asked for later by its beginning. *Pairs* put a stretch of the text before another one from
somewhere else, dealt out by chance: no model can know which belongs to which unless it has read
it, so that guessing is right once in as many as there are to choose from.

Shapes: N tokens of all texts one after another, S tokens of a segment, c tokens of a beginning, a of
what follows it, k of a key, v of a value, M pairs of a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.data.tokenised import TokenisedCorpus

    Ids = NDArray[np.int64]

FEWEST_NEEDLES = 8
_SHORTEST_SEGMENT = 8
_TRIES = 32
"""Places that a needle is chosen from."""
_FEWEST_PAIRS = 4
_POOL = 8192
"""Places that keys and values are chosen from."""
_COUNTED = 4_000_000
"""Tokens that tell how rare words are."""
_FEW_STARTS = 0.1


@dataclass(frozen=True)
class ProbeSizes:
    """How long the parts of a probe are, in tokens, to suit a segment."""

    cue: int
    answer: int
    key: int
    value: int

    @classmethod
    def of(cls, segment_length: int) -> ProbeSizes:
        """Those for segments of a length.

        Raises:
            DataError: a segment is too short to ask in.
        """
        if segment_length < _SHORTEST_SEGMENT:
            raise DataError(
                marked("errors", "A segment of {length} tokens is too short to ask in. Retention is measured with segments of {least} and more."),
                length=segment_length, least=_SHORTEST_SEGMENT,
            )  # fmt: skip
        return cls(
            cue=min(12, max(3, segment_length // 4)), answer=min(4, max(1, segment_length // 8)),
            key=min(3, max(1, segment_length // 8)), value=min(2, max(1, segment_length // 16)),
        )  # fmt: skip


@dataclass(frozen=True)
class Needle:
    """A stretch of the text.

    Attributes:
        start: where reading begins, in the text; the needle is in the first segment from there.
        place: where the needle begins in that segment.
        cue: `[c]`, what it begins with.
        answer: `[a]`, what follows.
    """

    start: int
    place: int
    cue: Ids
    answer: Ids


@dataclass(frozen=True)
class PairList:
    """Pairs that are written one after another, and then asked for.

    Attributes:
        keys: `[M, k]`, in the order of writing.
        values: `[M, v]`, what was dealt to each; no two begin alike.
        foils: `[M, k]`, keys that are in no pair of the list.
        segments: the pairs as they are read, as many whole ones as a segment has room for.
    """

    keys: Ids
    values: Ids
    foils: Ids
    segments: tuple[Ids, ...]


def distances_up_to(num_tokens: int, segment_length: int, farthest: int) -> tuple[int, ...]:
    """Segments back, 1, 2, 4 and so on, as far as the text goes and still has room for needles.

    Raises:
        DataError: nothing can lie between a needle and its question.
    """
    sizes = ProbeSizes.of(segment_length)
    room = max(0, FEWEST_NEEDLES * (sizes.cue + sizes.answer) - segment_length)
    found, distance = [], 1
    while distance <= farthest and distance * segment_length + room <= num_tokens:
        found.append(distance)
        distance *= 2
    if len(found) < min(2, farthest):
        raise DataError(
            marked("errors", "The text has {number} tokens. To read something and ask for it later takes {least}, two segments of this model and some. Take a longer text."),
            number=num_tokens, least=2 * segment_length + room,
        )  # fmt: skip
    return tuple(found)


def make_needles(
    corpus: TokenisedCorpus, segment_length: int, farthest: int, number: int, seed: int
) -> tuple[Needle, ...]:
    """Needles from all over the text, after each of which `farthest` segments can be read.

    Each has its beginning once only in what is read from it on, lies in one document, and is the
    one with the rarest words of those tried.

    Args:
        corpus: the texts.
        segment_length: S.
        farthest: segments.
        number: how many are wanted.
        seed: of the places.

    Raises:
        DataError: there are hardly any; the text repeats itself.
    """
    sizes, rng = ProbeSizes.of(segment_length), np.random.default_rng([seed, 1])
    length = sizes.cue + sizes.answer
    rarity = _rarity(corpus)
    last = corpus.num_tokens - farthest * segment_length
    edges = np.linspace(0, last + 1, number + 1)
    taken: list[tuple[int, int]] = []
    found = []
    for low, high in pairwise(edges):
        starts = rng.integers(int(low), max(int(low) + 1, int(high)), _TRIES)
        places = rng.integers(0, segment_length - length + 1, _TRIES)
        tried = sorted(
            (-_worth(corpus, int(s + p), sizes, rarity), int(s), int(p))
            for s, p in zip(starts, places, strict=True)
            if _is_in_one_document(corpus, int(s + p), length)
        )
        for _, start, place in tried:
            first = start + place
            if any(first < end and begin < first + length for begin, end in taken):
                continue
            row = _ids(corpus, start, farthest * segment_length)
            own = row[place : place + length]
            if _times(row, own[: sizes.cue]) == 1:
                taken.append((first, first + length))
                found.append(Needle(start, place, own[: sizes.cue], own[sizes.cue :]))
                break
    if len(found) < min(number, FEWEST_NEEDLES):
        raise DataError(
            marked("errors", "Only {number} stretches of this text could be asked for without being mistaken for another: it is too short, or repeats itself. Take a longer text."),
            number=len(found),
        )  # fmt: skip
    return tuple(found)


def make_pair_lists(
    corpus: TokenisedCorpus,
    tokenizer: Any,
    segment_length: int,
    *,
    pairs: int,
    number: int,
    seed: int,
) -> tuple[PairList, ...]:
    """Lists of pairs of stretches of the text; as many pairs as there are different words for.

    Args:
        corpus: the texts.
        tokenizer: tells where words begin.
        segment_length: S.
        pairs: of a list at most.
        number: of lists.
        seed: of the choice, and of what is dealt to what.

    Returns:
        None at all where the text has too few different words.
    """
    sizes, rng = ProbeSizes.of(segment_length), np.random.default_rng([seed, 2])
    places = _word_places(corpus, tokenizer, max(sizes.key, sizes.value), rng)
    separator = _separator(tokenizer)
    per_segment = segment_length // (sizes.key + sizes.value + len(separator))
    firsts = np.unique(np.asarray(corpus.tokens)[places]) if len(places) else places
    # Keys, foils and values each begin with another word, all of them rare.
    pairs = min(pairs, len(firsts) // 3)
    if pairs < _FEWEST_PAIRS:
        return ()
    rarity, found = _rarity(corpus), []
    for _ in range(number):
        chosen = _different(corpus, places, rarity, 3 * pairs, rng)
        rng.shuffle(chosen)
        keys, foils, values = (
            np.stack([_ids(corpus, int(place), size) for place in some])
            for some, size in zip(
                np.split(chosen, 3), (sizes.key, sizes.key, sizes.value), strict=True
            )
        )
        values = values[rng.permutation(pairs)]
        behind = np.broadcast_to(separator, (pairs, len(separator)))
        lines = np.concatenate([keys, values, behind], axis=1)
        segments = tuple(
            lines[first : first + per_segment].ravel() for first in range(0, pairs, per_segment)
        )
        found.append(PairList(keys, values, foils, segments))
    return tuple(found)


# ---------------------------------------------------------------------- inside


def _ids(corpus: TokenisedCorpus, start: int, length: int) -> Ids:
    return np.asarray(corpus.tokens[start : start + length], np.int64)


def _rarity(corpus: TokenisedCorpus) -> NDArray[np.float64]:
    """What each token tells by itself, in nats, by how often it stands in the text."""
    counts = np.bincount(np.asarray(corpus.tokens[:_COUNTED]))
    largest = int(np.max(corpus.tokens)) + 1
    counts = np.pad(counts, (0, largest - len(counts)))
    told: NDArray[np.float64] = np.log(counts.sum() / (counts + 1.0))
    return told


def _worth(
    corpus: TokenisedCorpus, first: int, sizes: ProbeSizes, rarity: NDArray[np.float64]
) -> float:
    told = rarity[_ids(corpus, first, sizes.cue + sizes.answer)]
    return float(told[sizes.cue :].mean() + told[: sizes.cue].mean() / 2)


def _is_in_one_document(corpus: TokenisedCorpus, first: int, length: int) -> bool:
    begin, end = np.searchsorted(corpus.offsets, [first, first + length - 1], side="right")
    # The last token of a document closes it, and is no part of the text.
    return bool(begin == end and first + length < corpus.offsets[end])


def _times(row: Ids, part: Ids) -> int:
    """How often a part stands in a row."""
    windows = np.lib.stride_tricks.sliding_window_view(row, len(part))
    return int((windows == part).all(axis=1).sum())


def _word_places(
    corpus: TokenisedCorpus, tokenizer: Any, length: int, rng: np.random.Generator
) -> Ids:
    """Places in the text where a word begins and `length` tokens of the document follow."""
    number = corpus.num_tokens - length
    if number <= 0:
        return np.zeros(0, np.int64)
    places = np.arange(number) if number <= _POOL else rng.choice(number, _POOL, replace=False)
    tokens = np.asarray(corpus.tokens)[places]
    kinds, which = np.unique(tokens, return_inverse=True)
    names = tokenizer.convert_ids_to_tokens(kinds.tolist())
    special = set(tokenizer.all_special_ids)
    has_letter = np.asarray([
        token not in special and any(char.isalnum() for char in tokenizer.decode([token]))
        for token in kinds.tolist()
    ])  # fmt: skip
    begins = np.asarray([str(name).startswith(("Ġ", "▁", " ")) for name in names])
    if (begins & has_letter)[which].mean() < _FEW_STARTS:
        # A language without spaces, or a tokenizer that does not show them.
        begins[:] = True
    good = (begins & has_letter)[which]
    inside = [_is_in_one_document(corpus, int(place), length) for place in places[good]]
    found: Ids = places[good][np.asarray(inside, np.bool_)]
    return found


def _different(
    corpus: TokenisedCorpus,
    places: Ids,
    rarity: NDArray[np.float64],
    number: int,
    rng: np.random.Generator,
) -> Ids:
    """Places of words that begin differently, from the rarer ones as far as they will do."""
    tokens = np.asarray(corpus.tokens)[places]
    order = rng.permutation(len(places))
    _, first = np.unique(tokens[order], return_index=True)
    each = places[order[first]]
    told = rarity[np.asarray(corpus.tokens)[each]]
    rarer = each[np.argsort(-told, kind="stable")][: max(number, len(each) // 2)]
    found: Ids = rng.permutation(rarer)[:number]
    return found


def _separator(tokenizer: Any) -> Ids:
    """The end of a line, where that is one token; nothing where it is not."""
    ids = tokenizer.encode("\n", add_special_tokens=False)
    return np.asarray(ids if len(ids) == 1 else [], np.int64)
