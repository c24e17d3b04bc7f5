"""Adapters learn in the backbone's place, reach every kind of memory, and leave no trace but what they learnt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.errors import Cancelled, TrainingError
from memstudio.events import RunStarted, StepFinished
from memstudio.memory.attach import attach_memory
from memstudio.models.adapter_files import is_of_adapter
from memstudio.models.load import LoadedModel
from memstudio.models.summary import summarise
from memstudio.progress import Control
from memstudio.training.adapters import Adapters
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.battery.cases import Case, every_case, random_ids, stirred
from tests.training.conftest import Events
from tests.training.test_trainer import differing, weights

MakeConfig = Callable[..., RunConfig]


def stir(model: torch.nn.Module) -> None:
    """Fresh adapters change nothing: B is zero."""
    torch.manual_seed(1)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if is_of_adapter(name):
                parameter.add_(torch.randn_like(parameter) * 0.2)


def logits(model: Any, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model(ids).logits
    return found


@every_case
@pytest.mark.one_in(8)
def test_what_adapters_learnt_is_the_same_when_it_is_merged(case: Case) -> None:
    """So no kind of memory reads a projection past its adapter."""
    model = stirred(case).double()
    ids = random_ids(2, 27)
    before = logits(model, ids)
    adapters = Adapters(model, RunConfig.of(trains="adapters"))
    assert torch.equal(logits(model, ids), before)
    stir(model)
    beside = logits(model, ids)
    assert not torch.allclose(beside, before, atol=1e-2)
    adapters.merge()
    assert not [name for name in model.state_dict() if "lora" in name or "base_layer" in name]
    assert torch.allclose(logits(model, ids), beside, atol=1e-9)


@pytest.mark.parametrize("kind", ["lora", "rslora", "dora"])
def test_each_relative_is_dropped_without_a_trace_and_merged_to_what_it_was(kind: str) -> None:
    config = tf.GPT2Config(n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=97)
    torch.manual_seed(0)
    model = attach_memory(tf.AutoModelForCausalLM.from_config(config), segment_length=8).eval()
    asked = RunConfig.of(trains="adapters", adapter={"kind": kind, "rank": 4, "alpha": 8})
    was = weights(model)
    adapters = Adapters(model, asked)
    stir(model)
    adapters.drop()
    assert not differing(was, weights(model))
    adapters = Adapters(model, asked)
    stir(model)
    ids = torch.randint(1, 97, (2, 20))
    beside = logits(model, ids)
    adapters.merge()
    assert torch.allclose(logits(model, ids), beside, atol=1e-4, rtol=1e-4)
    adapters.drop()  # A second time does nothing.


def test_a_run_trains_adapters_and_memory_and_keeps_a_plain_model(
    make_config: MakeConfig, events: Events, tiny: LoadedModel
) -> None:
    before = weights(tiny.model)
    config = make_config(
        trains="adapters", steps=30, memory_learning_rate=5e-3,
        adapter={"rank": 4, "alpha": 16, "learning_rate": 2e-2},
    )  # fmt: skip
    result = train(config, control=Control(), on_event=events)
    assert result.loss_before is not None
    assert result.loss_after is not None
    assert result.loss_after < result.loss_before - 0.1
    (started,) = events.of(RunStarted)
    assert started.num_trainable < started.num_parameters / 2
    kept = RunFolder(result.folder).model
    plain = tf.AutoModelForCausalLM.from_pretrained(kept)
    assert not [name for name in plain.state_dict() if "lora" in name or "base_layer" in name]
    after = {name.removeprefix("backbone."): t for name, t in weights(result.loaded.model).items()}
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all("attn" in name or "mlp" in name for name in changed)
    ids = torch.randint(1, 257, (1, 24))
    assert torch.allclose(
        logits(plain.eval(), ids), logits(result.loaded.model.eval(), ids), atol=1e-5
    )


def test_a_cancelled_run_leaves_the_model_as_it_was(
    make_config: MakeConfig, tiny: LoadedModel
) -> None:
    before, counted = weights(tiny.model), summarise(tiny).num_parameters
    control = Control()

    def cancel(event: Any) -> None:
        if isinstance(event, StepFinished) and event.step == 2:
            # What is said of the model is not that it has grown: adapters become a part of it.
            assert any(is_of_adapter(name) for name, _ in tiny.model.named_parameters())
            assert summarise(tiny).num_parameters == counted
            control.cancel()

    with pytest.raises(Cancelled):
        train(make_config(trains="adapters"), control=control, on_event=cancel, loaded=tiny)
    assert not differing(before, weights(tiny.model))
    assert all(parameter.requires_grad for parameter in tiny.model.parameters())


def test_a_model_without_a_layer_for_adapters_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, make_config: MakeConfig, events: Events
) -> None:
    def none(*_: Any) -> None:
        raise ValueError("Target modules not found")

    monkeypatch.setattr("peft.LoraModel", none)
    with pytest.raises(TrainingError, match="No layer of this model can have an adapter"):
        train(make_config(trains="adapters"), control=Control(), on_event=events)
