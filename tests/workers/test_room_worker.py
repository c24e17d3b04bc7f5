"""Room is looked for in the engine's thread, and branches are trained while a run is held."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PySide6.QtCore import QObject, Slot

from memstudio.events import RunFailed
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import Generate, LoadModel, TaskKind, Trace, Train
from memstudio.workers.room_messages import FindRoom, FindWaysOn, MakeBranch
from tests.tiny import SENTENCES
from tests.workers.conftest import PATIENCE, Ear, ask, hearing, run_config

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class RoomEar(QObject):
    """Keeps what is found, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.rooms: list[Any] = []
        self.ways: list[Any] = []
        self.branches: list[Any] = []
        worker = engine.room_worker
        worker.room_found.connect(self._on_room)
        worker.ways_found.connect(self._on_ways)
        worker.branch_made.connect(self._on_branch)

    @Slot(object)
    def _on_room(self, found: object) -> None:
        self.rooms.append(found)

    @Slot(object)
    def _on_ways(self, found: object) -> None:
        self.ways.append(found)

    @Slot(object)
    def _on_branch(self, made: object) -> None:
        self.branches.append(made)


@pytest.fixture
def found(engine: EngineThread) -> RoomEar:
    return RoomEar(engine)


def failed_run(model: Path, book: Path, out: Path, cause: Any, **values: Any) -> RunFolder:
    """A run that has learnt for two steps and then ran out of something."""
    config = run_config(model, book, out, steps=2, checkpoint_every=1, probe={"every": 0}, **values)
    folder = RunFolder(train(config, control=Control(), on_event=lambda _: None).folder)
    folder.config().changed(steps=4).save(folder.path / "run.toml")
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write(RunFailed(step=2, text="It is spent.", cause=cause).to_line() + "\n")
    (folder.path / ".summary.json").unlink()
    return folder


def test_room_is_found_for_the_open_model_and_is_no_task(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: RoomEar, model: Path, book: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    config = run_config(model, book, tmp_path, batch_size=4)
    engine.submit(FindRoom(Control(), config))
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    assert found.rooms == []  # no model was open
    with hearing(qtbot, engine.room_worker.room_found):
        engine.submit(FindRoom(Control(), config))
    cancelled = Control()
    cancelled.cancel()
    engine.submit(FindRoom(cancelled, config.changed(memory_replay=True)))
    with hearing(qtbot, engine.room_worker.room_found):
        engine.submit(FindRoom(Control(), config.changed(batch_size=64)))
    small, large = found.rooms
    assert small.config == config
    assert small.room.fits
    assert large.room.peak > small.room.peak
    assert ear.all("started") == [TaskKind.LOAD]
    ask(qtbot, engine, Generate(Control(), "It was", GenerationSettings(max_new_tokens=3)))
    assert not ear.sentences()


def test_what_was_measured_lets_go_of_a_model_that_is_closed(
    qtbot: QtBot, engine: EngineThread, found: RoomEar, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    with hearing(qtbot, engine.room_worker.room_found):
        engine.submit(FindRoom(Control(), run_config(model, book, tmp_path)))
    assert found.rooms[-1].failure is None
    opened = engine.worker.opened
    assert opened is not None
    left = weakref.ref(opened.model)
    del opened
    with hearing(qtbot, engine.worker.model_unloaded):
        engine.unload_requested.emit()

    def is_gone() -> bool:
        gc.collect()
        return left() is None

    qtbot.waitUntil(is_gone, timeout=10_000)


def test_why_no_room_could_be_looked_for_is_said(
    qtbot: QtBot, engine: EngineThread, found: RoomEar, model: Path, book: Path, tmp_path: Path
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    config = run_config(model, book, tmp_path, memory={"segment_length": 8})
    with hearing(qtbot, engine.room_worker.room_found):
        engine.submit(FindRoom(Control(), config))
    (only,) = found.rooms
    assert only.room is None
    assert "has a memory already" in only.failure.text


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.one_in(2)
def test_ways_on_are_found_for_what_was_spent(
    qtbot: QtBot, engine: EngineThread, found: RoomEar, model: Path, book: Path, tmp_path: Path,
    is_open: bool,
) -> None:  # fmt: skip
    if is_open:
        ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    folders = [
        failed_run(model, book, tmp_path / (cause or "else"), cause)
        for cause in ("memory", "disk", "")
    ]
    for folder in (*folders, RunFolder(tmp_path)):
        with hearing(qtbot, engine.room_worker.ways_found):
            engine.submit(FindWaysOn(Control(), str(folder.path)))
    memory, disk, other, none = found.ways
    assert memory.memory.ways[0].changes == (("batch_size", 1), ("gradient_accumulation", 2))
    assert disk.disk.checkpoint > 0
    assert (other.memory, other.disk) == (None, None)
    assert "not the folder of a run" in none.failure.text


def test_a_run_goes_on_with_the_way_that_was_found(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: RoomEar, model: Path, book: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = failed_run(model, book, tmp_path, "memory")
    with hearing(qtbot, engine.room_worker.ways_found):
        engine.submit(FindWaysOn(Control(), str(folder.path)))
    way = found.ways[0].memory.best
    ask(qtbot, engine, Train(Control(), None, str(folder.path), changes=way.changes))
    assert ear.events("settings_changed")[0].after == dict(way.changes)
    assert ear.events("run_finished")[0].step == 4
    assert folder.config().batch_size == 1


def test_while_a_run_is_held_it_is_looked_into_and_a_branch_is_trained(
    qtbot: QtBot, engine: EngineThread, ear: Ear, found: RoomEar, model: Path, book: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    """And then it comes to what it comes to without a pause, bit for bit."""
    config = run_config(model, book, tmp_path, steps=60, probe={"every": 0})
    whole = train(
        config.changed(out=str(tmp_path / "w")), control=Control(), on_event=lambda _: None
    )
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    control = Control()
    engine.submit(Train(control, config))
    qtbot.waitUntil(lambda: len(ear.events("step_finished")) >= 2, timeout=PATIENCE)
    control.pause()
    qtbot.waitUntil(lambda: bool(ear.events("run_paused")), timeout=PATIENCE)
    held_at = ear.events("run_paused")[0].step
    assert held_at < 60
    held = ear.events("run_started")[0].run
    opened = len(ear.all("loaded"))
    name = ear.all("loaded")[-1].name

    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=5)))
    engine.submit(Trace(Control(), SENTENCES[0], "in between", str(tmp_path / "a.zarr")))
    engine.submit(FindRoom(Control(), config))
    changes = (("memory_learning_rate", 1e-4), ("steps", held_at + 3))
    with hearing(qtbot, engine.room_worker.branch_made):
        engine.submit(MakeBranch(Control(), held, None, changes))
    (made,) = found.branches
    assert made.failure is None
    assert found.rooms == []  # not while a run is on
    engine.submit(Train(Control(), None, made.folder, is_beside=True))
    qtbot.waitUntil(lambda: bool(ear.events("run_finished")), timeout=PATIENCE)
    qtbot.waitUntil(lambda: TaskKind.TRAIN in ear.all("ended"), timeout=PATIENCE)
    assert ear.events("run_started")[-1].first_step == held_at
    assert ear.events("run_finished")[0].step == held_at + 3
    assert RunFolder(Path(made.folder)).summary().state == "completed"
    # The held run's model is open again, and it still is held.
    assert len(ear.all("loaded")) == opened + 2
    assert ear.all("loaded")[-1].name == name
    engine.submit(Train(Control(), config))
    qtbot.waitUntil(lambda: bool(ear.all("failed")), timeout=PATIENCE)
    assert ear.all("failed")[0].is_refusal

    control.resume()
    qtbot.waitUntil(lambda: len(ear.events("run_finished")) == 2, timeout=PATIENCE)
    qtbot.waitUntil(lambda: ear.all("ended").count(TaskKind.TRAIN) == 2, timeout=PATIENCE)
    mine = open_model(str(Path(held) / "model"), device="cpu").model.state_dict()
    theirs = open_model(str(whole.folder / "model"), device="cpu").model.state_dict()
    assert all(torch.equal(mine[name], theirs[name]) for name in theirs)


def test_what_cannot_be_branched_is_said(
    qtbot: QtBot, engine: EngineThread, found: RoomEar, tmp_path: Path
) -> None:
    with hearing(qtbot, engine.room_worker.branch_made):
        engine.submit(MakeBranch(Control(), str(tmp_path)))
    (made,) = found.branches
    assert made.folder == ""
    assert "not the folder of a run" in made.failure.text
