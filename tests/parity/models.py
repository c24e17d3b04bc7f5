"""Tiny models in which the memory weighs as much as the words."""

from __future__ import annotations

from typing import Any

import torch
import transformers as tf
from torch import Tensor

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState

VOCAB = 97
SEGMENT = 8

_LLAMA: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "vocab_size": VOCAB,
}  # fmt: skip
_WIDE = 0.3
"""Weights of a spread that lets differences show; transformers' own leave attention almost even."""

BACKBONES: dict[str, tf.PretrainedConfig] = {
    "gpt2": tf.GPT2Config(
        n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=VOCAB, bos_token_id=0,
        eos_token_id=1, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0, initializer_range=_WIDE,
    ),
    "gpt2-wide": tf.GPT2Config(
        n_embd=64, n_layer=2, n_head=4, n_positions=64, vocab_size=VOCAB, bos_token_id=0,
        eos_token_id=1, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0, initializer_range=_WIDE,
    ),
    "llama": tf.LlamaConfig(**_LLAMA, num_key_value_heads=2, initializer_range=_WIDE),
    "llama-one-head": tf.LlamaConfig(**_LLAMA, num_key_value_heads=1, initializer_range=_WIDE),
    "bart": tf.BartConfig(
        vocab_size=VOCAB, d_model=32, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64,
        decoder_ffn_dim=64, max_position_embeddings=64, pad_token_id=0, bos_token_id=0,
        eos_token_id=1, decoder_start_token_id=0, dropout=0.0, forced_eos_token_id=None,
        init_std=_WIDE,
    ),
}  # fmt: skip


def model_of(kind: str, backbone: str, *, num_slots: int = 3, **options: Any) -> MemoryModel:
    """A random model in float64, every parameter of whose memory counts; always the same."""
    torch.manual_seed(0)
    config = BACKBONES[backbone]
    auto = tf.AutoModelForSeq2SeqLM if config.is_encoder_decoder else tf.AutoModelForCausalLM
    model = (
        attach_memory(
            auto.from_config(config),
            kind=kind,
            num_slots=num_slots,
            segment_length=SEGMENT,
            options=options,
        )
        .eval()
        .double()
    )
    with torch.no_grad():
        for name, parameter in model.memory.named_parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
            if name.endswith("gate"):
                parameter.fill_(0.8)
    return model


def ids_of(segments: int, rows: int = 2) -> Tensor:
    """`[rows, segments * SEGMENT]`, always the same."""
    generator = torch.Generator().manual_seed(1)
    return torch.randint(2, VOCAB, (rows, segments * SEGMENT), generator=generator)


def read(model: MemoryModel, ids: Tensor) -> tuple[Tensor, list[MemoryState]]:
    """Logits `[B, T, V]`, and the state after each segment."""
    logits, states = [], [model.initial_state(len(ids))]
    for segment in ids.split(SEGMENT, dim=1):
        output = model(segment, memory_state=states[-1])
        logits.append(output.logits)
        states.append(output.memory_state)
    return torch.cat(logits, dim=1), states[1:]


def effect_of_memory(model: MemoryModel, ids: Tensor) -> float:
    """By how much the last segment's logits change when nothing was read before it."""
    with torch.no_grad():
        logits, _ = read(model, ids)
        alone, _ = read(model, ids[:, -SEGMENT:])
    return float((logits[:, -SEGMENT:] - alone).abs().max())
