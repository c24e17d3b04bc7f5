"""Plain text and Markdown: a file is a document, however long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.decoding import MARK, blocks_of, cleaned, first_control
from memstudio.data.documents import Document, DocumentPart, Problem, shown_name
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

LONGEST = 1 << 24
"""Characters that are held; the text of a longer file comes in parts."""


def read_text(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The whole file as one document; what cannot be decoded or shown is named and replaced."""
    parts: list[str] = []
    length = 0
    is_long = is_begun = False
    line = 1
    line_replaced = line_control = None
    num_replaced = num_controls = 0
    for block in blocks_of(path, options):
        part, replaced, controls = cleaned(block if is_begun else block.removeprefix("\ufeff"))
        is_begun = is_begun or bool(block)
        if replaced and line_replaced is None:
            line_replaced = line + block.count("\n", 0, block.find(MARK))
        if controls and line_control is None:
            line_control = line + block.count("\n", 0, first_control(block))
        num_replaced += replaced
        num_controls += controls
        line += part.count("\n")
        parts.append(part)
        length += len(part)
        if length > LONGEST:
            yield DocumentPart("".join(parts), shown_name(path), is_last=False)
            is_long, parts, length = True, [], 0
    if num_replaced:
        yield Problem(
            path,
            line_replaced,
            marked("errors", "{count} places in the file are not valid {encoding} and were replaced by \ufffd. If the text looks wrong, save the file as UTF-8."),
            {"count": num_replaced, "encoding": options.encoding},
        )  # fmt: skip
    if num_controls:
        yield Problem(
            path,
            line_control,
            marked("errors", "{count} control characters, which cannot be shown, were left out."),
            {"count": num_controls},
        )
    text = "".join(parts)
    if is_long:
        yield DocumentPart(text, shown_name(path), is_last=True)
    elif text and not text.isspace():
        yield Document(text, shown_name(path), path)
    else:
        yield Problem(
            path,
            None,
            marked("errors", "The file holds no text, only blanks, and was left out. Check that it was saved whole."),
        )  # fmt: skip
