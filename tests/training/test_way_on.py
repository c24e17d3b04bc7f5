"""What a run has run out of, and what the next checkpoint needs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memstudio.events import RunFailed
from memstudio.progress import Control
from memstudio.training.branching import branch_config, make_branch
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from memstudio.training.way_on import DiskRoom, cause_of_failure, disk_room
from tests.training.conftest import Events

MakeConfig = Callable[..., RunConfig]


@pytest.fixture
def folder(make_config: MakeConfig) -> RunFolder:
    config = make_config(checkpoint_every=1, validate_every=0)
    return RunFolder(train(config, control=Control(), on_event=Events()).folder)


def size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    usage = shutil.disk_usage(Path.cwd())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))


@pytest.mark.slow
def test_a_checkpoint_takes_what_the_last_one_did(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = size(folder.checkpoint(6))
    with_free(monkeypatch, 2 * whole)
    room = disk_room(folder)
    assert (room.checkpoint, room.free, room.fits) == (whole, 2 * whole, True)
    with_free(monkeypatch, whole // 2)
    room = disk_room(folder)
    assert not room.fits
    # The tokenizer's files lie in each checkpoint, and in the system once.
    assert whole // 2 < room.freeable < whole
    assert room.fits_with_one_kept


def test_with_one_checkpoint_nothing_can_be_freed(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder.checkpoint(5))
    with_free(monkeypatch, 0)
    room = disk_room(folder)
    assert room.freeable == 0
    assert not room.fits_with_one_kept


def test_files_that_a_branch_shares_free_nothing(folder: RunFolder) -> None:
    alone = disk_room(folder).freeable
    make_branch(branch_config(folder.path, at=5, changes={"steps": 9}))
    shared = disk_room(folder)
    assert shared.freeable < alone / 10
    assert shared.checkpoint == size(folder.checkpoint(6))


@pytest.mark.slow
def test_a_branch_is_a_way_on_while_there_are_steps_left(folder: RunFolder) -> None:
    """The last step may be learnt when the model that is kept has no room."""
    assert not disk_room(folder).can_branch
    shutil.rmtree(folder.checkpoint(6))
    assert disk_room(folder).can_branch
    shutil.rmtree(folder.checkpoints)
    assert not disk_room(folder).can_branch


@pytest.mark.slow
def test_before_the_first_checkpoint_it_is_worked_out(folder: RunFolder) -> None:
    written = disk_room(folder).checkpoint
    shutil.rmtree(folder.checkpoints)
    assert disk_room(folder).checkpoint == pytest.approx(written, rel=0.15)


def test_needs_are_whole_figures() -> None:
    room = DiskRoom(Path("run"), checkpoint=1000, free=1099, freeable=0)
    assert room.needed == 1100
    assert not room.fits


@pytest.mark.parametrize("cause", ["memory", "disk", ""])
@pytest.mark.one_in(3)
def test_the_cause_is_in_the_record_until_the_run_goes_on(folder: RunFolder, cause: Any) -> None:
    assert cause_of_failure(folder) == ""
    started = next(folder.events())
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write(RunFailed(step=3, text="gone", cause=cause).to_line() + "\n")
    assert cause_of_failure(folder) == cause
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write(started.to_line() + "\n")
    assert cause_of_failure(folder) == ""


@pytest.mark.slow
def test_older_records_have_no_cause(folder: RunFolder) -> None:
    with folder.metrics.open("a", encoding="utf-8") as file:
        file.write('{"time":1.0,"event":"run_failed","step":3,"text":"gone","values":{}}\n')
    assert cause_of_failure(folder) == ""
