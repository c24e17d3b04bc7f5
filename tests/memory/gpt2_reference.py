"""A plain GPT-2, written out, whose attention a reference of a memory can change."""

from __future__ import annotations

from collections.abc import Callable

import torch
import transformers as tf
from torch import Tensor

Mix = Callable[[int, Tensor, Tensor, Tensor, Tensor], Tensor]
"""Takes layer, queries, keys, values and what attention made of them, each `[H, S, e]`."""


def _norm(x: Tensor, weights: dict[str, Tensor], name: str) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    scaled = centred / (centred.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def gpt2_logits(weights: dict[str, Tensor], config: tf.GPT2Config, ids: Tensor, mix: Mix) -> Tensor:
    """`[S, V]` for one row `[S]`."""
    heads, width = config.n_head, config.n_embd
    x = weights["transformer.wte.weight"][ids] + weights["transformer.wpe.weight"][: len(ids)]
    is_later = torch.ones(len(ids), len(ids)).triu(1).bool()
    for i in range(config.n_layer):
        prefix = f"transformer.h.{i}."
        w = {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}
        h = _norm(x, w, "ln_1") @ w["attn.c_attn.weight"] + w["attn.c_attn.bias"]
        q, k, v = (
            part.view(-1, heads, width // heads).transpose(0, 1) for part in h.split(width, 1)
        )
        scores = (q @ k.transpose(1, 2)) / (width // heads) ** 0.5
        mixed = mix(i, q, k, v, scores.masked_fill(is_later, -torch.inf).softmax(-1) @ v)
        mixed = mixed.transpose(0, 1).flatten(1)
        x = x + mixed @ w["attn.c_proj.weight"] + w["attn.c_proj.bias"]
        h = _norm(x, w, "ln_2") @ w["mlp.c_fc.weight"] + w["mlp.c_fc.bias"]
        h = 0.5 * h * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (h + 0.044715 * h**3)))
        x = x + h @ w["mlp.c_proj.weight"] + w["mlp.c_proj.bias"]
    return _norm(x, weights, "transformer.ln_f") @ weights["lm_head.weight"].T
