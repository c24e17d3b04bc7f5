"""A step that is gone through without numbers is the step that is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.costs.counting import Counted
from memstudio.costs.machines import GPUS
from memstudio.costs.run_cost import run_cost
from memstudio.costs.shapes import shape_of
from memstudio.costs.traced_step import TracedStep, traced_step
from memstudio.errors import Cancelled, ModelLoadError
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control
from memstudio.training.run_config import AT_THE_END, RunConfig
from memstudio.training.step_memory import measured_step
from memstudio.training.text_goals import fresh_goal
from memstudio.training.trained_model import checkpointed, only_trained

MakeConfig = Callable[..., RunConfig]
_SLOW = {"armt", "lm-bow", "m2m", "s2s", "titans"}
DECODER_KINDS = [
    pytest.param(each.name, marks=[pytest.mark.slow] if each.name in _SLOW else [])
    for each in KIND_DESCRIPTIONS
    if not each.needs_encoder
]


def taken(config: RunConfig) -> tuple[MemoryModel, float]:
    """The model of a run, and the arithmetic of a step that it takes."""
    torch.manual_seed(0)
    model = MemoryModel(shape_of(config)).train()
    length = config.segments_per_sample * model.config.segment_length
    ids = torch.randint(4, 512, (config.batch_size, length))
    learnt: dict[str, Any] = {"labels": ids}
    if config.objective in AT_THE_END:
        fresh_goal(config.objective).give(model)
        learnt = {"values": torch.zeros(len(ids))}
    if config.objective == "classification":
        learnt = {"classes": torch.zeros(len(ids), 1, dtype=torch.long)}
    with (
        only_trained(model, config.trains),
        checkpointed(model, config),
        Counted(real=True) as counted,
    ):
        # Devices with parts of each other's weights go back through everything.
        model(ids, **learnt, num_columns=length if config.sharded else 0).loss.backward()
    return model, float(sum(counted.flops))


_traced: dict[str, TracedStep] = {}


def traced_once(config: RunConfig) -> TracedStep:
    """Its step, gone through by the first test that asks for it."""
    key = config.model_dump_json()
    if key not in _traced:
        _traced[key] = traced_step(config, Control())
    return _traced[key]


def said(config: RunConfig) -> float:
    return run_cost(config, traced_once(config), GPUS["h100"], num_devices=2).flops


@pytest.mark.parametrize("kind", DECODER_KINDS)
@pytest.mark.one_in(6)
def test_arithmetic_and_weights_are_those_of_a_real_step(
    kind: str, make_config: MakeConfig
) -> None:
    config = make_config(kind)
    model, flops = taken(config)
    traced = traced_once(config)
    assert traced.num_parameters == sum(p.numel() for p in model.parameters())
    assert traced.num_memory == sum(p.numel() for p in model.memory.parameters())
    assert said(config) == pytest.approx(flops, rel=0.02)


@pytest.mark.parametrize(
    "changes",
    [{"bptt_depth": 1}, {"memory_replay": True}, {"gradient_checkpointing": True}, {"trains": "memory"},
     {"trains": "memory", "bptt_depth": 1}, {"trains": "memory", "bptt_depth": 0, "memory_replay": True},
     {"objective": "regression"}, {"objective": "classification", "bptt_depth": 1},
     {"objective": "regression", "bptt_depth": 1, "trains": "memory"},
     {"objective": "regression", "bptt_depth": 1, "memory_replay": True},
     {"objective": "classification", "bptt_depth": 1, "sharded": True}],
    ids=str,
)  # fmt: skip
@pytest.mark.one_in(6)
def test_so_it_is_with_what_is_computed_again(
    changes: dict[str, Any], make_config: MakeConfig
) -> None:
    config = make_config(**changes)
    # What is counted of a layer that is checkpointed differs by what ends early.
    assert said(config) == pytest.approx(taken(config)[1], rel=0.05)


@pytest.mark.parametrize(
    "changes",
    [{}, {"memory_replay": True}, {"gradient_checkpointing": True}, {"trains": "memory"}, {"precision": "bf16"},
     {"objective": "regression"}, {"objective": "classification"}],
    ids=str,
)  # fmt: skip
@pytest.mark.one_in(3)
def test_memory_is_what_a_small_step_takes(
    changes: dict[str, Any], make_config: MakeConfig
) -> None:
    config = make_config(**changes)
    model = MemoryModel(shape_of(config)).train()
    model.config.bptt_depth = None
    if config.objective in AT_THE_END:
        fresh_goal(config.objective).give(model)
    with only_trained(model, config.trains), checkpointed(model, config):
        found = measured_step(model, config)
    mine = traced_once(config).memory
    assert mine.num_trained == found.num_trained
    assert mine.gradients == found.gradients
    assert mine.peak(config) == pytest.approx(found.peak(config), rel=0.1)


@pytest.mark.slow
def test_a_model_that_no_computer_here_holds_is_gone_through(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    values = {
        "model_type": "llama", "hidden_size": 8192, "intermediate_size": 28672, "num_hidden_layers": 1,
        "num_attention_heads": 64, "num_key_value_heads": 8, "vocab_size": 128_256,
    }  # fmt: skip
    path.write_text(json.dumps(values), encoding="utf-8")
    config = RunConfig.of(model=str(path), trains="adapters", batch_size=1)
    traced = traced_step(config, Control())
    assert traced.weights > 10_000_000_000
    assert 0 < traced.memory.num_trained < traced.num_parameters / 50


def test_the_shape_of_a_model_with_a_memory_is_its_own() -> None:
    shape = shape_of(RunConfig.of(model="demo", memory={"kind": "armt"}, bptt_depth=1))
    assert (shape.memory_kind, shape.bptt_depth) == ("rmt", 1)
    assert shape.backbone_config.dtype is None


def test_the_type_that_weights_are_stored_in_is_none_of_the_run_nor_of_the_program(
    configuration: Path, make_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.json"
    values = json.loads(configuration.read_text(encoding="utf-8")) | {"dtype": "bfloat16"}
    path.write_text(json.dumps(values), encoding="utf-8")
    changes: list[torch.dtype] = []
    monkeypatch.setattr(torch, "set_default_dtype", changes.append)
    # All is trained, which is done in single precision.
    with torch.device("meta"):
        MemoryModel(shape_of(make_config(model=str(path))))
    assert changes == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "not one that transformers knows"), ('{"model_type": "nothing"}', "not one that"),
     ('{"model_type": "vit"}', "not that of a language model")],
)  # fmt: skip
def test_what_is_no_configuration_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelLoadError, match=words):
        shape_of(RunConfig.of(model=str(path)))


def test_a_pair_wants_its_own_memory_and_others_want_none(make_config: MakeConfig) -> None:
    with pytest.raises(ModelLoadError, match="does not go with llama"):
        shape_of(make_config("nlm"))


def test_it_can_be_dropped(make_config: MakeConfig) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        traced_step(make_config(), control)
