"""What is asked of the worker, which answers count, and going back and forth in the changes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np

from memstudio.gui.effects import Effects
from memstudio.progress import Control
from memstudio.trace.causal_types import EffectMap
from memstudio.trace.recorder import record_trace
from memstudio.workers.causal_messages import (
    EffectMeasured,
    EffectsMapped,
    Explain,
    GlanceTaken,
    Intervene,
    MapEffects,
    ProvenanceFound,
    TakeGlance,
    Verify,
)
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.effects.answers import (
    ABLATE,
    PATIENCE,
    RESET,
    TARGET,
    a_glance,
    a_provenance,
    an_effect,
    verified,
)
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.effects.conftest import Asked


def answer_changes(asked: Asked) -> None:
    request = asked.requests[-1]
    assert isinstance(request, Intervene)
    effect = an_effect(asked.document, request.interventions)
    asked.worker.effect_measured.emit(EffectMeasured(request.trace, request.interventions, effect))


def test_a_change_is_asked_for_and_its_effect_kept(asked: Asked, qtbot: QtBot) -> None:
    effects: Effects = asked.effects
    effects.add(ABLATE)
    qtbot.waitUntil(lambda: len(asked.requests) == 1, timeout=PATIENCE)
    assert asked.requests[0].interventions == (ABLATE,)
    assert asked.requests[0].trace == asked.path
    assert effects.asking == "changes"
    answer_changes(asked)
    assert effects.asking is None
    assert effects.effect is not None
    assert effects.effect.interventions == (ABLATE,)


def test_undo_and_redo_ask_for_what_is_on_then(asked: Asked, qtbot: QtBot) -> None:
    effects = asked.effects
    effects.add(ABLATE)
    effects.add(RESET)
    qtbot.waitUntil(lambda: len(asked.requests) == 1, timeout=PATIENCE)
    assert asked.requests[-1].interventions == (ABLATE, RESET)  # both at once
    answer_changes(asked)
    effects.undo.undo()
    qtbot.waitUntil(lambda: len(asked.requests) == 2, timeout=PATIENCE)
    assert asked.requests[-1].interventions == (ABLATE,)
    effects.undo.undo()
    qtbot.waitUntil(lambda: effects.effect is None, timeout=PATIENCE)
    assert effects.changes == ()
    assert asked.requests[-1].control.is_cancelled
    effects.undo.redo()
    qtbot.waitUntil(lambda: len(asked.requests) == 3, timeout=PATIENCE)
    assert asked.requests[-1].interventions == (ABLATE,)
    assert [each.intervention for each in effects.changes] == [ABLATE]


def test_a_change_that_is_switched_off_does_not_count(asked: Asked, qtbot: QtBot) -> None:
    effects = asked.effects
    effects.add(ABLATE)
    effects.add(RESET)
    effects.switch(0, is_on=False)
    qtbot.waitUntil(lambda: bool(asked.requests), timeout=PATIENCE)
    assert asked.requests[-1].interventions == (RESET,)
    effects.remove(1)
    qtbot.waitUntil(lambda: effects.asking is None, timeout=PATIENCE)
    assert len(effects.changes) == 1
    effects.undo.undo()
    assert len(effects.changes) == 2


def test_an_answer_to_changes_of_before_is_passed_over(asked: Asked, qtbot: QtBot) -> None:
    effects = asked.effects
    effects.add(ABLATE)
    qtbot.waitUntil(lambda: len(asked.requests) == 1, timeout=PATIENCE)
    effects.add(RESET)
    qtbot.waitUntil(lambda: len(asked.requests) == 2, timeout=PATIENCE)
    assert asked.requests[0].control.is_cancelled
    late = an_effect(asked.document, (ABLATE,))
    asked.worker.effect_measured.emit(EffectMeasured(asked.path, (ABLATE,), late))
    assert effects.effect is None
    assert effects.asking == "changes"
    answer_changes(asked)
    assert effects.effect is not None


def test_an_effect_is_of_the_changes_that_are_on_or_there_is_none(
    asked: Asked, qtbot: QtBot
) -> None:
    effects = asked.effects
    effects.add(ABLATE)
    qtbot.waitUntil(lambda: len(asked.requests) == 1, timeout=PATIENCE)
    answer_changes(asked)
    known = effects.effect
    effects.add(RESET)
    qtbot.waitUntil(lambda: len(asked.requests) == 2, timeout=PATIENCE)
    effects.undo.undo()  # to what is known, while both are measured
    qtbot.waitUntil(lambda: effects.asking is None, timeout=PATIENCE)
    assert asked.requests[-1].control.is_cancelled
    assert effects.effect is known
    effects.undo.redo()
    qtbot.waitUntil(lambda: len(asked.requests) == 3, timeout=PATIENCE)
    effects.cancel()
    assert effects.effect is None


def test_a_word_is_explained_and_then_verified(asked: Asked) -> None:
    effects = asked.effects
    effects.explain(TARGET)
    request = asked.requests[-1]
    assert isinstance(request, Explain)
    assert request.token == TARGET
    found = a_provenance(asked.document)
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, found))
    assert effects.provenance is found
    effects.verify()
    assert isinstance(asked.requests[-1], Verify)
    assert asked.requests[-1].provenance is found
    tested = verified(found)
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, tested))
    assert effects.provenance is tested
    assert effects.asking is None


def test_another_word_takes_the_place_of_what_is_verified(asked: Asked) -> None:
    effects = asked.effects
    found = a_provenance(asked.document)
    effects.explain(TARGET)
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, found))
    effects.verify()
    effects.explain(TARGET)
    assert asked.requests[-2].control.is_cancelled
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, verified(found)))
    assert effects.provenance is found  # it was verified too late
    assert effects.asking == "explain"


def test_what_was_likeliest_is_not_explained_by_the_words_own(asked: Asked) -> None:
    effects = asked.effects
    found = a_provenance(asked.document)
    effects.explain(TARGET)
    effects.explain(TARGET, predicted=True)
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, found))
    assert effects.provenance is None  # it was on its way when the other was asked for
    assert effects.asking == "explain"
    answer = ProvenanceFound(asked.path, TARGET, found, predicted=True)
    asked.worker.provenance_found.emit(answer)
    assert effects.provenance is found


def test_a_map_of_other_words_is_not_taken_for_the_one_asked_for(asked: Asked) -> None:
    effects = asked.effects
    shape = asked.document.num_segments, asked.document.num_slots
    change = np.zeros(shape, np.float32)
    early = EffectMap((TARGET,), change)
    wanted = EffectMap((), change)
    effects.map_effects((TARGET,))
    effects.map_effects()
    asked.worker.effects_mapped.emit(EffectsMapped(asked.path, early))
    assert effects.effect_map is None
    assert effects.asking == "map"
    asked.worker.effects_mapped.emit(EffectsMapped(asked.path, wanted))
    assert effects.effect_map is wanted


def test_why_something_failed_is_kept_until_it_is_asked_again(asked: Asked) -> None:
    effects = asked.effects
    failure = Failure(TaskKind.TRACE, "There is no such place.")
    effects.explain(TARGET)
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, None, failure))
    assert effects.trouble is failure
    assert effects.asking is None
    effects.explain(TARGET)
    assert effects.trouble is None


def test_a_glance_makes_way_for_what_somebody_waits_for(asked: Asked) -> None:
    effects = asked.effects
    effects.take_glance()
    glance = asked.requests[-1]
    assert isinstance(glance, TakeGlance)
    assert not effects.is_waited_for
    effects.map_effects((TARGET,))
    assert isinstance(asked.requests[-1], MapEffects)
    assert asked.requests[-1].tokens == (TARGET,)
    assert glance.control.is_cancelled
    asked.worker.glance_taken.emit(GlanceTaken(asked.path, a_glance(asked.document)))
    assert effects.glance is None


def test_cancelling_ends_the_asking_at_once(asked: Asked) -> None:
    effects = asked.effects
    effects.map_effects()
    assert effects.is_waited_for
    effects.cancel()
    assert asked.requests[-1].control.is_cancelled
    assert effects.asking is None


def test_progress_is_of_what_is_asked_now(asked: Asked) -> None:
    effects = asked.effects
    effects.explain(TARGET)
    effects.explain(TARGET + 1)
    first, second = asked.requests
    first.control.report(1, 4)
    assert effects.progress is None
    second.control.report(2, 4)
    assert effects.progress is not None
    assert effects.progress.done == 2


def test_another_document_begins_with_nothing(
    asked: Asked, qtbot: QtBot, traces: dict[str, Path]
) -> None:
    effects = asked.effects
    effects.add(ABLATE)
    qtbot.waitUntil(lambda: bool(asked.requests), timeout=PATIENCE)
    answer_changes(asked)
    effects.explain(TARGET)
    with qtbot.waitSignal(asked.session.traces.document_changed, timeout=20_000):
        asked.session.show_trace(str(traces["other"]), "other")
    assert asked.requests[-1].control.is_cancelled
    assert effects.effect is None
    assert effects.changes == ()
    assert not effects.undo.canUndo()
    assert effects.asking is None


def test_a_trace_recorded_anew_at_the_same_place_begins_with_nothing(
    asked: Asked, qtbot: QtBot, traces: dict[str, Path], tmp_path: Path
) -> None:
    session, place = asked.session, tmp_path / "t.zarr"
    shutil.copytree(traces["tiny"], place)
    for is_anew in (False, False, True):
        if is_anew:
            shutil.rmtree(place)
            record_trace(
                tiny_loaded(), "It rained. " * 9, document="t", out=place, control=Control()
            )
        with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
            session.show_trace(str(place), "t")
        assert (asked.effects.changes == ()) == (is_anew or not asked.requests)
        if not asked.requests:
            asked.effects.add(ABLATE)
            qtbot.waitUntil(lambda: bool(asked.requests), timeout=PATIENCE)
            answer_changes(asked)
    assert asked.effects.effect is None
    assert not asked.effects.undo.canUndo()


def test_a_document_without_slots_is_not_asked_about(
    asked: Asked, qtbot: QtBot, traces: dict[str, Path]
) -> None:
    with qtbot.waitSignal(asked.session.traces.document_changed, timeout=20_000):
        asked.session.show_trace(str(traces["plain"]), "plain")
    asked.effects.explain(3)
    asked.effects.take_glance()
    assert asked.requests == []
