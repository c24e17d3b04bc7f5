"""The faults, each striking the process that asks for it, at one operation on its files."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import shutil
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memstudio.bench.faults.saying import Saying

Fault = Literal["kill", "term", "power", "full", "readonly", "clock", "second"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
BALLAST = ".ballast"
DAY = 86_400.0

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_OPERATIONS = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.utime", "shutil.rmtree",
    "os.link",
}  # fmt: skip
_CAPABILITIES_VERSION = 0x20080522
_OVERRIDES_PERMISSIONS = 0b110
"""The capabilities to read and to write against a file's permissions."""


class Striker:
    """Counts what this process does to the files of a folder, and strikes at one of them.

    Args:
        fault: what happens.
        at: before which operation, from 1 on; 0 for none.
        world: the folder.
        saying: hears of faults that leave the process at work.
    """

    def __init__(self, fault: Fault, at: int, world: Path, saying: Saying) -> None:
        self.num_operations = 0
        self._fault, self._at, self._world, self._saying = fault, at, world, saying
        self._inside = str(world)
        self._is_watching = False
        self._lock = threading.Lock()
        if fault == "readonly":
            _obey_permissions()
        self._clock = _Clock() if fault == "clock" and at else None

    def begin(self) -> None:
        """Count from now on; this cannot be ended."""
        self._is_watching = True
        sys.addaudithook(self._hear)

    @property
    def has_struck(self) -> bool:
        """Whether the fault is there."""
        return 0 < self._at <= self.num_operations

    def operation(self) -> None:
        """An operation that Python does not tell of."""
        self._count()

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & _WRITES:
                return
        elif event in _OPERATIONS:
            path = arguments[0]
        else:
            return
        is_path = isinstance(path, (str, bytes, os.PathLike))
        if is_path and os.path.abspath(os.fsdecode(path)).startswith(self._inside):  # noqa: PTH100
            self._count()

    def _count(self) -> None:
        with self._lock:
            self.num_operations += 1
            is_due = self.num_operations == self._at and self._is_watching
            if is_due:
                self._is_watching = False
        if is_due:
            self._strike()

    def _strike(self) -> None:
        match self._fault:
            case "kill" | "power":
                os.kill(os.getpid(), signal.SIGKILL)
            case "term":
                os.kill(os.getpid(), signal.SIGTERM)
            case "full":
                _fill(self._world, random.Random(self._at))  # noqa: S311 - no secret
            case "readonly":
                for path in (*sorted(self._world.rglob("*"), reverse=True), self._world):
                    if not path.is_symlink():
                        path.chmod(path.stat().st_mode & ~0o222)
            case "clock":
                if self._clock is not None:
                    self._clock.go_back()
            case "second":
                pass
        self._saying.struck()


def undo(world: Path) -> None:
    """Let the disk have room, and the folder be written again."""
    for path in (world, *sorted(world.rglob("*"))):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o200)
    (world / BALLAST).unlink(missing_ok=True)


def make_older_by_clock(world: Path) -> None:
    """Let all files be from a day ahead: as they are when the clock was a day ahead until now."""
    for path in sorted(world.rglob("*")):
        if path.is_file():
            status = path.stat()
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + int(DAY * 1e9)))


def _fill(world: Path, chance: random.Random) -> None:
    """Take all room of a small disk but a little; of a large one, forbid long files."""
    room = chance.choice((0, 0, 4096, 65_536))
    disk = shutil.disk_usage(world)
    if disk.total > 1 << 31:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        return
    block = bytes(1 << 16)
    with (world / BALLAST).open("wb", buffering=0) as file:
        try:
            for _ in range(0, disk.free - room, len(block)):
                file.write(block)
            while room == 0 and file.write(block[:4096]):
                pass
        except OSError:
            return


class _Clock:
    """This process's clock, a day ahead until it is put right."""

    def __init__(self) -> None:
        self._ahead = DAY
        now, now_ns = time.time, time.time_ns
        time.time = lambda: now() + self._ahead
        time.time_ns = lambda: now_ns() + int(self._ahead * 1e9)

    def go_back(self) -> None:
        self._ahead = 0.0


def _obey_permissions() -> None:
    """Let permissions bind this process, be it the administrator's."""
    libc: Any = ctypes.CDLL(None, use_errno=True)

    class Head(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    data = (ctypes.c_uint32 * 6)()
    head = Head(_CAPABILITIES_VERSION, 0)
    if libc.capget(ctypes.byref(head), data):
        return
    data[0] &= ~_OVERRIDES_PERMISSIONS  # effective, of the first 32
    libc.capset(ctypes.byref(head), data)


def ends_on_sigterm(stop: Callable[[], bool]) -> None:
    """Do on `SIGTERM` as the command line does: stop a run, and break off all else."""

    def on_signal(number: int, _: object) -> None:
        if not stop():
            raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, on_signal)
