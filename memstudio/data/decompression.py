"""The content of compressed files, as streams."""

from __future__ import annotations

import gzip
import lzma
from typing import IO, TYPE_CHECKING, Any

from memstudio.data.formats import Packing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK = 1 << 20


def decompressed(path: Path, packing: Packing) -> IO[bytes]:
    """The content of a compressed file, as a stream."""
    stream: Any
    if packing is Packing.XZ:
        return lzma.open(path, "rb")
    if packing is Packing.GZIP:
        # Unlike others it takes the zeros that tapes and disks put behind the end.
        stream = gzip.open(path, "rb")  # noqa: SIM115 - who asked for it closes it
        return stream  # type: ignore[no-any-return]
    import pyarrow as pa

    names = {Packing.BZIP2: "bz2", Packing.ZSTD: "zstd"}
    stream = pa.input_stream(str(path), compression=names[packing], buffer_size=_BLOCK)
    return stream  # type: ignore[no-any-return]


class WatchedStream:
    """A stream that says so each time that a megabyte more of it was read."""

    def __init__(self, source: IO[bytes], on_block: Callable[[], None]) -> None:
        self._source, self._on_block = source, on_block
        self._since = 0

    def read(self, size: int) -> bytes:
        """As of any file."""
        content = self._source.read(size)
        self._since += len(content)
        if self._since >= _BLOCK:
            self._since = 0
            self._on_block()
        return content
