"""The content of compressed files, as streams that give all that can be had of a damaged one."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any, Protocol

from memstudio.data.formats import Packing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_READ = 1 << 16
_BLOCK = 1 << 20
_GZIP_BEGIN, _GZIP_HEAD, _GZIP_TAIL = b"\x1f\x8b\x08", 10, struct.Struct("<II")
_HEAD_SUM, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16
"""What the head of a gzip file may have more."""
_SMALL = 1 << 14


class DamagedStreamError(Exception):
    """A compressed file that ends too soon, or goes wrong; what comes before it was given."""


def decompressed(path: Path, packing: Packing) -> Stream:
    """The content of a compressed file; whoever asked for it closes it.

    Its `read` raises `DamagedStreamError` once nothing more can be had of a damaged file.
    """
    if packing is Packing.ZSTD:
        return _ZstdStream(path)
    return _PiecesStream(path, _KINDS[packing])


class Stream(Protocol):
    """What is read of a compressed file, from its beginning to its end."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class _Decompressor(Protocol):
    """One piece of a compressed file, as `bz2` and `lzma` take them apart."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """A piece of a gzip file, with the face of the others.

    Its sum stands at its end: what it is of comes out even when it is wrong.
    """

    def __init__(self) -> None:
        self._inner: Any = None
        self._held = b""
        self._sum = self._size = 0
        self._is_wrong = False
        self.eof = False
        self.needs_input = True
        self.unused_data = b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._is_wrong:
            raise ValueError("its sum is wrong")
        data = self._held + data
        if self._inner is None:
            end = _end_of_head(data)
            if end is None:
                self._held = data
                return b""
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            data = data[end:]
        content: bytes = b"" if self._inner.eof else self._inner.decompress(data, max_length)
        self._sum = zlib.crc32(content, self._sum)
        self._size = (self._size + len(content)) & 0xFFFFFFFF
        if not self._inner.eof:
            self._held = self._inner.unconsumed_tail
            self.needs_input = not self._held
            return content
        self._end(data if not content and not self._inner.unused_data else self._inner.unused_data)
        return content

    def _end(self, rest: bytes) -> None:
        self._held, self.needs_input = rest, len(rest) < _GZIP_TAIL.size
        if self.needs_input:
            return
        self._is_wrong = _GZIP_TAIL.unpack_from(rest) != (self._sum, self._size)
        self.eof = not self._is_wrong
        self.unused_data = rest[_GZIP_TAIL.size :]


def _end_of_head(data: bytes) -> int | None:
    """Where the head of a piece of a gzip file ends; None when there is more of it to come.

    Raises:
        ValueError: it is none.
    """
    if not data.startswith(_GZIP_BEGIN[: len(data)]):
        raise ValueError("it does not begin like one")
    if len(data) < _GZIP_HEAD:
        return None
    flags, end = data[3], _GZIP_HEAD
    if flags & _EXTRA:
        end += 2 + int.from_bytes(data[end : end + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = data.find(b"\0", end) + 1
            if end == 0:
                return None
    end += 2 * bool(flags & _HEAD_SUM)
    return end if end <= len(data) else None


_KINDS: dict[Packing, tuple[Callable[[], _Decompressor], bytes]] = {
    Packing.GZIP: (_Gzip, b"\x1f\x8b"),
    Packing.BZIP2: (bz2.BZ2Decompressor, b"BZh"),
    Packing.XZ: (lzma.LZMADecompressor, b"\xfd7zXZ"),
}
"""How pieces are taken apart, and what each begins with."""


class _PiecesStream:
    """A file of one compressed piece or several, perhaps with zeros behind, as tapes leave them."""

    def __init__(self, path: Path, kind: tuple[Callable[[], _Decompressor], bytes]) -> None:
        self._new, self._begin = kind
        self._file = path.open("rb")
        self._piece = self._new()
        self._ahead = b""
        self._is_done = False
        self._damage = ""

    def read(self, size: int) -> bytes:
        if self._damage:
            raise DamagedStreamError(self._damage)
        try:
            return self._content(size)
        except DamagedStreamError as error:
            # What has gone wrong once cannot be asked again.
            self._damage = str(error)
            raise

    def _content(self, size: int) -> bytes:
        while not self._is_done:
            if self._piece.eof:
                self._next_piece()
                continue
            data = self._ahead
            self._ahead = b""
            if not data and self._piece.needs_input:
                data = self._file.read(_READ)
            try:
                content = self._piece.decompress(data, size)
            except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
                raise DamagedStreamError(str(error) or type(error).__name__) from error
            if content:
                return content
            if not data and not self._piece.eof:
                raise DamagedStreamError("it ends too soon")
        return b""

    def close(self) -> None:
        self._file.close()

    def _next_piece(self) -> None:
        """Go on behind the end of a piece: with another, or to the end of the file."""
        rest = self._piece.unused_data.lstrip(b"\0")
        while not rest:
            block = self._file.read(_READ)
            if not block:
                self._is_done = True
                return
            rest = block.lstrip(b"\0")
        rest += self._file.read(len(self._begin))
        if not rest.startswith(self._begin):
            raise DamagedStreamError("something else stands behind its end")
        self._piece = self._new()
        self._ahead = rest


class _ZstdStream:
    """A file of zstd, which Arrow takes apart; what it fails on it does not say the beginning of."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream = _opened_zstd(path)
        self._done = 0
        self._error = ""

    def read(self, size: int) -> bytes:
        if self._error:
            return self._ended()
        # Some at a time: all of a failed call would be lost.
        try:
            content: bytes = self._stream.read(min(size, _SMALL))
        except OSError as error:
            self._error = str(error) or type(error).__name__
            content = self._rest()
        self._done += len(content)
        return content or (self._ended() if self._error else b"")

    def close(self) -> None:
        self._stream.close()

    def _ended(self) -> bytes:
        if "frame descriptor" in self._error and self._done and _ends_in_zeros(self._path):
            return b""
        raise DamagedStreamError(self._error)

    def _rest(self) -> bytes:
        """What can be had of the part that failed, a byte at a time."""
        found = bytearray()
        with closing(_opened_zstd(self._path)) as again:
            try:
                left = self._done
                while left > 0:
                    left -= len(again.read(min(left, _BLOCK)))
                while byte := again.read(1):
                    found += byte
            except OSError:
                pass
        return bytes(found)


def _opened_zstd(path: Path) -> Any:
    import pyarrow as pa

    return pa.input_stream(str(path), compression="zstd", buffer_size=_BLOCK)


def _ends_in_zeros(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 64))
        return not any(file.read())


class WatchedStream:
    """A stream for `tarfile` that says so each time that a megabyte more of it was read.

    Where the file under it is damaged it ends, so that what came before is not lost.

    Attributes:
        damage: what was wrong with it; empty when nothing was.
    """

    def __init__(self, source: Stream | IO[bytes], on_block: Callable[[], None]) -> None:
        self._source, self._on_block = source, on_block
        self._since = 0
        self.damage = ""

    def read(self, size: int) -> bytes:
        """As of any file."""
        if self.damage:
            return b""
        parts: list[bytes] = []
        try:
            while size > 0 and (content := self._source.read(size)):
                parts.append(content)
                size -= len(content)
        except DamagedStreamError as error:
            self.damage = str(error)
        found = b"".join(parts)
        self._since += len(found)
        if self._since >= _BLOCK:
            self._since = 0
            self._on_block()
        return found
