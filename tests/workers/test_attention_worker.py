"""Texts are read for their attention in the engine's thread, and the window keeps what comes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memstudio.gui.attention import Attention
from memstudio.progress import Control
from memstudio.trace import attention_layout
from memstudio.workers.attention_messages import CaptureAttention
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import LoadModel, TaskKind, TextFile
from tests.tiny import SENTENCES
from tests.workers.conftest import Ear, ask, hearing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT = SENTENCES[0] * 3


@pytest.fixture
def attention(engine: EngineThread) -> Attention:
    return Attention(engine, lambda _: None, engine)


@pytest.mark.parametrize("name", ["plain_model", "model"])
def test_a_text_is_read_and_a_missing_layer_is_had_by_reading_again(
    qtbot: QtBot, engine: EngineThread, ear: Ear, attention: Attention, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(attention_layout, "_SHORT_ROOM", 1)
    model = request.getfixturevalue(name)
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, engine.worker.task_ended):
        attention.read(TEXT, "a story", max_tokens=40)
        assert attention.is_reading
    qtbot.waitUntil(lambda: not attention.is_reading)
    captured = attention.captured
    assert captured is not None
    assert captured.document == "a story"
    assert captured.num_tokens == 40
    # Without room, the middle layer alone.
    assert list(captured.kept) == [1]
    assert captured.pictures is not None
    assert attention.want_layer(1)
    with hearing(qtbot, engine.attention_worker.attention_captured):
        assert not attention.want_layer(0)
    qtbot.waitUntil(lambda: not attention.is_reading)
    assert attention.captured is not None
    assert list(attention.captured.kept) == [0]
    assert attention.captured.pictures is captured.pictures
    assert ear.all("failed") == []


def test_of_a_long_text_layers_are_kept_beside_each_other(
    qtbot: QtBot, engine: EngineThread, attention: Attention, plain_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(attention_layout, "_SHORT", 10)
    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cpu"))
    with hearing(qtbot, engine.attention_worker.attention_captured):
        attention.read(TEXT, "a story")
    qtbot.waitUntil(lambda: not attention.is_reading)
    assert attention.captured is not None
    assert sorted(attention.captured.kept) == [0, 1]
    # With another model, what was kept is still there, and no more can be had.
    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cpu"))
    assert attention.captured is not None
    assert not attention.can_read_again


def test_a_file_is_read_and_what_goes_wrong_is_said(
    qtbot: QtBot, engine: EngineThread, ear: Ear, attention: Attention, model: Path, book: Path
) -> None:
    with hearing(qtbot, engine.worker.task_ended):
        attention.read(TextFile(str(book), 400), "book")
    qtbot.waitUntil(lambda: not attention.is_reading)
    assert "No model is open" in ear.sentences()[0]
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, engine.attention_worker.attention_captured):
        attention.read(TextFile(str(book), 400), "book")
    qtbot.waitUntil(lambda: not attention.is_reading)
    captured = attention.captured
    assert captured is not None
    assert captured.memory_kind == "rmt"
    assert len(captured.text) <= 400
    with hearing(qtbot, engine.worker.task_failed):
        attention.read("", "nothing")
    qtbot.waitUntil(lambda: not attention.is_reading)
    assert "the text is empty" in ear.sentences()[-1]
    # What was there stays.
    assert attention.captured is captured


def test_a_cancelled_reading_leaves_nothing(
    qtbot: QtBot, engine: EngineThread, ear: Ear, attention: Attention, plain_model: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(plain_model), "cpu"))
    control = Control()
    control.cancel()
    ask(qtbot, engine, CaptureAttention(control, 1, TEXT, "a story"))
    assert ear.all("cancelled") == [TaskKind.ATTENTION]
    attention.read(TEXT, "one")
    with hearing(qtbot, engine.attention_worker.attention_captured):
        # The second is all that is wanted now.
        attention.read(TEXT, "two")
    qtbot.waitUntil(lambda: not attention.is_reading)
    assert attention.captured is not None
    assert attention.captured.document == "two"
