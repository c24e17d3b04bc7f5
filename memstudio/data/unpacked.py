"""What archives were unpacked to, kept in the cache with what was said of them."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memstudio.atomic import sync_tree
from memstudio.data.documents import Problem
from memstudio.parsing import json_in
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from pathlib import Path

# Raised when the same archive gives something else than before.
_VERSION = 2
_TOLD_BY = 64 * 1024
_KEPT_DAYS = 30
_PART_DAYS = 2
_DONE = ".complete"


@dataclass
class Unpacked:
    """What came of an archive.

    Attributes:
        folder: where its files are; None when it was refused.
        problems: with it, and with single entries.
        num_skipped: entries that cannot be read, or are hidden.
        num_bytes: that were unpacked.
    """

    folder: Path | None
    problems: list[Problem] = field(default_factory=list)
    num_skipped: int = 0
    num_bytes: int = 0

    def files(self) -> list[Path]:
        """What was unpacked, in the order of names."""
        if self.folder is None:
            return []
        found = (path for path in self.folder.rglob("*") if path.is_file() and path.name != _DONE)
        return sorted(found)


def place_of(path: Path) -> Path:
    """Where the content of an archive is kept, which is another when the archive is another."""
    status = path.stat()
    size = status.st_size
    digest = hashlib.sha256(
        f"{_VERSION} {path.resolve()} {size} {status.st_mtime_ns} ".encode("utf-8", "replace")
    )
    with path.open("rb") as file:
        digest.update(file.read(_TOLD_BY))
        # The table of a ZIP file stands at its end, with a sum of each entry.
        file.seek(max(0, size - _TOLD_BY))
        digest.update(file.read(_TOLD_BY))
    return cache_dir() / "unpacked" / digest.hexdigest()[:24]


def keep(result: Unpacked, staging: Path, folder: Path) -> None:
    """Give what was unpacked its place, complete with what was said of it, or use what is there."""
    told = {
        "problems": [[each.text, each.values] for each in result.problems],
        "num_skipped": result.num_skipped,
        "num_bytes": result.num_bytes,
    }
    (staging / _DONE).write_text(json.dumps(told, default=str), encoding="utf-8")
    sync_tree(staging)
    try:
        staging.rename(folder)
    except OSError:
        if not (folder / _DONE).is_file():
            # What is there was left behind by something that broke off.
            shutil.rmtree(folder, ignore_errors=True)
            staging.rename(folder)


def kept_before(path: Path, folder: Path) -> Unpacked | None:
    """What was unpacked before; None when it was not."""
    mark = folder / _DONE
    try:
        told = json_in(mark)
        mark.touch()
        problems = [Problem(path, None, text, values) for text, values in told["problems"]]
        return Unpacked(folder, problems, int(told["num_skipped"]), int(told["num_bytes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_old(folder: Path) -> None:
    """Take away what was unpacked long ago and not looked at since."""
    if not folder.is_dir():
        return
    for each in folder.iterdir():
        mark = each / _DONE
        try:
            age = time.time() - (mark if mark.exists() else each).stat().st_mtime
        except OSError:
            continue
        most = _PART_DAYS if each.suffix == ".part" else _KEPT_DAYS
        if age > most * 86_400:
            shutil.rmtree(each, ignore_errors=True)
