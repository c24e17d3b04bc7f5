"""What the file of a memory state says of it, without reading its tensors. Imports no torch."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_bytes
from memstudio.errors import MemoryStateError, marked
from memstudio.memory.state_provenance import StateProvenance
from memstudio.models.safetensors_header import header_of
from memstudio.parsing import from_json

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "memstudio-memory-state-1"
PROVENANCE = "provenance"
_LARGEST_HEADER = 10_000_000
_ALIGNMENT = 8


@dataclass(frozen=True, slots=True)
class StateHeader:
    """What a state's file says of it.

    Attributes:
        kind: the memory kind.
        fingerprint: of the model that it belongs to.
        provenance: where it comes from; empty in a file of before there was any.
        num_segments: segments written, in its first stream.
        num_bytes: of the file.
    """

    kind: str
    fingerprint: str
    provenance: StateProvenance
    num_segments: int
    num_bytes: int


def read_header(path: Path) -> StateHeader:
    """What the file at `path` says.

    Raises:
        MemoryStateError: it is not a memory state, is damaged, or cannot be read.
    """
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            found, start = header_of(file, total, _LARGEST_HEADER)
            header = dict(found)
            metadata = header.get("__metadata__", {})
            if metadata.get("format") != FORMAT:
                raise not_a_state(path)
            first = _whole(header, total - start)
            file.seek(start + first)
            (num_segments,) = struct.unpack("<q", file.read(8))
        return StateHeader(
            kind=str(metadata["kind"]),
            fingerprint=str(metadata["fingerprint"]),
            provenance=StateProvenance.from_text(metadata.get(PROVENANCE)),
            num_segments=num_segments,
            num_bytes=total,
        )
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error
    except (struct.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise MemoryStateError(
            marked("errors", "{path} is damaged or was not copied completely. Fetch the file again."),
            path=str(path),
        ) from error  # fmt: skip


def write_copy(source: Path, target: Path, provenance: StateProvenance) -> None:
    """Write the state in `source` to `target` with another provenance, complete or not at all.

    Raises:
        MemoryStateError: `source` is not a memory state, or is damaged.
        StorageError: `target` cannot be written.
    """
    read_header(source)
    try:
        content = source.read_bytes()
    except OSError as error:
        raise unreadable(source, error.strerror or str(error)) from error
    (length,) = struct.unpack_from("<Q", content)
    header = from_json(content[8 : 8 + length])
    header["__metadata__"][PROVENANCE] = provenance.model_dump_json()
    written = json.dumps(header, ensure_ascii=False).encode()
    # The tensors begin at a multiple of eight, as safetensors itself writes them.
    written += b" " * (-len(written) % _ALIGNMENT)
    write_bytes(target, struct.pack("<Q", len(written)) + written + content[8 + length :])


def not_a_state(path: Path) -> MemoryStateError:
    """That the file at `path` is something else."""
    return MemoryStateError(
        marked("errors", "{path} is not a memory state of MemStudio."), path=str(path)
    )


def unreadable(path: Path, reason: str) -> MemoryStateError:
    """That the file at `path` could not be read."""
    return MemoryStateError(
        marked("errors", "{path} could not be read as a memory state ({reason})."),
        path=str(path), reason=reason,
    )  # fmt: skip


def _whole(header: dict[str, Any], available: int) -> int:
    """Make sure that all tensors are there; where `num_segments` begins."""
    for name, entry in header.items():
        if name != "__metadata__" and not 0 <= entry["data_offsets"][1] <= available:
            raise ValueError(name)
    place = header["num_segments"]
    if place["dtype"] != "I64":
        raise ValueError(place)
    return int(place["data_offsets"][0])
