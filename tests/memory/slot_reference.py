"""A tiny GPT-2 whose tokens read slots, written out from the equations, one vector at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
import transformers as tf

from memstudio.memory.attach import attach_memory
from tests.memory.conftest import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel

Weights = dict[str, Any]

VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "m2m": ("m2m", {}),
    "m2m-alone": ("m2m", {"slots_see_slots": False}),
    "s2s": ("s2s", {}),
    "s2s-competing": ("s2s", {"competition": True}),
}


def slot_model(
    variant: str,
    family: str = "gpt2",
    *,
    fresh: bool = False,
    num_slots: int = 3,
    segment_length: int = 8,
    **more: Any,
) -> MemoryModel:
    """A tiny model with a slot memory; unless fresh, every parameter of it counts."""
    kind, options = VARIANTS[variant]
    torch.manual_seed(0)
    model = attach_memory(
        tf.AutoModelForCausalLM.from_config(FAMILIES[family]),
        kind=kind,
        num_slots=num_slots,
        segment_length=segment_length,
        options=options | more,
    ).eval()
    if not fresh:
        with torch.no_grad():
            for name, parameter in model.memory.named_parameters():
                parameter.add_(0.2 * torch.randn_like(parameter))
                if name.endswith("gate"):
                    parameter.fill_(0.8)
    return model


def linear(w: Weights, name: str, x: Tensor) -> Tensor:
    y = w[f"{name}.weight"] @ x
    return y + w[f"{name}.bias"] if f"{name}.bias" in w else y


def layer_norm(w: Weights, name: str, x: Tensor) -> Tensor:
    centred = x - x.mean()
    scaled = centred / (centred.square().mean() + 1e-5).sqrt()
    return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]


def rms_norm(x: Tensor) -> Tensor:
    return x / (x.square().mean() + 1e-6).sqrt()


def attend(
    w: Weights, name: str, query: Tensor, keys: list[Tensor], heads: int, elsewhere: float = 0.0
) -> tuple[Tensor, Tensor]:
    """One query over keys, head by head: what it gets, and its weights `[H, K]`."""
    width = len(query) // heads
    q = linear(w, f"{name}.query", query)
    mixed, weights = [], []
    for h in range(heads):
        at = slice(h * width, (h + 1) * width)
        scores = [torch.exp(q[at] @ linear(w, f"{name}.key", key)[at] / width**0.5) for key in keys]
        total = elsewhere + sum(scores)
        weights.append(torch.stack([score / total for score in scores]))
        values = [linear(w, f"{name}.value", key)[at] for key in keys]
        mixed.append(sum(a * v for a, v in zip(weights[-1], values, strict=True)))
    return linear(w, f"{name}.out", torch.cat(mixed)), torch.stack(weights)


def _gpt2_layer(w: Weights, config: tf.GPT2Config, x: list[Tensor]) -> list[Tensor]:
    heads, width = config.n_head, config.n_embd // config.n_head

    def conv(name: str, v: Tensor) -> Tensor:  # GPT-2 stores its matrices the other way round
        return v @ w[f"{name}.weight"] + w[f"{name}.bias"]

    qkv = [conv("attn.c_attn", layer_norm(w, "ln_1", v)).split(config.n_embd) for v in x]
    out = []
    for j, hidden in enumerate(x):
        parts = []
        for h in range(heads):
            at = slice(h * width, (h + 1) * width)
            scores = torch.stack([qkv[j][0][at] @ k[at] / width**0.5 for _, k, _ in qkv[: j + 1]])
            a = scores.softmax(0)
            parts.append(sum(a[i] * qkv[i][2][at] for i in range(j + 1)))
        attended = hidden + conv("attn.c_proj", torch.cat(parts))
        inner = conv("mlp.c_fc", layer_norm(w, "ln_2", attended))
        inner = (
            0.5 * inner * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (inner + 0.044715 * inner**3)))
        )
        out.append(attended + conv("mlp.c_proj", inner))
    return out


def _under(weights: Weights, prefix: str) -> Weights:
    return {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}


@dataclass
class Expected:
    """What the equations give for one row.

    Attributes:
        logits: `[T, V]`.
        slots: after each segment, `[m, d]`.
        read: of each segment, `[L, H, S, m]`.
        write: of each segment, what the rewrite gave besides the slots.
    """

    logits: Tensor
    slots: list[Tensor] = field(default_factory=list)
    read: list[Tensor] = field(default_factory=list)
    write: list[Any] = field(default_factory=list)


def read_by_hand(
    model: MemoryModel,
    ids: Tensor,
    rewrite: Callable[[Weights, list[Tensor], list[Tensor]], tuple[list[Tensor], Any]],
) -> Expected:
    """Read one row of whole segments.

    Args:
        model: a GPT-2 with a memory.
        ids: `[T]`.
        rewrite: from parameters, slots, and tokens with their places to new slots.
    """
    backbone = dict(model.backbone.state_dict())
    memory = dict(model.memory.state_dict())
    config, heads = model.backbone.config, model.memory.options.heads
    slots = [rms_norm(slot) for slot in memory["initial_slots"]]
    logits, expected = [], Expected(torch.zeros(0))
    for segment in ids.split(model.config.segment_length):
        x = [
            backbone["transformer.wte.weight"][token] + backbone["transformer.wpe.weight"][j]
            for j, token in enumerate(segment)
        ]
        identities = memory.get("identities", [0.0] * len(slots))
        shown = [slot + identity for slot, identity in zip(slots, identities, strict=True)]
        read = []
        for i in range(config.n_layer):
            name = f"reader.layers.{i}"
            gate = torch.tanh(memory[f"{name}.gate"])
            weights = []
            for j, hidden in enumerate(x):
                # What looks away scores 0, and exp(0) is 1.
                found, seen = attend(
                    memory,
                    f"{name}.attention",
                    layer_norm(memory, f"{name}.norm", hidden) + memory["places"][j],
                    shown,
                    heads,
                    elsewhere=1.0,
                )
                x[j] = hidden + gate * found
                weights.append(seen)
            read.append(torch.stack(weights, dim=1))
            x = _gpt2_layer(_under(backbone, f"transformer.h.{i}."), config, x)
        hidden = [layer_norm(backbone, "transformer.ln_f", v) for v in x]
        logits += [backbone["lm_head.weight"] @ v for v in hidden]
        tokens = [
            layer_norm(memory, "token_norm", v) + memory["places"][j] for j, v in enumerate(hidden)
        ]
        fresh, write = rewrite(memory, slots, tokens)
        slots = [rms_norm(slot) for slot in fresh]
        expected.slots.append(torch.stack(slots))
        expected.read.append(torch.stack(read))
        expected.write.append(write)
    expected.logits = torch.stack(logits)
    return expected
