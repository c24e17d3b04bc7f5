"""Traces and interventions of the kinds inside attention, whose states may grow as they read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import measure_effect
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.recorder import record_trace
from tests.trace.conftest import SEGMENT, SLOTS, STORY

NUM_SLOTS = {"infini": 2 * 2, "knn": SLOTS}


@pytest.mark.parametrize("kind", sorted(NUM_SLOTS))
def test_a_trace_holds_slots_and_weights(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path, kind: str
) -> None:
    loaded = make_loaded(kind)
    trace = record_trace(
        loaded, STORY, document="story.txt", out=tmp_path / "t.zarr", control=Control()
    )
    assert trace.num_slots == NUM_SLOTS[kind]
    memory = loaded.model.memory
    ids = torch.tensor(loaded.tokenizer(STORY, add_special_tokens=False)["input_ids"])[None]
    with torch.no_grad():
        state = loaded.model(ids[:, : 3 * SEGMENT]).memory_state.tensors
        expected = memory.slot_view(state)[0].numpy()
    np.testing.assert_allclose(trace.states(3), expected, atol=2e-3, rtol=2e-3)
    # Nothing to read in the first segment; later the gate's share of the layers that have it.
    read = trace.read(0, 3 * SEGMENT).sum(-1)
    assert not read[:SEGMENT].any()
    assert read[SEGMENT:] == pytest.approx(torch.tensor(-1.0).sigmoid().item(), abs=2e-3)


@pytest.mark.parametrize("kind", sorted(NUM_SLOTS))
def test_slots_taken_out_change_what_follows(
    make_loaded: Callable[..., LoadedModel], kind: str
) -> None:
    session = ReadingSession.of_text(make_loaded(kind), STORY)
    out = Intervention("ablate", 3, tuple(range(NUM_SLOTS[kind])))
    effect = measure_effect(session, [out], control=Control())
    assert not effect.change[: 3 * SEGMENT + 1].any()
    assert effect.change[3 * SEGMENT + 1 : 4 * SEGMENT].any()
    itself = Intervention("patch", 3, (0,), from_segment=3)
    assert np.abs(measure_effect(session, [itself], control=Control()).change).max() < 1e-4


def test_the_layers_of_a_trace_are_those_of_its_weights(
    make_loaded: Callable[..., LoadedModel], tmp_path: Path
) -> None:
    trace = record_trace(
        make_loaded("knn"), STORY, document="s", out=tmp_path / "t.zarr", control=Control()
    )
    assert trace.num_layers == 1
    np.testing.assert_array_equal(trace.read(layer=0), trace.read())
    # What is asked of a layer that has no weights is answered by the last that has.
    np.testing.assert_array_equal(trace.write(1, layer=5), trace.write(1, layer=0))
