"""Going on with a run: to the very same weights, whatever stopped it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from memstudio.data import row_recognition
from memstudio.errors import DiskFull, MemorySpent, TrainingError
from memstudio.events import (
    CheckpointSaved,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    StepFinished,
    TrackerLost,
)
from memstudio.memory.attach import open_model
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.training import trainer
from memstudio.training.memory_trainer import MemoryTrainer
from memstudio.training.prepared_data import in_its_places
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import SUMMARY, RunFolder
from memstudio.training.trackers import tracker as trackers
from memstudio.training.trainer import RunResult, resume, train
from tests.training.conftest import Events
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]


class Killed(BaseException):
    """Stands for the end of the process: nothing of the run handles it."""


def killed(config: RunConfig, at_step: int, loaded: LoadedModel | None = None) -> RunFolder:
    """Run until a step, end there without a word, and return the folder."""
    folders: list[str] = []

    def kill(event: Any) -> None:
        if isinstance(event, RunStarted):
            folders.append(event.run)
        if isinstance(event, StepFinished) and event.step >= at_step:
            raise Killed

    with pytest.raises(Killed):
        train(config, control=Control(), on_event=kill, loaded=loaded)
    return RunFolder.open(folders[0])


def on(folder: RunFolder, events: Events | None = None, **values: Any) -> RunResult:
    """Go on with a run."""
    return resume(
        folder.path, control=Control(), on_event=Events() if events is None else events, **values
    )


_wholes: dict[str, tuple[dict[str, torch.Tensor], list[StepFinished], RunResult]] = {}


def uninterrupted(
    make_config: MakeConfig, **values: Any
) -> tuple[dict[str, torch.Tensor], list[StepFinished], RunResult]:
    """Weights, steps and result of the run that nothing disturbs; run once for each question."""
    key = repr(sorted(values.items()))
    if key not in _wholes:
        result = train(make_config(**values), control=Control(), on_event=Events())
        steps = [e for e in RunFolder(result.folder).events() if isinstance(e, StepFinished)]
        _wholes[key] = weights(result.loaded.model), steps, result
    return _wholes[key]


@pytest.mark.parametrize(
    ("trains", "accumulation", "at_step"),
    [
        ("everything", 1, 1),
        ("everything", 1, 2),
        ("everything", 1, 6),
        ("everything", 3, 3),
        ("everything", 3, 5),
        ("memory", 1, 5),
        ("adapters", 1, 3),
        ("adapters", 3, 5),
    ],
)
@pytest.mark.one_in(5)
def test_a_killed_run_ends_with_the_weights_it_would_have_had(
    make_config: MakeConfig, accumulation: int, at_step: int, trains: str
) -> None:
    values: dict[str, Any] = {
        "gradient_accumulation": accumulation,
        "trains": trains,
        "schedule": "cosine",
        "warmup_fraction": 0.3,
    }
    wanted, steps, whole = uninterrupted(make_config, **values)
    folder = killed(make_config(**values), at_step)
    assert folder.summary().state == "interrupted"
    torch.rand(7)
    events = Events()
    result = on(folder, events)
    assert result.reason == "completed"
    assert not differing(wanted, weights(result.loaded.model))
    # Checkpoints are at the even steps and at the best, which is told of after the kill.
    assert events.of(RunStarted)[0].first_step == (at_step - 1) // 2 * 2
    told = {e.step: e for e in folder.events() if isinstance(e, StepFinished)}
    for mine, theirs in zip(told.values(), steps, strict=True):
        changing = {"time", "tokens_per_second", "elapsed", "eta", "process_bytes"}
        assert mine.model_dump(exclude=changing) == theirs.model_dump(exclude=changing)
    assert result.loss_before == whole.loss_before
    assert result.loss_after == whole.loss_after
    assert folder.summary().state == "completed"


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="asks Linux what is mapped")
def test_a_run_that_goes_on_holds_no_file_of_its_checkpoint(make_config: MakeConfig) -> None:
    """Windows would leave the weights there for good."""
    folder = killed(make_config(), 3)
    told = []

    def look(event: Any) -> None:
        if isinstance(event, RunStarted):
            told.append(Path("/proc/self/maps").read_text(encoding="utf-8"))

    resume(folder.path, control=Control(), on_event=look)
    assert len(told) == 1
    assert str(folder.path) not in told[0]


@pytest.mark.slow
def test_a_run_killed_twice_and_resumed_from_an_open_model(make_config: MakeConfig) -> None:
    wanted, _, whole = uninterrupted(make_config)
    folder = killed(make_config(), 3)

    def kill_at_5(event: Any) -> None:
        if isinstance(event, StepFinished) and event.step == 5:
            raise Killed

    with pytest.raises(Killed):
        resume(folder.path, control=Control(), on_event=kill_at_5)
    other = open_model(str(whole.folder / "model"), device="cpu")
    result = on(folder, loaded=other)
    assert result.loaded.model is other.model
    assert not differing(wanted, weights(result.loaded.model))


@pytest.mark.parametrize("damage", ["no optimizer", "no weights", "unfinished"])
def test_a_checkpoint_that_is_not_whole_is_passed_over(
    make_config: MakeConfig, damage: str
) -> None:
    wanted, _, _ = uninterrupted(make_config)
    folder = killed(make_config(), 5)
    assert folder.checkpoint_steps() == [3, 4]
    last = folder.checkpoint(4)
    if damage == "no optimizer":
        (last / "optimizer.pt").unlink()
    elif damage == "no weights":
        (last / "model.safetensors").unlink()
    else:
        half = folder.checkpoints / ".unfinished"
        half.mkdir()
        last.rename(half / last.name)
    assert folder.checkpoint_steps() == [3]
    events = Events()
    result = on(folder, events)
    assert events.of(RunStarted)[0].first_step == 3
    assert not differing(wanted, weights(result.loaded.model))
    assert not (folder.checkpoints / ".unfinished").exists()


def test_a_torn_last_line_loses_nothing_else(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    with folder.metrics.open("ab") as file:
        file.write(b'{"time":1,"event":"step_fin')
    before = len(list(folder.events()))
    on(folder)
    events = list(folder.events())
    assert isinstance(events[before], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert folder.summary().state == "completed"


def test_stop_keeps_a_model_that_loads_and_a_run_that_goes_on(make_config: MakeConfig) -> None:
    wanted, _, _ = uninterrupted(make_config, steps=8)
    control = Control()
    events = Events()

    def stop_at_5(event: Any) -> None:
        events(event)
        if isinstance(event, CheckpointSaved) and event.step == 4:
            control.stop()

    stopped = train(make_config(steps=8), control=control, on_event=stop_at_5)
    folder = RunFolder.open(stopped.folder)
    assert (stopped.reason, stopped.step) == ("stopped", 4)
    assert events.of(RunFinished)[0].reason == "stopped"
    assert folder.summary().state == "stopped"
    kept = open_model(str(folder.model), device="cpu")
    assert not differing(weights(kept.model), weights(stopped.loaded.model))
    result = on(folder)
    assert (result.reason, result.step) == ("completed", 8)
    assert not differing(wanted, weights(result.loaded.model))


def test_stop_acts_within_one_step(make_config: MakeConfig) -> None:
    control = Control()
    events = Events()

    def stop_at_3(event: Any) -> None:
        events(event)
        if isinstance(event, StepFinished) and event.step == 5:
            control.stop()

    config = make_config(steps=8, checkpoint_every=100, validate_every=0)
    stopped = train(config, control=control, on_event=stop_at_3)
    assert stopped.step == 5
    assert [event.step for event in events.of(CheckpointSaved)] == [5]
    wanted = weights(train(config, control=Control(), on_event=Events()).loaded.model)
    result = on(RunFolder(stopped.folder))
    assert not differing(wanted, weights(result.loaded.model))


@pytest.mark.slow
def test_stop_in_the_middle_of_a_step_drops_only_that_step(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_config(gradient_accumulation=3, checkpoint_every=100, validate_every=0)
    wanted = weights(train(config, control=Control(), on_event=Events()).loaded.model)
    control = Control()
    counted = 0
    original = MemoryTrainer.training_step

    def step(self: MemoryTrainer, *args: Any, **kwargs: Any) -> torch.Tensor:
        nonlocal counted
        counted += 1
        if counted == 3 * 3 + 2:
            control.stop()
        return original(self, *args, **kwargs)

    monkeypatch.setattr(MemoryTrainer, "training_step", step)
    stopped = train(config, control=control, on_event=Events())
    assert counted == 3 * 3 + 2
    assert stopped.step == 3
    result = on(RunFolder(stopped.folder))
    assert not differing(wanted, weights(result.loaded.model))


@pytest.mark.slow
def test_stop_before_the_first_step_keeps_the_model_as_it_was(
    make_config: MakeConfig, tiny: LoadedModel
) -> None:
    before = weights(tiny.model)
    control = Control()
    events = Events()

    def stop_at_once(event: Any) -> None:
        events(event)
        if isinstance(event, RunStarted):
            control.stop()

    stopped = train(make_config(), control=control, on_event=stop_at_once, loaded=tiny)
    assert (stopped.reason, stopped.step) == ("stopped", 0)
    assert not differing(before, weights(tiny.model))
    result = on(RunFolder(stopped.folder))
    assert (result.reason, result.step) == ("completed", 6)


@pytest.mark.parametrize("trains", ["everything", "memory", "adapters"])
@pytest.mark.one_in(3)
def test_a_pause_holds_the_run_and_changes_nothing(
    make_config: MakeConfig, tmp_path: Path, trains: str
) -> None:
    """Also when the model is used and looked into meanwhile, and random numbers are drawn."""
    wanted, _, _ = uninterrupted(make_config, trains=trains)
    control = Control()
    events = Events()
    ready: list[LoadedModel] = []
    polls = 0

    def pause_at_4(event: Any) -> None:
        events(event)
        if isinstance(event, CheckpointSaved) and event.step == 4:
            control.pause()

    def meanwhile() -> None:
        nonlocal polls
        polls += 1
        out = tmp_path / f"{polls}.zarr"
        record_trace(ready[0], "Mary took the lamp.", document="d", out=out, control=Control())
        ids = ready[0].tokenizer("Mary", return_tensors="pt")
        ready[0].model.generate(**ids, max_new_tokens=3, do_sample=True, pad_token_id=0)
        if polls == 3:
            control.resume()

    result = train(
        make_config(trains=trains),
        control=control,
        on_event=pause_at_4,
        while_paused=meanwhile,
        on_ready=ready.append,
    )
    assert polls == 3
    pause = events.index(events.of(RunPaused)[0])
    assert events[pause].step == 4
    assert isinstance(events[pause + 1], RunResumed)
    assert result.reason == "completed"
    assert not differing(wanted, weights(result.loaded.model))


def test_a_pause_is_kept_on_disk_and_left_out_of_the_clock(make_config: MakeConfig) -> None:
    control = Control()
    events = Events()
    states: list[tuple[str, list[int]]] = []

    def pause_at_start(event: Any) -> None:
        events(event)
        if isinstance(event, CheckpointSaved) and event.step == 2 and not states:
            control.pause()

    def meanwhile() -> None:
        run = RunFolder(Path(events.of(RunStarted)[0].run))
        states.append((run.summary().state, run.checkpoint_steps()))
        time.sleep(0.3)
        control.resume()

    began = time.monotonic()
    train(make_config(), control=control, on_event=pause_at_start, while_paused=meanwhile)
    took = time.monotonic() - began
    assert states == [("paused", [2])]
    assert events.of(StepFinished)[-1].elapsed < took - 0.3


def test_a_paused_run_can_be_stopped(make_config: MakeConfig) -> None:
    control = Control()
    events = Events()

    def pause_at_4(event: Any) -> None:
        events(event)
        if isinstance(event, CheckpointSaved) and event.step == 4:
            control.pause()

    result = train(make_config(), control=control, on_event=pause_at_4, while_paused=control.stop)
    assert (result.reason, result.step) == ("stopped", 4)
    assert not events.of(RunResumed)


@pytest.mark.slow
def test_a_complete_run_is_not_gone_on_with(make_config: MakeConfig, events: Events) -> None:
    result = train(make_config(), control=Control(), on_event=events)
    with pytest.raises(TrainingError, match="is complete"):
        resume(result.folder, control=Control(), on_event=events)


@pytest.mark.slow
def test_a_run_goes_on_where_its_tracker_is_not_installed(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trackio", None)
    monkeypatch.setattr(trackers, "find_spec", lambda _: None)
    tracking = {"trackers": ["trackio"]}
    with pytest.raises(TrainingError, match="Trackio is not installed"):
        train(make_config(steps=4, tracking=tracking), control=Control(), on_event=events)
    # It was, when the run began.
    with monkeypatch.context() as patch:
        patch.setattr(trainer, "check_trackers", lambda _: None)
        folder = killed(make_config(steps=4, checkpoint_every=2, tracking=tracking), at_step=3)
    assert on(folder, events).reason == "completed"
    (lost,) = events.of(TrackerLost)
    assert (lost.tracker, "trackio" in lost.reason) == ("Trackio", True)


def test_a_run_whose_text_has_changed_is_refused(make_config: MakeConfig, text: Path) -> None:
    folder = killed(make_config(), 5)
    text.write_text("Something else entirely. " * 300, encoding="utf-8")
    with pytest.raises(TrainingError, match="is not as it was when the run began"):
        on(folder)
    assert folder.summary().state == "interrupted"


@pytest.mark.parametrize("how", ["by a way up", "from where the program was", "as a link"])
@pytest.mark.one_in(3)
def test_a_run_goes_on_however_its_text_was_named(
    make_config: MakeConfig, text: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    (text.parent / "below").mkdir()
    if how == "by a way up":
        named = text.parent / "below" / ".." / text.name
    elif how == "as a link":
        kept = text.rename(text.parent / "below" / "0a1b2c")
        text.symlink_to(kept)  # as in the cache of the Hub, where the name alone tells the format
        named = text
    else:
        monkeypatch.chdir(text.parent)
        named = Path(text.name)
    folder = killed(make_config(data=(str(named),)), 5)
    monkeypatch.chdir(text.parent / "below")
    assert on(folder).reason == "completed"
    assert Path(folder.config().data[0]) == text


@pytest.mark.slow
def test_a_run_of_an_older_version_that_wrote_paths_as_they_were_given_goes_on(
    make_config: MakeConfig, text: Path
) -> None:
    folder = killed(make_config(), 5)
    record = json.loads(folder.data.read_bytes())
    record["files"][0]["path"] = str(text.parent / "runs" / ".." / text.name)
    folder.data.write_text(json.dumps(record), encoding="utf-8")
    assert on(folder).reason == "completed"


@pytest.mark.slow
def test_a_file_that_was_not_there_is_not_read_by_a_run_that_goes_on(
    make_config: MakeConfig, text: Path
) -> None:
    (text.parent / "texts").mkdir()
    text = text.rename(text.parent / "texts" / text.name)
    folder = killed(make_config(data=(str(text.parent),)), 5)
    (text.parent / "another.txt").write_text("Something else entirely. " * 30, encoding="utf-8")
    with pytest.raises(TrainingError, match=r"another\.txt was not read when the run began"):
        on(folder)
    (text.parent / "another.txt").unlink()
    assert on(folder).reason == "completed"


@pytest.mark.slow
def test_rows_are_read_as_they_were_when_the_run_began(
    make_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "rows.csv"
    rows = [f"A small story of {n} hens and their eggs.,{n / 2}" for n in range(200)]
    table.write_text("\n".join(["text,score", *rows]), encoding="utf-8")
    config = make_config(data=(str(table),), evaluation={"rows": 0})
    whole = config.changed(row_kind="text", out=str(tmp_path / "whole"))
    expected = train(whole, control=Control(), on_event=Events())
    with monkeypatch.context() as older:  # it knew no rows of this kind
        kinds = tuple(each for each in row_recognition.ROW_KINDS if each.name != "number")
        older.setattr(row_recognition, "ROW_KINDS", kinds)
        folder = killed(config, 5)
    assert json.loads(folder.data.read_bytes())["files"][0]["rows"] == "text"
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "another"))  # nothing is kept there
    found = on(folder)
    assert not differing(weights(found.loaded.model), weights(expected.loaded.model))


@pytest.mark.slow
def test_a_file_that_is_read_as_other_documents_is_refused(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    record = json.loads(folder.data.read_bytes())
    record["files"][0]["documents"] += 1
    folder.data.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(TrainingError, match="is read as 1 documents by this version"):
        on(folder)


def test_a_folder_without_a_run_is_refused(tmp_path: Path, events: Events) -> None:
    with pytest.raises(TrainingError, match=r"has no run\.toml"):
        resume(tmp_path, control=Control(), on_event=events)


def test_a_run_is_trained_by_one_at_a_time(make_config: MakeConfig) -> None:
    refused: list[str] = []

    def meanwhile(event: Any) -> None:
        if isinstance(event, CheckpointSaved) and not refused:
            path = event.path
            folder = next(Path(make_config().out or "").iterdir())
            assert (folder / path).is_dir()
            with pytest.raises(TrainingError, match="being trained already") as error:
                resume(folder, control=Control(), on_event=Events())
            refused.append(str(error.value))

    train(make_config(), control=Control(), on_event=meanwhile)
    assert len(refused) == 1


@pytest.mark.parametrize("steps", [4, 6])
@pytest.mark.slow
def test_a_run_that_another_program_went_on_with_meanwhile_is_left_as_it_is(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    folder = killed(make_config(validate_every=0), 3)
    original = trainer.prepare_data
    control, others = Control(), Control()

    def stop(event: Any) -> None:
        if isinstance(event, CheckpointSaved) and event.step == steps < 6:
            others.stop()

    def prepare(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(trainer, "prepare_data", original)
        resume(folder.path, control=others, on_event=stop)
        found.update({path: path.read_bytes() for path in (folder.metrics, folder.path / SUMMARY)})
        return original(*arguments, **named)

    found: dict[Path, bytes] = {}
    monkeypatch.setattr(trainer, "prepare_data", prepare)
    with pytest.raises(TrainingError, match="was gone on with meanwhile"):
        resume(folder.path, control=control, on_event=Events())
    assert found == {path: path.read_bytes() for path in found}
    assert folder.summary().state == ("completed" if steps == 6 else "stopped")
    assert folder.checkpoint_steps()[-1] == steps


@pytest.mark.slow
def test_a_run_with_adapters_goes_on_wherever_the_program_is(
    make_config: MakeConfig, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the model anew that the adapters are beside."""
    (tmp_path / "below").mkdir()
    shutil.copytree(model_folder, tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    folder = killed(make_config(model="base", trains="adapters", validate_every=0), 3)
    monkeypatch.chdir(tmp_path / "below")
    assert folder.config().model == str(tmp_path / "base")
    assert on(folder).reason == "completed"
    # What lies where the program is has nothing to do with the bundled model.
    shutil.copytree(model_folder, tmp_path / "below" / "demo")
    assert in_its_places(RunConfig()).model == "demo"


# ---------------------------------------------------------------------- what goes wrong


def test_when_memory_is_spent_the_last_step_is_kept(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, tiny: LoadedModel
) -> None:
    config = make_config(checkpoint_every=100, validate_every=0, gradient_accumulation=2)
    wanted = weights(train(config, control=Control(), on_event=Events()).loaded.model)
    before = weights(tiny.model)
    original = MemoryModel.forward
    calls = 0

    def forward(self: MemoryModel, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        if self.training:
            calls += 1
            if calls == 8:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return original(self, *args, **kwargs)

    events = Events()
    with monkeypatch.context() as patch:
        patch.setattr(MemoryModel, "forward", forward)
        with pytest.raises(MemorySpent, match="2 × 32 tokens at once are too many"):
            train(config, control=Control(), on_event=events, loaded=tiny)
    assert not differing(before, weights(tiny.model))
    folder = RunFolder(Path(events.of(RunStarted)[0].run))
    failed = events.of(RunFailed)[0]
    assert (failed.step, failed.cause) == (3, "memory")
    assert "step 3 is kept" in failed.text.format(**failed.values)
    assert folder.summary().state == "failed"
    assert folder.checkpoint_steps() == [3]
    result = on(folder)
    assert not differing(wanted, weights(result.loaded.model))


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        RuntimeError("[enforce fail at inline_container.cc:664] . unexpected pos 64 vs 0"),
    ],
)
def test_a_full_disk_leaves_the_checkpoint_before(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    wanted, _, _ = uninterrupted(make_config)
    original = MemoryTrainer._save_optimizer_and_scheduler

    def full(self: MemoryTrainer, folder: str) -> None:
        if self.state.global_step == 4:
            raise error
        original(self, folder)

    events = Events()
    with monkeypatch.context() as patch:
        patch.setattr(MemoryTrainer, "_save_optimizer_and_scheduler", full)
        with pytest.raises(DiskFull, match="The disk is full"):
            train(make_config(), control=Control(), on_event=events)
    assert (events.of(RunFailed)[0].step, events.of(RunFailed)[0].cause) == (4, "disk")
    folder = RunFolder(Path(events.of(RunStarted)[0].run))
    assert folder.checkpoint_steps() == [2, 3]
    assert not list(folder.checkpoints.glob(".*"))
    result = on(folder)
    assert not differing(wanted, weights(result.loaded.model))


def test_a_loss_that_is_no_number_ends_the_run_before_it_is_saved(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, tiny: LoadedModel
) -> None:
    before = weights(tiny.model)
    original = MemoryTrainer.compute_loss
    steps = 0

    def compute(self: MemoryTrainer, *args: Any, **kwargs: Any) -> Any:
        nonlocal steps
        steps += 1
        loss = original(self, *args, **kwargs)
        return loss * float("nan") if steps == 4 else loss

    monkeypatch.setattr(MemoryTrainer, "compute_loss", compute)
    events = Events()
    with pytest.raises(TrainingError, match=r"no longer a number at step 4.*learning_rate"):
        train(make_config(), control=Control(), on_event=events, loaded=tiny)
    folder = RunFolder(Path(events.of(RunStarted)[0].run))
    assert folder.checkpoint_steps() == [2, 3]
    assert events.of(RunFailed)[0].step == 4
    assert not differing(before, weights(tiny.model))


def test_a_fault_of_the_program_is_told_and_logged(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(self: MemoryTrainer, *_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(MemoryTrainer, "compute_loss", fault)
    events = Events()
    with pytest.raises(ZeroDivisionError):
        train(make_config(), control=Control(), on_event=events)
    assert "inside MemStudio at step {step}" in events.of(RunFailed)[0].text
    folder = RunFolder(Path(events.of(RunStarted)[0].run))
    assert "the run failed at step 0" in caplog.text
    assert "ZeroDivisionError: a fault" in folder.log.read_text(encoding="utf-8")


_KILLED = """
import json, os, signal, sys
from pathlib import Path
from memstudio.events import StepFinished
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import resume, train

what, argument, after = sys.argv[1], sys.argv[2], float(sys.argv[3])
signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, signal.SIG_DFL)

def on_event(event):
    if event.event == "run_started":
        print(event.run, flush=True)
        if after:
            import threading
            threading.Timer(after, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()

if what == "train":
    train(RunConfig.of(**json.loads(argument)), control=Control(), on_event=on_event)
else:
    resume(argument, control=Control(), on_event=on_event)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("after", [0.2, 0.5, 0.8, 1.2])
def test_kill_9_at_any_moment_changes_nothing(make_config: MakeConfig, after: float) -> None:
    config = make_config(steps=30, probe={"every": 5}, checkpoint_every=3)
    wanted = weights(train(config, control=Control(), on_event=Events()).loaded.model)

    def process(what: str, argument: str, seconds: float) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", _KILLED, what, argument, str(seconds)],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout.strip()

    status, path = process("train", config.model_dump_json(), after)
    assert status in {-signal.SIGKILL, 0}
    folder = RunFolder.open(path)
    if status != 0 and folder.summary().state != "completed":
        assert folder.summary().state == "interrupted"
        status, _ = process("resume", path, 0)
        assert status == 0
    assert folder.summary().state == "completed"
    final = open_model(str(folder.model), device="cpu")
    assert not differing(wanted, weights(final.model))


def test_what_a_held_run_missed_is_measured_with_its_weights_and_no_deleted_best_is_told(
    make_config: MakeConfig,
) -> None:
    config = make_config(
        trains="adapters", steps=6, validate_every=2, checkpoint_every=2, checkpoints_kept=9,
        memory_learning_rate=5e-2, probe={"every": 4, "max_segments": 2},
    )  # fmt: skip
    folder = killed(config, 6)
    assert folder.last_checkpoint() == folder.checkpoint(4)
    trace = folder.trace(4)
    wanted = TraceReader(trace).loss(0, 16)
    # It was stopped while it read its probe; and what it was best at was deleted since.
    shutil.rmtree(trace)
    shutil.rmtree(folder.checkpoint(2))
    state = folder.checkpoint(4) / "run_state.json"
    told = json.loads(state.read_text(encoding="utf-8"))
    told |= {"best_step": 2, "best_loss": 1e-3}
    state.write_text(json.dumps(told), encoding="utf-8")
    result = on(folder)
    np.testing.assert_allclose(TraceReader(trace).loss(0, 16), wanted, atol=1e-3)
    assert result.loss_after is not None
    assert result.loss_after > 0.1
