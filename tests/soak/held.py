"""What a process holds on to, counted."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject
from shiboken6 import isValid

_PROCESS = psutil.Process()
_FOLDER = Path("/proc/self/fd")


@dataclass(frozen=True)
class Held:
    """Counts after one cycle.

    Attributes:
        cycle: of how many cycles, from 1.
        seconds: since the process began to count.
        rss: bytes of the process in memory.
        files: open file descriptors.
        threads: of the operating system.
        python_threads: of those, the ones that Python knows.
        zarr: open arrays and groups of zarr.
        qobjects: living `QObject`s that Python knows.
        tensors: of torch.
        objects: that Python's collector follows.
    """

    cycle: int
    seconds: float
    rss: int
    files: int
    threads: int
    python_threads: int
    zarr: int
    qobjects: int
    tensors: int
    objects: int


QUANTITIES = ("rss", "files", "threads", "python_threads", "zarr", "qobjects", "tensors", "objects")

_begun = time.monotonic()


def count(cycle: int) -> Held:
    """Count now, after what is no longer used was let go of."""
    gc.collect()
    objects = gc.get_objects()
    of_zarr = _classes("zarr", "Array", "Group", "AsyncArray", "AsyncGroup")
    tensor = _classes("torch", "Tensor")
    return Held(
        cycle=cycle,
        seconds=round(time.monotonic() - _begun, 2),
        rss=_PROCESS.memory_info().rss,
        files=len(os.listdir(_FOLDER)) if _FOLDER.exists() else _PROCESS.num_fds(),  # noqa: PTH208
        threads=_PROCESS.num_threads(),
        python_threads=threading.active_count(),
        zarr=_how_many(objects, of_zarr),
        qobjects=sum(1 for each in objects if issubclass(type(each), QObject) and isValid(each)),
        tensors=_how_many(objects, tensor),
        objects=len(objects),
    )


def as_line(held: Held) -> dict[str, Any]:
    """To be kept as JSON."""
    return asdict(held)


def _classes(module: str, *names: str) -> tuple[type, ...]:
    # Nothing is imported to be counted: what is not there has no objects.
    found = sys.modules.get(module)
    classes = [getattr(found, name, None) for name in names]
    return tuple(each for each in classes if isinstance(each, type))


def _how_many(objects: list[Any], classes: tuple[type, ...]) -> int:
    # By its own type: `isinstance` would ask objects that make up their class.
    return sum(1 for each in objects if issubclass(type(each), classes)) if classes else 0
