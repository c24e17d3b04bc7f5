"""The memory of a trace's document is tried in the engine's thread, with the model that is open."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PySide6.QtCore import QObject, Slot

from memstudio.events import RunFailed
from memstudio.models.save import save_model
from memstudio.progress import Control
from memstudio.trace.causal_types import Intervention
from memstudio.trace.recorder import record_trace
from memstudio.workers.causal_messages import (
    CheckReader,
    Explain,
    InspectSlot,
    Intervene,
    MapEffects,
    TakeGlance,
    Verify,
)
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import LoadModel
from tests.tiny import SENTENCES, tiny_loaded
from tests.workers.conftest import Ear, ask, hearing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT = " ".join(SENTENCES * 4)


class CausalEar(QObject):
    """Keeps what is found, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.heard: list[Any] = []
        worker = engine.causal_worker
        for signal in (
            worker.reader_checked, worker.effect_measured, worker.provenance_found,
            worker.effects_mapped, worker.slot_inspected, worker.glance_taken,
        ):  # fmt: skip
            signal.connect(self._on_answer)

    @Slot(object)
    def _on_answer(self, answer: object) -> None:
        self.heard.append(answer)


@pytest.fixture
def found(engine: EngineThread) -> CausalEar:
    return CausalEar(engine)


@pytest.fixture
def trace(tmp_path: Path) -> str:
    """A trace by the model that `model` is a copy of."""
    out = tmp_path / "t.zarr"
    record_trace(tiny_loaded(), TEXT, document="t", out=out, control=Control())
    return str(out)


def test_each_wish_is_answered_with_the_trace_it_is_about(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: CausalEar, model: Path, trace: str
) -> None:
    worker = engine.causal_worker
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    change = (Intervention("ablate", 2, (1,)),)
    with hearing(qtbot, worker.effect_measured):
        engine.submit(Intervene(Control(), trace, change))
    answer = found.heard[-1]
    assert answer.interventions == change
    assert answer.effect.change[: answer.effect.first_token].any() == False  # noqa: E712
    assert answer.effect.change.any()
    with hearing(qtbot, worker.provenance_found):
        engine.submit(Explain(Control(), trace, 40))
    provenance = found.heard[-1].provenance
    assert provenance.token == found.heard[-1].token == 40
    assert not provenance.is_verified
    with hearing(qtbot, worker.provenance_found):
        engine.submit(Verify(Control(), trace, provenance))
    verified = found.heard[-1].provenance
    assert verified.is_verified
    assert verified.chain == provenance.chain
    with hearing(qtbot, worker.effects_mapped):
        engine.submit(MapEffects(Control(), trace, (40,)))
    effects = found.heard[-1].effects
    slot = int(provenance.chain[0])
    assert effects.change[provenance.segment, slot] == pytest.approx(
        float(verified.slot_effects[slot]), abs=1e-4
    )
    with hearing(qtbot, worker.slot_inspected):
        engine.submit(InspectSlot(Control(), trace, 1, 2))
    assert (found.heard[-1].slot, found.heard[-1].state) == (1, 2)
    assert found.heard[-1].contents.layers
    with hearing(qtbot, worker.glance_taken):
        engine.submit(TakeGlance(Control(), trace))
    assert found.heard[-1].glance is not None
    assert {answer.trace for answer in found.heard} == {trace}
    assert ear.sentences() == []


def test_what_cannot_be_done_is_said_in_a_sentence(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: CausalEar, model: Path, trace: str
) -> None:
    worker = engine.causal_worker
    with hearing(qtbot, worker.slot_inspected):
        engine.submit(InspectSlot(Control(), trace, 1, 2))
    assert "No model is open" in found.heard[-1].failure.text
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, worker.effect_measured):
        engine.submit(Intervene(Control(), trace, (Intervention("ablate", 2, (9,)),)))
    assert "no slot" in found.heard[-1].failure.text
    with hearing(qtbot, worker.provenance_found):
        engine.submit(Explain(Control(), trace, 0))
    assert "No prediction" in found.heard[-1].failure.text
    with hearing(qtbot, worker.slot_inspected):
        engine.submit(InspectSlot(Control(), str(Path(trace) / "gone"), 0, 0))
    assert "no trace" in found.heard[-1].failure.text


def test_a_trace_of_another_model_is_refused(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: CausalEar, tmp_path: Path, trace: str
) -> None:
    other = tiny_loaded()
    with torch.no_grad():
        other.model.backbone.get_output_embeddings().weight.mul_(-1)
    save_model(other.model, other.tokenizer, tmp_path / "other", card="")
    ask(qtbot, engine, LoadModel(Control(), str(tmp_path / "other"), "cpu"))
    with hearing(qtbot, engine.causal_worker.slot_inspected):
        engine.submit(InspectSlot(Control(), trace, 1, 2))
    assert "another model" in found.heard[-1].failure.text


def test_what_was_read_before_a_step_of_training_is_read_anew(
    qtbot: QtBot, engine: EngineThread, found: CausalEar, model: Path, trace: str
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, engine.causal_worker.reader_checked):
        engine.submit(CheckReader(Control(), trace))
    assert found.heard[-1].failure is None
    opened = engine.worker.opened
    assert opened is not None
    weights = list(opened.model.parameters())
    before = sum(each._version for each in weights)
    for each in weights:
        each.grad = torch.ones_like(each)
    torch.optim.AdamW(weights, lr=1e-5, fused=True).step()
    assert sum(each._version for each in weights) == before  # they do not tell
    engine.worker.run_event_received.emit(RunFailed(step=1, text="", values={}))
    with hearing(qtbot, engine.causal_worker.reader_checked):
        engine.submit(CheckReader(Control(), trace))
    assert "trained since" in found.heard[-1].failure.text


def test_a_cancelled_wish_is_not_answered(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: CausalEar, model: Path, trace: str
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    cancelled = Control()
    cancelled.cancel()
    engine.submit(MapEffects(cancelled, trace))
    with hearing(qtbot, engine.causal_worker.slot_inspected):
        engine.submit(InspectSlot(Control(), trace, 1, 2))
    assert len(found.heard) == 1


def test_what_was_read_lets_go_of_a_model_that_is_closed(
    qtbot: QtBot, engine: EngineThread, found: CausalEar, model: Path, trace: str
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, engine.causal_worker.slot_inspected):
        engine.submit(InspectSlot(Control(), trace, 1, 2))
    assert found.heard[-1].failure is None
    opened = engine.worker.opened
    assert opened is not None
    left = weakref.ref(opened.model)
    del opened
    with hearing(qtbot, engine.worker.model_unloaded):
        engine.unload_requested.emit()

    def is_gone() -> bool:
        gc.collect()
        return left() is None

    qtbot.waitUntil(is_gone, timeout=10_000)
