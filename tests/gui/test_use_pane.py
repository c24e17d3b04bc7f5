"""The use pane: what is sent, what is shown, and the memory beside it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSplitter, QToolTip

from memstudio import events
from memstudio.gui.panes.use import pane as use_pane
from memstudio.gui.panes.use.pane import UsePane
from memstudio.gui.panes.use.suggestions import questions_about
from memstudio.gui.panes.use.transcript import Transcript
from memstudio.gui.selection import SelectionModel
from memstudio.gui.theme import theme as themes
from memstudio.tasks.dialogue.turn import Turn
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.memory_snapshot import MemorySnapshot, SlotContents
from memstudio.workers.dialogue_messages import Change, DialogueView
from memstudio.workers.messages import Failure, TaskKind, TextFile, TextPiece
from tests.gui.conftest import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

    Sent = list[tuple[str | TextFile, GenerationSettings]]

_LEFT = Qt.MouseButton.LeftButton
_STORY = (
    "She likes rank preserved. Nora walked to the kitchen. It rained. Hugo went to the garden. "
    "Nora is now in the library."
)


@pytest.fixture
def selection() -> SelectionModel:
    return SelectionModel()


@pytest.fixture
def pane(qtbot: QtBot, session: Session, selection: SelectionModel) -> UsePane:
    pane = UsePane(session, selection)
    qtbot.addWidget(pane)
    pane.resize(1000, 640)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def sent(session: Session, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What was asked of the engine."""
    asked: Sent = []
    monkeypatch.setattr(
        session, "generate", lambda text, settings, _document="": asked.append((text, settings))
    )
    return asked


@pytest.fixture
def triggered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions of the window that the pane asked for."""
    actions: list[str] = []
    monkeypatch.setattr(use_pane, "trigger", lambda _source, action: actions.append(action))
    return actions


def a_snapshot(num_segments: int = 1, num_pending: int = 7, num_slots: int = 3) -> MemorySnapshot:
    slots = tuple(SlotContents((" kitchen", " 花园"), (2.0, 1.0)) for _ in range(num_slots))
    change = np.linspace(0.1, 0.5, num_slots).astype(np.float32) if num_segments else None
    return MemorySnapshot(
        num_segments, num_pending, 48, slots, change, np.ones(num_slots, np.float32)
    )


def click(qtbot: QtBot, button: QWidget) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, _LEFT)


def write(pane: UsePane, text: str) -> None:
    pane.composer.prompt.setPlainText(text)


def send(qtbot: QtBot, pane: UsePane, text: str) -> None:
    write(pane, text)
    click(qtbot, pane.composer.send)


def answer(session: Session, *pieces: str) -> None:
    """As the worker sends it."""
    for piece in pieces:
        session.text_generated.emit(TextPiece(piece))
    session.text_generated.emit(TextPiece("", is_last=True))


def give_up(session: Session) -> None:
    """As the worker closes an answer that failed or was stopped before it began."""
    session.text_generated.emit(TextPiece("", is_last=True, was_given_up=True))


def a_document(
    session: Session, text: str = _STORY, path: str = "/t/1.zarr", step: int | None = None
) -> None:
    """A text that the memory page shows."""
    document: Any = SimpleNamespace(
        text=text, path=path, identity=(path,), name="A story & more", step=step
    )
    session.traces.document = document
    session.traces.document_changed.emit(document)


# ---------------------------------------------------------------------- before anything


def test_without_a_model_it_leads_to_one(qtbot: QtBot, pane: UsePane, triggered: list[str]) -> None:
    # The page says so by itself.
    assert not pane.reason.isVisible()
    assert pane.empty.isVisible()
    assert "Open a model" in pane.empty.text.text()
    write(pane, "something")
    assert not pane.composer.send.isEnabled()
    click(qtbot, pane.open_demo)
    click(qtbot, pane.open_model)
    assert triggered == ["file.open_demo", "file.open_model"]


def test_the_empty_page_says_what_the_open_model_remembers(pane: UsePane, engine: Engine) -> None:
    engine.model()
    assert not pane.open_demo.isVisible()
    assert not pane.reason.isVisible()
    assert "goes into its memory" in pane.empty.text.text()
    engine.model("plain", kind=None)
    assert "no memory" in pane.empty.text.text()


# ---------------------------------------------------------------------- asking and continuing


def test_ctrl_enter_sends_the_text_and_empties_the_box(
    qtbot: QtBot, pane: UsePane, engine: Engine, sent: Sent
) -> None:
    engine.model()
    composer = pane.composer
    write(pane, "Where is Mary?")
    click(qtbot, composer.ask_way)
    composer.length.setValue(12)
    qtbot.keyClick(composer.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == [("Where is Mary?", GenerationSettings(max_new_tokens=12, as_question=True))]
    assert not composer.text()
    assert "Where is Mary?" in pane.transcript.toPlainText()


def test_the_button_says_what_it_does(qtbot: QtBot, pane: UsePane, engine: Engine) -> None:
    engine.model()
    assert pane.composer.send.text() == "Continue"
    assert "continue" in pane.composer.prompt.placeholderText()
    click(qtbot, pane.composer.ask_way)
    assert pane.composer.send.text() == "Ask"
    assert pane.composer.prompt.placeholderText().startswith("Ask")
    assert not pane.composer.continue_way.isChecked()


def test_an_answer_stands_beneath_its_question(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    click(qtbot, pane.composer.ask_way)
    send(qtbot, pane, "Where is Nora?")
    answer(session, " In the", " kitchen.")
    assert pane.transcript.toPlainText().splitlines() == [
        "You", "Where is Nora?", "In the kitchen."
    ]  # fmt: skip


def test_pieces_are_joined_behind_the_prompt(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    send(qtbot, pane, "It was")
    answer(session, "a dark", " and 暴风雨", " night.")
    # What is written and what is generated are one text.
    assert pane.transcript.toPlainText() == "It wasa dark and 暴风雨 night."


def test_an_empty_box_lets_the_model_write_on(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    assert not pane.composer.send.isEnabled()
    assert "write on" not in pane.composer.prompt.placeholderText()
    send(qtbot, pane, "It was")
    answer(session, " dark")
    assert "write on" in pane.composer.prompt.placeholderText()
    click(qtbot, pane.composer.send)
    assert [text for text, _ in sent] == ["It was", ""]
    answer(session, " and cold")
    assert pane.transcript.toPlainText() == "It was dark and cold"


def test_without_a_question_there_is_nothing_to_ask(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    send(qtbot, pane, "It was")
    answer(session, " dark")
    click(qtbot, pane.composer.ask_way)
    assert not pane.composer.send.isEnabled()
    qtbot.keyClick(
        pane.composer.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )  # fmt: skip
    assert len(sent) == 1
    click(qtbot, pane.composer.continue_way)
    assert pane.composer.send.isEnabled()


def test_sampling_options_are_sent_and_matter_only_with_chance(
    qtbot: QtBot, pane: UsePane, engine: Engine, sent: Sent
) -> None:
    engine.model()
    composer = pane.composer
    assert not composer.top_p.isVisible()
    click(qtbot, composer.more)
    assert composer.top_p.isVisible()
    assert not composer.top_p.isEnabled()
    assert not composer.seed.isEnabled()
    composer.temperature.setValue(0.8)
    assert composer.top_p.isEnabled()
    composer.top_p.setValue(0.5)
    composer.seed.setValue(7)
    send(qtbot, pane, "It was")
    assert sent == [("It was", GenerationSettings(temperature=0.8, top_p=0.5, seed=7))]
    click(qtbot, composer.more)
    assert not composer.top_p.isVisible()


def test_nothing_is_sent_twice(qtbot: QtBot, pane: UsePane, engine: Engine, sent: Sent) -> None:
    engine.model()
    send(qtbot, pane, "It was")
    write(pane, "again")
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(sent) == 1
    assert pane.composer.text() == "again"


def test_escape_stops_the_writing(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._control(TaskKind.GENERATE)
    engine.start(TaskKind.GENERATE)
    assert pane.composer.stop.isVisible()
    assert not pane.composer.send.isVisible()
    qtbot.keyClick(pane.composer.prompt, Qt.Key.Key_Escape)
    assert session._controls.latest(TaskKind.GENERATE).is_stop_requested
    engine.end(TaskKind.GENERATE)
    assert not pane.composer.stop.isVisible()
    assert pane.composer.send.isVisible()


def test_the_button_stops_the_writing_too(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._control(TaskKind.GENERATE)
    engine.start(TaskKind.GENERATE)
    click(qtbot, pane.composer.stop)
    assert session._controls.latest(TaskKind.GENERATE).is_stop_requested


def test_what_was_stopped_before_it_answered_comes_back(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    click(qtbot, pane.composer.ask_way)
    send(qtbot, pane, "Where is Nora?")
    engine.start(TaskKind.GENERATE)
    give_up(session)
    engine.end(TaskKind.GENERATE)
    assert pane.composer.text() == "Where is Nora?"
    assert pane.composer.is_question
    assert pane.transcript.is_blank
    assert pane.composer.send.isEnabled()


def test_what_failed_comes_back_and_a_newer_draft_is_kept(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    send(qtbot, pane, "first")
    write(pane, "a draft")
    give_up(session)
    assert pane.composer.text() == "a draft"
    assert pane.transcript.is_blank


def test_what_was_said_before_stays_when_writing_on_fails(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    a_document(session)
    click(qtbot, pane.suggestions.read_button)
    answer(session)
    click(qtbot, pane.composer.send)
    assert sent[-1][0] == ""
    give_up(session)
    assert "Read into the memory" in pane.transcript.toPlainText()


def test_what_was_asked_before_ends_and_fails_without_what_was_sent_after_it(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    # "What is remembered?" waits for the engine, too, and is done first.
    click(qtbot, pane.controls.ask)
    send(qtbot, pane, "It was")
    engine.start(TaskKind.GENERATE)
    session.failed.emit(Failure(TaskKind.GENERATE, "No."))
    engine.end(TaskKind.GENERATE)
    assert pane.transcript.toPlainText() == "It was"
    assert not pane.composer.text()
    engine.start(TaskKind.GENERATE)
    answer(session, " dark")
    engine.end(TaskKind.GENERATE)
    assert pane.transcript.toPlainText() == "It was dark"
    assert pane.composer.send.isEnabled()


def test_what_was_answered_in_part_stays(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    send(qtbot, pane, "It was")
    engine.start(TaskKind.GENERATE)
    session.text_generated.emit(TextPiece(" dark"))
    give_up(session)
    engine.end(TaskKind.GENERATE)
    assert pane.transcript.toPlainText() == "It was dark"
    assert not pane.composer.text()


def test_a_prompt_can_be_prepared(pane: UsePane, engine: Engine) -> None:
    engine.model()
    pane.prepare("Mary went to the kitchen. Where is Mary?", as_question=True)
    assert pane.composer.text().endswith("Where is Mary?")
    assert pane.composer.is_question
    pane.prepare("Once", as_question=False)
    assert not pane.composer.is_question


def test_no_key_is_written_into_a_box_that_is_out_of_sight(
    qtbot: QtBot, window: MainWindow, engine: Engine
) -> None:
    window.use_page()
    window.show_page("train")
    before = window.focusWidget()
    assert before is not None
    window.demo_opening.question_prepared.emit("Where is Mary?")
    composer = window.use_page().write.composer
    assert composer.text() == "Where is Mary?"
    assert window.focusWidget() is before
    window.show_page("use")
    composer.take_keys()
    assert window.focusWidget() is composer.prompt


def test_what_was_prepared_for_a_model_goes_with_it_but_nothing_that_was_written(
    pane: UsePane, engine: Engine
) -> None:
    engine.model("demo")
    pane.prepare("Where is Mary?", as_question=True)
    engine.model("another")
    assert not pane.composer.text()
    pane.prepare("Where is Mary?", as_question=True)
    write(pane, "Where is Mary, then?")
    engine.model("third")
    assert pane.composer.text() == "Where is Mary, then?"


@pytest.mark.slow
def test_the_demo_that_opens_leaves_its_question_in_the_box(
    window: MainWindow, engine: Engine
) -> None:
    """It is prepared before the page hears of the model."""
    engine.ready()
    window.use_page()
    window.demo_opening.expect("demo")
    engine.model("demo")
    composer = window.use_page().write.composer
    assert composer.text().endswith("?")
    assert composer.is_question


# ---------------------------------------------------------------------- suggestions


def test_the_text_of_the_memory_page_can_be_read_and_asked_about(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    assert not pane.suggestions.isVisible()
    a_document(session)
    assert not pane.suggestions.isVisible()
    engine.model()
    read = pane.suggestions.read_button
    assert read.text() == "Read “A story && more” into the memory"
    click(qtbot, read)
    assert sent == [(_STORY, GenerationSettings(max_new_tokens=0))]
    assert "Read into the memory: A story & more" in pane.transcript.toPlainText()
    assert not read.isVisible()
    assert not pane.suggestions.questions[0].isEnabled()
    answer(session)
    names = [button.text() for button in pane.suggestions.questions]
    assert names == ["Where is Nora?", "Where is Hugo?"]
    first = pane.suggestions.questions[0]
    qtbot.waitUntil(first.isVisible)
    click(qtbot, first)
    assert sent[1] == ("Where is Nora?", GenerationSettings(as_question=True))
    assert pane.transcript.toPlainText().endswith("You\nWhere is Nora?")


def test_a_suggested_question_leaves_the_box_alone(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    a_document(session)
    click(qtbot, pane.suggestions.read_button)
    answer(session)
    write(pane, "a long draft")
    pane.composer.length.setValue(5)
    hugo = pane.suggestions.questions[1]
    qtbot.waitUntil(hugo.isVisible)
    click(qtbot, hugo)
    assert sent[-1] == ("Where is Hugo?", GenerationSettings(max_new_tokens=5, as_question=True))
    assert pane.composer.text() == "a long draft"
    assert not pane.composer.is_question


def test_suggestions_wait_while_the_model_cannot_be_asked(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    a_document(session)
    engine.start(TaskKind.LOAD)
    assert not pane.suggestions.isVisible()
    engine.end(TaskKind.LOAD)
    assert pane.suggestions.isVisible()


def test_a_reading_that_failed_is_offered_again(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    a_document(session)
    click(qtbot, pane.suggestions.read_button)
    give_up(session)
    assert pane.suggestions.read_button.isVisible()
    assert pane.suggestions.read_button.isEnabled()
    assert pane.transcript.is_blank
    assert not pane.composer.text()


def test_another_text_and_another_model_have_read_nothing(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model("one", kind=None)
    a_document(session)
    click(qtbot, pane.suggestions.read_button)
    answer(session)
    assert pane.suggestions.questions
    a_document(session, "Clara went to the mill.", "/t/2.zarr")
    assert pane.suggestions.read_button.isVisible()
    a_document(session)
    assert not pane.suggestions.read_button.isVisible()
    # Nor has another session, but for the one that did.
    told = session.dialogue._on_worker_dialogue_changed
    told(DialogueView((Turn(prompt="Snow?"),), session="snow", change=Change.SESSION))
    assert pane.suggestions.read_button.isVisible()
    assert not pane.suggestions.questions
    read = Turn(prompt=_STORY, source="A story & more")
    told(DialogueView((read,), session="story", change=Change.SESSION))
    assert not pane.suggestions.read_button.isVisible()
    assert pane.suggestions.questions
    # Nor is a text asked about whose turn was forgotten, until that turn is back.
    told(DialogueView((Turn(prompt="Snow?"),), session="story"))
    assert pane.suggestions.read_button.isVisible()
    assert not pane.suggestions.questions
    told(DialogueView((Turn(prompt="Snow?"), read), session="story"))
    assert pane.suggestions.questions
    # It still is in the memory when the reading of another one comes to nothing.
    pane.documents.read_requested.emit("Another text.", "b.txt")
    give_up(session)
    assert pane.suggestions.questions
    assert not pane.suggestions.read_button.isVisible()
    engine.model("two", kind=None)
    assert pane.suggestions.read_button.isVisible()


def test_a_text_too_long_for_a_click_is_not_offered(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    a_document(session, "word " * 100_000)
    assert not pane.suggestions.isVisible()


def test_the_probe_of_a_run_is_nothing_to_ask_about(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    a_document(session, step=200)
    assert not pane.suggestions.isVisible()
    a_document(session)
    assert pane.suggestions.read_button.isVisible()


def test_what_was_said_here_is_not_offered_to_be_read(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    a_document(session)
    assert pane.suggestions.read_button.isVisible()
    assert session.traces.document is not None
    session.traces.spoken.add(session.traces.document.name)
    pane.documents.suggest()
    assert not pane.suggestions.isVisible()


def test_a_document_is_read_from_a_file(
    qtbot: QtBot,
    pane: UsePane,
    session: Session,
    engine: Engine,
    sent: Sent,
) -> None:
    read = pane.controls.bar.read
    assert not read.isEnabled()
    engine.model()
    click(qtbot, read)
    dialog = pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/t/voyage.txt")
    dialog.close()
    assert sent == [(TextFile("/t/voyage.txt", 400_000), GenerationSettings(max_new_tokens=0))]
    assert "Read into the memory: voyage.txt" in pane.transcript.toPlainText()
    # Not twice, and nothing of it stays when there is no text in it.
    assert not read.isEnabled()
    give_up(session)
    assert pane.transcript.is_blank
    assert not pane.composer.text()
    assert read.isEnabled()


def test_who_learnt_to_answer_is_asked(pane: UsePane, engine: Engine) -> None:
    # Written while the model was still being opened.
    write(pane, "Who?")
    engine.model("none", trained_on={"reads_turns": True})
    assert pane.composer.is_question
    write(pane, "")
    engine.model("one")
    assert not pane.composer.is_question
    engine.model("two", trained_on={"reads_turns": True})
    assert pane.composer.is_question
    # Somebody is at it: the box stays as it is.
    write(pane, "It was")
    engine.model("three")
    assert pane.composer.is_question


def test_questions_are_about_people_of_a_story() -> None:
    assert questions_about(_STORY) == ("Where is Nora?", "Where is Hugo?")
    assert questions_about("It is a truth universally acknowledged.") == ()


# ---------------------------------------------------------------------- the page


def test_the_page_can_be_copied_and_cleared(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    assert not pane.copy.isVisible()
    long = "A very long book. " * 500
    send(qtbot, pane, long)
    answer(session, "The end.")
    assert len(pane.transcript.toPlainText()) < 2000
    click(qtbot, pane.copy)
    assert QGuiApplication.clipboard().text() == f"{long}The end."
    click(qtbot, pane.clear)
    assert pane.transcript.is_blank
    assert pane.empty.isVisible()
    assert not pane.clear.isVisible()


def test_what_was_said_stays_when_another_model_is_opened(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    send(qtbot, pane, "It was")
    answer(session, " dark")
    engine.model("other")
    assert pane.transcript.toPlainText().splitlines() == ["It was dark", "other from here on."]
    session._on_worker_model_unloaded()
    assert pane.transcript.is_blank


@pytest.fixture
def dark_again(qapp: QApplication) -> Iterator[None]:
    yield
    themes.apply(qapp, "light")


def test_another_look_keeps_what_was_said(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent,
    qapp: QApplication, dark_again: None,
) -> None:  # fmt: skip
    engine.model()
    send(qtbot, pane, "It was")
    answer(session, " dark")
    themes.apply(qapp, "dark")
    assert pane.transcript.toPlainText() == "It was dark"
    send(qtbot, pane, " and" * 390)
    for _ in range(9):
        session.text_generated.emit(TextPiece(" and so on" * 20))
    bar = pane.transcript.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    themes.apply(qapp, "light")
    assert bar.value() == bar.maximum() > 0


# ---------------------------------------------------------------------- the memory


def test_the_memory_is_shown_and_can_be_forgotten(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    session._on_worker_memory_changed(a_snapshot())
    card = pane.memory
    assert card.summary.text() == "1 segment written"
    assert (card.pending.value(), card.pending.maximum()) == (7, 48)
    assert "7 of 48 tokens" in card.waiting.text()
    assert card.rows.num_slots == 3
    assert "花园" in card.rows.accessibleDescription()
    assert "changed by 50.0%" in card.rows.description(2)
    send(qtbot, pane, "something")
    answer(session)
    with qtbot.waitSignal(session._engine.reset_memory_requested):
        click(qtbot, card.reset)
    session._on_worker_memory_changed(a_snapshot(0, 0))
    assert card.summary.text() == "Nothing written yet"
    assert "as the model begins" in card.note.text()
    # What was said stays, with a line beneath it.
    assert pane.transcript.toPlainText().splitlines()[0] == "something"
    assert "emptied" in pane.transcript.toPlainText()


def test_a_forgotten_text_can_be_read_again(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, sent: Sent
) -> None:
    engine.model()
    a_document(session)
    click(qtbot, pane.suggestions.read_button)
    session._on_worker_memory_changed(a_snapshot(2))
    answer(session)
    assert not pane.suggestions.read_button.isVisible()
    session._on_worker_memory_changed(a_snapshot(0, 0))
    assert pane.suggestions.read_button.isVisible()


def test_an_empty_memory_is_not_said_to_be_forgotten_at_first(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_memory_changed(a_snapshot(0, 0))
    session._on_worker_memory_changed(a_snapshot(0, 0))
    assert pane.transcript.is_blank


def test_a_model_without_memory_says_so(pane: UsePane, session: Session, engine: Engine) -> None:
    assert "No model" in pane.memory.summary.text()
    engine.model(kind=None)
    session._on_worker_memory_changed(None)
    assert "no memory" in pane.memory.summary.text()
    assert not pane.memory.pending.isVisible()
    assert pane.memory.rows.num_slots == 0


def test_a_memory_without_slots_says_so(pane: UsePane, session: Session, engine: Engine) -> None:
    engine.model()
    empty = np.zeros(0, np.float32)
    session._on_worker_memory_changed(MemorySnapshot(4, 0, 48, (), empty, empty))
    assert pane.memory.summary.text() == "4 segments written"
    assert "no slots" in pane.memory.note.text()


def test_slots_are_chosen_by_click_and_by_key(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, selection: SelectionModel
) -> None:
    engine.model()
    session._on_worker_memory_changed(a_snapshot())
    rows = pane.memory.rows
    height = rows.sizeHint().height() // 3
    qtbot.mouseClick(rows, _LEFT, pos=QPoint(60, height + height // 2))
    assert selection.current.slot == 1
    for key, slot in (
        (Qt.Key.Key_Down, 2), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 2),
    ):  # fmt: skip
        qtbot.keyClick(rows, key)
        assert selection.current.slot == slot
    # Beneath the last there is nothing.
    qtbot.mouseClick(rows, _LEFT, pos=QPoint(60, rows.height() + 20))
    assert selection.current.slot == 2


def test_words_that_cannot_be_seen_are_written_out(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    slots = (SlotContents(("\x01", "\n", "  ", " 花园"), (4.0, 3.0, 2.0, 1.0)),)
    ones = np.ones(1, np.float32)
    session._on_worker_memory_changed(MemorySnapshot(1, 0, 48, slots, ones, ones))
    assert "\\x01 4.0, ↵ 3.0, ␣ 2.0, 花园 1.0" in pane.memory.rows.description(0)


def test_no_button_of_a_narrow_memory_card_is_cut_off(qtbot: QtBot, pane: UsePane) -> None:
    card, controls = pane.memory, pane.controls
    pane.findChild(QSplitter).setSizes([10_000, 1])
    qtbot.waitUntil(lambda: card.width() < 300)
    for button in (card.keep, card.states, controls.ask, controls.forget_some):
        assert button.width() >= button.sizeHint().width()
        assert card.rect().contains(QRect(button.mapTo(card, QPoint(0, 0)), button.size()))


def test_a_slot_chosen_elsewhere_is_brought_into_sight(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine, selection: SelectionModel
) -> None:
    engine.model()
    session._on_worker_memory_changed(a_snapshot(num_slots=64))
    bar = pane.memory._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    selection.select(slot=63)
    assert bar.value() == bar.maximum()
    selection.select(slot=0)
    assert bar.value() == 0
    # A slot that this memory does not have, of a trace of another model.
    selection.select(slot=500)
    assert bar.value() == 0


def test_a_slot_says_all_when_the_mouse_rests_on_it(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QApplication

    engine.model()
    session._on_worker_memory_changed(a_snapshot())
    rows = pane.memory.rows
    at = QPoint(60, 10)
    event = QHelpEvent(QEvent.Type.ToolTip, at, rows.mapToGlobal(at))
    QApplication.sendEvent(rows, event)
    assert QToolTip.text() == rows.description(0)
    assert "kitchen 2.0, 花园 1.0" in QToolTip.text()
    QToolTip.hideText()


# ---------------------------------------------------------------------- during a run


def test_while_training_it_asks_to_pause_and_works_when_paused(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    engine.train()
    write(pane, "It was")
    assert "Pause it" in pane.reason.text()
    # In one line: there is room.
    qtbot.waitUntil(
        lambda: (
            pane.reason.width() >= pane.reason.fontMetrics().horizontalAdvance(pane.reason.text())
        )
    )
    assert not pane.composer.send.isEnabled()
    click(qtbot, pane.pause)
    assert session._controls.latest(TaskKind.TRAIN).is_paused
    engine.event(events.RunPaused(step=120))
    assert pane.composer.send.isEnabled()
    assert not pane.reason.isVisible()
    assert not pane.pause.isVisible()


def test_it_waits_for_what_else_is_going_on(pane: UsePane, engine: Engine) -> None:
    engine.model()
    write(pane, "It was")
    engine.start(TaskKind.READ_DATA)
    assert "Wait" in pane.reason.text()
    assert not pane.composer.send.isEnabled()
    assert not pane.memory.reset.isEnabled()
    engine.end(TaskKind.READ_DATA)
    assert pane.composer.send.isEnabled()


def test_the_end_stays_in_sight_until_the_user_scrolls_away(qtbot: QtBot) -> None:
    transcript = Transcript()
    qtbot.addWidget(transcript)
    # Written before it is shown, as the first answer is: its size comes later.
    transcript.add_prompt("A long story. " * 80, is_question=True)
    transcript.resize(400, 120)
    transcript.show()
    qtbot.waitExposed(transcript)
    bar = transcript.verticalScrollBar()
    assert bar.maximum() > 0
    transcript.add_piece("In the school.", is_answer=True)
    assert bar.value() == bar.maximum()
    transcript.resize(260, 90)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    bar.setValue(10)
    transcript.add_piece(" And more." * 40, is_answer=True)
    assert bar.value() == 10
    transcript.resize(300, 80)
    assert bar.value() < bar.maximum()
    # What the user says is brought into sight again.
    transcript.add_prompt("Where?", is_question=True)
    assert bar.value() == bar.maximum()
