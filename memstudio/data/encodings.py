"""Finding out how a text file is encoded, from a bounded sample."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import charset_normalizer

if TYPE_CHECKING:
    from pathlib import Path

_SAMPLE = 256 * 1024
_DETECTED_ON = 32 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = [
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "latin_1", "cp1251", "utf_16_le",
    "utf_16_be",
]  # fmt: skip
_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"PK\x05\x06", b"%PDF", b"\x7fELF", b"MZ\x90",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"SQLite format 3", b"GGUF", b"PAR1",
    b"7z\xbc\xaf", b"Rar!", b"OggS", b"ID3", b"RIFF", b"\x00\x00\x00\x18ftyp", b"\xca\xfe\xba\xbe",
)  # fmt: skip


def sample_of(path: Path) -> bytes:
    """The first part of a file."""
    with path.open("rb") as file:
        return file.read(_SAMPLE)


def is_binary(sample: bytes) -> bool:
    """Whether a file is something else than text."""
    if any(sample.startswith(mark) for mark, _ in _MARKS):
        return False
    if sample.startswith(_MAGIC):
        return True
    head = sample[:8192]
    if b"\x00" in head:
        # UTF-16 without a mark has a zero in every other byte of Latin text.
        zeros = head[0::2].count(0), head[1::2].count(0)
        most = max(zeros) * 2 / max(1, len(head))
        return not (most > 0.3 and min(zeros) * 10 < max(zeros))
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1b\x08" for byte in head)
    return controls > max(2, len(head) // 20)


def detect(sample: bytes) -> str:
    """The encoding of a text, as Python names it; `utf-8` when nothing speaks against it."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    try:
        # A character may be cut at the end of the sample.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if sample.count(0) > len(sample) // 8:
        return "utf-16-be" if sample[0::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    best = charset_normalizer.from_bytes(sample[:_DETECTED_ON], cp_isolation=_CANDIDATES).best()
    if best is None:
        return "latin-1"
    return codecs.lookup(best.encoding).name
