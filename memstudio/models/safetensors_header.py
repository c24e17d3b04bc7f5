"""What the header of a safetensors file says, and whether the file is whole.

Nothing here imports torch.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from memstudio.errors import ModelLoadError, marked
from memstudio.parsing import from_json

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST_HEADER = 25_000_000
"""Bytes; of a hundred thousand tensors. Python needs twenty times as much to take it apart."""

_DTYPE_BYTES = {
    "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2,
    "U16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I8": 1, "U8": 1, "BOOL": 1,
}  # fmt: skip


class StoredTensor(NamedTuple):
    """A tensor in a file: its name, its number of elements, its bytes on disk."""

    name: str
    elements: int
    size: int


def stored_tensors(path: Path) -> list[StoredTensor]:
    """The tensors of a safetensors file, which is checked to be whole.

    Raises:
        ModelLoadError: the file is truncated, damaged or cannot be read.
    """
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            header, start = header_of(file, total)
        entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        tensors = [_tensor(name, entry, total - start) for name, entry in entries.items()]
        _check_apart([entry["data_offsets"] for entry in entries.values()])
    except OSError as error:
        raise unreadable(path, error) from error
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    return tensors


def header_of(file: BinaryIO, total: int, largest: int = _LARGEST_HEADER) -> tuple[Any, int]:
    """The header of a safetensors file, as JSON has it, and where the tensors begin.

    Args:
        file: at its beginning.
        total: bytes of it.
        largest: bytes that the header may have.

    Raises:
        ValueError, struct.error: it is none.
    """
    (length,) = struct.unpack("<Q", file.read(8))
    if length > min(largest, total - 8):
        raise ValueError(length)
    return from_json(file.read(length)), 8 + length


def _tensor(name: str, entry: dict[str, list[int]], available: int) -> StoredTensor:
    first, last = entry["data_offsets"]
    if not 0 <= first <= last <= available:
        raise ValueError(name)
    size = last - first
    return StoredTensor(name, size // _DTYPE_BYTES.get(str(entry["dtype"]), 1), size)


def _check_apart(places: list[list[int]]) -> None:
    """Make sure that no byte belongs to two tensors, which then would be as large as one likes."""
    end = 0
    for first, last in sorted(map(tuple, places)):
        if first < end:
            raise ValueError(first)
        end = max(end, last)


def _damaged(path: Path) -> ModelLoadError:
    return ModelLoadError(
        marked("errors", "{path} is damaged or was not copied completely. Fetch the file again."),
        path=str(path),
    )


def unreadable(path: Path, error: OSError) -> ModelLoadError:
    """The sentence for a file or folder that the system does not let us read."""
    return ModelLoadError(
        marked("errors", "{path} could not be read ({reason}). Check that it is still there and that you may read it."),
        path=str(path), reason=error.strerror or str(error),
    )  # fmt: skip
