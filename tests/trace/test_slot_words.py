from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.memory.slot_words import NUM_WORDS, LengthMean, SlotLens, final_norm
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.picture import draw_picture
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SLOTS, STORY
from tests.trace.families import FAMILIES, make_tiny


@pytest.mark.parametrize("family", FAMILIES)
def test_the_final_norm_is_what_comes_before_the_output_layer(family: str) -> None:
    backbone = make_tiny(family, vocab_size=50)
    norm = final_norm(backbone)
    assert norm is not None
    normed: list[torch.Tensor] = []
    norm.register_forward_hook(lambda _, __, output: normed.append(output))
    inputs: list[torch.Tensor] = []
    head = backbone.get_output_embeddings()
    head.register_forward_pre_hook(lambda _, arguments: inputs.append(arguments[0]))
    with torch.no_grad():
        backbone(torch.arange(5)[None], use_cache=False)
    assert torch.equal(normed[-1], inputs[-1])


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
