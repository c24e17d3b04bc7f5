from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from memstudio.deleted import delete_for_now, empty_deleted, sweep_deleted
from memstudio.errors import DiskFull, StorageError
from memstudio.paths import data_dir


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


def test_what_is_set_aside_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "x.txt").write_text("x")
    deleted = delete_for_now(folder)
    assert not folder.exists()
    assert sweep_deleted() == 0
    deleted.bring_back()
    assert (folder / "x.txt").read_text() == "x"


@pytest.fixture
def other_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from and to which nothing can be renamed."""
    disk, real = tmp_path / "disk", os.rename

    def rename(source: Any, target: Any, **options: Any) -> None:
        if (disk in Path(source).parents) != (disk in Path(target).parents):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(source, target, **options)

    monkeypatch.setattr(os, "rename", rename)
    disk.mkdir()
    return disk


def _held(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may take a file of that name away; the tests may run as root, who may do all."""
    real = os.unlink

    def unlink(path: Any, **options: Any) -> None:
        if Path(path).name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        real(path, **options)

    monkeypatch.setattr(os, "unlink", unlink)


def test_from_another_disk_all_of_it_goes_and_comes_back(
    other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = other_disk / "session"
    (folder / "turns").mkdir(parents=True)
    (folder / "link").symlink_to("turns")
    (folder / "turns" / "held").write_text("h")
    (folder / "record").write_text("r")
    with monkeypatch.context() as patched:
        _held("held", patched)
        deleted = delete_for_now(folder)
    assert not folder.exists()
    deleted.bring_back()
    assert (folder / "turns" / "held").read_text() == "h"
    assert (folder / "record").read_text() == "r"
    assert (folder / "link").is_symlink()
    # What could not be taken away then is swept like all that is left over.
    (left,) = (each for each in other_disk.iterdir() if each != folder)
    assert left.name.startswith(".session.")


def test_what_finds_no_room_on_another_disk_can_be_brought_back_later(
    other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = other_disk / "session"
    folder.mkdir()
    (folder / "record").write_text("r")
    deleted = delete_for_now(folder)
    copy = shutil.copytree

    def full(*args: Any, **options: Any) -> None:
        copy(*args, **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", full)
        with pytest.raises(DiskFull, match="session"):
            deleted.bring_back()
    assert list(other_disk.iterdir()) == []
    deleted.bring_back()
    assert (folder / "record").read_text() == "r"
    assert list((data_dir() / "deleted").iterdir()) == []


def test_what_cannot_be_copied_from_another_disk_stays_as_it_was(
    other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = other_disk / "state"
    file.write_text("s")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("shutil.copy2", full)
    with pytest.raises(StorageError, match="state"):
        delete_for_now(file)
    assert file.read_text() == "s"
    assert list((data_dir() / "deleted").iterdir()) == []


@pytest.mark.parametrize("path", [Path(), Path("sub/..")])
def test_what_has_no_name_is_left_where_it_is(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "thesis.tex").write_text("years of work")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="names no file"):
        delete_for_now(path)
    assert (tmp_path / "sub" / "thesis.tex").read_text() == "years of work"


def test_nothing_takes_the_place_of_what_came_since(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("old")
    deleted = delete_for_now(file)
    file.write_text("new")
    with pytest.raises(StorageError, match="another"):
        deleted.bring_back()
    assert file.read_text() == "new"


def test_at_the_end_it_is_gone_for_good(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x")
    deleted = delete_for_now(file)
    empty_deleted()
    assert not deleted.kept.exists()
    with pytest.raises(StorageError):
        deleted.bring_back()


def test_what_a_program_left_that_is_gone_is_swept(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x")
    kept = delete_for_now(file).kept
    head, _, tail = kept.name.rpartition("-")
    gone = kept.rename(kept.with_name(f"{head.rpartition('-')[0]}-4194303-{tail}"))
    assert sweep_deleted() == 1
    assert not gone.exists()
    assert list((data_dir() / "deleted").iterdir()) == []
