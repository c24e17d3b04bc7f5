"""Files and folders as one dataset: what can be read is, what cannot is named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.data.documents import Document, FileReport, Problem, shown
from memstudio.data.finding import find_files
from memstudio.data.readers.reader import ReadOptions
from memstudio.data.readers.registry import PLAIN_TEXT, endings, format_of, readers
from memstudio.data.splitting import split_documents
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.progress import Control

LARGEST_TOTAL = 2_000_000_000
"""Bytes of text that are read into memory at most."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in order, a report a file, and the problems that belong to no file."""

    documents: tuple[Document, ...]
    files: tuple[FileReport, ...]
    problems: tuple[Problem, ...]
    num_skipped: int = 0

    @property
    def num_characters(self) -> int:
        """Of all documents."""
        return sum(len(document.text) for document in self.documents)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the files too."""
        return self.problems + tuple(p for file in self.files for p in file.problems)

    def split(
        self, validation_fraction: float, seed: int
    ) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
        """Training and validation documents: see `split_documents`."""
        return split_documents(self.documents, validation_fraction, seed)


def read_corpus(
    paths: Sequence[Path | str], *, control: Control, text_field: str | None = None
) -> Corpus:
    """Read files and folders.

    Args:
        paths: what was dropped or named.
        control: takes progress in bytes; may cancel.
        text_field: the field that holds the text of JSON rows; None to find it.

    Raises:
        Cancelled: through `control`. Nothing else: problems are in the result.
    """
    found = find_files((Path(path) for path in paths), control)
    reading = _Reading(control, sum(found.files.values()), text_field)
    for path, size in found.files.items():
        reading.read(path, size)
    reading.at(0)
    return Corpus(
        tuple(reading.documents), tuple(reading.reports), tuple(found.problems), found.num_skipped
    )


class _Reading:
    """What has been read so far, and how far that is."""

    def __init__(self, control: Control, total: int, text_field: str | None) -> None:
        self.documents: list[Document] = []
        self.reports: list[FileReport] = []
        self._control = control
        self._total = total
        self._done = 0
        self._accepted = 0
        self._text_field = text_field
        self._seen: dict[bytes, Path] = {}

    def at(self, position: int) -> None:
        """Report the place in the file that is being read; hold or end here when asked to."""
        self._control.checkpoint()
        done = min(self._total, self._done + position)
        self._control.report(done, self._total, marked("progress", "Reading text"), "bytes")

    def read(self, path: Path, size: int) -> None:
        """Read a file; whatever is wrong with it, there is a report."""
        self.at(0)
        report = FileReport(path, (format_of(path) or PLAIN_TEXT).name, "", size, 0, 0)
        if self._accepted + size > LARGEST_TOTAL:
            text = marked("errors", "This file has {size:.2f} GB. At most {limit:.2f} GB are read at once, with all files together. Split it, or drop a part.")  # fmt: skip
            self.reports.append(_refused(report, text, size=size / 1e9, limit=LARGEST_TOTAL / 1e9))
        else:
            self.reports.append(self._read(report))
            self._accepted += size
        self._done += size

    def _read(self, report: FileReport) -> FileReport:
        num_before = len(self.documents)
        try:
            return self._documents_of(report)
        except FileNotFoundError:
            text = marked("errors", "The file was moved or deleted before it could be read. Drop it again from where it is now.")  # fmt: skip
            refused = _refused(report, text)
        except PermissionError:
            text = marked("errors", "You may not read this file. Change its permissions, or drop a copy that you own.")  # fmt: skip
            refused = _refused(report, text)
        except OSError as error:
            text = marked("errors", "The file could not be read ({reason}). Check the disk that it is on, and try again.")  # fmt: skip
            refused = _refused(report, text, reason=error.strerror or str(error))
        except UnicodeError:
            text = marked("errors", "The file is not in the encoding that it began in; it was changed while it was read. Drop it again.")  # fmt: skip
            refused = _refused(report, text)
        except MemoryError:
            text = marked("errors", "There is not enough memory to read this file. Close other programs, or split it.")  # fmt: skip
            refused = _refused(report, text)
        # A part of a file would be taken for the whole.
        del self.documents[num_before:]
        self._seen = {key: path for key, path in self._seen.items() if path != report.path}
        return refused

    def _documents_of(self, report: FileReport) -> FileReport:
        """Take a file's documents, without those that were there before to the letter."""
        kind = format_of(report.path) or PLAIN_TEXT
        sample = encodings.sample_of(report.path)
        if not sample:
            text = marked("errors", "The file is empty and was left out. Check that it was saved.")
            return _refused(report, text)
        encoding = ""
        if kind.is_text:
            binary = encodings.binary_kind(sample)
            if binary is not None:
                return _not_text(report, binary)
            encoding = encodings.detect(sample)
        options = ReadOptions(encoding, self._text_field, self.at)
        documents: list[Document] = []
        problems: list[Problem] = []
        num_doublets = 0
        other = report.path
        for each in readers.get(kind.name)(report.path, options):
            self._control.checkpoint()
            if isinstance(each, Problem):
                problems.append(each)
                continue
            digest = hashlib.sha256(each.text.encode("utf-8", "surrogatepass")).digest()
            if digest in self._seen:
                num_doublets += 1
                other = self._seen[digest]
            else:
                self._seen[digest] = report.path
                documents.append(each)
        if num_doublets:
            problems.append(_doublets(report.path, num_doublets, other, is_all=not documents))
        self.documents += documents
        return replace(
            report,
            encoding=encoding,
            num_documents=len(documents),
            num_characters=sum(len(document.text) for document in documents),
            problems=tuple(problems),
        )


def _not_text(report: FileReport, kind: str) -> FileReport:
    if not kind:
        text = marked("errors", "This is not a text file. Files that end in {endings} are read; convert it to text first.")  # fmt: skip
        return _refused(report, text, endings=", ".join(endings()))
    text = marked("errors", "This is a {kind} file, not text. Files that end in {endings} are read; unpack it or convert it to text first.")  # fmt: skip
    return _refused(report, text, kind=kind, endings=", ".join(endings()))


def _doublets(path: Path, count: int, other: Path, *, is_all: bool) -> Problem:
    if is_all and other != path:
        text = marked("errors", "All its text is in {other} already, so this file was left out.")
        return Problem(path, None, text, {"other": shown(other)})
    if count == 1:
        text = marked("errors", "One document is the same as an earlier one and was left out.")
        return Problem(path, None, text)
    text = marked("errors", "{count} documents are the same as earlier ones and were left out.")
    return Problem(path, None, text, {"count": count})


def _refused(report: FileReport, text: str, **values: object) -> FileReport:
    return replace(report, problems=(Problem(report.path, None, text, dict(values)),))
