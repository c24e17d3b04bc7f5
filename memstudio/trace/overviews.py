"""Coarser and coarser views of what runs along tokens, made on the way and only appended to.

Shapes: n tokens, w numbers of each.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from typing_extensions import override

from memstudio.memory.precision import in_double
from memstudio.trace.layout import FEWEST_ROWS, OVERVIEWS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from memstudio.trace.store import TraceWriter


def steps_for(num_tokens: int) -> tuple[int, ...]:
    """The overviews that a document of so many tokens gets."""
    return tuple(step for step in OVERVIEWS if num_tokens >= FEWEST_ROWS * step)


class _Overview(ABC):
    """Rows of numbers put together by stretches, and those by longer ones.

    Args:
        name: of what is put together; `NAME_16` and so on are what is written.
        num_tokens: of the document.
        writer: takes the rows.
    """

    def __init__(self, name: str, num_tokens: int, writer: TraceWriter) -> None:
        self._name = name
        self._steps = steps_for(num_tokens)
        self._writer = writer
        self._waiting: list[Tensor | None] = [None] * len(self._steps)

    def finish(self) -> None:
        """Write what has not filled a stretch."""
        for level in range(len(self._steps)):
            rest = self._waiting[level]
            if rest is not None and len(rest):
                self._waiting[level] = None
                self._add(rest, level, is_last=True)

    def _add(self, rows: Tensor, level: int, *, is_last: bool) -> None:
        if level == len(self._steps):
            return
        each = self._steps[level] // (self._steps[level - 1] if level else 1)
        waiting = self._waiting[level]
        if waiting is not None and len(waiting):
            rows = torch.cat([waiting, rows])
        full = len(rows) if is_last else len(rows) // each * each
        self._waiting[level] = rows[full:]
        if not full:
            return
        # What is left at the end is one stretch, however short.
        pooled = self._pooled(torch.unflatten(rows[:full], 0, (1, full) if is_last else (-1, each)))
        self._writer.append(**{f"{self._name}_{self._steps[level]}": self._kept(pooled)})
        self._add(pooled, level + 1, is_last=False)

    @abstractmethod
    def _pooled(self, cells: Tensor) -> Tensor:
        """`[c, w]` of the stretches `[c, tokens, w]`, to be pooled again."""

    @abstractmethod
    def _kept(self, pooled: Tensor) -> NDArray[np.floating]:
        """What is written of pooled rows `[c, w]`."""


class WeightOverview(_Overview):
    """The largest weight of every stretch of tokens; of "read" or of "write"."""

    def add(self, rows: Tensor) -> None:
        """Take the weights `[n, w]` of the next tokens."""
        self._add(rows, 0, is_last=False)

    @override
    def _pooled(self, cells: Tensor) -> Tensor:
        return cells.amax(1)

    @override
    def _kept(self, pooled: Tensor) -> NDArray[np.floating]:
        return pooled.half().cpu().numpy()


class NumberOverview(_Overview):
    """Mean and largest of every stretch of one number per token, "loss" or "gain".

    NaN counts for nothing.
    """

    def add(self, numbers: Tensor) -> None:
        """Take the numbers `[n]` of the next tokens."""
        numbers = in_double(numbers)
        is_there = ~numbers.isnan()
        lowest = numbers.masked_fill(~is_there, -torch.inf)
        # Sum, count and largest, which add up over any stretch.
        rows = torch.stack([numbers.masked_fill(~is_there, 0), in_double(is_there), lowest], dim=1)
        self._add(rows, 0, is_last=False)

    @override
    def _pooled(self, cells: Tensor) -> Tensor:
        return torch.cat([cells[..., :2].sum(1), cells[..., 2:].amax(1)], dim=1)

    @override
    def _kept(self, pooled: Tensor) -> NDArray[np.floating]:
        shown = torch.stack([pooled[:, 0] / pooled[:, 1], pooled[:, 2]], dim=1)
        return shown.masked_fill(pooled[:, 1:2] == 0, torch.nan).float().numpy()
