"""Tiny configurations of the model families that a memory is shown on."""

from __future__ import annotations

from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedModel

_TINY = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
FAMILIES: dict[str, dict[str, int]] = {
    "llama": _TINY | {"intermediate_size": 16},
    "qwen2": _TINY | {"intermediate_size": 16, "num_key_value_heads": 2},
    "gemma": _TINY | {"intermediate_size": 16, "num_key_value_heads": 1, "head_dim": 8},
    "gpt_neox": _TINY | {"intermediate_size": 16},
    "gpt2": {"n_embd": 16, "n_layer": 1, "n_head": 2},
    "opt": _TINY | {"ffn_dim": 16, "word_embed_proj_dim": 16},
}


def make_tiny(family: str, vocab_size: int) -> PreTrainedModel:
    """A randomly initialised model of a family."""
    config = AutoConfig.for_model(family, vocab_size=vocab_size, **FAMILIES[family])
    for name in ("bos_token_id", "eos_token_id", "pad_token_id"):
        setattr(config, name, None)
    return AutoModelForCausalLM.from_config(config).eval()
