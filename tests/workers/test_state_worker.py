"""The engine's thread keeps, attaches, shares and compares memory states as the window wishes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from memstudio.progress import Control
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.states.state_library import StateLibrary
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import Generate, LoadModel
from memstudio.workers.state_messages import NOW, StateDone, StateRequest, StateVerb
from tests.workers.conftest import PATIENCE, Answers, Ear

Ask = Callable[..., StateDone]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def ask(qtbot: QtBot, engine: EngineThread) -> Ask:
    answers = Answers(engine.state_worker.done)

    def asking(
        verb: StateVerb, name: str = "", other: str = "", *, replaces: bool = False
    ) -> StateDone:
        before = len(answers.all)
        engine.submit(StateRequest(Control(), verb, name, other, replaces))
        qtbot.waitUntil(lambda: len(answers.all) > before, timeout=PATIENCE)
        return answers.all[-1]

    return asking


def read(engine: EngineThread, ear: Ear, qtbot: QtBot, text: str, document: str = "") -> None:
    before = len(ear.all("memory"))
    settings = GenerationSettings(max_new_tokens=0)
    engine.submit(Generate(Control(), text, settings, document))
    qtbot.waitUntil(lambda: len(ear.all("memory")) > before, timeout=PATIENCE)


def test_a_memory_is_kept_attached_shared_compared_and_deleted(
    qtbot: QtBot, engine: EngineThread, ear: Ear, ask: Ask, model: Path, tmp_path: Path
) -> None:
    engine.submit(LoadModel(Control(), str(model)))
    qtbot.waitUntil(lambda: bool(ear.all("memory")), timeout=PATIENCE)
    nothing = ask(StateVerb.KEEP, "too early")
    assert nothing.failure is not None
    assert "no memory to save yet" in nothing.failure.text
    assert ask(StateVerb.COMPARE, NOW, NOW).failure is not None
    read(engine, ear, qtbot, "Daniel went to the garden, and nobody knew why.", "night.txt")
    assert ask(StateVerb.KEEP, " 安娜 ").name == "安娜"
    taken = ask(StateVerb.KEEP, "安娜")
    assert taken.failure is not None
    assert "already" in taken.failure.text
    read(engine, ear, qtbot, " It was a dark and stormy night.")
    later = ask(StateVerb.COMPARE, "安娜", NOW).difference
    assert later is not None
    assert not later.is_equal
    assert later.segments[1] > later.segments[0]
    before = ear.all("memory")[-1]
    assert ask(StateVerb.ATTACH, "安娜").failure is None
    assert ear.all("memory")[-1].num_segments < before.num_segments
    same = ask(StateVerb.COMPARE, "安娜", NOW).difference
    assert same is not None
    assert same.is_equal
    assert ask(StateVerb.FORK, "安娜", "berta").name == "berta"
    assert ask(StateVerb.RENAME, "安娜", "anna").name == "anna"
    # The memory knows its state by the new name, so that keeping it again is no fork.
    assert ask(StateVerb.KEEP, "anna", replaces=True).failure is None
    kept = StateLibrary().find("anna").header.provenance
    assert not kept.forked_from
    assert [each.source for each in kept.readings] == ["night.txt"]
    exported = ask(StateVerb.EXPORT, "berta", str(tmp_path / "b.safetensors"))
    assert exported.path == str(tmp_path / "b.safetensors")
    assert ask(StateVerb.TAKE_IN, other=exported.path).name == "berta (2)"
    assert ask(StateVerb.DELETE, "berta").failure is None
    assert {each.name for each in StateLibrary().entries().entries} == {"anna", "berta (2)"}


def test_without_a_model_files_are_served_and_the_rest_is_refused(ask: Ask, tmp_path: Path) -> None:
    for verb in (StateVerb.KEEP, StateVerb.COMPARE):
        failure = ask(verb, "anna").failure
        assert failure is not None
        assert "No model is open" in failure.text
    for verb in (StateVerb.ATTACH, StateVerb.FORK, StateVerb.RENAME, StateVerb.DELETE):
        failure = ask(verb, "anna", "berta").failure
        assert failure is not None
        assert "no memory state called" in failure.text
    (tmp_path / "x").write_text("no state")
    assert ask(StateVerb.TAKE_IN, other=str(tmp_path / "x")).failure is not None
