"""Figures of a dataset that help to choose a model and its settings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus

_DOCUMENTS_LOOKED_AT = 200
_CHARACTERS_LOOKED_AT = 500
_SHORTEST = 12
_LOWEST_BIN = 32
_MOST_LANGUAGES = 4


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

    whole: dict[tuple[Path, int], int] = defaultdict(int)
    for documents, tokens in parts:
        for document, length in zip(documents, np.diff(tokens.offsets).tolist(), strict=True):
            whole[document.path, document.index] += length
    corpora = [tokens for _, tokens in parts]
    num_characters = sum(len(document.text) for documents, _ in parts for document in documents)
    lengths = np.asarray(list(whole.values()), np.int64)
    total = int(lengths.sum())
    if not total:
        return None
    counts = np.zeros(len(tokenizer), np.int64)
    for each in corpora:
        counts += np.bincount(np.asarray(each.tokens), minlength=len(counts))
    unknown = tokenizer.unk_token_id
    # A tokenizer of bytes calls its end token unknown, too.
    is_unknown = unknown is not None and unknown != tokenizer.eos_token_id
    return TokenFigures(
        lengths=_bins(lengths.tolist()),
        median=int(np.median(lengths)),
        longest=int(lengths.max()),
        num_beyond_window=None if window is None else int((lengths > window).sum()),
        num_learnt=sum(each.num_learnt for each in corpora),
        characters_per_token=num_characters / total,
        unknown_share=float(counts[unknown]) / total if is_unknown else 0.0,
        used_share=float((counts > 0).sum()) / len(counts),
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


def _bins(lengths: list[int]) -> tuple[LengthBin, ...]:
    counts: dict[int, int] = defaultdict(int)
    for length in lengths:
        most = _LOWEST_BIN
        while most < length:
            most *= 2
        counts[most] += 1
    first, last = min(counts), max(counts)
    bins = []
    most = first
    while most <= last:
        bins.append(LengthBin(most, counts[most]))
        most *= 2
    return tuple(bins)
