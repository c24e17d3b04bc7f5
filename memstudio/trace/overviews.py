"""Coarser and coarser views of what runs along tokens, made on the way and only appended to.

Shapes: n tokens, w numbers of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.trace.layout import FEWEST_ROWS, OVERVIEWS

if TYPE_CHECKING:
    from memstudio.trace.store import TraceWriter


def steps_for(num_tokens: int) -> tuple[int, ...]:
    """The overviews that a document of so many tokens gets."""
    return tuple(step for step in OVERVIEWS if num_tokens >= FEWEST_ROWS * step)


class WeightOverview:
    """The largest weight of every stretch of tokens.

    Args:
        name: "read" or "write".
        num_tokens: of the document.
        writer: takes the rows of `NAME_16` and so on.
    """

    def __init__(self, name: str, num_tokens: int, writer: TraceWriter) -> None:
        self._name = name
        self._steps = steps_for(num_tokens)
        self._writer = writer
        self._waiting: list[Tensor | None] = [None] * len(self._steps)

    def add(self, rows: Tensor) -> None:
        """Take the weights `[n, w]` of the next tokens."""
        self._add(rows, 0, is_last=False)

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
        if is_last:
            pooled = rows.amax(0, keepdim=True)
        else:
            pooled = torch.unflatten(rows[:full], 0, (-1, each)).amax(1)
        self._writer.append(**{f"{self._name}_{self._steps[level]}": pooled.half().cpu().numpy()})
        self._add(pooled, level + 1, is_last=False)


class NumberOverview:
    """Mean and largest of every stretch of one number per token; NaN counts for nothing.

    Args:
        name: "loss" or "gain".
        num_tokens: of the document.
        writer: takes the rows of `NAME_16` and so on.
    """

    def __init__(self, name: str, num_tokens: int, writer: TraceWriter) -> None:
        self._name = name
        self._steps = steps_for(num_tokens)
        self._writer = writer
        self._waiting = [torch.zeros(0, 3, dtype=torch.float64) for _ in self._steps]

    def add(self, numbers: Tensor) -> None:
        """Take the numbers `[n]` of the next tokens."""
        numbers = numbers.double().cpu()
        is_there = ~numbers.isnan()
        lowest = numbers.masked_fill(~is_there, -torch.inf)
        # Sum, count and largest, which add up over any stretch.
        rows = torch.stack([numbers.masked_fill(~is_there, 0), is_there.double(), lowest], dim=1)
        self._add(rows, 0, is_last=False)

    def finish(self) -> None:
        """Write what has not filled a stretch."""
        for level in range(len(self._steps)):
            rest = self._waiting[level]
            if len(rest):
                self._waiting[level] = rest[:0]
                self._add(rest, level, is_last=True)

    def _add(self, rows: Tensor, level: int, *, is_last: bool) -> None:
        if level == len(self._steps):
            return
        each = self._steps[level] // (self._steps[level - 1] if level else 1)
        rows = torch.cat([self._waiting[level], rows])
        full = len(rows) if is_last else len(rows) // each * each
        self._waiting[level] = rows[full:]
        if not full:
            return
        cells = torch.unflatten(rows[:full], 0, (1, full) if is_last else (-1, each))
        pooled = torch.cat([cells[..., :2].sum(1), cells[..., 2:].amax(1)], dim=1)
        shown = torch.stack([pooled[:, 0] / pooled[:, 1], pooled[:, 2]], dim=1)
        shown = shown.masked_fill(pooled[:, 1:2] == 0, torch.nan)
        self._writer.append(**{f"{self._name}_{self._steps[level]}": shown.float().numpy()})
        self._add(pooled, level + 1, is_last=False)
