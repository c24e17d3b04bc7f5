"""Finding out what a file is, text or not, and how its text is encoded, from a bounded sample."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import charset_normalizer

from memstudio.data.decoding import MARK, MARKING, text_encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_HEAD = 128 * 1024
_REGION = 128 * 1024
SEARCHED = 64 * 1024 * 1024
"""Bytes of a file that are looked through for what is not ASCII."""
_DETECTED_ON = 32 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTI_BYTE = ["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp932", "big5hkscs"]
# Whether a character in two bytes is a common one, or a sign: the first rows of each.
_COMMON: dict[str, Callable[[bytes], bool]] = {
    "big5": lambda at: 0xA1 <= at[0] <= 0xC6,
    "shift_jis": lambda at: 0x81 <= at[0] <= 0x83 or 0x88 <= at[0] <= 0x97,
    "euc_jp": lambda at: at[0] in {0xA1, 0xA4, 0xA5} or 0xB0 <= at[0] <= 0xCF,
    "euc_kr": lambda at: at[0] in {0xA1, 0xA3} or 0xB0 <= at[0] <= 0xC8,
    "gb18030": lambda at: (0xA1 <= at[0] <= 0xA3 or 0xB0 <= at[0] <= 0xD7) and at[1] >= 0xA1,
}
_MOSTLY, _FEWEST = 0.8, 4
_RUN = re.compile("[^\x00-\x7f]+")
_PLAIN = {"cp932": "shift_jis", "big5hkscs": "big5"}
_SINGLE_BYTE = ["cp1252", "latin_1", "cp1251"]
_MAGIC = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"), (b"%PDF-", "PDF"), (b"\x7fELF", "ELF"), (b"MZ", "EXE"),
    (b"\x1f\x8b", "GZIP"), (b"BZh", "BZIP2"), (b"\xfd7zXZ", "XZ"), (b"\x28\xb5\x2f\xfd", "ZSTD"),
    (b"SQLite format 3", "SQLite"), (b"GGUF", "GGUF"), (b"PAR1", "Parquet"), (b"ARROW1", "Arrow"),
    (b"7z\xbc\xaf", "7-Zip"), (b"Rar!", "RAR"), (b"OggS", "Ogg"), (b"ID3", "MP3"),
    (b"RIFF", "RIFF"), (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
)  # fmt: skip
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ORDINARY = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1e00-\u1fff"
    "\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)


def sample_of(path: Path, searched: int = SEARCHED) -> bytes:
    """The first part of a file, and the first part that is not ASCII when it lies further on.

    At most 256 KB come back; at most `searched` bytes are looked through.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.isascii() or len(head) < _HEAD:
            return head
        start = _HEAD
        while start < searched and (block := file.read(1 << 20)):
            if found := _NOT_ASCII.search(block):
                # An even place, so that pairs of bytes stay pairs.
                file.seek(start + found.start() // 2 * 2)
                return head + file.read(_REGION)
            start += len(block)
        return head


def binary_kind(sample: bytes) -> str | None:
    """What a file is that is not text: its format, or "" when unknown; None for text."""
    head = sample[:8192]
    has_controls = re.search(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]", head) is not None
    for magic, kind in _MAGIC:
        # Words can begin like `RIFF`; a picture has bytes that no text has.
        if sample.startswith(magic) and (has_controls or magic[0] > 126 or kind == "PDF"):
            return kind
    name = _marked(sample)
    if name in {"utf-16", "utf-32"}:
        text = _decoded(head, name)[0]
        return None if not text or _share_of_ordinary(text) > 0.7 else ""
    if _utf16_unmarked(sample):
        return None
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x0b\x1b\x08" for byte in head)
    return "" if controls > max(2, len(head) // 20) else None


def detect(sample: bytes) -> str:
    """The encoding of a text, as Python names it; `utf-8` when nothing speaks against it."""
    if marked_as := _marked(sample):
        return marked_as
    if unmarked := _utf16_unmarked(sample):
        return unmarked
    found = _NOT_ASCII.search(sample)
    if found is None:
        return "utf-8"
    # Spoiled bytes do not unmake UTF-8: hardly any other text has valid sequences by chance.
    text, spoiled = _decoded(sample, "utf-8")
    if sum(not character.isascii() for character in text) >= 4 * spoiled:
        return "utf-8"
    start = found.start() // 2 * 2
    part = sample[start : start + _DETECTED_ON]
    best = _best(part)
    if best in _MULTI_BYTE:
        return _plain(best, part)
    multi_byte = _plain_multi_byte(part) or _spoiled_multi_byte(part)
    return multi_byte or (codecs.lookup(best).name if best else "latin-1")


def declared(sample: bytes) -> str | None:
    """The encoding that a page of markup says it is in; None when it says none that is known."""
    found = _DECLARED.search(sample[:4096])
    if found is None or _marked(sample) is not None:
        return None
    name = text_encoding(found[1].decode("ascii", "replace"))
    if name is None:
        return None
    # Pages that were saved anew often still name their old encoding; in those of two and four
    # bytes a character the name would not have been found.
    is_wide = name.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    if is_wide or _decoded(sample, name)[1] > len(sample) // 1000:
        return None
    return name


def _marked(sample: bytes) -> str | None:
    """What the mark at the beginning of a file says."""
    return next((name for mark, name in _MARKS if sample.startswith(mark)), None)


def _best(part: bytes) -> str | None:
    candidates = _MULTI_BYTE + _SINGLE_BYTE
    match = charset_normalizer.from_bytes(part, cp_isolation=candidates).best()
    return None if match is None else match.encoding


def _plain_multi_byte(part: bytes) -> str | None:
    """An encoding in which nothing is wrong, and nearly all are common characters, several in a row.

    The judge of encodings looks at pieces, whose ends may cut longer characters, such as emoji in
    GB 18030. Of text in one byte a character, letters with accents are pairs with those behind them,
    but rare ones, and one at a time.
    """
    best, most = None, _MOSTLY
    for name, common in _COMMON.items():
        text, spoiled = _decoded(part, name)
        runs = _RUN.findall(text)
        # Emoji and the rarest characters say nothing.
        characters = [each for run in runs for each in run if each <= "\uffff"]
        if spoiled or len(characters) < max(_FEWEST, 2 * len(runs)):
            continue
        share = sum(common(each.encode(name)) for each in characters) / len(characters)
        if share > most:
            best, most = name, share
    return None if best is None else codecs.lookup(best).name


def _spoiled_multi_byte(part: bytes) -> str | None:
    """An encoding that is the likely one once some wrong bytes are taken out."""
    most = len(_NOT_ASCII.findall(part)) // 50
    for name in _MULTI_BYTE:
        text, spoiled = _decoded(part, name)
        if spoiled <= most and _best(text.encode(name)) == name:
            return _plain(name, part)
    return None


def _plain(name: str, part: bytes) -> str:
    """The encoding without a vendor's additions, where a text has none of them."""
    plain = _PLAIN.get(name, name)
    # Vendors give wrong bytes a private character.
    text, spoiled = _decoded(part, name)
    spoiled += len(_PRIVATE.findall(text))
    return codecs.lookup(plain if _decoded(part, plain)[1] <= spoiled else name).name


def _decoded(sample: bytes, encoding: str) -> tuple[str, int]:
    """The text without its wrong bytes, and how many there were; the end may be cut."""
    text = codecs.getincrementaldecoder(encoding)(MARKING).decode(sample)
    return text.replace(MARK, ""), text.count(MARK)


def _utf16_unmarked(sample: bytes) -> str | None:
    """UTF-16 without a mark at its beginning: line ends and blanks have a zero byte."""
    num_zeros = sample.count(0)
    if num_zeros == 0 or (num_zeros < len(sample) // 4 and _decoded(sample, "utf-8")[1] == 0):
        # A few stray zeros in other text.
        return None
    shares = {
        name: _share_of_ordinary(_decoded(sample[:8192], name)[0])
        for name in ("utf-16-le", "utf-16-be")
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.97 else None


def _share_of_ordinary(text: str) -> float:
    return len(_ORDINARY.findall(text)) / max(1, len(text))
