"""What the header of a GGUF file says, and whether the file is whole.

The `gguf` package builds an object for each of the vocabulary's strings, which takes seconds; here
they are skipped. The layout is that of the GGUF specification, versions 2 and 3.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import ModelLoadError, marked
from memstudio.models.safetensors_header import unreadable

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_STRING, _ARRAY = 8, 9
# Type number of the specification: struct's letter.
_NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_DEEPEST_ARRAY = 4
_MOST_DIMENSIONS = 8


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """A GGUF file in figures.

    Attributes:
        architecture: as llama.cpp names it.
        elements: numbers in all tensors.
        num_tensors: tensors in the file.
        num_parts: files that the model was split into; 1 when whole.
        has_tokenizer: whether a vocabulary is inside.
        window: the most positions the model was made for; None when it does not say.
    """

    architecture: str
    elements: int
    num_tensors: int
    num_parts: int
    has_tokenizer: bool
    window: int | None


def read_gguf_header(path: Path) -> GgufHeader:
    """Read the header, and make sure that all tensor data is inside the file.

    Raises:
        ModelLoadError: the file is empty, not GGUF, of another version, truncated or damaged.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size == 0:
                raise ModelLoadError(
                    marked("errors", "{path} is empty. Fetch the file again."), path=str(path)
                )
            if file.read(4) != _MAGIC:
                raise ModelLoadError(
                    marked("errors", "{path} is not a GGUF file: it does not begin like one."),
                    path=str(path),
                )
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _Parser(content, path).header()
    except OSError as error:
        raise unreadable(path, error) from error
    except (struct.error, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged or was not copied completely. Fetch the file again."),
            path=str(path),
        ) from error  # fmt: skip


class _Parser:
    """Walks through the header; whatever leads outside the file raises `struct.error` or `ValueError`."""

    def __init__(self, content: mmap.mmap, path: Path) -> None:
        self._content = content
        self._path = path
        self._size = len(content)
        self._at = len(_MAGIC)

    def header(self) -> GgufHeader:
        version = self._number("I")
        if version not in _VERSIONS:
            raise ModelLoadError(
                marked("errors", "{path} is GGUF of version {version}, which cannot be read (2 and 3 can). Convert it with a current llama.cpp, or fetch a newer file."),
                path=str(self._path), version=version,
            )  # fmt: skip
        num_tensors, num_values = self._number("Q"), self._number("Q")
        values: dict[str, object] = {}
        for _ in range(num_values):
            key = self._string()
            values[key] = self._value(self._number("I"))
        alignment = int(str(values.get("general.alignment", 32)))
        if alignment < 1:
            raise ValueError(alignment)
        elements = self._check_tensors(num_tensors, alignment)
        architecture = str(values.get("general.architecture", ""))
        window = values.get(f"{architecture}.context_length")
        return GgufHeader(
            architecture=architecture,
            elements=elements,
            num_tensors=num_tensors,
            num_parts=int(str(values.get("split.count", 1))) or 1,
            has_tokenizer="tokenizer.ggml.tokens" in values,
            window=window if isinstance(window, int) and window > 0 else None,
        )

    def _check_tensors(self, count: int, alignment: int) -> int:
        from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

        total, end = 0, 0
        for _ in range(count):
            self._string()
            num_dimensions = self._number("I")
            if num_dimensions > _MOST_DIMENSIONS:
                raise ValueError(num_dimensions)
            elements = 1
            for _ in range(num_dimensions):
                elements *= self._number("Q")
            block, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType(self._number("I"))]
            end = max(end, self._number("Q") + elements // block * block_bytes)
            total += elements
        start = -(-self._at // alignment) * alignment
        if start + end > self._size:
            raise ValueError(end)
        return total

    def _number(self, letter: str) -> int:
        (value,) = struct.unpack_from(f"<{letter}", self._content, self._at)
        self._at += struct.calcsize(f"<{letter}")
        return int(value)

    def _skip(self, length: int) -> int:
        start = self._at
        if length > self._size - start:
            raise ValueError(length)
        self._at = start + length
        return start

    def _string(self) -> str:
        start = self._skip(self._number("Q"))
        return self._content[start : self._at].decode("utf-8", errors="replace")

    def _value(self, kind: int, depth: int = 0) -> object:
        """A number or a string; None for an array, which is skipped."""
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            start = self._skip(struct.calcsize(f"<{_NUMBERS[kind]}"))
            return struct.unpack_from(f"<{_NUMBERS[kind]}", self._content, start)[0]
        if depth == _DEEPEST_ARRAY:
            raise ValueError(depth)
        inner, count = self._number("I"), self._number("Q")
        if inner in _NUMBERS:
            self._skip(count * struct.calcsize(f"<{_NUMBERS[inner]}"))
        elif inner == _STRING:
            self._skip_strings(count)
        else:
            for _ in range(count):
                self._value(inner, depth + 1)
        return None

    def _skip_strings(self, count: int) -> None:
        at, content, length_of = self._at, self._content, struct.Struct("<Q").unpack_from
        for _ in range(count):
            at += 8 + length_of(content, at)[0]
        self._at = at
