"""Which texts have been before: millions of them, in a few bytes each."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMALLEST = 1024
_FREE = 0


class SeenTexts:
    """The digests of texts with the numbers of the files that they are in.

    A table with open addressing, as Python's sets take five times the memory. It keeps 16 bytes
    of each digest, whose chance of meeting by accident is none.
    """

    def __init__(self) -> None:
        self._clear(_SMALLEST)

    def _clear(self, size: int) -> None:
        self._size, self._count = size, 0
        self._first = array("Q", bytes(8 * size))
        self._second = array("Q", bytes(8 * size))
        # One more than the number of the file; none for a place that is free.
        self._files = array("I", bytes(4 * size))

    def __len__(self) -> int:
        return self._count

    def add(self, digest: bytes, file: int) -> int | None:
        """Note a text; the file that it was in before, None when it is new."""
        first = int.from_bytes(digest[:8], "little")
        second = int.from_bytes(digest[8:16], "little")
        place = self._place(first, second)
        if self._files[place] != _FREE:
            return self._files[place] - 1
        self._put(place, first, second, file + 1)
        if 3 * self._count > 2 * self._size:
            self._grow()
        return None

    def reset(self, known: Iterable[tuple[bytes, int]]) -> None:
        """Forget all but these."""
        self._clear(_SMALLEST)
        for digest, file in known:
            self.add(digest, file)

    def _place(self, first: int, second: int) -> int:
        """Where a digest is, or would be."""
        place = first % self._size
        while self._files[place] != _FREE:
            if self._first[place] == first and self._second[place] == second:
                break
            place = place + 1 if place + 1 < self._size else 0
        return place

    def _put(self, place: int, first: int, second: int, mark: int) -> None:
        self._first[place], self._second[place], self._files[place] = first, second, mark
        self._count += 1

    def _grow(self) -> None:
        before = zip(self._first, self._second, self._files, strict=True)
        self._clear(2 * self._size)
        for first, second, mark in before:
            if mark != _FREE:
                self._put(self._place(first, second), first, second, mark)
