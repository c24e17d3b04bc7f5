"""Writes a trace, part by part, complete or not at all. `layout` says what is written."""

from __future__ import annotations

import json
import logging
import shutil
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import zarr
from numpy.typing import NDArray

from memstudio.atomic import put_in_place, writing
from memstudio.errors import TraceError, marked
from memstudio.leftovers import temporary_beside
from memstudio.trace.array_writer import ArrayWriter
from memstudio.trace.layout import COLUMNS, FORMAT, FORMAT_VERSION, SEGMENTS_PER_CHUNK

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

Array = NDArray[Any]

_BYTES_PER_CHUNK = 1 << 20
_BYTES_TO_GATHER = 1 << 18
_log = logging.getLogger(__name__)


class TraceWriter:
    """Appends to the arrays of a new trace; a context manager.

    Everything goes to a hidden folder beside `path`, which takes that name when the block ends
    well, and is removed when it does not. Only the rows of unfinished chunks are kept in memory.

    Args:
        path: the folder to be made; a trace that is there already is replaced.
        segment_length: tokens of a full segment.

    Raises:
        TraceError: something that is not a trace stands at `path`.
        StorageError: the folder cannot be written, or the disk is full.
    """

    def __init__(self, path: Path, *, segment_length: int) -> None:
        self.path = path
        self._fewest_rows = {
            "byte": _BYTES_PER_CHUNK,
            "segment": SEGMENTS_PER_CHUNK,
            "token": SEGMENTS_PER_CHUNK * segment_length,
        }
        self._rows_per_chunk: dict[str, int] = {}
        self._temporary = temporary_beside(path)
        self._arrays: dict[str, ArrayWriter] = {}
        self._waiting: dict[str, list[Array]] = {}
        self._attributes: dict[str, Any] = {"format": FORMAT, "format_version": FORMAT_VERSION}

    def __enter__(self) -> Self:
        _check_replaceable(self.path)
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._temporary.mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._close()
        finally:
            if self._temporary.exists():
                shutil.rmtree(self._temporary, ignore_errors=True)

    def describe(self, **attributes: Any) -> None:
        """Set attributes, plain JSON values."""
        self._attributes.update(attributes)

    def described(self, name: str) -> Any:
        """An attribute that was set."""
        return self._attributes[name]

    def append(self, **rows: Array) -> None:
        """Append to arrays, each `[n, ...]` with its own n; chunks that are full are written."""
        for name, new in rows.items():
            dtype = np.dtype(COLUMNS[name].dtype)
            waiting = self._waiting.setdefault(name, [])
            waiting.append(_rounded(new, dtype))
            size = self._chunk_of(name, new.shape[1:])
            if sum(map(len, waiting)) >= size:
                joined = np.concatenate(waiting)
                full = len(joined) // size * size
                self._store(name, joined[:full])
                self._waiting[name] = [joined[full:]]

    def _chunk_of(self, name: str, row: tuple[int, ...]) -> int:
        """Rows of a chunk: of narrow rows more, so that a long trace is not a heap of files."""
        if name not in self._rows_per_chunk:
            column = COLUMNS[name]
            size = self._fewest_rows[column.per]
            width = max(1, int(np.prod(row))) * np.dtype(column.dtype).itemsize
            while 2 * size * width <= _BYTES_TO_GATHER:
                size *= 2
            self._rows_per_chunk[name] = size
        return self._rows_per_chunk[name]

    def finish(self, name: str) -> zarr.Array[Any] | None:
        """Write what still waits for `name`, and give it back for reading; None when not there."""
        if not self._complete(name):
            return None
        with writing(self.path):
            return zarr.open_array(self._temporary / name, mode="r", zarr_format=3)

    def _complete(self, name: str) -> bool:
        """Write what still waits for `name`; whether there is anything by that name."""
        waiting = self._waiting.pop(name, [])
        if waiting and (name not in self._arrays or sum(map(len, waiting))):
            self._store(name, np.concatenate(waiting))
        if name not in self._arrays:
            return False
        with writing(self.path):
            self._arrays[name].close()
        return True

    def _store(self, name: str, rows: Array) -> None:
        with writing(self.path):
            if name not in self._arrays:
                self._arrays[name] = self._create(name, rows)
            self._arrays[name].append(rows)

    def _create(self, name: str, rows: Array) -> ArrayWriter:
        # A whole trace that fits in one chunk gets one of its own size.
        chunks = [max(1, min(len(rows), self._chunk_of(name, rows.shape[1:]))), *rows.shape[1:]]
        for axis in range(1, 1 + COLUMNS[name].splits):
            if np.prod(chunks) * rows.itemsize > _BYTES_PER_CHUNK:
                chunks[axis] = 1
        shape = tuple(max(1, size) for size in chunks)
        return ArrayWriter(self._temporary / name, rows.dtype, shape, rows.shape[1:])

    def _close(self) -> None:
        for name in list(self._waiting):
            self._complete(name)
        self._attributes["arrays"] = {name: each.shape for name, each in self._arrays.items()}
        content = {"zarr_format": 3, "node_type": "group", "attributes": self._attributes}
        with writing(self.path):
            (self._temporary / "zarr.json").write_text(json.dumps(content))
            _check_replaceable(self.path)
            put_in_place(self._temporary, self.path)


def _rounded(values: Array, dtype: np.dtype[Any]) -> Array:
    """A copy of `values` as `dtype`; a float16 overflow becomes its largest, not infinity."""
    if dtype == np.float16:
        largest = np.finfo(np.float16).max
        values = np.clip(values, -largest, largest)
    return np.array(values, dtype=dtype)


def _was_a_trace(path: Path) -> bool:
    """Whether a folder that cannot be opened is a damaged trace: it holds what one does, and no more."""
    names = {each.name for each in path.iterdir()}
    return "zarr.json" in names and bool(names & set(COLUMNS)) and names <= {"zarr.json", *COLUMNS}


def _check_replaceable(path: Path) -> None:
    """Make sure that nothing but a trace, or an empty folder, would be lost by writing here."""
    if not path.exists():
        return
    if path.is_dir():
        if not any(path.iterdir()):
            return
        try:
            if zarr.open_group(path, mode="r").attrs.get("format") == FORMAT:
                return
        except (OSError, ValueError, KeyError, TypeError):
            _log.debug("Not a zarr group: %s", path, exc_info=True)
            if _was_a_trace(path):
                return
    raise TraceError(
        marked("errors", "{path} exists and is not a trace, so it was left as it is. Choose another name for the trace."),
        path=str(path),
    )  # fmt: skip
