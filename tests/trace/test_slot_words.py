from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers as tf

from memstudio.memory.attach import attach_memory
from memstudio.memory.decoder_layers import around_layers
from memstudio.memory.output_layer import body_of, logits_of, width_of_logits
from memstudio.memory.slot_words import NUM_WORDS, LengthMean, SlotLens, final_norm
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.memory_snapshot import SlotContents
from memstudio.tasks.slot_texts import slot_texts
from memstudio.trace.picture import draw_picture
from memstudio.trace.recorder import record_trace
from tests.memory.all_families import SERVED
from tests.memory.conftest import random_ids
from tests.memory.test_nlm import PAIRS
from tests.tiny import tiny_loaded
from tests.trace.conftest import SLOTS, STORY


def _random(family: str) -> tf.PreTrainedModel:
    """With every part of it at work, whatever a fresh one begins with."""
    torch.manual_seed(0)
    auto = tf.AutoModelForSeq2SeqLM if family in PAIRS else tf.AutoModelForCausalLM
    config = copy.deepcopy((PAIRS | SERVED)[family])
    # What families do with their logits, and leave out by default.
    config.logits_scaling, config.logit_scale, config.final_logit_softcapping = 4.0, 0.3, 1.5
    model = auto.from_config(config).eval()
    with torch.no_grad():
        for tensor in [*model.parameters(), getattr(model, "final_logits_bias", torch.zeros(1))]:
            tensor.add_(0.1 * torch.randn_like(tensor))
    return model


def _layers(backbone: tf.PreTrainedModel) -> list[torch.nn.Module]:
    part = backbone.get_decoder() if backbone.config.is_encoder_decoder else backbone
    return list(next(m for m in part.modules() if isinstance(m, torch.nn.ModuleList)))


@pytest.mark.parametrize("family", sorted(SERVED | PAIRS))
def test_what_a_layer_says_is_what_the_model_says_after_the_last_one(family: str) -> None:
    backbone = _random(family)
    ids = random_ids(1, 5)
    seen: list[torch.Tensor] = []
    note = around_layers(_layers(backbone), after=lambda _, out: (seen.append(out), out)[1])
    with torch.no_grad(), note:
        own = backbone(ids, **({"decoder_input_ids": ids} if family in PAIRS else {})).logits[0]
        norm = final_norm(backbone)
        hidden = seen[-1][0] if norm is None else norm(seen[-1][0])
        assert torch.equal(logits_of(backbone, hidden), own)
    assert width_of_logits(backbone) == 32
    assert "forward" not in vars(body_of(backbone))


@pytest.mark.parametrize(("family", "kind"), [("roberta", "rmt"), ("cohere", "rmt"), ("t5", "nlm")])
def test_the_words_of_a_vector_have_the_shares_that_the_model_gives_them(
    family: str, kind: str
) -> None:
    backbone = _random(family)
    ids = random_ids(1, 5)
    lens = SlotLens(attach_memory(backbone, kind=kind, num_slots=3, segment_length=8))
    extra = {"decoder_input_ids": ids} if kind == "nlm" else {}
    with torch.no_grad():
        output = backbone(ids, output_hidden_states=True, **extra)
        hidden = (output.decoder_hidden_states if extra else output.hidden_states)[-1][0]
        words, _ = lens.words(hidden, hidden.mean(0))
        shares = output.logits[0].softmax(-1).topk(NUM_WORDS)
    assert torch.equal(words.ids, shares.indices)
    torch.testing.assert_close(words.scores, shares.values)


def test_a_model_that_cannot_be_asked_about_vectors_has_no_words_for_slots() -> None:
    class _GoesRound(tf.LlamaForCausalLM):
        def forward(self, input_ids: torch.Tensor, **_: Any) -> tf.modeling_outputs.CausalLMOutput:
            hidden = self.model.embed_tokens(input_ids)
            return tf.modeling_outputs.CausalLMOutput(logits=self.lm_head(hidden))

    class _Refuses(tf.LlamaForCausalLM):
        def forward(self, **_: Any) -> tf.modeling_outputs.CausalLMOutput:
            raise RuntimeError("no")

    for kind in (_GoesRound, _Refuses):
        assert width_of_logits(kind(SERVED["llama"])) == 0


def test_slot_words_are_the_likeliest_through_the_output_layer(
    loaded: LoadedModel, tmp_path: Path
) -> None:
    trace = record_trace(loaded, STORY, document="s", out=tmp_path / "t.zarr", control=Control())
    head = loaded.model.backbone.lm_head.weight.detach().numpy()
    states = np.stack([trace.states(i) for i in range(trace.num_segments + 1)])
    logits = states @ head.T
    above = logits - logits.mean((0, 1))
    probabilities = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    for state in (0, 2, trace.num_segments):
        assert len(trace.slot_words(state)) == SLOTS
        for slot in range(SLOTS):
            plain = trace.slot_words(state)[slot]
            best = np.argsort(-logits[state, slot])[:NUM_WORDS]
            assert [word for word, _ in plain] == [trace.word(i) for i in best.tolist()]
            expected = probabilities[state, slot, best]
            np.testing.assert_allclose([score for _, score in plain], expected, rtol=2e-3)
            distinctive = trace.slot_words(state, distinctive=True)[slot]
            best = np.argsort(-above[state, slot])[:NUM_WORDS]
            assert [word for word, _ in distinctive] == [trace.word(i) for i in best.tolist()]
            np.testing.assert_allclose(
                [score for _, score in distinctive], above[state, slot, best], rtol=2e-3
            )


def test_slots_that_hold_nothing_have_no_words_and_no_part_in_the_mean(tmp_path: Path) -> None:
    loaded = tiny_loaded("lm-bow", num_slots=60)
    trace = record_trace(loaded, STORY, document="s", out=tmp_path / "t.zarr", control=Control())
    head = loaded.model.backbone.lm_head.weight.detach().numpy()
    states = np.stack([trace.states(i) for i in range(trace.num_segments + 1)])
    filled = states.any(-1)
    assert not filled[0].any()
    assert filled[-1].any()
    assert not filled[-1].all()
    logits = states @ head.T
    above = logits - logits[filled].mean(0)
    words = trace.slot_words(trace.num_segments)
    apart = trace.slot_words(trace.num_segments, distinctive=True)
    assert [len(row) for row in words] == [NUM_WORDS * has for has in filled[-1].tolist()]
    seen = _texts_of(loaded, states[-1])
    for slot, has in enumerate(filled[-1].tolist()):
        best = np.argsort(-above[-1, slot])[: NUM_WORDS * has]
        assert [word for word, _ in apart[slot]] == [trace.word(i) for i in best.tolist()]
        assert bool(seen[slot].words) == has
    # Before anything was written, and of a memory of which nothing is left.
    assert trace.slot_words(0) == [[]] * trace.num_slots
    assert not any(each.words for each in _texts_of(loaded, states[0]))


def _texts_of(loaded: LoadedModel, slots: np.ndarray) -> tuple[SlotContents, ...]:
    with torch.no_grad():
        return slot_texts(loaded.model, loaded.tokenizer, torch.from_numpy(slots).float())


def test_nothing_sets_the_only_slot_that_holds_anything_apart(tmp_path: Path) -> None:
    loaded, text = tiny_loaded("knn", num_slots=3, segment_length=64), "Daniel went home."
    trace = record_trace(loaded, text, document="s", out=tmp_path / "t.zarr", control=Control())
    assert trace.num_segments == 1
    assert [bool(row) for row in trace.slot_words(1)] == [True, False, False]
    assert trace.slot_words(1, distinctive=True) == [[], [], []]
    assert not any(trace.control_words(distinctive=True))
    assert all(trace.control_words())
    draw_picture(trace, tmp_path / "memory.png")
    state = trace.states(1)
    assert not any(each.words for each in _texts_of(loaded, state))
    # Two that are the same differ in nothing either; another one is told from them.
    state[1] = state[0]
    assert not any(each.words for each in _texts_of(loaded, state))
    state[2] = -state[0]
    assert all(each.words for each in _texts_of(loaded, state))


def test_control_words_are_the_same_every_time(loaded: LoadedModel, tmp_path: Path) -> None:
    traces = [
        record_trace(loaded, STORY, document="s", out=tmp_path / f"{i}.zarr", control=Control())
        for i in range(2)
    ]
    for distinctive in (False, True):
        words = traces[0].control_words(distinctive=distinctive)
        assert len(words) == 4
        assert all(len(row) == NUM_WORDS for row in words)
        assert words == traces[1].control_words(distinctive=distinctive)


def test_running_means_are_those_of_all_vectors_at_once() -> None:
    vectors = torch.randn(30, 5, generator=torch.Generator().manual_seed(0)) + 2
    mean = LengthMean()
    mean.add(vectors[:7])
    mean.add(vectors[7:])
    assert torch.allclose(mean.mean.float(), vectors.mean(0), atol=1e-6)
    assert mean.length == pytest.approx(float(vectors.square().sum(1).mean().sqrt()), rel=1e-5)
    centred = vectors - vectors.mean(0)
    assert mean.spread == pytest.approx(float(centred.square().sum(1).mean().sqrt()), rel=1e-5)


def test_slots_that_the_output_layer_cannot_take_have_no_words(
    loaded: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlotLens, "fits", lambda *_: False)
    trace = record_trace(loaded, STORY, document="s", out=tmp_path / "t.zarr", control=Control())
    assert trace.slot_words(1) == [[]] * SLOTS
    assert trace.control_words() == []
    draw_picture(trace, tmp_path / "memory.png")
