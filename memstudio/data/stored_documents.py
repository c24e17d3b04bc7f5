"""Documents on the disk as a sequence: each is made when it is asked for, and none is kept."""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from typing_extensions import override

from memstudio.data import document_writer, text_cache
from memstudio.data.document_writer import BLOCKS, PLACE, ROW, TABLE, TEXTS
from memstudio.data.documents import Document
from memstudio.data.long_text import LongText, Text, TextBlocks, cut
from memstudio.data.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 4096


class DocumentFolder:
    """What a `DocumentWriter` has written.

    Args:
        folder: of it.
        paths: the files that the documents are from, by their numbers.
    """

    def __init__(self, folder: Path, paths: Sequence[Path]) -> None:
        import numpy as np

        self.folder, self.paths = folder, tuple(paths)
        names = ("begin", "head", "size", "length", "file", "index", "text", "content")
        formats = ("<i8", "<i4", "<i8", "<i8", "<i4", "<i8", "V16", "V16")
        row = np.dtype(list(zip(names, formats, strict=True)))
        if (folder / TABLE).stat().st_size % ROW.size:
            raise ValueError("the table of the documents is cut off")
        self._table = np.memmap(folder / TABLE, row, mode="r")
        begins = np.fromfile(folder / BLOCKS, "<i8").reshape(-1, PLACE.size // 8)
        self._blocks = begins[np.argsort(begins[:, 0], kind="stable")]
        self._texts = (folder / TEXTS).open("rb")
        weakref.finalize(self, self._texts.close)
        text_cache.hold("documents", folder.name, self)
        last = self._table[-1]
        if (folder / TEXTS).stat().st_size != int(last["begin"] + last["head"] + last["size"]):
            raise ValueError("the texts of the documents are cut off")

    def __len__(self) -> int:
        return len(self._table)

    def column(self, name: str) -> NDArray[np.int64]:
        """`[documents]`, one of the numbers of each."""
        import numpy as np

        return np.asarray(self._table[name], np.int64)

    @cached_property
    def content(self) -> bytes:
        """What tells these documents from others, whatever their names."""
        digest = hashlib.sha256()
        for start in range(0, len(self), _AT_ONCE):
            digest.update(self._table["content"][start : start + _AT_ONCE].tobytes())
        return digest.digest()

    def rows(self, numbers: NDArray[np.int64]) -> list[tuple[Any, ...]]:
        """The rows of some documents."""
        rows: list[tuple[Any, ...]] = self._table[numbers].tolist()
        return rows

    def document(self, number: int, row: tuple[Any, ...], part: list[int] | None) -> Document:
        """A document, or the characters of it from `part[0]` to `part[1]`."""
        begin, head, size, length, file, index, _, _ = row
        self._texts.seek(begin)
        name, told = json.loads(self._texts.read(head))
        turns = None if told is None else tuple(Turn(speaker, text) for speaker, text in told)
        text: Text
        if length > document_writer.LONGEST:
            text = self._long(number, length, begin + head + size)
        else:
            text = self._texts.read(size).decode("utf-8", "surrogatepass")
        if part is not None:
            text = cut(text, *part)
        return Document(text, name, self.paths[file], index, turns)

    def _long(self, number: int, length: int, end: int) -> LongText:
        import numpy as np

        first, last = np.searchsorted(self._blocks[:, 0], [number, number + 1])
        own = self._blocks[first:last]
        characters, places = [*own[:, 1].tolist(), length], [*own[:, 2].tolist(), end]
        return LongText(TextBlocks(self.folder / TEXTS, characters, places), 0, length)


class StoredDocuments(Sequence[Document]):
    """Some of the documents in a folder, whole or in part; `lengths` says how long they are.

    Args:
        folder: where they are.
        numbers: `[n]` which of them; all when None.
        ranges: `[n, 2]` the first character of each, and the one behind the last; None when whole.
    """

    def __init__(
        self,
        folder: DocumentFolder,
        numbers: NDArray[np.int64] | None = None,
        ranges: NDArray[np.int64] | None = None,
    ) -> None:
        import numpy as np

        self._folder = folder
        self.numbers = np.arange(len(folder)) if numbers is None else numbers
        self._ranges = ranges

    @override
    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    @override
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        if isinstance(place, slice):
            return self.chosen(place)
        index = range(len(self))[place]
        return next(self._some(slice(index, index + 1)))

    @override
    def __iter__(self) -> Iterator[Document]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self._some(slice(start, start + _AT_ONCE))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """`[n]` characters."""
        if self._ranges is not None:
            lengths: NDArray[np.int64] = self._ranges[:, 1] - self._ranges[:, 0]
            return lengths
        return self._folder.column("length")[self.numbers]

    @property
    def file_numbers(self) -> NDArray[np.int64]:
        """`[n]` which of `paths` each is from."""
        return self._folder.column("file")[self.numbers]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the folder."""
        return self._folder.paths

    @property
    def content(self) -> bytes:
        """What tells these documents, or parts of documents, from others."""
        digest = hashlib.sha256(self._folder.content)
        digest.update(self.numbers.tobytes())
        digest.update(b"" if self._ranges is None else self._ranges.tobytes())
        return digest.digest()

    def chosen(self, which: slice | NDArray[np.bool_]) -> StoredDocuments:
        """Some of these."""
        ranges = None if self._ranges is None else self._ranges[which]
        return StoredDocuments(self._folder, self.numbers[which], ranges)

    def cut_at(self, places: NDArray[np.int64]) -> tuple[StoredDocuments, StoredDocuments]:
        """What is before `places`, `[n]` characters, and what is behind; -1 where nothing is cut."""
        import numpy as np

        ranges = self._ranges
        if ranges is None:
            ranges = np.stack([np.zeros_like(self.numbers), self.lengths], axis=1)
        is_cut = places >= 0
        first, second = ranges.copy(), ranges[is_cut]
        first[is_cut, 1] = second[:, 0] = ranges[is_cut, 0] + places[is_cut]
        return (
            StoredDocuments(self._folder, self.numbers, first),
            StoredDocuments(self._folder, self.numbers[is_cut], second),
        )

    def _some(self, which: slice) -> Iterator[Document]:
        numbers = self.numbers[which]
        rows = self._folder.rows(numbers)
        ranges = [None] * len(rows) if self._ranges is None else self._ranges[which].tolist()
        for number, row, part in zip(numbers.tolist(), rows, ranges, strict=True):
            yield self._folder.document(number, row, part)


def lengths_of(documents: Sequence[Document]) -> Sequence[int]:
    """Characters of each document, none of which is read for it."""
    if isinstance(documents, StoredDocuments):
        lengths: Sequence[int] = documents.lengths.tolist()
        return lengths
    return [len(document.text) for document in documents]


def num_characters_of(documents: Sequence[Document]) -> int:
    """Characters of all documents."""
    if isinstance(documents, StoredDocuments):
        return int(documents.lengths.sum())
    return sum(len(document.text) for document in documents)


def paths_of(documents: Sequence[Document]) -> list[Path]:
    """The files of the documents, each once."""
    if isinstance(documents, StoredDocuments):
        return [documents.paths[number] for number in sorted(set(documents.file_numbers.tolist()))]
    return list({document.path: None for document in documents})
