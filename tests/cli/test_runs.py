"""`memstudio runs`: the list, its order, and what differs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from memstudio.cli.runs import RunDisplay
from memstudio.events import GradientMeasured, MemoryHealth, RunFinished, RunStarted, Validated
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_notes import RunNotes, write_notes
from memstudio.training.run_writer import RunWriter
from tests.cli.conftest import Run

if TYPE_CHECKING:
    from memstudio.cli.terminal import WorkDisplay


def a_run(folder: Path, loss: float, **values: object) -> RunFolder:
    run = RunFolder.create(RunConfig.of(out=str(folder), **values))
    with RunWriter(run) as writer:
        writer.append(Validated(step=0, loss=9.0))
        writer.append(RunFinished(step=3, reason="completed", loss_after=loss, model="model"))
    return run


@pytest.fixture
def runs(tmp_path: Path) -> tuple[RunFolder, RunFolder]:
    folder = tmp_path / "home" / "data" / "runs"
    return a_run(folder, 3.0, steps=3, model="org/a"), a_run(folder, 2.0, steps=4, model="org/b")


def test_runs_are_listed(memstudio: Run, runs: tuple[RunFolder, RunFolder]) -> None:
    found = memstudio("runs")
    assert found.status == 0
    assert all(run.name in found.out for run in runs)
    assert "completed" in found.out
    listed = memstudio("runs", "--json").json
    assert {row["name"] for row in listed} == {run.name for run in runs}
    assert {row["memory"] for row in listed} == {"rmt"}


def test_runs_are_searched_and_sorted(memstudio: Run, runs: tuple[RunFolder, RunFolder]) -> None:
    one, two = runs
    write_notes(one.path, RunNotes("First try", ("good",), ""))
    assert [row["name"] for row in memstudio("runs", "--search", "GOOD", "--json").json] == [
        one.name
    ]
    listed = memstudio("runs", "--sort", "after", "--json").json
    assert [row["name"] for row in listed] == [two.name, one.name]
    assert "First try" in memstudio("runs").out
    assert "matches" in memstudio("runs", "--search", "nowhere").err
    for text, names in (
        ("loss<2.5", [two.name]), ("model:org/a", [one.name]), ("steps>=3 learning_rate:5e-5", 2),
        ("learning_rate>1", 0),
    ):  # fmt: skip
        found = memstudio("runs", "--search", text, "--json").json
        assert (len(found) if isinstance(names, int) else [row["name"] for row in found]) == names


def test_runs_of_another_folder_are_listed(memstudio: Run, tmp_path: Path) -> None:
    assert "no run" in memstudio("runs").err
    run = a_run(tmp_path / "other", 1.0)
    assert run.name in memstudio("runs", "--folder", tmp_path / "other").out


def test_what_differs_is_compared(memstudio: Run, runs: tuple[RunFolder, RunFolder]) -> None:
    one, two = runs
    write_notes(one.path, RunNotes("First try"))
    found = memstudio("runs", "compare", "First try", two.path)
    assert found.status == 0
    rows = [line.split() for line in found.out.splitlines()]
    assert ["model", "org/a", "org/b"] in rows
    assert ["loss", "after", "3.0000", "2.0000"] in rows
    assert not any(row[0] == "seed" for row in rows)
    listed = memstudio("runs", "compare", one.name, two.name, "--all", "--json").json
    assert listed["settings"]["steps"] == ["3", "4"]
    assert listed["settings"]["seed"] == ["0", "0"]


def test_a_run_that_is_not_there_is_said_so(memstudio: Run) -> None:
    found = memstudio("runs", "compare", "nothing", "else")
    assert found.status == 1
    assert "no run.toml" in found.err


def test_the_health_of_a_runs_memory_is_printed_with_its_alarms(
    memstudio: Run, runs: tuple[RunFolder, RunFolder]
) -> None:
    well, sick = {"churn": 0.5, "likeness": 0.1}, {"churn": 0.001, "likeness": 0.1}
    with RunWriter(runs[0]) as writer:
        writer.append(MemoryHealth(step=0, values=well))
        writer.append(GradientMeasured(step=1, memory_share=0.2, memory_rms=1e-3, other_rms=1e-3))
        writer.append(MemoryHealth(step=5, values=sick, alarms=("churn",)))
    found = memstudio("runs", "health", runs[0].name)
    assert found.status == 0
    assert "! step 5: The memory is frozen" in found.out
    assert "0.001!" in found.out
    values = memstudio("runs", "health", runs[0].name, "--json").json
    assert values["points"][1] == {"step": 5, "values": sick, "alarms": ["churn"]}
    assert values["gradients"] == [{"step": 1, "share": 0.2}]
    listed = {row["name"]: row["alarms"] for row in memstudio("runs", "--json").json}
    assert listed == {runs[0].name: ["churn"], runs[1].name: []}
    assert "never traced" in memstudio("runs", "health", runs[1].name).err


def test_a_run_that_cannot_be_read_is_named_and_the_others_are_listed(
    memstudio: Run, runs: tuple[RunFolder, RunFolder]
) -> None:
    one, two = runs
    (one.path / "run.toml").write_bytes(b"steps = ")
    (one.path / ".summary.json").write_bytes(bytes(64))
    found = memstudio("runs", "--json")
    assert [row["name"] for row in found.json] == [two.name]
    assert f"{one.name} is not listed" in found.err
    assert memstudio("resume", one.path).status == 1


@pytest.mark.parametrize(("validate_every", "is_said"), [(0, True), (5, False)])
def test_patience_that_does_not_count_is_said(
    tmp_path: Path, validate_every: int, *, is_said: bool
) -> None:
    run = RunFolder.create(
        RunConfig(out=str(tmp_path), stop_after=2, validate_every=validate_every)
    )
    said: list[str] = []
    started = RunStarted(
        run=str(run.path), total_steps=9, num_parameters=9, num_trainable=9, device="cpu",
        train_tokens=9, validation_tokens=9,
    )  # fmt: skip
    RunDisplay(cast("WorkDisplay", SimpleNamespace(say=said.append))).show(started)
    assert any("stop_after" in each for each in said) == is_said
