"""Figures of a dataset that help to choose a model and its settings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.data.stored_documents import StoredDocuments, num_characters_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus

_DOCUMENTS_LOOKED_AT = 200
_CHARACTERS_LOOKED_AT = 500
_SHORTEST = 12
_LOWEST_BIN = 32
_MOST_LANGUAGES = 4
_TOKENS_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class LengthBin:
    """How many documents have up to so many tokens, and more than the bin before."""

    most_tokens: int
    num_documents: int


@dataclass(frozen=True, slots=True)
class TokenFigures:
    """What a tokenizer makes of a dataset.

    Attributes:
        lengths: documents by their tokens, in bins that double; those at the ends are not empty.
        median: tokens of the middle document.
        longest: tokens of the longest document.
        num_beyond_window: documents longer than the backbone sees at once, of which it reads the
            rest through its memory alone; None when the window is not known.
        num_learnt: tokens that are learnt, and not only read.
        characters_per_token: on average; few mean that the tokenizer was made for other text.
        unknown_share: of tokens that stand for anything that has none of its own.
        used_share: of the vocabulary that occurs.
    """

    lengths: tuple[LengthBin, ...]
    median: int
    longest: int
    num_beyond_window: int | None
    num_learnt: int
    characters_per_token: float
    unknown_share: float
    used_share: float


def token_figures(
    parts: Sequence[tuple[Sequence[Document], TokenisedCorpus]],
    tokenizer: Any,
    window: int | None = None,
) -> TokenFigures | None:
    """Figures of all parts of a dataset together; None when there are no tokens.

    Args:
        parts: documents and their tokens; a document that was cut counts as one.
        tokenizer: which made the tokens.
        window: tokens that the backbone sees at once.
    """
    import numpy as np

    lengths = _lengths_of_whole(parts)
    corpora = [tokens for _, tokens in parts]
    num_characters = sum(num_characters_of(documents) for documents, _ in parts)
    total = int(lengths.sum())
    if not total:
        return None
    unknown = tokenizer.unk_token_id
    # Some number their tokens with gaps, so that there are higher numbers than tokens.
    counts = np.zeros(max(len(tokenizer), (unknown or 0) + 1), np.int64)
    for each in corpora:
        for start in range(0, each.num_tokens, _TOKENS_AT_ONCE):
            block = each.tokens[start : start + _TOKENS_AT_ONCE]
            found = np.bincount(np.asarray(block), minlength=len(counts))
            counts = np.pad(counts, (0, len(found) - len(counts))) + found
    # A tokenizer of bytes calls its end token unknown, too.
    is_unknown = unknown is not None and unknown != tokenizer.eos_token_id
    return TokenFigures(
        lengths=_bins(lengths),
        median=int(np.median(lengths)),
        longest=int(lengths.max()),
        num_beyond_window=None if window is None else int((lengths > window).sum()),
        num_learnt=sum(each.num_learnt for each in corpora),
        characters_per_token=num_characters / total,
        unknown_share=float(counts[unknown]) / total if is_unknown else 0.0,
        used_share=float((counts > 0).sum()) / len(tokenizer),
    )


def languages_of(documents: Sequence[Document]) -> tuple[tuple[str, float], ...]:
    """The languages of a sample, by their share of the text, as codes of two letters."""
    import py3langid

    step = max(1, len(documents) // _DOCUMENTS_LOOKED_AT)
    shares: dict[str, float] = defaultdict(float)
    for document in documents[::step]:
        text = document.text
        middle = max(0, len(text) // 2 - _CHARACTERS_LOOKED_AT // 2)
        sample = text[middle : middle + _CHARACTERS_LOOKED_AT].strip()
        if len(sample) >= _SHORTEST or not sample.isascii():
            code, _ = py3langid.classify(sample)
            shares[str(code)] += len(text)
    total = sum(shares.values())
    ranked = sorted(shares.items(), key=lambda each: -each[1])
    return tuple((code, size / total) for code, size in ranked[:_MOST_LANGUAGES])


def _lengths_of_whole(
    parts: Sequence[tuple[Sequence[Document], TokenisedCorpus]],
) -> NDArray[np.int64]:
    """Tokens of each document, those of its parts together."""
    import numpy as np

    numbers: dict[tuple[Path, int], int] = {}
    keys, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for documents, tokens in parts:
        if isinstance(documents, StoredDocuments):
            keys.append(documents.numbers)
        else:
            own = [numbers.setdefault((d.path, d.index), len(numbers)) for d in documents]
            keys.append(np.asarray(own, np.int64))
        sizes.append(np.diff(tokens.offsets))
    key, size = np.concatenate(keys), np.concatenate(sizes)
    if not len(key):
        return size
    lengths = np.zeros(int(key.max()) + 1, np.int64)
    np.add.at(lengths, key, size)
    is_there = np.zeros(len(lengths), np.bool_)
    is_there[key] = True
    return lengths[is_there]


def _bins(lengths: NDArray[np.int64]) -> tuple[LengthBin, ...]:
    import numpy as np

    ends = [_LOWEST_BIN]
    while ends[-1] < lengths.max():
        ends.append(2 * ends[-1])
    counts = np.bincount(np.searchsorted(ends, lengths), minlength=len(ends)).tolist()
    filled = [place for place, count in enumerate(counts) if count]
    return tuple(
        LengthBin(ends[place], counts[place]) for place in range(filled[0], filled[-1] + 1)
    )
