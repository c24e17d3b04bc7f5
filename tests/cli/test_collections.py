"""Collections from the command line: made, searched, answered from, measured and deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memstudio.paths import collections_dir
from tests.cli.conftest import Run

ROWS = [
    ("where do roses grow", "Roses grow along the southern wall."),
    ("what blocks the channel", "Ice blocks the narrow channel."),
    ("when is bread sold", "Bread with seeds is sold on Fridays."),
]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps({"query": q, "document": d}) for q, d in ROWS))
    return path


@pytest.fixture
def town(memstudio: Run, rows: Path) -> str:
    assert memstudio("collection", "add", "Town", rows, "--json").json["new"] == ["rows.jsonl"]
    return "Town"


def test_what_was_chosen_is_remembered_by_the_next_search(memstudio: Run, town: str) -> None:
    found = memstudio("search", town, "roses", "--choose", 1, "--json").json
    assert found["results"][0]["text"] == ROWS[0][1]
    again = memstudio("search", town, "roses", "--json").json
    assert again["asked_before"][0]["query"] == "roses"
    assert set(again["results"][0]["parts"]) == {"words", "history"}
    shown = memstudio("collection", "show", town, "--json").json
    assert shown["queries"][0]["chosen"] == ROWS[0][1]


def test_a_model_looks_again_and_remembers(memstudio: Run, town: str, memory_model: Path) -> None:
    out = memstudio("search", town, "bread", "--model", memory_model, "--choose", 1, "--json")
    assert "model" in out.json["results"][0]["parts"]
    states = memstudio("states", "list", "--json").json
    assert [state["name"] for state in states] == ["Search: Town"]


def test_an_answer_says_how_far_it_is_to_be_trusted(
    memstudio: Run, town: str, backbone: Path
) -> None:
    said = memstudio("answer", town, "Where do roses grow?", "--model", backbone, "--threshold", 1)
    assert said.out == "I don't know.\n"
    assert "southern wall" in said.err
    found = memstudio("answer", town, "roses?", "--model", backbone, "--json").json
    assert 0 <= found["confidence"] <= 1
    assert found["sources"][0]["text"] == ROWS[0][1]


def test_searching_is_measured_with_past_queries(memstudio: Run, town: str, rows: Path) -> None:
    ways = {
        e["way"]: e
        for e in memstudio("collection", "measure", town, rows, "--past", rows, "--json").json
    }
    assert ways["words"]["mrr"] == 1
    assert "with past queries" in ways
    table = memstudio("collection", "measure", town, rows)
    assert "RECALL@1" in table.out


@pytest.mark.slow
def test_questions_that_teach_nothing_are_refused(
    memstudio: Run, town: str, rows: Path, backbone: Path
) -> None:
    out = memstudio("collection", "calibrate", town, rows, "--model", backbone)
    assert out.status == 1
    assert "At least 10 questions" in out.err


def test_a_document_and_a_collection_are_taken_away(memstudio: Run, town: str, rows: Path) -> None:
    removed = memstudio("collection", "remove", town, "rows.jsonl", "--json")
    assert removed.json == {"removed": str(rows)}
    assert rows.exists()
    assert memstudio("search", town, "roses", "--json").json["results"] == []
    assert memstudio("collection", "delete", town).status == 2
    deleted = memstudio("collection", "delete", town, "--yes", "--json")
    assert deleted.json == {"deleted": town}
    assert "no collection called" in memstudio("search", town, "roses").err


def test_vectors_of_the_open_model_need_one(memstudio: Run, town: str, rows: Path) -> None:
    memstudio("collection", "add", town, rows, "--vectors", "model")
    assert memstudio("search", town, "roses").status == 1
    assert memstudio("collection", "list", "--json").json[0]["vectors"] == "model"


def test_where_nothing_could_be_read_it_failed(memstudio: Run, town: str, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (tmp_path / "more.txt").write_text("The mill stands on the hill.", encoding="utf-8")
    nothing = memstudio("collection", "add", town, tmp_path / "broken.pdf")
    assert nothing.status == 1
    assert "broken.pdf" in nothing.err
    both = memstudio("collection", "add", town, tmp_path / "broken.pdf", tmp_path / "more.txt")
    assert both.status == 0
    assert "broken.pdf" in both.err


def test_a_damaged_one_is_told_of_beside_the_list_and_can_be_deleted(
    memstudio: Run, town: str, rows: Path
) -> None:
    assert memstudio("collection", "add", "Port", rows).status == 0
    (about,) = collections_dir().glob("Port*/collection.json")
    about.write_text("{", encoding="utf-8")
    listed = memstudio("collection", "--json")
    assert [each["name"] for each in listed.json] == [town]
    assert str(about.parent) in listed.err
    assert memstudio("collection", "delete", "Port", "--yes").status == 0
    assert memstudio("collection").err == ""


def test_what_cannot_be_read_or_searched_by_makes_no_collection(
    memstudio: Run, rows: Path, town: str, tmp_path: Path
) -> None:
    found = memstudio("collection", "add", "Port", rows, "--vectors", tmp_path)
    assert found.status == 2
    assert "no config.json" in found.err
    assert memstudio("collection", "add", "Port", tmp_path / "none.txt").status == 1
    assert memstudio("collection", "add", town, tmp_path / "none.txt").status == 1
    assert [each["name"] for each in memstudio("collection", "--json").json] == [town]
