"""What is kept of texts under the cache folder: how much there is and may be, and taking the oldest away.

What is in use stays: whoever uses it holds a lock on it, which ends with the process at the latest.
"""

from __future__ import annotations

import logging
import shutil
import sys
import time
import weakref
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.paths import cache_dir, nearest_existing
from memstudio.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

_log = logging.getLogger(__name__)
KINDS = ("documents", "tokenised", "unpacked")
"""The folders: texts, their tokens, and what was in archives."""
_JUST_USED = 3600
"""Seconds for which nothing is taken away, as something may be about to use it."""
_LEAST_LIMIT, _SHARE_OF_DISK = 20_000_000_000, 5
_KEPT_FREE = 500_000_000
"""Bytes of the disk that are left to others."""


@dataclass(frozen=True)
class CacheEntry:
    """Something that is kept or taken away as a whole.

    Attributes:
        kind: of `KINDS`.
        name: in the folder of its kind; its files or its folder begin with it.
        paths: files, or one folder.
        num_bytes: of all.
        used: when, in seconds since 1970.
    """

    kind: str
    name: str
    paths: tuple[Path, ...]
    num_bytes: int
    used: float


def cache_entries() -> list[CacheEntry]:
    """All that is kept of texts, the longest unused first."""
    found = []
    for kind in KINDS:
        groups: dict[str, list[Path]] = defaultdict(list)
        for path in _inside(cache_dir() / kind):
            # Tokens are several files of one name; a folder is one.
            name = path.name.partition(".")[0] if path.is_file() else path.name
            groups[name].append(path)
        found += [_entry(kind, name, tuple(paths)) for name, paths in groups.items()]
    return sorted(found, key=lambda entry: entry.used)


def cache_limit() -> int:
    """Bytes that are kept at most: as set, else a fifth of the disk, and 20 GB at least."""
    gigabytes = load_settings().cache_gigabytes
    if gigabytes is not None:
        return int(gigabytes * 1e9)
    disk = shutil.disk_usage(nearest_existing(cache_dir()))
    return max(_LEAST_LIMIT, disk.total // _SHARE_OF_DISK)


def free_room() -> int:
    """Bytes that may be written under the cache folder now; below 0 when there is no room at all."""
    return shutil.disk_usage(nearest_existing(cache_dir())).free - _KEPT_FREE


def make_room() -> None:
    """Take away what was not used for longest, until no more is kept than may be."""
    entries = cache_entries()
    too_much = sum(entry.num_bytes for entry in entries) - cache_limit()
    for entry in entries:
        if too_much <= 0 or time.time() - entry.used < _JUST_USED:
            return
        if _take_away(entry):
            _log.info("%s of the cache was taken away: there is too much", entry.name)
            too_much -= entry.num_bytes


def clear_cache() -> int:
    """Take away all that is not in use; the bytes that this freed."""
    return sum(entry.num_bytes for entry in cache_entries() if _take_away(entry))


def hold(kind: str, name: str, owner: object) -> None:
    """Keep an entry from being taken away for as long as `owner` lives."""
    if sys.platform == "win32":
        # There, what is open cannot be taken away.
        return
    with suppress(OSError):
        lock = _lock_of(kind, name).open("ab")
        fcntl.flock(lock, fcntl.LOCK_SH)
        weakref.finalize(owner, lock.close)


def _lock_of(kind: str, name: str) -> Path:
    return cache_dir() / kind / f"{name}.lock"


def _take_away(entry: CacheEntry) -> bool:
    """Take an entry away, unless it is in use; whether it is gone."""
    try:
        with _alone(_lock_of(entry.kind, entry.name)):
            for path in entry.paths:
                if path.is_dir():
                    # Under its own name it is there or it is not.
                    gone = path.with_name(f"{path.name}.gone")
                    path.replace(gone)
                    shutil.rmtree(gone, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold a lock that nobody else holds.

    Raises:
        OSError: somebody does.
    """
    if sys.platform == "win32" or not place.exists():
        yield
        return
    with place.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
        place.unlink(missing_ok=True)


def _entry(kind: str, name: str, paths: tuple[Path, ...]) -> CacheEntry:
    files = list(_files(paths))
    statuses = []
    for file in files:
        with suppress(OSError):
            statuses.append(file.stat())
    used = max((status.st_mtime for status in statuses), default=0.0)
    return CacheEntry(kind, name, paths, sum(status.st_size for status in statuses), used)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (each for each in path.rglob("*") if each.is_file())
        else:
            yield path


def _inside(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        # A lock is no entry; neither is what cannot be seen.
        yield from (each for each in folder.iterdir() if each.suffix != ".lock")
