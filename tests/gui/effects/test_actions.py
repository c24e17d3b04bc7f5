"""The Memory menu in the real window: keys, conditions, and what they bring to the front."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio.workers.causal_messages import (
    Explain,
    Intervene,
    MapEffects,
    ProvenanceFound,
    TakeGlance,
    Verify,
)
from tests.gui.conftest import Engine
from tests.gui.effects.answers import PATIENCE, TARGET, a_provenance

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from tests.gui.effects.conftest import Asked


@pytest.fixture
def memory(asked: Asked, window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.show_page("memory")
    # The glance is asked for by itself.
    qtbot.waitUntil(lambda: bool(asked.requests), timeout=PATIENCE)
    assert isinstance(asked.requests[0], TakeGlance)
    window.activateWindow()
    return window


@pytest.mark.slow
def test_actions_say_what_is_missing(memory: MainWindow, asked: Asked) -> None:
    table = memory.actions_table
    assert not table["memory.explain"].isEnabled()
    assert table["memory.explain"].toolTip() == "Click a word of the text first."
    assert table["memory.ablate"].toolTip() == "Select a slot first."
    assert table["memory.verify"].toolTip() == "Explain a word first."
    memory.selection.select(token=TARGET, segment=4, slot=1)
    assert table["memory.explain"].isEnabled()
    assert table["memory.ablate"].isEnabled()
    memory.show_page("start")
    assert not table["memory.explain"].isEnabled()
    assert table["memory.explain"].toolTip() == "This is for the Memory page."


def test_the_key_e_explains_and_shows_the_links(
    memory: MainWindow, asked: Asked, qtbot: QtBot
) -> None:
    page = memory.memory_page()
    memory.selection.select(token=TARGET, segment=4)
    page.document.pictures.text.setFocus()
    qtbot.keyClick(page.document.pictures.text, Qt.Key.Key_E)
    assert isinstance(asked.requests[-1], Explain)
    assert page.effects_dock.isVisible()
    found = a_provenance(asked.document)
    # The test is wished for before there is anything to test.
    qtbot.keyClick(page.document.pictures.text, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(asked.requests[-1], Explain)
    assert "to test that then" in page.effects_dock.panel.doing.text()
    asked.worker.provenance_found.emit(ProvenanceFound(asked.path, TARGET, found))
    assert page.over_text.overlay.arcs
    assert isinstance(asked.requests[-1], Verify)
    # The text has room now, and lanes that made way say where they are.
    lane = page.document.pictures.captions["surprise"]
    assert lane.is_folded
    assert page.document.controls.lanes["surprise"].isChecked()
    qtbot.mouseClick(lane.open, Qt.MouseButton.LeftButton)
    assert not lane.is_folded
    assert not lane.open.isVisible()
    qtbot.keyClick(page.document.pictures.text, Qt.Key.Key_M)
    assert isinstance(asked.requests[-1], MapEffects)
    # A slot is looked into beside the panel, which has something of its own to show until then.
    memory.selection.select(slot=2, token=None)
    assert not page.effects_dock.visibleRegion().isEmpty()
    asked.effects.cancel()
    asked.effects.forget_explanation()
    assert "Slot 2 is selected" in page.effects_dock.panel.explain.lead.text()
    memory.selection.select(slot=1)
    qtbot.waitUntil(lambda: page.effects_dock.visibleRegion().isEmpty())


def test_a_slot_is_ablated_and_that_undone_by_keys(
    memory: MainWindow, asked: Asked, qtbot: QtBot
) -> None:
    page = memory.memory_page()
    memory.selection.select(slot=1, segment=2)
    text = page.document.pictures.text
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: isinstance(asked.requests[-1], Intervene), timeout=PATIENCE)
    assert page.effects_dock.panel.tabs.currentWidget() is page.effects_dock.panel.changes
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked.effects.changes == ()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(text, Qt.Key.Key_Z, both)
    assert len(asked.effects.changes) == 1


@pytest.mark.slow
def test_the_document_comes_to_the_front_when_something_is_done_to_it(memory: MainWindow) -> None:
    page = memory.memory_page()
    memory.selection.select(slot=1, segment=2)
    page.show_training()
    memory.actions_table["memory.ablate"].trigger()
    assert page.view == "document"
    assert page.document.isVisible()


@pytest.mark.slow
def test_letters_are_typed_where_something_is_written(
    memory: MainWindow, asked: Asked, qtbot: QtBot
) -> None:
    memory.selection.select(token=TARGET, segment=4)
    memory.actions_table["memory.change"].trigger()
    form = memory.memory_page().effects_dock.panel.changes.form
    form.choose("edit")
    form.word.setFocus()
    before = len(asked.requests)
    qtbot.keyClicks(form.word, "meal")
    assert form.word.text() == "meal"
    assert len(asked.requests) == before


@pytest.mark.slow
def test_the_status_line_says_what_is_measured(memory: MainWindow, asked: Asked) -> None:
    asked.effects.map_effects()
    assert memory.status_line.engine_state.text() == "Measuring effects"
    asked.requests[-1].control.report(1, 4)
    assert memory.status_line.engine_state.text() == "Measuring effects · 25%"
    memory.actions_table["memory.cancel"].trigger()
    assert asked.effects.asking is None


@pytest.mark.slow
def test_the_model_of_a_trace_is_opened_and_the_trace_stays(
    memory: MainWindow, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    stories: list[str] = []
    monkeypatch.setattr(asked.session, "load_model", opened.append)
    monkeypatch.setattr(asked.session, "record_trace", lambda text, _: stories.append(text))
    monkeypatch.setattr(memory.conditions, "no_model_now", lambda: "")
    memory.commands.effects.open_model_of("demo", "demo")
    assert opened == ["demo"]
    Engine(asked.session).model("demo")
    assert not stories
    memory.commands.open_demo()
    Engine(asked.session).model("demo")
    assert stories


@pytest.mark.slow
def test_the_model_of_a_trace_is_opened_by_its_path_or_else_by_its_name(
    memory: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    asked: list[bool] = []
    commands = memory.commands
    monkeypatch.setattr(commands, "open_reference", opened.append)
    monkeypatch.setattr(commands, "open_model", lambda: asked.append(True))
    folder = tmp_path / "run" / "model"
    commands.effects.open_model_of("run", str(folder))
    assert (opened, asked) == ([], [True])
    folder.mkdir(parents=True)
    memory.recent.add("model", (str(folder),))
    commands.effects.open_model_of("run", "/was/elsewhere/then")
    (folder / "config.json").touch()
    commands.effects.open_model_of("any name", str(folder))
    assert opened == [str(folder), str(folder)]


@pytest.mark.slow
def test_lanes_make_way_for_the_text_while_a_word_is_explained(
    memory: MainWindow, asked: Asked, qtbot: QtBot
) -> None:
    memory.resize(1280, 800)
    page = memory.memory_page()
    pictures, room = page.document.pictures, page.over_text._room
    stack, text = pictures.stack, pictures.text
    before = stack.sizes()
    room.give(is_wanted=True)
    folded = [name for name, lane in pictures.captions.items() if lane.is_folded]
    assert folded
    assert "quantity" not in folded
    assert all(pictures.captions[name].open.isVisible() for name in folded)
    height = text.viewport().height()
    qtbot.waitUntil(lambda: text.viewport().height() > height, timeout=PATIENCE)
    room.give(is_wanted=False)
    assert not any(lane.is_folded for lane in pictures.captions.values())
    assert stack.sizes() == pytest.approx(before, abs=2)
