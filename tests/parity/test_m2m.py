"""`m2m` beside a port of DeepMind's Relational Memory Core (L0SG), in place of our rewrite.

Their attention over memory and input and their gates are what is compared. Taken out of the way:
norms over the whole matrix of slots (they are given one for each vector, as the first code has
them), the norm of queries, keys and values (not in the paper), and the MLP (its two layers are one
and the same there, and ReLU follows the last; it is given ours). Ours on purpose: the gates of a
slot see what the slot found, not the one input of a step; and identities, which are 0 here but for
the attention alone.
"""

from __future__ import annotations

import copy
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from memstudio.memory.kinds.m2m import MemoryToMemory
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.slot_memory import Rewrite
from tests.parity.conftest import Compare
from tests.parity.models import SEGMENT, effect_of_memory, ids_of, model_of, read
from tests.parity.originals import repository, torch_but

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def rmc(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = repository("relational-rnn-pytorch", "relational_rnn_general.py")
    # The MLP that it is given has ReLU where the paper has it.
    without_relu = SimpleNamespace(relu=lambda x: x, softmax=functional.softmax)
    monkeypatch.setattr(module, "F", without_relu)
    # It scales a part of what it split where it lies, which torch no longer lets gradients through.
    monkeypatch.setattr(module, "torch", torch_but(split=_split))
    return module


def _split(*args: Any, **kwargs: Any) -> list[Tensor]:
    return [part.clone() for part in torch.split(*args, **kwargs)]


def _memory(model: MemoryModel) -> Any:
    assert isinstance(model.memory, MemoryToMemory)
    return model.memory


def _theirs(rmc: ModuleType, memory: Any) -> Any:
    """Their core with our weights; there is no projection behind the heads, so ours is 1."""
    heads, width = memory.options.heads, memory.width
    theirs = rmc.RelationalMemory(memory.num_slots, width // heads, width, heads).double()
    attention = memory.write
    with torch.no_grad():
        attention.out.weight.copy_(torch.eye(width))
        # By head, and queries, keys and values of each.
        by_head = [
            part.weight.unflatten(0, (heads, width // heads))
            for part in (attention.query, attention.key, attention.value)
        ]
        theirs.qkv_projector.weight.copy_(torch.cat(by_head, dim=1).flatten(0, 1))
        theirs.qkv_projector.bias.zero_()
        theirs.input_gate_projector.load_state_dict(memory.gates_of_found.state_dict())
        # Their biases of 0 and 1 are apart; ours is within.
        theirs.input_gate_projector.bias[width:] -= 1
        theirs.memory_gate_projector.weight.copy_(memory.gates_of_slot.weight)
        theirs.memory_gate_projector.bias.zero_()
    theirs.qkv_layernorm = nn.Identity()
    theirs.attended_memory_layernorm = copy.deepcopy(memory.write_norm)
    theirs.attended_memory_layernorm2 = copy.deepcopy(memory.mlp_norm)
    theirs.attention_mlp = nn.ModuleList([copy.deepcopy(memory.mlp)])
    return theirs


@pytest.mark.parametrize("backbone", ["gpt2", "llama"])
def test_rewriting_is_that_of_the_relational_memory_core(
    rmc: ModuleType, compare: Compare, backbone: str
) -> None:
    model = model_of("m2m", backbone)
    with torch.no_grad():
        _memory(model).identities.zero_()
    theirs = _theirs(rmc, _memory(model))
    other = copy.deepcopy(model)

    def rewrite(slots: Tensor, tokens: Tensor, _: Tensor) -> Rewrite:
        together = torch.cat([slots, tokens], dim=1)
        m = slots.shape[1]
        found = theirs.multihead_attention(together)[:, :m]
        # One input a step is all that their gates take: a slot and what it found.
        gates = theirs.create_gates(*(x.flatten(0, 1)[:, None] for x in (found, slots)))
        let_in, keep = (gate.view_as(slots) for gate in gates)
        fresh = let_in * torch.tanh(theirs.attend_over_memory(together)[:, :m]) + keep * slots
        return Rewrite(fresh, tokens=slots.new_zeros(0), before=slots.new_zeros(0))

    _memory(other).rewrite = rewrite
    ids = ids_of(5)
    assert effect_of_memory(model, ids) > 0.1
    with torch.no_grad():
        (logits, states), (their_logits, their_states) = read(model, ids), read(other, ids)
        compare("logits", logits, their_logits)
        for state, their_state in zip(states, their_states, strict=True):
            compare("slots", state.tensors["slots"], their_state.tensors["slots"])
    for each in (model, other):
        each.train()
        each(ids, labels=ids).loss.backward()
    compare("gradients", _memory(model).mlp[0].weight.grad, theirs.attention_mlp[0][0].weight.grad)
    compare("gradients", *(_memory(x).initial_slots.grad for x in (model, other)))
    compare("gradients", *(x.get_input_embeddings().weight.grad for x in (model, other)))


def test_attention_between_slots_with_identities_is_theirs(
    rmc: ModuleType, compare: Compare
) -> None:
    memory = _memory(model_of("m2m", "gpt2"))
    theirs = _theirs(rmc, memory)
    slots, tokens = torch.randn(2, 3, 32).double(), torch.randn(2, SEGMENT, 32).double()
    with torch.no_grad():
        queries = slots + memory.identities
        together = torch.cat([queries, tokens], dim=1)
        ours, _ = memory.write(queries, together)
        compare("found", ours, theirs.multihead_attention(together)[:, :3])


def test_a_step_of_one_input_is_theirs_as_it_stands(rmc: ModuleType, compare: Compare) -> None:
    """Their own `forward_step`, with gates that do not look at what comes in."""
    memory = _memory(model_of("m2m", "gpt2"))
    with torch.no_grad():
        memory.identities.zero_()
        memory.gates_of_found.weight.zero_()
    theirs = _theirs(rmc, memory)
    with torch.no_grad():
        theirs.input_projector.weight.copy_(torch.eye(32))
        theirs.input_projector.bias.zero_()
        slots, mask = torch.randn(2, 3, 32).double(), torch.ones(2, 1, dtype=torch.bool)
        other = slots
        for token in torch.randn(6, 2, 1, 32).double():
            slots = memory.rewrite(slots, token, mask).slots
            _, other = theirs.forward_step(token, other, treat_input_as_matrix=True)
            compare("slots", slots, other)
