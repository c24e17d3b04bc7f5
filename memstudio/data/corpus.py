"""Files and folders as one dataset: what can be read is, what cannot is named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.data.documents import Document, FileReport, Problem
from memstudio.data.finding import find_files
from memstudio.data.readers.reader import ReadOptions
from memstudio.data.readers.registry import endings, format_of, readers
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
    found = find_files([Path(path) for path in paths])
    sizes = {path: _size(path) for path in found.files}
    total, done, accepted = sum(sizes.values()), 0, 0
    documents: list[Document] = []
    reports: list[FileReport] = []
    seen: set[bytes] = set()
    for path in found.files:
        control.checkpoint()
        control.report(done, total, marked("progress", "Reading text"), "bytes")
        if accepted + sizes[path] > LARGEST_TOTAL:
            problem = Problem(
                path,
                None,
                marked("errors", "With this file ({size:.1f} GB) there would be more than {limit:.0f} GB of text, which this version does not read at once. Split it, or drop a part."),
                {"size": sizes[path] / 1e9, "limit": LARGEST_TOTAL / 1e9},
            )  # fmt: skip
            reports.append(FileReport(path, "", "", sizes[path], 0, 0, (problem,)))
        else:
            read, report = _read_file(path, sizes[path], text_field, seen, control)
            documents += read
            reports.append(report)
            accepted += sizes[path]
        done += sizes[path]
    control.report(total, total, marked("progress", "Reading text"), "bytes")
    return Corpus(tuple(documents), tuple(reports), tuple(found.problems), found.num_skipped)


def _read_file(
    path: Path, size: int, text_field: str | None, seen: set[bytes], control: Control
) -> tuple[list[Document], FileReport]:
    """One file's documents, without those that were there before to the letter."""
    report = FileReport(path, format_of(path) or "text", "", size, 0, 0)
    documents: list[Document] = []
    problems: list[Problem] = []
    num_duplicates = 0
    encoding = ""
    try:
        sample = encodings.sample_of(path)
        if not sample:
            return [], _refused(report, marked("errors", "The file is empty."))
        if encodings.is_binary(sample):
            text = marked(
                "errors",
                "This is not a text file. Files that end in {endings} are read; convert it to text first.",
            )
            return [], _refused(report, text, endings=", ".join(endings()))
        encoding = encodings.detect(sample)
        for each in readers.get(report.format)(path, ReadOptions(encoding, text_field)):
            control.checkpoint()
            if isinstance(each, Problem):
                problems.append(each)
                continue
            digest = hashlib.sha256(each.text.encode("utf-8", "surrogatepass")).digest()
            if digest in seen:
                num_duplicates += 1
            else:
                seen.add(digest)
                documents.append(each)
    except OSError as error:
        text = marked("errors", "The file could not be read ({reason}).")
        return [], _refused(report, text, reason=error.strerror or str(error))
    except MemoryError:
        return [], _refused(
            report, marked("errors", "There is not enough memory to read this file.")
        )
    if num_duplicates:
        text = marked("errors", "{count} documents are the same as earlier ones and were left out.")
        problems.append(Problem(path, None, text, {"count": num_duplicates}))
    return documents, replace(
        report,
        encoding=encoding,
        num_documents=len(documents),
        num_characters=sum(len(document.text) for document in documents),
        problems=tuple(problems),
    )


def _refused(report: FileReport, text: str, **values: object) -> FileReport:
    return replace(report, problems=(Problem(report.path, None, text, dict(values)),))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
