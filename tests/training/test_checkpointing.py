"""Layers that are computed again on the way back: the same gradients from far less memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.errors import TrainingError
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trained_model import check_checkpointing, checkpointed, with_memory
from memstudio.training.trainer import train
from tests.training.conftest import Events

_KINDS = [each.name for each in KIND_DESCRIPTIONS]
_LEAST_SAVING = {"armt": 0.8, "titans": 0.8}  # most of what they keep is the memory's own


def _model(kind: str) -> MemoryModel:
    torch.manual_seed(0)
    if memory_kinds.get(kind).needs_encoder:
        backbone: Any = tf.BartForConditionalGeneration(
            tf.BartConfig(
                d_model=32, encoder_layers=3, decoder_layers=3, encoder_attention_heads=4,
                decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64,
                vocab_size=101, max_position_embeddings=64, dropout=0.0,
            )
        )  # fmt: skip
    else:
        backbone = tf.LlamaForCausalLM(
            tf.LlamaConfig(
                hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
                intermediate_size=64, vocab_size=101, bos_token_id=0, eos_token_id=0,
            )
        )  # fmt: skip
    model = attach_memory(backbone, kind=kind, num_slots=4, segment_length=16).train()
    for parameter in model.parameters():
        # Gates that are shut would hide a gradient that is wrong behind them.
        parameter.data += 0.05 * torch.randn_like(parameter)
    return model


def _gradients(model: MemoryModel, *, replay: bool) -> tuple[dict[str, torch.Tensor], int]:
    """The gradient of each weight, and the bytes that were kept for the way back."""
    ids = torch.randint(4, 100, (2, 64), generator=torch.Generator().manual_seed(1))
    kept = 0

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        nonlocal kept
        kept += tensor.numel() * tensor.element_size()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        output = model(ids, labels=ids, memory_replay=replay)
    output.loss.backward()
    found = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    model.zero_grad()
    return found, kept


@pytest.mark.parametrize("replay", [False, True])
@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.one_in(9)
def test_gradients_are_the_same(kind: str, replay: bool) -> None:
    model = _model(kind)
    config = RunConfig(gradient_checkpointing=True)
    if not model.memory.layers_can_be_repeated:
        with pytest.raises(TrainingError, match="memory_replay"):
            check_checkpointing(model, config)
        return
    check_checkpointing(model, config)
    plain, kept = _gradients(model, replay=replay)
    with checkpointed(model, config):
        repeated, kept_then = _gradients(model, replay=replay)
    assert plain.keys() == repeated.keys()
    for name, gradient in plain.items():
        torch.testing.assert_close(repeated[name], gradient, atol=1e-6, rtol=1e-5)
    if not replay:
        assert kept_then < kept * _LEAST_SAVING.get(kind, 0.6)
    again, kept_after = _gradients(model, replay=replay)
    assert kept_after == kept, "what the block changed stays changed"
    assert again.keys() == plain.keys()


@pytest.mark.slow
def test_a_run_learns_the_same_with_it(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, events: Events
) -> None:
    losses = []
    for is_asked in (False, True):
        config = make_config(steps=3, gradient_checkpointing=is_asked)
        done = train(config, control=Control(), on_event=events)
        record = RunFolder(done.folder).events()
        losses.append([event.loss for event in record if event.event == "step_finished"])
    assert len(losses[0]) == 3
    assert losses[0] == pytest.approx(losses[1], abs=1e-6)


def test_a_memory_that_cannot_is_refused_before_there_is_a_run(
    make_config: Callable[..., RunConfig], tiny: LoadedModel, events: Events
) -> None:
    memory = {"kind": "knn", "segment_length": 16}
    config = make_config(memory=memory, gradient_checkpointing=True)
    with pytest.raises(TrainingError, match="memory_replay"):
        train(config, control=Control(), on_event=events, loaded=tiny)
    assert not events
    _, config = with_memory(tiny, config)
    assert config.gradient_checkpointing
