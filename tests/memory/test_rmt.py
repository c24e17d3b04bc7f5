"""The Recurrent Memory Transformer against its equations, written out in float64."""

from __future__ import annotations

import pytest
import torch
import transformers as tf
from torch import Tensor

from memstudio.memory.backbone import eager_attention
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import random_ids, tiny_model


def _norm(x: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _reference_gpt2(
    weights: dict[str, Tensor], config: tf.GPT2Config, x: Tensor, allowed: Tensor
) -> tuple[Tensor, list[Tensor]]:
    """A plain GPT-2 on `[Q, d]` under the mask `[Q, Q]`; gives normed states and attentions."""
    heads, width = config.n_head, config.n_embd
    x = x + weights["transformer.wpe.weight"][: x.shape[0]]
    attentions = []
    for i in range(config.n_layer):
        prefix = f"transformer.h.{i}."
        w = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        h = _norm(x, w, "ln_1") @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
        q, k, v = (
            part.view(-1, heads, width // heads).transpose(0, 1) for part in h.split(width, 1)
        )
        scores = (q @ k.transpose(1, 2)) / (width // heads) ** 0.5
        attention = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
        attentions.append(attention)
        mixed = (attention @ v).transpose(0, 1).flatten(1)
        x = x + mixed @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
        h = _norm(x, w, "ln_2") @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
        h = 0.5 * h * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (h + 0.044715 * h**3)))
        x = x + h @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"]
    return _norm(x, weights, "transformer.ln_f"), attentions


def _reference_rmt(
    model: MemoryModel, ids: Tensor
) -> tuple[Tensor, list[Tensor], list[list[Tensor]]]:
    """Equations of the paper for one row: logits `[T, V]`, memories, attentions by segment."""
    weights = dict(model.backbone.state_dict())
    config = model.backbone.config
    m, length = model.config.num_slots, model.config.segment_length
    memory = model.memory.initial_slots.detach()
    logits, memories, attentions = [], [memory], []
    for start in range(0, ids.shape[0], length):
        words = weights["transformer.wte.weight"][ids[start : start + length]]
        s = words.shape[0]
        x = torch.cat([memory, words, memory])
        allowed = torch.zeros(2 * m + s, 2 * m + s, dtype=torch.bool)
        allowed[:m, :m] = True  # the read block, all to all
        allowed[m : m + s, :m] = True  # words see the memory
        allowed[m : m + s, m : m + s] = torch.ones(s, s).tril().bool()
        allowed[m + s :, :] = True  # the write block sees everything
        hidden, attention = _reference_gpt2(weights, config, x, allowed)
        logits.append(hidden[m : m + s] @ weights["lm_head.weight"].T)
        attentions.append(attention)
        if s == length:
            memory = hidden[m + s :]
            memories.append(memory)
    return torch.cat(logits), memories, attentions


@pytest.fixture
def model() -> MemoryModel:
    # GPT-2, because Llama's norm and rotary angles are computed in float32 in any case.
    return tiny_model("gpt2").double()


def test_it_equals_the_equations_of_the_paper(model: MemoryModel) -> None:
    ids = random_ids(1, 3 * 8 + 5)
    with torch.no_grad():
        output = model(ids)
    logits, memories, _ = _reference_rmt(model, ids[0])
    torch.testing.assert_close(output.logits[0], logits, atol=1e-10, rtol=0)
    slots = output.memory_state.tensors["slots"][0]
    torch.testing.assert_close(slots, memories[-1], atol=1e-10, rtol=0)


def test_captured_weights_are_those_of_the_equations(model: MemoryModel) -> None:
    ids = random_ids(1, 16)
    _, memories, attentions = _reference_rmt(model, ids[0])
    with torch.no_grad(), eager_attention(model.backbone):
        state = model.memory.initial_state(1)
        for t in range(2):
            segment = Segment(ids[:, 8 * t : 8 * t + 8], capture=True)
            reading = model.memory.read_segment(model.backbone, segment, state)
            expected = torch.stack(attentions[t])  # [L, H, Q, K]
            weights = reading.weights
            assert weights is not None
            assert weights.write is not None
            assert weights.between is not None
            close = {"atol": 1e-10, "rtol": 0}
            torch.testing.assert_close(weights.read[:, 0], expected[:, :, 3:11, :3], **close)
            torch.testing.assert_close(weights.write[:, 0], expected[:, :, 11:, 3:11], **close)
            slots = torch.cat([expected[:, :, 11:, :3], expected[:, :, 11:, 11:]], dim=-1)
            torch.testing.assert_close(weights.between[:, 0], slots, **close)
            state = reading.state
            torch.testing.assert_close(state["slots"][0], memories[t + 1], **close)


def test_the_mean_of_the_weights_is_that_of_all_of_them(model: MemoryModel) -> None:
    ids, state = random_ids(2, 8), model.memory.initial_state(2)
    found = []
    with torch.no_grad(), eager_attention(model.backbone):
        for mean in (False, True):
            segment = Segment(ids, capture=True, mean_will_do=mean)
            found.append(model.memory.read_segment(model.backbone, segment, state).weights)
    each, mean_of_all = found
    assert each is not None
    assert mean_of_all is not None
    for name in ("read", "write", "between"):
        expected = getattr(each, name).mean((0, 2), keepdim=True)
        assert getattr(each, name).shape[0] > 1
        torch.testing.assert_close(getattr(mean_of_all, name), expected, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_the_gradient_reaches_exactly_as_many_segments_back_as_asked(
    model: MemoryModel, depth: int
) -> None:
    """By value: the gradient of the last segment's loss with respect to each segment's words."""
    ids = random_ids(1, 32)
    labels = ids.clone()
    labels[:, :25] = -100  # only the last of four segments is asked
    embedded: list[Tensor] = []
    embeddings = model.backbone.get_input_embeddings()

    def keep(_module: object, _args: object, output: Tensor) -> None:
        output.retain_grad()
        embedded.append(output)

    handle = embeddings.register_forward_hook(keep)
    model.train()
    model(ids, labels=labels, bptt_depth=depth).loss.backward()
    handle.remove()
    reached = [0.0] * 4
    for output in embedded:
        for t in range(4):
            words = embeddings.weight[ids[0, 8 * t : 8 * t + 8]]
            if torch.equal(output[0], words) and output.grad is not None:
                reached[t] += float(output.grad.abs().sum())
    for t in range(4):
        assert (reached[t] > 0) == (3 - t <= depth), (t, reached)


def test_full_depth_gives_the_gradients_of_plain_backpropagation(model: MemoryModel) -> None:
    ids = random_ids(2, 24)
    grads = []
    for depth in (None, 2, 5):
        model.zero_grad()
        model.train()
        model(ids, labels=ids, bptt_depth=depth).loss.backward()
        grads.append({n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None})
    for other in grads[1:]:
        assert other.keys() == grads[0].keys()
        for name, grad in grads[0].items():
            torch.testing.assert_close(other[name], grad, atol=1e-12, rtol=1e-9)


def test_the_loss_is_the_mean_over_all_labels_across_segments(model: MemoryModel) -> None:
    ids = random_ids(3, 21)
    labels = ids.clone()
    labels[0, :7] = -100
    with torch.no_grad():
        output = model(ids, labels=labels)
        expected = torch.nn.functional.cross_entropy(
            output.logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100
        )
        torch.testing.assert_close(output.loss.double(), expected, atol=1e-6, rtol=1e-6)
        model.train()
        trained = model(ids, labels=labels)
    assert trained.logits is None
    torch.testing.assert_close(trained.loss, output.loss)
