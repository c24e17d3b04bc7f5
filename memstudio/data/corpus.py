"""Files and folders as one dataset: what can be read is, what cannot is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.data.finding import find_files
from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.data.reading import CorpusReading
from memstudio.data.splitting import split_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document, FileReport, Problem
    from memstudio.progress import Control


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
    paths: Sequence[Path | str],
    *,
    control: Control,
    asked: ReadSettings | None = None,
) -> Corpus:
    """Read files and folders.

    Args:
        paths: what was dropped or named.
        control: takes progress in bytes; may cancel.
        asked: how files are to be read; what is not said is found.

    Raises:
        Cancelled: through `control`. Nothing else: problems are in the result.
    """
    found = find_files((Path(path) for path in paths), control)
    reading = CorpusReading(control, sum(found.files.values()), asked or FOUND)
    for path, size in found.files.items():
        reading.read(path, size, found.partners.get(path))
    reading.at(0)
    return Corpus(
        tuple(reading.documents),
        tuple(reading.reports),
        tuple(found.problems),
        found.num_skipped + reading.num_skipped,
    )
