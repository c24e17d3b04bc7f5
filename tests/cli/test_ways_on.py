"""Settings that are another on the command line, branches, and what is offered when all is spent."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.memory.memory_model import MemoryModel
from memstudio.training import memory_ways
from memstudio.training.memory_trainer import MemoryTrainer
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from tests.cli.conftest import Outcome, Run


@pytest.fixture
def run_file(backbone: Path, book: Path, tmp_path: Path) -> Path:
    path = tmp_path / "run.toml"
    RunConfig.of(
        model=str(backbone), data=(str(book),), steps=6, batch_size=4, segments_per_sample=2,
        memory={"kind": "rmt", "num_slots": 2, "segment_length": 16}, probe={"every": 0},
        validate_every=0, validation_tokens=64, checkpoint_every=2, device="cpu", threads=1,
        evaluation={"rows": 0}, out=str(tmp_path / "runs"),
    ).save(path)  # fmt: skip
    return path


def the_run(tmp_path: Path, number: int = 0) -> RunFolder:
    return RunFolder.open(sorted((tmp_path / "runs").iterdir())[number])


@pytest.fixture
def spent(memstudio: Run, run_file: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """A run of four samples at once for which there is no memory at its fourth step."""
    original = MemoryModel.forward
    steps = 0

    def forward(self: MemoryModel, *args: Any, **kwargs: Any) -> Any:
        nonlocal steps
        if self.training:
            steps += 1
            if steps == 4:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return original(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryModel, "forward", forward)
        return memstudio("train", run_file)


def test_settings_can_be_another_than_the_files(
    memstudio: Run, run_file: Path, tmp_path: Path
) -> None:
    found = memstudio(
        "train", run_file, "--set", "batch_size=2", "--set", "probe.every=3", "--steps", 2
    )
    assert found.status == 0
    config = the_run(tmp_path).config()
    assert (config.batch_size, config.probe.every, config.steps) == (2, 3, 2)
    wrong = memstudio("train", run_file, "--set", "batch=2")
    assert wrong.status == 1
    assert "batch_size" in wrong.err
    assert memstudio("train", run_file, "--set", "batch_size").status == 2


def test_what_is_offered_when_memory_is_spent_goes_on_to_the_end(
    memstudio: Run, spent: Outcome, tmp_path: Path
) -> None:
    assert spent.status == 1
    assert spent.out == ""
    error, told, *ways = spent.err.splitlines()[-8:]
    while not error.startswith("Error: "):
        error, told, *ways = told, *ways
    assert "4 × 32 tokens at once are too many" in error
    assert "until step 3 is kept" in error
    assert "It takes about" in told
    folder = the_run(tmp_path)
    assert folder.checkpoint_steps()[-1] == 3
    first = ways[0].split("about")[0]
    command = shlex.split(first)
    assert command == [
        "memstudio", "resume", str(folder.path),
        "--set", "batch_size=2", "--set", "gradient_accumulation=2",
    ]  # fmt: skip
    assert any("--set memory_replay=true" in way and way.endswith("slower") for way in ways)
    assert f"runs branch {folder.path} --set segments_per_sample=1" in ways[-1]
    assert "another training" in ways[-1]
    resumed = memstudio(*command[1:], "--json")
    assert resumed.json["reason"] == "completed"
    assert "step 3: goes on with batch_size = 2, gradient_accumulation = 2" in resumed.err
    assert folder.config().batch_size == 2


@pytest.mark.slow
def test_what_is_offered_when_the_disk_is_full(
    memstudio: Run, run_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = MemoryTrainer._save_optimizer_and_scheduler

    def full(self: MemoryTrainer, folder: str) -> None:
        if self.state.global_step == 6:
            raise OSError(28, "No space left on device")
        original(self, folder)

    with monkeypatch.context() as patch:
        patch.setattr(MemoryTrainer, "_save_optimizer_and_scheduler", full)
        found = memstudio("train", run_file)
    assert found.status == 1
    assert "The disk is full" in found.err
    assert "A checkpoint takes" in found.err
    folder = the_run(tmp_path)
    assert f"memstudio resume {folder.path} --set checkpoints_kept=1" in found.err
    assert folder.checkpoint_steps() == [2, 4]
    elsewhere = memstudio("runs", "branch", folder.path, "--out", tmp_path / "other", "--json")
    assert elsewhere.json["reason"] == "completed"
    assert Path(elsewhere.json["run"]).parent == tmp_path / "other"
    assert memstudio("resume", folder.path, "--set", "checkpoints_kept=1").status == 0
    assert folder.checkpoint_steps() == [6]


@pytest.mark.slow
def test_what_may_not_change_is_said(memstudio: Run, spent: Outcome, tmp_path: Path) -> None:
    folder = the_run(tmp_path).path
    found = memstudio("resume", folder, "--set", "batch_size=3")
    assert found.status == 1
    assert "whose product is 4" in found.err
    found = memstudio("resume", folder, "--set", "learning_rate=0.1")
    assert "Branch a run from it" in found.err


def test_a_run_is_branched(memstudio: Run, run_file: Path, tmp_path: Path) -> None:
    memstudio("train", run_file)
    whole = the_run(tmp_path)
    found = memstudio(
        "runs", "branch", whole.name, "--folder", tmp_path / "runs", "--at", 4, "--only-make",
        "--set", "memory_learning_rate=1e-4", "--json",
    )  # fmt: skip
    assert found.json["step"] == 4
    branch = RunFolder.open(found.json["run"])
    assert branch.config().memory_learning_rate == 1e-4
    assert branch.summary().state == "stopped"
    assert memstudio("resume", branch.path, "--json").json["step"] == 6
    wrong = memstudio("runs", "branch", whole.path, "--at", 3)
    assert wrong.status == 1
    assert "There are those of: 4, 6" in wrong.err
    plain = memstudio("runs", "branch", whole.path, "--set", "steps=7", "--only-make")
    assert plain.out.startswith("run    ")


@pytest.mark.slow
def test_an_estimate_says_what_to_change(
    memstudio: Run, run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = memstudio("train", run_file, "--estimate", "--json").json
    assert found["fits"]
    assert found["ways"] == []
    assert found["reachable"] > found["peak"]
    assert "It fits" in memstudio("train", run_file, "--estimate").out
    monkeypatch.setattr(memory_ways, "reachable_memory", lambda _: 1000)
    found = memstudio("train", run_file, "--estimate", "--json").json
    assert not found["fits"]
    assert found["ways"][0]["changes"] == {"batch_size": 1, "gradient_accumulation": 4}
    told = memstudio("train", run_file, "--estimate").out
    assert "It does not fit" in told
    assert "\n  --set batch_size=1 --set gradient_accumulation=4 " in told
