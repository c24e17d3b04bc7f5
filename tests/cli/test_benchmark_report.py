"""Tables of benchmarks, as they are printed and kept."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from memstudio.cli.app import run
from memstudio.cli.benchmark_report import report
from memstudio.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path


def test_tables_are_printed_and_kept_with_their_values_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "speed.md"
    report("| a |", {"a": 1, "b": math.nan}, json=False, out=out, has_values_beside=True)
    assert capsys.readouterr().out == "| a |\n"
    assert out.read_text() == "| a |\n"
    assert json.loads(out.with_suffix(".json").read_text()) == {"a": 1, "b": None}


@pytest.mark.parametrize(
    "words",
    [
        ("memory-cost", "--out", "r.json"), ("provenance", "--out", "r.JSON"), ("ui", "--out", "r.json"),
        ("knn-layers", "demo", "book.txt", "--out", "r.json"), ("peers", "--out", "r.jsonl"),
    ],
)  # fmt: skip
def test_tables_do_not_go_where_the_values_beside_them_do(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bench", *words]) == 2
    assert "name an .md" in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_values_are_printed_alone_where_json_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "speed.md"
    report("| a |", {"a": 1}, json=True, out=out)
    assert json.loads(capsys.readouterr().out) == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["speed.md"]


def test_what_cannot_be_kept_is_printed_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StorageError):
        report("| a |", {"a": 1}, json=True, out=tmp_path)
    assert json.loads(capsys.readouterr().out) == {"a": 1}
