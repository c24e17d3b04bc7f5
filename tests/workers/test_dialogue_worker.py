"""The engine's thread goes back in the dialogue, keeps it as a session, and has it forget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from memstudio.paths import sessions_dir
from memstudio.progress import Control
from memstudio.tasks.dialogue.session_library import SessionLibrary
from memstudio.tasks.dialogue.session_record import SessionRecord
from memstudio.tasks.dialogue.wish import Wish
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.workers.dialogue_messages import (
    AnswerWith,
    AskRemembered,
    Change,
    DialogueView,
    Forget,
    SayAt,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import (
    Failure,
    Generate,
    LoadModel,
    Request,
    TextFile,
    TextPiece,
    Train,
)
from tests.workers.conftest import PATIENCE, Ear, run_config

SETTINGS = GenerationSettings(max_new_tokens=6)


class DialogueEar(QObject):
    """What the dialogue worker said, in this thread."""

    def __init__(self, engine: EngineThread, qtbot: QtBot) -> None:
        super().__init__()
        self._engine, self._qtbot = engine, qtbot
        self.ear = Ear(engine)
        self.views: list[DialogueView] = []
        self.done: list[SessionDone] = []
        self.forgotten: list[Any] = []
        self.unforgotten: list[Failure] = []
        self.remembered: list[Any] = []
        worker = engine.dialogue_worker
        worker.dialogue_changed.connect(self._on_view)
        worker.done.connect(self._on_done)
        worker.forgotten.connect(self._on_forgotten)
        worker.forgetting_failed.connect(self._on_forgetting_failed)
        worker.remembered.connect(self._on_remembered)

    def ask(self, request: Request) -> None:
        """Have something done, and wait until its task has ended."""
        before = len(self.ear.all("ended"))
        self._engine.submit(request)
        self._qtbot.waitUntil(lambda: len(self.ear.all("ended")) > before, timeout=PATIENCE)

    def session(
        self, verb: SessionVerb, name: str = "", other: str = "", **more: Any
    ) -> SessionDone:
        before = len(self.done)
        self._engine.submit(SessionRequest(Control(), verb, name, other, **more))
        self._qtbot.waitUntil(lambda: len(self.done) > before, timeout=PATIENCE)
        return self.done[-1]

    def say(self, text: str) -> None:
        self.ask(Generate(Control(), text, SETTINGS))

    @property
    def prompts(self) -> list[str]:
        return [turn.prompt for turn in self.views[-1].turns]

    @Slot(object)
    def _on_view(self, view: DialogueView) -> None:
        self.views.append(view)

    @Slot(object)
    def _on_done(self, done: SessionDone) -> None:
        self.done.append(done)

    @Slot(object)
    def _on_forgotten(self, found: Any) -> None:
        self.forgotten.append(found.report)

    @Slot(object)
    def _on_forgetting_failed(self, failure: Failure) -> None:
        self.unforgotten.append(failure)

    @Slot(object)
    def _on_remembered(self, found: Any) -> None:
        self.remembered.append(found.found)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def talk(qtbot: QtBot, engine: EngineThread, model: Path) -> DialogueEar:
    ear = DialogueEar(engine, qtbot)
    ear.ask(LoadModel(Control(), str(model)))
    return ear


def test_turns_are_said_again_edited_and_kept_as_they_were(talk: DialogueEar) -> None:
    assert talk.views[-1] == DialogueView(change=Change.MODEL)
    talk.say("Daniel went to the garden.")
    talk.say(" Nobody knew why.")
    view = talk.views[-1]
    assert (len(view.turns), view.session, view.change) == (
        2,
        "Daniel went to the garden.",
        Change.TURNS,
    )
    # Of what comes to nothing nothing is kept.
    given_up = Control()
    given_up.cancel()
    talk.ask(SayAt(given_up, 1, " It was night.", SETTINGS, keeps_branch=True))
    talk.ask(AnswerWith(given_up, 0, " He was tired.", keeps_branch=True))
    assert len(SessionLibrary().entries().entries) == 1
    talk.ask(SayAt(Control(), 1, " It was night.", SETTINGS, keeps_branch=True))
    assert talk.prompts == ["Daniel went to the garden.", " It was night."]
    assert talk.ear.all("text")[-1].is_last
    talk.ask(AnswerWith(Control(), 0, " He was tired."))
    assert talk.prompts == ["Daniel went to the garden."]
    assert talk.views[-1].turns[0].answer == " He was tired."
    kept = {entry.name: len(entry.record.turns) for entry in SessionLibrary().entries().entries}
    assert kept == {"Daniel went to the garden.": 1, "Daniel went to the garden. (2)": 2}


def test_a_document_is_read_from_its_file(talk: DialogueEar, tmp_path: Path) -> None:
    path = tmp_path / "voyage.txt"
    path.write_text("Daniel went to the garden. Nobody knew why.", encoding="utf-8")
    only_read = GenerationSettings(max_new_tokens=0)
    talk.ask(Generate(Control(), TextFile(str(path), 26), only_read, path.name))
    (turn,) = talk.views[-1].turns
    assert (turn.prompt, turn.source) == ("Daniel went to the garden.", "voyage.txt")
    talk.ask(Generate(Control(), TextFile(str(tmp_path / "none.txt"), 26), only_read, "none.txt"))
    assert "no such file" in talk.ear.sentences()[-1]
    # Whoever waits for the answer hears that there will be none.
    talk.ask(SayAt(Control(), 7, "", only_read))
    given_up = TextPiece("", is_last=True, was_given_up=True)
    assert talk.ear.all("text") == [TextPiece("", is_last=True), given_up, given_up]
    assert len(talk.views[-1].turns) == 1


def test_sessions_are_begun_opened_branched_merged_renamed_and_deleted(
    talk: DialogueEar, tmp_path: Path
) -> None:
    talk.say("Daniel went to the garden.")
    talk.say(" Nobody knew why.")
    assert talk.session(SessionVerb.NEW).failure is None
    assert talk.views[-1] == DialogueView(change=Change.SESSION)
    talk.say("It was night.")
    assert talk.session(SessionVerb.RENAME, "It was night.", "night").name == "night"
    assert talk.views[-1].session == "night"
    talk.say(" The wind blew.")
    opened = talk.session(SessionVerb.OPEN, "Daniel went to the garden.")
    assert opened.failure is None
    assert len(talk.prompts) == 2
    assert talk.views[-1].change is Change.SESSION
    branched = talk.session(SessionVerb.BRANCH, other="the other way", number=1)
    assert branched.name == "the other way"
    assert talk.prompts == ["Daniel went to the garden."]
    assert talk.session(SessionVerb.MERGE, other="night").number == 2
    assert talk.prompts == ["Daniel went to the garden.", "It was night.", " The wind blew."]
    done = talk.session(SessionVerb.EXPORT, "the other way", str(tmp_path / "x.md"))
    assert done.path == str(tmp_path / "x.md")
    assert "The wind blew." in (tmp_path / "x.md").read_text(encoding="utf-8")
    assert talk.session(SessionVerb.DELETE, "the other way").failure is None
    assert talk.views[-1] == DialogueView(change=Change.SESSION)
    names = {entry.name for entry in SessionLibrary().entries().entries}
    assert names == {"Daniel went to the garden.", "night"}
    missing = talk.session(SessionVerb.OPEN, "nigt")
    assert missing.failure is not None
    assert "Did you mean" in missing.failure.text


@contextmanager
def _nothing_can_be_saved() -> Iterator[None]:
    folder = sessions_dir()
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_text("in the way", encoding="utf-8")
    yield
    folder.unlink()
    aside.rename(folder)


def test_what_could_not_be_saved_is_saved_before_another_session_takes_its_place(
    qtbot: QtBot, engine: EngineThread, talk: DialogueEar, model: Path
) -> None:
    talk.say("It was night.")
    with _nothing_can_be_saved():
        talk.say(" The wind blew.")
        refused = talk.session(SessionVerb.NEW)
        assert refused.failure is not None
        assert len(talk.prompts) == 2
        assert "Ask again" in refused.failure.text
        # What is said since is not to be lost with what the user was told of.
        talk.say(" It rained.")
        assert talk.session(SessionVerb.NEW).failure is not None
    assert len(_kept().turns) == 1
    assert talk.session(SessionVerb.NEW).failure is None
    assert len(_kept().turns) == 3
    # Where nothing can ever be saved, whoever asks again goes on without it, and is told that it is lost.
    with _nothing_can_be_saved():
        talk.say("A note.")
        assert talk.session(SessionVerb.NEW).failure is not None
        told = len(talk.ear.sentences())
        assert talk.session(SessionVerb.NEW).failure is None
        assert talk.prompts == []
        assert any("is lost" in each for each in talk.ear.sentences()[told:])
    # Nor is it lost with its model, whether that is closed or gives way to another.
    for leave in (
        engine.unload_requested.emit,
        lambda: engine.submit(LoadModel(Control(), str(model))),
    ):
        talk.session(SessionVerb.OPEN, "It was night.")
        wanted = len(_kept().turns) + 1
        with _nothing_can_be_saved():
            talk.say("More.")
        leave()
        qtbot.waitUntil(lambda wanted=wanted: len(_kept().turns) == wanted, timeout=PATIENCE)
        talk.ask(LoadModel(Control(), str(model)))
    # Where that cannot be, the user is told.
    told = len(talk.ear.sentences())
    talk.session(SessionVerb.OPEN, "It was night.")
    with _nothing_can_be_saved():
        talk.say("Never to be read again.")
        engine.unload_requested.emit()
        qtbot.waitUntil(lambda: len(talk.ear.sentences()) > told, timeout=PATIENCE)
    (lost,) = talk.ear.sentences()[told:]
    assert "is lost" in lost
    assert model.name in lost
    talk.ask(LoadModel(Control(), str(model)))
    # But what is deleted does not come back.
    talk.session(SessionVerb.OPEN, "It was night.")
    with _nothing_can_be_saved():
        talk.say("More.")
    assert talk.session(SessionVerb.DELETE, "It was night.").failure is None
    assert talk.session(SessionVerb.NEW).failure is None
    assert SessionLibrary().entries().entries == ()


def test_something_is_forgotten_and_what_is_remembered_is_said(talk: DialogueEar) -> None:
    talk.say("Daniel went to the garden.")
    talk.say(" Nobody knew why.")
    talk.ask(AskRemembered(Control()))
    assert talk.remembered[-1].num_segments >= 1
    talk.ask(Forget(Control(), Wish(turns=(0,))))
    assert talk.prompts == [" Nobody knew why."]
    assert talk.forgotten[-1].num_turns == 1
    talk.ask(Forget(Control(), Wish(words="Xerxes")))
    # It is said where it was wished, not as a failure over all pages.
    assert "holds '{words}'" in talk.unforgotten[-1].text
    assert talk.ear.sentences() == []
    assert talk.prompts == [" Nobody knew why."]


@pytest.mark.slow
def test_a_session_with_a_model_that_was_trained_is_kept_as_that_of_its_run(
    talk: DialogueEar, model: Path, book: Path, tmp_path: Path
) -> None:
    talk.say("Daniel went to the garden.")
    assert _kept().reference == str(model)
    talk.ask(Train(Control(), run_config(model, book, tmp_path, steps=3)))
    run = Path(talk.ear.events("run_started")[-1].run)
    talk.say(" Nobody knew why.")
    kept = _kept()
    assert (kept.model, kept.reference) == (run.name, str(run / "model"))
    # And so it is the trained model that it goes on with.
    talk.ask(LoadModel(Control(), kept.reference))
    assert talk.session(SessionVerb.OPEN, kept.name).failure is None
    assert len(talk.prompts) == 2


def _kept() -> SessionRecord:
    (entry,) = SessionLibrary().entries().entries
    return entry.record


def test_without_a_model_files_are_served_and_the_rest_is_refused(
    qtbot: QtBot, engine: EngineThread
) -> None:
    ear = DialogueEar(engine, qtbot)
    tasks = [verb for verb in SessionVerb if verb.is_task]
    for verb in tasks:
        failure = ear.session(verb, "x", "y").failure
        assert failure is not None
        assert "No model is open" in failure.text
    # Their end is told, so that nobody takes them for what Stop is meant for.
    qtbot.waitUntil(lambda: len(ear.ear.all("ended")) == len(tasks), timeout=PATIENCE)
    for verb in (SessionVerb.RENAME, SessionVerb.DELETE, SessionVerb.EXPORT):
        failure = ear.session(verb, "x", "y").failure
        assert failure is not None
        assert "no session called" in failure.text
