"""Other optimisers, precisions and ends of a run: they learn, are resumed to the bit, or are refused."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from accelerate import Accelerator
from safetensors.torch import load_file

from memstudio.errors import TrainingError
from memstudio.events import CheckpointSaved, RunFinished, StepFinished, Validated
from memstudio.progress import Control
from memstudio.training import arithmetic
from memstudio.training.arithmetic import check_arithmetic
from memstudio.training.branching import branch_config, make_branch
from memstudio.training.held_out import HeldOutReading
from memstudio.training.memory_trainer import MemoryTrainer, RunArguments
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.training.conftest import Events
from tests.training.test_resume import Killed, killed, on, uninterrupted
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]
SGD: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.1, "memory_learning_rate": 0.1}
ADAFACTOR: dict[str, Any] = {"optimizer": "adafactor", "learning_rate": 5e-3}
BF16: dict[str, Any] = {"precision": "bf16", "learning_rate": 5e-3}


@pytest.mark.parametrize("values", [SGD, ADAFACTOR, BF16], ids=["sgd", "adafactor", "bf16"])
@pytest.mark.one_in(3)
def test_it_learns_and_a_killed_run_ends_as_it_would_have(
    values: dict[str, Any], make_config: MakeConfig
) -> None:
    wanted, steps, whole = uninterrupted(make_config, **values, steps=8)
    assert steps[-1].loss < steps[0].loss
    result = on(killed(make_config(**values, steps=8), 5))
    assert not differing(wanted, weights(result.loaded.model))
    assert result.loss_after == whole.loss_after


def test_sgd_is_told_its_momentum(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[torch.optim.Optimizer] = []
    create = MemoryTrainer.create_optimizer

    def remember(self: MemoryTrainer, *arguments: Any) -> torch.optim.Optimizer:
        made.append(create(self, *arguments))
        return made[-1]

    monkeypatch.setattr(MemoryTrainer, "create_optimizer", remember)
    train(make_config(**SGD, momentum=0.5, steps=1), control=Control(), on_event=events)
    assert isinstance(made[0], torch.optim.SGD)
    assert {group["momentum"] for group in made[0].param_groups} == {0.5}


def test_a_run_in_bf16_calculates_so_and_keeps_a_model_in_single_precision(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[torch.dtype] = set()
    linear = torch.nn.functional.linear

    def noted(*arguments: Any, **named: Any) -> torch.Tensor:
        found = linear(*arguments, **named)
        seen.add(found.dtype)
        return found

    monkeypatch.setattr(torch.nn.functional, "linear", noted)
    result = train(make_config(**BF16), control=Control(), on_event=events)
    assert torch.bfloat16 in seen
    model = result.loaded.model
    assert model.dtype == torch.float32
    # Nothing is left of what was wrapped around it.
    seen.clear()
    with torch.no_grad():
        model(torch.ones(1, 8, dtype=torch.long))
    assert seen <= {torch.float32}
    losses = [event.loss for event in events.of(Validated)]
    assert all(loss == pytest.approx(losses[0], rel=0.5) for loss in losses)


def scale_losses(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    """As in fp16, on the CPU and in single precision."""
    make = MemoryTrainer.__init__

    def scaled(self: MemoryTrainer, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        self.accelerator.scaler = torch.amp.GradScaler("cpu", **values)
        self.accelerator.native_amp = True
        self.accelerator.state._mixed_precision = "fp16"

    monkeypatch.setattr(MemoryTrainer, "__init__", scaled)
    monkeypatch.setattr(Accelerator, "mixed_precision", property(lambda _: "fp16"))


@pytest.mark.parametrize("values", [{}, SGD], ids=["skips itself", "is skipped"])
@pytest.mark.one_in(2)
def test_a_step_that_overflows_in_fp16_is_skipped_and_the_run_goes_on(
    values: dict[str, Any], make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    scale_losses(monkeypatch, init_scale=2.0**127, backoff_factor=2.0**-60)
    config = make_config(**values, validate_every=0, checkpoint_every=1, checkpoints_kept=9)
    whole = train(config, control=Control(), on_event=Events())
    steps = [e for e in RunFolder(whole.folder).events() if isinstance(e, StepFinished)]
    assert [math.isfinite(e.grad_norm) for e in steps] == [False] * 2 + [True] * 4
    folder = RunFolder(whole.folder)
    kept = [load_file(folder.checkpoint(n) / "model.safetensors") for n in (1, 2, 3)]
    assert not differing(kept[0], kept[1])
    assert differing(kept[1], kept[2])
    # One that is killed has its scale again.
    result = on(killed(config, 4))
    assert not differing(weights(whole.loaded.model), weights(result.loaded.model))


@pytest.mark.slow
def test_a_run_that_only_overflows_gives_up(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    scale_losses(monkeypatch, init_scale=2.0**127, backoff_factor=0.99)
    with pytest.raises(TrainingError, match="too large in 20 steps in a row, until step 20"):
        train(
            make_config(steps=30, validate_every=0, checkpoint_every=100),
            control=Control(), on_event=events,
        )  # fmt: skip


@pytest.mark.parametrize("schedule", ["inverse_sqrt", "polynomial", "cosine_with_restarts"])
@pytest.mark.one_in(3)
def test_other_schedules_change_the_rate(
    schedule: str, make_config: MakeConfig, events: Events
) -> None:
    result = train(
        make_config(schedule=schedule, steps=6, warmup_fraction=0.2),
        control=Control(),
        on_event=events,
    )
    rates = [
        e.learning_rate for e in RunFolder(result.folder).events() if isinstance(e, StepFinished)
    ]
    assert len(set(rates)) > 2
    assert max(rates) <= 1e-3


def rates_of(config: RunConfig, folder: Path, rate: float = 1.0) -> list[float]:
    """The learning rates of all steps and after them, as the Trainer makes them."""
    made = RunArguments.of(config, RunFolder(folder), torch.device("cpu"))
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule: Any = tf.get_scheduler(
        made.lr_scheduler_type, optimizer, made.warmup_steps, config.steps, made.lr_scheduler_kwargs
    )
    factor = schedule.lr_lambdas[0]
    return [factor(step) for step in range(config.steps + 1)]


def test_each_schedule_has_a_curve_of_its_own(tmp_path: Path) -> None:
    curves = {}
    for name in ("linear", "cosine", "polynomial", "cosine_with_restarts"):
        config = RunConfig.of(steps=80, schedule=name, warmup_fraction=0)
        curves[name] = rates_of(config.with_schedule(), tmp_path)
        # Nothing is said in the file of a run that an older version began: it goes on as it was.
        curves[f"old {name}"] = rates_of(config, tmp_path)
    assert curves["old polynomial"] == pytest.approx(curves["linear"], abs=1e-6)
    assert curves["old cosine_with_restarts"] == pytest.approx(curves["cosine"])
    assert curves["polynomial"][40] == pytest.approx(0.25, abs=1e-6)
    restarted = curves["cosine_with_restarts"]
    assert [step for step in range(80) if restarted[step] == 1.0] == [0, 20, 40, 60]


@pytest.mark.parametrize(
    ("values", "rates"),
    [
        # A warm-up as long as the run.
        ({"steps": 4, "warmup_fraction": 0.9}, [0, 0.25, 0.5, 0.75, 1]),
        ({"steps": 2, "warmup_fraction": 0, "learning_rate": 1e-7}, [1, 0.25, 0]),
        ({"steps": 1, "warmup_fraction": 1}, [1, 0.002]),
    ],
)
def test_a_polynomial_has_its_ends(
    values: dict[str, float], rates: list[float], tmp_path: Path
) -> None:
    config = RunConfig.of(schedule="polynomial", **values).with_schedule()
    assert rates_of(config, tmp_path, config.learning_rate) == pytest.approx(rates)


def test_what_a_schedule_was_told_is_kept_with_the_run(
    make_config: MakeConfig, events: Events
) -> None:
    config = make_config(schedule="polynomial", steps=3, validate_every=0, checkpoint_every=1)
    folder = RunFolder(train(config, control=Control(), on_event=events).folder)
    assert (folder.config().schedule_power, folder.config().schedule_cycles) == (2.0, None)
    branch = branch_config(folder.path, at=2, changes={"schedule": "cosine_with_restarts"})
    assert branch.schedule_cycles == 4
    assert branch_config(folder.path, at=2, changes={"schedule_power": 3.0}).schedule_power == 3.0


def test_a_run_ends_when_the_held_out_loss_no_longer_falls(
    make_config: MakeConfig, events: Events
) -> None:
    config = make_config(
        steps=40, learning_rate=1e-12, memory_learning_rate=1e-12, gate_learning_rate=1e-12,
        validate_every=1, validation_tokens=256, stop_after=3, checkpoint_every=100,
    )  # fmt: skip
    result = train(config, control=Control(), on_event=events)
    assert result.reason == "completed"
    # The first is the best; three are not better.
    assert result.step == 4
    (finished,) = events.of(RunFinished)
    assert finished.step == 4
    assert RunFolder(result.folder).summary().state == "completed"


@pytest.mark.slow
def test_a_run_that_was_killed_when_it_had_stopped_early_only_comes_to_its_end(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "memstudio.training.run_measures.read_held_out",
        lambda *_, **__: HeldOutReading(1.0, 0.5, 10),
    )
    config = make_config(steps=8, validate_every=1, stop_after=2, checkpoint_every=100)
    whole = train(config, control=Control(), on_event=Events())

    def kill(event: Any) -> None:
        if isinstance(event, CheckpointSaved) and event.step == 3:
            raise Killed

    with pytest.raises(Killed):
        train(config, control=Control(), on_event=kill)
    folder = next(path for path in whole.folder.parent.iterdir() if path != whole.folder)
    patient = shutil.copytree(folder, folder.with_name("patient"))
    branch = make_branch(branch_config(folder))
    result = on(RunFolder(folder), events)
    assert (result.reason, result.step, events.of(StepFinished)) == ("completed", 3, [])
    assert result.loss_after == whole.loss_after
    assert not differing(weights(whole.loaded.model), weights(result.loaded.model))
    # More patience, which a branch has too, lets it be trained on.
    assert on(RunFolder(patient), changes={"stop_after": 4}).step == 5
    assert on(branch).step == 5


@pytest.mark.slow
def test_a_loss_that_still_falls_is_let_fall(make_config: MakeConfig, events: Events) -> None:
    config = make_config(steps=8, learning_rate=5e-3, validate_every=2, stop_after=1)
    assert train(config, control=Control(), on_event=events).step == 8


def test_what_cannot_be_calculated_here_is_refused_with_what_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cpu = torch.device("cpu")
    with pytest.raises(TrainingError, match="needs a CUDA GPU"):
        check_arithmetic(RunConfig.of(precision="fp16"), cpu)
    monkeypatch.setattr(arithmetic, "find_spec", lambda _: None)
    with pytest.raises(TrainingError, match="pip install bitsandbytes"):
        check_arithmetic(RunConfig.of(optimizer="adamw_8bit"), cpu)
    monkeypatch.setattr(arithmetic, "find_spec", lambda _: "there")
    with pytest.raises(TrainingError, match="needs a GPU"):
        check_arithmetic(RunConfig.of(optimizer="adamw_8bit"), cpu)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    with pytest.raises(TrainingError, match="cannot calculate in bf16"):
        check_arithmetic(RunConfig.of(precision="bf16"), torch.device("cuda:0"))
    check_arithmetic(RunConfig.of(precision="bf16"), cpu)


def test_a_refusal_leaves_no_run(make_config: MakeConfig, events: Events) -> None:
    config = make_config(precision="fp16")
    with pytest.raises(TrainingError, match="bf16 or float32"):
        train(config, control=Control(), on_event=events)
    assert not events
