"""Attaching a memory, and being refused in words."""

from __future__ import annotations

import pytest
import torch
import transformers as tf

from memstudio.errors import MemoryAttachError, MemStudioError
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds
from tests.memory.conftest import FAMILIES, random_ids, tiny_model


def _backbone(family: str = "gpt2") -> tf.PreTrainedModel:
    return tf.AutoModelForCausalLM.from_config(FAMILIES[family])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"num_slots": 0}, "at least one slot"),
        ({"segment_length": 1}, "too short"),
        ({"segment_length": 64}, "at most 48"),
        ({"num_slots": 40, "segment_length": 8}, "40 slots take 80 places"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_with_those_that_do(
    options: dict[str, int], words: str
) -> None:
    with pytest.raises(MemoryAttachError, match=words):
        attach_memory(_backbone(), **{"kind": "rmt", "num_slots": 8, **options})


def test_an_unknown_kind_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(MemStudioError, match="Did you mean 'rmt'"):
        attach_memory(_backbone(), kind="rtm")


def test_a_model_that_is_no_causal_language_model_is_refused() -> None:
    bert = tf.BertModel(
        tf.BertConfig(
            hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
        )
    )
    with pytest.raises(MemoryAttachError, match="not a causal language model"):
        attach_memory(bert)


def test_a_model_of_damaged_weights_is_refused_for_that() -> None:
    backbone = _backbone()
    with torch.no_grad():
        backbone.get_input_embeddings().weight.fill_(torch.nan)
    with pytest.raises(MemoryAttachError, match="no finite numbers"):
        attach_memory(backbone, kind="rmt", num_slots=2, segment_length=8)


def test_a_second_memory_is_refused() -> None:
    with pytest.raises(MemoryAttachError, match="has a memory already"):
        attach_memory(tiny_model())


def test_the_same_seed_gives_the_same_memory_and_leaves_the_global_one_alone() -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first = attach_memory(_backbone(), num_slots=2, segment_length=8, seed=3)
    torch.set_rng_state(before)
    second = attach_memory(_backbone(), num_slots=2, segment_length=8, seed=3)
    assert torch.equal(first.memory.initial_slots, second.memory.initial_slots)
    other = attach_memory(_backbone(), num_slots=2, segment_length=8, seed=4)
    assert not torch.equal(first.memory.initial_slots, other.memory.initial_slots)


def test_the_plain_model_reads_each_segment_by_itself() -> None:
    model = tiny_model("llama", "none")
    ids = random_ids(1, 16)
    with torch.no_grad():
        torch.testing.assert_close(
            model(ids).logits[:, 8:], model.backbone(ids[:, 8:]).logits, atol=2e-6, rtol=1e-5
        )


def test_every_kind_is_described() -> None:
    assert {description.name for description in KIND_DESCRIPTIONS} == set(memory_kinds)
