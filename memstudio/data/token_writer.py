"""Tokens on their way to the cache: held while they are few, written as they come when they are many."""

from __future__ import annotations

import os
import uuid
from array import array
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from memstudio.atomic import writing
from memstudio.data import text_cache, token_cache
from memstudio.errors import StorageError, marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

HELD = 16_000_000
"""Tokens that are held; more are written to the disk."""
_AT_ONCE = 1 << 22


class TokenWriter:
    """Takes the tokens of documents one after another; leaves nothing when it breaks off.

    Args:
        place: where they are kept.
        share_done: how much of all text is tokens now, from 0 to 1.
    """

    def __init__(self, place: Path, share_done: Callable[[], float]) -> None:
        self._place, self._share_done = place, share_done
        self._held: list[NDArray[np.int32]] = []
        self._held_counts: list[NDArray[np.bool_]] = []
        self._has_read_only = False
        self._ends = array("q", [0])
        self._num_tokens = 0
        self._tokens: _ArrayFile | None = None
        self._counts: _ArrayFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for file in (self._tokens, self._counts):
            if file is not None:
                file.discard()

    def add(self, tokens: NDArray[np.int32], counts: NDArray[np.bool_] | bool) -> None:
        """Take tokens `[n]`, and whether they are learnt, `[n]` or the same for all.

        Raises:
            StorageError: there is too little room for all tokens.
        """
        if counts is not True and not self._has_read_only:
            self._begin_counts()
        self._num_tokens += len(tokens)
        if self._has_read_only:
            self._add_counts(np.broadcast_to(np.asarray(counts, np.bool_), tokens.shape))
        if self._tokens is not None:
            self._tokens.add(tokens)
            return
        self._held.append(tokens)
        if self._num_tokens > HELD:
            self._begin_writing()

    def end_document(self) -> None:
        """The next tokens are those of another document."""
        self._ends.append(self._num_tokens)

    def finish(self) -> token_cache.Tokens:
        """All tokens, kept for the next time.

        Raises:
            StorageError: they are many, and cannot be written.
        """
        offsets = np.frombuffer(self._ends, np.int64)
        if self._tokens is None:
            tokens = np.concatenate(self._held) if self._held else np.zeros(0, np.int32)
            counts = np.concatenate(self._held_counts) if self._has_read_only else None
            token_cache.keep(self._place, tokens, offsets, counts)
            text_cache.make_room()
            # What is mapped from the disk can be let go of when memory is short.
            return token_cache.load(self._place) or (tokens, offsets, counts)
        written = self._tokens.finish(self._place)
        learnt = None
        if self._counts is not None:
            learnt = self._counts.finish(token_cache.counts_of(self._place))
        token_cache.keep_index(self._place, written, offsets, learnt)
        text_cache.hold("tokenised", self._place.stem, written)
        text_cache.make_room()
        return written, offsets, learnt

    def _begin_counts(self) -> None:
        """From now on not all tokens are learnt; those before were."""
        self._has_read_only = True
        if self._tokens is not None:
            self._counts = _ArrayFile(token_cache.counts_of(self._place), np.dtype(np.bool_))
        for start in range(0, self._num_tokens, _AT_ONCE):
            self._add_counts(np.ones(min(_AT_ONCE, self._num_tokens - start), np.bool_))

    def _add_counts(self, counts: NDArray[np.bool_]) -> None:
        if self._counts is not None:
            self._counts.add(counts)
        else:
            self._held_counts.append(counts)

    def _begin_writing(self) -> None:
        # A token is four bytes, and one more where some are only read.
        needed = 5 * self._num_tokens / max(self._share_done(), 1e-6)
        _check_room(self._place, needed)
        self._tokens = _ArrayFile(self._place, np.dtype(np.int32))
        for tokens in self._held:
            self._tokens.add(tokens)
        if self._has_read_only:
            self._counts = _ArrayFile(token_cache.counts_of(self._place), np.dtype(np.bool_))
            for counts in self._held_counts:
                self._counts.add(counts)
        self._held, self._held_counts = [], []


class _ArrayFile:
    """An array `[n]` that is written a part at a time, under another name until it is whole."""

    def __init__(self, place: Path, dtype: np.dtype[Any]) -> None:
        self._dtype = dtype
        self._part = place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}.part")
        self._count = 0
        with writing(self._part):
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[bytes] = self._part.open("wb", buffering=1 << 20)
            self._write_head()

    def add(self, values: NDArray[Any]) -> None:
        with writing(self._part):
            self._file.write(np.ascontiguousarray(values, self._dtype).data)
        self._count += len(values)

    def finish(self, place: Path) -> NDArray[Any]:
        """Put the array in its place; it is mapped from there."""
        with writing(self._part):
            self._file.seek(0)
            self._write_head()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(place)
            mapped: NDArray[Any] = np.load(place, mmap_mode="r", allow_pickle=False)
        return mapped

    def discard(self) -> None:
        """Take away what was not finished."""
        with suppress(OSError):  # what could not be written will not be on closing either
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _write_head(self) -> None:
        # Padded so that it is as long for any count.
        described = np.lib.format.dtype_to_descr(self._dtype)
        head = {"descr": described, "fortran_order": False, "shape": (self._count,)}
        np.lib.format.write_array_header_1_0(self._file, head)


def _check_room(place: Path, needed: float) -> None:
    """Make sure, before much work is done, that the disk has room for so many bytes."""
    free = text_cache.free_room()
    if free < needed:
        raise StorageError(
            marked("errors", "There is too little room in {folder} for the tokens of this text: {size:.1f} GB are needed and {free:.1f} GB are free. Free some, or set MEMSTUDIO_HOME to a folder on another disk."),
            folder=str(place.parent), size=needed / 1e9, free=max(0, free) / 1e9,
        )  # fmt: skip
