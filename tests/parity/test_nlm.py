"""The write of `nlm` beside memformer (lucidrains), MemBART of the authors (qywu), and meliad.

Memory slot attention, in which a slot sees itself and the tokens, is in the first two as in ours,
and theirs takes the place of our attention. Ours on purpose: identities in the queries, which are 0
here. Theirs have biases, which are 0 too. What follows it differs: memformer has a GRU, and MemBART
lets memory pass through the encoder's layers. Ours is the gate of Block-Recurrent Transformers,
which is held against the authors' code of these.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.kinds.nlm import NeuralMemory
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.precision import normed
from tests.parity.conftest import Compare
from tests.parity.models import effect_of_memory, ids_of, model_of, read
from tests.parity.originals import from_meliad, package, repository

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


class _InPlaceOfOurs(nn.Module):
    """An attention of theirs, as our kind calls one."""

    def __init__(
        self, theirs: nn.Module, attend: Callable[[Tensor, Tensor, Tensor], Tensor]
    ) -> None:
        super().__init__()
        self.theirs = theirs
        self._attend = attend

    def forward(self, queries: Tensor, keys: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
        m = queries.shape[1]
        torch.testing.assert_close(keys[:, :m], queries)  # no identities
        found = self._attend(queries, keys[:, m:], allowed)
        return found, found.new_zeros(0)


@pytest.fixture
def model() -> MemoryModel:
    model = model_of("nlm", "bart")
    with torch.no_grad():
        _memory(model).identities.zero_()
    return model


def _memory(model: MemoryModel) -> Any:
    assert isinstance(model.memory, NeuralMemory)
    return model.memory


def _compare_over_segments(model: MemoryModel, theirs: MemoryModel, compare: Compare) -> None:
    ids = ids_of(5)
    assert effect_of_memory(model, ids) > 0.1
    with torch.no_grad():
        (logits, states), (their_logits, their_states) = read(model, ids), read(theirs, ids)
        compare("logits", logits, their_logits)
        for state, other in zip(states, their_states, strict=True):
            compare("slots", state.tensors["slots"], other.tensors["slots"])
    for each in (model, theirs):
        each.train()
        each(ids, labels=ids).loss.backward()
    compare("gradients", *(_memory(x).candidate.weight.grad for x in (model, theirs)))
    compare("gradients", *(_memory(x).initial_slots.grad for x in (model, theirs)))
    compare("gradients", *(x.get_input_embeddings().weight.grad for x in (model, theirs)))


def _without_biases(theirs: nn.Module) -> None:
    with torch.no_grad():
        for name, parameter in theirs.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()


def test_the_write_is_that_of_memformer(model: MemoryModel, compare: Compare) -> None:
    memformer = package("memformer.memformer")
    write = _memory(model).write
    theirs = memformer.Attention(32, heads=write.num_heads).double()
    _without_biases(theirs)
    with torch.no_grad():
        theirs.to_q.weight.copy_(write.query.weight)
        theirs.to_kv.weight.copy_(torch.cat([write.key.weight, write.value.weight]))
        theirs.to_out.weight.copy_(write.out.weight)

    def attend(slots: Tensor, tokens: Tensor, allowed: Tensor) -> Tensor:
        found: Tensor = theirs(slots, tokens, mask=allowed, attend_self=True)
        return found

    other = copy.deepcopy(model)
    _memory(other).write = _InPlaceOfOurs(theirs, attend)
    _compare_over_segments(model, other, compare)


def test_the_write_is_that_of_membart(model: MemoryModel, compare: Compare) -> None:
    module: ModuleType = repository("memformers", "memformers/models/membart/membart_attention.py")
    write = _memory(model).write
    theirs = module.MemBartEncoderAttention(32, write.num_heads).double()
    _without_biases(theirs)
    with torch.no_grad():
        theirs.mem_q_proj.weight.copy_(write.query.weight)
        theirs.mem_out_proj.weight.copy_(write.out.weight)
        for name, part in (("k_proj", write.key), ("v_proj", write.value)):
            # Slots and tokens have projections of their own there, and the same in ours.
            getattr(theirs, name).weight.copy_(part.weight)
            getattr(theirs, f"mem_{name}").weight.copy_(part.weight)

    def attend(slots: Tensor, tokens: Tensor, allowed: Tensor) -> Tensor:
        shape = (len(slots), 1, slots.shape[1] + tokens.shape[1], allowed.shape[-1])
        mask = torch.zeros(shape, dtype=slots.dtype)
        lowest = torch.finfo(mask.dtype).min
        mask[:, 0, : slots.shape[1]].masked_fill_(~allowed, lowest)
        _, found, _ = theirs(tokens, slots, attention_mask=mask)
        result: Tensor = found
        return result

    other = copy.deepcopy(model)
    _memory(other).write = _InPlaceOfOurs(theirs, attend)
    _compare_over_segments(model, other, compare)


def test_the_gate_is_that_of_block_recurrent_transformers(
    monkeypatch: pytest.MonkeyPatch, compare: Compare
) -> None:
    """Their gate of the form of a GRU, biased to remember by 1, over what ours sees."""
    components = from_meliad(monkeypatch, "transformer/nn_components.py")
    model = model_of("nlm", "bart").float()
    memory, width = _memory(model), 32
    gate = components.MLP(
        width, 1, 1, hidden_activation=None, final_activation="tanh", gate_type="full"
    )
    candidate, write_gate = memory.candidate, memory.write_gate
    weights = {
        # What lets in is one less what remembers.
        "gate_layer": {"kernel": -write_gate.weight.T, "bias": -write_gate.bias - 1},
        # The candidate sees what was found, and not the slot.
        "output_layer": {
            "kernel": torch.cat([torch.zeros(width, width), candidate.weight.T]),
            "bias": candidate.bias,
        },
    }
    parameters = {
        name: {key: value.detach().numpy() for key, value in part.items()}
        for name, part in weights.items()
    }
    found: list[Tensor] = []
    memory.write.register_forward_hook(lambda _, __, output: found.append(output[0]))
    with torch.no_grad():
        _, states = read(model, ids_of(4))
    slots = model.initial_state(2).tensors["slots"].detach()
    for state, each in zip(states, found, strict=True):
        seen = torch.cat([slots, each], dim=-1).numpy()
        fresh = gate.apply({"params": parameters}, seen, slots.numpy())
        slots = state.tensors["slots"]
        compare("slots", slots, normed(torch.from_numpy(np.array(fresh))))
