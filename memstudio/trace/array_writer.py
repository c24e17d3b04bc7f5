"""One array of a zarr v3 group, written chunk by chunk along its first axis.

Zarr's own writer would write an array's description again with every chunk, and takes longer to
make a small array than the numbers in it do; a probe of a training run is nothing but small arrays.
What is written here is read by zarr as any other array.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import google_crc32c
import numpy as np
from numcodecs import blosc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

Array = NDArray[Any]

_CODEC, _LEVEL = "zstd", 1


class ArrayWriter:
    """Appends to an array.

    Args:
        folder: of the array, to be made.
        dtype: of its numbers.
        chunks: the shape of a chunk; along the other axes than the first they fill the array.
        row: the shape of the array without its first axis.

    Raises:
        OSError: the folder cannot be written.
    """

    def __init__(
        self, folder: Path, dtype: np.dtype[Any], chunks: tuple[int, ...], row: tuple[int, ...]
    ) -> None:
        self._folder = folder
        self._dtype = dtype
        self._chunks = chunks
        self._row = row
        self._num_rows = 0
        self._made: set[str] = set()

    @property
    def shape(self) -> tuple[int, ...]:
        """Of what was written so far."""
        return self._num_rows, *self._row

    def append(self, rows: Array) -> None:
        """Write rows `[n, ...]`; only the last call may bring less than whole chunks."""
        size = self._chunks[0]
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            number = self._num_rows // size
            self._num_rows += len(part)
            if len(part) < size:
                missing = [(0, size - len(part))] + [(0, 0)] * (part.ndim - 1)
                part = np.pad(part, missing)
            counts = [
                math.ceil(whole / chunk)
                for whole, chunk in zip(self._row, self._chunks[1:], strict=True)
            ]
            for place in np.ndindex(*counts):
                at = tuple(
                    slice(index * chunk, (index + 1) * chunk)
                    for index, chunk in zip(place, self._chunks[1:], strict=True)
                )
                self._write(part[(slice(None), *at)], (number, *place))

    def close(self) -> None:
        """Write what makes the chunks an array."""
        is_single = self._dtype.itemsize == 1
        codec = {
            "typesize": self._dtype.itemsize, "cname": _CODEC, "clevel": _LEVEL,
            "shuffle": "shuffle", "blocksize": 0,
        }  # fmt: skip
        content = {
            "zarr_format": 3,
            "node_type": "array",
            "shape": self.shape,
            "data_type": self._dtype.name,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": self._chunks}},
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": 0.0 if self._dtype.kind == "f" else 0,
            "codecs": [
                {"name": "bytes"} | ({} if is_single else {"configuration": {"endian": "little"}}),
                {"name": "blosc", "configuration": codec},
                {"name": "crc32c"},
            ],
            "attributes": {},
            "storage_transformers": [],
        }
        self._folder.mkdir(exist_ok=True)
        (self._folder / "zarr.json").write_text(json.dumps(content))

    def _write(self, chunk: Array, place: tuple[int, ...]) -> None:
        chunk = np.ascontiguousarray(chunk.astype(self._dtype.newbyteorder("<"), copy=False))
        content = blosc.compress(chunk.data, _CODEC.encode(), _LEVEL, blosc.SHUFFLE)
        # What was garbled may well be expanded to numbers; that they are others has to be noticed.
        content += google_crc32c.value(content).to_bytes(4, "little")
        folder = self._folder.joinpath("c", *map(str, place[:-1]))
        if str(folder) not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(str(folder))
        (folder / str(place[-1])).write_bytes(content)
