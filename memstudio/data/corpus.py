"""Files and folders as one dataset: what can be read is, what cannot is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.data import text_cache
from memstudio.data.corpus_record import CorpusRecord
from memstudio.data.finding import find_files
from memstudio.data.gathering import Gathering
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.reading import CorpusReading
from memstudio.data.splitting import split_documents
from memstudio.data.stored_documents import num_characters_of
from memstudio.errors import StorageError, marked
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memstudio.data.documents import Document, FileReport, Problem
    from memstudio.data.finding import FoundFiles
    from memstudio.progress import Control

_LEAST_BEGINNING, _MOST_BEGINNING = 64_000, 1_000_000
_ALL_BEGINNINGS = 4_000_000
"""Bytes of the beginning of a file, and of all files, from which counts are estimated."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read of some files.

    Attributes:
        documents: in order; on the disk when they are too many to be held.
        files: what each gave.
        problems: those that belong to no file.
        num_skipped: files that were passed over.
        digests: SHA-256 of files in hexadecimal, where they are known.
    """

    documents: Sequence[Document]
    files: tuple[FileReport, ...]
    problems: tuple[Problem, ...]
    num_skipped: int = 0
    digests: Mapping[Path, str] = field(default_factory=dict)

    @property
    def num_characters(self) -> int:
        """Of all documents."""
        return num_characters_of(self.documents)

    @property
    def is_estimate(self) -> bool:
        """Whether only the beginnings of some files were read."""
        return any(file.is_estimate for file in self.files)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the files too."""
        return self.problems + tuple(p for file in self.files for p in file.problems)

    def split(
        self, validation_fraction: float, seed: int
    ) -> tuple[Sequence[Document], Sequence[Document]]:
        """Training and validation documents: see `split_documents`."""
        return split_documents(self.documents, validation_fraction, seed)


def read_corpus(
    paths: Sequence[Path | str],
    *,
    control: Control,
    asked: ReadSettings = FOUND,
) -> Corpus:
    """Read files and folders.

    Documents that are too many to be held are on the disk then, under the cache folder, and are
    there the next time when the files have not changed.

    Args:
        paths: what was dropped or named.
        control: takes progress in bytes; may cancel.
        asked: how files are to be read; what is not said is found.

    Raises:
        Cancelled: through `control`.
        StorageError: there is too little room for the documents. Other problems are in the result.
    """
    found = find_files((Path(path) for path in paths), control)
    record = CorpusRecord(found, asked)
    if (kept := record.load(control)) is not None:
        num_skipped = found.num_skipped + kept.num_skipped
        problems = tuple(found.problems)
        return Corpus(kept.documents, kept.reports, problems, num_skipped, kept.digests)

    def new_folder() -> Path:
        _check_room(found.num_bytes)
        return record.new_folder()

    gathering = Gathering(new_folder)
    digests: Mapping[Path, str] = {}
    try:
        reading = CorpusReading(gathering, control, found.num_bytes, asked)
        _read_all(found, reading)
        reading.at(0)
        documents = gathering.finish()
        if gathering.folder is not None and documents:
            digests = record.keep(
                gathering.folder, gathering.paths, reading.reports, reading.num_skipped, control
            )
            text_cache.make_room()
    except BaseException:
        gathering.discard()
        raise
    return Corpus(
        documents,
        tuple(reading.reports),
        tuple(found.problems),
        found.num_skipped + reading.num_skipped,
        digests,
    )


def read_beginnings(
    paths: Sequence[Path | str], *, control: Control, asked: ReadSettings = FOUND
) -> Corpus:
    """Read the beginnings of files; what is longer has its counts estimated.

    Args:
        paths: what was dropped or named.
        control: may cancel.
        asked: how files are to be read; what is not said is found.

    Raises:
        Cancelled: through `control`.
    """
    found = find_files((Path(path) for path in paths), control)
    share = _ALL_BEGINNINGS // max(1, len(found.files))
    most_bytes = min(_MOST_BEGINNING, max(_LEAST_BEGINNING, share))
    gathering = Gathering(CorpusRecord(found, FOUND).new_folder)
    try:
        reading = CorpusReading(gathering, control, found.num_bytes, asked, most_bytes)
        _read_all(found, reading)
        documents = tuple(gathering.finish())
    finally:
        gathering.discard()
    num_skipped = found.num_skipped + reading.num_skipped
    return Corpus(documents, tuple(reading.reports), tuple(found.problems), num_skipped)


def size_of(paths: Sequence[Path | str], control: Control) -> int:
    """Bytes of all files that would be read."""
    return find_files((Path(path) for path in paths), control).num_bytes


def _read_all(found: FoundFiles, reading: CorpusReading) -> None:
    for path, size in found.files.items():
        reading.read(path, size, found.partners.get(path, ()))


def _check_room(needed: int) -> None:
    """Make sure that the documents of files of so many bytes have room in the cache folder."""
    free = text_cache.free_room()
    if free < needed:
        raise StorageError(
            marked("errors", "There is too little room in {folder} for text of this size: {size:.1f} GB are needed and {free:.1f} GB are free. Free some, or set MEMSTUDIO_HOME to a folder on another disk."),
            folder=str(cache_dir()), size=needed / 1e9, free=max(0, free) / 1e9,
        )  # fmt: skip
