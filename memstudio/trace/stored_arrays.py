"""The arrays of a trace on disk, fetched in part, with damage told from what was never recorded.

Zarr is imported when the first trace is opened, because that takes longer than everything else.
"""

from __future__ import annotations

import logging
import math
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from memstudio.errors import TraceError, marked
from memstudio.parsing import json_in
from memstudio.trace.layout import ALWAYS_THERE, COLUMNS, FORMAT, FORMAT_VERSION
from memstudio.trace.recorded_arrays import recorded_arrays
from memstudio.trace.soundness import has_right_shape, is_readable, wrong_attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    import zarr

    from memstudio.trace.whole_store import WholeStore

Floats = NDArray[np.float32]

# What zarr raises for descriptions that it cannot follow, and for chunks that are none.
_DAMAGE = (
    OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError, SystemError, MemoryError,
    ArithmeticError, AttributeError, AssertionError,
)  # fmt: skip
_log = logging.getLogger(__name__)


def recorded_at(path: Path | str) -> int:
    """When the trace that lies here was recorded, in nanoseconds; 0 where there is none.

    It tells a trace from one that lay at the same place: a run that went on from a checkpoint
    records the probe of a step anew.
    """
    try:
        return (Path(path) / "zarr.json").stat().st_mtime_ns
    except OSError:
        return 0


class StoredArrays:
    """Arrays by name.

    Args:
        path: the folder.

    Raises:
        TraceError: it is not there, is not a trace, is of a newer version, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._group, self._store = _open(path)
        self._arrays: dict[str, zarr.Array[Any]] = {}
        self.on_damage: Callable[[TraceError], None] = _say_nothing
        self.attrs: dict[str, Any] = dict(self._group.attrs)
        self._check()

    @cached_property
    def names(self) -> frozenset[str]:
        """Of the arrays that were recorded; one that was lost since is told when it is asked for."""
        found = frozenset(entry.name for entry in self.path.iterdir() if entry.is_dir())
        return recorded_arrays(self.attrs, found)

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """Arrays that were recorded and are not there any more, as far as no number tells."""
        is_there = {name for name in self.names if (self.path / name / "zarr.json").is_file()}
        return tuple(sorted(self.names - is_there))

    @property
    def was_replaced(self) -> bool:
        """Whether another recording lies here by now."""
        try:
            content = json_in(self.path / "zarr.json")
        except (OSError, ValueError):
            return False
        return isinstance(content, dict) and content.get("attributes") != self.attrs

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of an array."""
        return tuple(self.array(name).shape)

    def array(self, name: str) -> zarr.Array[Any]:
        """An array, once it is known that no part of it was lost.

        Raises:
            TraceError: it was not recorded, or is damaged.
        """
        if name in self._arrays:
            return self._arrays[name]
        if name not in self.names:
            raise TraceError(
                marked("errors", "The trace {path} has no '{name}': the memory '{kind}' gave none when it was recorded."),
                path=str(self.path), name=name, kind=self.attrs.get("memory_kind"),
            )  # fmt: skip
        try:
            array = self._group[name]
            chunks = math.prod(
                math.ceil(size / chunk)
                for size, chunk in zip(array.shape, array.chunks, strict=True)  # type: ignore[union-attr]
            )
            num_bytes = math.prod(array.chunks) * array.dtype.itemsize  # type: ignore[union-attr]
            described = array.metadata.to_dict()
        except (*_DAMAGE, IndexError) as error:
            raise self.damaged(name) from error
        if not self._is_as_recorded(name, array.shape, array.dtype):  # type: ignore[union-attr]
            raise self.damaged(name)
        if not is_readable(described, num_bytes):
            raise self.damaged(name)
        # What was lost is said at once, and not only when a part of it comes into sight.
        if _num_files(self.path / name / "c") < chunks:
            raise self.damaged(name)
        self._store.note(name, described, num_bytes)
        self._arrays[name] = array  # type: ignore[assignment]
        return self._arrays[name]

    def part(self, name: str, at: Any) -> NDArray[Any]:
        """`array[at]`, as it is stored.

        Raises:
            TraceError: it was not recorded, or is damaged.
            IndexError: there is no such part.
        """
        array = self.array(name)
        try:
            return np.asarray(array[at])
        except IndexError:
            raise
        except _DAMAGE as error:
            raise self.damaged(name) from error

    def floats(self, name: str, at: Any) -> Floats:
        """`array[at]` as float32."""
        return self.part(name, at).astype(np.float32, copy=False)

    def all(self, name: str) -> NDArray[Any]:
        """The whole array."""
        return self.part(name, slice(None))

    def damaged(self, name: str) -> TraceError:
        """What to raise when something is wrong with `name`."""
        _log.info("Damage in trace %s at %s", self.path, name, exc_info=True)
        error = TraceError(
            marked("errors", "The trace {path} is damaged (in '{name}'). Record it again."),
            path=str(self.path), name=name,
        )  # fmt: skip
        self.on_damage(error)
        return error

    def _is_as_recorded(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> bool:
        """Whether an array's own description still says what was stored there."""
        if name in COLUMNS and dtype != np.dtype(COLUMNS[name].dtype):
            return False
        if not has_right_shape(name, shape, self.attrs):
            return False
        listed = self.attrs.get("arrays")
        recorded = listed.get(name) if isinstance(listed, dict) else None
        return recorded is None or list(shape) == list(recorded)

    def _check(self) -> None:
        if self.attrs.get("format") != FORMAT:
            raise _not_a_trace(self.path)
        version = self.attrs.get("format_version")
        if not isinstance(version, int) or version > FORMAT_VERSION:
            raise TraceError(
                marked("errors", "{path} was recorded by a newer MemStudio (trace format {theirs}; this one reads up to {ours}). Update MemStudio to open it."),
                path=str(self.path), theirs=version, ours=FORMAT_VERSION,
            )  # fmt: skip
        if (name := wrong_attribute(self.attrs)) is not None:
            raise self.damaged(name)
        for name in (*ALWAYS_THERE, "change"):
            if name in {"text", "vocabulary"} or (name == "change" and name not in self.names):
                continue
            if name not in self.names:
                raise self.damaged(name)
            self.array(name)


def _say_nothing(_: TraceError) -> None:
    pass


def _open(path: Path) -> tuple[zarr.Group, WholeStore]:
    try:
        is_there = path.exists()
    except OSError:  # no file can be called so
        is_there = False
    if not is_there:
        raise TraceError(marked("errors", "There is no trace at {path}."), path=str(path))
    import zarr

    from memstudio.trace.whole_store import WholeStore

    store = WholeStore(path)
    try:
        return zarr.open_group(store, mode="r", zarr_format=3), store
    except (*_DAMAGE, IndexError) as error:
        _log.info("Not a zarr group: %s", path, exc_info=True)
        raise _not_a_trace(path) from error


def _not_a_trace(path: Path) -> TraceError:
    return TraceError(
        marked("errors", "{path} is not a trace of MemStudio. Choose a folder made by `memstudio trace`, or one in the `traces` of a run."),
        path=str(path),
    )  # fmt: skip


def _num_files(folder: Path) -> int:
    """Files in a folder and those in it, links left out; four times as fast as `Path.rglob`."""
    try:
        with os.scandir(folder) as entries:
            return sum(
                _num_files(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else 1
                for entry in entries
            )
    except FileNotFoundError:
        return 0
