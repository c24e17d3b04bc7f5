"""`nlm` against its equations, and on every encoder-decoder family."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch
import transformers as tf
from torch.nn import functional
from transformers.modeling_outputs import BaseModelOutput

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.backbone import eager_attention
from memstudio.memory.memory_kind import Segment
from tests.memory.conftest import FAMILIES, VOCAB, random_ids

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.memory.memory_model import MemoryModel

_BART = {
    "vocab_size": VOCAB, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2,
    "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64, "max_position_embeddings": 64, "pad_token_id": 0, "bos_token_id": 0,
    "eos_token_id": 1, "decoder_start_token_id": 0, "dropout": 0.0, "forced_eos_token_id": None,
}  # fmt: skip
_T5 = {
    "vocab_size": VOCAB, "d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4,
    "pad_token_id": 0, "decoder_start_token_id": 0, "dropout_rate": 0.0,
}  # fmt: skip
_BERT = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
    "vocab_size": VOCAB, "max_position_embeddings": 64, "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}  # fmt: skip


def _bert_with_bert() -> tf.EncoderDecoderConfig:
    decoder = tf.BertConfig(**_BERT, is_decoder=True, add_cross_attention=True)
    config = tf.EncoderDecoderConfig.from_encoder_decoder_configs(tf.BertConfig(**_BERT), decoder)
    config.decoder_start_token_id = config.pad_token_id = 0
    return config


_LED = {k: v for k, v in _BART.items() if k != "max_position_embeddings"} | {
    "max_encoder_position_embeddings": 64, "max_decoder_position_embeddings": 64,
    "attention_window": 8,
}  # fmt: skip
PAIRS = {
    "bart": tf.BartConfig(**_BART),
    "bert-with-bert": _bert_with_bert(),
    "blenderbot": tf.BlenderbotConfig(**_BART),
    "led": tf.LEDConfig(**_LED),
    "long-t5": tf.LongT5Config(**_T5, local_radius=8),
    "marian": tf.MarianConfig(**_BART),
    "mbart": tf.MBartConfig(**_BART),
    "mt5": tf.MT5Config(**_T5),
    "pegasus": tf.PegasusConfig(**_BART),
    "t5": tf.T5Config(**_T5),
    "umt5": tf.UMT5Config(**_T5),
}


def _model(family: str = "bart", num_slots: int = 3) -> MemoryModel:
    torch.manual_seed(0)
    backbone = tf.AutoModelForSeq2SeqLM.from_config(PAIRS[family])
    return attach_memory(backbone, kind="nlm", num_slots=num_slots, segment_length=8).eval()


def _attend(layer: torch.nn.Module, query: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    """One query `[d]` over keys `[K, d]`, head by head."""
    width = query.shape[0] // layer.num_heads
    q, k, v = layer.query(query), layer.key(keys), layer.value(keys)
    parts = []
    for head in range(layer.num_heads):
        at = slice(head * width, (head + 1) * width)
        weights = torch.softmax(k[:, at] @ q[at] / math.sqrt(width), 0)
        parts.append(weights @ v[:, at])
    return layer.out(torch.cat(parts))


def _reference(model: MemoryModel, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits `[N, V]` and slots `[m, d]` of one document of whole segments, slot by slot."""
    memory, backbone = model.memory, model.backbone
    slots = memory.initial_slots
    logits, source = [], None
    for target in ids.split(model.config.segment_length):
        hidden = slots[:0]
        if source is not None:
            encoded = backbone.get_encoder()(source[None]).last_hidden_state[0]
            keys = torch.stack([memory.slot_norm(slot) for slot in slots])
            read = [_attend(memory.read, memory.source_norm(row), keys) for row in encoded]
            hidden = encoded + torch.tanh(memory.read_gate) * torch.stack(read)
        types = memory.source_types
        seen = torch.cat([hidden + types[0], slots + types[1]])
        start = torch.tensor([backbone.config.decoder_start_token_id])
        output = backbone(
            encoder_outputs=BaseModelOutput(last_hidden_state=seen[None]),
            decoder_input_ids=torch.cat([start, target])[None],
        )
        logits.append(output.logits[0, 1:])
        words = backbone.get_encoder().get_input_embeddings()(target)
        fresh = []
        for slot, identity in zip(slots, memory.identities, strict=True):
            read = _attend(memory.write, slot + identity, torch.cat([slot[None], hidden, words]))
            gate = torch.sigmoid(memory.write_gate(torch.cat([slot, read])))
            mixed = (1 - gate) * slot + gate * torch.tanh(memory.candidate(read))
            fresh.append(mixed / torch.sqrt(mixed.square().mean() + 1e-6))
        slots, source = torch.stack(fresh), target
    return torch.cat(logits), slots


@pytest.mark.parametrize("family", ["bart", "t5", "bert-with-bert"])
def test_it_equals_its_equations(family: str) -> None:
    model = _model(family).double()
    with torch.no_grad():
        # Every path must count.
        model.memory.read_gate.fill_(0.7)
        model.memory.source_types.normal_()
        ids = random_ids(1, 32)
        output = model(ids)
        logits, slots = _reference(model, ids[0])
    torch.testing.assert_close(output.logits[0], logits, atol=1e-10, rtol=1e-10)
    torch.testing.assert_close(
        output.memory_state.tensors["slots"][0], slots, atol=1e-10, rtol=1e-10
    )


@pytest.mark.parametrize("family", sorted(PAIRS))
@pytest.mark.one_in(9)
def test_a_family_is_served(family: str, tmp_path: Path) -> None:
    model = _model(family)
    ids = random_ids(2, 29)
    with torch.no_grad():
        whole = model(ids)
        state, logits = None, []
        for at in range(29):
            output = model(ids[:, at : at + 1], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
        torch.testing.assert_close(torch.cat(logits, 1), whole.logits, atol=2e-5, rtol=1e-4)
        for name, tensor in whole.memory_state.tensors.items():
            torch.testing.assert_close(state.tensors[name], tensor, atol=5e-6, rtol=1e-4)

        options = {"do_sample": False, "pad_token_id": 0, "eos_token_id": None}
        generated = model.generate(ids[:, :13], max_new_tokens=8, **options)
        again = ids[:, :13]
        for _ in range(8):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
        assert torch.equal(generated, again)

        padded = torch.stack([functional.pad(ids[0, :11], (10, 0)), ids[1, :21]])
        mask = torch.ones_like(padded)
        mask[0, :10] = 0
        beside = model(padded, attention_mask=mask).logits[0, 10:]
        alone = model(ids[:1, :11]).logits[0]
        torch.testing.assert_close(beside, alone, atol=2e-5, rtol=1e-4)

        model.save_pretrained(tmp_path)
        loaded = tf.AutoModelForCausalLM.from_pretrained(tmp_path)
        assert torch.equal(loaded(ids).logits, whole.logits)

    model.train()(ids, labels=ids).loss.backward()
    for name, parameter in model.memory.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
    assert model.memory.read_gate.grad.abs() > 0


def test_captured_weights_are_those_of_the_forward_pass() -> None:
    model = _model()
    state = model(random_ids(1, 16)).memory_state.tensors
    ids = random_ids(1, 8, seed=3)
    with torch.no_grad(), eager_attention(model.backbone):
        reading = model.memory.read_segment(model.backbone, Segment(ids, capture=True), state)
        weights = reading.weights
        assert weights.read.shape == (2, 1, 4, 8, 3)
        assert weights.write.shape == (1, 1, 4, 3, 8)
        assert weights.between.shape == (1, 1, 4, 3, 6)
        assert weights.source.shape == (1, 1, 4, 3, 8)
        total = weights.write.sum(-1) + weights.between.sum(-1)
        assert (total < 1).all()
        total += weights.source.sum(-1)
        torch.testing.assert_close(total, torch.ones_like(total))
        # A slot keeps itself, and sees no other.
        kept = weights.between[0, 0, :, :, :3]
        assert torch.equal(kept, torch.diag_embed(kept.diagonal(dim1=1, dim2=2)))
        # What is read is what is there: another slot changes the logits of every token.
        slots = model.memory.slot_view(state)
        changed = model.memory.with_slot_view(state, slots + 1.0)
        assert torch.equal(model.memory.slot_view(changed), slots + 1.0)
        plain = model.memory.read_segment(model.backbone, Segment(ids), state).logits
        moved = model.memory.read_segment(model.backbone, Segment(ids), changed).logits
        assert ((plain - moved).abs().amax(-1) > 0).all()


def test_it_needs_an_encoder_and_fitting_numbers() -> None:
    causal = tf.AutoModelForCausalLM.from_config(FAMILIES["llama"])
    with pytest.raises(MemoryAttachError, match="LlamaForCausalLM has no encoder"):
        attach_memory(causal, kind="nlm", num_slots=3, segment_length=8)
    pair = tf.AutoModelForSeq2SeqLM.from_config(PAIRS["bart"])
    with pytest.raises(MemoryAttachError, match="at least one slot"):
        attach_memory(pair, kind="nlm", num_slots=0, segment_length=8)
    with pytest.raises(MemoryAttachError, match="5 heads"):
        attach_memory(pair, kind="nlm", num_slots=3, segment_length=8, options={"heads": 5})
    with pytest.raises(MemoryAttachError, match="not a causal language model"):
        attach_memory(pair, kind="rmt", num_slots=3, segment_length=8)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.slow
def test_it_stays_finite(dtype: torch.dtype) -> None:
    model = _model().to(dtype)
    ids = random_ids(1, 8)
    state = model.initial_state().tensors
    with torch.no_grad():
        for _ in range(500):
            reading = model.memory.read_segment(model.backbone, Segment(ids), state)
            state = reading.state
    assert torch.isfinite(reading.logits).all()
    norms = state["slots"].float().square().mean(-1)
    torch.testing.assert_close(norms, torch.ones_like(norms), atol=0.02, rtol=0.02)
