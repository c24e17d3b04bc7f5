"""The equations of Titans, plainly: one row, token by token, gradients by autograd."""

from __future__ import annotations

from typing import Any

import torch
import transformers as tf
from torch import Tensor
from torch.nn.functional import normalize, silu

from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds.titans import DeepMemory
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import FAMILIES

LENGTH = 8


def titans_model(
    family: str = "gpt2", seed: int = 1, num_slots: int = 3, **options: Any
) -> MemoryModel:
    """A tiny model whose memory does much: no parameter is left at zero."""
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family])
    given = {"key_width": 6, "hidden_width": 10, "chunk_length": 3} | options
    model = attach_memory(
        backbone, kind="titans", num_slots=num_slots, segment_length=LENGTH, options=given
    )
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.memory.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_((0.3 if "rates" in name or "gate" in name else 0.1) * noise)
        model.memory.to_rates.bias[1] = -2.0
    return model.eval()


def _rms(x: Tensor) -> Tensor:
    return x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()


def _ask_network(weights: list[Tensor], key: Tensor) -> Tensor:
    for index, weight in enumerate(weights):
        key = key @ weight
        if index < len(weights) - 1:
            key = silu(key * weight.shape[1] ** 0.5) / weight.shape[1] ** 0.5
    return key


def _entering(weights: list[Tensor], key: Tensor) -> list[Tensor]:
    """What goes into each layer."""
    entering = [key]
    for weight in weights[:-1]:
        entering.append(silu(entering[-1] @ weight * weight.shape[1] ** 0.5))
        entering[-1] = entering[-1] / weight.shape[1] ** 0.5
    return entering


def _norm(x: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gpt2_layer(
    weights: dict[str, Tensor], config: tf.GPT2Config, index: int, x: Tensor, allowed: Tensor
) -> Tensor:
    """A layer of a plain GPT-2 on `[Q, d]` under the mask `[Q, Q]`."""
    prefix = f"transformer.h.{index}."
    w = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
    heads, width = config.n_head, config.n_embd
    h = _norm(x, w, "ln_1") @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
    q, k, v = (part.view(-1, heads, width // heads).transpose(0, 1) for part in h.split(width, 1))
    scores = (q @ k.transpose(1, 2)) / (width // heads) ** 0.5
    mixed = scores.masked_fill(~allowed, -torch.inf).softmax(-1) @ v
    x = x + mixed.transpose(0, 1).flatten(1) @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
    h = _norm(x, w, "ln_2") @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
    h = 0.5 * h * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (h + 0.044715 * h**3)))
    return x + h @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"]


class _Teacher:
    """One row's memory, taught a token at a time."""

    def __init__(self, memory: DeepMemory) -> None:
        self.p = {name: value.detach() for name, value in memory.state_dict().items()}
        self.memory = memory
        self.weights = [w.detach().clone() for w in memory.initial_weights]
        self.momentum = [torch.zeros_like(w) for w in self.weights]

    def key(self, layer: str, source: Tensor) -> Tensor:
        projected = source @ self.p[f"{layer}.weight"].T + self.p["places"][: len(source)]
        return normalize(projected, dim=-1)

    def ask(self, layer: str, source: Tensor) -> Tensor:
        return _ask_network(self.weights, self.key(layer, source))

    def mixed(self, name: str, source: Tensor) -> Tensor:
        vectors, mix = source @ self.p[f"to_{name}.weight"].T, self.p[f"{name}_mix"]
        return torch.stack([
            torch.stack([mix[back] * vectors[i - back] for back in range(min(4, i + 1))]).sum(0)
            for i in range(len(vectors))
        ])  # fmt: skip

    def teach(self, asking: Tensor, source: Tensor, chunk: int) -> None:
        keys = normalize(self.mixed("key", asking) + self.p["places"][: len(source)], dim=-1)
        values = self.mixed("value", source) / keys.shape[1] ** 0.5
        rates = torch.sigmoid(source @ self.p["to_rates.weight"].T + self.p["to_rates.bias"])
        theta, alpha = rates[:, 0] / 2, rates[:, 1]
        eta = rates[:, 2] if self.memory.has_momentum else torch.zeros_like(alpha)
        for start in range(0, len(source), chunk):
            part = slice(start, min(start + chunk, len(source)))
            self._teach_chunk(keys[part], values[part], theta[part], alpha[part], eta[part])

    def _teach_chunk(
        self, keys: Tensor, values: Tensor, theta: Tensor, alpha: Tensor, eta: Tensor
    ) -> None:
        count = len(keys)
        begin = [w.clone().requires_grad_() for w in self.weights]
        # How much of a token's step ends up in the weights, by running the recurrence on numbers.
        reach = torch.zeros(count, dtype=keys.dtype)
        for i in range(count):
            step, weight = 0.0, 0.0
            for t in range(count):
                step = eta[t] * step + (1.0 if t == i else 0.0)
                weight = (1 - alpha[t]) * weight + step
            reach[i] = weight
        entering = [_entering([w.detach() for w in begin], key) for key in keys]
        for i in range(count):
            crowd = sum(
                2 * reach[j] * theta[j] * sum(
                    abs(a @ b) for a, b in zip(entering[i], entering[j], strict=True)
                )
                for j in range(count)
            )  # fmt: skip
            loss = (_ask_network(begin, keys[i]) - values[i]).pow(2).sum()
            surprise = torch.autograd.grad(loss, begin)
            for layer, gradient in enumerate(surprise):
                used = theta[i] / max(1.0, float(crowd)) * gradient
                self.momentum[layer] = eta[i] * self.momentum[layer] - used
                self.weights[layer] = (1 - alpha[i]) * self.weights[layer] + self.momentum[layer]
        for tensors in (self.weights, self.momentum):
            for layer, weight in enumerate(tensors):
                longest = 4 * weight.shape[0] ** 0.5
                tensors[layer] = weight * min(1.0, longest / max(float(weight.norm()), 1e-30))


def reference_titans(model: MemoryModel, ids: Tensor, chunk: int = 3) -> tuple[Tensor, _Teacher]:
    """Logits `[N, V]` of one row, and the memory after the last full segment."""
    weights = dict(model.backbone.state_dict())
    config = model.backbone.config
    teacher = _Teacher(model.memory)
    p, is_context = teacher.p, model.memory.is_context
    persistent = p.get("persistent", torch.zeros(0, config.n_embd, dtype=torch.float64))
    count = len(persistent)
    logits = []
    for start in range(0, len(ids), LENGTH):
        words = weights["transformer.wte.weight"][ids[start : start + LENGTH]]
        s = len(words)
        if is_context:
            asking = _rms(words)
            answer = teacher.ask("to_query", asking) @ p["from_answer.weight"].T
            x = torch.cat([persistent, words + p["read_gate"] * answer, words])
            place = torch.cat([torch.arange(count), *[count + torch.arange(s)] * 2])
            allowed = torch.ones(count + 2 * s, count + 2 * s).tril().bool()
            allowed[count + s :, count : count + s] = torch.ones(s, s).tril().bool()
        else:
            x, place = torch.cat([persistent, words]), torch.arange(count + s)
            allowed = torch.ones(count + s, count + s).tril().bool()
        allowed[:count, :count] = True
        x = x + weights["transformer.wpe.weight"][place]
        source = _gpt2_layer(weights, config, 0, x, allowed)
        y = _gpt2_layer(weights, config, 1, source, allowed)[-s:]
        if is_context:
            source = _rms(y)
            answer = teacher.ask("to_output_query", source) @ p["from_output_answer.weight"].T
            y = y * (1 + p["output_gate"] * answer)
        else:
            asking = source = _rms(source[-s:])
            share = torch.sigmoid(source @ p["to_share.weight"].T + p["to_share.bias"])
            answer = teacher.ask("to_query", source) @ p["from_answer.weight"].T
            y = y + p["read_gate"] * share * answer
        logits.append(_norm(y, weights, "transformer.ln_f") @ weights["lm_head.weight"].T)
        if s == LENGTH:
            teacher.teach(asking, source, chunk)
    return torch.cat(logits), teacher
