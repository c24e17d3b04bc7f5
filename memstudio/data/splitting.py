"""Setting text aside for validation, so that nothing is in both parts."""

from __future__ import annotations

import random
import re
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.data.formats import is_source_code
from memstudio.data.long_text import Text, cut, is_blank
from memstudio.data.stored_documents import StoredDocuments, lengths_of, paths_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from memstudio.data.documents import Document

    Parts = tuple[Sequence[Document], Sequence[Document]]

_PART = re.compile(
    r"(?:^|[-_.])(?:(train|training)|"
    r"(validation|valid|val|dev|devel|development|eval|evaluation|held[-_]?out|holdout)|"
    r"(test|tests|testing))(?:[-_.\d]|$)",
    re.IGNORECASE,
)
_ENOUGH_DOCUMENTS = 10
_SHORTEST = 200
_FARTHEST = 100_000
"""Characters from where a text would be cut, within which the end of a paragraph is looked for."""
_BREAK = re.compile(
    r"\n\s*\n|(?<=[.!?。！？])[\"'\u201d\u2019」』]*\s+|(?<=[。！？])[」』\u201d\u2019]*|\n"
)
_BLANK = re.compile(r"\s+")


def parts_by_files(documents: Sequence[Document]) -> Parts | None:
    """Training and validation parts as whoever made the dataset set them apart; None when nobody did.

    They did when some files, or folders that they are in, are called `train` and some `validation`
    or `test`. Where there is both, the tests are in neither part.
    """
    kinds = _kinds_of(paths_of(documents))
    found = set(kinds.values())
    if "train" not in found or not found & {"validation", "test"}:
        return None
    held_out = "validation" if "validation" in found else "test"
    return (
        _from_files(documents, {path for path, kind in kinds.items() if kind in {"train", ""}}),
        _from_files(documents, {path for path, kind in kinds.items() if kind == held_out}),
    )


def set_apart(files: Iterable[Path]) -> frozenset[Path]:
    """Those of a dataset's files that nothing is learnt of, as whoever made it named them."""
    kinds = _kinds_of(files)
    if "train" not in kinds.values():
        return frozenset()
    return frozenset(path for path, kind in kinds.items() if kind in {"validation", "test"})


def _from_files(documents: Sequence[Document], paths: set[Path]) -> Sequence[Document]:
    """The documents of some files."""
    if isinstance(documents, StoredDocuments):
        import numpy as np

        wanted = np.asarray([path in paths for path in documents.paths])
        return documents.chosen(wanted[documents.file_numbers])
    return tuple(document for document in documents if document.path in paths)


def _kinds_of(files: Iterable[Path]) -> dict[Path, str]:
    """What part of a dataset each file is: "train", "validation", "test" or "".

    The nearest name says it: the file's own, else its folder's, and so on up to the folder that
    all are in. The names of source code say what it does.
    """
    paths = list(files)
    above = [{folder, *folder.parents} for folder in {path.parent for path in paths}]
    shared: set[Path] = set.intersection(*above) if above else set()
    of_folders: dict[Path, str] = {}

    def kind_of_folder(folder: Path) -> str:
        if folder in shared:
            return ""
        if folder not in of_folders:
            of_folders[folder] = part_named(folder.name) or kind_of_folder(folder.parent)
        return of_folders[folder]

    return {
        path: ("" if is_source_code(path) else part_named(path.stem)) or kind_of_folder(path.parent)
        for path in paths
    }


def part_named(name: str) -> str:
    """What part of a dataset a name stands for: "train", "validation", "test" or ""."""
    found = _PART.search(name)
    if found is None:
        return ""
    return "train" if found[1] else "validation" if found[2] else "test"


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
        return _whole(documents), ()
    lengths = lengths_of(documents)
    if len(documents) >= _ENOUGH_DOCUMENTS:
        is_chosen = _draw(lengths, validation_fraction, seed)
        if is_chosen is not None:
            return _parted(documents, is_chosen)
    train, validation = _tails(documents, validation_fraction)
    if validation or len(documents) == 1:
        return train, validation
    # All are too short to be cut: the shortest is set aside, the first of them when there are more.
    is_chosen = bytearray(len(documents))
    is_chosen[min(range(len(documents)), key=lambda index: lengths[index])] = True
    return _parted(documents, is_chosen)


def _whole(documents: Sequence[Document]) -> Sequence[Document]:
    return documents if isinstance(documents, StoredDocuments) else tuple(documents)


def _draw(lengths: Sequence[int], fraction: float, seed: int) -> bytearray | None:
    """Documents that hold about `fraction` of the text, marked; None when there are none that do."""
    wanted = fraction * sum(lengths)
    # No list, which would hold an object for each of millions.
    order = array("q", range(len(lengths)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a split is no secret
    is_chosen = bytearray(len(lengths))
    size = 0
    for index in order:
        if size >= wanted:
            break
        # A document that would take far too much is left to be trained on.
        if size + lengths[index] <= 1.5 * wanted:
            is_chosen[index] = True
            size += lengths[index]
    return is_chosen if size >= 0.5 * wanted and not all(is_chosen) else None


def _parted(documents: Sequence[Document], is_chosen: bytearray) -> Parts:
    if isinstance(documents, StoredDocuments):
        import numpy as np

        mask = np.frombuffer(is_chosen, np.bool_)
        return documents.chosen(~mask), documents.chosen(mask)
    pairs = list(zip(documents, is_chosen, strict=True))
    return tuple(d for d, is_it in pairs if not is_it), tuple(d for d, is_it in pairs if is_it)


def _tails(documents: Sequence[Document], fraction: float) -> Parts:
    # What was said has to stay together.
    places = [
        _cut_place(document.text, fraction) if document.turns is None else None
        for document in documents
    ]
    if isinstance(documents, StoredDocuments):
        import numpy as np

        return documents.cut_at(np.asarray([-1 if p is None else p for p in places], np.int64))
    train, validation = [], []
    for document, place in zip(documents, places, strict=True):
        if place is None:
            train.append(document)
            continue
        train.append(replace(document, text=cut(document.text, 0, place)))
        end = len(document.text)
        validation.append(replace(document, text=cut(document.text, place, end)))
    return tuple(train), tuple(validation)


def _cut_place(text: Text, fraction: float) -> int | None:
    """Where the last `fraction` of a text begins, at the end of a paragraph or sentence."""
    wanted = int(len(text) * (1 - fraction))
    if len(text) < _SHORTEST:
        return None
    near = min(max(200, len(text) // 50), _FARTHEST)
    # With the character before, as what stands there counts.
    start = max(0, wanted - near - 1)
    window = text[start : wanted + near]
    for pattern in (_BREAK, _BLANK):
        found = pattern.finditer(window, max(0, wanted - near) - start)
        ends = (start + match.end() for match in found)
        place = min(ends, key=lambda end: abs(end - wanted), default=wanted)
        if place != wanted and _is_cut(text, place):
            return place
    return wanted if _is_cut(text, wanted) else None


def _is_cut(text: Text, place: int) -> bool:
    is_inside = 0 < place < len(text)
    return is_inside and not (
        is_blank(cut(text, 0, place)) or is_blank(cut(text, place, len(text)))
    )
