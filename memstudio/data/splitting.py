"""Setting text aside for validation, so that nothing is in both parts."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.data.documents import Document

    Parts = tuple[tuple[Document, ...], tuple[Document, ...]]

_PART = re.compile(
    r"(?:^|[-_.])(?:(train|training)|(validation|valid|val|dev|eval)|(test|testing))(?:[-_.\d]|$)",
    re.IGNORECASE,
)
_ENOUGH_DOCUMENTS = 10
_SHORTEST = 200
_BREAK = re.compile(
    r"\n\s*\n|(?<=[.!?。！？])[\"'\u201d\u2019」』]*\s+|(?<=[。！？])[」』\u201d\u2019]*|\n"
)
_BLANK = re.compile(r"\s+")


def parts_by_files(documents: Sequence[Document]) -> Parts | None:
    """Training and validation parts as whoever made the dataset set them apart; None when nobody did.

    They did when some files, or their folders, are called `train` and some `validation` or `test`.
    Where there is both, the tests are in neither part.
    """
    kinds = {path: _kind_of(path) for path in {document.path for document in documents}}
    found = set(kinds.values())
    if "train" not in found or not found & {"validation", "test"}:
        return None
    held_out = "validation" if "validation" in found else "test"
    train = tuple(d for d in documents if kinds[d.path] in {"train", ""})
    return train, tuple(d for d in documents if kinds[d.path] == held_out)


def _kind_of(path: Path) -> str:
    """What part of a dataset a file is: "train", "validation", "test" or ""."""
    for name in (path.stem, path.parent.name):
        if found := _PART.search(name):
            return "train" if found[1] else "validation" if found[2] else "test"
    return ""


def split_documents(documents: Sequence[Document], validation_fraction: float, seed: int) -> Parts:
    """Training and validation parts.

    What the files themselves set apart stays apart (see `parts_by_files`). Else:
    With ten documents or more, whole documents are set aside, drawn by `seed`; with fewer, or when
    their sizes are too unlike for that, the end of each, cut where a paragraph or a sentence ends.
    The validation part is empty only when the fraction is 0, or there is a single text too short
    to be cut.

    Returns:
        Both parts in the order of the documents.
    """
    by_files = parts_by_files(documents)
    if by_files is not None:
        return by_files if validation_fraction > 0 else (by_files[0], ())
    if validation_fraction <= 0 or not documents:
        return tuple(documents), ()
    if len(documents) >= _ENOUGH_DOCUMENTS:
        chosen = _draw(documents, validation_fraction, seed)
        if chosen:
            return _parted(documents, chosen)
    train, validation = _tails(documents, validation_fraction)
    if validation or len(documents) == 1:
        return train, validation
    # All are too short to be cut: the shortest is set aside, the first of them when there are more.
    shortest = min(range(len(documents)), key=lambda index: len(documents[index].text))
    return _parted(documents, {shortest})


def _draw(documents: Sequence[Document], fraction: float, seed: int) -> set[int]:
    """Documents that hold about `fraction` of the text; none when they cannot."""
    wanted = fraction * sum(len(document.text) for document in documents)
    order = list(range(len(documents)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a split is no secret
    chosen: set[int] = set()
    size = 0
    for index in order:
        length = len(documents[index].text)
        # A document that would take far too much is left to be trained on.
        if size < wanted and size + length <= 1.5 * wanted:
            chosen.add(index)
            size += length
    return chosen if size >= 0.5 * wanted and len(chosen) < len(documents) else set()


def _parted(documents: Sequence[Document], chosen: set[int]) -> Parts:
    train = tuple(d for index, d in enumerate(documents) if index not in chosen)
    return train, tuple(d for index, d in enumerate(documents) if index in chosen)


def _tails(documents: Sequence[Document], fraction: float) -> Parts:
    train, validation = [], []
    for document in documents:
        # What was said has to stay together.
        place = _cut_place(document.text, fraction) if document.turns is None else None
        if place is None:
            train.append(document)
            continue
        train.append(replace(document, text=document.text[:place]))
        validation.append(replace(document, text=document.text[place:]))
    return tuple(train), tuple(validation)


def _cut_place(text: str, fraction: float) -> int | None:
    """Where the last `fraction` of a text begins, at the end of a paragraph or sentence."""
    wanted = int(len(text) * (1 - fraction))
    if len(text) < _SHORTEST:
        return None
    near = max(200, len(text) // 50)
    for pattern in (_BREAK, _BLANK):
        found = pattern.finditer(text, max(0, wanted - near), min(len(text), wanted + near))
        place = min((m.end() for m in found), key=lambda end: abs(end - wanted), default=wanted)
        if place != wanted and _is_cut(text, place):
            return place
    return wanted if _is_cut(text, wanted) else None


def _is_cut(text: str, place: int) -> bool:
    return not (text[:place].isspace() or text[place:].isspace()) and 0 < place < len(text)
