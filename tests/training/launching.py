"""Runs in processes of their own, alone or several together, and their curves side by side."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder

_SECONDS_AT_MOST = 240


def launched(
    *arguments: str,
    processes: int,
    launcher: tuple[str, ...] = (),
    program: str = "memstudio",
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """A program with these arguments, by `torchrun` or another launcher; alone for one process."""
    torchrun = ("-m", "torch.distributed.run", "--nproc_per_node", str(processes))
    before = (launcher or torchrun) if processes > 1 else ()
    return subprocess.run(
        [sys.executable, *before, "-m", program, *arguments],
        capture_output=True, text=True, timeout=_SECONDS_AT_MOST, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )  # fmt: skip


def train_launched(config: RunConfig, out: Path, processes: int, **environment: str) -> RunFolder:
    """The run that several processes, or one, make of a configuration."""
    file = out.with_suffix(".toml")
    config.save(file)
    done = launched(
        "train", str(file), "--out", str(out), "--json", processes=processes, **environment
    )
    assert done.returncode == 0, done.stderr[-3000:]
    # The first process alone prints.
    return RunFolder.open(json.loads(done.stdout)["run"])


def run_events(folder: RunFolder, name: str) -> list[dict[str, Any]]:
    """A run's events of one kind."""
    lines = map(json.loads, folder.metrics.read_text(encoding="utf-8").splitlines())
    return [event for event in lines if event["event"] == name]


def assert_same_curves(ours: RunFolder, theirs: RunFolder, within: float = 1e-4) -> None:
    """Hold the losses of two runs against each other, step by step."""
    for name, fields in (
        ("step_finished", ("loss", "grad_norm", "tokens")),
        ("validated", ("loss", "loss_memory_reset")),
    ):
        mine, others = run_events(ours, name), run_events(theirs, name)
        assert [event["step"] for event in mine] == [event["step"] for event in others]
        assert mine
        for one, other in zip(mine, others, strict=True):
            for field in fields:
                assert one[field] == pytest.approx(other[field], abs=within), (name, field, one)


def as_if_killed_after(folder: RunFolder, step: int) -> None:
    """Leave of a run what there would be, had it been killed right after a checkpoint."""
    for later in folder.checkpoint_steps():
        if later > step:
            shutil.rmtree(folder.checkpoint(later))
    shutil.rmtree(folder.model)
    (folder.path / SUMMARY).unlink()
    lines = folder.metrics.read_text(encoding="utf-8").splitlines(keepends=True)
    saved = next(
        i for i, line in enumerate(lines)
        if '"checkpoint_saved"' in line and json.loads(line)["step"] == step
    )  # fmt: skip
    folder.metrics.write_text("".join(lines[: saved + 1]), encoding="utf-8")
