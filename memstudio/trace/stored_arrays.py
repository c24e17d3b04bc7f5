"""The arrays of a trace on disk, fetched in part, with damage told from what was never recorded.

Zarr is imported when the first trace is opened, because that takes longer than everything else.
"""

from __future__ import annotations

import json
import logging
import math
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from memstudio.errors import TraceError, marked
from memstudio.trace.layout import ALWAYS_THERE, COLUMNS, FORMAT, FORMAT_VERSION
from memstudio.trace.recorded_arrays import recorded_arrays

if TYPE_CHECKING:
    from collections.abc import Callable

    import zarr

Floats = NDArray[np.float32]

_DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError)
_NUMBERS = (
    "num_tokens", "num_segments", "num_slots", "segment_length", "num_layers", "num_heads",
)  # fmt: skip
_TEXTS = ("memory_kind", "document", "model")
_log = logging.getLogger(__name__)


class StoredArrays:
    """Arrays by name.

    Args:
        path: the folder.

    Raises:
        TraceError: it is not there, is not a trace, is of a newer version, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._group = _open(path)
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
            content = json.loads((self.path / "zarr.json").read_text())
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
        except _DAMAGE as error:
            raise self.damaged(name) from error
        if not self._is_as_recorded(name, array.shape, array.dtype):  # type: ignore[union-attr]
            raise self.damaged(name)
        # What was lost is said at once, and not only when a part of it comes into sight.
        if _num_files(self.path / name / "c") < chunks:
            raise self.damaged(name)
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
        for names, form in ((_NUMBERS, int), (_TEXTS, str)):
            for name in names:
                if not isinstance(self.attrs.get(name), form):
                    raise self.damaged(name)
        num_tokens, num_segments = self.attrs["num_tokens"], self.attrs["num_segments"]
        expected = dict.fromkeys(ALWAYS_THERE, num_tokens)
        expected |= {"segment_start": num_segments + 1, "change": num_segments}
        for name, size in expected.items():
            if name in {"text", "vocabulary"} or (name == "change" and name not in self.names):
                continue
            if name not in self.names or self.shape(name)[0] != size:
                raise self.damaged(name)


def _say_nothing(_: TraceError) -> None:
    pass


def _open(path: Path) -> zarr.Group:
    if not path.exists():
        raise TraceError(marked("errors", "There is no trace at {path}."), path=str(path))
    import zarr

    from memstudio.trace.whole_store import WholeStore

    try:
        return zarr.open_group(WholeStore(path, read_only=True), mode="r", zarr_format=3)
    except _DAMAGE as error:
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
