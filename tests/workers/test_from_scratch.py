"""A model made from scratch in the real thread: made and opened, refused, cancelled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memstudio.progress import Control, Progress
from memstudio.training.from_scratch_settings import FromScratchSettings
from memstudio.workers.messages import NewModelFromScratch, ReadData, TaskKind, Train
from tests.workers.conftest import PATIENCE, Ear, ask, run_config

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.workers.engine_thread import EngineThread


@pytest.fixture
def settings(book: Path, tmp_path: Path) -> FromScratchSettings:
    return FromScratchSettings(
        (str(book),), str(tmp_path / "made"), vocabulary=300, num_slots=2, segment_length=16
    )


def test_it_is_made_opened_read_and_trained(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    settings: FromScratchSettings,
    book: Path,
    tmp_path: Path,
) -> None:
    told: list[Progress] = []
    ask(qtbot, engine, NewModelFromScratch(Control(on_progress=told.append), settings, "cpu"))
    (summary,) = ear.all("loaded")
    assert summary.path == settings.folder
    assert summary.is_untrained
    assert (summary.memory_kind, summary.num_slots) == ("rmt", 2)
    assert summary.vocab_size <= 300
    assert summary.from_scratch["learning_rate"] == settings.learning_rate
    assert (Path(settings.folder) / "model.safetensors").is_file()
    assert {each.text for each in told} >= {"Making the model"}
    ask(qtbot, engine, ReadData(Control(), settings.corpus, 16))
    assert ear.all("corpus")[0].train.num_tokens > 0
    config = run_config(Path(settings.folder), book, tmp_path, steps=2, probe={"every": 0})
    ask(qtbot, engine, Train(Control(), config))
    assert not ear.all("failed")
    assert not ear.all("loaded")[-1].is_untrained


def test_what_cannot_be_made_is_told_and_the_open_model_stays(
    qtbot: QtBot, engine: EngineThread, ear: Ear, settings: FromScratchSettings
) -> None:
    for wrong in (
        replace(settings, vocabulary=20),
        replace(settings, kind="nlm"),
        replace(settings, corpus=("/nowhere/at/all.txt",)),
    ):
        ask(qtbot, engine, NewModelFromScratch(Control(), wrong, "cpu"))
    too_small, no_pair, no_text = ear.sentences()
    assert "too small" in too_small
    assert "encoder" in no_pair
    assert "/nowhere/at/all.txt" in no_text
    assert not ear.all("loaded")
    assert not Path(settings.folder).exists()


def test_cancelled_it_leaves_no_folder(
    qtbot: QtBot, engine: EngineThread, ear: Ear, settings: FromScratchSettings
) -> None:
    control = Control(on_progress=lambda _: control.cancel())
    ask(qtbot, engine, NewModelFromScratch(control, settings, "cpu"))
    assert ear.all("cancelled") == [TaskKind.MAKE]
    assert not Path(settings.folder).exists()


def test_none_is_made_during_a_run(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    settings: FromScratchSettings,
    model: Path,
    book: Path,
    tmp_path: Path,
) -> None:
    control = Control()
    engine.submit(Train(control, run_config(model, book, tmp_path, probe={"every": 0}), None, True))
    qtbot.waitUntil(lambda: bool(ear.events("step_finished")), timeout=PATIENCE)
    control.pause()
    engine.submit(NewModelFromScratch(Control(), settings, "cpu"))
    qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=PATIENCE)
    assert "Stop the run first" in ear.sentences()[0]
    control.stop()
    control.resume()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)
    assert not Path(settings.folder).exists()
