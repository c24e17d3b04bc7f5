"""Weights in half precision: what is too small a change for them is not lost, also by a kill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from memstudio.models.catalog import resolve_model
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.progress import Control
from memstudio.training.memory_trainer import MemoryTrainer
from memstudio.training.precise_weights import PreciseWeights
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.training.conftest import Events
from tests.training.test_resume import killed, on
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.AdamW])
def test_small_changes_add_up(kind: Callable[..., torch.optim.Optimizer]) -> None:
    half = torch.nn.Parameter(torch.ones(4, dtype=torch.bfloat16))
    single = torch.nn.Parameter(torch.ones(2))
    still = torch.nn.Parameter(torch.ones(3, dtype=torch.bfloat16))
    groups = [{"params": [half, single]}, {"params": [still]}]
    precise = PreciseWeights(groups)
    optimizer = kind(groups, lr=1e-3, weight_decay=0.0)
    precise.follow(optimizer)
    assert any(each is single for each in groups[0]["params"])
    for _ in range(16):
        half.grad, single.grad = torch.ones_like(half), torch.ones_like(single)
        optimizer.step()
    assert half.dtype == torch.bfloat16
    # Nothing between 1 and 0.996 is a number in bf16: by itself it would not have moved.
    assert half.tolist() == single[:1].to(torch.bfloat16).tolist() * 4 == [0.984375] * 4
    assert still.tolist() == [1.0] * 3


def test_weights_that_moved_on_in_single_precision_are_not_put_back() -> None:
    """From a GPU to a CPU and back: copies of before must not come over what was learnt there."""
    start = torch.linspace(0.5, 1.5, 4)

    def sitting(weights: torch.Tensor, state: dict[str, Any] | None) -> tuple[torch.Tensor, Any]:
        """One step; the weights, and what is kept of the optimiser."""
        own = torch.nn.Parameter(weights)
        groups = [{"params": [own]}]
        precise = PreciseWeights(groups)
        optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.0)
        precise.follow(optimizer)
        if state is not None:
            optimizer.load_state_dict(state)
            precise.restore(optimizer)
        own.grad = torch.ones_like(own)
        optimizer.step()
        return own.detach(), optimizer.state_dict()

    first, state = sitting(start.bfloat16(), None)
    exact = start.bfloat16().float() - 1e-3
    # The CPU goes on from what bf16 could not hold.
    second, state = sitting(first.float(), state)
    assert torch.allclose(second, exact - 1e-3, atol=1e-6)
    assert not any("precise" in each for each in state["state"].values())
    moved = second - 0.25
    third, state = sitting(moved.bfloat16(), state)
    assert torch.allclose(third.float(), moved - 1e-3, atol=8e-3)
    # What is of an earlier time is dropped where it was written once.
    state["state"][0]["precise"] = start
    fourth, _ = sitting(third, state)
    assert torch.allclose(fourth.float(), third.float() - 1e-3, atol=8e-3)


def in_bf16(config: RunConfig) -> LoadedModel:
    source = resolve_model(config.model, control=Control())
    return load_backbone(source, device="cpu", dtype=torch.bfloat16, control=Control())


@pytest.mark.parametrize(
    ("trains", "kind", "optimizer"),
    [
        ("memory", "rmt", "adamw"),
        ("memory", "armt", "sgd"),
        ("adapters", "rmt", "adamw"),
        ("adapters", "armt", "adafactor"),
    ],
)
@pytest.mark.one_in(4)
def test_a_run_beside_a_backbone_in_bf16_learns_in_single_precision(
    make_config: MakeConfig,
    monkeypatch: pytest.MonkeyPatch,
    trains: str,
    kind: str,
    optimizer: str,
) -> None:
    made: list[Any] = []
    create = MemoryTrainer.create_optimizer

    def remember(self: MemoryTrainer, *arguments: Any) -> torch.optim.Optimizer:
        made.append(create(self, *arguments))
        return made[-1]

    monkeypatch.setattr(MemoryTrainer, "create_optimizer", remember)
    config = make_config(
        trains=trains, optimizer=optimizer, validate_every=0, validation_fraction=0,
        memory={"kind": kind, "num_slots": 3, "segment_length": 16},
    )  # fmt: skip
    whole = train(config, control=Control(), on_event=Events(), loaded=in_bf16(config))
    learnt = [each for group in made[0].param_groups for each in group["params"]]
    assert {each.dtype for each in learnt} == {torch.float32}
    kept = [
        value
        for state in made[0].state.values()
        for value in state.values()
        if torch.is_tensor(value) and value.is_floating_point()
    ]
    assert kept
    assert {value.dtype for value in kept} == {torch.float32}
    assert {each.dtype for each in whole.loaded.model.parameters()} == {torch.bfloat16}
    # What a kill leaves has what the weights themselves cannot hold.
    folder = killed(config, 5, loaded=in_bf16(config))
    result = on(folder, loaded=in_bf16(config))
    assert not differing(weights(whole.loaded.model), weights(result.loaded.model))
    states = [{**each.state} for each in (made[0], made[-1])]
    copies = [[state[key]["precise"] for key in state] for state in states]
    assert all(torch.equal(one, other) for one, other in zip(*copies, strict=True))
