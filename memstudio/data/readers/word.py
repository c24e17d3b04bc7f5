"""Word (docx): paragraphs and tables, in their order."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

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
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# Properties have elements of the same names. Boxes of text stand beside the text, as pictures do;
# `rt` is how the character below is said.
_UNSEEN = frozenset({
    "", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sectPr", "del", "moveFrom",
    "txbxContent", "Fallback", "rt",
})  # fmt: skip


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

    try:
        content = docx.Document(str(path))
    except PackageNotFoundError as error:
        raise ValueError(str(error)) from error
    return "\n".join(_blocks(content.element.body))


def _blocks(element: Any) -> Iterator[str]:
    """The text of each paragraph and table, of those in a content control, too."""
    for each in element:
        name = _name(each)
        if name == "p":
            yield "".join(_runs(each))
        elif name == "tbl":
            rows = _within(each, "tr")
            yield "\n".join("\t".join(map(_cell, _within(row, "tc"))) for row in rows)
        elif name not in _UNSEEN:
            yield from _blocks(each)


def _runs(element: Any) -> Iterator[str]:
    """The text of a paragraph as it is printed: with what was put in, without what was deleted."""
    for each in element:
        name = _name(each)
        if name == "t":
            yield each.text or ""
        elif name == "br":
            yield "" if each.get(f"{_WORD}type") in {"page", "column"} else "\n"
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name not in _UNSEEN:
            yield from _runs(each)


def _within(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row."""
    for each in element:
        if _name(each) == name:
            yield each
        elif _name(each) not in _UNSEEN:
            yield from _within(each, name)


def _cell(cell: Any) -> str:
    merged = cell.find(f"{_WORD}tcPr/{_WORD}vMerge")
    if merged is not None and merged.get(f"{_WORD}val") != "restart":
        return ""  # It is a part of the cell above.
    return "\n".join(_blocks(cell))


def _name(element: Any) -> str:
    """Of an element of Word or of what lets it choose; "" of any other."""
    tag = str(element.tag)
    return tag.rpartition("}")[2] if tag.startswith((_WORD, _CHOICE)) else ""
