"""The Associative Recurrent Memory Transformer against its equations, written out in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers as tf
from torch import Tensor

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.backbone import eager_attention
from memstudio.memory.memory_kind import KindState, Segment
from tests.memory.conftest import FAMILIES, random_ids
from tests.memory.test_associative_layer import plain_dpfp

if TYPE_CHECKING:
    from memstudio.memory.memory_kind import SegmentReading
    from memstudio.memory.memory_model import MemoryModel

LENGTH = 8
D_MEM = 12
NUM_SLOTS = 3


def _model(family: str = "gpt2", num_slots: int = NUM_SLOTS, **options: Any) -> MemoryModel:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family])
    options = {"d_mem": D_MEM, "value_spread": 0.1} | options
    model = attach_memory(
        backbone, kind="armt", num_slots=num_slots, segment_length=LENGTH, options=options
    ).eval()
    # A fresh strength is a half for all; the equations must be seen to use it.
    for index in range(len(model.memory.layers)):
        torch.nn.init.normal_(model.memory.layer(index).to_strength.weight, std=0.5)
    return model


@pytest.fixture
def model() -> MemoryModel:
    # GPT-2, because Llama's norm and rotary angles are computed in float32 in any case.
    return _model().double()


def _states(model: MemoryModel, ids: Tensor) -> list[KindState]:
    """The states before each segment and after the last."""
    states = [model.memory.initial_state(len(ids))]
    with torch.no_grad():
        for start in range(0, ids.shape[1], LENGTH):
            segment = Segment(ids[:, start : start + LENGTH])
            reading = model.memory.read_segment(model.backbone, segment, states[-1])
            states.append(reading.state)
    return states


def _read(
    model: MemoryModel, ids: Tensor, state: KindState, *, capture: bool = False
) -> SegmentReading:
    with torch.no_grad(), eager_attention(model.backbone):
        segment = Segment(ids, capture=capture)
        return model.memory.read_segment(model.backbone, segment, state)


# ---------------------------------------------------------------------- the equations


def _norm(x: Tensor, w: dict[str, Tensor], name: str) -> Tensor:
    return torch.nn.functional.layer_norm(
        x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], 1e-5
    )


def _block(x: Tensor, w: dict[str, Tensor], heads: int, allowed: Tensor) -> tuple[Tensor, Tensor]:
    """One GPT-2 block on `[Q, d]`; also its attention `[H, Q, Q]`."""
    h = _norm(x, w, "ln_1") @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
    q, k, v = (p.view(len(x), heads, -1).transpose(0, 1) for p in h.chunk(3, dim=1))
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    attention = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
    mixed = (attention @ v).transpose(0, 1).flatten(1)
    x = x + mixed @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
    h = _norm(x, w, "ln_2") @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
    h = 0.5 * h * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (h + 0.044715 * h**3)))
    return x + h @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"], attention


def _reference(model: MemoryModel, ids: Tensor, *, is_corrected: bool) -> dict[str, Any]:
    """The paper's equations for one row, a token at a time."""
    weights = dict(model.backbone.state_dict())
    config = model.backbone.config
    m, width, num_features = NUM_SLOTS, config.n_embd, 6 * D_MEM
    matrix = torch.zeros(config.n_layer, num_features, width, dtype=torch.float64)
    normaliser = torch.zeros(config.n_layer, num_features, dtype=torch.float64)
    found: dict[str, Any] = {"logits": [], "inputs": [], "attentions": []}
    for start in range(0, len(ids), LENGTH):
        words = weights["transformer.wte.weight"][ids[start : start + LENGTH]]
        s = len(words)
        x = torch.cat([words, model.memory.memory_tokens])
        x = (
            x
            + weights["transformer.wpe.weight"][
                torch.cat([torch.arange(s), LENGTH + torch.arange(m)])
            ]
        )
        allowed = torch.ones(s + m, s + m).tril().bool()
        allowed[s:, :] = True  # the memory tokens see everything
        inputs, attentions = [], []
        new_matrix, new_normaliser = matrix.clone(), normaliser.clone()
        for i in range(config.n_layer):
            prefix = f"transformer.h.{i}."
            w = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
            layer = model.memory.layer(i)
            inputs.append(x)
            read = []
            for vector in x:
                phi = torch.tensor(plain_dpfp(layer.to_query.weight @ vector), dtype=torch.float64)
                read.append(phi @ matrix[i] / (normaliser[i] @ phi + 1e-5))
            x, attention = _block(x + torch.stack(read), w, config.n_head, allowed)
            attentions.append(attention)
            for token in x[s:]:
                phi = torch.tensor(plain_dpfp(layer.to_key.weight @ token), dtype=torch.float64)
                value = layer.to_value.weight @ token
                beta = torch.sigmoid(layer.to_strength.weight @ token + layer.to_strength.bias)
                old = phi @ matrix[i] / (normaliser[i] @ phi + 1e-5)
                gamma = min(max(1 - float(normaliser[i] @ phi), 0.0), 1.0) if is_corrected else 1.0
                new_matrix[i] += beta * torch.outer(phi, value - old)
                new_normaliser[i] += gamma * phi
        found["inputs"].append([*inputs, x])
        found["attentions"].append(attentions)
        hidden = _norm(x[:s], weights, "transformer.ln_f")
        found["logits"].append(hidden @ weights["lm_head.weight"].T)
        if s == LENGTH:
            matrix, normaliser = new_matrix, new_normaliser
    found |= {"matrix": matrix, "normaliser": normaliser}
    return found | {"committed": {"matrix": new_matrix, "normaliser": new_normaliser}}


@pytest.mark.parametrize("is_corrected", [True, False])
def test_it_equals_the_equations_of_the_paper(*, is_corrected: bool) -> None:
    model = _model(correction=is_corrected).double()
    ids = random_ids(1, 4 * LENGTH + 5)
    with torch.no_grad():
        output = model(ids)
        reference = _reference(model, ids[0], is_corrected=is_corrected)
    close = {"atol": 1e-10, "rtol": 1e-10}
    torch.testing.assert_close(output.logits[0], torch.cat(reference["logits"]), **close)
    for name, tensor in output.memory_state.tensors.items():
        torch.testing.assert_close(tensor[0], reference[name], **close)
    # Neither nothing stored nor the correction at work would make this a test.
    assert reference["matrix"].abs().max() > 0.02
    assert not is_corrected or reference["normaliser"].max() < 4


def test_a_short_segment_is_written_as_a_full_one_and_padding_is_not(model: MemoryModel) -> None:
    ids = random_ids(2, 2 * LENGTH + 5)
    short = 2 * LENGTH + 2
    mask = torch.ones_like(ids)
    mask[1, short:] = 0
    with torch.no_grad():
        state = model.commit(model(ids, attention_mask=mask).memory_state)
        rows = [_reference(model, row, is_corrected=True) for row in (ids[0], ids[1, :short])]
    for name, tensor in state.tensors.items():
        expected = torch.stack([row["committed"][name] for row in rows])
        torch.testing.assert_close(tensor, expected, atol=1e-10, rtol=1e-10)


# ---------------------------------------------------------------------- what is captured


def test_captured_weights_are_what_the_forward_pass_used(model: MemoryModel) -> None:
    """Recomputed from the reference's layer inputs, and summed by slot by hand."""
    ids = random_ids(1, 3 * LENGTH)
    before = _states(model, ids)[2]
    weights = _read(model, ids[:, 2 * LENGTH :], before, capture=True).weights
    with torch.no_grad():
        reference = _reference(model, ids[0], is_corrected=True)
    inputs, attentions = reference["inputs"][2], reference["attentions"][2]
    slot_of = [j * NUM_SLOTS // (2 * D_MEM) for _ in range(3) for j in range(2 * D_MEM)]
    assert weights is not None
    assert weights.write is not None
    assert weights.between is None
    assert weights.read.shape == (2, 1, 1, LENGTH, NUM_SLOTS)
    assert weights.write.shape == (2, 1, 1, NUM_SLOTS, LENGTH)
    for i in range(2):
        layer = model.memory.layer(i)
        z = before["normaliser"][0, i]
        for at in range(LENGTH):
            phi = torch.tensor(
                plain_dpfp(layer.to_query.weight @ inputs[i][at]), dtype=torch.float64
            )
            share = [0.0] * NUM_SLOTS
            for j, slot in enumerate(slot_of):
                share[slot] += float(phi[j] * z[j] / (z @ phi + 1e-5))
            assert weights.read[i, 0, 0, at].tolist() == pytest.approx(share, abs=1e-10)
        # How much each memory token put into each slot, times where it looked, heads taken together.
        wrote = torch.zeros(NUM_SLOTS, NUM_SLOTS, dtype=torch.float64)
        for token, vector in enumerate(inputs[i + 1][LENGTH:]):
            beta = torch.sigmoid(layer.to_strength.weight @ vector + layer.to_strength.bias)
            for slot, feature in zip(
                slot_of, plain_dpfp(layer.to_key.weight @ vector), strict=True
            ):
                wrote[slot, token] += beta.item() * feature
        wrote = wrote / wrote.sum(1, keepdim=True).clamp(min=1e-12)
        looked = attentions[i][:, LENGTH:, :LENGTH].mean(0)
        torch.testing.assert_close(weights.write[i, 0, 0], wrote @ looked, atol=1e-10, rtol=0)
    torch.testing.assert_close(
        weights.read.sum(-1), torch.ones_like(weights.read[..., 0]), atol=1e-3, rtol=0
    )


def test_the_share_of_a_write_is_the_share_of_what_it_changed(model: MemoryModel) -> None:
    """With one memory token its attention is the row of every slot; of two, one may be silent."""
    lone = _model(num_slots=1).double()
    ids = random_ids(1, LENGTH)
    weights = _read(lone, ids, lone.memory.initial_state(1), capture=True).weights
    assert weights is not None
    assert weights.write is not None
    with torch.no_grad():
        assert weights.read.eq(0).all()
        assert (weights.write.sum(-1) > 0.5).all()
        assert (weights.write.sum(-1) < 1).all()
    # Memory tokens of strength 0 write nothing, and then no slot was written by any word.
    for index in range(2):
        torch.nn.init.constant_(model.memory.layer(index).to_strength.bias, -torch.inf)
    weights = _read(model, ids, model.memory.initial_state(1), capture=True).weights
    assert weights is not None
    assert weights.write is not None
    assert weights.write.eq(0).all()


# ---------------------------------------------------------------------- what must hold for any kind


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_a_fresh_memory_leaves_the_backbone_as_it_was(family: str) -> None:
    model = _model(family, value_spread=0.0).double()
    ids = random_ids(2, 3 * LENGTH)
    with torch.no_grad():
        read = model(ids).logits
        for start in range(0, ids.shape[1], LENGTH):
            alone = model.backbone(ids[:, start : start + LENGTH]).logits
            torch.testing.assert_close(read[:, start : start + LENGTH], alone, atol=1e-6, rtol=1e-6)


def test_a_fresh_memory_can_learn() -> None:
    model = _model(value_spread=0.0).train()
    ids = random_ids(2, 3 * LENGTH)
    model(ids, labels=ids).loss.backward()
    for index in range(2):
        assert model.memory.layer(index).to_value.weight.grad.abs().max() > 1e-6


def test_the_memory_reaches_later_segments_and_rows_do_not_touch(model: MemoryModel) -> None:
    ids = random_ids(3, 3 * LENGTH)
    other = ids.clone()
    other[1, 2] = (other[1, 2] + 1) % 50
    with torch.no_grad():
        first, second = model(ids), model(other)
    assert torch.equal(first.logits[[0, 2]], second.logits[[0, 2]])
    change = (first.logits - second.logits)[1].abs().amax(-1)
    assert change[2 * LENGTH :].min() > 1e-6
    for name, tensor in first.memory_state.tensors.items():
        assert torch.equal(tensor[[0, 2]], second.memory_state.tensors[name][[0, 2]])


@pytest.mark.parametrize("family", ["gpt2", "llama"])
@pytest.mark.one_in(2)
def test_token_by_token_gives_the_same_with_a_memory_that_holds_something(family: str) -> None:
    model = _model(family).double()
    ids = random_ids(2, 3 * LENGTH + 3)
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for at in range(ids.shape[1]):
            output = model(ids[:, at : at + 1], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
    torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=1e-5, rtol=1e-5)
    options = {"max_new_tokens": 20, "do_sample": False, "pad_token_id": 0, "eos_token_id": None}
    generated = model.generate(ids[:, :13], **options)
    again = ids[:, :13]
    with torch.no_grad():
        for _ in range(20):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
    assert torch.equal(generated, again)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("is_corrected", "num_slots"), [(True, 3), (True, 20), (False, 3)])
def test_two_thousand_segments_stay_finite(
    dtype: torch.dtype, num_slots: int, *, is_corrected: bool
) -> None:
    model = _model(num_slots=num_slots, correction=is_corrected, value_spread=0.5).to(dtype)
    generator = torch.Generator().manual_seed(0)
    state = model.initial_state(2)
    assert all(tensor.dtype == torch.float32 for tensor in state.tensors.values())
    with torch.no_grad():
        for _ in range(100):
            ids = torch.randint(2, 97, (2, 20 * LENGTH), generator=generator)
            output = model(ids, memory_state=state, logits_to_keep=1)
            state = output.memory_state
            assert output.logits.isfinite().all()
    assert state.num_segments.tolist() == [2000, 2000]
    assert all(tensor.isfinite().all() for tensor in state.tensors.values())
    # Without the correction both sums grow with the text, as they should.
    assert not is_corrected or state.tensors["matrix"].abs().max() < 1e5


# ---------------------------------------------------------------------- slots


def test_the_slot_view_and_back_is_the_same_state(model: MemoryModel) -> None:
    for state in _states(model, random_ids(2, 3 * LENGTH)):
        view = model.memory.slot_view(state)
        assert view.shape == (2, NUM_SLOTS, 32)
        back = model.memory.with_slot_view(state, view)
        for name, tensor in state.items():
            assert torch.equal(back[name], tensor), name


def test_a_changed_view_is_what_the_state_then_shows(model: MemoryModel) -> None:
    for state in _states(model, random_ids(2, 2 * LENGTH)):
        wanted = torch.randn(2, NUM_SLOTS, 32, dtype=torch.float64)
        changed = model.memory.with_slot_view(state, wanted)
        torch.testing.assert_close(model.memory.slot_view(changed), wanted)
        reads = [_read(model, random_ids(2, LENGTH), each).logits for each in (state, changed)]
        assert not torch.allclose(*reads, atol=1e-4)


def test_a_slot_that_is_reset_is_out_of_the_memory(model: MemoryModel) -> None:
    """What remains is what never had the slot's features: its rows of A and z are gone."""
    ids = random_ids(1, 3 * LENGTH)
    state = _states(model, ids)[2]
    initial = model.memory.slot_view(model.memory.initial_state(1))
    words = ids[:, 2 * LENGTH :]
    shares = _read(model, words, state, capture=True).weights.read
    for slot in range(NUM_SLOTS):
        view = model.memory.slot_view(state)
        view[:, slot] = initial[:, slot]
        without = model.memory.with_slot_view(state, view)
        kept = [j * NUM_SLOTS // (2 * D_MEM) != slot for _ in range(3) for j in range(2 * D_MEM)]
        assert torch.equal(without["matrix"][:, :, kept], state["matrix"][:, :, kept])
        assert torch.equal(without["normaliser"][:, :, kept], state["normaliser"][:, :, kept])
        gone = [not each for each in kept]
        assert without["matrix"][:, :, gone].eq(0).all()
        assert without["normaliser"][:, :, gone].eq(0).all()
        after = _read(model, words, without, capture=True)
        assert after.weights.read[..., slot].eq(0).all()
        # In the first layer nothing else has changed: the others share what was the slot's.
        rest = shares[0].clone()
        rest[..., slot] = 0
        rest = rest / rest.sum(-1, keepdim=True)
        torch.testing.assert_close(after.weights.read[0], rest, atol=5e-3, rtol=0)


def test_resetting_every_slot_is_forgetting(model: MemoryModel) -> None:
    state = _states(model, random_ids(2, 2 * LENGTH))[-1]
    nothing = torch.zeros_like(model.memory.slot_view(state))
    for tensor in model.memory.with_slot_view(state, nothing).values():
        assert tensor.eq(0).all()


@pytest.mark.parametrize(("num_slots", "d_mem"), [(0, 32), (9, 4)])
def test_numbers_that_cannot_be_are_refused(num_slots: int, d_mem: int) -> None:
    with pytest.raises(MemoryAttachError, match="slot"):
        _model(num_slots=num_slots, d_mem=d_mem)


def test_the_tokens_must_fit_the_window() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    attach_memory(backbone, kind="armt", num_slots=4, segment_length=60)
    with pytest.raises(MemoryAttachError, match="window of 64"):
        attach_memory(backbone, kind="armt", num_slots=5, segment_length=60)
