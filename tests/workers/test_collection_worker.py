"""The engine's thread keeps, searches and answers from collections as the window wishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from memstudio.progress import Control
from memstudio.tasks.collection import vector_choice
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.search_types import OPEN_MODEL
from memstudio.tasks.states.state_library import StateLibrary
from memstudio.workers.collection_messages import (
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
)
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.engine_worker import EngineWorker
from memstudio.workers.messages import LoadModel
from tests.workers.conftest import PATIENCE, Answers, Ear

Ask = Callable[..., CollectionDone]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def ask(qtbot: QtBot, engine: EngineThread) -> Ask:
    answers = Answers(engine.collection_worker.done)

    def asking(
        verb: CollectionVerb, text: str = "", control: Control | None = None, **how: object
    ) -> CollectionDone:
        before = len(answers.all)
        request = CollectionRequest(control or Control(), verb, "Town", text, **how)  # type: ignore[arg-type]
        engine.submit(request)
        qtbot.waitUntil(lambda: len(answers.all) > before, timeout=PATIENCE)
        return answers.all[-1]

    return asking


@pytest.fixture
def town(ask: Ask, tmp_path: Path) -> CollectionDone:
    (tmp_path / "roses.txt").write_text("Roses grow along the southern wall.")
    (tmp_path / "ice.txt").write_text("Ice blocks the narrow channel in winter.")
    return ask(CollectionVerb.ADD, paths=(str(tmp_path / "roses.txt"), str(tmp_path / "ice.txt")))


def test_a_collection_is_made_searched_and_deleted_without_a_model(
    ask: Ask, town: CollectionDone
) -> None:
    assert town.added is not None
    assert set(town.added.new) == {"roses.txt", "ice.txt"}
    assert town.names == ("Town",)
    found = ask(CollectionVerb.SEARCH, "southern roses").result
    assert found is not None
    assert found.results[0].source == "roses.txt"
    chosen = found.results[0].passage
    after = ask(CollectionVerb.CHOOSE, chosen.key, query=(found.when, found.query))
    assert after.view is not None
    assert (after.view.queries[0].text, after.view.queries[0].chosen) == (found.query, chosen.text)
    again = ask(CollectionVerb.SEARCH, "southern roses").result
    assert again is not None
    assert again.parts == ("words", "history")
    again_view = ask(CollectionVerb.LIST).view
    forgotten = ask(CollectionVerb.FORGET_QUERIES)
    removed = ask(CollectionVerb.REMOVE, "ice.txt")
    assert removed.view is not None
    assert [name for name, _ in removed.view.documents] == ["roses.txt"]
    missed = ask(CollectionVerb.CHOOSE, chosen.key + "0", query=(found.when, found.query)).failure
    assert missed is not None
    assert "no longer in the collection" in missed.text
    assert removed.view.queries == ()
    for each in (forgotten, removed):
        back = ask(CollectionVerb.BRING_BACK, deleted=each.deleted)
    assert back.view == again_view
    gone = ask(CollectionVerb.DELETE)
    assert gone.view is None
    assert gone.names == ()


def test_why_a_document_is_not_there_any_more_comes_with_what_is(
    ask: Ask, town: CollectionDone
) -> None:
    folder = CollectionLibrary().open("Town").folder / "sources"
    path = min(folder.glob("*.json"))
    path.write_text("garbage")
    for verb in (CollectionVerb.SEARCH, CollectionVerb.LIST):
        done = ask(verb, "roses")
        assert done.view is not None
        assert len(done.view.documents) == 1
        (problem,) = done.problems
        assert path.name in str(problem)


def test_one_that_nothing_could_be_read_into_is_not_made_unless_it_was_wished_for(
    ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    broken = ask(CollectionVerb.ADD, paths=(str(tmp_path / "broken.pdf"),))
    assert broken.added is not None
    assert broken.added.problems
    assert broken.names == ()
    assert ask(CollectionVerb.ADD).names == ("Town",)
    assert ask(CollectionVerb.ADD, paths=(str(tmp_path / "broken.pdf"),)).names == ("Town",)


def test_what_needs_a_model_says_so(ask: Ask, town: CollectionDone) -> None:
    for done in (
        ask(CollectionVerb.ANSWER, "Where do roses grow?"),
        ask(CollectionVerb.SEARCH, "roses", looks=True),
    ):
        assert done.failure is not None
        assert done.failure.text.startswith("No model is open")
        assert done.view is not None
    ask(CollectionVerb.USE_VECTORS, OPEN_MODEL)
    assert ask(CollectionVerb.SEARCH, "roses").failure is not None
    ask(CollectionVerb.USE_VECTORS, "")
    assert ask(CollectionVerb.SEARCH, "roses").failure is None


def test_what_was_cancelled_before_it_began_does_nothing(ask: Ask, town: CollectionDone) -> None:
    control = Control()
    control.cancel()
    done = ask(CollectionVerb.SEARCH, "roses", control)
    assert done.is_cancelled
    assert done.result is None
    assert ask(CollectionVerb.LIST).view.queries == ()  # type: ignore[union-attr]


def test_an_encoder_works_where_the_open_model_does(
    qtbot: QtBot, engine: EngineThread, ear: Ear, ask: Ask, town: CollectionDone, model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []
    monkeypatch.setattr(
        vector_choice, "vectors_for", lambda _e, _l, device, _c: asked.append(device)
    )
    ask(CollectionVerb.SEARCH, "roses")
    engine.submit(LoadModel(Control(), str(model), device="cpu"))
    qtbot.waitUntil(lambda: bool(ear.all("memory")), timeout=PATIENCE)
    ask(CollectionVerb.SEARCH, "roses")
    assert asked == ["auto", "cpu"]


def test_the_open_model_answers_looks_again_and_remembers(
    qtbot: QtBot, engine: EngineThread, ear: Ear, ask: Ask, town: CollectionDone, model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    engine.submit(LoadModel(Control(), str(model)))
    qtbot.waitUntil(lambda: bool(ear.all("memory")), timeout=PATIENCE)
    answer = ask(CollectionVerb.ANSWER, "Where do roses grow?", number=1).answer
    assert answer is not None
    assert answer.sources[0].found.source == "roses.txt"
    assert 0 <= answer.confidence <= 1
    result = ask(CollectionVerb.SEARCH, "roses ice", looks=True).result
    assert result is not None
    assert "model" in result.parts
    key = result.results[0].passage.key
    ask(CollectionVerb.CHOOSE, key, query=(result.when, result.query))
    read = StateLibrary().find("Search: Town").header.provenance.readings
    assert [each.when for each in read] == [result.when]
    ask(CollectionVerb.FORGET_QUERIES)
    assert not StateLibrary().has("Search: Town")
    # What is said in the open conversation is nothing to what is learnt for all of them.
    monkeypatch.setattr(EngineWorker, "conversation", lambda _: pytest.fail("looked at"))
    few = ask(CollectionVerb.CALIBRATE, paths=("nowhere.jsonl",), number=1)
    assert few.failure is not None
    assert "There are no questions" in few.failure.text
