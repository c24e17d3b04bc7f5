"""A Llama with the memory `knn` whose weights are set by hand, so that it goes on with what it read.

The hidden state has five parts of equal width: the token, the one before it, the one before that,
what is to be said, and a constant. The first layer's two heads fetch the tokens before by their
distance alone. The second layer's memory is searched by the last two tokens, for places where they
stood before the token that is kept there, and that token is said.
"""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel

_PART = 64
_HEAD = 2 * _PART
_SHARP = 20.0
_SEARCH = 4.0
"""The logarithm of how much the nearest is preferred to others."""


def copying_model(vocab_size: int, segment_length: int, capacity: int | None = None) -> MemoryModel:
    """The model; `capacity` is how many tokens its memory holds, None for its usual number."""
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=vocab_size, hidden_size=5 * _PART, intermediate_size=8, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, head_dim=_HEAD, max_position_embeddings=512,
        tie_word_embeddings=False, pad_token_id=0, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    backbone = LlamaForCausalLM(config).eval()
    words = torch.nn.functional.normalize(torch.randn(vocab_size, _PART), dim=1)
    with torch.no_grad():
        for parameter in backbone.model.layers.parameters():
            parameter.zero_()
        for layer in backbone.model.layers:
            layer.input_layernorm.weight.fill_(1)
            layer.post_attention_layernorm.weight.fill_(1)
        embeddings = backbone.model.embed_tokens.weight
        embeddings.zero_()
        embeddings[:, _part(0)] = words
        embeddings[:, 4 * _PART] = 1
        backbone.lm_head.weight.zero_()
        backbone.lm_head.weight[:, _part(3)] = 20 * words
        first, second = (layer.self_attn for layer in backbone.model.layers)
        for head in range(2):
            _fetch(first, head, distance=head + 1)
        # The last two tokens are looked for where they are the ones before.
        second.q_proj.weight[_rows(0, 0), _part(0)] = torch.eye(_PART)
        second.q_proj.weight[_rows(0, 1), _part(1)] = torch.eye(_PART)
        second.k_proj.weight[_rows(0, 0), _part(1)] = torch.eye(_PART)
        second.k_proj.weight[_rows(0, 1), _part(2)] = torch.eye(_PART)
        second.v_proj.weight[_rows(0, 0), _part(0)] = torch.eye(_PART)
        second.o_proj.weight[_part(3), _rows(0, 0)] = torch.eye(_PART)
    options = {"layer": 2, **({} if capacity is None else {"capacity": capacity})}
    model = attach_memory(
        backbone, kind="knn", num_slots=4, segment_length=segment_length, options=options
    )
    with torch.no_grad():
        model.memory.gate.fill_(20.0)
        model.memory.log_scale.fill_(_SEARCH)
    return model.eval()


def _part(number: int) -> slice:
    return slice(number * _PART, (number + 1) * _PART)


def _rows(head: int, half: int) -> slice:
    start = head * _HEAD + half * _PART
    return slice(start, start + _PART)


def _fetch(attention: torch.nn.Module, head: int, distance: int) -> None:
    """Let a head attend to the token so far before, and put it into the part of its own."""
    rows, constant = slice(head * _HEAD, (head + 1) * _HEAD), 4 * _PART
    frequencies = 10_000.0 ** (-torch.arange(0, _HEAD, 2) / _HEAD)
    ahead = -distance * frequencies
    attention.q_proj.weight[rows, constant] = _SHARP * torch.cat([ahead.cos(), ahead.sin()])
    attention.k_proj.weight[rows, constant] = _turned(torch.zeros(_HEAD // 2))
    attention.v_proj.weight[_rows(head, 0), _part(0)] = torch.eye(_PART)
    attention.o_proj.weight[_part(1 + head), _rows(head, 0)] = torch.eye(_PART)


def _turned(angle: Tensor) -> Tensor:
    return torch.cat([angle.cos(), angle.sin()])
