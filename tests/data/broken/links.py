"""Links in a circle, to nothing and to folders; pipes, sockets and devices; files that one may not read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from tests.data.broken.case import Family, written

FAMILY = Family("links")


@FAMILY.made("circle.txt", says="could not be opened")
def _circle(folder: Path) -> Path:
    (folder / "other.txt").symlink_to("circle.txt")
    (folder / "circle.txt").symlink_to("other.txt")
    return folder / "circle.txt"


@FAMILY.made("itself", "One.", says="link to a folder and was not followed")
def _round_folder(folder: Path) -> Path:
    written(folder / "itself/a.txt", "One.")
    (folder / "itself/again").symlink_to(folder / "itself", target_is_directory=True)
    return folder / "itself"


@FAMILY.made("two-folders", "One.", says="link to a folder and was not followed")
def _two_folders(folder: Path) -> Path:
    written(folder / "two-folders/a/a.txt", "One.")
    written(folder / "two-folders/b/b.png", "x")
    (folder / "two-folders/a/b").symlink_to("../b")
    (folder / "two-folders/b/a").symlink_to("../a")
    return folder / "two-folders"


@FAMILY.made("gone.txt", says="leads to nothing")
def _gone(folder: Path) -> Path:
    (folder / "gone.txt").symlink_to("nowhere.txt")
    return folder / "gone.txt"


@FAMILY.made("missing.txt", says="no such file")
def _missing(folder: Path) -> Path:
    return folder / "missing.txt"


@FAMILY.made("linked.txt", "One.")
def _to_a_file(folder: Path) -> Path:
    written(folder / "far/a.txt", "One.")
    (folder / "linked.txt").symlink_to("far/a.txt")
    return folder / "linked.txt"


@FAMILY.made("linked-folder", "One.")
def _to_a_folder(folder: Path) -> Path:
    """A link that is named itself is meant."""
    written(folder / "far/a.txt", "One.")
    (folder / "linked-folder").symlink_to("far")
    return folder / "linked-folder"


@FAMILY.made("hard", "One.", says="already, so this file was left out")
def _hard(folder: Path) -> Path:
    os.link(written(folder / "hard/a.txt", "One."), folder / "hard/b.txt")
    return folder / "hard"


@FAMILY.made("pipe.txt", says="a pipe or a socket")
def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


@FAMILY.made("socket.txt", says="a pipe or a socket")
def _socket(folder: Path) -> Path:
    before = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.txt")
    finally:
        os.chdir(before)
    return folder / "socket.txt"


@FAMILY.made("zero", says="This is a device")
def _device(folder: Path) -> Path:
    (folder / "zero").symlink_to("/dev/zero")
    return folder / "zero"


@FAMILY.made("process.txt", says="could not be read")
def _process(folder: Path) -> Path:
    """A file of the system, which says that it is one and does not let itself be read."""
    (folder / "process.txt").symlink_to("/proc/self/mem")
    return folder / "process.txt"


@FAMILY.made("empty-folder", says="nothing in this folder")
def _empty_folder(folder: Path) -> Path:
    (folder / "empty-folder").mkdir()
    return folder / "empty-folder"


@FAMILY.made("hidden-only", says="nothing in this folder")
def _hidden_only(folder: Path) -> Path:
    return written(folder / "hidden-only/.git/a.txt", "x").parents[1]


@FAMILY.made("a.txt/b.txt", says="could not be opened")
def _below_a_file(folder: Path) -> Path:
    return written(folder / "a.txt", "x") / "b.txt"


@FAMILY.made("deep", "Deep.")
def _deep(folder: Path) -> Path:
    """More folders in folders than a path may be long."""
    before = Path.cwd()
    (folder / "deep").mkdir()
    os.chdir(folder / "deep")
    try:
        for _ in range(12):
            os.mkdir("d" * 200)  # noqa: PTH102
            os.chdir("d" * 200)
        Path("a.txt").write_text("Deep.", encoding="utf-8")
    finally:
        os.chdir(before)
    return folder / "deep"
