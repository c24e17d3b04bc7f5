from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from transformers import CohereConfig, CohereForCausalLM

from memstudio.errors import TraceError
from memstudio.memory.attach import attach_memory
from memstudio.memory.slot_words import SlotLens, final_norm
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.slot_contents import slot_contents
from tests.tiny import tiny_loaded
from tests.trace.conftest import STORY
from tests.trace.test_provenance import WITH_SLOTS, Case, params, session_of


@pytest.fixture
def session(loaded: LoadedModel) -> ReadingSession:
    return ReadingSession.of_text(loaded, STORY)


@pytest.mark.parametrize("case", params(*WITH_SLOTS))
@pytest.mark.one_in(3)
def test_every_kind_shows_its_slots_in_words(case: Case) -> None:
    session = session_of(case)
    found = slot_contents(session, 1, 3, control=Control())
    assert found.layers
    for layer in found.layers:
        scores = [score for _, score in layer.words]
        assert scores == sorted(scores, reverse=True)
        assert 0 < sum(scores) <= 1 + 1e-5
    lens = {"rmt": "written", "armt": "own", "infini": "own"}.get(case.kind, "entering")
    assert found.lens == lens


def test_the_last_layer_says_what_the_slot_says(loaded: LoadedModel) -> None:
    """The slots of `rmt` are the hidden states behind the last layer and the final norm."""
    torch.manual_seed(0)
    config = CohereConfig(
        vocab_size=len(loaded.tokenizer), hidden_size=32, intermediate_size=48,
        num_hidden_layers=2, num_attention_heads=4, initializer_range=0.4, logit_scale=0.1,
        bos_token_id=0, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    model = attach_memory(CohereForCausalLM(config).eval(), num_slots=3, segment_length=16)
    session = ReadingSession.of_text(dataclasses.replace(loaded, model=model.eval()), STORY)
    found = slot_contents(session, 2, 4, control=Control())
    head = session.model.backbone.get_output_embeddings()
    with torch.no_grad():
        likely = (0.1 * head(session.slots(4, Control())[2])).softmax(-1).topk(3)
    texts = session.texts(likely.indices.tolist())
    expected = [texts[i] for i in likely.indices.tolist()]
    assert [word for word, _ in found.layers[-1].words[:3]] == expected
    probabilities = [score for _, score in found.layers[-1].words[:3]]
    np.testing.assert_allclose(probabilities, likely.values.numpy(), rtol=1e-4)


def test_the_first_layer_is_what_the_slot_was_before(session: ReadingSession) -> None:
    found = slot_contents(session, 0, 4, control=Control())
    before = session.slots(3, Control())[0]
    backbone = session.model.backbone
    norm = final_norm(backbone)
    assert norm is not None
    with torch.no_grad():
        likeliest = backbone.get_output_embeddings()(norm(before)).softmax(-1).max()
    assert found.layers[0].words[0][1] == pytest.approx(float(likeliest), rel=1e-4)


def test_nearest_words_are_nearest_by_cosine(session: ReadingSession) -> None:
    found = slot_contents(session, 0, 2, control=Control())
    table = session.model.backbone.get_input_embeddings().weight.detach()
    vector = session.slots(2, Control())[0]
    cosine = torch.nn.functional.cosine_similarity(table, vector[None])
    assert found.nearest[0][1] == pytest.approx(float(cosine.max()), abs=1e-5)
    assert found.nearest_random
    assert found.nearest_random == slot_contents(session, 1, 0, control=Control()).nearest_random


def test_slots_that_hold_nothing_in_a_layer_are_not_what_others_are_set_apart_from() -> None:
    session = ReadingSession.of_text(tiny_loaded("infini", num_slots=4, segment_length=16), STORY)
    found = slot_contents(session, 0, 3, control=Control())
    state = session.slots(3, Control())
    # Each of two layers has two slots; of the first layer: the first two.
    head = session.model.backbone.get_output_embeddings()
    lens = SlotLens(session.model)
    with torch.no_grad():
        logits = head(lens.seen(state[:2]))
        above = (logits[0] - logits.mean(0)).topk(3)
    assert [score for _, score in found.layers[0].distinctive[:3]] == pytest.approx(
        above.values.tolist(), rel=1e-4
    )
    # The only one of a layer is set apart from nothing.
    alone = ReadingSession.of_text(tiny_loaded("rmt", num_slots=1, segment_length=16), STORY)
    layers = slot_contents(alone, 0, 1, control=Control()).layers
    assert all(layer.words and not layer.distinctive for layer in layers)


@pytest.mark.parametrize(("slot", "state"), [(3, 0), (-1, 0), (0, -1), (0, 999)])
def test_what_is_not_there_is_refused(session: ReadingSession, slot: int, state: int) -> None:
    with pytest.raises(TraceError, match="There is no"):
        slot_contents(session, slot, state, control=Control())
