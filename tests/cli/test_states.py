"""`memstudio states`: memories are kept under a name, shared, compared and deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from safetensors import safe_open

from memstudio.cli.states import is_file
from memstudio.errors import StorageError
from tests.cli.conftest import Run


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "玛丽.txt"
    path.write_text("Mary went to the kitchen and took the lamp. " * 3, encoding="utf-8")
    return path


def listed(memstudio: Run) -> list[str]:
    return [each["name"] for each in memstudio("states", "list", "--json").json]


def test_a_memory_is_kept_and_says_where_it_comes_from(
    memstudio: Run, memory_model: Path, text: Path
) -> None:
    assert memstudio("states", "--json").json == []
    assert "No memory state was kept yet" in memstudio("states").err
    made = memstudio("states", "save", memory_model, "安娜/1", "--document", text, "--json").json
    assert made["name"] == "安娜/1"
    assert made["segments"] > 3
    assert [each["source"] for each in made["readings"]] == [text.name]
    forked = memstudio("states", "fork", "安娜/1", "berta", "--json").json
    assert [each["name"] for each in forked["forked_from"]] == ["安娜/1"]
    assert set(listed(memstudio)) == {"安娜/1", "berta"}
    shown = memstudio("states", "show", "berta")
    assert "Mary went to the kitchen" in shown.out
    assert "安娜/1" in shown.out
    words = memstudio("states", "show", "berta", "--words", "--json").json["slots"]
    assert len(words) == 3
    table = memstudio("states").out
    assert "berta" in table
    assert "安娜/1" in table


def test_all_documents_of_a_file_are_read(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "three.jsonl"
    lines = ['{"text": "Mary took the lamp."}', '{"no": 1}', '{"text": "Hugo took the key."}']
    rows.write_text("\n".join(lines), encoding="utf-8")
    places = ["three.jsonl:1", "three.jsonl:3"]
    made = memstudio("states", "save", memory_model, "both", "--document", rows, "--json")
    assert [each["source"] for each in made.json["readings"]] == places
    assert "no text" in made.err
    words = ("generate", memory_model, "--prompt", "Then", "--max-new-tokens", "1")
    memstudio(*words, "--document", rows, "--save-memory", "said")
    shown = memstudio("states", "show", "said", "--json").json
    assert [each["source"] for each in shown["readings"]][:2] == places
    # Where only one can be read, that is said.
    asked = memstudio("order", memory_model, rows, "--things", "Mary,Hugo")
    assert "holds 2 documents; the first is read" in asked.err


@pytest.mark.slow
def test_a_name_that_is_taken_is_refused_before_anything_is_read(
    memstudio: Run, memory_model: Path, text: Path
) -> None:
    words = ("states", "save", memory_model, "anna", "--document")
    assert memstudio(*words, text).status == 0
    again = memstudio("states", "save", "no-such-model", "anna", "--document", text)
    assert again.status == 1
    assert "already" in again.err
    assert memstudio(*words, text, "--replace").status == 0
    assert memstudio("states", "save", memory_model, "other").status == 2
    assert listed(memstudio) == ["anna"]


@pytest.mark.slow
def test_writing_goes_on_from_a_name_and_keeps_it(
    memstudio: Run, memory_model: Path, text: Path
) -> None:
    memstudio("states", "save", memory_model, "anna", "--document", text)
    before = memstudio("states", "show", "anna", "--json").json
    words = ("generate", memory_model, "--prompt", "Mary", "--max-new-tokens", 20)
    found = memstudio(*words, "--memory", "anna", "--save-memory", "anna", "--json")
    assert found.status == 0, found.err
    after = memstudio("states", "show", "anna", "--json").json
    assert after["segments"] > before["segments"]
    assert [each["way"] for each in after["readings"]] == ["document", "said", "written"]
    refused = memstudio(*words, "--memory", "ana")
    assert refused.status == 1
    assert "Did you mean 'anna'" in refused.err


def test_saving_a_memory_replaces_nothing_that_was_not_named(
    memstudio: Run, memory_model: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(text.parent)
    todo, file = Path("todo"), Path("anna.safetensors")
    todo.write_text("mine", encoding="utf-8")
    memstudio("states", "save", memory_model, "anna", "--document", text)
    memstudio("states", "export", "anna", "--out", file)
    words = ("--prompt", "Mary", "--max-new-tokens", 1, "--save-memory")
    refused = {
        "anna": "already",
        file: "exists already",
        text.parent / todo: "exists already",
        ".": "exists already",
        "": "needs a name",
        "x" * 121: "at most 120",
        "x/" + "y" * 5000: "could not be written",
    }
    for place, reason in refused.items():
        # Before the model is looked for, let alone a document read.
        found = memstudio("generate", "no-such-model", *words, place)
        assert (found.status, reason in found.err) == (1, True), found.err
    assert memstudio("generate", "no", *words, text.parent / todo, "--replace").status == 1
    # Words alone are names, whatever lies there; what is gone on from is kept again.
    for more in (("todo",), ("anna", "--memory", "anna"), (file, "--memory", file.absolute())):
        found = memstudio("generate", memory_model, *words, *more)
        assert found.status == 0, found.err
    assert memstudio("generate", memory_model, *words, file, "--replace").status == 0
    assert todo.read_text(encoding="utf-8") == "mine"
    assert set(listed(memstudio)) == {"anna", "todo"}


def test_what_is_saved_is_what_the_same_words_read(
    memstudio: Run, memory_model: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(text.parent)
    words = ("generate", memory_model, "--prompt", "Mary", "--max-new-tokens", 1)

    def segments(state: object) -> int:
        return int(memstudio("states", "show", state, "--json").json["segments"])

    # A name with the mark of a path, and a file without an ending, are gone on from and kept.
    memstudio("states", "save", memory_model, "anna/1", "--document", text)
    memstudio(*words, "--save-memory", "./mem")
    for state in ("anna/1", "mem"):
        before = segments(state)
        for _ in range(2):
            more = ("--document", text, "--memory", state, "--save-memory", state)
            found = memstudio(*words, *more)
            assert found.status == 0, found.err
        assert segments(state) > before + 3
    assert not Path("anna").exists()
    assert listed(memstudio) == ["anna/1"]
    # The same words without what they read would replace it.
    assert "called 'anna/1' already" in memstudio(*words, "--save-memory", "anna/1").err
    # A word that was kept is that state from then on, whatever is called so in this folder.
    text.rename("notes")
    assert memstudio(*words, "--document", "notes", "--save-memory", "notes").status == 0
    assert segments("notes") > 3
    assert memstudio(*words, "--memory", "notes").status == 0


def test_what_cannot_be_saved_is_known_before_anything_is_read(
    memstudio: Run, backbone: Path, memory_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--prompt", "Mary", "--max-new-tokens", 1, "--session", "anna", "--save-memory", "a")
    found = memstudio("generate", backbone, *words)
    assert "has no memory" in found.err
    assert memstudio("sessions", "--json").json == []

    def fail(*_: Any) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("memstudio.cli.states.save_memory", fail)
    found = memstudio("generate", memory_model, *words)
    assert found.status == 1
    assert found.err.index("The session is kept: anna") < found.err.index("The disk is full.")


@pytest.mark.slow
def test_two_states_are_compared_slot_by_slot(
    memstudio: Run, memory_model: Path, text: Path, backbone: Path
) -> None:
    memstudio("states", "save", memory_model, "one", "--document", text)
    memstudio("states", "fork", "one", "two")
    same = memstudio("states", "diff", "one", "two", "--json").json
    assert same["equal"]
    assert same["equal_slots"] == len(same["slots"]) == 3
    assert "The two are the same." in memstudio("states", "diff", "one", "two").out
    words = ("states", "save", memory_model, "three", "--memory", "one", "--document", text)
    assert memstudio(*words).status == 0
    found = memstudio("states", "diff", "one", "three", "--json").json
    assert not found["equal"]
    assert found["equal_slots"] < 3
    assert any(slot["one"] for slot in found["slots"])
    other = memstudio("states", "diff", "one", "three", "--model", backbone)
    assert other.status == 1
    assert "no memory" in other.err


def test_a_state_is_shared_as_one_file(
    memstudio: Run, memory_model: Path, text: Path, tmp_path: Path
) -> None:
    memstudio("states", "save", memory_model, "anna", "--document", text)
    file = tmp_path / "anna.safetensors"
    assert memstudio("states", "export", "anna", "--out", file).status == 0
    with safe_open(file, framework="pt") as stored:
        assert str(memory_model) not in stored.metadata()["provenance"]
        assert memory_model.name in stored.metadata()["provenance"]
    again = memstudio("states", "export", "anna", "--out", file)
    assert again.status == 1
    assert "exists already" in again.err
    assert memstudio("states", "import", file, "--json").json["name"] == "anna (2)"
    assert memstudio("states", "import", file, "--name", "c/d", "--json").json["name"] == "c/d"
    wrong = memstudio("states", "import", memory_model / "model.safetensors")
    assert wrong.status == 1
    assert "not a memory state" in wrong.err
    compared = memstudio("states", "diff", file, "anna", "--model", memory_model, "--json")
    assert compared.json["equal"]


def test_a_state_is_deleted_for_good_when_that_was_confirmed(
    memstudio: Run, memory_model: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = memstudio("states", "save", memory_model, "anna", "--document", text, "--json").json
    assert memstudio("states", "rename", "anna", "berta", "--json").json["name"] == "berta"
    assert not Path(made["path"]).exists()
    assert memstudio("states", "delete", "berta").status == 2
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "confirm", _refuse)
    assert memstudio("states", "delete", "berta").status == 1
    assert listed(memstudio) == ["berta"]
    assert memstudio("states", "delete", "berta", "--yes").status == 0
    assert listed(memstudio) == []
    assert memstudio("states", "delete", "berta", "--yes").status == 1


def _refuse(*_: Any, **__: Any) -> None:
    raise typer.Abort


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna", False),
        ("安娜 1", False),
        ("anna.safetensors", True),
        ("./anna", True),
        ("/home/x", True),
        ("x" * 5000, False),
    ],
)
def test_a_path_is_told_from_a_name(memstudio: Run, text: str, expected: bool) -> None:
    assert is_file(text) == expected
