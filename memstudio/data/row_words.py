"""All that a row of a table says, as a text with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from memstudio.data.turns import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.data.row_recognition import Row

_NO_NAME = re.compile(r"column \d+( \(\d+\))*")
"""What columns without a name are called, which says nothing."""


def whole_text(row: Row) -> str:
    """Every cell in the order of the columns: `machine: press 3; place: Lyon`.

    Where there is one column alone, its name says nothing either.
    """
    parts = []
    for name, value in row.items():
        words = ", ".join(_words(value))
        if words:
            is_named = len(row) > 1 and not _NO_NAME.fullmatch(name)
            parts.append(f"{name}: {words}" if is_named else words)
    return "; ".join(parts)


def _words(value: Any) -> Iterator[str]:
    """What stands in a cell; pictures and other bytes say nothing."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            words = ", ".join(_words(inner))
            if words:
                yield f"{name} {words}"
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)
    elif words := words_of(value):
        yield words
