"""What training begins with: a tokenizer, and a model of random weights."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import torch
from recipe import END, LAYERS, PEOPLE, SEGMENT, SLOTS, VOCABULARY, WIDTH
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from memstudio.memory.attach import attach_memory
from memstudio.tasks.stories import StoryPlan, generate_story, training_prose

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel


def build_tokenizer(seed: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE in which every name and place is one token."""
    tokenizer = Tokenizer(models.BPE())
    # Words begin with a space in the vocabulary, also at the start of a text and of a line.
    tokenizer.normalizer = normalizers.Replace("\n", "\n ")
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Replace("\n ", "\n")])
    rng = random.Random(seed)  # noqa: S311 - no secret
    plan = StoryPlan(length=20_000, num_people=PEOPLE, prose=0.0, understudies=0.5)
    stories = [generate_story(rng, plan=plan).text for _ in range(20)]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([training_prose(), *stories], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END,
        eos_token=END,
        pad_token=END,
        clean_up_tokenization_spaces=False,
    )


def build_model(seed: int, vocabulary: int) -> MemoryModel:
    """A fresh Llama with a fresh recurrent memory."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        max_position_embeddings=256,
        # transformers' default of 0.02 leaves so small a model on the plateau for good.
        initializer_range=WIDTH**-0.5,
        tie_word_embeddings=False,
        bos_token_id=0,
        eos_token_id=0,
        pad_token_id=0,
    )
    return attach_memory(
        LlamaForCausalLM(config), kind="rmt", num_slots=SLOTS, segment_length=SEGMENT, seed=seed
    )
