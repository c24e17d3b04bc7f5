"""Word (docx): paragraphs and tables, in their order."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from memstudio.data.decoding import cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.data.zip_check import problem_of_zip
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_log = logging.getLogger(__name__)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_docx(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The text of a Word document; pictures, comments and footnotes are left out."""
    options.at(0)
    problem = _old_or_locked(path) or problem_of_zip(path)
    if problem is not None:
        yield problem
        return
    try:
        text = _text(path)
    except Exception as error:  # noqa: BLE001 - a damaged file makes it raise anything
        _log.info("%s cannot be read", path, exc_info=True)
        sentence = marked("errors", "The Word document could not be read ({reason}). Open it in a word processor and save it again.")  # fmt: skip
        yield Problem(path, None, sentence, {"reason": str(error)[:200]})
        return
    text = cleaned(text)[0].strip()
    if text:
        yield Document(text, shown_name(path), path)
    else:
        yield Problem(path, None, marked("errors", "The document holds no text."))


def _old_or_locked(path: Path) -> Problem | None:
    """Old Word files, and new ones with a password, are of another kind under the same name."""
    with path.open("rb") as file:
        if file.read(len(_OLD_OFFICE)) != _OLD_OFFICE:
            return None
    text = marked("errors", "This is a Word document of an old version, or one that is protected by a password. Open it in a word processor, and save it as .docx without a password.")  # fmt: skip
    return Problem(path, None, text)


def _text(path: Path) -> str:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        content = docx.Document(str(path))
    except PackageNotFoundError as error:
        raise ValueError(str(error)) from error
    parts = []
    for each in content.iter_inner_content():
        if isinstance(each, Table):
            rows = ["\t".join(cell.text for cell in row.cells) for row in each.rows]
            parts.append("\n".join(rows))
        else:
            parts.append(each.text)
    return "\n".join(parts)
