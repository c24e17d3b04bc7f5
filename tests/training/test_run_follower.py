"""Reading a run's record while another process writes it: all of it, in order, and each byte once."""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from memstudio.errors import TrainingError
from memstudio.events import RunEvent, RunFailed, RunFinished, RunPaused, RunStarted, StepFinished
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_follower import RunFollower
from memstudio.training.run_summary import Owner
from memstudio.training.run_writer import RunWriter


def start(run: RunFolder, **changes: Any) -> RunStarted:
    values = {
        "run": str(run.path), "total_steps": 500, "num_parameters": 9, "num_trainable": 3,
        "device": "cpu", "train_tokens": 100, "validation_tokens": 10,
    }  # fmt: skip
    return RunStarted(**(values | changes))


def step(number: int) -> StepFinished:
    return StepFinished(
        step=number, total_steps=500, loss=2.5, learning_rate=1e-3, grad_norm=1.0, tokens=10,
        tokens_per_second=5.0, elapsed=1.0, eta=2.0, process_bytes=1,
    )  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder.create(RunConfig(model="demo", out=str(tmp_path), steps=500))


def record(run: RunFolder, events: list[RunEvent]) -> None:
    with RunWriter(run) as writer:
        for event in events:
            writer.append(event)


def test_a_long_record_comes_in_parts_whole_and_in_order(run: RunFolder) -> None:
    events = [start(run), *(step(number) for number in range(1, 401))]
    record(run, [*events, RunFinished(step=400, reason="stopped", model="model")])
    follower = RunFollower(run.path, at_once=1000)
    parts = []
    while not follower.is_over:
        assert follower.state == "reading"
        parts.append(follower.read())
    assert max(len(part) for part in parts) < 10
    assert [event for part in parts for event in part][:-1] == events
    assert follower.state == "stopped"
    assert (follower.summary.step, follower.summary.total_steps) == (400, 500)


def test_what_is_written_meanwhile_comes_next_and_once(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        follower = RunFollower(run.path)
        assert follower.read() == ()
        assert (follower.state, follower.is_over) == ("running", False)
        writer.append(start(run))
        writer.append(step(1))
        assert [event.event for event in follower.read()] == ["run_started", "step_finished"]
        assert follower.read() == ()
        writer.append(RunPaused(step=1))
        assert [event.event for event in follower.read()] == ["run_paused"]
        assert (follower.state, follower.is_over) == ("paused", False)
        writer.append(step(2))
    # The writer let it go with a step that nobody has read.
    assert [event.step for event in follower.read()] == [2]
    assert follower.is_over


def test_what_a_process_writes_last_is_not_missed(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunWriter(run)
    follower = RunFollower(run.path)
    read = follower._next_bytes

    def read_and_end() -> bytes:
        new = read()
        writer.append(step(2))
        writer.close()
        return new

    with monkeypatch.context() as patch:
        patch.setattr(follower, "_next_bytes", read_and_end)
        assert follower.read() == ()
    assert not follower.is_over
    assert [event.step for event in follower.read()] == [2]
    assert follower.is_over


def test_only_new_bytes_are_read(run: RunFolder) -> None:
    record(run, [start(run), *(step(number) for number in range(1, 50))])
    follower = RunFollower(run.path)
    follower.read()
    # What has been read can be lost, as on a slow disk that one would not read again.
    size = run.metrics.stat().st_size
    run.metrics.write_bytes(b"x" * size + step(50).to_line().encode() + b"\n")
    assert [event.step for event in follower.read()] == [50]


def test_a_line_that_is_being_written_waits_for_its_end(run: RunFolder) -> None:
    with RunWriter(run):
        follower = RunFollower(run.path)
        line = step(1).to_line().encode()
        with run.metrics.open("ab") as file:
            file.write(line[:40])
            file.flush()
            assert follower.read() == ()
            file.write(line[40:] + b"\n")
        assert [event.step for event in follower.read()] == [1]


def test_a_torn_line_and_one_of_a_newer_version_are_passed_over(run: RunFolder) -> None:
    record(run, [start(run)])
    with run.metrics.open("ab") as file:
        file.write(b'{"event":"of_tomorrow"}\n' + step(1).to_line().encode() + b'\n{"event":"st')
    follower = RunFollower(run.path)
    assert [event.event for event in follower.read()] == ["run_started", "step_finished"]
    assert follower.is_over


def test_a_run_whose_process_is_gone_is_interrupted(run: RunFolder) -> None:
    record(run, [start(run), step(1)])
    content = json.loads((run.path / SUMMARY).read_text(encoding="utf-8"))
    owner = {"pid": os.getpid(), "started": 1.0, "host": platform.node(), "seen": 2.0}
    (run.path / SUMMARY).write_text(json.dumps(content | {"owner": owner}), encoding="utf-8")
    follower = RunFollower(run.path)
    follower.read()
    assert (follower.state, follower.is_over) == ("interrupted", True)


def test_a_stopped_run_that_is_taken_up_again_goes_on(run: RunFolder) -> None:
    record(run, [start(run), step(3), RunFinished(step=3, reason="stopped", model="model")])
    with RunWriter(run) as writer:
        follower = RunFollower(run.path)
        follower.read()
        # Its process is still preparing.
        assert (follower.state, follower.is_over) == ("stopped", False)
        writer.append(start(run, first_step=3))
        follower.read()
        assert follower.state == "running"
        writer.append(RunFailed(step=3, text="no"))
    follower.read()
    assert (follower.state, follower.is_over) == ("failed", True)


def test_a_folder_that_vanishes_ends_it(run: RunFolder) -> None:
    record(run, [start(run), step(1)])
    follower = RunFollower(run.path)
    shutil.rmtree(run.path)
    assert follower.read() == ()
    assert (follower.state, follower.is_over) == ("interrupted", True)


def test_what_is_no_run_or_cannot_be_read_is_said(tmp_path: Path, run: RunFolder) -> None:
    with pytest.raises(TrainingError, match=r"run\.toml"):
        RunFollower(tmp_path / "absent")
    run.metrics.mkdir()
    with pytest.raises(TrainingError, match="cannot be read"):
        RunFollower(run.path).read()


def test_the_traces_are_listed_by_step(run: RunFolder) -> None:
    assert run.trace_paths() == {}
    for name in ("step-20.zarr", "step-4.zarr", "step-x.zarr", "step-8.zarr.part"):
        (run.traces / name).mkdir(parents=True)
    assert list(run.trace_paths()) == [4, 20]
    assert run.trace_paths()[4] == run.trace(4)


def elsewhere(run: RunFolder, seen: float) -> None:
    """Let the run's process be one of another computer, which was last heard of at a time."""
    owner = Owner(pid=1, started=0.0, host=f"another of {run.path}", seen=seen)
    kept = json.loads((run.path / SUMMARY).read_bytes())
    kept["owner"] = asdict(owner)
    (run.path / SUMMARY).write_text(json.dumps(kept), encoding="utf-8")


def append(run: RunFolder, *events: RunEvent) -> None:
    with run.metrics.open("ab") as file:
        file.writelines(event.to_line().encode() + b"\n" for event in events)


def test_a_computer_whose_clock_is_wrong_is_believed_when_its_run_grows(run: RunFolder) -> None:
    record(run, [start(run), step(1)])
    elsewhere(run, seen=time.time() - 5_000)
    follower = RunFollower(run.path)
    follower.read()
    assert (follower.state, follower.is_over) == ("interrupted", True)
    append(run, step(2))
    assert [event.step for event in follower.read()] == [2]
    assert (follower.state, follower.is_over) == ("running", False)
    # In a long step it only says that it is there.
    patient = RunFollower(run.path)
    patient.read()
    assert patient.is_over
    elsewhere(run, seen=time.time() - 4_900)
    assert patient.read() == ()
    assert not patient.is_over


def test_a_long_record_of_a_dead_run_is_not_growth(run: RunFolder) -> None:
    record(run, [start(run), *(step(number) for number in range(1, 50))])
    elsewhere(run, seen=time.time() - 5_000)
    follower = RunFollower(run.path, at_once=500)
    while follower.is_behind:
        follower.read()
    assert follower.state == "interrupted"


def test_a_line_cut_in_two_by_a_run_that_seemed_over_is_read_when_it_is_whole(
    run: RunFolder,
) -> None:
    record(run, [start(run), step(1)])
    line = step(2).to_line().encode()
    follower = RunFollower(run.path)
    for part in (line[:40], line[40:] + b"\n"):
        with run.metrics.open("ab") as file:
            file.write(part)
        found = follower.read()
        assert follower.is_over
    assert [event.step for event in found] == [2]


def test_a_length_that_comes_before_its_content_is_waited_for(run: RunFolder) -> None:
    record(run, [start(run), step(1)])
    follower = RunFollower(run.path)
    follower.read()
    line = step(2).to_line().encode() + b"\n"
    begin = run.metrics.stat().st_size
    os.truncate(run.metrics, begin + len(line))
    assert follower.read() == ()
    with run.metrics.open("rb+") as file:
        file.seek(begin)
        file.write(line)
    assert [event.step for event in follower.read()] == [2]


@pytest.mark.parametrize("number", [errno.ESTALE, errno.EIO, errno.ENOTCONN])
def test_a_network_that_stumbles_ends_nothing(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with RunWriter(run) as writer:
        writer.append(start(run))
        follower = RunFollower(run.path)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", _failing(number))
            assert follower.read() == ()
            assert not follower.is_over
        assert [event.event for event in follower.read()] == ["run_started"]


def _failing(number: int) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail
