"""Tiny random models of many families, for what has to hold of any model's attention."""

from __future__ import annotations

from typing import Any

import torch
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, PreTrainedModel

_TINY = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48,
    "max_position_embeddings": 256, "initializer_range": 0.4,
}  # fmt: skip
_GROUPED = _TINY | {"num_key_value_heads": 2, "head_dim": 8}
_OLD = {"n_embd": 32, "n_layer": 2, "n_head": 4, "initializer_range": 0.4}

SHOWN: dict[str, dict[str, Any]] = {
    "llama": _GROUPED,
    "gpt2": _OLD | {"n_positions": 256},
    "gpt_neox": _TINY,
    "qwen2": _GROUPED,
    "qwen3": _GROUPED,
    # Scores that are bent, and windows in every other layer.
    "gemma2": _GROUPED | {"sliding_window": 12, "attn_logit_softcapping": 5.0},
    "gemma3_text": _GROUPED
    | {"sliding_window": 12, "layer_types": ["sliding_attention", "full_attention"]},
    "mistral": _GROUPED | {"sliding_window": 12},
    "phi": _TINY,
    "phi3": _GROUPED | {"sliding_window": 12, "pad_token_id": 0},
    "opt": {
        "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 48,
        "word_embed_proj_dim": 32, "max_position_embeddings": 256, "init_std": 0.4,
    },
    # A part of each row goes to no word.
    "gpt_oss": _GROUPED
    | {"sliding_window": 12, "num_local_experts": 2, "num_experts_per_tok": 1,
       "layer_types": ["sliding_attention", "full_attention"]},
    "olmo2": _TINY | {"num_key_value_heads": 2},
    "stablelm": _TINY | {"num_key_value_heads": 2},
    "cohere": _TINY | {"num_key_value_heads": 2},
    "starcoder2": _TINY | {"num_key_value_heads": 2, "sliding_window": None},
    "granite": _TINY | {"num_key_value_heads": 2, "attention_multiplier": 0.3},
    "smollm3": _TINY | {"num_key_value_heads": 2, "pad_token_id": 0},
}  # fmt: skip
"""Causal language models whose attention can be shown."""

ENCODERS: dict[str, dict[str, Any]] = {
    "bert": _TINY,
    "roberta": _TINY,
    "distilbert": {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 48,
                   "max_position_embeddings": 256, "initializer_range": 0.4},
    # One layer's weights, used twice.
    "albert": _TINY | {"embedding_size": 16},
    # A window to either side, in one layer of two.
    "modernbert": _TINY | {"local_attention": 12, "global_attn_every_n_layers": 2,
                           "pad_token_id": 0, "cls_token_id": 1, "sep_token_id": 2},
}  # fmt: skip
"""Models that look ahead."""

REFUSED: dict[str, dict[str, Any]] = {
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 4},
    "gpt_neo": {"hidden_size": 32, "num_layers": 2, "num_heads": 4, "intermediate_size": 48,
                "attention_types": [[["global", "local"], 1]]},
    "gptj": {"n_embd": 32, "n_layer": 2, "n_head": 4, "rotary_dim": 8},
    "falcon": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    "mpt": {"d_model": 32, "n_layers": 2, "n_heads": 4},
    "mamba": {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4},
}  # fmt: skip
"""Models that attend in code of their own, or not at all."""


def make(family: str, vocab_size: int) -> PreTrainedModel:
    """A model of a family that was never trained, whose attention is far from even."""
    values = {**SHOWN, **ENCODERS, **REFUSED}[family]
    torch.manual_seed(3)
    config = AutoConfig.for_model(family, vocab_size=vocab_size, **values)
    auto = AutoModel if family in ENCODERS else AutoModelForCausalLM
    model = auto.from_config(config).eval()
    for name, parameter in model.named_parameters():
        if "sinks" in name:
            torch.nn.init.normal_(parameter)
    return model
