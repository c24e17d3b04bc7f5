"""What a program may take of the computer's memory, where somebody has set it a limit.

Batch systems and containers limit memory by Linux's control groups, shells by `ulimit -v`; what the
computer has free says nothing there.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import psutil

_ROOT = Path("/sys/fs/cgroup")


def left_of_limit(root: Path = _ROOT, own: Path = Path("/proc/self/cgroup")) -> int | None:
    """Bytes that this program can still have by its limits; None when it has none.

    Args:
        root: where control groups are mounted.
        own: the file that names those of this program.
    """
    if not sys.platform.startswith("linux"):
        return None
    found = [*_left_of_groups(root, own), *_left_of_address_space()]
    return min(found, default=None)


def _left_of_groups(root: Path, own: Path) -> list[int]:
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    names = [line.removeprefix("0::") for line in lines if line.startswith("0::")]
    found = []
    for name in names:
        group = root / name.lstrip("/")
        # A limit holds for all groups beneath.
        for folder in (group, *group.parents):
            if folder == root.parent:
                break
            with suppress(OSError, ValueError):
                found.append(_left_of_group(folder))
    return found


def _left_of_group(folder: Path) -> int:
    """Bytes; what the system keeps of files, it would give back.

    Raises:
        ValueError: the group has no limit.
    """
    limit = int((folder / "memory.max").read_text(encoding="ascii"))
    used = int((folder / "memory.current").read_text(encoding="ascii"))
    lines = (folder / "memory.stat").read_text(encoding="ascii").splitlines()
    of_files = next(
        (int(each.split()[1]) for each in lines if each.startswith("inactive_file ")), 0
    )
    return max(0, limit - max(0, used - of_files))


def _left_of_address_space() -> list[int]:
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return []
    return [max(0, limit - int(psutil.Process().memory_info().vms))]
