"""Plain text and Markdown: a file is a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memstudio.data.documents import Document, Problem
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_text(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The whole file as one document; what cannot be decoded or shown is named and replaced."""
    raw = path.read_bytes().decode(options.encoding, errors="replace").lstrip("\ufeff")
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    undecodable = text.count("\ufffd")
    if undecodable:
        yield Problem(
            path,
            None,
            marked("errors", "{count} characters are not valid {encoding} and were replaced by \ufffd. If the text looks wrong, save the file as UTF-8."),
            {"count": undecodable, "encoding": options.encoding},
        )  # fmt: skip
    text, controls = _CONTROLS.subn("", text)
    if controls:
        yield Problem(
            path,
            None,
            marked("errors", "{count} control characters were left out."),
            {"count": controls},
        )
    if text.strip():
        yield Document(text, path.name, path)
    else:
        yield Problem(path, None, marked("errors", "The file holds no text, only blanks."))
