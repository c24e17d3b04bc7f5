"""The ways of use: what is asked of the engine, and what of its answers is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QPushButton

from memstudio.data.documents import Problem
from memstudio.errors import DataError
from memstudio.gui.folder_look import FolderLook
from memstudio.gui.message_log import MessageLog
from memstudio.gui.panes.use_ways.answer_pane import AnswerPane
from memstudio.gui.panes.use_ways.collection_bar import add_documents
from memstudio.gui.panes.use_ways.found_html import marked_text
from memstudio.gui.panes.use_ways.search_pane import SearchPane
from memstudio.gui.run_view import RunView
from memstudio.gui.selection import SelectionModel
from memstudio.gui.theme import theme as themes
from memstudio.gui.use_page import UsePage
from memstudio.progress import Control, Progress
from memstudio.tasks.collection.collection import Added
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.passages import Passage
from memstudio.tasks.collection.search_types import Found, PartScore, SearchResult
from memstudio.tasks.sourced.answer_types import SourcedAnswer, SourceOf
from memstudio.tasks.sourced.confidence import Calibration, CurvePoint, Signals
from memstudio.workers.collection_messages import (
    AskedBefore,
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
    CollectionView,
)
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.conftest import Engine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_TEXT = "Roses <grow> along the southern wall. They are red."
VIEW = CollectionView(
    "Town", "", (("roses.txt", "/t/roses.txt"),), (AskedBefore("2026-01-01T10:00", "ice", ""),), 2
)


@dataclass
class Asked:
    """What was asked of the engine, and a way to answer as its worker would."""

    session: Any
    all: list[CollectionRequest] = field(default_factory=list)

    def __call__(self, request: CollectionRequest) -> None:
        self.all.append(request)

    @property
    def last(self) -> CollectionRequest:
        return next(r for r in reversed(self.all) if r.verb is not CollectionVerb.LIST)

    def answer(self, request: CollectionRequest | None = None, **how: Any) -> None:
        values: dict[str, Any] = {"names": ("Town",), "view": VIEW} | how
        made = request or CollectionRequest(Control(), CollectionVerb.LIST, "Town")
        self.session.collections._on_worker_done(CollectionDone(made, **values))


@pytest.fixture
def asked(session: Session, monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked(session)
    monkeypatch.setattr(session.collections._engine, "submit", found)
    monkeypatch.setattr(session.collections.listing, "start", lambda: None)
    session.collections.name = "Town"
    return found


@pytest.fixture
def search(qtbot: QtBot, session: Session, asked: Asked) -> SearchPane:
    pane = SearchPane(session)
    qtbot.addWidget(pane)
    pane.resize(1000, 640)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def answering(qtbot: QtBot, session: Session, asked: Asked) -> AnswerPane:
    pane = AnswerPane(session)
    qtbot.addWidget(pane)
    pane.resize(1000, 640)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def found() -> Found:
    passage = Passage("s", "roses.txt", 0, 0, _TEXT)
    return Found(passage, "roses.txt", 0.03, (PartScore("words", 7.25, 1),), ((0, 5),))


def result() -> SearchResult:
    return SearchResult("Town", "roses", "2026-01-01T11:00", (found(),), 2, ("words",))


def an_answer(confidence: float) -> SourcedAnswer:
    source = SourceOf(found(), (0, 36))
    signals = Signals(0.9, 0.4, 0.5)
    return SourcedAnswer("Where?", "the wall", confidence, 0.5, signals, (source,), None, "tiny")


def test_without_a_collection_it_says_what_to_do(search: SearchPane, asked: Asked) -> None:
    asked.answer(names=(), view=None)
    assert search.stack.currentWidget() is search.empty
    assert not search.search.isEnabled()
    assert search.add.isVisible()


def test_the_line_to_write_in_stays_where_it_is(search: SearchPane, asked: Asked) -> None:
    assert not search.stack.isVisible()
    before = search.query.mapTo(search, search.query.rect().topLeft())
    asked.answer(names=(), view=None)
    assert search.stack.isVisible()
    assert search.query.mapTo(search, search.query.rect().topLeft()) == before


def test_a_query_is_asked_and_what_was_meant_is_noted(
    qtbot: QtBot, search: SearchPane, asked: Asked
) -> None:
    asked.answer()
    qtbot.keyClicks(search.query, "roses")
    qtbot.keyClick(search.query, Qt.Key.Key_Return)
    assert (asked.last.verb, asked.last.text) == (CollectionVerb.SEARCH, "roses")
    assert search.work.isVisible()
    asked.answer(asked.last, result=result())
    assert not search.work.isVisible()
    shown = search.results.toPlainText()
    assert "Roses <grow> along" in shown
    assert "from character 0 · words 7.25, rank 1" in shown
    search.results.anchorClicked.emit(QUrl("choose:0"))
    assert asked.last.verb is CollectionVerb.CHOOSE
    assert (asked.last.text, asked.last.query) == ("s:0", ("2026-01-01T11:00", "roses"))
    # It is said to be noted when it is, and as long as it is.
    failure = Failure(TaskKind.GENERATE, "The disk is full.")
    asked.answer(asked.last, failure=failure)
    assert "remembered" not in search.results.toPlainText()
    asked.answer(asked.last)
    assert "remembered" in search.results.toPlainText()
    search.bar.forget.trigger()
    asked.answer(asked.last)
    assert "remembered" not in search.results.toPlainText()


def test_a_dialog_is_about_the_collection_that_was_chosen_when_it_opened(
    search: SearchPane, asked: Asked
) -> None:
    asked.answer()
    search.bar._on_name_chosen("New", False)
    making = asked.last
    search.bar.add.click()
    search.bar.by_encoder.trigger()
    search.bar.delete.trigger()
    files, folder = search.bar.findChildren(QFileDialog)
    asked.answer(making, names=("New", "Town"), view=replace(VIEW, name="New"))
    assert asked.session.collections.name == "New"
    files.filesSelected.emit(["/t/roses.txt"])
    folder.fileSelected.emit("/t/encoder")
    search.findChild(QPushButton, "confirm").click()
    assert [(each.verb, each.name) for each in asked.all if each.name == "Town"][-3:] == [
        (CollectionVerb.ADD, "Town"),
        (CollectionVerb.USE_VECTORS, "Town"),
        (CollectionVerb.DELETE, "Town"),
    ]


def test_a_past_query_is_asked_again(search: SearchPane, asked: Asked) -> None:
    asked.answer()
    assert search.past.item(0).text() == "ice"
    search.past.itemActivated.emit(search.past.item(0))
    assert (asked.last.verb, asked.last.text) == (CollectionVerb.SEARCH, "ice")


def test_what_went_wrong_is_said_and_goes_with_the_next_search(
    search: SearchPane, asked: Asked
) -> None:
    failure = Failure(TaskKind.GENERATE, "No model is open. Open one first.")
    asked.answer(failure=failure)
    assert "No model is open" in search.work.text.text()
    asked.answer()
    assert not search.work.isVisible()


def test_the_model_looks_again_only_when_there_is_one(
    search: SearchPane, asked: Asked, engine: Engine
) -> None:
    asked.answer()
    assert not search.looks.isEnabled()
    engine.model()
    search.looks.setChecked(True)
    search.query.setText("roses")
    search.search.click()
    assert asked.last.looks


def test_the_threshold_decides_what_is_said(
    answering: AnswerPane, asked: Asked, engine: Engine
) -> None:
    engine.model()
    asked.answer()
    answering.question.setText("Where do roses grow?")
    answering.num_read.setValue(2)
    answering.ask.click()
    assert (asked.last.verb, asked.last.number) == (CollectionVerb.ANSWER, 2)
    asked.answer(asked.last, answer=an_answer(0.6))
    assert answering.text.text() == "the wall"
    answering.trust.slider.setValue(70)
    assert answering.text.text() == "I don't know."
    assert "would have said: “the wall”" in answering.measured.text()
    assert "never learnt" not in answering.measured.text()
    asked.answer(asked.last, answer=replace(an_answer(0.6), is_taught=False))
    assert "tiny never learnt to answer from passages" in answering.measured.text()
    assert "southern wall" in answering.sources.toPlainText()
    answering.trust.slider.setValue(60)
    assert answering.text.text() == "the wall"
    asked.answer(asked.last, answer=an_answer(0.597))
    assert "Confidence 59%" in answering.measured.text()
    assert "below 60%" in answering.measured.text()
    assert answering.stack.currentWidget() is not answering.empty
    asked.session.collections.choose("Other")
    other = CollectionRequest(Control(), CollectionVerb.LIST, "Other")
    asked.answer(other, names=("Town", "Other"), view=replace(VIEW, name="Other"))
    assert answering.stack.currentWidget() is answering.empty


def test_what_a_threshold_costs_is_said_once_it_was_learnt(
    answering: AnswerPane, asked: Asked, engine: Engine, qtbot: QtBot
) -> None:
    engine.model()
    asked.answer()
    assert not answering.trust.chart.isVisible()
    assert "Not calibrated" in answering.trust.said.text()
    answering.trust.calibration_requested.emit("/t/held-out.jsonl")
    assert (asked.last.verb, asked.last.paths) == (CollectionVerb.CALIBRATE, ("/t/held-out.jsonl",))
    points = (CurvePoint(0.5, 0.72, 0.91), CurvePoint(1.0, 0.0, None))
    calibration = Calibration((0.0,) * 4, (0.0,) * 3, (1.0,) * 3, 80, points)
    asked.answer(calibrations={3: calibration})
    assert answering.trust.chart.isVisible()
    # What the curves are is to be read in full, in the narrow card, too.
    entries = answering.trust.chart.header.legend.entries.values()
    qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in entries), timeout=1000)  # fmt: skip
    said = answering.trust.said.text()
    assert all(part in said for part in ("72%", "91%", "80"))
    answering.trust.slider.setValue(100)
    assert "none of 80" in answering.trust.said.text()
    answering.num_read.setValue(0)
    assert "Not calibrated" in answering.trust.said.text()


def test_nothing_can_be_asked_without_model_or_documents(
    answering: AnswerPane, asked: Asked, engine: Engine
) -> None:
    asked.answer()
    assert not answering.ask.isEnabled()
    assert answering.open_model.isVisible()
    engine.model()
    assert answering.ask.isEnabled()
    asked.answer(names=(), view=None)
    assert not answering.ask.isEnabled()
    assert answering.add.isVisible()


def test_marks_are_where_they_are_and_text_is_no_markup() -> None:
    html = marked_text("a <b> c\n\nd", ((2, 5),), (0, 7))
    assert (
        f"<b><span style='background-color:{themes.current().highlight}'>&lt;b&gt;</span></b>"
        in html
    )
    assert "<br>d" in html
    assert html.startswith("<span")


def test_what_collections_there_are_is_known_while_the_engine_is_busy(
    qtbot: QtBot, session: Session, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    CollectionLibrary().open_or_make("Private")
    session.collections.name = ""
    listing = session.collections.listing
    monkeypatch.setattr(listing, "start", lambda: FolderLook.start(listing))
    pane = SearchPane(session)
    qtbot.addWidget(pane)
    with qtbot.waitSignal(session.collections.listing.changed):
        pane.show()
    assert pane.bar.choice.currentText() == "Private"
    add_documents(session.collections, ("/t/roses.txt",))
    assert asked.last.name == "Private"


def test_what_waits_for_the_training_says_so(
    search: SearchPane, session: Session, asked: Asked
) -> None:
    session._set_run(RunView("running", total_steps=500))
    asked.answer()
    add_documents(session.collections, ("/t/roses.txt",))
    waits = "Waits for the training; pause it to go on."
    assert search.work.text.text() == waits
    session._set_run(RunView("paused", total_steps=500))
    assert search.work.text.text() == "Working…"
    session._set_run(RunView("running", total_steps=500))
    assert search.work.text.text() == waits
    session.collections.progress_changed.emit(Progress(1, 4, "Reading text", "bytes"))
    session._set_run(RunView("running", step=1, total_steps=500))
    assert search.work.text.text() == "Reading text"
    first = asked.last
    add_documents(session.collections, ("/t/poppies.txt",))
    assert search.work.text.text() == "Reading text"
    asked.answer(first, added=Added(new=("roses.txt",)))
    assert (search.work.text.text(), search.work.bar.maximum()) == (waits, 0)
    asked.answer(asked.last, added=Added(new=("poppies.txt",)))
    assert not search.work.isVisible()


def test_what_is_found_in_a_collection_that_was_chosen_while_documents_were_added_is_shown(
    search: SearchPane, session: Session, asked: Asked
) -> None:
    names = ("Other", "Town")
    asked.answer(names=names)
    add_documents(session.collections, ("/t/roses.txt",))
    adding = asked.last
    session.collections.choose("Other")
    session.collections.ask(CollectionVerb.SEARCH, "roses")
    other = replace(VIEW, name="Other")
    asked.answer(adding, names=names)
    asked.answer(asked.last, names=names, view=other, result=replace(result(), collection="Other"))
    assert search.bar.choice.currentText() == "Other"
    assert search.stack.currentWidget() is search.results


@pytest.mark.parametrize("chosen", ["Town", ""])
def test_the_first_collection_is_followed_to_unless_one_was_chosen_since(
    session: Session, asked: Asked, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    """What waits for a training was wished while it was not known what there is."""
    collections = session.collections
    collections.name = ""
    add_documents(collections, ("/t/roses.txt",))
    adding = asked.last
    monkeypatch.setattr(collections.listing, "entries", ("Old", "Town"))
    collections.listing.changed.emit()
    assert collections.name == "Old"
    if chosen:
        collections.choose(chosen)
    asked.answer(adding, names=("Documents", "Old", "Town"))
    assert collections.name == (chosen or "Documents")


def test_what_could_not_be_added_is_said_on_whichever_way(
    qtbot: QtBot, session: Session, asked: Asked
) -> None:
    messages = MessageLog()
    page = UsePage(session, SelectionModel(), messages)
    qtbot.addWidget(page)
    page.show_way("answer")
    page.take_text(("/t/roses.txt", "/t/broken.pdf"))
    problem = Problem(Path("/t/broken.pdf"), None, "It is {what}.", {"what": "cut off"})
    asked.answer(asked.last, added=Added(new=("roses.txt",), problems=(problem,)))
    assert [each.text for each in messages.messages] == [
        "Not all could be added: broken.pdf. It is cut off."
    ]
    # A document that went missing from a collection is told once, not with each look.
    lost = DataError("A part is damaged ({name}).", name="3f.json")
    for _ in range(2):
        asked.answer(problems=(lost,))
    assert [each.text for each in messages.messages[1:]] == ["Town: A part is damaged (3f.json)."]
    # Of many, each file once, and of whose reason it is.
    many = tuple(Problem(Path(f"/t/{name}.csv"), None, "It is cut off.") for name in "aabcde")
    asked.answer(asked.last, added=Added(problems=many))
    assert messages.messages[-1].text == (
        "Not all could be added: a.csv, b.csv, c.csv and 2 more. a.csv: It is cut off."
    )


def test_what_went_wrong_while_another_page_was_in_front_is_told_and_still_said_there(
    qtbot: QtBot, session: Session, asked: Asked
) -> None:
    messages = MessageLog()
    page = UsePage(session, SelectionModel(), messages)
    qtbot.addWidget(page)
    page.show()
    page.show_way("search")
    qtbot.waitUntil(page.way("search").isVisible)
    asked.answer(names=())  # There is no collection before the first documents.
    page.take_text(("/t/roses.txt",))
    failure = Failure(TaskKind.GENERATE, "The disk is full.")
    adding = asked.last
    page.hide()
    asked.answer(adding, names=(), failure=failure)
    assert [each.text for each in messages.messages] == ["The disk is full."]
    page.show()
    asked.answer(asked.all[-1], names=())
    work = page.way("search").work
    assert (work.isVisible(), work.text.text()) == (True, "The disk is full.")
    # In front it is said there alone; and it is no matter of another collection.
    asked.answer(adding, names=(), failure=failure)
    assert len(messages.messages) == 1
    other = CollectionRequest(Control(), CollectionVerb.LIST, "Other")
    asked.answer(other, names=("Other",), view=replace(VIEW, name="Other"))
    assert not work.isVisible()


def test_ways_are_built_when_they_are_looked_at_and_take_dropped_text(
    window: MainWindow, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ready()
    page = window.page("use")
    assert isinstance(page, UsePage)
    window.show_page("use")
    assert list(page._built) == ["write"]
    assert not page.takes_text
    page.show_way("search")
    assert page.takes_text
    assert isinstance(page.way("search"), SearchPane)
    page.show_way("answer")
    assert isinstance(page.way("answer"), AnswerPane)
    page.prepare("Once", as_question=False)
    assert page.tabs.currentIndex() == 0
    # What its own button does with a file, as long as a model is there to read it.
    assert not page.takes_text
    engine.model()
    assert page.takes_text
    read: list[tuple[object, object]] = []
    monkeypatch.setattr(
        window.session, "generate", lambda text, _, name: read.append((text.path, name))
    )
    text, more = tmp_path / "a.txt", tmp_path / "more"
    text.write_text("Once.", encoding="utf-8")
    more.mkdir()
    for paths in ((str(text), str(more)), (str(more),)):
        page.take_text(paths)
        assert "one file at a time" in window.messages.messages[-1].text
    page.take_text((str(text),))
    page.take_text((str(text),))
    assert read == [(str(text), "a.txt")]
    assert "Wait until" in window.messages.messages[-1].text
