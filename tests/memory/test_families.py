"""What every kind must do on every family: read, learn, generate, save and load."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import torch
import transformers as tf

from memstudio.memory.growing_rows import as_long
from tests.memory.conftest import CASES, VOCAB, random_ids, tiny_model


@pytest.mark.parametrize(("family", "kind"), CASES)
@pytest.mark.one_in(8)
def test_a_document_in_one_call_in_many_and_token_by_token_gives_the_same(
    family: str, kind: str
) -> None:
    model = tiny_model(family, kind)
    ids = random_ids(2, 29)
    with torch.no_grad():
        whole = model(ids)
        for cuts in ([0, 5, 20, 21, 29], list(range(30))):
            state, logits = None, []
            for start, end in itertools.pairwise(cuts):
                output = model(ids[:, start:end], memory_state=state)
                state = output.memory_state
                logits.append(output.logits)
            torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=2e-6, rtol=1e-5)
            assert state is not None
            assert state.num_segments.tolist() == [3, 3]
            assert torch.equal(state.pending_ids, whole.memory_state.pending_ids)
            for name, tensor in whole.memory_state.tensors.items():
                torch.testing.assert_close(state.tensors[name], tensor, atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize(("family", "kind"), CASES)
@pytest.mark.one_in(8)
def test_generating_with_a_cache_equals_reading_everything_again(family: str, kind: str) -> None:
    model = tiny_model(family, kind)
    ids = random_ids(2, 13)
    generated = model.generate(
        ids, max_new_tokens=20, do_sample=False, pad_token_id=0, eos_token_id=None
    )
    again = ids
    with torch.no_grad():
        for _ in range(20):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
    assert torch.equal(generated, again)


@pytest.mark.parametrize(("family", "kind"), CASES)
@pytest.mark.one_in(8)
def test_padding_changes_nothing(family: str, kind: str) -> None:
    model = tiny_model(family, kind)
    ids = random_ids(2, 21)
    short = 11
    with torch.no_grad():
        alone = model(ids[:1, :short])
        full = model(ids[1:])
        for left in (True, False):
            pad = torch.zeros(10, dtype=torch.long)
            row = torch.cat([pad, ids[0, :short]] if left else [ids[0, :short], pad])
            batch = torch.stack([row, ids[1]])
            mask = torch.ones_like(batch)
            mask[0, (slice(0, 10) if left else slice(short, None))] = 0
            output = model(batch, attention_mask=mask)
            real = output.logits[0, 10:] if left else output.logits[0, :short]
            torch.testing.assert_close(real, alone.logits[0], atol=2e-6, rtol=1e-5)
            torch.testing.assert_close(output.logits[1], full.logits[0], atol=2e-6, rtol=1e-5)
            assert output.memory_state.num_segments.tolist() == [1, 2]
            assert output.memory_state.pending_lengths.tolist() == [3, 5]
            for name, tensor in output.memory_state.tensors.items():
                mine, its = as_long(tensor[:1], alone.memory_state.tensors[name])
                torch.testing.assert_close(mine, its, atol=2e-6, rtol=1e-5)


@pytest.mark.one_in(8)
def test_a_left_padded_batch_generates_what_single_rows_generate(family: str) -> None:
    model = tiny_model(family)
    ids = random_ids(2, 14)
    batch = torch.stack([torch.cat([torch.zeros(5, dtype=torch.long), ids[0, :9]]), ids[1]])
    mask = torch.ones_like(batch)
    mask[0, :5] = 0
    options = {
        "max_new_tokens": 17, "do_sample": False, "pad_token_id": 0, "eos_token_id": None,
    }  # fmt: skip
    together = model.generate(batch, attention_mask=mask, **options)
    assert torch.equal(together[0, 14:], model.generate(ids[:1, :9], **options)[0, 9:])
    assert torch.equal(together[1, 14:], model.generate(ids[1:], **options)[0, 14:])


@pytest.mark.parametrize(("family", "kind"), CASES)
@pytest.mark.one_in(8)
def test_a_saved_model_gives_the_same_logits(family: str, kind: str, tmp_path: Path) -> None:
    model = tiny_model(family, kind)
    ids = random_ids(1, 20)
    model.save_pretrained(tmp_path)
    loaded = tf.AutoModelForCausalLM.from_pretrained(tmp_path)
    assert type(loaded) is type(model)
    with torch.no_grad():
        assert torch.equal(loaded(ids).logits, model(ids).logits)
    assert loaded.fingerprint == model.fingerprint


def test_words_can_be_added(family: str, tmp_path: Path) -> None:
    model = tiny_model(family)
    ids = random_ids(1, 20)
    with torch.no_grad():
        before = model(ids).logits
        model.resize_token_embeddings(VOCAB + 6, mean_resizing=False)
        torch.testing.assert_close(model(ids).logits[..., :VOCAB], before)
    ids[0, 3] = VOCAB + 5
    model.save_pretrained(tmp_path)
    loaded = tf.AutoModelForCausalLM.from_pretrained(tmp_path)
    assert loaded.config.vocab_size == loaded.config.backbone_config.vocab_size == VOCAB + 6
    with torch.no_grad():
        logits = loaded(ids).logits
        assert logits.shape[-1] == VOCAB + 6
        assert torch.equal(logits, model(ids).logits)
    loaded.accept(loaded(ids[:, 2:5]).memory_state)


def test_gradients_reach_the_memory_and_the_backbone(family: str) -> None:
    model = tiny_model(family).train()
    ids = random_ids(2, 24)
    model(ids, labels=ids).loss.backward()
    for name, parameter in model.named_parameters():
        if "embed_positions" in name or "wpe" in name:
            continue
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
    assert model.memory.initial_slots.grad.abs().sum() > 0
