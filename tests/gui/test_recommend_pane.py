"""The way that recommends: what is asked of the engine, and what of its answers is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from memstudio.data.documents import Problem
from memstudio.gui import translation
from memstudio.gui.message_log import MessageLog
from memstudio.gui.panes.use_ways.recommend_pane import RecommendPane
from memstudio.gui.theme import theme as themes
from memstudio.gui.use_page import UsePage
from memstudio.progress import Control, Progress
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.ranking_types import ItemEffect, Ranked, Ranking, Reasons
from memstudio.tasks.recommending.user_library import Touched, User
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb
from tests.gui.conftest import Engine
from tests.gui.languages import as_written_again

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

ITEMS = items_of(["The joy of chess", "Letters on chess"])
OFFERED = items_of(["A short history of chess", "All about <stars>", "Letters on chess"])
ADA = User("Ada", tuple(Touched(item, "2026-01-01T10:00:00Z") for item in ITEMS))
RANKING = Ranking(
    "Ada",
    "tiny",
    (
        Ranked(OFFERED[0], 2.0, -1.0),
        Ranked(OFFERED[2], 0.0, 0.5, is_touched=True),
        Ranked(OFFERED[1], -2.0, -1.0),
    ),
    2,
    3,
)


def the_reasons(*effects: tuple[float, float], num_untested: int = 0) -> Reasons:
    """With one touched item for each effect and its lower end."""
    found = tuple(
        ItemEffect(i, ITEMS[i], effect, low, 2 * effect - low, 1.5 + i)
        for i, (effect, low) in enumerate(effects)
    )
    return Reasons("Ada", RANKING.ranked[0], found, num_untested, 6)


@dataclass
class Asked:
    """What was asked of the engine, and a way to answer as its worker would."""

    session: Any
    all: list[RecommendRequest] = field(default_factory=list)

    def __call__(self, request: object) -> None:
        if isinstance(request, RecommendRequest):
            self.all.append(request)

    @property
    def last(self) -> RecommendRequest:
        return next(r for r in reversed(self.all) if r.verb is not RecommendVerb.LIST)

    def answer(self, request: RecommendRequest | None = None, **how: Any) -> None:
        values: dict[str, Any] = {"names": ("Ada",), "user": ADA} | how
        made = request or RecommendRequest(Control(), RecommendVerb.LIST, "Ada")
        self.session.recommending._on_worker_done(RecommendDone(made, **values))

    def offer(self) -> None:
        """As if candidates had been typed."""
        self.answer(RecommendRequest(Control(), RecommendVerb.OFFER, "Ada"), items=OFFERED)


@pytest.fixture
def asked(session: Session, monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked(session)
    monkeypatch.setattr(session.recommending._engine, "submit", found)
    return found


@pytest.fixture
def messages() -> MessageLog:
    return MessageLog()


@pytest.fixture
def pane(qtbot: QtBot, session: Session, asked: Asked, messages: MessageLog) -> RecommendPane:
    made = RecommendPane(session, messages)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def ready(pane: RecommendPane, asked: Asked, engine: Engine) -> RecommendPane:
    """With a model, a user who touched something, and candidates."""
    engine.model()
    asked.session.recommending.name = "Ada"
    asked.answer()
    asked.offer()
    return pane


def rows(pane: RecommendPane) -> list[str]:
    return [f"{row.text} {row.number}".strip() for row in pane.ranked.rows.rows]


def test_without_a_user_one_is_to_be_made(pane: RecommendPane, asked: Asked) -> None:
    # Whether there is one is not known while the engine is busy with something else.
    assert pane.empty.isVisible()
    assert "as soon as the engine" in pane.empty.text.text()
    assert not pane.new_user.isVisible()
    asked.answer(names=(), user=None)
    assert pane.stack.currentWidget() is pane.empty
    assert pane.new_user.isVisible()
    assert not pane.offer.isVisible()
    assert not pane.touched.isVisible()
    pane.bar._on_name_chosen("Ada", False)
    assert (asked.last.verb, asked.last.name, asked.last.texts) == (
        RecommendVerb.TOUCH, "Ada", ()
    )  # fmt: skip
    asked.answer(asked.last, user=User("Ada"))
    assert pane.touched.isVisible()
    assert not pane.new_user.isVisible()
    assert asked.session.recommending.name == "Ada"


def test_what_is_missing_to_rank_is_said(pane: RecommendPane, asked: Asked, engine: Engine) -> None:
    asked.session.recommending.name = "Ada"
    asked.answer(user=User("Ada"))
    assert "right" in pane.empty.text.text()
    assert "trained to recommend" in pane.empty.text.text()
    assert pane.open_model.isVisible()
    asked.offer()
    asked.answer(user=User("Ada"))
    assert "trained to recommend" in pane.said.text()
    engine.model(kind=None)
    assert "trained to recommend" in pane.said.text()
    engine.model()
    assert "Add what the user has touched" in pane.said.text()
    assert not pane.rank.isEnabled()
    asked.answer()
    assert "not ranked yet" in pane.said.text()
    assert pane.rank.isEnabled()


def test_items_are_typed_and_taken_back(qtbot: QtBot, ready: RecommendPane, asked: Asked) -> None:
    card = ready.touched
    assert [card.list.item(i).text() for i in range(2)] == [
        "Letters on chess", "The joy of chess"
    ]  # fmt: skip
    assert not card.take_back.isEnabled()
    qtbot.keyClicks(card.line, "All about stars")
    qtbot.keyClick(card.line, Qt.Key.Key_Return)
    assert (asked.last.verb, asked.last.texts) == (RecommendVerb.TOUCH, ("All about stars",))
    asked.answer(asked.last)
    card.list.setCurrentRow(0)
    card.take_back.click()
    assert (asked.last.verb, asked.last.number) == (RecommendVerb.TAKE_BACK, 1)
    assert asked.last.touched == ADA.touched[1]
    card.files.click()
    asked.session.recommending.name = "Bob"
    ready.findChild(QFileDialog).filesSelected.emit(["/t/list.txt"])
    assert (asked.last.verb, asked.last.paths) == (RecommendVerb.TOUCH, ("/t/list.txt",))
    assert asked.last.name == "Ada"


def test_candidates_are_ranked_with_bars(qtbot: QtBot, ready: RecommendPane, asked: Asked) -> None:
    assert rows(ready) == [item.text for item in OFFERED]
    ready.new_only.setChecked(True)
    ready.rank.click()
    assert (asked.last.verb, asked.last.offered) == (RecommendVerb.RANK, OFFERED)
    assert asked.last.leaves_out_touched
    assert not ready.rank.isEnabled()
    assert ready.work.isVisible()
    asked.answer(asked.last, ranking=RANKING)
    assert not ready.work.isVisible()
    assert rows(ready) == [
        "A short history of chess 88%  (27%)",
        "Letters on chess  · touched before 50%  (62%)",
        "All about <stars> 12%  (27%)",
    ]
    assert [row.value for row in ready.ranked.rows.rows] == pytest.approx(
        [0.881, 0.5, 0.119], abs=1e-3
    )
    assert "chosen of 3" in ready.said.text()
    # The same candidate again changes nothing that matters; another user's ranking is not shown.
    ready.line.setText("Castles")
    qtbot.keyClick(ready.line, Qt.Key.Key_Return)
    assert (asked.last.verb, asked.last.texts) == (RecommendVerb.OFFER, ("Castles",))
    asked.answer(asked.last, items=items_of(["Castles", "LETTERS ON CHESS"]))
    assert rows(ready) == [*(item.text for item in OFFERED), "Castles"]


def test_a_click_asks_for_reasons_which_are_told_beyond_noise(
    ready: RecommendPane, asked: Asked
) -> None:
    ready.rank.click()
    asked.answer(asked.last, ranking=RANKING)
    assert "Click" in ready.why.said.text()
    ready.ranked.row_chosen.emit(0)
    assert (asked.last.verb, asked.last.candidate) == (RecommendVerb.WHY, OFFERED[0])
    assert "is blanked out" in ready.why.said.text()
    asked.answer(asked.last, reasons=the_reasons((1.2, 0.4), (0.3, -0.1), num_untested=4))
    said = ready.why.said.text()
    assert "interest 88%, 27%" in said
    assert "Above all because of “The joy of chess”: without it, it would be less." in said
    assert "4 item(s) were read" in said
    shown = ready.why.effects.rows.rows
    assert [row.number for row in shown] == ["+1.20", "+0.30"]
    assert [row.colour for row in shown] == [themes.current().accent, None]
    assert "−1.20 nats (−2.00 to −0.40" in shown[0].tip
    alike = the_reasons((1.2, 0.4), (0.3, -0.1))
    alike = replace(alike, candidate=replace(alike.candidate, score_reset=alike.candidate.score))
    asked.answer(asked.last, reasons=alike)
    assert "hardly changes it; most of what it does comes from" in ready.why.said.text()
    asked.answer(asked.last, reasons=the_reasons((0.2, -0.4), (0.1, -0.1)))
    assert "No single item's absence" in ready.why.said.text()
    assert "Alone, “Letters on chess” would change it most, by +2.50" in ready.why.said.text()


def test_all_of_the_reasons_is_in_sight_in_a_low_window(
    ready: RecommendPane, asked: Asked, qtbot
) -> None:
    ready.resize(1100, 420)
    ready.rank.click()
    asked.answer(asked.last, ranking=RANKING)
    ready.ranked.row_chosen.emit(0)
    asked.answer(asked.last, reasons=the_reasons((1.2, 0.4), (0.3, -0.1), num_untested=4))
    label = ready.why.said
    # Neither less than its lines nor what they took at another width.
    qtbot.waitUntil(lambda: label.height() == label.heightForWidth(label.width()))
    below = ready.why.effects
    qtbot.waitUntil(lambda: label.geometry().bottom() < below.geometry().top())


def test_only_what_was_ranked_is_asked_about(ready: RecommendPane, asked: Asked) -> None:
    ready.rank.click()
    few = Ranking("Ada", "tiny", RANKING.ranked[::2], 2, 5, num_left_out=1)
    asked.answer(asked.last, ranking=few)
    assert "1 candidate(s) left out" in ready.said.text()
    ready.ranked.row_chosen.emit(1)
    assert asked.last.offered == OFFERED[:2]
    asked.answer(asked.last, is_cancelled=True)
    assert "Click" in ready.why.said.text()


def test_a_ranking_goes_when_what_it_was_made_of_is_another(
    ready: RecommendPane, asked: Asked, engine: Engine
) -> None:
    known = asked.session.recommending
    for change in (
        lambda: asked.answer(user=User("Ada", ADA.touched[:1])),
        lambda: engine.model("other"),
        ready.new_only.toggle,
        lambda: asked.answer(
            RecommendRequest(Control(), RecommendVerb.OFFER, "Ada"), items=items_of(["Ice"])
        ),
    ):
        asked.answer()
        ready.rank.click()
        asked.answer(asked.last, ranking=RANKING)
        assert known.ranking is RANKING
        change()
        assert known.ranking is None
    # Nor does what was asked for before come to be shown.
    ready.rank.click()
    ready.new_only.toggle()
    asked.answer(asked.last, ranking=RANKING)
    assert known.ranking is None
    ready.rank.click()
    asked.answer(asked.last, ranking=RANKING)
    ready.ranked.row_chosen.emit(0)
    ready.new_only.toggle()
    asked.answer(asked.last, reasons=the_reasons((1.2, 0.4)))
    assert known.reasons is None
    ready.clear.trigger()
    assert known.offered == ()
    assert ready.stack.currentWidget() is ready.empty


def test_an_answer_for_another_user_is_not_shown(ready: RecommendPane, asked: Asked) -> None:
    ready.rank.click()
    request = asked.last
    asked.session.recommending.choose("Bob")
    asked.answer(request, names=("Ada", "Bob"), ranking=RANKING)
    assert asked.session.recommending.ranking is None
    assert ready.bar.choice.currentText() == "Bob"


def test_the_user_who_was_chosen_while_files_were_added_stays_it(
    ready: RecommendPane, asked: Asked
) -> None:
    known = asked.session.recommending
    known.touch(paths=("/t/large.csv",))
    adding = asked.last
    known.choose("Bob")
    bob = User("Bob", ADA.touched[:1])
    asked.answer(adding, names=("Ada", "Bob"))
    asked.answer(asked.all[-1], names=("Ada", "Bob"), user=bob)
    assert (known.name, known.user, ready.bar.choice.currentText()) == ("Bob", bob, "Bob")
    ready.touched.line.setText("Endgames")
    ready.touched._on_line_entered()
    assert asked.last.name == "Bob"
    # Nor when nobody was chosen yet, or the same one was chosen again in between.
    for before, chosen in (("", ("Ada",)), ("Ada", ("Bob", "Ada"))):
        known.name = before
        known.touch(name="Eve")
        adding = asked.last
        for name in chosen:
            known.choose(name)
        asked.answer(adding, names=("Ada", "Bob", "Eve"))
        assert known.name == "Ada"
    known.touch(name="Eve")
    asked.answer(asked.last, names=("Ada", "Bob", "Eve"))
    assert known.name == "Eve"


def test_work_can_be_ended_and_what_went_wrong_is_said(ready: RecommendPane, asked: Asked) -> None:
    ready.rank.click()
    asked.session.recommending.progress_changed.emit(Progress(1, 6, "Ranking", "lists"))
    assert ready.work.text.text() == "Ranking"
    ready.work.cancel.click()
    assert asked.last.control.is_cancelled
    asked.answer(asked.last, is_cancelled=True)
    ready.rank.click()
    failure = Failure(TaskKind.GENERATE, "{name} has no memory.", {"name": "tiny"})
    asked.answer(asked.last, failure=failure)
    assert ready.work.text.text() == "tiny has no memory."
    assert ready.work.text.property("role") == "danger"
    ready.rank.click()
    assert ready.work.text.text() == "Working…"
    assert ready.work.text.property("role") == "muted"
    asked.answer(asked.last, failure=failure)
    assert ready.work.text.text() == "tiny has no memory."


def test_files_that_cannot_be_read_are_told(
    ready: RecommendPane, asked: Asked, messages: MessageLog
) -> None:
    ready._on_files_selected(["/t/broken.pdf"])
    problem = Problem(Path("/t/broken.pdf"), None, "It is no PDF.")
    asked.answer(asked.last, problems=(problem,))
    assert "broken.pdf. It is no PDF." in messages.messages[-1].text


def test_what_is_wrong_with_a_file_is_told_in_the_language_of_the_window(
    qapp: QApplication, ready: RecommendPane, asked: Asked, messages: MessageLog
) -> None:
    ready._on_files_selected(["/t/list.csv"])
    text = "No row has a field with text. Put each text in a field 'text'."
    with as_written_again(qapp):
        translation.install(qapp, "zh_CN")
        asked.answer(asked.last, problems=(Problem(Path("/t/list.csv"), None, text),))
        reason = translation.filled(text)
    assert reason != text
    assert reason in messages.messages[-1].text


def test_a_user_is_deleted_only_after_a_question(ready: RecommendPane, asked: Asked) -> None:
    before = len(asked.all)
    ready.bar.delete.click()
    assert len(asked.all) == before
    dialog = ready.window().findChild(object, "confirm")
    assert dialog is not None
    # Whoever was asked about goes, also when another is the chosen one by then.
    asked.answer(RecommendRequest(Control(), RecommendVerb.TOUCH, "Bob"), names=("Ada", "Bob"))
    assert asked.session.recommending.name == "Bob"
    dialog.click()  # type: ignore[attr-defined]
    assert (asked.last.verb, asked.last.name) == (RecommendVerb.DELETE, "Ada")
    asked.answer(asked.last, names=(), user=None)
    assert asked.session.recommending.name == ""
    assert ready.new_user.isVisible()


def test_a_collection_is_offered_when_there_is_one(ready: RecommendPane, asked: Asked) -> None:
    assert not ready.from_collection.isVisible()
    asked.session.collections.name = "Town & Country"
    asked.session.collections.changed.emit()
    assert ready.from_collection.text() == "From the collection Town && Country"
    ready.from_collection.trigger()
    assert (asked.last.verb, asked.last.collection) == (RecommendVerb.OFFER, "Town & Country")


def test_what_is_dropped_is_touched_first_and_offered_then(
    window: MainWindow, engine: Engine, asked: Asked
) -> None:
    engine.ready()
    page = window.page("use")
    assert isinstance(page, UsePage)
    window.show_page("use")
    page.show_way("recommend")
    assert isinstance(page.way("recommend"), RecommendPane)
    asked.session.recommending.name = "Ada"
    asked.answer(user=User("Ada"))
    assert page.takes_text
    assert "touched" in page.drop_sentence
    page.take_text(("/t/list.txt",))
    assert (asked.last.verb, asked.last.paths) == (RecommendVerb.TOUCH, ("/t/list.txt",))
    asked.answer(asked.last)
    assert "candidates" in page.drop_sentence
    page.take_text(("/t/list.txt",))
    assert (asked.last.verb, asked.last.paths) == (RecommendVerb.OFFER, ("/t/list.txt",))
    page.show_way("search")
    assert page.drop_sentence == "Put this text into the collection"
