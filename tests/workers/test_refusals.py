"""What a run that is held cannot have done to it is refused in words, and the run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.progress import Control, Progress
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.trace.reader import TraceReader
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import (
    Generate,
    LoadModel,
    MoveModel,
    NewModel,
    TaskKind,
    TextFile,
    Trace,
    Train,
)
from tests.tiny import SENTENCES
from tests.workers.conftest import PATIENCE, Ear, ask, run_config

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_held_run_is_not_broken_into(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    unloaded: list[bool] = []
    engine.worker.model_unloaded.connect(lambda: unloaded.append(True))
    control = Control()
    config = run_config(model, book, tmp_path, probe={"every": 0})
    engine.submit(Train(control, config))
    qtbot.waitUntil(lambda: bool(ear.events("step_finished")), timeout=PATIENCE)
    control.pause()
    qtbot.waitUntil(lambda: bool(ear.events("run_paused")), timeout=PATIENCE)
    opened = len(ear.all("loaded"))
    (folder,) = (tmp_path / "runs").iterdir()

    engine.submit(Train(Control(), config))
    engine.submit(Train(Control(), None, str(folder)))
    engine.submit(LoadModel(Control(), str(model), "cpu"))
    settings = NewModelSettings(str(model), str(tmp_path / "mine"), "rmt", 2, 16)
    engine.submit(NewModel(Control(), settings, "cpu"))
    engine.submit(MoveModel(Control(), "cpu"))
    engine.unload_requested.emit()
    # It is served after all of them, and the model is there.
    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
    qtbot.waitUntil(lambda: TaskKind.GENERATE in ear.all("ended"), timeout=PATIENCE)

    assert [failure.task for failure in ear.all("failed")] == [
        TaskKind.TRAIN, TaskKind.TRAIN, TaskKind.LOAD, TaskKind.MAKE, TaskKind.MOVE, TaskKind.LOAD,
    ]  # fmt: skip
    assert all(failure.is_refusal for failure in ear.all("failed"))
    assert all("run" in sentence for sentence in ear.sentences())
    assert "closed" in ear.sentences()[-1]
    assert not unloaded
    assert len(ear.all("loaded")) == opened
    assert not (tmp_path / "mine").exists()
    # A refusal neither begins nor ends anything.
    assert ear.all("started") == [TaskKind.LOAD, TaskKind.TRAIN, TaskKind.GENERATE]
    assert ear.all("ended") == [TaskKind.LOAD, TaskKind.GENERATE]

    held_at = ear.events("step_finished")[-1].step
    control.resume()
    qtbot.waitUntil(lambda: ear.events("step_finished")[-1].step > held_at, timeout=PATIENCE)
    control.stop()
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)
    assert ear.events("run_finished")[0].reason == "stopped"
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [folder.name]
    engine.unload_requested.emit()
    qtbot.waitUntil(lambda: bool(unloaded), timeout=PATIENCE)


# ---------------------------------------------------------------------- text from a file


def test_a_file_is_read_and_traced_away_from_the_window(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(("Été. " + SENTENCES[0]).encode("utf-16"))
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    reports: list[Progress] = []
    out = tmp_path / "a.zarr"
    control = Control(on_progress=reports.append)
    ask(qtbot, engine, Trace(control, TextFile(str(path), 20), "old.txt", str(out)))
    assert TraceReader(out).text == ("Été. " + SENTENCES[0])[:20]
    assert "bytes" in {report.unit for report in reports}
    assert ear.all("trace")[0].document == "old.txt"
    assert not ear.sentences()


def test_a_file_that_cannot_be_traced_is_named(
    qtbot: QtBot,
    engine: EngineThread,
    ear: Ear,
    model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty, large, binary = (tmp_path / name for name in ("empty.txt", "large.txt", "picture.txt"))
    empty.write_text("", encoding="utf-8")
    large.write_text("It was. " * 40, encoding="utf-8")
    binary.write_bytes(b"\x89PNG\r\n" + bytes(200))
    monkeypatch.setattr("memstudio.data.first_document._LARGEST", 300)
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    for path in (empty, large, binary, tmp_path / "absent.txt"):
        out = str(tmp_path / "a.zarr")
        ask(qtbot, engine, Trace(Control(), TextFile(str(path), 100), path.name, out))
    sentences = ear.sentences()
    assert len(sentences) == 4
    assert "empty" in sentences[0]
    assert "too large" in sentences[1]
    assert all(failure.task is TaskKind.TRACE for failure in ear.all("failed"))
    assert not (tmp_path / "a.zarr").exists()


def test_reading_a_file_can_be_cancelled(
    qtbot: QtBot, engine: EngineThread, ear: Ear, model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_text(SENTENCES[0] * 100_000, encoding="utf-8")
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control(on_progress=lambda progress: control.cancel())
    out = tmp_path / "a.zarr"
    ask(qtbot, engine, Trace(control, TextFile(str(path), 10**9), "long.txt", str(out)))
    assert ear.all("cancelled") == [TaskKind.TRACE]
    assert not ear.sentences()
    assert not out.exists()
