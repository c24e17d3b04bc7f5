"""A run that begins with a checkpoint of another, and runs that go on with other settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from memstudio.errors import TrainingError
from memstudio.events import (
    CheckpointSaved,
    RunBranched,
    RunStarted,
    SettingsChanged,
    StepFinished,
    Validated,
)
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control
from memstudio.training import run_reporter, trainer
from memstudio.training.branching import branch_config, make_branch
from memstudio.training.checkpoints import Standing
from memstudio.training.memory_trainer import MemoryTrainer
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import RunResult, resume, train
from tests.training.conftest import Events
from tests.training.test_resume import killed, on, uninterrupted
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]


def branched(folder: RunFolder, events: Events | None = None, **values: Any) -> RunResult:
    """Branch a run and train the branch to its end."""
    at = values.pop("at", None)
    config = branch_config(folder.path, at=at, changes=values)
    return train(config, control=Control(), on_event=Events() if events is None else events)


def content(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder, but for the lock."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def losses(folder: Path) -> dict[int, float]:
    events = RunFolder(folder).events()
    return {event.step: event.loss for event in events if isinstance(event, StepFinished)}


# ---------------------------------------------------------------------- branches


@pytest.mark.parametrize("trains", ["everything", "memory", "adapters"])
@pytest.mark.one_in(3)
def test_a_branch_without_changes_comes_to_what_the_run_comes_to(
    make_config: MakeConfig, trains: str
) -> None:
    wanted, _, whole = uninterrupted(make_config, trains=trains)
    folder = killed(make_config(trains=trains), 5)
    before = content(folder.path)
    events = Events()
    result = branched(folder, events)
    assert content(folder.path) == before
    assert events.of(RunStarted)[0].first_step == 4
    assert not differing(wanted, weights(result.loaded.model))
    assert (result.loss_before, result.loss_after) == (whole.loss_before, whole.loss_after)
    assert losses(result.folder) == losses(whole.folder)
    assert result.folder.parent == folder.path.parent
    # The other run has lost nothing, and goes on as if there were no branch.
    assert not differing(wanted, weights(on(folder).loaded.model))


def test_a_branch_says_where_it_is_from_and_can_be_gone_on_with(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    branch = make_branch(branch_config(folder.path, at=3, changes={"steps": 12}))
    config = branch.config()
    # What was told of the run's own steps is told of the branch's.
    assert {each.total_steps for each in branch.events() if hasattr(each, "total_steps")} == {12}
    assert config.branched_from is not None
    assert config.branched_from.model_dump() == {"run": str(folder.path), "step": 3, "samples": 6}
    first = next(branch.events())
    assert isinstance(first, RunBranched)
    assert (first.step, first.of) == (3, str(folder.path))
    assert (branch.summary().state, branch.summary().step) == ("stopped", 3)
    assert branch.summary().loss_before is not None
    assert branch.checkpoint_steps() == [3]
    assert max(losses(branch.path)) == 3
    assert resume(branch.path, control=Control(), on_event=Events()).reason == "completed"


@pytest.mark.slow
def test_the_best_weights_before_the_branch_count(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memstudio.training.training_run.Standing.validated", _only_first_is_best)
    folder = killed(make_config(validate_every=1, checkpoint_every=1), 5)
    assert folder.checkpoint_steps() == [1, 3, 4]
    branch = make_branch(branch_config(folder.path))
    assert branch.checkpoint_steps() == [1, 4]
    on(branch)
    assert 1 in branch.checkpoint_steps()


def _only_first_is_best(self: Any, step: int, loss: float) -> bool:
    self.validated_step = step
    if step == 1:
        self.best_loss, self.best_step = loss, step
    return step == 1


def _indices_read(monkeypatch: pytest.MonkeyPatch) -> list[torch.Tensor]:
    """What is read in training from now on, a batch each."""
    read: list[torch.Tensor] = []
    original = MemoryTrainer.training_step

    def step(self: MemoryTrainer, model: Any, inputs: Any, count: Any = None) -> torch.Tensor:
        read.append(inputs["input_ids"].clone())
        return original(self, model, inputs, count)

    monkeypatch.setattr(MemoryTrainer, "training_step", step)
    return read


@pytest.mark.parametrize("size", [(1, 2), (3, 1), (4, 2), (1, 1)])
@pytest.mark.slow
def test_a_branch_of_other_batches_reads_on_where_the_run_was(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    folder = killed(make_config(steps=24), 5)
    read = _indices_read(monkeypatch)
    train(make_config(steps=24), control=Control(), on_event=Events())
    whole = torch.cat(read)
    read.clear()
    rows, accumulation = size
    result = branched(folder, batch_size=rows, gradient_accumulation=accumulation, steps=8)
    mine = torch.cat(read)
    start = 4 * 2
    assert torch.equal(mine, whole[start : start + 4 * rows * accumulation])
    # Branched once more, it still knows how far it is in the text.
    read.clear()
    branched(RunFolder(result.folder), batch_size=2, gradient_accumulation=1, steps=9)
    second = torch.cat(read)
    start += 4 * rows * accumulation
    assert torch.equal(second, whole[start : start + 2])


@pytest.mark.slow
def test_a_branch_takes_its_own_learning_rate_and_schedule(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"schedule": "constant", "warmup_fraction": 0.0, "steps": 20, "weight_decay": 0.0}
    folder = killed(make_config(**values), 5)
    rates: list[set[float]] = []
    original = MemoryTrainer.training_step

    def step(self: MemoryTrainer, *args: Any) -> torch.Tensor:
        rates.append({group["lr"] for group in self.optimizer.param_groups})
        return original(self, *args)

    monkeypatch.setattr(MemoryTrainer, "training_step", step)
    events = Events()
    branched(folder, events, steps=8, learning_rate=5e-4, memory_learning_rate=1e-4)
    assert rates == [{5e-4, 1e-4}] * 4
    assert {event.learning_rate for event in events.of(StepFinished)} == {5e-4}
    linear = Events()
    branched(folder, linear, schedule="linear", steps=8)
    told = [event.learning_rate for event in linear.of(StepFinished)]
    assert told == pytest.approx([1e-3 * left / 8 for left in (4, 3, 2, 1)])


@pytest.mark.slow
def test_a_complete_run_is_trained_longer_as_a_branch(make_config: MakeConfig) -> None:
    whole = train(make_config(), control=Control(), on_event=Events())
    folder = RunFolder(whole.folder)
    with pytest.raises(TrainingError, match="none is left"):
        branch_config(folder.path)
    assert branched(folder, steps=8).step == 8


@pytest.mark.slow
def test_samples_of_other_length_are_measured_anew(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    events = Events()
    result = branched(folder, events, segments_per_sample=1)
    assert result.loss_before is None
    assert RunFolder(result.folder).summary().loss_before is None
    assert result.loss_after is not None
    assert [each.step for each in events.of(Validated)] == [6]
    told = [each.step for each in RunFolder(result.folder).events() if isinstance(each, Validated)]
    assert told == [6]


def test_what_cannot_be_branched_is_said(make_config: MakeConfig, tmp_path: Path) -> None:
    folder = killed(make_config(), 5)
    with pytest.raises(TrainingError, match=r"no checkpoint of step 2\. There are those of: 3, 4"):
        branch_config(folder.path, at=2)
    with pytest.raises(TrainingError, match=r"has no run\.toml"):
        branch_config(tmp_path)
    gone = branch_config(folder.path, at=3)
    on(folder)
    with pytest.raises(TrainingError, match="no checkpoint of step 3"):
        train(gone, control=Control(), on_event=Events())
    assert [path.name for path in folder.path.parent.iterdir()] == [folder.name]
    with pytest.raises(TrainingError, match="no complete checkpoint"):
        branch_config(killed(make_config(checkpoint_every=100, validate_every=0), 2).path)


def test_a_branch_knows_how_many_processes_read_the_run(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    checkpoint = folder.checkpoint(4)
    standing = Standing.load(checkpoint)
    replace(standing, samples_per_step=3 * (standing.samples_per_step or 0)).save(checkpoint)
    branch = make_branch(branch_config(folder.path, at=4, changes={"batch_size": 5}))
    assert Standing.load(branch.checkpoint(4)).samples_per_step == 15


def test_nothing_is_left_of_a_branch_that_cannot_be_trained(
    make_config: MakeConfig, text: Path
) -> None:
    folder = killed(make_config(), 5)
    with pytest.raises(TrainingError, match="fp16"):
        branched(folder, precision="fp16")
    text.write_text("Another text.", encoding="utf-8")
    with pytest.raises(TrainingError, match="is not as it was"):
        branched(folder)
    assert [path.name for path in folder.path.parent.iterdir()] == [folder.name]


@pytest.mark.slow
def test_another_folder_can_be_chosen(make_config: MakeConfig, tmp_path: Path) -> None:
    folder = killed(make_config(), 5)
    result = branched(folder, out=str(tmp_path / "elsewhere"))
    assert result.folder.parent == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    "changes",
    [{}, {"batch_size": 1, "gradient_accumulation": 4}, {"precision": "bf16", "steps": 7}],
)
@pytest.mark.one_in(3)
def test_a_second_run_is_branched_and_trained_while_the_first_is_held(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    """The first comes to what it would have come to, bit for bit."""
    precisions: list[bool] = []
    original = MemoryModel.forward

    def forward(self: MemoryModel, *args: Any, **kwargs: Any) -> Any:
        if self.training:
            precisions.append(torch.is_autocast_enabled("cpu"))
        return original(self, *args, **kwargs)

    monkeypatch.setattr(MemoryModel, "forward", forward)
    values: dict[str, Any] = {"gradient_accumulation": 2, "checkpoint_every": 100}
    wanted, steps, _ = uninterrupted(make_config, **values)
    control = Control()
    events = Events()
    branches: list[RunResult] = []

    def pause_at_5(event: Any) -> None:
        events(event)
        if isinstance(event, StepFinished) and event.step == 5:
            control.pause()

    def meanwhile() -> None:
        precisions.clear()
        branches.append(branched(RunFolder(Path(events.of(RunStarted)[0].run)), **changes))
        assert set(precisions) == {"precision" in changes}
        precisions.clear()
        control.resume()

    result = train(
        make_config(**values), control=control, on_event=pause_at_5, while_paused=meanwhile
    )
    assert set(precisions) == {False}
    assert [event.step for event in events.of(CheckpointSaved)][:2] == [3, 5]
    assert not differing(wanted, weights(result.loaded.model))
    assert losses(result.folder) == {event.step: event.loss for event in steps}
    (branch,) = branches
    is_same = not differing(wanted, weights(branch.loaded.model))
    assert is_same == (not changes)
    origin = RunFolder(branch.folder).config().branched_from
    assert origin is not None
    assert origin.step == 5


@pytest.mark.parametrize(
    ("precision", "where"),
    [
        ("float32", "within a step"),
        pytest.param("bf16", "measuring", marks=pytest.mark.slow),
        pytest.param("float32", "measuring", marks=pytest.mark.slow),
        pytest.param("bf16", "within a step", marks=pytest.mark.slow),
    ],
)
def test_a_run_is_branched_wherever_it_is_held(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, where: str, precision: str
) -> None:
    """From its last whole step, and both come to what the run comes to without a pause."""
    values: dict[str, Any] = {
        "gradient_accumulation": 3, "checkpoint_every": 100, "validate_every": 5, "steps": 7,
        "precision": precision,
    }  # fmt: skip
    wanted, steps, whole = uninterrupted(make_config, **values)
    events, branches = Events(), []

    def pause_while_measuring(progress: Any) -> None:
        done = events.of(StepFinished)
        if done and done[-1].step == 5 and progress.text == "Measuring on held-out text":
            control.pause()

    original = MemoryTrainer.training_step

    def step(self: MemoryTrainer, *args: Any) -> torch.Tensor:
        if self.state.global_step == 5 and not branches:
            control.pause()
        return original(self, *args)

    control = Control(on_progress=pause_while_measuring if where == "measuring" else None)
    if where == "within a step":
        monkeypatch.setattr(MemoryTrainer, "training_step", step)

    def meanwhile() -> None:
        folder = RunFolder(Path(events.of(RunStarted)[0].run))
        branch = make_branch(branch_config(folder.path))
        branches.append(branch)
        assert branch.checkpoint_steps()[-1] == 5
        result = resume(branch.path, control=Control(), on_event=Events())
        assert not differing(wanted, weights(result.loaded.model))
        control.resume()

    result = train(make_config(**values), control=control, on_event=events, while_paused=meanwhile)
    assert len(branches) >= 1
    assert not differing(wanted, weights(result.loaded.model))
    assert losses(result.folder) == {event.step: event.loss for event in steps}
    for folder in (RunFolder(result.folder), branches[0]):
        assert validated(folder) == validated(RunFolder(whole.folder))


def validated(folder: RunFolder) -> dict[int, float]:
    return {event.step: event.loss for event in folder.events() if isinstance(event, Validated)}


@pytest.mark.slow
def test_a_run_that_was_killed_while_held_measures_what_it_has_not(
    make_config: MakeConfig,
) -> None:
    values: dict[str, Any] = {"checkpoint_every": 100, "validate_every": 5, "steps": 7}
    values["probe"] = {"every": 5, "max_segments": 2}
    wanted, _, whole = uninterrupted(make_config, **values)
    events = Events()

    class Killed(BaseException):
        pass

    def pause(progress: Any) -> None:
        done = events.of(StepFinished)
        if done and done[-1].step == 5 and progress.text == "Measuring on held-out text":
            control.pause()

    def kill() -> None:
        raise Killed

    control = Control(on_progress=pause)
    with pytest.raises(Killed):
        train(make_config(**values), control=control, on_event=events, while_paused=kill)
    folder = RunFolder(Path(events.of(RunStarted)[0].run))
    assert folder.checkpoint_steps() == [5]
    assert 5 not in validated(folder)
    result = on(folder)
    assert not differing(wanted, weights(result.loaded.model))
    assert validated(folder) == validated(RunFolder(whole.folder))
    assert folder.trace_paths().keys() == RunFolder(whole.folder).trace_paths().keys()


# ---------------------------------------------------------------------- other settings


@pytest.mark.slow
def test_a_run_goes_on_in_smaller_batches_to_the_same_end(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, _, _ = uninterrupted(make_config, batch_size=4)
    folder = killed(make_config(batch_size=4), 5)
    read = _indices_read(monkeypatch)
    events = Events()
    changes = {"batch_size": 1, "gradient_accumulation": 4, "memory_replay": True}
    result = resume(folder.path, control=Control(), on_event=events, changes=changes)
    assert result.reason == "completed"
    assert [len(batch) for batch in read] == [1] * 8
    config = folder.config()
    assert (config.batch_size, config.gradient_accumulation) == (1, 4)
    assert config.memory_replay
    (told,) = events.of(SettingsChanged)
    assert told.after == changes
    assert told.before == {"batch_size": 4, "gradient_accumulation": 1, "memory_replay": False}
    assert told.step == 4
    assert folder.summary().state == "completed"
    # Dropout draws for four rows at once or for each, so the weights are close and not the same.
    mine = weights(result.loaded.model)
    assert max(float((mine[name] - wanted[name]).abs().max()) for name in wanted) < 0.02


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.slow
def test_a_tracker_is_told_from_the_change_on_or_no_more(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, is_told: bool
) -> None:
    told: list[str] = []
    one = SimpleNamespace(
        begin=lambda _: told.append("begin"),
        log=lambda *_: None,
        end=lambda **_: told.append("end"),
    )
    monkeypatch.setattr(trainer, "check_trackers", lambda _: None)
    monkeypatch.setattr(run_reporter, "tracker", lambda _: one)
    folder = killed(make_config(tracking={"trackers": () if is_told else ("trackio",)}), 5)
    told.clear()
    on(folder, changes={"tracking.trackers": ("trackio",) if is_told else ()})
    assert told == (["begin", "end"] if is_told else [])


def test_after_a_change_a_kill_changes_nothing(make_config: MakeConfig) -> None:
    changes = {"batch_size": 1, "gradient_accumulation": 2}
    first, second = (killed(make_config(steps=10), 5) for _ in range(2))
    whole = resume(first.path, control=Control(), on_event=Events(), changes=changes)

    class Killed(BaseException):
        pass

    def kill_at_8(event: Any) -> None:
        if isinstance(event, StepFinished) and event.step == 8:
            raise Killed

    with pytest.raises(Killed):
        resume(second.path, control=Control(), on_event=kill_at_8, changes=changes)
    assert not differing(weights(whole.loaded.model), weights(on(second).loaded.model))


def test_a_refused_change_leaves_the_run_as_it_was(make_config: MakeConfig) -> None:
    folder = killed(make_config(), 5)
    before = content(folder.path)
    with pytest.raises(TrainingError, match="whose product is 2"):
        resume(folder.path, control=Control(), on_event=Events(), changes={"batch_size": 1})
    assert content(folder.path) == before


@pytest.mark.parametrize("num_kept", [1, 3])
@pytest.mark.one_in(2)
def test_as_many_checkpoints_are_kept_as_asked(make_config: MakeConfig, num_kept: int) -> None:
    config = make_config(checkpoint_every=1, validate_every=0, checkpoints_kept=num_kept)
    result = train(config, control=Control(), on_event=Events())
    assert RunFolder(result.folder).checkpoint_steps() == [4, 5, 6][-num_kept:]


@pytest.mark.slow
def test_fewer_are_kept_before_the_next_is_written(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = killed(make_config(), 5)
    assert folder.checkpoint_steps() == [3, 4]
    record = json.loads((folder.checkpoint(4) / "run_state.json").read_bytes())
    (folder.checkpoint(4) / "run_state.json").write_text(json.dumps(record | {"best_step": 4}))
    seen: list[list[int]] = []
    original = MemoryTrainer.train

    def looked(self: MemoryTrainer, *args: Any, **kwargs: Any) -> Any:
        seen.append(folder.checkpoint_steps())
        return original(self, *args, **kwargs)

    monkeypatch.setattr(MemoryTrainer, "train", looked)
    resume(folder.path, control=Control(), on_event=Events(), changes={"checkpoints_kept": 1})
    assert seen == [[4]]
