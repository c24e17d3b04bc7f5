"""Two traces side by side: the same quantity on one axis, and the difference, aligned by text.

The axis is the text of the first trace, token by token. Where the second read the same characters,
its values stand at the same place, whatever its tokens and however long its segments are. What one
of them has and the other has not is left open and counted, never guessed.

Shapes: N, M tokens of the two traces; T segments, m slots of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import TraceError, marked
from memstudio.trace.alignment import NOWHERE, align
from memstudio.trace.quantity_kinds import PER_TOKEN
from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.alignment import Alignment
    from memstudio.trace.reader import TraceReader

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_MOST_LOOKED_AT = 20_000
_USUAL = 0.85
"""Of the values, so many make the scale where the others are three times as large and more."""


@dataclass(frozen=True)
class Levels:
    """Between which values something is painted.

    Attributes:
        low: of both; 0 unless something is below.
        high: of both.
        apart: of the difference, up and down.
        is_clipped: some values are above `high`.
        is_cut: some differences are larger than `apart`.
    """

    low: float
    high: float
    apart: float
    is_clipped: bool = False
    is_cut: bool = False


class Comparison:
    """A quantity of two traces on the axis of the first one's tokens.

    Args:
        first: whose text is the axis.
        second: what is laid beside it.
    """

    def __init__(self, first: TraceReader, second: TraceReader) -> None:
        self.first, self.second = first, second
        self._fetched: dict[str, tuple[Floats, Floats]] = {}

    @cached_property
    def alignment(self) -> Alignment:
        """Which tokens are of the same text."""
        return align(self.first, self.second)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Quantities of slots over time that both have, and `loss` and `gain` a token."""
        both = [name for name in self.first.quantities if name in self.second.quantities]
        both = both if self.num_slots else []
        both += [
            name for name in ("loss", "gain") if self.first.has(name) and self.second.has(name)
        ]
        return tuple(both)

    @cached_property
    def _borders(self) -> Places:
        """Tokens of the first at which a segment of either begins, or the second is left off."""
        mine = _segments(self.first, np.arange(self.first.num_tokens))
        theirs = _segments(self.second, self.alignment.other)
        rows = np.stack([mine, theirs])
        return np.flatnonzero((np.diff(rows, prepend=NOWHERE - 1) != 0).any(axis=0))

    def borders(self, name: str) -> Places:
        """Tokens of the first from which on `at` says something else of `name`, in order."""
        return np.arange(self.first.num_tokens) if name in PER_TOKEN else self._borders

    @property
    def num_slots(self) -> int:
        """Slots that both have; slots with the same number stand beside each other."""
        return min(self.first.num_slots, self.second.num_slots)

    @property
    def shares_slots(self) -> bool:
        """Whether slots with the same number are the same: in two probes of one training."""
        one, two = self.first, self.second
        return (
            one.path.parent == two.path.parent
            and one.step is not None
            and two.step is not None
            and one.num_slots == two.num_slots
        )

    def prepare(self, name: str) -> None:
        """Fetch a quantity of both and align them, which may take a moment; `at` is quick then.

        Raises:
            TraceError: one of them does not have it, or is damaged.
        """
        if name not in self.names:
            raise TraceError(
                marked("errors", "'{name}' is not in both of the traces, so it cannot be compared."),
                name=name,
            )  # fmt: skip
        _ = self.alignment, self._borders
        if name not in self._fetched:
            self._fetched[name] = _fetched(self.first, name), _fetched(self.second, name)

    def at(self, name: str, tokens: Places) -> tuple[Floats, Floats]:
        """The quantity of both at tokens of the first `[n]`: `[n, m]` each, `[n, 1]` of a token's.

        NaN where nothing is known.

        Raises:
            TraceError: one of them does not have it.
        """
        self.prepare(name)
        mine, theirs = self._fetched[name]
        other = self.alignment.other[tokens]
        beside = np.full((len(tokens), theirs.shape[1]), np.nan, np.float32)
        known = other != NOWHERE
        beside[known] = theirs[_rows(self.second, name, other[known])]
        return mine[_rows(self.first, name, tokens)], beside

    def levels(self, name: str) -> Levels:
        """Between which values the two, and their difference, are painted.

        Where a part of the values stands far above the rest, it is painted like the highest of the
        rest, so that the rest is seen. What the rest is, some tokens of a long text say, evenly spaced.
        """
        some, some_apart = self._known(name, evenly(self.first.num_tokens, _MOST_LOOKED_AT))
        both, apart = self._known(name, self.borders(name))
        high, is_clipped = _upper(both, some)
        farthest, is_cut = _upper(apart, some_apart)
        low = float(both.min()) if both.size else 0.0
        return Levels(min(0.0, low), high, farthest, is_clipped, is_cut)

    def _known(self, name: str, tokens: Places) -> tuple[Floats, Floats]:
        """What is known of both at these tokens, and how far they are apart; in a row."""
        mine, theirs = self.at(name, tokens)
        width = min(mine.shape[1], theirs.shape[1])
        apart = np.abs(theirs[:, :width] - mine[:, :width])
        both = np.concatenate([mine[np.isfinite(mine)], theirs[np.isfinite(theirs)]])
        return both, apart[np.isfinite(apart)]


def _upper(values: Floats, some: Floats) -> tuple[float, bool]:
    """The largest value, or the one of the rest where the largest are far above it; and which."""
    highest = float(values.max()) if values.size else 0.0
    usual = float(np.quantile(some, _USUAL)) if some.size else 0.0
    return (usual, True) if 0 < usual < highest / 3 else (highest, False)


def _fetched(trace: TraceReader, name: str) -> Floats:
    """`[T, m]` of slots, `[N, 1]` of tokens."""
    if name == "loss":
        return trace.loss()[:, None]
    if name == "gain":
        return trace.gain()[:, None]
    return trace.quantity(name)


def _rows(trace: TraceReader, name: str, tokens: Places) -> Places:
    """Where the values of tokens stand in what was fetched: in their segment's row, or their own."""
    if name in PER_TOKEN:
        return tokens
    return _segments(trace, tokens)


def _segments(trace: TraceReader, tokens: Places) -> Places:
    rows: Places = np.searchsorted(trace.segment_starts, tokens, side="right") - 1
    return rows
