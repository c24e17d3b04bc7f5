"""Reading the beginning of one file, to be looked at rather than trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.corpus import read_corpus
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.progress import Control

_LARGEST = 100_000_000
"""Bytes: the whole file is read, of which only the beginning is wanted."""


def read_first_document(path: Path, longest: int, control: Control) -> str:
    """The first `longest` characters of a file's first document, in whatever encoding it is.

    Args:
        path: a file in one of the formats that a corpus may have.
        longest: characters at most.
        control: takes progress in bytes; may cancel.

    Raises:
        DataError: it cannot be read, is too large, or has no text; the sentence says why.
        Cancelled: through `control`.
    """
    if path.is_file() and path.stat().st_size > _LARGEST:
        raise DataError(
            marked("errors", "{path} is too large to be read here. Use: memstudio trace MODEL FILE --out T.zarr, and open the trace."),
            path=str(path),
        )  # fmt: skip
    corpus = read_corpus([path], control=control)
    if corpus.documents:
        return corpus.documents[0].text[:longest]
    if corpus.all_problems:
        problem = corpus.all_problems[0]
        raise DataError(problem.text, **problem.values)
    raise DataError(marked("errors", "There is no text in {path}."), path=str(path))
