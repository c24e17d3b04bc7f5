"""Run folders: names, states, lists, locks."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from memstudio.errors import StorageError, TrainingError
from memstudio.events import (
    MemoryHealth,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    StepFinished,
    Validated,
)
from memstudio.training import run_summary
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.run_index import list_runs
from memstudio.training.run_summary import Owner, RunSummary
from memstudio.training.run_writer import RunWriter

START = RunStarted(
    run="", total_steps=9, num_parameters=1, num_trainable=1, device="cpu", train_tokens=1,
    validation_tokens=1,
)  # fmt: skip


def step(number: int, loss: float = 2.0) -> StepFinished:
    return StepFinished(
        step=number, total_steps=9, loss=loss, learning_rate=0.1, grad_norm=1.0, tokens=1,
        tokens_per_second=1.0, elapsed=1.0, eta=1.0, process_bytes=1,
    )  # fmt: skip


def new(tmp_path: Path, **values: object) -> RunFolder:
    return RunFolder.create(RunConfig.of(out=str(tmp_path), **values))


def test_names_are_readable_free_and_safe(tmp_path: Path) -> None:
    one = new(tmp_path, model="org/Smol LM:2", data=("/texts/my book.txt", "b.md"))
    assert one.name.endswith("-Smol-LM-2-my-book")
    assert one.name[:4] == time.strftime("%Y")
    names = {new(tmp_path, model="demo").name for _ in range(5)}
    assert len(names) == 5
    # Every run keeps its model under the same name.
    again = new(tmp_path / "more", model=str(one.model), data=("/texts/c.txt",))
    assert again.name.endswith("-Smol-LM-2-my-book-c")
    chinese = new(tmp_path, data=("/文/古文观止.txt", "b.md"))
    assert chinese.name.endswith("demo-古文观止")
    long = new(tmp_path, model="m" * 400)
    assert len(long.name) < 100


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="file"):
        RunFolder.create(RunConfig(out=str(tmp_path / "file" / "below")))


def test_a_run_goes_through_its_states(tmp_path: Path) -> None:
    run = new(tmp_path)
    assert run.summary().state == "interrupted"
    with RunWriter(run) as writer:
        assert run.summary().state == "running"
        for event, state in (
            (START, "running"),
            (Validated(step=0, loss=5.0, loss_memory_reset=6.0), "running"),
            (step(1, 4.0), "running"),
            (RunPaused(step=1), "paused"),
            (RunResumed(step=1), "running"),
            (Validated(step=1, loss=4.5), "running"),
            (RunFailed(step=1, text="x"), "failed"),
        ):
            writer.append(event)
            assert run.summary().state == state
            # What was measured before the first step is not told as what came of the training.
            if isinstance(event, Validated):
                assert run.summary().loss_after == (event.loss if event.step else None)
    summary = run.summary()
    assert (summary.step, summary.total_steps, summary.loss) == (1, 9, 4.0)
    assert (summary.loss_before, summary.loss_after) == (5.0, 4.5)
    assert summary.loss_memory_reset is None  # that was of other weights
    late = replace(summary, loss_before=None).after(Validated(step=2, loss=4.0))
    assert (late.loss_before, late.loss_after) == (None, 4.0)
    with RunWriter(run) as writer:
        assert run.summary().state == "running"
        assert run.summary().loss_before == 5.0
        writer.append(Validated(step=9, loss=1.5, loss_memory_reset=7.0))
        writer.append(RunFinished(step=9, reason="completed", loss_after=1.5, model="m"))
    assert run.summary().loss_memory_reset == 7.0
    with RunWriter(run) as writer:
        best = RunFinished(
            step=9, reason="completed", loss_after=1.0, loss_memory_reset=None, model="m"
        )
        writer.append(best)
    assert (run.summary().state, run.summary().loss_after) == ("completed", 1.0)
    assert run.summary().loss_memory_reset is None


def test_a_lost_or_damaged_summary_is_made_again_from_the_events(tmp_path: Path) -> None:
    run = new(tmp_path)
    with RunWriter(run) as writer:
        for event in (START, Validated(step=0, loss=5.0), step(7), RunPaused(step=7)):
            writer.append(event)
    kept = run.summary()
    for content in (None, b"", b"{}", b'{"run": {"state": 1}, "owner": null}', b"\xff"):
        if content is None:
            (run.path / SUMMARY).unlink()
        else:
            (run.path / SUMMARY).write_bytes(content)
        assert run.summary() == kept
    assert kept.state == "interrupted"
    assert kept.step == 7


def test_a_run_of_a_dead_process_is_interrupted(tmp_path: Path) -> None:
    run = new(tmp_path)
    code = (
        "import sys, os; from pathlib import Path\n"
        "from memstudio.training.run_folder import RunFolder\n"
        "from memstudio.training.run_writer import RunWriter\n"
        "w = RunWriter(RunFolder(Path(sys.argv[1]))); print('held', flush=True)\n"
        "sys.stdin.read(); os._exit(9)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(run.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    assert run.summary().state == "running"
    with pytest.raises(TrainingError, match="being trained already"):
        RunWriter(run)
    process.communicate()
    assert run.summary().state == "interrupted"
    with RunWriter(run):
        assert run.summary().state == "running"


def test_a_process_number_used_again_is_not_taken_for_the_run(tmp_path: Path) -> None:
    me = Owner.this_process()
    assert me.is_alive()
    assert not Owner(me.pid, me.started - 100, me.host, me.seen).is_alive()
    assert not Owner(2**22 + 1, me.started, me.host, me.seen).is_alive()


@pytest.mark.skipif(os.name == "nt", reason="no process stays behind there")
def test_a_process_that_has_ended_is_not_alive_though_nobody_asked_how() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    try:
        process = psutil.Process(ended.pid)
        owner = replace(
            Owner.this_process(), pid=ended.pid, started=run_summary._started(ended.pid)
        )
        while process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        assert not owner.is_alive()
    finally:
        ended.communicate()


def test_a_clock_that_is_set_back_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    if not psutil.LINUX:
        pytest.skip("its processes tell by the clock when they began")
    me = Owner.this_process()
    create_time = psutil.Process.create_time
    # psutil takes it from when the computer was started, by the clock of now.
    monkeypatch.setattr(psutil.Process, "create_time", lambda p: create_time(p) - 86_400)
    assert me.is_alive()


def test_a_number_of_another_container_is_not_looked_up_here() -> None:
    me = Owner.this_process()
    assert not me.is_elsewhere
    inside = replace(me, pid=2**22 + 1, host=platform.node() + " pid:[1]")
    assert inside.is_elsewhere
    assert inside.is_alive()


def test_another_computer_counts_as_alive_while_it_is_heard_of() -> None:
    now = time.time()
    assert Owner(1, 0.0, platform.node() + "-other", now).is_alive()
    assert not Owner(os.getpid(), 0.0, platform.node() + "-other", now - 600).is_alive()


def test_the_clock_of_another_computer_may_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(run_summary.time, "monotonic", lambda: clock[0])
    now = time.time()
    behind = Owner(3, 0.0, platform.node() + "-behind", now - 600)
    assert not behind.is_alive()
    # It tells another time, so it is there, whatever time that is.
    behind = replace(behind, seen=now - 580)
    assert behind.is_alive()
    ahead = Owner(3, 0.0, platform.node() + "-ahead", now + 3600)
    assert ahead.is_alive()
    clock[0] += 200
    assert not behind.is_alive()
    assert not ahead.is_alive()


def test_a_list_shows_runs_newest_first_and_passes_over_the_rest(tmp_path: Path) -> None:
    runs = [new(tmp_path, steps=number) for number in (1, 2, 3)]
    for age, run in enumerate(reversed(runs)):
        os.utime(run.path / "run.toml", (1000 - age, 1000 - age))
    (tmp_path / "no-run").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    broken = new(tmp_path)
    (broken.path / "run.toml").write_text("steps = ", encoding="utf-8")
    assert [row.total_steps for row in list_runs(tmp_path)] == [3, 2, 1]
    assert [row.name for row in list_runs(tmp_path)] == [run.name for run in reversed(runs)]
    assert list_runs(tmp_path / "nowhere") == []


def test_a_thousand_runs_are_listed_quickly(tmp_path: Path) -> None:
    run = new(tmp_path)
    with RunWriter(run) as writer:
        for event in (START, step(1), RunFinished(step=9, reason="completed", model="m")):
            writer.append(event)
    config, summary = run.path / "run.toml", run.path / SUMMARY
    for number in range(1000):
        folder = tmp_path / f"run-{number}"
        folder.mkdir()
        os.link(config, folder / "run.toml")
        os.link(summary, folder / SUMMARY)
    began = time.process_time()
    assert len(list_runs(tmp_path)) == 1001
    assert time.process_time() - began < 2


def test_reading_a_run_imports_no_torch() -> None:
    code = (
        "import sys, memstudio.training.run_folder, memstudio.training.run_config, "
        "memstudio.training.run_summary\n"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_summary_is_plain_json(tmp_path: Path) -> None:
    run = new(tmp_path, data=("/a", "/b"))
    with RunWriter(run):
        content = json.loads((run.path / SUMMARY).read_text(encoding="utf-8"))
        assert content["owner"]["pid"] == os.getpid()
        assert content["run"]["data"] == ["/a", "/b"]
    assert asdict(run.summary())["data"] == ("/a", "/b")


def test_a_folder_that_vanishes_is_a_storage_error(tmp_path: Path) -> None:
    run = new(tmp_path)
    writer = RunWriter(run)
    writer._metrics.close()
    with pytest.raises((StorageError, ValueError)):
        writer.append(START)
    writer.close()
    writer.close()


def test_alarms_are_kept_with_the_step_at_which_they_began(tmp_path: Path) -> None:
    run = new(tmp_path)

    def health(step: int, *alarms: str) -> MemoryHealth:
        return MemoryHealth(step=step, values={}, alarms=alarms)

    with RunWriter(run) as writer:
        for event in (health(0), health(5, "churn"), health(10, "churn", "dead"), health(15)):
            writer.append(event)
    assert run.summary().alarms == ()
    assert run.summary().crossings == (("churn", 5), ("dead", 10))
    # Gone on with from the checkpoint of step 5: what came later comes anew, or not.
    again = run.summary().after(health(10, "churn"))
    assert again.crossings == (("churn", 5),)
    assert again.alarms == ("churn",)
    kept = json.loads((run.path / SUMMARY).read_bytes())["run"]
    del kept["crossings"]
    assert RunSummary.from_json(run.path, kept).crossings == ()
