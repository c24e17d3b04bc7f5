"""Turns of the Use page are said again, edited, branched and forgotten; sessions are gone to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from memstudio.cli.sessions import verdict_line
from memstudio.errors import DataError
from memstudio.gui.panes.use.forget_words import in_words
from memstudio.gui.panes.use.pane import UsePane
from memstudio.gui.selection import SelectionModel
from memstudio.progress import Control
from memstudio.tasks.dialogue.forget_report import ForgetReport, Measured
from memstudio.tasks.dialogue.probes import Probe
from memstudio.tasks.dialogue.remembered import Remembered, RememberedSlot, Writer
from memstudio.tasks.dialogue.session_library import SessionListing
from memstudio.tasks.dialogue.session_record import SessionEntry, SessionRecord
from memstudio.tasks.dialogue.turn import Turn
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.memory_snapshot import SlotContents
from memstudio.trace.recorder import record_trace
from memstudio.trace.token_texts import tokens_as_text
from memstudio.workers.dialogue_messages import (
    AnswerWith,
    AskRemembered,
    Change,
    DialogueView,
    Forget,
    Forgotten,
    RememberedNow,
    SayAt,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.messages import Failure, LoadModel, TaskKind, TextPiece
from tests.gui.conftest import Engine
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_ASKED = GenerationSettings(as_question=True)
TURNS = (
    Turn(prompt="It rained.", answer=" Nobody came.", read_ids=(1,), written_ids=(2,)),
    Turn(prompt="Who?", answer=" Nobody.", settings=_ASKED, read_ids=(3,), written_ids=(4,)),
    Turn(prompt="A book.", source="book.txt", read_ids=(5,)),
)


@pytest.fixture
def pane(qtbot: QtBot, session: Session, engine: Engine) -> UsePane:
    pane = UsePane(session, SelectionModel())
    qtbot.addWidget(pane)
    pane.resize(1000, 700)
    pane.show()
    qtbot.waitExposed(pane)
    engine.model()
    return pane


@pytest.fixture
def submitted(session: Session) -> list[Any]:
    """What the engine was asked for."""
    asked: list[Any] = []
    session._engine.submitted.connect(asked.append)
    return asked


def tell(
    session: Session,
    *turns: Turn,
    since: int = 0,
    name: str = "rain",
    change: Change = Change.TURNS,
) -> None:
    """As the worker does."""
    session.dialogue._on_worker_dialogue_changed(DialogueView(turns, since, name, change))


def do(pane: UsePane, turn: int, what: str) -> None:
    pane.controls.tools.show_for(turn)
    action = pane.controls.tools.actions_of_turn[what]
    assert action.isVisible()
    assert action.isEnabled()
    action.trigger()


def lines(pane: UsePane) -> list[str]:
    return pane.transcript.toPlainText().splitlines()


def test_the_turns_of_a_dialogue_are_shown_and_what_is_being_said_stays(
    pane: UsePane, session: Session
) -> None:
    tell(session, *TURNS)
    shown = ["It rained. Nobody came.", "You", "Who?", "Nobody.",
             "Read into the memory: book.txt", "A book."]  # fmt: skip
    assert lines(pane) == shown
    assert pane.transcript.shown_turns() == [0, 1, 2]
    pane.composer.put("And then?", as_question=False)
    pane.composer.send.click()
    tell(session, *TURNS)
    assert lines(pane) == [*shown, "And then?"]
    session.text_generated.emit(TextPiece(" Sun."))
    session.text_generated.emit(TextPiece("", is_last=True))
    tell(session, *TURNS, Turn(prompt="And then?", answer=" Sun."))
    assert lines(pane) == [*shown, "And then? Sun."]
    assert pane.transcript.shown_turns() == [0, 1, 2, 3]


def test_what_is_no_longer_in_the_memory_is_set_off_and_cannot_be_gone_back_to(
    pane: UsePane, session: Session
) -> None:
    tell(session, *TURNS[:2], since=1)
    assert "is not in it" in lines(pane)[1]
    pane.controls.tools.show_for(0)
    assert not pane.controls.tools.actions_of_turn["again"].isEnabled()
    assert "emptied" in pane.controls.tools.actions_of_turn["again"].toolTip()
    pane.controls.tools.show_for(1)
    assert pane.controls.tools.actions_of_turn["again"].isEnabled()


def test_a_session_that_is_returned_to_is_shown_again(pane: UsePane, session: Session) -> None:
    tell(session, *TURNS)
    shown = lines(pane)
    tell(session, Turn(prompt="Snow?", answer=" Yes."), name="snow", change=Change.SESSION)
    assert lines(pane) == ["Snow? Yes."]
    tell(session, *TURNS, change=Change.SESSION)
    assert lines(pane) == shown
    # What was cleared from the page stays away, and what another session says does not.
    pane.transcript.clear_page()
    tell(session, Turn(prompt="Snow?", answer=" Yes."), name="snow", change=Change.SESSION)
    tell(session, *TURNS, change=Change.SESSION)
    assert lines(pane) == []


def test_what_happened_to_the_memory_is_said_once(pane: UsePane, session: Session) -> None:
    """The engine tells of the conversation before it tells of the memory."""
    tell(session, *TURNS[:2], since=2)
    assert "is not in it" in lines(pane)[-1]
    pane.transcript.add_note("The memory was emptied.")
    assert lines(pane)[-1] == "The memory was emptied."
    assert not any("is not in it" in line for line in lines(pane))
    before = lines(pane)
    tell(session, *TURNS[:2], since=2)
    assert lines(pane) == before


def test_an_answer_is_tried_again_with_chance_and_another_seed(
    pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    tell(session, *TURNS[:2])
    do(pane, 1, "again")
    (request,) = submitted
    assert isinstance(request, SayAt)
    assert (request.index, request.prompt, request.keeps_branch) == (1, "Who?", False)
    assert request.settings.as_question
    assert request.settings.temperature > 0
    assert request.settings.seed == 1
    # The old answer is gone from the page, and a new one is being written.
    assert lines(pane) == ["It rained. Nobody came.", "You", "Who?"]
    assert pane.composer.stop.isVisible()
    session.text_generated.emit(TextPiece(" Me."))
    assert lines(pane)[-1] == "Me."
    # Cancelled: all is as it was.
    session.text_generated.emit(TextPiece("", is_last=True, was_given_up=True))
    assert lines(pane)[-1] == "Nobody."
    assert pane.composer.send.isVisible()


def test_what_was_said_is_edited_and_what_follows_is_kept_as_a_branch(
    qtbot: QtBot, pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    tell(session, *TURNS)
    do(pane, 0, "edit")
    controls = pane.controls
    assert controls.edit.isVisible()
    assert "turn 1" in controls.edit.text.text()
    assert controls.edit.keeps.isChecked()
    assert pane.composer.text() == "It rained."
    controls.edit.cancel.click()
    assert not controls.edit.isVisible()
    assert not pane.composer.text()
    do(pane, 0, "edit")
    pane.composer.prompt.setPlainText("It snowed.")
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (request,) = submitted
    assert isinstance(request, SayAt)
    assert (request.index, request.prompt, request.keeps_branch) == (0, "It snowed.", True)
    assert not request.settings.as_question
    assert lines(pane) == ["It snowed."]
    assert not controls.edit.isVisible()


def test_what_was_written_is_edited_and_the_model_goes_on_from_it(
    pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    tell(session, *TURNS[:1])
    # What was being written is there again afterwards.
    pane.composer.put("And where", as_question=True)
    do(pane, 0, "edit")
    do(pane, 0, "answer")
    assert pane.composer.text() == "Nobody came."
    assert pane.composer.send.text() == "Put it there"
    pane.composer.prompt.setPlainText("Anna came.")
    pane.composer.send.click()
    (request,) = submitted
    assert isinstance(request, AnswerWith)
    assert (request.index, request.text, request.keeps_branch) == (0, " Anna came.", False)
    assert (pane.composer.text(), pane.composer.send.text()) == ("And where", "Ask")


def test_an_edit_that_comes_to_nothing_is_opened_again_with_what_was_typed(
    pane: UsePane, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    tell(session, *TURNS)
    pane.composer.put("And where", as_question=True)
    do(pane, 0, "edit")
    pane.controls.edit.keeps.setChecked(False)
    pane.composer.prompt.setPlainText("It snowed.")
    pane.composer.send.click()
    engine.start(TaskKind.GENERATE)
    assert pane.composer.text() == "And where"
    session.text_generated.emit(TextPiece("", is_last=True, was_given_up=True))
    engine.end(TaskKind.GENERATE)
    assert lines(pane)[0] == "It rained. Nobody came."
    assert (pane.composer.text(), pane.controls.edit.isVisible()) == ("It snowed.", True)
    assert not pane.controls.edit.keeps.isChecked()
    pane.controls.edit.cancel.click()
    assert pane.composer.text() == "And where"
    do(pane, 0, "answer")
    pane.composer.prompt.setPlainText("Anna came.")
    pane.composer.send.click()
    engine.start(TaskKind.GENERATE)
    session._engine.worker.task_failed.emit(Failure(TaskKind.GENERATE, "No room."))
    engine.end(TaskKind.GENERATE)
    assert (pane.composer.text(), pane.composer.send.text()) == ("Anna came.", "Put it there")
    # Once the turn is there, so is what was typed.
    pane.composer.send.click()
    engine.start(TaskKind.GENERATE)
    tell(session, TURNS[0].becoming(answer=" Anna came."))
    engine.end(TaskKind.GENERATE)
    assert not pane.controls.edit.isVisible()
    assert pane.composer.text() == "And where"


def test_escape_ends_the_editing_of_a_turn(
    qtbot: QtBot, pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    tell(session, *TURNS)
    do(pane, 0, "edit")
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Escape)
    assert not pane.controls.edit.isVisible()
    assert pane.composer.text() == ""
    pane.composer.put("And where", as_question=True)
    do(pane, 0, "edit")
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Escape)
    assert (pane.composer.text(), pane.composer.is_question) == ("And where", True)


def test_an_answer_without_a_word_is_told_of(pane: UsePane, session: Session) -> None:
    said = Turn(prompt="Who?", settings=_ASKED, read_ids=(3,), written_ids=(2,))
    tell(session, said)
    assert "ended without a word" in pane.transcript.whole_text()
    # Parts of characters, of which no whole one came.
    tell(session, said.becoming(written_ids=(7,) * 80))
    assert "but no text comes of them" in pane.transcript.whole_text()
    for none in (
        said.becoming(is_edited=True),
        said.becoming(source="book.txt"),
        said.becoming(settings=GenerationSettings(max_new_tokens=0)),
    ):
        tell(session, none)
        assert "ended without a word" not in pane.transcript.whole_text()


def test_each_turn_offers_what_makes_sense_for_it(pane: UsePane, session: Session) -> None:
    tell(session, *TURNS, Turn(answer=" More.", written_ids=(6,)))

    def offered(turn: int) -> set[str]:
        pane.controls.tools.show_for(turn)
        return {n for n, a in pane.controls.tools.actions_of_turn.items() if a.isVisible()}

    assert offered(0) == {"again", "edit", "answer", "branch", "sources", "forget"}
    assert offered(2) == {"branch", "forget"}
    assert offered(3) == {"again", "answer", "branch", "sources", "forget"}


def test_tools_come_with_the_mouse_and_with_the_keys(
    qtbot: QtBot, pane: UsePane, session: Session
) -> None:
    tell(session, *TURNS)
    tools, transcript = pane.controls.tools, pane.transcript
    area = transcript.place_of(1)
    QTest.mouseMove(transcript.viewport(), QPoint(30, area.center().y()))
    qtbot.waitUntil(lambda: tools.turn == 1)
    assert tools.isVisible()
    transcript.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(transcript, Qt.Key.Key_Up, alt)
    assert tools.turn == 0
    qtbot.keyClick(transcript, Qt.Key.Key_Down, alt)
    qtbot.keyClick(transcript, Qt.Key.Key_Down, alt)
    assert tools.turn == 2
    qtbot.keyClick(transcript, Qt.Key.Key_Return)
    assert pane.focusWidget() is tools.findChild(QToolButton, "branchTool")
    pane.composer.prompt.setFocus()
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Up, alt)
    assert tools.turn == 1
    assert transcript.hasFocus()
    session._on_worker_task_started(TaskKind.MEASURE)
    assert not tools.isVisible()
    session._on_worker_task_ended(TaskKind.MEASURE)


def test_turns_are_branched_and_forgotten(
    pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    tell(session, *TURNS)
    do(pane, 1, "branch")
    assert isinstance(submitted[-1], SessionRequest)
    assert (submitted[-1].verb, submitted[-1].number) == (SessionVerb.BRANCH, 2)
    do(pane, 1, "forget")
    assert isinstance(submitted[-1], Forget)
    assert submitted[-1].wish.turns == (1,)


def test_where_an_answer_came_from_is_asked_for_with_the_very_tokens(
    pane: UsePane, session: Session
) -> None:
    asked: list[tuple[Any, int]] = []
    pane.controls.sources_requested.connect(lambda turns, index: asked.append((turns, index)))
    session.dialogue.view = DialogueView(TURNS, since=0)
    pane.controls._show(session.dialogue.view)
    tools = pane.controls.tools
    tools.show_for(1)
    sources = tools.actions_of_turn["sources"]
    assert sources.isVisible()
    assert sources.isEnabled()
    sources.trigger()
    ((turns, number),) = asked
    assert [each.ids for each in turns] == [(1, 2), (3, 4)]
    assert number == 2
    tools.show_for(2)
    assert not sources.isVisible()
    session.dialogue.view = DialogueView(TURNS, since=0, begins_empty=False)
    pane.controls._show(session.dialogue.view)
    tools.show_for(1)
    assert not sources.isEnabled()
    assert "before the first turn" in sources.toolTip()


@pytest.mark.slow
def test_a_word_that_the_memory_gave_much_to_is_explained(
    window: MainWindow,
    engine: Engine,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = tiny_loaded("rmt", segment_length=16)
    ids = tuple(loaded.tokenizer(SENTENCES[0] * 4, add_special_tokens=False)["input_ids"])
    turn = Turn(prompt="Who?", answer="Mary", read_ids=ids[:-6], written_ids=ids[-6:])
    engine.ready()
    engine.model("tiny")
    recorded: list[tuple[Any, str, bool]] = []
    explained: list[int] = []
    session = window.session

    def record(text: Any, document: str, *, gain: bool = False) -> None:
        recorded.append((text, document, gain))

    monkeypatch.setattr(session, "record_trace", record)
    monkeypatch.setattr(session.effects, "explain", explained.append)
    window.commands.answers.show((turn,), 1)
    ((text, name, gain),) = recorded
    assert text == ids
    assert gain
    assert name in session.traces.spoken
    out = tmp_path / "t.zarr"
    trace = record_trace(
        loaded, tokens_as_text(loaded.tokenizer, ids), document=name, out=out, gain=True,
        control=Control(),
    )  # fmt: skip
    session.traces.open(str(out))
    qtbot.waitUntil(lambda: bool(explained))
    (token,) = explained
    gains = trace.gain()[len(ids) - 6 :]
    assert gains.max() > 0
    assert gains[token - len(ids) + 6] >= gains.max() / 2
    assert not (gains[: token - len(ids) + 6] >= gains.max() / 2).any()
    assert window.selection.current.token == token
    assert window.pages.current == "memory"


def test_words_are_forgotten_and_what_came_of_it_is_said(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    from tests.gui.test_use_pane import a_snapshot

    session._on_worker_memory_changed(a_snapshot())
    tell(session, *TURNS[:2])
    pane.controls.forget_some.click()
    strip = pane.controls.forget
    assert strip.isVisible()
    assert not strip.do.isEnabled()
    # Nor is it while the model is busy, whatever is typed.
    engine.start(TaskKind.GENERATE)
    qtbot.keyClicks(strip.words, "Nora")
    qtbot.keyClick(strip.words, Qt.Key.Key_Return)
    assert not submitted
    engine.end(TaskKind.GENERATE)
    qtbot.keyClick(strip.words, Qt.Key.Key_Return)
    assert submitted[-1].wish.words == "Nora"
    session.dialogue._on_worker_forgotten(Forgotten(a_report(0.0031)))
    assert not strip.isVisible()
    assert strip.words.text() == ""
    text = pane.transcript.toPlainText()
    assert "Forgotten: “Where is Nora? In the mill.” is now as likely (0.3%)" in text
    assert "before 98%" in text
    assert "“Where is Hugo? In the tower.”: 99% before, 99% now" in text


def test_words_that_nothing_holds_stay_to_be_put_right(
    qtbot: QtBot, pane: UsePane, session: Session, submitted: list[Any]
) -> None:
    from tests.gui.test_use_pane import a_snapshot

    session._on_worker_memory_changed(a_snapshot())
    tell(session, *TURNS[:2])
    pane.controls.forget_some.click()
    strip = pane.controls.forget
    qtbot.keyClicks(strip.words, "Norra")
    qtbot.keyClicks(strip.question, "Where is Nora?")
    qtbot.keyClick(strip.words, Qt.Key.Key_Return)
    failure = Failure(TaskKind.GENERATE, "Nothing holds {it}.", {"it": "Norra"})
    session._engine.dialogue_worker.forgetting_failed.emit(failure)
    qtbot.waitUntil(lambda: lines(pane)[-1] == "Nothing holds Norra.")
    assert strip.isVisible()
    assert (strip.words.text(), strip.question.text()) == ("Norra", "Where is Nora?")
    assert strip.do.isEnabled()
    # What a turn's own button forgets is another matter.
    session.dialogue._on_worker_forgotten(Forgotten(a_report(0.0031)))
    assert strip.words.text() == "Norra"


def a_report(after: float) -> ForgetReport:
    nora = Probe("Where is Nora?", " In the mill.", is_question=True)
    hugo = Probe("Where is Hugo?", " In the tower.", is_question=True)
    return ForgetReport(
        "Nora", "slots", 0, (), (2,),
        (Measured(nora, before=0.98, after=after, never=0.0031, empty=0.02),),
        (Measured(hugo, before=0.99, after=0.99, never=0.99, empty=0.02),),
    )  # fmt: skip


def test_what_was_not_forgotten_is_not_said_to_be() -> None:
    assert in_words(a_report(0.5)).startswith(
        "Not forgotten: “Where is Nora? In the mill.” is still"
    )
    assert "Slots that were put back to what they were in the beginning: 2." in in_words(
        a_report(0)
    )
    assert "For comparison, “Where is Hugo? In the tower.”: 99% before" in in_words(a_report(0))
    (other,) = a_report(0).others
    never = replace(other, before=2e-5, after=3e-5)
    assert "For comparison" not in in_words(replace(a_report(0), others=(never,)))


def test_what_was_never_likely_is_not_said_to_be_forgotten() -> None:
    report = a_report(0)
    unlikely = replace(report.forgotten[0], before=2e-8, after=1e-9, never=1e-9)
    said = in_words(replace(report, forgotten=(unlikely,)))
    assert said.startswith("It is gone from what was read. There was nothing to measure: “Where")
    assert verdict_line(replace(report, forgotten=(unlikely,))).startswith("It is gone")


def test_what_is_remembered_is_shown_beside_the_window(
    qtbot: QtBot, pane: UsePane, session: Session
) -> None:
    from memstudio.gui.dialogs.remembered import RememberedDialog

    slot = RememberedSlot(3, SlotContents((" mill", " Nora"), (2.0, 1.0)), (Writer(2, 0.41),))
    found = Remembered(5, (slot,), "It rained.\n\nAssistant: Yes.\n", 1, has_start=False)
    session.dialogue._on_worker_remembered(RememberedNow(found))
    (dialog,) = pane.findChildren(RememberedDialog)
    assert not dialog.isModal()
    assert dialog.table.item(0, 0).text() == "3"
    assert dialog.table.item(0, 2).text() == "turn 2 (41%)"
    assert "It rained. Assistant: Yes." in dialog.notes.text()
    assert "no longer in the memory" in dialog.notes.text()
    dialog.forget.click()
    assert pane.controls.forget.isVisible()


def test_the_sessions_are_listed_and_gone_to(
    qtbot: QtBot,
    pane: UsePane,
    session: Session,
    engine: Engine,
    submitted: list[Any],
    tmp_path: Path,
) -> None:
    bar, model = pane.controls.bar, session.model
    assert model is not None
    assert bar.button.text().strip() == "Sessions"
    tell(session, *TURNS, name="rain")
    assert bar.button.text().strip() == "rain"
    entries = tuple(
        SessionEntry(SessionRecord(name=n, model=m, reference=f"/{m}"), tmp_path)
        for n, m in (
            ("rain", model.name),
            ("snow", model.name),
            ("sun", "other"),
            ("R&D", "2026-11-29-115040-q&a-train"),
        )
    )
    session.dialogue._look._take(SessionListing(entries))
    assert [each.name for each in bar.others] == ["snow", "sun", "R&D"]
    torn = DataError("Broken: {path}", path="x")
    session.dialogue._look._take(SessionListing(entries, (torn,)))
    bar._fill()
    texts = {action.text(): action for action in bar.menu.actions()}
    assert texts["A session cannot be read"].toolTip() == "Broken: x"
    assert "R&&D  (q&&a-train 11-29 11:50:40)" in texts
    texts["snow"].trigger()
    assert (submitted[-1].verb, submitted[-1].name) == (SessionVerb.OPEN, "snow")
    texts["sun  (other)"].trigger()
    # Its own model is opened first.
    assert isinstance(submitted[-1], LoadModel)
    assert submitted[-1].reference == "/other"
    engine.start(TaskKind.LOAD)
    engine.model("other", reference="/other")
    tell(session, name="", change=Change.MODEL)
    engine.end(TaskKind.LOAD)
    assert (submitted[-1].verb, submitted[-1].name) == (SessionVerb.OPEN, "sun")
    tell(session, *TURNS[:1], name="sun", change=Change.SESSION)
    assert lines(pane) == ["It rained. Nobody came."]
    bar.new.click()
    assert submitted[-1].verb is SessionVerb.NEW
    tell(session, name="", change=Change.SESSION)
    assert pane.transcript.is_blank
    request = SessionRequest(submitted[-1].control, SessionVerb.EXPORT, "sun")
    session.dialogue._on_worker_done(SessionDone(request, "sun", "x.md"))
    assert "x.md" in pane.transcript.toPlainText()


@pytest.mark.parametrize("how", ["cancelled", "failed", "refused"])
def test_a_session_whose_model_did_not_open_is_not_gone_to_later(
    pane: UsePane,
    session: Session,
    engine: Engine,
    submitted: list[Any],
    tmp_path: Path,
    how: str,
) -> None:
    record = SessionRecord(name="sun", model="other", reference="/other")
    session.dialogue._look._take(SessionListing((SessionEntry(record, tmp_path),)))
    pane.controls.bar.open_requested.emit("sun")
    load = submitted[-1]
    assert isinstance(load, LoadModel)
    if how != "refused":
        engine.start(TaskKind.LOAD)
    if how != "cancelled":
        session._on_worker_task_failed(Failure(TaskKind.LOAD, "No.", is_refusal=how == "refused"))
    if how != "refused":
        engine.end(TaskKind.LOAD)
    # Somebody opens it from the menu, long after.
    engine.model("other", reference="/other")
    tell(session, name="", change=Change.MODEL)
    assert submitted[-1] is load


def test_a_session_is_not_gone_to_with_another_model_than_its_own(
    pane: UsePane, session: Session, engine: Engine, submitted: list[Any], tmp_path: Path
) -> None:
    record = SessionRecord(name="sun", model="other", reference="/other")
    session.dialogue._look._take(SessionListing((SessionEntry(record, tmp_path),)))
    pane.controls.bar.open_requested.emit("sun")
    load = submitted[-1]
    engine.model("third")
    tell(session, name="", change=Change.MODEL)
    assert submitted[-1] is load


def test_a_page_that_was_cleared_shows_only_what_follows(pane: UsePane, session: Session) -> None:
    tell(session, *TURNS[:2])
    pane.clear.click()
    assert pane.transcript.is_blank
    tell(session, *TURNS)
    assert lines(pane) == ["Read into the memory: book.txt", "A book."]


def test_what_was_said_to_another_model_stays_but_is_no_turn_of_this_one(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    tell(session, *TURNS[:1])
    engine.model("other")
    tell(session, name="", change=Change.MODEL)
    assert lines(pane)[0] == "It rained. Nobody came."
    assert pane.transcript.shown_turns() == []
    tell(session, TURNS[1])
    assert lines(pane)[0] == "It rained. Nobody came."
    assert pane.transcript.shown_turns() == [0]


def test_the_menu_leads_to_all_of_it_and_says_what_is_missing(
    window: MainWindow, session: Session, engine: Engine, submitted: list[Any]
) -> None:
    from tests.gui.test_use_pane import a_snapshot

    actions = window.actions_table
    engine.model()
    assert not actions["use.new_session"].isEnabled()
    assert "Nothing was said" in actions["use.new_session"].toolTip()
    assert not actions["use.forget"].isEnabled()
    session._on_worker_memory_changed(a_snapshot())
    tell(session, *TURNS[:1])
    actions["use.forget"].trigger()
    assert window.pages.current == "use"
    assert not window.use_page().write.controls.forget.isHidden()
    actions["use.remembered"].trigger()
    assert isinstance(submitted[-1], AskRemembered)
    actions["use.new_session"].trigger()
    assert submitted[-1].verb is SessionVerb.NEW
