"""The heads of the entries of tar files, of which `tarfile` takes anything for the end."""

from __future__ import annotations

import tarfile
from typing import Any, Self

from typing_extensions import override

_LARGEST_HEAD = 1 << 20
_MORE_HEADS = frozenset({
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
})  # fmt: skip
"""Entries that say more of the next: they are read as a whole, whatever size they claim."""


class CheckedHead(tarfile.TarInfo):
    """The head of an entry; one that is damaged is an error, not the end of the archive."""

    @override
    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The head in a block of 512 bytes.

        Raises:
            tarfile.ReadError: it is cut off, wrong, or of more than any name needs.
        """
        is_empty = not buf or not any(buf)
        try:
            head: Any = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if is_empty:
                raise
            raise tarfile.ReadError(str(error)) from error
        if head.type in _MORE_HEADS and head.size > _LARGEST_HEAD:
            raise tarfile.ReadError("the head of an entry is too large")
        return head  # type: ignore[no-any-return]
