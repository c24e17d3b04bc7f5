"""Infini-attention against its equations in float64, and what its pictures and slots say."""

from __future__ import annotations

import copy
import itertools

import pytest
import torch
import transformers as tf
from torch import Tensor

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import FAMILIES, random_ids, tiny_model
from tests.memory.gpt2_reference import gpt2_logits

CLOSE = {"atol": 1e-10, "rtol": 0}
UPDATES = ["delta", "linear"]


def _model(update: str = "delta", family: str = "gpt2") -> MemoryModel:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family])
    options = {"update": update}
    model = attach_memory(backbone, kind="infini", segment_length=8, options=options)
    with torch.no_grad():  # each gate its own, so that none can stand for another
        model.memory.gate.add_(torch.linspace(-1, 2, model.memory.gate.numel()).view(2, 4))
        for name, parameter in model.backbone.named_parameters():
            if parameter.dim() > 1 and "wte" not in name:
                parameter.mul_(4)  # fresh weights are small, and so would be every difference
    return model.eval()


def _reference(model: MemoryModel, ids: Tensor, update: str) -> tuple[Tensor, Tensor, Tensor]:
    """The paper's equations for one row, token by token: logits, matrices, normalisers."""
    weights, config = dict(model.backbone.state_dict()), model.backbone.config
    layers, heads, width = config.n_layer, config.n_head, config.n_embd // config.n_head
    matrix = torch.zeros(layers, heads, width, width, dtype=torch.float64)
    normaliser = torch.zeros(layers, heads, width, dtype=torch.float64)
    gate = model.memory.gate.detach().sigmoid()
    logits = []
    for start in range(0, len(ids), 8):
        part = ids[start : start + 8]
        before = (matrix, normaliser) if start else None
        after = (matrix.clone(), normaliser.clone())

        def mix(
            i: int, q: Tensor, k: Tensor, v: Tensor, dot: Tensor,
            before: tuple[Tensor, Tensor] | None = before,
            after: tuple[Tensor, Tensor] = after,
        ) -> Tensor:  # fmt: skip
            out = dot.clone()
            for h, t in itertools.product(range(heads), range(q.shape[1])):
                phi = torch.where(q[h, t] > 0, q[h, t] + 1, q[h, t].exp())
                key = torch.where(k[h, t] > 0, k[h, t] + 1, k[h, t].exp())
                value = v[h, t]
                if before is not None:
                    m, z = before[0][i, h], before[1][i, h]
                    read = phi @ m / (phi @ z)
                    out[h, t] = gate[i, h] * read + (1 - gate[i, h]) * dot[h, t]
                    if update == "delta":
                        value = value - key @ m / (key @ z)
                after[0][i, h] += torch.outer(key, value)
                after[1][i, h] += key
            return out

        logits.append(gpt2_logits(weights, config, part, mix))
        if len(part) == 8:
            matrix, normaliser = after
    return torch.cat(logits), matrix, normaliser


@pytest.mark.parametrize("update", UPDATES)
def test_it_equals_the_equations_of_the_paper(update: str) -> None:
    model = _model(update).double()
    ids = random_ids(1, 3 * 8 + 5)
    with torch.no_grad():
        output = model(ids)
        plain = model.backbone(ids[:, 24:]).logits
    logits, matrix, normaliser = _reference(model, ids[0], update)
    torch.testing.assert_close(output.logits[0], logits, **CLOSE)
    tensors = output.memory_state.tensors
    torch.testing.assert_close(tensors["matrix"][0], matrix, **CLOSE)
    torch.testing.assert_close(tensors["normaliser"][0], normaliser, **CLOSE)
    # Not merely the backbone: the memory says something.
    assert (output.logits[:, 24:] - plain).abs().max() > 0.01


def test_grouped_heads_read_the_memory_of_their_own_keys() -> None:
    """A model whose key heads are written out twice must read the same."""
    grouped = _model(family="llama")
    config = copy.deepcopy(FAMILIES["llama"])
    config.num_key_value_heads = 4
    whole = attach_memory(
        tf.AutoModelForCausalLM.from_config(config), kind="infini", segment_length=8
    ).eval()
    weights = grouped.state_dict()
    for name, weight in weights.items():
        if "k_proj" in name or "v_proj" in name:
            heads = weight.view(2, 8, -1)
            weights[name] = heads.repeat_interleave(2, dim=0).flatten(0, 1)
    whole.load_state_dict(weights)
    ids = random_ids(2, 30)
    with torch.no_grad():
        torch.testing.assert_close(grouped(ids).logits, whole(ids).logits, atol=2e-6, rtol=1e-5)


def _read(model: MemoryModel, ids: Tensor, state: KindState, **options: object) -> SegmentReading:
    with torch.no_grad():
        return model.memory.read_segment(model.backbone, Segment(ids, **options), state)


@pytest.mark.one_in(4)
def test_the_first_segment_is_read_as_the_backbone_alone_would(family: str) -> None:
    model = tiny_model(family, "infini")
    ids = random_ids(2, 8)
    with torch.no_grad():
        expected = model.backbone(ids).logits
        torch.testing.assert_close(model(ids).logits, expected, atol=1e-6, rtol=1e-5)


def test_an_empty_row_beside_a_full_one_has_no_memory() -> None:
    model = _model()
    full = _read(model, random_ids(1, 8), model.memory.initial_state(1)).state
    empty = model.memory.initial_state(1)
    state = {name: torch.cat([full[name], empty[name]]) for name in full}
    ids = random_ids(1, 8, seed=1)
    both = _read(model, ids.expand(2, -1), state).logits
    torch.testing.assert_close(both[1:], model.backbone(ids).logits, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(both[:1], _read(model, ids, full).logits, atol=1e-6, rtol=1e-5)
    assert (both[0] - both[1]).abs().max() > 1e-3


def test_the_gate_can_learn_from_the_second_segment_on() -> None:
    model = _model().train()
    ids = random_ids(2, 16)
    model(ids, labels=ids).loss.backward()
    assert (model.memory.gate.grad.abs() > 0).all()
    fresh = tiny_model("gpt2", "infini").memory.gate
    assert torch.allclose(fresh.sigmoid(), torch.tensor(0.2689), atol=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("update", UPDATES)
def test_it_stays_finite_over_two_thousand_segments(dtype: torch.dtype, update: str) -> None:
    model = _model(update).to(dtype)
    state = model.memory.initial_state(1)
    assert state["matrix"].dtype == torch.float32
    ids = random_ids(1, 2000 * 8).view(2000, 1, 8)
    for part in ids:
        reading = _read(model, part, state)
        state = reading.state
    assert torch.isfinite(reading.logits).all()
    assert all(torch.isfinite(tensor).all() for tensor in state.values())
    # It still takes in what comes.
    assert not torch.equal(_read(model, ids[0], state).state["matrix"], state["matrix"])


# ---------------------------------------------------------------------- slots and weights


@pytest.mark.parametrize("family", ["gpt2", "llama", "gemma3"])
def test_slots_can_be_set(family: str) -> None:
    model = _model(family=family)
    memory = model.memory
    state = _read(model, random_ids(2, 8), memory.initial_state(2)).state
    with torch.no_grad():
        view = memory.slot_view(state)
        num_groups = 4 if family == "gpt2" else 2
        assert view.shape == (2, memory.num_slots, 32) == (2, 2 * num_groups, 32)
        same = memory.with_slot_view(state, view)
        assert all(torch.equal(same[name], state[name]) for name in state)

        # Another row's slot: reached, and nothing else moves.
        changed = view.clone()
        changed[0, 3] = view[1, 3]
        other = memory.with_slot_view(state, changed)
        torch.testing.assert_close(memory.slot_view(other), changed, atol=2e-5, rtol=1e-4)
        moved = (other["matrix"] != state["matrix"]).any(-1).any(-1).flatten(1).nonzero()
        assert moved.tolist() == [[0, 3]]

        # An empty memory that is given a slot answers with it.
        empty = memory.initial_state(2)
        given = memory.with_slot_view(empty, changed)
        torch.testing.assert_close(memory.slot_view(given), changed, atol=2e-5, rtol=1e-4)


def test_a_slot_put_back_to_the_start_holds_nothing_any_more() -> None:
    model = _model()
    memory = model.memory
    state = _read(model, random_ids(1, 8), memory.initial_state(1)).state
    view = memory.slot_view(state).detach().clone()
    start = memory.slot_view(memory.initial_state(1))
    assert not start.any()
    view[:, 5] = start[:, 5]
    without = memory.with_slot_view(state, view)
    assert not without["matrix"][0, 1, 1].any()
    assert not without["normaliser"][0, 1, 1].any()
    all_out = memory.with_slot_view(state, start)
    ids = random_ids(1, 8, seed=1)
    torch.testing.assert_close(
        _read(model, ids, all_out).logits, model.backbone(ids).logits, atol=1e-6, rtol=1e-5
    )
    assert (_read(model, ids, without).logits - _read(model, ids, state).logits).abs().max() > 1e-4


def test_captured_weights_make_the_slots_and_outputs_of_the_forward_pass() -> None:
    model = _model("linear", "llama").double()
    memory = model.memory
    state = memory.initial_state(2)
    first = _read(model, random_ids(2, 8), state, capture=True)
    assert first.weights is not None
    assert not first.weights.read.any()
    before = memory.slot_view(first.state)
    mask = torch.ones(2, 8, dtype=torch.bool)
    mask[1, 5:] = False
    seen: list[Tensor] = []
    handles = [
        layer.self_attn.v_proj.register_forward_hook(lambda *args: seen.append(args[2]))
        for layer in model.backbone.model.layers
    ]
    second = _read(model, random_ids(2, 8, seed=1), first.state, capture=True, mask=mask)
    for handle in handles:
        handle.remove()
    weights = second.weights
    assert weights is not None
    assert weights.write is not None
    assert weights.between is not None
    assert weights.read.shape == (2, 2, 4, 8, 4)
    # Each slot is one layer's and one head's: there is no mean to take.
    assert weights.write.shape == (1, 2, 1, 4, 8)
    assert weights.between.shape == (1, 2, 1, 4, 8)
    # Heads 0 and 1 read the first group of their layer, 2 and 3 the second.
    gate = memory.gate.sigmoid()
    for layer in range(2):
        for head in range(4):
            expected = torch.zeros(4, dtype=torch.float64)
            expected[2 * layer + head // 2] = gate[layer, head]
            torch.testing.assert_close(weights.read[layer, 1, head, 3], expected, **CLOSE)
    assert not weights.write[:, 1, ..., 5:].any()
    rows = weights.write.sum((0, 2, 4)) + weights.between.sum((0, 2, 4))
    torch.testing.assert_close(rows, torch.ones_like(rows), **CLOSE)
    # The new slots are those of before and the tokens' values, by these weights.
    outputs = [layer.self_attn.o_proj for layer in model.backbone.model.layers]
    write = weights.write.sum((0, 2))
    kept = weights.between.sum((0, 2))[..., :4]
    expected = torch.einsum("bij,bjd->bid", kept, before)
    for slot in range(4):
        layer, group = divmod(slot, 2)
        values = torch.zeros(2, 8, 4, 8, dtype=torch.float64)
        values[:, :, 2 * group : 2 * group + 2] = seen[layer].view(2, 8, 2, 1, 8)[:, :, group]
        projected = values.flatten(2) @ outputs[layer].weight.T
        expected[:, slot] += torch.einsum("bs,bsd->bd", write[:, slot], projected)
    torch.testing.assert_close(memory.slot_view(second.state), expected, **CLOSE)


def test_the_weight_of_a_read_is_how_far_it_moves_the_heads() -> None:
    """Doubling the answers of the memory moves a head's output by its weight times the answer."""
    model = _model("linear").double()
    memory = model.memory
    state = _read(model, random_ids(1, 8), memory.initial_state(1)).state
    twice = {**state, "matrix": 2 * state["matrix"]}
    none = {**state, "matrix": 0 * state["matrix"]}
    inputs: list[Tensor] = []
    first = model.backbone.transformer.h[0].attn.c_proj
    handle = first.register_forward_hook(lambda *args: inputs.append(args[1][0]))
    ids = random_ids(1, 8, seed=1)
    for each in (none, state, twice):
        reading = _read(model, ids, each, capture=True)
    alone = model.backbone(ids)
    handle.remove()
    assert alone is not None
    assert reading.weights is not None
    torch.testing.assert_close(inputs[2] - inputs[1], inputs[1] - inputs[0], **CLOSE)
    share = reading.weights.read[0, 0, :, 0].sum(-1)
    expected = (1 - share).repeat_interleave(8) * inputs[3]
    torch.testing.assert_close(inputs[0], expected, **CLOSE)


def test_no_slots_are_refused() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    with pytest.raises(MemoryAttachError, match="at least one slot"):
        attach_memory(backbone, kind="infini", num_slots=0)
    with pytest.raises(MemoryAttachError, match="update = sideways"):
        attach_memory(backbone, kind="infini", options={"update": "sideways"})


class _Wrapped(torch.nn.Module):
    """As LoRA wraps a layer: what was there is inside, and something is added."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.inner(x) + 0.5 * x
        return result


def test_projections_that_were_wrapped_meanwhile_are_used_as_they_are_now() -> None:
    model = _model(family="llama")
    attention = model.backbone.model.layers[0].self_attn
    ids = random_ids(1, 24)
    with torch.no_grad():
        attention.o_proj = _Wrapped(attention.o_proj)
        attention.q_proj = _Wrapped(attention.q_proj)
        wrapped = model(ids)
        # The same, written into the weights.
        for name in ("o_proj", "q_proj"):
            inner = getattr(attention, name).inner
            inner.weight.add_(0.5 * torch.eye(32))
            setattr(attention, name, inner)
        merged = model(ids)
    torch.testing.assert_close(wrapped.logits, merged.logits, atol=5e-6, rtol=1e-4)


def test_a_copy_of_a_model_uses_its_own_backbone() -> None:
    model = _model()
    twin = copy.deepcopy(model)
    with torch.no_grad():
        for parameter in twin.backbone.parameters():
            parameter.zero_()
        state = _read(model, random_ids(1, 8), model.memory.initial_state(1)).state
        assert model.memory.slot_view(state).any()
        assert not twin.memory.slot_view(state).any()
    assert not any(name.startswith("memory.") and "gate" not in name for name in model.state_dict())
