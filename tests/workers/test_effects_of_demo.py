"""The window's model of effects with the real engine and the bundled model, on a story of its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject

from memstudio.gui.effects import Effects
from memstudio.gui.trace_view import TraceView
from memstudio.progress import Control
from memstudio.tasks.stories import generate_story
from memstudio.trace.causal_types import Intervention
from memstudio.workers.messages import LoadModel, Trace
from tests.workers.conftest import PATIENCE, ask, hearing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.workers.engine_thread import EngineThread


@pytest.fixture
def told(qtbot: QtBot, engine: EngineThread, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """The demo has read a story; the answer to its last question is to be looked into."""
    holder = QObject()
    traces = TraceView(holder)
    effects = Effects(engine, traces, holder)
    story = generate_story(7, split="held_out")
    out = tmp_path / "story.zarr"
    ask(qtbot, engine, LoadModel(Control(), "demo", "cpu"))
    ask(qtbot, engine, Trace(Control(), story.text, "a story", str(out)))
    with hearing(qtbot, traces.document_changed):
        traces.open(str(out))
    document = traces.document
    assert document is not None
    question = story.questions[-1]
    token = int(np.searchsorted(document.token_ends, question.answer_char, side="right"))
    yield SimpleNamespace(
        effects=effects, engine=engine, document=document, token=token, question=question,
        worker=engine.causal_worker, holder=holder,
    )  # fmt: skip
    effects.cancel()
    traces.wait()


def test_a_right_answer_hangs_on_slots_that_can_be_taken_away(
    qtbot: QtBot, told: SimpleNamespace
) -> None:
    effects: Effects = told.effects
    with hearing(qtbot, told.worker.provenance_found):
        effects.explain(told.token)
    found = effects.provenance
    assert found is not None, effects.trouble
    assert found.text.strip() == told.question.answer
    assert found.is_right
    with hearing(qtbot, told.worker.provenance_found):
        effects.verify()
    tested = effects.provenance
    assert tested is not None
    assert tested.is_verified
    assert tested.chain_measured is not None
    assert tested.chain_measured.changes_answer
    slot = tested.chain[0]

    # The same by hand: the slot is ablated before the segment in which the answer is predicted.
    with hearing(qtbot, told.worker.effect_measured):
        effects.add(Intervention("ablate", tested.segment, (slot,)))
    effect = effects.effect
    assert effect is not None, effects.trouble
    change = float(effect.change[told.token])
    assert tested.slot_effects is not None
    assert change == pytest.approx(float(tested.slot_effects[slot]), abs=1e-3)
    assert change < -1
    assert told.token in effect.changed_tokens()
    assert effect.words(told.token)[1].strip() == told.question.answer

    # And as a cell of the map.
    with hearing(qtbot, told.worker.effects_mapped):
        effects.map_effects((told.token,))
    effect_map = effects.effect_map
    assert effect_map is not None, effects.trouble
    assert effect_map.change[tested.segment, slot] == pytest.approx(change, abs=1e-3)

    effects.undo.undo()
    qtbot.waitUntil(lambda: effects.effect is None, timeout=PATIENCE)
    with hearing(qtbot, told.worker.effect_measured):
        effects.undo.redo()
    assert effects.effect is not None
    assert float(effects.effect.change[told.token]) == pytest.approx(change, abs=1e-5)


@pytest.mark.slow
def test_a_glance_names_what_was_said_and_is_made_of_measured_effects(
    qtbot: QtBot, told: SimpleNamespace
) -> None:
    with hearing(qtbot, told.worker.glance_taken):
        told.effects.take_glance()
    glance = told.effects.glance
    assert glance is not None, told.effects.glance_trouble
    assert glance.facts
    for fact in glance.facts:
        assert fact.effect < 0
        assert fact.span.text in told.document.text
        assert fact.span.stop <= fact.since_token <= fact.token


def test_a_trace_of_another_model_is_refused_in_a_sentence(
    qtbot: QtBot, told: SimpleNamespace, model: Path
) -> None:
    ask(qtbot, told.engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, told.worker.effect_measured):
        told.effects.add(Intervention("ablate", 1, (0,)))
    assert told.effects.effect is None
    trouble = told.effects.trouble
    assert trouble is not None
    assert "demo" in trouble.text.format(**trouble.values)
