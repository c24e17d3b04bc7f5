"""Recommending from the command line: touched, ranked, explained, measured, taken back, deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memstudio.__main__ import main
from memstudio.evaluation.story_recall import Rate
from memstudio.memory.attach import open_model
from memstudio.paths import recommendations_dir
from memstudio.progress import Control
from memstudio.resources import resource
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.reasons import why
from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.tasks.recommending.user_memory import UserMemory
from tests.cli.conftest import Run

ROWS = resource("samples", "tasks", "recommendation-test.jsonl")
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


@pytest.mark.slow
def test_an_item_is_taken_back_and_a_user_deleted(
    memstudio: Run, ada: str, memory_model: Path
) -> None:
    memstudio("recommend", "rank", ada, *OFFERED, "--model", memory_model)
    taken = memstudio("recommend", "take-back", ada, 1, "--json")
    assert taken.json == {"taken_back": TOUCHED[0]}
    shown = memstudio("recommend", "show", ada, "--json").json
    assert [each["text"] for each in shown["touched"]] == [TOUCHED[1]]
    assert memstudio("states", "list", "--json").json == []
    assert memstudio("recommend", "delete", ada).status == 2
    assert memstudio("recommend", "delete", ada, "--yes", "--json").json == {"deleted": ada}
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


@pytest.mark.slow
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


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model that the task makes."""
    run = tmp_path_factory.mktemp("runs")
    assert main(["train", "--task", "recommendation", "--out", str(run)]) == 0
    (model,) = run.glob("*train/model")
    return model


@pytest.mark.slow
def test_the_trained_task_ranks_by_its_memory(memstudio: Run, trained: Path) -> None:
    found = memstudio("recommend", "measure", ROWS, "--model", trained, "--json").json
    ways = {each["way"]: each for each in found["figures"]}
    assert ways["memory"]["first"] > 0.9
    assert max(ways[way]["first"] for way in ("memory reset", "another's memory")) < 0.4


@pytest.mark.slow
def test_reasons_are_on_the_subject_that_the_reader_likes(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    loaded, library = open_model(str(trained), device="cpu", control=Control()), UserLibrary()
    all_first, all_named = [], []
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        user = library.touch(row["user"], items_of(row["history"]))
        memory = UserMemory(loaded, user, Control(), library.states)
        (chosen,) = items_of(row["clicked"])
        found = why(memory, items_of(row["candidates"]), chosen, Control()).reasons
        # The last word of a title is its subject.
        named = [each.item.text.split()[-1] == chosen.text.split()[-1] for each in found]
        all_first += named[:1]
        all_named += named
    first, named = Rate.of(sum(all_first), len(all_first)), Rate.of(sum(all_named), len(all_named))
    figures = f"{len(all_first)} of {len(rows)} have a reason; the first: {first}; all: {named}"
    assert len(all_first) > 0.7 * len(rows), figures
    assert first.low > 0.8, figures
    assert named.low > 0.7, figures


def test_a_damaged_one_is_told_of_beside_the_list_and_can_be_deleted(
    memstudio: Run, ada: str
) -> None:
    assert memstudio("recommend", "touch", "Bob", "Castles").status == 0
    (path,) = recommendations_dir().glob("Bob*.json")
    path.write_text("{", encoding="utf-8")
    listed = memstudio("recommend", "--json")
    assert [each["name"] for each in listed.json] == [ada]
    assert str(path) in listed.err
    assert memstudio("recommend", "delete", "Bob", "--yes").status == 0
    assert memstudio("recommend").err == ""
