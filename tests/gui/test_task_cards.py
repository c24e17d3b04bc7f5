"""From a task's card to a form that only waits for Train."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from memstudio.errors import MemStudioError
from memstudio.gui.main_window import MainWindow
from memstudio.paths import models_dir
from memstudio.tasks.templates.registry import all_templates, task_templates
from memstudio.training.from_scratch_settings import FromScratchSettings
from memstudio.training.task_runs import task_config
from memstudio.workers.messages import Failure, NewModelFromScratch, Request, TaskKind
from tests.gui.conftest import Engine


@pytest.fixture
def made(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[FromScratchSettings]:
    asked: list[FromScratchSettings] = []
    monkeypatch.setattr(window.session, "make_from_scratch", asked.append)
    return asked


@pytest.fixture
def read(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    asked: list[tuple] = []
    monkeypatch.setattr(window.session, "read_data", lambda *given: asked.append(given))
    return asked


def _choose(window: MainWindow, qtbot, name: str) -> None:
    cards = window.page("start").task_cards.cards
    card = next(each for each in cards if each.template.name == name)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


def test_every_template_has_a_card_that_says_what_it_is(window: MainWindow) -> None:
    cards = window.page("start").task_cards.cards
    assert [card.template for card in cards] == list(all_templates())
    for card in cards:
        assert card.accessibleName()
        assert card.accessibleDescription()
        assert card.toolTip()
        assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert card.width() >= card.minimumSizeHint().width()
        assert card.height() >= card.heightForWidth(card.width())


@pytest.mark.slow
def test_a_task_makes_its_model_and_fills_the_form(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings], read: list[tuple]
) -> None:
    engine.ready()
    _choose(window, qtbot, "question")
    (settings,) = made
    assert Path(settings.folder).parent == models_dir()
    assert settings.corpus == tuple(map(str, task_templates.get("question").sample_paths))
    engine.model(settings.folder)
    qtbot.waitUntil(lambda: window.pages.current == "train")
    wanted = task_config(task_templates.get("question"), settings.folder)
    assert read[-1][0] == wanted.data
    assert read[-1][2].kind == "question"
    form = window.train_page().form
    shown = form.config(settings.folder, wanted.data, "auto", read[-1][2])
    assert shown.model_dump(exclude={"memory", "device", "threads", "out"}) == wanted.model_dump(
        exclude={"memory", "device", "threads", "out"}
    )


def test_what_was_made_before_is_opened_again(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    engine.ready()
    opened: list[str] = []
    monkeypatch.setattr(window.session, "load_model", opened.append)
    folder = models_dir() / "question-start"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    _choose(window, qtbot, "question")
    assert opened == [str(folder)]
    assert not made


def test_a_model_that_is_opened_after_a_failure_is_another_matter(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings]
) -> None:
    engine.ready()
    _choose(window, qtbot, "question")
    failure = Failure.of(TaskKind.MAKE, MemStudioError("no"))
    window.session.failed.emit(failure)
    engine.model(made[0].folder)
    qtbot.wait(10)
    assert window.pages.current == "start"


def test_a_model_that_is_opened_after_it_was_cancelled_is_another_matter(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings]
) -> None:
    engine.ready()
    _choose(window, qtbot, "question")
    engine.start(TaskKind.MAKE)
    engine.end(TaskKind.MAKE)
    engine.model(made[0].folder)
    qtbot.wait(10)
    assert window.pages.current == "start"


def test_while_a_run_is_on_nothing_is_begun(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings]
) -> None:
    engine.ready()
    engine.model()
    engine.train()
    _choose(window, qtbot, "question")
    assert not made


def test_what_is_chosen_while_the_engine_starts_begins_when_it_is_there(
    window: MainWindow, engine: Engine, qtbot, made: list[FromScratchSettings]
) -> None:
    _choose(window, qtbot, "question")
    assert not made
    said = window.messages.messages[-1].text
    assert said == "Question answering begins as soon as the engine has started."
    _choose(window, qtbot, "question")
    engine.ready()
    assert [Path(each.folder).name for each in made] == ["question-start"], "once, not twice"
    engine.ready()
    assert len(made) == 1


def test_a_task_waits_for_its_model_while_others_come_that_were_asked_for_before(
    window: MainWindow, engine: Engine, qtbot, read: list[tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Request] = []
    monkeypatch.setattr(window.session._engine, "submit", sent.append)
    window.session.load_model("/models/first")
    _choose(window, qtbot, "question")
    engine.ready()
    (own,) = (each for each in sent if isinstance(each, NewModelFromScratch))
    engine.start(TaskKind.LOAD)
    engine.model("first")
    engine.end(TaskKind.LOAD)
    engine.start(TaskKind.MAKE)
    engine.model(own.settings.folder)
    engine.end(TaskKind.MAKE)
    qtbot.waitUntil(lambda: window.pages.current == "train")
