"""Reading the documents that a command is about."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.cli.terminal import say
from memstudio.errors import DataError, TraceError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document
    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader


@dataclass(frozen=True)
class NamedText:
    """A text and what to call it."""

    text: str
    name: str


def read_documents(reference: str, control: Control) -> list[NamedText]:
    """All documents of a file or a folder, or what is on standard input for `-`.

    Args:
        reference: the file or folder, or `-`.
        control: takes progress; may cancel.

    Raises:
        DataError: nothing could be read; a sentence says why.
    """
    if reference == "-":
        return [NamedText(_standard_input(), "standard input")]
    return [NamedText(str(each.text), each.name) for each in _documents(reference, control)]


def read_document(reference: str, control: Control, *, number: int = 1) -> NamedText:
    """One document, as of `read_documents`; where it is the first of several, that is said.

    Args:
        reference: the file or folder, or `-`.
        control: takes progress; may cancel.
        number: which document of several, from 1.

    Raises:
        DataError: it could not be read, or there is no such document; a sentence says why.
    """
    if reference == "-":
        return NamedText(_standard_input(), "standard input")
    documents = _documents(reference, control)
    if number > len(documents):
        raise DataError(
            marked("errors", "{path} holds {count} documents; there is no number {number}."),
            path=reference, count=len(documents), number=number,
        )  # fmt: skip
    if number == 1 and len(documents) > 1:
        say(f"{reference} holds {len(documents)} documents; the first is read.")
    document = documents[number - 1]
    return NamedText(str(document.text), document.name)


def _documents(reference: str, control: Control) -> Sequence[Document]:
    """What there is in a file or folder; what is wrong with the rest is said."""
    from memstudio.data.corpus import read_corpus

    corpus = read_corpus([Path(reference)], control=control)
    if not corpus.documents:
        reason = " ".join(problem.sentence() for problem in corpus.all_problems)
        raise DataError(
            marked("errors", "{path} could not be read. {reason}"), path=reference, reason=reason
        )
    for problem in corpus.all_problems:
        say(f"{problem.path}: {problem.sentence()}")
    return corpus.documents


def open_trace(path: Path) -> TraceReader:
    """A trace; where some of its arrays are gone, that is said, and the rest may still serve.

    Raises:
        TraceError: it is not there, is not a trace, or lacks what every trace has.
    """
    from memstudio.trace.reader import TraceReader

    reader = TraceReader(path)
    try:
        reader.check()
    except TraceError as error:
        say(str(error))
    return reader


def text_or_standard_input(text: str) -> str:
    """A text that was said, or what standard input holds for `-`.

    Raises:
        DataError: it is not UTF-8, or standard input holds nothing.
    """
    if text == "-":
        return _standard_input()
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            marked("errors", "The text that was given is not UTF-8. Write it to a file, and name that; its encoding is found out.")
        ) from error  # fmt: skip
    return text


def _standard_input() -> str:
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            marked("errors", "Standard input is not UTF-8 text. Name a file instead; its encoding is found out.")
        ) from error  # fmt: skip
    if not text.strip():
        raise DataError(marked("errors", "Standard input holds no text."))
    return text
