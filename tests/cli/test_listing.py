"""Commands that only look."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from memstudio import __version__
from memstudio.cli import system_needs
from memstudio.cli.names import COMMANDS
from tests.cli.conftest import Run


def test_the_version_is_printed(memstudio: Run) -> None:
    assert memstudio("--version").out.strip() == f"memstudio {__version__}"


def test_help_lists_every_command(memstudio: Run) -> None:
    found = memstudio("--help")
    assert found.status == 0
    assert all(f" {name} " in found.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.one_in(4)
def test_every_command_explains_itself(memstudio: Run, command: str) -> None:
    found = memstudio(command, "--help")
    assert found.status == 0
    assert "Usage: memstudio" in found.out


def test_a_command_that_does_not_exist_is_wrong_usage_and_the_nearest_is_named(
    memstudio: Run,
) -> None:
    found = memstudio("trian")
    assert found.status == 2
    assert "train" in found.err
    assert not found.out


def test_a_missing_argument_is_wrong_usage(memstudio: Run) -> None:
    assert memstudio("data").status == 2


def test_devices_are_those_of_torch(memstudio: Run) -> None:
    from memstudio.models.device import list_devices

    listed = memstudio("devices", "--json").json
    assert [device["id"] for device in listed] == [device.id for device in list_devices()]
    assert "cores" in memstudio("devices").out


@pytest.mark.slow
def test_every_memory_has_a_page(memstudio: Run) -> None:
    from memstudio.memory.kinds_registry import memory_kinds

    for kind in memory_kinds:
        page = memstudio("memories", kind).out
        assert page.splitlines()[0].endswith(f"(`{kind}`)")
        assert memstudio("memories", kind, "--json").json == {"name": kind, "page": page[:-1]}
    assert "Did you mean 'rmt'" in memstudio("memories", "rm").err


def test_memories_are_those_of_the_registry(memstudio: Run) -> None:
    from memstudio.memory.kinds_registry import memory_kinds

    assert {kind["name"] for kind in memstudio("memories", "--json").json} == set(memory_kinds)
    assert "rmt: " in memstudio("memories").out


def test_models_of_the_hugging_face_cache_are_listed(
    memstudio: Run, backbone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "hub" / "models--someone--small" / "snapshots" / "abc"
    shutil.copytree(backbone, snapshot)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    listed = memstudio("models", "--json").json
    assert ("someone/small", "hub-cache") in [(m["reference"], m["origin"]) for m in listed]
    assert "someone/small" in memstudio("models").out


def test_data_counts_what_is_read_and_names_what_is_not(
    memstudio: Run, book: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "One row."}\n{nonsense\n', encoding="utf-8")
    found = memstudio("data", book, broken, "--json")
    assert found.status == 0
    assert found.json["documents"] == 2
    assert found.json["characters"] == len(book.read_text(encoding="utf-8")) + len("One row.")
    assert found.json["files"][1]["problems"][0]["line"] == 2
    assert "line 2" in memstudio("data", book, broken).err


def test_data_counts_tokens_and_segments_of_a_model(
    memstudio: Run, book: Path, memory_model: Path
) -> None:
    found = memstudio("data", book, "--model", memory_model, "--json").json
    assert found["segment_length"] == 16
    assert found["tokens"] > 2000
    assert found["segments"] == found["train"]["segments"] + found["validation"]["segments"]


def test_data_without_any_text_fails_with_a_sentence(memstudio: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    found = memstudio("data", empty, "--json")
    assert found.status == 1
    assert "no text" in found.err
    assert json.loads(found.out)["documents"] == 0


def test_doctor_tells_what_is_there(memstudio: Run) -> None:
    found = memstudio("doctor", "--json")
    findings = {finding["what"]: finding for finding in found.json["findings"]}
    assert findings["torch"]["status"] == "ok"
    assert findings["device cpu"]["status"] == "ok"
    assert found.status == (0 if found.json["ok"] else 1)


def test_doctor_names_a_missing_library_and_the_command_that_installs_it(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_needs, "_can_load", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(system_needs, "_package_manager", lambda: "apt")
    found = memstudio("doctor")
    assert found.status == 1
    assert "apt-get install -y libxcb-cursor0" in found.out


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_doctor_names_a_folder_that_cannot_be_written(
    memstudio: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "closed" / "home"))
    assert memstudio("doctor").status == 1


@pytest.mark.slow
def test_a_kind_is_checked_for_whoever_writes_one(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memstudio.memory.kinds.none import NoMemory

    found = memstudio("memories", "none", "--check")
    assert found.status == 0
    assert "FAILS" not in found.out
    monkeypatch.setattr(NoMemory, "slot_view", lambda *_: 1 / 0)
    spoilt = memstudio("memories", "none", "--check")
    assert spoilt.status == 1
    assert "ZeroDivisionError" in spoilt.out
    assert memstudio("memories", "--check").status == 2
