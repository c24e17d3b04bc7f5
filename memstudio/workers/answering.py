"""Says piece by piece what a model answers, and always that the answer has ended."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from memstudio.workers.messages import TextPiece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import SignalInstance


@contextmanager
def answering(told: SignalInstance) -> Iterator[Callable[[str], None]]:
    """What takes the pieces of one answer; `told` carries them, and one that closes the answer."""
    try:
        yield lambda piece: told.emit(TextPiece(piece))
    except BaseException:
        told.emit(TextPiece("", is_last=True, was_given_up=True))
        raise
    told.emit(TextPiece("", is_last=True))
