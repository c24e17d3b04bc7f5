"""The engine's thread keeps what users touched, and ranks by it as the window wishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from memstudio.progress import Control
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.states.state_library import StateLibrary
from memstudio.workers.messages import LoadModel
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb
from tests.workers.conftest import PATIENCE, Answers, Ear

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.workers.engine_thread import EngineThread

Ask = Callable[..., RecommendDone]
OFFERED = items_of(["A short history of chess", "All about stars", "Castles"])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def ask(qtbot: QtBot, engine: EngineThread) -> Ask:
    answers = Answers(engine.recommend_worker.done)

    def asking(
        verb: RecommendVerb, control: Control | None = None, name: str = "Ada", **how: Any
    ) -> RecommendDone:
        before = len(answers.all)
        engine.submit(RecommendRequest(control or Control(), verb, name, **how))
        qtbot.waitUntil(lambda: len(answers.all) > before, timeout=PATIENCE)
        return answers.all[-1]

    return asking


def test_users_are_kept_without_a_model(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("Chess\nStars\n", encoding="utf-8")
    done = ask(RecommendVerb.TOUCH, texts=("Trains",), paths=(str(tmp_path / "list.txt"),))
    assert done.names == ("Ada",)
    assert done.user is not None
    assert [each.item.text for each in done.user.touched] == ["Trains", "Chess", "Stars"]
    after = ask(RecommendVerb.TAKE_BACK, number=1).user
    assert after is not None
    assert [each.item.text for each in after.touched] == ["Trains", "Stars"]
    gone = ask(RecommendVerb.DELETE)
    assert (gone.user, gone.names) == (None, ())


def test_candidates_come_from_words_files_and_a_collection(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "offer.csv").write_text("title\nChess\n", encoding="utf-8")
    CollectionLibrary().open_or_make("Shelf").add([tmp_path / "offer.csv"], Control())
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    paths = (str(tmp_path / "offer.csv"), str(broken))
    done = ask(RecommendVerb.OFFER, texts=("Stars",), paths=paths, collection="Shelf")
    assert [(each.text, each.source) for each in done.items] == [
        ("Stars", ""), ("Chess", "Shelf"), ("Chess", "offer.csv")
    ]  # fmt: skip
    assert broken in {problem.path for problem in done.problems}


def test_what_cannot_be_done_is_told_in_words(ask: Ask) -> None:
    ask(RecommendVerb.TOUCH, texts=("Chess",))
    without = ask(RecommendVerb.RANK, offered=OFFERED)
    assert without.failure is not None
    assert without.failure.text.startswith("No model is open")
    unknown = ask(RecommendVerb.TAKE_BACK, name="Bob")
    assert unknown.failure is not None
    assert unknown.names == ("Ada",)


def test_what_was_cancelled_before_it_began_does_nothing(ask: Ask) -> None:
    control = Control()
    control.cancel()
    assert ask(RecommendVerb.TOUCH, control, texts=("Chess",)).is_cancelled
    assert ask(RecommendVerb.LIST).names == ()


def test_the_open_model_ranks_and_gives_reasons(
    qtbot: QtBot, engine: EngineThread, ear: Ear, ask: Ask, model: Path
) -> None:
    engine.submit(LoadModel(Control(), str(model)))
    qtbot.waitUntil(lambda: bool(ear.all("memory")), timeout=PATIENCE)
    nothing = ask(RecommendVerb.TOUCH)
    assert nothing.user is not None
    early = ask(RecommendVerb.RANK, offered=OFFERED)
    assert early.failure is not None
    assert early.failure.text.startswith("Nothing is known yet")
    assert not StateLibrary().has("Recommend: Ada")
    ask(RecommendVerb.TOUCH, texts=("The joy of chess", OFFERED[2].text))
    assert StateLibrary().has("Recommend: Ada")
    ranking = ask(RecommendVerb.RANK, offered=OFFERED, leaves_out_touched=True).ranking
    assert ranking is not None
    assert {each.item for each in ranking.ranked} == set(OFFERED[:2])
    reasons = ask(RecommendVerb.WHY, offered=OFFERED[:2], candidate=OFFERED[0]).reasons
    assert reasons is not None
    assert {each.item.text for each in reasons.effects} == {"The joy of chess", OFFERED[2].text}
    ask(RecommendVerb.DELETE)
    assert not StateLibrary().has("Recommend: Ada")
