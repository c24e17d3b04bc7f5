"""TMX: translation memories, a text in several languages a unit."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lxml import etree

from memstudio.data.documents import Problem
from memstudio.data.row_problems import damaged_behind
from memstudio.data.table_rows import read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.row_recognition import Row
    from memstudio.data.table_rows import Rows

_log = logging.getLogger(__name__)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Codes of some program's formatting, which are no text.
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "sub"})
_UNITS_BETWEEN_SIGNS = 500


def read_tmx(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """A row for each unit, a column for each language."""
    text = marked("errors", "There is no translation unit in this file.")
    return read_table(path, _rows(path, options), options, Problem(path, None, text))


def _rows(path: Path, options: ReadOptions) -> Rows:
    number = 0
    with path.open("rb") as file:
        units = etree.iterparse(
            file, events=("end",), tag=("tu", "{*}tu"), resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, recover=False,
        )  # fmt: skip
        try:
            for _, unit in units:
                number += 1
                if number % _UNITS_BETWEEN_SIGNS == 0:
                    options.at(file.tell())
                row = _row(unit)
                if len(row) > 1:
                    yield number, row
                else:
                    text = marked("errors", "This unit does not say what it is in two languages, and was skipped.")  # fmt: skip
                    yield number, Problem(path, number, text)
                unit.clear()
                while unit.getprevious() is not None:
                    del unit.getparent()[0]
        except etree.XMLSyntaxError as error:
            _log.info("%s cannot be read further", path, exc_info=True)
            yield damaged_behind(path, number, str(error)[:200])


def _row(unit: Any) -> Row:
    row: Row = {}
    for variant in unit.iterfind("{*}tuv"):
        language = variant.get(_LANGUAGE) or variant.get("lang") or ""
        segment = variant.find("{*}seg")
        if language and segment is not None:
            row[language] = " ".join(_text(segment).split())
    return row


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
