"""The estimate against what torch really allocates in a whole step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.cli.app import run
from memstudio.errors import Cancelled
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training import memory_estimate, step_memory
from memstudio.training.run_config import AT_THE_END, RunConfig
from memstudio.training.step_memory import SmallStep, StepMemory
from memstudio.training.text_goals import fresh_goal
from memstudio.training.trained_model import checkpointed, only_trained, with_memory
from tests.training.estimates import estimate_ready, estimate_run

_CLOSE = 0.15
"""`armt` reads nothing in its first segment, which is the one that is measured."""


def _really(model: Any, config: RunConfig) -> int:
    """The most bytes that a step of the run's own size has allocated at any moment."""
    shape = (config.batch_size, config.tokens_per_sample)
    ids = torch.randint(1, 200, shape, generator=torch.Generator().manual_seed(0))

    learnt: dict[str, torch.Tensor] = {"labels": ids}
    if config.objective == "regression":
        learnt = {"values": torch.ones(config.batch_size)}
    if config.objective == "classification":
        learnt = {"classes": torch.ones(config.batch_size, 1, dtype=torch.long)}

    def step() -> None:
        model(ids, **learnt).loss.backward()

    return step_memory.allocated(step, torch.device("cpu"))[1]


@pytest.mark.parametrize(
    "values",
    [
        {"trains": "everything"},
        {"trains": "memory"},
        {"trains": "everything", "memory_replay": True},
        {"trains": "everything", "gradient_checkpointing": True},
        {"trains": "everything", "batch_size": 1},
        {"trains": "everything", "segments_per_sample": 1},
        {"trains": "everything", "bptt_depth": 1},
        {"trains": "memory", "bptt_depth": 1},
        {"memory": {"kind": "armt", "num_slots": 3, "segment_length": 32}},
        {"memory": {"kind": "m2m", "num_slots": 3, "segment_length": 32}},
        {"memory": {"kind": "none", "segment_length": 32}},
        {"objective": "regression", "trains": "everything"},
        {"objective": "regression", "trains": "everything", "memory_replay": True},
        {"objective": "regression", "trains": "memory"},
        {"objective": "classification", "trains": "everything"},
    ],
)
@pytest.mark.one_in(8)
def test_it_is_close_to_what_a_step_takes(
    values: dict[str, Any], tiny: LoadedModel, make_config: Callable[..., RunConfig]
) -> None:
    usual = {
        "memory": {"kind": "rmt", "num_slots": 3, "segment_length": 32},
        "batch_size": 6, "segments_per_sample": 5, "optimizer": "sgd", "momentum": 0.0,
    }  # fmt: skip
    model, config = with_memory(tiny, make_config(**usual | values))
    if config.objective in AT_THE_END:
        fresh_goal(config.objective).give(model)
    with only_trained(model, config.trains):
        estimate = estimate_ready(model.train(), config)
        assert all(parameter.grad is None for parameter in model.parameters())
        with checkpointed(model, config):
            really = _really(model, config)
    allocated = (estimate.peak - estimate.now) / (1 + memory_estimate.HOLES)
    learning = allocated - estimate.optimizer
    assert learning == pytest.approx(really, rel=_CLOSE)


def test_what_is_collected_meanwhile_is_no_gain() -> None:
    """The profiler knows blocks of what it watched before, and the collector lets go of them late."""
    cpu = torch.device("cpu")
    kept: list[torch.Tensor] = []

    def work() -> None:
        kept.clear()
        kept.append(torch.zeros(100))

    assert step_memory.allocated(lambda: kept.append(torch.zeros(1000)), cpu) == (4000, 4000)
    assert step_memory.allocated(work, cpu) == (400, 400)


def test_what_earlier_work_left_may_be_let_go() -> None:
    cpu = torch.device("cpu")
    kept: list[torch.Tensor] = []
    blocks: dict[int, int] = {}

    def work() -> None:
        kept.append(torch.zeros(100))
        kept.clear()

    step_memory.allocated(lambda: kept.append(torch.zeros(1000)), cpu, blocks)
    assert list(blocks.values()) == [4000]
    assert step_memory.allocated(work, cpu, blocks) == (-4000, 400)
    assert not blocks


def test_the_optimiser_keeps_two_numbers_a_weight(
    tiny: LoadedModel, make_config: Callable[..., RunConfig]
) -> None:
    estimate = estimate_run(make_config(), tiny)
    assert estimate.optimizer == 2 * estimate.gradients
    assert estimate.peak > estimate.now + estimate.optimizer + estimate.gradients


@pytest.mark.slow
def test_a_model_that_is_open_has_no_heads_afterwards(
    make_config: Callable[..., RunConfig], tiny: LoadedModel
) -> None:
    model, _ = with_memory(tiny, make_config())
    own = LoadedModel(model, tiny.tokenizer, tiny.source)
    config = make_config(objective="regression")
    words = estimate_run(make_config(), own)
    numbers = estimate_run(config, own)
    assert numbers.gradients == words.gradients + 4 * (32 + 1)
    labels = config.changed(objective="classification")
    estimate_run(labels, own)
    assert not model.head_names


def test_a_model_that_is_open_notes_nothing_of_an_estimate_that_came_to_nothing(
    make_config: Callable[..., RunConfig], tiny: LoadedModel
) -> None:
    model, _ = with_memory(tiny, make_config())
    own = LoadedModel(model, tiny.tokenizer, tiny.source)
    config = make_config(bptt_depth=1, memory_replay=True)
    cancelled = Control()
    cancelled.cancel()
    with (
        pytest.raises(Cancelled),
        memory_estimate.ready_to_measure(config, control=cancelled, loaded=own),
    ):
        pass
    assert (model.config.bptt_depth, model.config.memory_replay) == (None, False)


def test_the_command_line_tells_it_and_makes_no_run(
    make_config: Callable[..., RunConfig], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_config().save(tmp_path / "run.toml")
    assert run(["train", str(tmp_path / "run.toml"), "--estimate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["device"] == "cpu"
    assert run(["train", str(tmp_path / "run.toml"), "--estimate"]) == 0
    assert "at most" in capsys.readouterr().out
    assert not (tmp_path / "runs").exists()


def test_packs_of_any_length_have_room_in_the_estimate() -> None:
    """Gradients lie there from the second segment on, and rows are many where samples are short."""
    step = StepMemory(num_trained=0, gradients=3000, largest=0, kept=1, most=100, rest=10)
    config = RunConfig(batch_size=10, segments_per_sample=4)
    whole = 10 * (3 + 99) + 3000 + 2 * 10
    assert step.peak(config) == whole
    halves = 20 * (1 + 99) + 3000 + 2 * 10
    assert step.peak(config.changed(packing=True)) == halves
    ones = 40 * 100 + 10
    assert halves > max(whole, ones)


def test_weights_in_half_precision_have_copies_that_are_learnt() -> None:
    nothing = SmallStep(kept=0, most=0)
    half = torch.nn.Parameter(torch.zeros(100, dtype=torch.bfloat16))
    single = torch.nn.Parameter(torch.zeros(10))
    config = RunConfig.of(optimizer="adamw")
    step = StepMemory.of([half, single], nothing, nothing)
    assert step.optimizer(config) == 110 * 8 + 100 * 4
    # While weights are changed, the copies have gradients as well.
    assert step.peak(config) >= step.optimizer(config) + 100 * 2 + 10 * 4 + 100 * 4
