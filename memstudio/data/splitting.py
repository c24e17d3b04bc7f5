"""Setting text aside for validation, so that nothing is in both parts."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document

_ENOUGH_DOCUMENTS = 10
_SHORTEST = 200
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?。！？])[\"'\u201d\u2019]?\s+|(?<=[。！？])|\n")


def split_documents(
    documents: Sequence[Document], validation_fraction: float, seed: int
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Training and validation parts.

    With ten documents or more, whole documents are set aside, drawn by `seed`; with fewer, the end
    of each, cut where a paragraph or a sentence ends. The validation part is empty only when the
    text is too short to be cut, or the fraction is 0.

    Returns:
        Both parts in the order of the documents.
    """
    if validation_fraction <= 0 or not documents:
        return tuple(documents), ()
    if len(documents) >= _ENOUGH_DOCUMENTS:
        return _by_document(documents, validation_fraction, seed)
    train, validation = [], []
    for document in documents:
        place = _cut_place(document.text, validation_fraction)
        if place is None:
            train.append(document)
            continue
        train.append(replace(document, text=document.text[:place]))
        validation.append(replace(document, text=document.text[place:]))
    return tuple(train), tuple(validation)


def _by_document(
    documents: Sequence[Document], fraction: float, seed: int
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    wanted = fraction * sum(len(document.text) for document in documents)
    order = list(range(len(documents)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a split is no secret
    chosen: set[int] = set()
    size = 0
    for index in order[:-1]:
        if size >= wanted:
            break
        chosen.add(index)
        size += len(documents[index].text)
    train = tuple(d for i, d in enumerate(documents) if i not in chosen)
    return train, tuple(d for i, d in enumerate(documents) if i in chosen)


def _cut_place(text: str, fraction: float) -> int | None:
    """Where the last `fraction` of a text begins, at the end of a paragraph or sentence."""
    wanted = int(len(text) * (1 - fraction))
    if len(text) < _SHORTEST or not text[wanted:].strip() or not text[:wanted].strip():
        return None
    near = max(200, len(text) // 50)
    start = max(1, wanted - near)
    best: int | None = None
    for match in _BREAK.finditer(text, start, min(len(text), wanted + near)):
        if best is None or abs(match.end() - wanted) < abs(best - wanted):
            best = match.end()
    place = wanted if best is None else best
    return place if text[:place].strip() and text[place:].strip() else None
