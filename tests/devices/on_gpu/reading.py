"""A text read with all that is kept of it, explained and put to the test, and a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import measure_effect, measure_map
from memstudio.trace.provenance import find_provenance
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.recorder import record_trace
from memstudio.trace.verification import verify
from tests.battery.cases import CASES, SEGMENT, Case, params
from tests.devices.on_gpu.simulated import HERE
from tests.tiny import tiny_loaded
from tests.trace.test_provenance import session_of

WITH_SLOTS = [case for case in CASES if case.remembers]
TEXT = "Mary went to the kitchen. 玛丽走进了厨房。 Where is Mary? "


@pytest.mark.one_in(3)
@pytest.mark.parametrize("kind", sorted({case.kind for case in CASES} - {"nlm"}))
def test_a_trace_is_as_on_the_cpu(kind: str, tmp_path: Path) -> None:
    traces = []
    for name in ("cpu", "gpu"):
        loaded = tiny_loaded(kind)
        if name == "gpu":
            loaded.model.to(HERE)
        traces.append(
            record_trace(
                loaded, TEXT, out=tmp_path / f"{name}.zarr", document="story.txt", control=Control()
            )
        )
    one, other = traces
    np.testing.assert_allclose(one.loss(), other.loss(), atol=1e-4)
    assert one.quantities == other.quantities
    for name in one.quantities:
        np.testing.assert_allclose(one.quantity(name), other.quantity(name), atol=1e-3)


def session_on(device: Any, case: Case) -> ReadingSession:
    made = session_of(case)
    made.loaded.model.float().to(device)
    return ReadingSession(made.loaded, made.tokens)


@pytest.mark.one_in(6)
@pytest.mark.parametrize("case", params(*WITH_SLOTS))
def test_explanations_and_interventions_are_as_on_the_cpu(case: Case) -> None:
    control, token, found = Control(), 2 * SEGMENT + 1, []
    for device in ("cpu", HERE):
        session = session_on(device, case)
        explained = find_provenance(session, token, control=control)
        tested = verify(session, explained, control=control)
        effect = measure_effect(
            session, (Intervention("ablate", 2, (0,)),), control=control, stop_token=token
        )
        each = measure_map(session, (token,), control=control, first_segment=2)
        found.append((tested.slot_effects, effect.changed, each.change))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_conversation_goes_on_where_it_was() -> None:
    said = []
    for device in ("cpu", HERE):
        loaded = tiny_loaded("rmt")
        loaded.model.to(device)
        conversation = Conversation(loaded)
        settings = GenerationSettings(max_new_tokens=12, temperature=0.0)
        answers = [
            conversation.continue_text(prompt, settings, control=Control(), on_piece=lambda _: None)
            for prompt in ("Mary went to the kitchen. ", "Where is Mary?")
        ]
        said.append(answers)
    assert said[0] == said[1]
