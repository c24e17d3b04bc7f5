"""Lets only one launcher at a time install into a checkout."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.problem import say

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def only_one(checkout: Path) -> Iterator[None]:
    """Wait until no other launcher installs into `checkout`.

    The system itself frees the lock of a process that died.
    """
    key = hashlib.sha256(f"{checkout} {_user()}".encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"memstudio-{key}.lock").open("a+b") as file:
        if not _try_lock(file.fileno()):
            say("Another start is installing; waiting for it ...")
            while not _try_lock(file.fileno()):
                time.sleep(0.5)
        yield


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _try_lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
