"""The memory that a conversation carries, as plain data. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SlotContents:
    """The nearest words of one slot with their scores, best first."""

    words: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MemorySnapshot:
    """What is remembered now.

    Attributes:
        num_segments: segments written so far.
        num_pending: tokens read since the last write.
        segment_length: tokens of a full segment.
        slots: the contents of each slot in words.
        change: `[slots]`, relative change of each slot in the last turn that wrote; None at first.
        norms: `[slots]`, the length of each slot's vector.
    """

    num_segments: int
    num_pending: int
    segment_length: int
    slots: tuple[SlotContents, ...]
    change: NDArray[np.float32] | None
    norms: NDArray[np.float32]
