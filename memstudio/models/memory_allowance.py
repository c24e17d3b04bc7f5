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
_usual: tuple[int, int] | None = None


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
    _hold(bound)
    try:
        yield
    finally:
        _let_go(bound)


def _hold(bound: int) -> None:
    import resource

    global _usual  # noqa: PLW0603 - the program has one bound
    with _lock:
        if not _held:
            _usual = resource.getrlimit(resource.RLIMIT_DATA)
        _held.append(bound)
        _bound_by(max(_held))


def _let_go(bound: int) -> None:
    import resource

    with _lock:
        _held.remove(bound)
        if _held:
            _bound_by(max(_held))
        elif _usual is not None:
            resource.setrlimit(resource.RLIMIT_DATA, _usual)


def _bound_by(num_bytes: int) -> None:
    import resource

    if _usual is None:
        return
    soft, hard = _usual
    # Never more than somebody else has set.
    most = num_bytes if soft == resource.RLIM_INFINITY else min(num_bytes, soft)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _data_in_use(page_size: int) -> int:
    return int(_STATM.read_text(encoding="ascii").split()[_DATA]) * page_size
