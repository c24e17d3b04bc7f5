"""The guided demo: a step is done when the user has done it, by whatever way."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from memstudio.gui.main_window import MainWindow
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.tour.tour import STEPS, Tour
from memstudio.gui.tour.tour_bar import TourBar
from memstudio.trace.causal_types import Intervention
from memstudio.workers.messages import TextPiece
from tests.gui.conftest import Engine
from tests.gui.runs import finished


def test_the_steps_are_ticked_as_they_are_done(
    session: Session, engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = SelectionModel()
    tour = Tour(session, selection, selection)
    bar = TourBar(tour)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    engine.model("demo")
    tour.begin()
    assert not bar.isHidden()
    assert tour.next == "open"
    assert "Step 1 of 6" in bar.text.text()
    # As when the demo has read a story; what the effects measure is of no account here.
    document = SimpleNamespace(has_slots=True, num_segments=3)
    monkeypatch.setattr(type(session.effects), "document", property(lambda _: document))
    monkeypatch.setattr(session.effects, "_measure_changes", lambda: None)
    session.traces.document_changed.disconnect()
    tour._on_traces_document_changed()
    assert tour.next == "look"
    selection.select(slot=1)
    assert tour.next == "ask"
    # What another model writes is none of it, and its page has no question ready.
    engine.model("other")
    session.text_generated.emit(TextPiece("the the", is_last=True))
    assert tour.next == "open"
    engine.model("demo")
    assert tour.next == "ask"
    with qtbot.waitSignal(bar.step_requested) as asked:
        bar.lead.click()
    assert asked.args == ["ask"]
    session.text_generated.emit(TextPiece("", is_last=True, was_given_up=True))
    assert tour.next == "ask"
    session.text_generated.emit(TextPiece("In the garden", is_last=True))
    assert tour.next == "change"
    session.effects.add(Intervention("ablate", 1, (1,)))
    assert tour.next == "see"
    # What was measured is there at once; a word of it is to be looked at.
    monkeypatch.setattr(session.effects, "effect", object())
    session.effects.effect_changed.emit(object())
    assert tour.next == "see"
    selection.select(token=7)
    assert tour.next == "train"
    assert "a sample book is added" in bar.text.text()
    engine.train()
    engine.event(finished(3, "stopped"))
    assert tour.next is None
    assert bar.lead.isHidden()
    assert "That was all" in bar.text.text()
    assert "done" in bar.marks["train"].accessibleName()


def test_the_demo_that_opens_begins_it(window: MainWindow, engine: Engine) -> None:
    engine.ready()
    assert not window.tour_bar.isVisible()
    window.demo_opening.story_started.emit()
    assert window.tour_bar.isVisible()


@pytest.mark.slow
def test_it_can_be_closed_and_comes_back_from_the_help_menu(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    window.actions_table["help.tour"].trigger()
    assert window.tour_bar.isVisible()
    qtbot.mouseClick(window.tour_bar.dismiss, Qt.MouseButton.LeftButton)
    assert not window.tour_bar.isVisible()
    # What is done meanwhile is no step of it.
    engine.train()
    engine.event(finished(3))
    # By itself it does not come again.
    window.demo_opening.story_started.emit()
    assert not window.tour_bar.isVisible()
    window.actions_table["help.tour"].trigger()
    assert window.tour_bar.isVisible()
    assert window.tour.done == frozenset()


def test_what_a_slot_was_measured_to_hold_is_taken_out_before_it_is_asked_for(
    window: MainWindow, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.model("demo")
    span = SimpleNamespace(text=" Daniel\n went ")
    fact = SimpleNamespace(
        slots=(3,), places=(), span=span, token=40, text=" garden", answer=" attic"
    )
    document = SimpleNamespace(segment_of=lambda token: token // 10)
    monkeypatch.setattr(type(window.session.effects), "document", property(lambda _: document))
    window.session.effects.glance = SimpleNamespace(facts=(fact,))  # type: ignore[assignment]
    window.tour.is_on = True
    window.tour.done = frozenset({"open", "look", "ask"})
    window.tour.changed.emit()
    # The first token of segment 4 was predicted at the end of segment 3.
    assert "after segment 2, slot 3 holds “Daniel went”" in window.tour_bar.text.text()
    assert window.tour_bar.lead.isVisibleTo(window.tour_bar)
    window.selection.select(slot=3, segment=2, token=None)
    assert "Press A" in window.tour_bar.text.text()
    assert not window.tour_bar.lead.isVisibleTo(window.tour_bar)
    window.session.effects.glance = None


def test_each_step_leads_to_its_control(window: MainWindow, engine: Engine) -> None:
    pages = {"open": "start", "ask": "use", "train": "train"}
    engine.ready()
    asked: list[Any] = []
    window.session._engine.submitted.connect(asked.append)
    for step in STEPS:
        window.commands.tour.lead_to(step)
        assert window.pages.current == pages.get(step, "memory")
    # There is no control for the sample book, so it comes along.
    assert [Path(path).name for each in asked for path in getattr(each, "paths", ())] == [
        "pride-and-prejudice.txt"
    ]
