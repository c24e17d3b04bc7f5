"""The use pane: what is sent, what is shown, and the memory beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from memstudio import events
from memstudio.gui.panes.use.pane import UsePane
from memstudio.gui.selection import SelectionModel
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.memory_snapshot import MemorySnapshot, SlotContents
from memstudio.workers.messages import TaskKind, TextPiece
from tests.gui.conftest import Engine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session


@pytest.fixture
def pane(qtbot: QtBot, session: Session) -> UsePane:
    pane = UsePane(session, SelectionModel())
    qtbot.addWidget(pane)
    pane.resize(1000, 640)
    pane.show()
    return pane


@pytest.fixture
def sent(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, GenerationSettings]]:
    """What was asked of the engine."""
    asked: list[tuple[str, GenerationSettings]] = []
    monkeypatch.setattr(session, "generate", lambda *words: asked.append(words))
    return asked


def a_snapshot(num_segments: int = 1) -> MemorySnapshot:
    slots = tuple(SlotContents((" kitchen", " 花园"), (2.0, 1.0)) for _ in range(3))
    change = np.array([0.1, 0.5, 0.2], np.float32)
    return MemorySnapshot(num_segments, 7, 48, slots, change, np.ones(3, np.float32))


def test_without_a_model_it_says_to_open_one(pane: UsePane) -> None:
    assert "Open a model" in pane.reason.text()
    assert not pane.send.isEnabled()
    pane.prompt.setPlainText("something")
    assert not pane.send.isEnabled()


def test_ctrl_enter_sends_the_text_and_empties_the_box(
    qtbot: QtBot, pane: UsePane, engine: Engine, sent: list[tuple[str, GenerationSettings]]
) -> None:
    engine.model()
    pane.prompt.setPlainText("Where is Mary?")
    pane.way.setCurrentIndex(1)
    pane.length.setValue(12)
    modifier = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(pane.prompt, Qt.Key.Key_Return, modifier)
    assert sent == [("Where is Mary?", GenerationSettings(max_new_tokens=12, as_question=True))]
    assert not pane.prompt.toPlainText()
    assert "Where is Mary?" in pane.transcript.toPlainText()


def test_pieces_are_joined_behind_the_prompt(
    pane: UsePane, session: Session, engine: Engine, sent: list[tuple[str, GenerationSettings]]
) -> None:
    engine.model()
    pane.prompt.setPlainText("It was")
    pane._on_send_clicked()
    for piece in ("a dark", " and 暴风雨", " night."):
        session.text_generated.emit(TextPiece(piece))
    session.text_generated.emit(TextPiece("", is_last=True))
    assert pane.transcript.toPlainText() == "It was a dark and 暴风雨 night."


def test_an_empty_box_lets_the_model_write_on(
    pane: UsePane, engine: Engine, sent: list[tuple[str, GenerationSettings]]
) -> None:
    engine.model()
    assert not pane.send.isEnabled()
    pane.prompt.setPlainText("It was")
    pane._on_send_clicked()
    assert pane.send.isEnabled()
    pane._on_send_clicked()
    assert [text for text, _ in sent] == ["It was", ""]


def test_escape_stops_the_writing(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._control(TaskKind.GENERATE)
    engine.start(TaskKind.GENERATE)
    assert pane.stop.isVisible()
    assert not pane.send.isVisible()
    qtbot.keyClick(pane.prompt, Qt.Key.Key_Escape)
    assert session._controls[TaskKind.GENERATE].is_stop_requested


def test_the_memory_is_shown_and_can_be_forgotten(
    qtbot: QtBot, pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_memory_changed(a_snapshot())
    assert pane.memory.summary.text() == "1 segment written."
    assert pane.memory.pending.value() == 7
    assert "花园" in pane.memory.rows.toolTip()
    pane.transcript.add_piece("something")
    with qtbot.waitSignal(session._engine.reset_memory_requested):
        qtbot.mouseClick(pane.memory.reset, Qt.MouseButton.LeftButton)
    assert pane.transcript.is_blank


def test_a_model_without_memory_says_so(pane: UsePane, session: Session, engine: Engine) -> None:
    engine.model(kind=None)
    session._on_worker_memory_changed(None)
    assert "no memory" in pane.memory.summary.text()


def test_while_training_it_asks_to_pause_and_works_when_paused(
    pane: UsePane, session: Session, engine: Engine
) -> None:
    engine.model()
    engine.train()
    pane.prompt.setPlainText("It was")
    assert "pause" in pane.reason.text()
    assert not pane.send.isEnabled()
    engine.event(events.RunPaused(step=120))
    assert pane.send.isEnabled()


def test_a_prompt_can_be_prepared(pane: UsePane, engine: Engine) -> None:
    engine.model()
    pane.prepare("Mary went to the kitchen. Where is Mary?", as_question=False)
    assert pane.prompt.toPlainText().endswith("Where is Mary?")
    assert pane.way.currentData() is False
