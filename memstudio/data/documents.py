"""What reading files gives: documents, and what was wrong with the files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.long_text import Text
    from memstudio.data.turns import Turn


@dataclass(frozen=True, slots=True)
class Document:
    """A text that is read from its beginning to its end.

    Attributes:
        text: with line feeds as line ends; one that is too long to be held stays on the disk.
        name: to show: the file's name, and the row in a file of many.
        path: the file.
        index: its place among the documents of its file.
        turns: what `text` says, when only a part of it is learnt; None when all is.
    """

    text: Text
    name: str
    path: Path
    index: int = 0
    turns: tuple[Turn, ...] | None = None


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A part of a document that is too long to be held; they come one after another.

    Attributes:
        text: of it.
        name: of the document.
        is_last: whether the document ends with it.
    """

    text: str
    name: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was wrong with a file, in words.

    Attributes:
        path: the file or folder.
        line: counted from 1; None when it concerns the whole file.
        text: a template marked in the context "errors".
        values: what goes into it.
    """

    path: Path
    line: int | None
    text: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """The problem in English."""
        return self.text.format(**self.values)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file gave.

    Attributes:
        path: the file; within an archive, the archive's path and the file's in it.
        format: the reader's name.
        encoding: as detected; empty when the file was not read.
        size_bytes: on disk.
        source: where its bytes are: the file itself, or the unpacked copy.
        understood: what its rows mean; None when it has none.
        partners: the files in other languages that were read with it, line by line.
        is_estimate: whether only its beginning was read, and its counts follow from that.
        problems: what was wrong with it.
    """

    path: Path
    format: str
    encoding: str
    size_bytes: int
    num_documents: int
    num_characters: int
    source: Path
    problems: tuple[Problem, ...] = ()
    understood: Understood | None = None
    partners: tuple[Path, ...] = ()
    is_estimate: bool = False

    @classmethod
    def unread(
        cls, path: Path, source: Path, size_bytes: int, partners: tuple[Path, ...]
    ) -> FileReport:
        """Of a file that gave nothing yet."""
        return cls(path, "", "", size_bytes, 0, 0, source, partners=partners)


@dataclass(frozen=True, slots=True)
class Understood:
    """What the rows of a file were taken to mean.

    Attributes:
        row_kind: the name of a `RowKind`.
        columns: by role.
        all_columns: that there are to choose from.
    """

    row_kind: str
    columns: dict[str, str]
    all_columns: tuple[str, ...]


Reading = Document | DocumentPart | Problem | Understood
"""What a reader yields, in the order of the file."""


def shown(path: Path) -> str:
    """A path for the eye: the bytes of a file's name need not be valid characters."""
    return os.fsencode(path).decode("utf-8", "replace")


def shown_name(path: Path) -> str:
    """The last part of a path, for the eye."""
    return shown(path).rsplit(os.sep, 1)[-1]
