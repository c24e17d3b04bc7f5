"""One model is made or opened at a time in a program, whichever threads want one."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.progress import Control

_LOOK_EVERY = 0.05
_LOCK = threading.RLock()


@contextlib.contextmanager
def made_alone(control: Control | None = None) -> Iterator[None]:
    """Wait until no other thread makes a model; until the end of the block others wait.

    While transformers makes a model, torch's default type of numbers, the tying of weights and more are
    others for the whole program. What two threads change at once is not put back as it was: from then on
    no tied weight would be found in any file. Seeds that models are drawn by are the program's, too.

    Args:
        control: may cancel the waiting.

    Raises:
        Cancelled: through `control`.
    """
    while not _LOCK.acquire(timeout=_LOOK_EVERY):
        if control is not None:
            control.checkpoint()
    try:
        yield
    finally:
        _LOCK.release()
