"""`s2s` beside the authors' Set Transformer (Lee), that of PyTorch Geometric, and Slot Attention.

Each takes the place of our pooling inside the same model, over several segments.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.kinds.s2s import SequentialToSet
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.slot_memory import Rewrite
from tests.parity.conftest import Compare
from tests.parity.models import effect_of_memory, ids_of, model_of, read
from tests.parity.originals import package, repository, torch_but

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


class _InPlaceOfOurs(nn.Module):
    """A pooling of theirs, as our kind calls one."""

    def __init__(self, theirs: nn.Module, pool: Callable[[Tensor, Tensor, Tensor], Tensor]) -> None:
        super().__init__()
        self.theirs = theirs
        self._pool = pool

    def forward(self, seeds: Tensor, elements: Tensor, there: Tensor) -> Rewrite:
        slots = self._pool(seeds, elements, there)
        nothing = slots.new_zeros(0)
        return Rewrite(slots, tokens=nothing, before=nothing)


def _memory(model: MemoryModel) -> Any:
    assert isinstance(model.memory, SequentialToSet)
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
    for part in ("seeds", "standing", "initial_slots"):
        compare("gradients", *(getattr(_memory(x), part).grad for x in (model, theirs)))
    compare("gradients", *(x.get_input_embeddings().weight.grad for x in (model, theirs)))


# ---------------------------------------------------------------------- the authors'


@pytest.fixture
def set_transformer() -> ModuleType:
    return repository("set_transformer", "modules.py")


def _as_they_have_it(block: Any, num_heads: int) -> None:
    """What MAB cannot be told in theirs.

    What they add to what was found is the projected query, and there is no projection behind the
    heads; so these are the identity in both. rFF is relu(W x + b).
    """
    width = block.norm.weight.shape[0]
    with torch.no_grad():
        for projection in (block.attention.query, block.attention.out):
            projection.weight.copy_(torch.eye(width))
        first, _, second = block.row_wise.layers
        first.weight[width:] = 0
        first.bias[width:] = 0
        second.weight.copy_(torch.eye(width, 2 * width))
        second.bias.zero_()
        # Theirs, and the paper's, divides scores by the root of the whole width.
        block.attention.key.weight.div_(num_heads**0.5)


def _copy_block(mab: Any, block: Any, num_heads: int) -> None:
    width = block.norm.weight.shape[0]
    attention = block.attention
    with torch.no_grad():
        mab.fc_q.weight.copy_(torch.eye(width))
        mab.fc_q.bias.zero_()
        mab.fc_k.weight.copy_(attention.key.weight * num_heads**0.5)
        mab.fc_v.weight.copy_(attention.value.weight)
        mab.fc_v.bias.zero_()
        mab.fc_o.weight.copy_(block.row_wise.layers[0].weight[:width])
        mab.fc_o.bias.copy_(block.row_wise.layers[0].bias[:width])
        mab.ln0.load_state_dict(block.attention_norm.state_dict())
        mab.ln1.load_state_dict(block.norm.state_dict())


@pytest.mark.parametrize("backbone", ["gpt2", "llama"])
def test_pooling_is_that_of_the_set_transformer(
    set_transformer: ModuleType, compare: Compare, backbone: str
) -> None:
    model = model_of("s2s", backbone)
    memory = _memory(model)
    heads, width = memory.options.heads, memory.width
    for block in (memory.pool.from_elements, memory.pool.among_slots):
        _as_they_have_it(block, heads)
    theirs = nn.ModuleList([
        set_transformer.PMA(width, heads, memory.num_slots, ln=True),
        set_transformer.SAB(width, width, heads, ln=True),
    ]).double()  # fmt: skip
    pma, sab = theirs
    _copy_block(pma.mab, memory.pool.from_elements, heads)
    _copy_block(sab.mab, memory.pool.among_slots, heads)
    other = copy.deepcopy(model)
    row_wise = _memory(other).pool.row_wise

    def pool(seeds: Tensor, elements: Tensor, _: Tensor) -> Tensor:
        # Their seeds, so that their gradients are ours; their PMA leaves out the rFF before it.
        del pma.S
        pma.S = seeds[:1]
        slots: Tensor = sab(pma(row_wise(elements)))
        return slots

    _memory(other).pool = _InPlaceOfOurs(theirs, pool)
    _compare_over_segments(model, other, compare)


# ---------------------------------------------------------------------- PyTorch Geometric's


@pytest.fixture
def geometric() -> ModuleType:
    return package("torch_geometric.nn.aggr.utils")


def _geometric_block(geometric: ModuleType, block: Any, num_heads: int) -> Any:
    width = block.norm.weight.shape[0]
    first, _, second = block.row_wise.layers
    theirs = geometric.MultiheadAttentionBlock(width, num_heads).double()
    attention = block.attention
    with torch.no_grad():
        # rFF is relu(W x + b) in theirs too.
        first.weight[width:] = 0
        first.bias[width:] = 0
        second.weight.copy_(torch.eye(width, 2 * width))
        second.bias.zero_()
        theirs.lin.weight.copy_(first.weight[:width])
        theirs.lin.bias.copy_(first.bias[:width])
        each = [attention.query.weight, attention.key.weight, attention.value.weight]
        theirs.attn.in_proj_weight.copy_(torch.cat(each))
        theirs.attn.in_proj_bias.zero_()
        theirs.attn.out_proj.weight.copy_(attention.out.weight)
        theirs.attn.out_proj.bias.zero_()
    theirs.layer_norm1.load_state_dict(block.attention_norm.state_dict())
    theirs.layer_norm2.load_state_dict(block.norm.state_dict())
    return theirs


def _with_geometric_blocks(geometric: ModuleType, model: MemoryModel) -> MemoryModel:
    memory = _memory(model)
    blocks = nn.ModuleList(
        _geometric_block(geometric, block, memory.options.heads)
        for block in (memory.pool.from_elements, memory.pool.among_slots)
    )
    other = copy.deepcopy(model)
    row_wise = _memory(other).pool.row_wise

    def pool(seeds: Tensor, elements: Tensor, there: Tensor) -> Tensor:
        pooled = blocks[0](seeds, row_wise(elements), y_mask=there)
        slots: Tensor = blocks[1](pooled, pooled)
        return slots

    _memory(other).pool = _InPlaceOfOurs(blocks, pool)
    return other


@pytest.mark.parametrize("backbone", ["gpt2", "llama"])
def test_pooling_is_that_of_pytorch_geometric(
    geometric: ModuleType, compare: Compare, backbone: str
) -> None:
    """With all projections of the paper, which the authors' code has not."""
    model = model_of("s2s", backbone)
    _compare_over_segments(model, _with_geometric_blocks(geometric, model), compare)


def test_padding_is_that_of_pytorch_geometric(geometric: ModuleType, compare: Compare) -> None:
    model = model_of("s2s", "gpt2")
    other = _with_geometric_blocks(geometric, model)
    slots, tokens = torch.randn(2, 3, 32).double(), torch.randn(2, 8, 32).double()
    mask = torch.arange(8)[None] < torch.tensor([[8], [3]])
    with torch.no_grad():
        ours, theirs = (_memory(x).rewrite(slots, tokens, mask).slots for x in (model, other))
    compare("slots", ours, theirs)


# ---------------------------------------------------------------------- Slot Attention


@pytest.fixture
def slot_attention() -> ModuleType:
    return package("slot_attention.slot_attention")


@pytest.mark.parametrize("backbone", ["gpt2", "llama"])
@pytest.mark.parametrize("rounds", [1, 3])
def test_competing_slots_are_those_of_slot_attention(
    slot_attention: ModuleType,
    compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
    backbone: str,
    rounds: int,
) -> None:
    """Theirs draws its first slots, which ours are."""
    model = model_of("s2s", backbone, competition=True, rounds=rounds)
    memory = _memory(model)
    theirs = slot_attention.SlotAttention(
        memory.num_slots, memory.width, iters=rounds, hidden_dim=2 * memory.width
    ).double()
    pairs = {
        "to_q": "query", "to_k": "key", "to_v": "value", "gru": "update", "mlp": "mlp",
        "norm_input": "element_norm", "norm_slots": "slot_norm", "norm_pre_ff": "mlp_norm",
    }  # fmt: skip
    with torch.no_grad():
        theirs.slots_mu.zero_()
        theirs.slots_logsigma.zero_()
        for their_name, name in pairs.items():
            part = getattr(theirs, their_name)
            part.load_state_dict(getattr(memory.pool, name).state_dict(), strict=False)
            if their_name.startswith("to_"):
                part.bias.zero_()
    other = copy.deepcopy(model)

    def pool(seeds: Tensor, elements: Tensor, _: Tensor) -> Tensor:
        drawn = torch_but(randn=lambda *_, **__: seeds)
        monkeypatch.setattr(slot_attention, "torch", drawn)
        slots: Tensor = theirs(elements)
        return slots

    _memory(other).pool = _InPlaceOfOurs(theirs, pool)
    _compare_over_segments(model, other, compare)
