"""What is there only while it is written: who owns it, and that it is taken away when nobody does."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memstudio import atomic, leftovers
from memstudio.atomic import put_in_place, write_text
from memstudio.leftovers import given_way, is_abandoned, new_scratch, sweep, temporary_beside
from memstudio.log import LogFile


def of_a_dead_process(path: Path) -> Path:
    """A marked name, as of a process that is gone."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return path.with_name(path.name.replace(f"-{os.getpid()}-", f"-{ended.pid}-"))


def test_what_a_killed_program_left_is_taken_away_and_what_is_written_now_is_not(
    tmp_path: Path,
) -> None:
    mine, gone = (temporary_beside(tmp_path / "settings.toml") for _ in range(2))
    gone = of_a_dead_process(gone)
    folder = of_a_dead_process(temporary_beside(tmp_path / "trace.zarr"))
    folder.mkdir()
    (folder / "chunk").touch()
    for path in (mine, gone, tmp_path / "settings.toml", tmp_path / ".other.tmp"):
        path.touch()
    assert sweep(tmp_path) == 2
    assert {path.name for path in tmp_path.iterdir()} == {mine.name, "settings.toml", ".other.tmp"}


def test_the_first_writing_into_a_folder_sweeps_it(tmp_path: Path) -> None:
    gone = of_a_dead_process(temporary_beside(tmp_path / "elsewhere" / "a.txt"))
    gone.parent.mkdir()
    gone.touch()
    leftovers._swept.clear()
    write_text(gone.parent / "b.txt", "b")
    assert [path.name for path in gone.parent.iterdir()] == ["b.txt"]


@pytest.mark.parametrize("name", ["长" * 80, "b" * 250 + ".json"])
def test_whatever_may_be_the_name_of_a_file_can_be_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_text(path, "old")
    write_text(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    gone = of_a_dead_process(temporary_beside(path))
    gone.touch()
    assert sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept" / "settings.toml", tmp_path / "settings.toml"
    link.symlink_to(kept)
    for content in ("old", "new"):
        write_text(link, content)
        assert link.is_symlink()
        assert kept.read_text(encoding="utf-8") == content
    link.unlink()
    link.symlink_to(link.name)
    write_text(link, "a link to itself leads nowhere")
    assert not link.is_symlink()


def test_a_mark_of_another_computer_counts_until_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / f".a.00000000-{os.getpid()}-00000000.tmp"
    path.touch()
    assert not is_abandoned(path)
    days_ago = time.time() - 5 * 86_400
    os.utime(path, (days_ago, days_ago))
    assert is_abandoned(path)


def test_what_gave_way_to_something_that_never_came_gets_its_name_back(tmp_path: Path) -> None:
    old = of_a_dead_process(given_way(tmp_path / "model.v1"))
    old.mkdir()
    (old / "weights").write_text("w", encoding="utf-8")
    assert sweep(tmp_path) == 1
    assert (tmp_path / "model.v1" / "weights").read_text(encoding="utf-8") == "w"
    again = of_a_dead_process(given_way(tmp_path / "model.v1"))
    again.mkdir()
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["model.v1"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(atomic, "_exchanged", lambda _, __: False)
    new, place = tmp_path / "new", tmp_path / ("place" * 50)
    for folder in (new, place):
        folder.mkdir()
        (folder / "content").write_text(folder.name, encoding="utf-8")
    put_in_place(new, place)
    assert (place / "content").read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [place]


def test_scratch_folders_of_killed_programs_go_when_the_next_one_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers.tempfile, "tempdir", str(tmp_path))
    mine = new_scratch()
    killed = of_a_dead_process(new_scratch())
    killed.mkdir()
    (killed / "trace").touch()
    another = new_scratch()
    assert {path.name for path in tmp_path.iterdir()} >= {mine.name, another.name}
    assert not killed.exists()


def test_what_is_written_is_synced_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync

    def noted(number: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        sync(number)

    if sys.platform != "linux":
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", noted)
    write_text(tmp_path / "a.txt", "a")
    assert len(synced) == 2
    assert synced[1] == str(tmp_path)


def test_a_log_that_cannot_be_written_shows_nobody_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = LogFile(tmp_path / "not there" / "log.txt", delay=True)
    handler.handle(logging.LogRecord("a", logging.INFO, "", 1, "told", None, None))
    assert capsys.readouterr().err == ""
