"""Which part of a matrix is seen, and how large: plain numbers, no widget."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 36.0
"""Pixels of a weight at most."""


@dataclass
class Sight:
    """A rectangle of pixels that looks at a square of N x N weights.

    Attributes:
        size: N.
        width: of the rectangle, in pixels.
        height: of it.
        left: the place at its left edge; a fraction of one counts.
        top: the place at its top edge.
        scale: pixels of one weight.
    """

    size: int = 0
    width: float = 1.0
    height: float = 1.0
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0

    @property
    def smallest(self) -> float:
        """The scale at which the whole matrix is seen."""
        return min(self.width, self.height) / max(1, self.size)

    @property
    def is_whole(self) -> bool:
        """Whether all of the matrix is seen."""
        return self.scale <= self.smallest * 1.001

    def fit(self) -> None:
        """See all of it."""
        self.scale = self._bounded(0.0)
        self.left = self.top = 0.0
        self._keep_inside()

    def see(self, left: float, top: float, scale: float) -> None:
        """See a place that is known."""
        self.left, self.top = left, top
        self.scale = self._bounded(scale)
        self._keep_inside()

    def resize(self, width: float, height: float) -> None:
        """The rectangle is another; what is seen at its top left stays there."""
        was_whole = self.is_whole
        self.width, self.height = max(1.0, width), max(1.0, height)
        if was_whole:
            self.fit()
        self._keep_inside()

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by pixels."""
        self.left -= dx / self.scale
        self.top -= dy / self.scale
        self._keep_inside()

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Show so many times larger, with what is at a pixel staying there."""
        column, row = self.left + x / self.scale, self.top + y / self.scale
        self.scale = self._bounded(self.scale * factor)
        self.left, self.top = column - x / self.scale, row - y / self.scale
        self._keep_inside()

    def show(self, row: int, column: int) -> None:
        """Move as little as it takes for a weight to be seen."""
        self.left = _brought_in(self.left, column, self.width / self.scale)
        self.top = _brought_in(self.top, row, self.height / self.scale)
        self._keep_inside()

    def place_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column at a pixel; None beside the matrix."""
        column, row = int(self.left + x / self.scale), int(self.top + y / self.scale)
        inside = x >= 0 and y >= 0 and 0 <= row < self.size and 0 <= column < self.size
        return (row, column) if inside else None

    def x_of(self, column: float) -> float:
        """The pixel where a column begins."""
        return (column - self.left) * self.scale

    def y_of(self, row: float) -> float:
        """The pixel where a row begins."""
        return (row - self.top) * self.scale

    @property
    def columns(self) -> tuple[int, int]:
        """The first column that is seen, and the one after the last."""
        return _seen(self.left, self.width / self.scale, self.size)

    @property
    def rows(self) -> tuple[int, int]:
        """The first row that is seen, and the one after the last."""
        return _seen(self.top, self.height / self.scale, self.size)

    def _bounded(self, scale: float) -> float:
        return min(LARGEST, max(self.smallest, scale))

    def _keep_inside(self) -> None:
        self.left = _within(self.left, self.width / self.scale, self.size)
        self.top = _within(self.top, self.height / self.scale, self.size)


def _within(start: float, length: float, size: int) -> float:
    return max(0.0, min(start, size - length)) if length < size else 0.0


def _brought_in(start: float, place: int, length: float) -> float:
    margin = min(2.0, length / 4)
    if place < start + margin:
        return place - margin
    if place + 1 > start + length - margin:
        return place + 1 + margin - length
    return start


def _seen(start: float, length: float, size: int) -> tuple[int, int]:
    return max(0, int(start)), min(size, int(start + length) + 1)
