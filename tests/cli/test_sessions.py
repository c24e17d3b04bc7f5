"""`memstudio sessions`: what was said is kept, branched, merged, exported and forgotten."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from memstudio.cli.commands import generate
from memstudio.memory.memory_state import MemoryState
from tests.cli.conftest import Run


@pytest.fixture
def tell(memstudio: Run, memory_model: Path) -> Run:
    """Say something in a session."""

    def telling(name: str, text: str, *more: object) -> Any:
        return memstudio(
            "generate", memory_model, "--session", name, "--prompt", text,
            "--max-new-tokens", 8, "--json", *more,
        ).json  # fmt: skip

    return telling


def test_a_session_goes_on_from_one_command_to_the_next(
    memstudio: Run, tell: Run, memory_model: Path
) -> None:
    assert "no session yet" in memstudio("sessions").err
    assert memstudio("sessions", "--json").json == []
    assert tell("anna", "Mary went to the kitchen.")["session"] == "anna"
    second = tell("anna", " And then?")
    (listed,) = memstudio("sessions", "--json").json
    assert (listed["name"], listed["turns"]) == ("anna", 2)
    assert listed["reference"] == str(memory_model)
    shown = memstudio("sessions", "show", "anna", "--json").json
    assert [turn["said"] for turn in shown["turns"]] == ["Mary went to the kitchen.", " And then?"]
    assert shown["turns"][1]["wrote"] == second["text"]
    memory = memstudio("sessions", "show", "anna", "--memory", "--json").json["memory"]
    assert memory["segments"] == second["segments_read"]
    assert memory["slots"][0]["turns"][0]["change"] > 0
    printed = memstudio("sessions", "show", "anna", "--memory").out
    assert "[2]" in printed
    assert "CHANGED MOST BY" in printed
    assert "Mary went to the kitchen." in memstudio("sessions").out


def test_a_reader_that_has_enough_loses_nothing(
    memstudio: Run, memory_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_enough(_: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(generate, "_write", has_enough)
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # is put back
    done = memstudio(
        "generate", memory_model, "--session", "anna", "--save-memory", "mine",
        "--prompt", "Mary", "--max-new-tokens", 4,
    )  # fmt: skip
    assert done.status == 0, done.err
    assert "The session is kept: anna" in done.err
    assert "The memory is kept: mine" in done.err


def test_branches_merges_and_names(memstudio: Run, tell: Run) -> None:
    tell("anna", "Mary went to the kitchen.")
    tell("anna", " And then?")
    assert (
        memstudio("sessions", "branch", "anna", "berta", "--at", 1, "--json").json["name"]
        == "berta"
    )
    assert memstudio("sessions", "branch", "anna", "berta").status == 1
    assert "no turn 7" in memstudio("sessions", "branch", "anna", "x", "--at", 7).err
    tell("berta", " She took the lamp.")
    merged = memstudio("sessions", "merge", "anna", "berta", "--json").json
    assert (merged["read"], merged["turns"], merged["merged"]) == (2, 4, ["berta"])
    turns = memstudio("sessions", "show", "anna", "--json").json["turns"]
    assert [turn["from"] for turn in turns] == ["", "", "berta", "berta"]
    assert memstudio("sessions", "rename", "berta", "clara").status == 0
    assert "Did you mean" in memstudio("sessions", "show", "clar").err
    assert memstudio("sessions", "delete", "clara").status == 2
    assert memstudio("sessions", "delete", "clara", "--yes", "--json").json == {"deleted": "clara"}
    assert [each["name"] for each in memstudio("sessions", "--json").json] == ["anna"]


def test_a_session_is_written_to_files_for_others(
    memstudio: Run, tell: Run, tmp_path: Path
) -> None:
    tell("anna", "Mary went to the kitchen.")
    out = tmp_path / "out"
    files = memstudio("sessions", "export", "anna", "--out", out, "--json").json["files"]
    assert {Path(each).name for each in files} == {
        "session.md",
        "session.json",
        "memory.safetensors",
    }
    text = (out / "session.md").read_text(encoding="utf-8")
    assert "# anna" in text
    assert "> Mary went to the kitchen." in text
    assert json.loads((out / "session.json").read_text(encoding="utf-8"))["turns"][0]["tokens"] > 8
    MemoryState.load(out / "memory.safetensors")
    assert str(tmp_path) not in memstudio("states", "show", out / "memory.safetensors").out.replace(
        str(out), ""
    )
    assert memstudio("sessions", "export", "anna", "--out", out).status == 1
    assert memstudio("sessions", "export", "anna", "--out", out, "--replace").status == 0
    assert memstudio("sessions", "export", "anna", "--out", tmp_path / "a.md").status == 0


@pytest.mark.slow
def test_what_is_forgotten_is_measured(memstudio: Run) -> None:
    for text in ("Nora went to the mill.", " Hugo moved to the tower."):
        said = memstudio(
            "generate", "demo", "--session", "people", "--prompt", text, "--max-new-tokens", 1
        )
        assert said.status == 0
    assert memstudio("sessions", "forget", "people").status == 2
    found = memstudio("sessions", "forget", "people", "--words", "Nora", "--json").json
    (nora,) = found["forgotten"]
    assert nora["asked"] == "Where is Nora?"
    assert found["verdict"] == "forgotten"
    assert nora["before"] > 0.5
    assert nora["after"] == pytest.approx(nora["never"], rel=1e-3)
    (hugo,) = found["others"]
    assert hugo["after"] > 0.5
    assert "Nora" not in memstudio("sessions", "show", "people").out
    gone = memstudio("sessions", "forget", "people", "--turn", 1)
    assert "Forgotten: 'In the tower.' is now as likely" in gone.out
    assert (
        "Nothing that was said" in memstudio("sessions", "forget", "people", "--words", "Nora").err
    )
