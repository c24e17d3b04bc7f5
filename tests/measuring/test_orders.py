"""Rows whose right order is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memstudio.errors import DataError
from memstudio.measuring.orders import OrderedRow, rows_with_orders

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    # As Windows writes it, and with an empty line.
    lines = "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes(lines.encode("utf-8-sig"))
    return path


def test_rows_are_read_evenly_spaced(tmp_path: Path) -> None:
    path = _file(tmp_path, *({"text": f"A text\u2028{n}.", "order": ["a", n]} for n in range(4)))
    assert rows_with_orders(path, 2) == [
        OrderedRow("A text\u20280.", ("a", "0")),
        OrderedRow("A text\u20282.", ("a", "2")),
    ]


@pytest.mark.parametrize("row", [{"text": "A."}, {"text": "A.", "order": "Mary"}, ["A.", ["a"]]])
def test_a_row_without_a_list_of_names_is_refused(tmp_path: Path, row: object) -> None:
    path = _file(tmp_path, {"text": "B.", "order": ["a", "b"]}, row)
    with pytest.raises(DataError) as refused:
        rows_with_orders(path, 10)
    assert refused.value.values["line"] == 3
