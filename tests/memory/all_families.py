"""Tiny random models of every causal family that a memory is tried on."""

from __future__ import annotations

from typing import Any

import transformers as tf

VOCAB = 97
_PLAIN: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": VOCAB,
    "pad_token_id": 0,
    "bos_token_id": 0,
    "eos_token_id": 1,
}
_GROUPED = _PLAIN | {"num_key_value_heads": 2}
_WIDE = _GROUPED | {"head_dim": 8}
_GPT: dict[str, Any] = {
    "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, "vocab_size": VOCAB,
    "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0,
    "bos_token_id": 0, "eos_token_id": 1,
}  # fmt: skip
_EXPERTS = _GROUPED | {"num_experts": 2, "num_experts_per_tok": 1}

SERVED: dict[str, tf.PretrainedConfig] = {
    "apertus": tf.ApertusConfig(**_GROUPED),
    "arcee": tf.ArceeConfig(**_GROUPED),
    "bert-generation": tf.BertGenerationConfig(
        **_PLAIN, is_decoder=True, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    ),
    "biogpt": tf.BioGptConfig(
        **_PLAIN, max_position_embeddings=64, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ),
    "codegen": tf.CodeGenConfig(**_GPT, rotary_dim=4),
    "cohere": tf.CohereConfig(**_GROUPED),
    "cohere2": tf.Cohere2Config(**_GROUPED),
    "ctrl": tf.CTRLConfig(
        n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=VOCAB, dff=64,
        resid_pdrop=0.0, embd_pdrop=0.0,
    ),
    "ernie4_5": tf.Ernie4_5Config(**_WIDE),
    "exaone4": tf.Exaone4Config(**_GROUPED),
    "falcon": tf.FalconConfig(
        **_PLAIN, multi_query=False, new_decoder_architecture=False, hidden_dropout=0.0,
        attention_dropout=0.0,
    ),
    "falcon-grouped": tf.FalconConfig(
        **_PLAIN, num_kv_heads=2, new_decoder_architecture=True, hidden_dropout=0.0,
        attention_dropout=0.0,
    ),
    "gemma": tf.GemmaConfig(**_WIDE),
    "gemma2": tf.Gemma2Config(**_WIDE, sliding_window=64),
    "gemma3": tf.Gemma3TextConfig(**_WIDE, sliding_window=64),
    "glm": tf.GlmConfig(**_WIDE),
    "glm4": tf.Glm4Config(**_WIDE),
    "gpt2": tf.GPT2Config(**_GPT),
    "gpt-bigcode": tf.GPTBigCodeConfig(**_GPT),
    "gpt-j": tf.GPTJConfig(**_GPT, rotary_dim=4),
    "gpt-neo": tf.GPTNeoConfig(
        hidden_size=32, num_layers=2, num_heads=4, attention_types=[[["global"], 2]],
        max_position_embeddings=64, vocab_size=VOCAB, window_size=64, attention_dropout=0.0,
        embed_dropout=0.0, resid_dropout=0.0, bos_token_id=0, eos_token_id=1,
    ),
    "gpt-neox": tf.GPTNeoXConfig(**_PLAIN),
    "granite": tf.GraniteConfig(**_GROUPED),
    "helium": tf.HeliumConfig(**_WIDE),
    "jais2": tf.Jais2Config(**_GROUPED),
    "llama": tf.LlamaConfig(**_GROUPED),
    "mistral": tf.MistralConfig(**_GROUPED),
    "mixtral": tf.MixtralConfig(**_GROUPED, num_local_experts=2, num_experts_per_tok=1),
    "mpt": tf.MptConfig(
        d_model=32, n_layers=2, n_heads=4, expansion_ratio=2, max_seq_len=64, vocab_size=VOCAB
    ),
    "nemotron": tf.NemotronConfig(**_GROUPED),
    "olmo": tf.OlmoConfig(**_GROUPED),
    "olmo2": tf.Olmo2Config(**_GROUPED),
    "olmoe": tf.OlmoeConfig(**_EXPERTS),
    "opt": tf.OPTConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, ffn_dim=64,
        word_embed_proj_dim=32, max_position_embeddings=64, vocab_size=VOCAB, dropout=0.0,
    ),
    "persimmon": tf.PersimmonConfig(**_PLAIN),
    "phi": tf.PhiConfig(**_GROUPED),
    "phi3": tf.Phi3Config(**_GROUPED),
    "qwen2": tf.Qwen2Config(**_GROUPED),
    "qwen2-moe": tf.Qwen2MoeConfig(
        **_EXPERTS, moe_intermediate_size=32, shared_expert_intermediate_size=32
    ),
    "qwen3": tf.Qwen3Config(**_WIDE),
    "roberta": tf.RobertaConfig(
        **(_PLAIN | {"pad_token_id": 1}), is_decoder=True, max_position_embeddings=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    ),
    "smollm3": tf.SmolLM3Config(**_GROUPED),
    "stablelm": tf.StableLmConfig(**_GROUPED),
    "starcoder2": tf.Starcoder2Config(**_GROUPED),
    "vaultgemma": tf.VaultGemmaConfig(**_WIDE, sliding_window=64),
    "xglm": tf.XGLMConfig(
        d_model=32, num_layers=2, attention_heads=4, ffn_dim=64, vocab_size=VOCAB,
        max_position_embeddings=64, dropout=0.0, attention_dropout=0.0,
    ),
}  # fmt: skip

REFUSED: dict[str, tf.PretrainedConfig] = {
    "bloom": tf.BloomConfig(hidden_size=32, n_layer=2, n_head=4, vocab_size=VOCAB),
    "mamba": tf.MambaConfig(
        hidden_size=32, num_hidden_layers=2, vocab_size=VOCAB, state_size=4, bos_token_id=0,
        eos_token_id=1, pad_token_id=0,
    ),
    "openai-gpt": tf.OpenAIGPTConfig(
        n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=VOCAB
    ),
}  # fmt: skip

# Families whose attention is not made of plain projections of queries, keys and values.
WITHOUT_KNOWN_ATTENTION = {"codegen"}

# Families that are causal under any mask, so that memory tokens see those before them only.
CAUSAL_WHATEVER_THE_MASK = {"gpt-neo"}
