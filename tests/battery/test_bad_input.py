"""What cannot be is refused in words, whoever asks for it, before anything is made or lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.errors import MemoryAttachError, MemStudioError
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import memory_kinds
from tests.battery.cases import CASES, SEGMENT, SLOTS, VOCAB, Case, backbone, params
from tests.memory.all_families import REFUSED

KINDS = [next(case for case in CASES if case.kind == kind) for kind in sorted(memory_kinds)]
each_kind = pytest.mark.parametrize("case", params(*KINDS))

# What is asked for, and what is said; what is ignored by a kind without slots is left out for it.
NUMBERS: dict[str, tuple[dict[str, Any], str]] = {
    "no slots": ({"num_slots": 0}, "at least one slot; 0 were asked for"),
    "negative slots": ({"num_slots": -4}, "at least one slot; -4 were asked for"),
    "slots beyond measure": ({"num_slots": 10**9}, "slots"),
    "half a slot": ({"num_slots": 2.5}, "whole number"),
    "slots in words": ({"num_slots": "3"}, "whole number"),
    "no tokens": ({"segment_length": 0}, "too short; take at least 2"),
    "one token": ({"segment_length": 1}, "too short; take at least 2"),
    "negative tokens": ({"segment_length": -8}, "too short; take at least 2"),
    "half a token": ({"segment_length": 8.5}, "whole number"),
    "more tokens than the window": ({"segment_length": 257}, "window of 256"),
    "tokens beyond measure": ({"segment_length": 10**12}, "whole number|window"),
    "negative depth": ({"bptt_depth": -1}, "'bptt_depth' is -1; it must be a whole number from 0"),
    "half a depth": ({"bptt_depth": 0.5}, "whole number"),
    "an option that is not there": ({"options": {"sloths": 2}}, "has no option 'sloths'"),
    "options that are none": ({"options": [2]}, "names with values"),
}
OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("armt", {"d_meme": 4}, "no option 'd_meme'. Did you mean 'd_mem'"),
    ("rmt", {"x": 1}, "no option 'x', and no others"),
    ("lm-bow", {"x": 1}, "It has: window, rate"),
    ("armt", {"d_mem": 0}, "d_mem = 0"),
    ("armt", {"value_spread": float("nan")}, "value_spread = nan"),
    ("infini", {"update": "gamma"}, "'delta' or 'linear'"),
    ("knn", {"neighbours": 0}, "neighbours = 0"),
    ("knn", {"layer": 3}, "layer 3, but LlamaForCausalLM has 2"),
    ("knn", {"capacity": 7}, "does not hold one segment of 8"),
    ("lm-bow", {"rate": 0}, "rate = 0"),
    ("m2m", {"heads": 5}, "width of 32 cannot be split into 5 heads"),
    ("m2m", {"read_layers": [3]}, "cannot work at layer 3"),
    ("s2s", {"write_layer": 3}, "cannot work at layer 3"),
    ("s2s", {"rounds": 17}, "rounds = 17"),
    ("nlm", {"heads": 0}, "heads = 0"),
    ("nlm", {"heads": 3}, "width of 32 cannot be split into 3 heads"),
    ("titans", {"variant": "both"}, "'context' or 'gate'"),
    ("titans", {"depth": 5}, "depth = 5"),
    ("titans", {"persistent_tokens": 250}, "window of 256"),
]


def _attach(case: Case, **changes: Any) -> object:
    numbers = {"num_slots": SLOTS, "segment_length": SEGMENT}
    return attach_memory(backbone(case), kind=case.kind, **(numbers | changes))


def _in_words(error: MemStudioError) -> bool:
    """A sentence that a person can read, with nothing of Python in it."""
    text = str(error)
    return text[0].isupper() | (text[0] in "'{") and text.endswith(".") and "{" not in text


@each_kind
@pytest.mark.parametrize("what", NUMBERS)
@pytest.mark.one_in(5)
def test_numbers_that_cannot_be_are_refused_by_every_kind(case: Case, what: str) -> None:
    changes, words = NUMBERS[what]
    if case.kind == "none" and "num_slots" in changes:
        pytest.skip("slots are ignored without a memory")
    with pytest.raises(MemoryAttachError, match=words) as raised:
        _attach(case, **changes)
    assert _in_words(raised.value) or "options" in changes


@pytest.mark.parametrize("case", params(*(c for c in KINDS if c.kind in {"armt", "rmt", "titans"})))
def test_more_slots_than_there_are_places_are_refused(case: Case) -> None:
    with pytest.raises(MemoryAttachError, match=r"Take fewer slots|slots .*; 300 were asked for"):
        _attach(case, num_slots=300)


@pytest.mark.parametrize(
    ("kind", "options", "words"), OPTIONS, ids=[f"{k}-{o}" for k, o, _ in OPTIONS]
)
def test_options_that_cannot_be_are_refused(kind: str, options: dict[str, Any], words: str) -> None:
    case = next(case for case in KINDS if case.kind == kind)
    with pytest.raises(MemoryAttachError, match=re.escape(words)):
        _attach(case, options=options)


@each_kind
def test_a_kind_that_is_not_there_is_refused_with_the_nearest(case: Case) -> None:
    with pytest.raises(MemStudioError, match=f"Did you mean '{case.kind}'"):
        attach_memory(backbone(case), kind=f"{case.kind}x", num_slots=3, segment_length=SEGMENT)


@each_kind
def test_the_other_sort_of_backbone_is_refused_by_name(case: Case) -> None:
    other = next(each for each in KINDS if each.needs_encoder != case.needs_encoder)
    name = type(backbone(other)).__name__
    words = f"{name} has no encoder" if case.needs_encoder else f"{name} is not a causal"
    with pytest.raises(MemoryAttachError, match=words):
        attach_memory(backbone(other), kind=case.kind, num_slots=SLOTS, segment_length=SEGMENT)


@each_kind
@pytest.mark.parametrize("family", sorted(REFUSED))
def test_a_backbone_without_a_place_is_refused_by_name(case: Case, family: str) -> None:
    model = tf.AutoModelForCausalLM.from_config(REFUSED[family])
    with pytest.raises(MemoryAttachError, match=type(model).__name__):
        attach_memory(model, kind=case.kind, num_slots=SLOTS, segment_length=SEGMENT)


@each_kind
@pytest.mark.one_in(5)
def test_a_refusal_leaves_the_backbone_as_it_was(case: Case) -> None:
    model = backbone(case)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    random = torch.get_rng_state()
    for changes in ({"segment_length": 300}, {"options": {"x": 1}}, {"bptt_depth": -1}):
        numbers = {"num_slots": SLOTS, "segment_length": SEGMENT}
        with pytest.raises(MemoryAttachError):
            attach_memory(model, kind=case.kind, **(numbers | changes))
    assert all(torch.equal(model.state_dict()[name], tensor) for name, tensor in before.items())
    assert torch.equal(torch.get_rng_state(), random)
    hooks = [
        hook
        for module in model.modules()
        for hook in (*module._forward_hooks.values(), *module._forward_pre_hooks.values())
    ]
    assert not [hook for hook in hooks if hook.__module__.startswith("memstudio")]
    attach_memory(model, kind=case.kind, num_slots=SLOTS, segment_length=SEGMENT)


_BERT: dict[str, Any] = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48,
    "vocab_size": VOCAB, "max_position_embeddings": 64,
}  # fmt: skip
_DECODER = {"is_decoder": True, "add_cross_attention": True}
PAIRS: dict[str, tuple[tf.PretrainedConfig, tf.PretrainedConfig, str]] = {
    "two vocabularies": (
        tf.BertConfig(**_BERT), tf.BertConfig(**(_BERT | {"vocab_size": 50}), **_DECODER),
        "97 words and its decoder 50",
    ),
    "a decoder that sees its own answer": (
        tf.BertConfig(**_BERT), tf.BertConfig(**_BERT), "no word that comes later",
    ),
    "a narrow embedding": (
        tf.ElectraConfig(**_BERT, embedding_size=16), tf.BertConfig(**_BERT, **_DECODER),
        "in 16 units and works with 32",
    ),
    "an encoder with a short window": (
        tf.BertConfig(**(_BERT | {"max_position_embeddings": 6})),
        tf.BertConfig(**_BERT, **_DECODER), "Segments of 8 tokens are too long",
    ),
    "a decoder with a short window": (
        tf.BertConfig(**_BERT),
        tf.BertConfig(**(_BERT | {"max_position_embeddings": 8}), **_DECODER), "window of 8",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PAIRS)
def test_an_encoder_and_a_decoder_that_do_not_go_together_are_refused(what: str) -> None:
    encoder, decoder, words = PAIRS[what]
    config = tf.EncoderDecoderConfig(encoder=encoder.to_dict(), decoder=decoder.to_dict())
    config.decoder_start_token_id = config.pad_token_id = 0
    pair = tf.EncoderDecoderModel(config)
    with pytest.raises(MemoryAttachError, match=words):
        attach_memory(pair, kind="nlm", num_slots=SLOTS, segment_length=SEGMENT)
