"""Recommending from the command line: touched, ranked, explained, measured, taken back, deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome

Run = Callable[..., Outcome]
TOUCHED = ("The joy of chess", "Letters on trains")
OFFERED = ("All about stars", "A short history of chess", "Castles")


@pytest.fixture
def ada(memstudio: Run) -> str:
    done = memstudio("recommend", "touch", "Ada", *TOUCHED, "--json").json
    assert done == {"name": "Ada", "new": 2, "touched": 2}
    return "Ada"


def test_candidates_are_ranked_and_explained(
    memstudio: Run, ada: str, memory_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "offer.txt").write_text("\n".join(OFFERED), encoding="utf-8")
    offer = ("--from", tmp_path / "offer.txt", "--model", memory_model)
    found = memstudio("recommend", "rank", ada, TOUCHED[0], *offer, "--json").json
    assert {each["text"] for each in found["ranked"]} == {*OFFERED, TOUCHED[0]}
    assert [each["text"] for each in found["ranked"] if each["was_touched"]] == [TOUCHED[0]]
    assert all(0 <= each["interest"] <= 1 for each in found["ranked"])
    table = memstudio("recommend", "rank", ada, TOUCHED[0], *offer, "--new-only", "--count", 2)
    assert len(table.out.splitlines()) == 3
    assert "1 candidates are left out" in table.err
    reasons = memstudio("recommend", "why", ada, OFFERED[1], *offer, "--json").json
    assert {each["text"] for each in reasons["effects"]} == set(TOUCHED)
    said = memstudio("recommend", "why", ada, OFFERED[1], *offer)
    assert f"'{OFFERED[1]}': interest" in said.err
    assert "EFFECT" in said.out
    states = memstudio("states", "list", "--json").json
    assert [state["name"] for state in states] == ["Recommend: Ada"]


def test_documents_of_a_collection_are_candidates(
    memstudio: Run, ada: str, memory_model: Path, tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"Book {number}", encoding="utf-8")
    memstudio("collection", "add", "Shelf", tmp_path / "0.txt", tmp_path / "1.txt")
    how = ("--collection", "Shelf", "--model", memory_model, "--json")
    found = memstudio("recommend", "rank", ada, *how).json["ranked"]
    assert {(each["text"], each["source"]) for each in found} == {
        ("Book 0", "Shelf"), ("Book 1", "Shelf")
    }  # fmt: skip


def test_items_are_read_at_once_where_a_model_is_named(
    memstudio: Run, ada: str, memory_model: Path
) -> None:
    assert memstudio("states", "list", "--json").json == []
    assert memstudio("recommend", "touch", ada, "Castles", "--model", memory_model).status == 0
    assert memstudio("states", "list", "--json").json[0]["name"] == "Recommend: Ada"
    shown = memstudio("states", "show", "Recommend: Ada", "--json").json
    assert "Castles" in str(shown)


def test_an_item_is_taken_back_and_a_user_deleted(
    memstudio: Run, ada: str, memory_model: Path
) -> None:
    memstudio("recommend", "rank", ada, *OFFERED, "--model", memory_model)
    assert memstudio("recommend", "take-back", ada, 1).status == 0
    shown = memstudio("recommend", "show", ada, "--json").json
    assert [each["text"] for each in shown["touched"]] == [TOUCHED[1]]
    assert memstudio("states", "list", "--json").json == []
    assert memstudio("recommend", "delete", ada).status == 2
    assert memstudio("recommend", "delete", ada, "--yes").status == 0
    assert memstudio("recommend", "--json").json == []
    assert "no user called" in memstudio("recommend", "show", ada).err


def test_wrong_wishes_are_told_in_words(
    memstudio: Run, ada: str, memory_model: Path, backbone: Path
) -> None:
    assert memstudio("recommend", "touch", ada).status == 1
    plain = memstudio("recommend", "rank", ada, *OFFERED, "--model", backbone)
    assert (plain.status, "has no memory" in plain.err) == (1, True)
    one = memstudio("recommend", "rank", ada, OFFERED[0], "--model", memory_model)
    assert (one.status, "two candidates" in one.err) == (1, True)
    other = memstudio("recommend", "why", ada, "Fishing", *OFFERED, "--model", memory_model)
    assert (other.status, "none of the candidates" in other.err) == (1, True)


def test_ranking_is_measured_beside_its_controls(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    row = {"history": list(TOUCHED), "candidates": list(OFFERED), "clicked": [OFFERED[1]]}
    lines = [json.dumps(row | {"history": [*TOUCHED, f"Book {i}"]}) for i in range(8)]
    rows.write_text("\n".join(lines), encoding="utf-8")
    found = memstudio("recommend", "measure", rows, "--model", memory_model, "--json").json
    assert found["rows"] == 8
    ways = {each["way"]: each for each in found["figures"]}
    assert ways["chance"]["first"] == pytest.approx(1 / 3)
    assert ways["memory"]["gain"] is None
    for way in ("another's memory", "memory reset", "chance"):
        gain = ways["memory"]["first"] - ways[way]["first"]
        assert ways[way]["gain"] == pytest.approx(gain)
    table = memstudio("recommend", "measure", rows, "--model", memory_model)
    assert "MEMORY'S GAIN" in table.out


@pytest.mark.slow
def test_the_trained_task_ranks_by_its_memory(memstudio: Run, tmp_path: Path) -> None:
    from memstudio.resources import resource

    run = tmp_path / "run"
    assert memstudio("train", "--task", "recommendation", "--out", run).status == 0
    (model,) = run.glob("*train/model")
    rows = resource("samples", "tasks", "recommendation-test.jsonl")
    found = memstudio("recommend", "measure", rows, "--model", model, "--json").json
    ways = {each["way"]: each for each in found["figures"]}
    assert ways["memory"]["first"] > 0.9
    assert max(ways[way]["first"] for way in ("memory reset", "another's memory")) < 0.4
    liked = ("The joy of chess", "Letters on chess", "My life with trains", "All about stars")
    memstudio("recommend", "touch", "Ada", *liked)
    offer = ("A short history of chess", "All about castles", "The secret of sailing",
             "Travels among gardens", "First steps in cooking")  # fmt: skip
    reasons = memstudio("recommend", "why", "Ada", offer[0], *offer, "--model", model, "--json")
    assert reasons.json["reasons"][0] in liked[:2]
