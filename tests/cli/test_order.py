"""`memstudio order`: a text's events by pairs, and how many are right, by the command line alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXT = "Mary went to the kitchen and took the lamp. John took the lamp. Anna went to the kitchen."


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_things_are_put_in_order(memstudio: Run, memory_model: Path, story: Path) -> None:
    asked = ("order", memory_model, story, "--things", "Mary, John,Anna", "--device", "cpu")
    found = memstudio(*asked)
    assert found.status == 0, found.err
    lines = found.out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert sorted(line.split()[1] for line in lines) == ["Anna", "John", "Mary"]
    told = memstudio(*asked, "--json").json
    assert [line.split()[1] for line in lines] == told["order"]
    assert sum(told["wins"].values()) == len(told["pairs"]) == 3
    other = memstudio(*asked, "--ask", "Was {a} before {b}?", "--json").json
    assert other["pairs"] != told["pairs"]


@pytest.mark.slow
def test_what_the_text_does_not_name_is_said_to_be_a_guess(
    memstudio: Run, memory_model: Path, story: Path
) -> None:
    asked = ("order", memory_model, story, "--things", "mary,John,Nobody")
    found = memstudio(*asked)
    assert found.status == 0
    assert "a guess: Nobody\n" in found.err
    assert memstudio(*asked, "--json").json["not_named"] == ["Nobody"]
    assert "a guess" not in memstudio("order", memory_model, story, "--things", "Mary,John").err


@pytest.mark.slow
def test_orders_are_held_against_the_right_ones_with_the_memory_and_without(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    names = ["Mary", "John", "Anna"]
    lines = [json.dumps({"text": TEXT * n, "order": names}) for n in (1, 2, 3)]
    rows.write_text("\n".join(lines), encoding="utf-8")
    found = memstudio("order", memory_model, "--rows", rows, "--most", 2, "--json").json
    assert found["kept"]["num_rows"] == 2
    assert found["kept"]["num_pairs"] == 6
    for score in found.values():
        # Of three things, tau says by how many pairs.
        assert score["tau"] == pytest.approx(2 * score["pairs"] - 1, abs=0.7)
        assert 0 <= score["exact"] <= 1
    shown = memstudio("order", memory_model, "--rows", rows)
    assert "Kendall's tau ↑" in shown.out
    assert "3 rows, 9 pairs" in shown.out


def test_what_cannot_be_ordered_is_said(
    memstudio: Run, memory_model: Path, story: Path, tmp_path: Path
) -> None:
    assert memstudio("order", memory_model, story).status == 2
    assert memstudio("order", memory_model).status == 2
    assert memstudio("order", memory_model, "--things", "a,b").status == 2
    alone = memstudio("order", memory_model, story, "--things", "Mary")
    assert alone.status == 1
    assert "these are 1" in alone.err
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "A."}\n', encoding="utf-8")
    assert "Line 1 of" in memstudio("order", memory_model, "--rows", rows).err
    rows.write_text("\n", encoding="utf-8")
    assert "There are no rows" in memstudio("order", memory_model, "--rows", rows).err
    assert "could not be read" in memstudio("order", memory_model, "--rows", tmp_path / "no").err
