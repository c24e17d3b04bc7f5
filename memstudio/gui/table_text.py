"""A table as text: as a file has it, or the clipboard."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows of cells as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def with_tabs(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells with tabs between them, as a spreadsheet takes them from the clipboard."""
    return "".join("\t".join(cells) + "\n" for cells in rows)
