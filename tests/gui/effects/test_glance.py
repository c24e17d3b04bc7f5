"""The line on top: measured when nothing else is on, honest, and its parts can be clicked."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from memstudio.gui.panes.memory.effects import glance_line
from memstudio.gui.panes.memory.effects.glance_line import GlanceLine
from memstudio.gui.panes.memory.effects.glance_words import glance_sentences, place_in_words
from memstudio.models.save import save_model
from memstudio.trace import glance as taking_glances
from memstudio.trace.provenance_types import Glance
from memstudio.training import memory_ways
from memstudio.training.run_config import RunConfig
from memstudio.workers.causal_messages import GlanceTaken, TakeGlance
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.room_messages import FindRoom, RoomFound
from memstudio.workers.turns import QUIET
from tests.gui.conftest import Engine
from tests.gui.effects.answers import PATIENCE, a_glance
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.selection import SelectionModel
    from tests.gui.effects.conftest import Asked


@pytest.fixture
def shown(asked: Asked, selection: SelectionModel, qtbot: QtBot) -> Iterator[SimpleNamespace]:
    page = QWidget()
    line = GlanceLine(asked.session, selection)
    QVBoxLayout(page).addWidget(line)
    qtbot.addWidget(page)
    page.resize(900, 80)
    page.show()
    yield SimpleNamespace(asked=asked, line=line, selection=selection, effects=asked.effects)
    page.close()


def test_a_short_document_is_measured_by_itself(shown: SimpleNamespace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    assert isinstance(shown.asked.requests[-1], TakeGlance)
    assert shown.line.text.text().endswith("used for…")
    shown.asked.requests[-1].control.report(1, 4)
    assert shown.line.text.text().endswith("used for… 25%")
    glance = a_glance(shown.asked.document)
    shown.asked.worker.glance_taken.emit(GlanceTaken(shown.asked.path, glance))
    text = shown.line.text.text()
    assert '<a href="slot:1">Slot 1</a> has held <a href="token:18">' in text
    assert "the answer is “kitchen”" in text
    shown.line.text.linkActivated.emit("slot:1")
    before = shown.asked.document.segment_of(glance.facts[0].token - 1) - 1
    assert before > 0
    assert (shown.selection.current.slot, shown.selection.current.segment) == (1, before)
    shown.line.text.linkActivated.emit("token:18")
    assert (shown.selection.current.token, shown.selection.current.segment) == (18, 1)


def test_more_that_was_found_is_shown_one_by_one(shown: SimpleNamespace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    glance = a_glance(shown.asked.document)
    (fact,) = glance.facts
    glance = replace(glance, facts=(fact, replace(fact, slots=(2, 4), places=(18, 30))))
    shown.asked.worker.glance_taken.emit(GlanceTaken(shown.asked.path, glance))
    line = shown.line
    seen = []
    for _ in range(3):
        seen.append((line.which.text(), "Slots <a" in line.text.text()))
        line.next.click()
    first, second = ("Finding 1 of 2", False), ("Finding 2 of 2", True)
    assert seen == [first, second, first]
    line.previous.click()
    assert line.which.text() == "Finding 1 of 2"
    line.next.click()
    assert '>2</a> and <a href="slot:4">4</a> together have held “garden”' in line.text.text()
    assert '<a href="token:30">token 30</a> (left out together)' in line.text.text()


def test_nothing_is_measured_while_the_engine_is_at_something(
    shown: SimpleNamespace, qtbot: QtBot
) -> None:
    engine = Engine(shown.asked.session)
    engine.start(TaskKind.GENERATE)
    qtbot.wait(2 * glance_line._SOON_MS)
    assert shown.asked.requests == []
    assert "as soon as the model is idle" in shown.line.text.text()
    engine.end(TaskKind.GENERATE)
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)


def test_it_is_taken_up_again_after_it_made_way(shown: SimpleNamespace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    shown.effects.map_effects()
    assert shown.asked.requests[0].control.is_cancelled
    shown.effects.cancel()
    qtbot.waitUntil(lambda: len(shown.asked.requests) == 3, timeout=PATIENCE)
    assert isinstance(shown.asked.requests[-1], TakeGlance)


def test_what_nobody_waits_for_is_done_one_after_the_other(
    shown: SimpleNamespace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, requests = shown.asked.session, shown.asked.requests
    qtbot.waitUntil(lambda: bool(requests), timeout=PATIENCE)  # no engine is there to answer
    shown.effects.cancel()
    loaded, book = tiny_loaded(), tmp_path / "book.txt"
    save_model(loaded.model, loaded.tokenizer, tmp_path / "tiny", card="tiny")
    book.write_text(SENTENCES[0] * 40, encoding="utf-8")

    def slow(work: Callable[..., Any]) -> Callable[..., Any]:
        def slowly(*given: Any, **named: Any) -> Any:
            for _ in range(15):
                time.sleep(0.01)
                named["control"].checkpoint()
            return work(*given, **named)

        return slowly

    # Each takes longer than the other waits before it is asked anew.
    monkeypatch.setattr(memory_ways, "memory_room", slow(memory_ways.memory_room))
    monkeypatch.setattr(taking_glances, "take_glance", slow(taking_glances.take_glance))
    session.room._timer.setInterval(20)
    shown.line._soon.setInterval(20)
    rooms: list[RoomFound] = []
    session.room.room_found.connect(rooms.append)
    session.start_engine()
    session.load_model(str(tmp_path / "tiny"))
    qtbot.waitUntil(lambda: shown.effects.is_asking_glance, timeout=PATIENCE)
    session.room.find(RunConfig.of(model=str(tmp_path / "tiny"), data=(str(book),)))
    qtbot.waitUntil(lambda: bool(rooms) and shown.effects.glance is not None, timeout=PATIENCE)
    assert rooms[0].room is not None
    # The estimate has its turn first, and the glance behind it; both make way for what the window
    # itself asks of a model that was just opened.
    quiet = [type(each) for each in requests[1:] if type(each) in QUIET]
    assert quiet[0] is quiet[-1] is TakeGlance
    assert quiet.count(FindRoom) <= 3
    assert quiet.count(TakeGlance) <= 5


def test_a_long_document_is_measured_when_asked(
    shown: SimpleNamespace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.effects.cancel()
    monkeypatch.setattr(glance_line, "_MOST_TOKENS", 10)
    before = len(shown.asked.requests)
    shown.line._on_session_changed(None)
    qtbot.wait(2 * glance_line._SOON_MS)
    assert len(shown.asked.requests) == before
    assert shown.line.measure.isVisible()
    shown.line.measure.click()
    assert isinstance(shown.asked.requests[-1], TakeGlance)
    # It makes way for something else, and is taken up again when that is done, or given up.
    shown.effects.map_effects()
    assert shown.asked.requests[-2].control.is_cancelled
    assert not shown.line.measure.isVisible()
    assert "as soon as the model is idle" in shown.line.text.text()
    shown.effects.cancel()
    shown.line._soon.setInterval(0)
    qtbot.waitUntil(lambda: isinstance(shown.asked.requests[-1], TakeGlance), timeout=PATIENCE)
    assert not shown.effects.owes_glance


def test_it_says_that_nothing_could_be_confirmed(asked: Asked) -> None:
    text = glance_sentences(asked.document, Glance((), 12, 0.25))
    assert "None of the predictions that were tried (12) could be shown" in text
    assert "0.250 nats likelier" in text
    for nothing in (-0.1, 0.0004):
        assert "no word likelier" in glance_sentences(asked.document, Glance((), 3, nothing))


def test_that_nothing_was_worth_a_test_is_no_test_of_nothing(asked: Asked) -> None:
    for gain, end in ((0.25, "0.250 nats likelier."), (-0.1, "no word likelier.")):
        text = glance_sentences(asked.document, Glance((), 0, gain))
        assert "so none was put to the test" in text
        assert text.endswith(end)
        assert "Of 0" not in text


def test_why_it_could_not_be_measured_is_said(shown: SimpleNamespace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(shown.asked.requests), timeout=PATIENCE)
    failure = Failure(TaskKind.TRACE, "This trace is of another model.")
    shown.asked.worker.glance_taken.emit(GlanceTaken(shown.asked.path, None, failure))
    assert shown.line.text.text() == "This trace is of another model."
    assert len(shown.asked.requests) == 1
    Engine(shown.asked.session).model("tiny")  # opened again: it may be the right one now
    qtbot.waitUntil(lambda: len(shown.asked.requests) == 2, timeout=PATIENCE)


def test_a_question_before_the_word_makes_it_an_answer(asked: Asked) -> None:
    document = asked.document
    place = document.text.index("? In the") + len("? In the")
    token = next(t for t in range(document.num_tokens) if document.token_starts[t] >= place)
    fact = replace(a_glance(document).facts[0], token=token)
    text = glance_sentences(document, Glance((fact,), 1, 0.1))
    assert "from there the question at token" in text
    alike = replace(fact, answer=fact.text)
    text = glance_sentences(document, Glance((alike,), 1, 0.1))
    assert "less likely (−4.21 nats)" in text
    fact = replace(a_glance(document).facts[0], token=5)
    assert "was predicted; with that removed" in glance_sentences(document, Glance((fact,), 1, 0.1))


def test_places_are_counted_as_on_the_rest_of_the_page(asked: Asked) -> None:
    document = asked.document
    assert place_in_words(document, 0) == "token 0"
    assert place_in_words(document, 10**9) == f"token {document.num_tokens - 1}"
