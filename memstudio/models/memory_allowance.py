"""How much more memory this program may take while something untrusted is at work in it."""

from __future__ import annotations

import contextlib
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATM = Path("/proc/self/statm")
_DATA = 5
"""Which of its numbers are pages of data."""

_lock = threading.Lock()
_held: list[int] = []
"""The bounds of the works that go on; the widest holds, as the system knows of one alone."""
_usual: list[int] = []
"""The program's own limits, soft and hard, while there are such bounds."""


@contextlib.contextmanager
def memory_allowance(num_bytes: int) -> Iterator[None]:
    """Let the program take so much more memory at most; on Linux, elsewhere as much as it likes.

    All threads are bounded, so that this is for work that takes moments.

    Raises:
        MemoryError: in the block, where it would have taken more.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    bound = _data_in_use(resource.getpagesize()) + num_bytes
    with _lock:
        if not _held:
            _usual[:] = resource.getrlimit(resource.RLIMIT_DATA)
        _held.append(bound)
        _settle()
    try:
        yield
    finally:
        with _lock:
            _held.remove(bound)
            _settle()


def _settle() -> None:
    """Bound the program by the widest bound, and never by more than somebody else has set."""
    import resource

    soft, hard = _usual
    bounds = [max(_held)] if _held else []
    bounds += [] if soft == resource.RLIM_INFINITY else [soft]
    most = min(bounds, default=resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _data_in_use(page_size: int) -> int:
    return int(_STATM.read_text(encoding="ascii").split()[_DATA]) * page_size
