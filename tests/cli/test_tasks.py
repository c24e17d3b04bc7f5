"""Tasks on the command line: listed, described, written as a run, trained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from memstudio.tasks.templates.registry import task_templates
from memstudio.training import task_runs
from memstudio.training.run_config import read_config
from tests.cli.conftest import Run


def test_tasks_are_those_of_the_registry(memstudio: Run) -> None:
    listed = json.loads(memstudio("tasks", "--json").out)
    assert [each["name"] for each in listed] == list(task_templates)
    assert all(Path(path).is_file() for each in listed for path in each["sample"])


def test_a_task_is_described_with_what_it_needs_a_memory_for(memstudio: Run) -> None:
    shown = memstudio("tasks", "question")
    template = task_templates.get("question")
    assert template.memory in shown.out
    assert f"memstudio train --task {template.name}" in shown.out
    assert json.loads(memstudio("tasks", "question", "--json").out)["metric"] == template.metric


def test_an_unknown_task_fails_with_the_nearest(memstudio: Run) -> None:
    failed = memstudio("tasks", "questoin")
    assert failed.status == 1
    assert "'question'" in failed.err


def test_a_run_is_named_by_a_file_or_a_task(memstudio: Run, tmp_path: Path) -> None:
    assert memstudio("train").status == 2
    assert memstudio("train", str(tmp_path / "run.toml"), "--task", "question").status == 2


@pytest.mark.slow
def test_a_run_is_written_to_be_changed_and_trains(memstudio: Run, tmp_path: Path) -> None:
    file = tmp_path / "my own.toml"
    written = memstudio("tasks", "question", "--toml", str(file))
    assert written.status == 0
    assert f"memstudio train '{file}'" in written.err
    config = read_config(file)
    assert Path(config.model).is_dir()
    changed = config.changed(steps=2, evaluation={"rows": 2}, device="cpu")
    changed.save(tmp_path / "changed.toml", only_said=True)
    done = memstudio("train", str(tmp_path / "changed.toml"), "--out", str(tmp_path), "--json")
    assert done.status == 0
    assert "question/exact_match" in json.loads(done.out)["evaluation"]["after"]
    empty = tmp_path / "empty"
    empty.mkdir()
    for place in (file, empty):
        again = memstudio("tasks", "question", "--toml", str(place))
        assert (again.status, "exists already" in again.err) == (1, True)


def test_what_a_task_would_take_is_said_and_nothing_is_made(
    memstudio: Run, backbone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def make_start(_: object, folder: Path, **_how: object) -> str:
        # The task's own takes seconds to be made.
        made.append(folder / "start")
        return str(shutil.copytree(backbone, made[0]))

    monkeypatch.setattr(task_runs, "make_start", make_start)
    found = memstudio(
        "train", "--task", "sentiment", "--estimate", "--json", "--device", "cpu",
        "--out", tmp_path / "runs", "--set", "memory.segment_length=32",
    )  # fmt: skip
    assert found.json["peak"] > 0
    assert not made[0].parent.exists()
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_another_model_can_learn_a_task(memstudio: Run, backbone: Path, tmp_path: Path) -> None:
    done = memstudio(
        "train", "--task", "sentiment", "--out", tmp_path / "runs", "--steps", 1, "--device", "cpu",
        "--set", f"model={backbone}", "--set", "evaluation.rows=2", "--set", "probe.every=0",
        "--set", "memory.segment_length=32", "--json",
    )  # fmt: skip
    assert done.status == 0
    assert "label/accuracy" in done.json["evaluation"]["after"]
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [Path(done.json["run"]).name]
