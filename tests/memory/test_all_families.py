"""Every kind on every family: the same in one call and token by token, generates, saves, learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
import transformers as tf

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.attention_parts import find_attention
from memstudio.memory.backbone import run
from memstudio.memory.decoder_layers import decoder_layers
from tests.memory.all_families import (
    CAUSAL_WHATEVER_THE_MASK,
    REFUSED,
    SERVED,
    VOCAB,
    WITHOUT_KNOWN_ATTENTION,
)
from tests.memory.conftest import KINDS, random_ids

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

    from memstudio.memory.memory_model import MemoryModel

_GENERATE = {"do_sample": False, "pad_token_id": 0, "eos_token_id": None}


def _model(family: str, kind: str) -> MemoryModel:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(SERVED[family])
    return attach_memory(backbone, kind=kind, num_slots=3, segment_length=8).eval()


def _is_quick(place: int, family: str, kind: str) -> bool:
    """Two families with half of the kinds each, every third of the others with one; the rest is slow."""
    number = KINDS.index(kind)
    if family in {"gpt2", "llama"}:
        return number % 2 == (family == "llama")
    return place % 3 == 0 and number == place // 3 % len(KINDS)


def _cases() -> list[ParameterSet]:
    return [
        pytest.param(
            family, kind, id=f"{family}-{kind}",
            marks=[] if _is_quick(place, family, kind) else [pytest.mark.slow],
        )
        for kind in KINDS
        for place, family in enumerate(sorted(SERVED))
    ]  # fmt: skip


@pytest.mark.parametrize(("family", "kind"), _cases())
def test_a_family_is_served(family: str, kind: str, tmp_path: Path) -> None:
    if kind in {"infini", "knn"} and family in WITHOUT_KNOWN_ATTENTION:
        with pytest.raises(MemoryAttachError, match=r"attention of \w+ForCausalLM"):
            _model(family, kind)
        return
    model = _model(family, kind)
    ids = random_ids(2, 19)
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for at in range(19):
            output = model(ids[:, at : at + 1], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
        torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=5e-6, rtol=1e-4)
        for name, tensor in whole.memory_state.tensors.items():
            torch.testing.assert_close(state.tensors[name], tensor, atol=5e-6, rtol=1e-4)

        # Across the end of a segment.
        generated = model.generate(ids[:, :13], max_new_tokens=4, **_GENERATE)
        again = ids[:, :13]
        for _ in range(4):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
        assert torch.equal(generated, again)

        model.save_pretrained(tmp_path)
        loaded = tf.AutoModelForCausalLM.from_pretrained(tmp_path)
        assert torch.equal(loaded(ids).logits, whole.logits)

    model.train()(ids, labels=ids).loss.backward()
    for name, parameter in model.memory.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name


@pytest.mark.parametrize("family", sorted(SERVED))
@pytest.mark.one_in(4)
def test_without_a_memory_every_segment_is_read_as_the_model_itself_reads_it(family: str) -> None:
    model = _model(family, "none")
    # From 2 on: a model that looks for padding must find none.
    ids = random_ids(2, 16)
    with torch.no_grad():
        own = [model.backbone(piece).logits for piece in ids.split(8, dim=1)]
        torch.testing.assert_close(model(ids).logits, torch.cat(own, 1), atol=5e-6, rtol=1e-4)


@pytest.mark.parametrize("family", sorted(REFUSED))
def test_a_family_that_cannot_be_served_is_refused_by_name(family: str) -> None:
    backbone = tf.AutoModelForCausalLM.from_config(REFUSED[family])
    with pytest.raises(MemoryAttachError, match=type(backbone).__name__):
        attach_memory(backbone, kind="rmt", num_slots=3, segment_length=8)


@pytest.mark.parametrize("family", sorted(SERVED))
def test_vectors_of_a_block_see_each_other_as_the_guide_says(family: str) -> None:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(SERVED[family]).eval()
    vectors = torch.randn(1, 4, 32)
    other = vectors.clone()
    other[:, 3] = torch.randn(32)
    everywhere, places = torch.ones(1, 4, 4, dtype=torch.bool), torch.arange(4)
    with torch.no_grad():
        first, second = (
            run(
                backbone, each, everywhere, places, logits_at=places, cache=None, capture=False
            ).logits[0, 0]
            for each in (vectors, other)
        )
    assert torch.equal(first, second) == (family in CAUSAL_WHATEVER_THE_MASK)


@pytest.mark.parametrize("family", sorted(SERVED))
def test_layers_and_attention_are_found(family: str) -> None:
    config = SERVED[family]
    backbone = tf.AutoModelForCausalLM.from_config(config).eval()
    assert len(decoder_layers(backbone)) == 2
    if family in WITHOUT_KNOWN_ATTENTION:
        with pytest.raises(MemoryAttachError, match=type(backbone).__name__):
            find_attention(backbone)
        return
    parts = find_attention(backbone)
    assert len(parts) == 2
    assert {part.num_heads for part in parts} == {4}
    assert not any(module._forward_hooks for module in backbone.modules())
    assert not any(module._forward_pre_hooks for module in backbone.modules())
    assert backbone(random_ids(1, 3) % VOCAB).logits.shape == (1, 3, VOCAB)
