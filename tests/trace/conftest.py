"""A tiny model with a memory, and a byte-level tokenizer that knows no Chinese."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from memstudio.memory.attach import attach_memory
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from tests.made_once import made_once

SEGMENT = 16
SLOTS = 3

STORY = (
    "Mary went to the kitchen. John stayed in the garden, near the old wall. "
    "Later Mary took the lamp and walked to the garden. 玛丽走进了厨房。 Where is Mary?\n"
) * 3


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=320, initial_alphabet=alphabet, show_progress=False)
    raw.train_from_iterator(["Mary went to the kitchen and John to the garden wall."], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=raw)


@pytest.fixture(scope="session")
def make_backbone(tokenizer: PreTrainedTokenizerFast) -> Callable[[], LlamaForCausalLM]:
    def make() -> LlamaForCausalLM:
        torch.manual_seed(0)
        return LlamaForCausalLM(
            LlamaConfig(
                vocab_size=len(tokenizer),
                hidden_size=32,
                intermediate_size=48,
                num_hidden_layers=2,
                num_attention_heads=4,
                num_key_value_heads=2,
                max_position_embeddings=128,
                # Large, so that attention is not spread evenly and differences show.
                initializer_range=0.4,
            )
        ).eval()

    return make


@pytest.fixture(scope="session")
def make_loaded(
    make_backbone: Callable[[], LlamaForCausalLM], tokenizer: PreTrainedTokenizerFast
) -> Callable[..., LoadedModel]:
    @made_once
    def make(kind: str | None = "rmt", segment_length: int = SEGMENT) -> LoadedModel:
        model = make_backbone()
        if kind is not None:
            model = attach_memory(
                model, kind=kind, num_slots=SLOTS, segment_length=segment_length, seed=1
            )
        source = ModelSource(reference="tiny", name="tiny", format="folder", path=Path("tiny"))
        return LoadedModel(model=model, tokenizer=tokenizer, source=source)

    return make


@pytest.fixture
def loaded(make_loaded: Callable[..., LoadedModel]) -> LoadedModel:
    return make_loaded()
