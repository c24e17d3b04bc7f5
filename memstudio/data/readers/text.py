"""Plain text and Markdown: a file is a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.decoding import MARK, blocks_of, cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions


def read_text(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The whole file as one document; what cannot be decoded or shown is named and replaced."""
    parts: list[str] = []
    line = 1
    first_replaced = first_control = None
    num_replaced = num_controls = 0
    for block in blocks_of(path, options):
        part, replaced, controls = cleaned(block if parts else block.removeprefix("\ufeff"))
        if replaced and first_replaced is None:
            first_replaced = line + block.count("\n", 0, block.find(MARK))
        if controls and first_control is None:
            first_control = line
        num_replaced += replaced
        num_controls += controls
        line += part.count("\n")
        parts.append(part)
    if num_replaced:
        yield Problem(
            path,
            first_replaced,
            marked("errors", "{count} places in the file are not valid {encoding} and were replaced by \ufffd. If the text looks wrong, save the file as UTF-8."),
            {"count": num_replaced, "encoding": options.encoding},
        )  # fmt: skip
    if num_controls:
        yield Problem(
            path,
            first_control,
            marked("errors", "{count} control characters, which cannot be shown, were left out."),
            {"count": num_controls},
        )
    text = "".join(parts)
    if text and not text.isspace():
        yield Document(text, shown_name(path), path)
    else:
        yield Problem(
            path,
            None,
            marked("errors", "The file holds no text, only blanks, and was left out. Check that it was saved whole."),
        )  # fmt: skip
