"""Memory that was freed is given back to the system, where the C library would keep it.

glibc keeps freed blocks for later, and where something small lies between them it cannot use them
for something larger: a process that frees and takes large tensors over and over grows.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable


def give_back_freed() -> None:
    """Give back what can be given back; nothing where the C library has no such function."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    if sys.platform != "linux":
        return None
    return cast("Callable[[int], int] | None", getattr(ctypes.CDLL(None), "malloc_trim", None))
