"""Reading the one document that a command is about."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.cli.terminal import say
from memstudio.errors import DataError, TraceError, marked

if TYPE_CHECKING:
    from memstudio.progress import Control
    from memstudio.trace.reader import TraceReader


@dataclass(frozen=True)
class NamedText:
    """A text and what to call it."""

    text: str
    name: str


def read_document(reference: str, control: Control, *, number: int = 1) -> NamedText:
    """A document from a file, or from standard input for `-`.

    Args:
        reference: the file, or `-`.
        control: takes progress; may cancel.
        number: which document of a file that holds several, from 1.

    Raises:
        DataError: it could not be read, or there is no such document; a sentence says why.
    """
    if reference == "-":
        return NamedText(_standard_input(), "standard input")
    from memstudio.data.corpus import read_corpus

    corpus = read_corpus([Path(reference)], control=control)
    if not corpus.documents:
        reason = " ".join(problem.sentence() for problem in corpus.all_problems)
        raise DataError(
            marked("errors", "{path} could not be read. {reason}"), path=reference, reason=reason
        )
    if number > len(corpus.documents):
        raise DataError(
            marked("errors", "{path} holds {count} documents; there is no number {number}."),
            path=reference, count=len(corpus.documents), number=number,
        )  # fmt: skip
    document = corpus.documents[number - 1]
    return NamedText(str(document.text), document.name)


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
        DataError: standard input is not UTF-8, or holds nothing.
    """
    return _standard_input() if text == "-" else text


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
