"""A tiny random model with a memory and a byte-level tokenizer, for tests of any layer."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    BertConfig,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from memstudio.memory.attach import attach_memory
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from tests.made_once import made_once

SENTENCES = ["Daniel went to the garden, and nobody knew why. It was a dark and stormy night."]


def tiny_tokenizer() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=320, initial_alphabet=alphabet, special_tokens=["<end>"], show_progress=False
    )
    raw.train_from_iterator(SENTENCES, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106 - no password


@made_once
def tiny_loaded(
    kind: str | None = "rmt", *, num_slots: int = 3, segment_length: int = 16
) -> LoadedModel:
    """A model that was never trained; `kind` None leaves it plain."""
    tokenizer = tiny_tokenizer()
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        # Large, so that attention is not spread evenly and differences show.
        initializer_range=0.4,
    )
    model = LlamaForCausalLM(config).eval()
    if kind is not None:
        model = attach_memory(
            model, kind=kind, num_slots=num_slots, segment_length=segment_length
        ).eval()
    return LoadedModel(model, tokenizer, ModelSource("tiny", "tiny", "folder", Path("tiny")))


def write_tiny_encoder(folder: Path) -> None:
    """Write a sentence encoder that was never trained."""
    tokenizer = tiny_tokenizer()
    tokenizer.pad_token = tokenizer.eos_token
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
