"""Single compressed files: cut, padded, with something behind their end, in more than one piece."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from hashlib import sha256

import pyarrow as pa

from tests.data import made_files as made
from tests.data.broken.case import Beginning, Family, written

FAMILY = Family("compressed")

KINDS = ("gz", "bz2", "xz", "zst")
_WORDS = [
    "river",
    "stone",
    "lamp",
    "kitchen",
    "garden",
    "letter",
    "winter",
    "music",
    "window",
    "bread",
]


@cache
def long_text() -> str:
    """Sentences that do not go into little: of bzip2's blocks, which hold most, more than one."""
    bits = b"".join(sha256(n.to_bytes(4, "big")).digest() for n in range(8_000))
    chosen = [_WORDS[byte % len(_WORDS)] for byte in bits]
    return "".join(f"{word}{'.' if n % 9 == 8 else ''} " for n, word in enumerate(chosen))


def _cut(kind: str) -> Callable[[], bytes]:
    @cache
    def make() -> bytes:
        content = made.compressed(long_text(), kind)
        return content[: len(content) * 2 // 3]

    return make


@cache
def _cut_tar() -> bytes:
    content = made.tarred({"a.txt": "One.", "b.txt": long_text()})
    return content[: len(content) * 2 // 3]


def _cut_rows() -> bytes:
    rows = "".join(f'{{"text": "Row {n}."}}\n' for n in range(40))
    return gzip.compress(rows.encode())[:-20]


for _kind in KINDS:
    FAMILY.named(f"cut.txt.{_kind}", _cut(_kind), Beginning(long_text), says="is not whole")
    FAMILY.read(
        f"padded.txt.{_kind}", lambda kind=_kind: made.compressed("One.", kind) + bytes(512), "One."
    )  # type: ignore[misc]
    FAMILY.read(
        f"pieces.txt.{_kind}",
        lambda kind=_kind: made.compressed("One. ", kind) + made.compressed("Two.", kind), "One. Two.",  # type: ignore[misc]
    )  # fmt: skip
    FAMILY.named(
        f"more-behind.txt.{_kind}", lambda kind=_kind: made.compressed("One.", kind) + b"\x07more" * 9,  # type: ignore[misc]
        "One.", says="is not whole",
    )  # fmt: skip
    FAMILY.refused(
        f"short.txt.{_kind}", lambda kind=_kind: made.compressed("One.", kind)[:7], "damaged"
    )  # type: ignore[misc]
    FAMILY.refused(f"text.txt.{_kind}", lambda: "Not compressed.", "damaged")
    FAMILY.refused(
        f"nothing.txt.{_kind}", lambda kind=_kind: made.compressed("", kind), "The file is empty"
    )  # type: ignore[misc]
    FAMILY.refused(f"zero.txt.{_kind}", lambda: "", "The file is empty")
    FAMILY.refused(
        f"bomb.txt.{_kind}", lambda kind=_kind: made.compressed("\0" * 4_000_000, kind),  # type: ignore[misc]
        "more than 300 times its size",
    )  # fmt: skip

FAMILY.read("really-xz.txt.gz", lambda: made.compressed("One.", "xz"), "One.")
FAMILY.read("twice.txt.gz.gz", lambda: gzip.compress(gzip.compress(b"One.")), "One.")
FAMILY.read("tar.gz", lambda: made.tarred({"a.txt": "One."}), "One.")
FAMILY.read("tar-inside.gz", lambda: made.tarred({"a.txt": "One."}), "One.")
FAMILY.read("rows.jsonl.bz2", lambda: made.compressed('{"text": "One."}\n', "bz2"), "One.")
FAMILY.read(
    "skipped.txt.zst",
    lambda: b"\x50\x2a\x4d\x18\x04\0\0\0junk" + bytes(pa.Codec("zstd").compress(b"One.", asbytes=True)),
    "One.",
)  # fmt: skip
FAMILY.named(
    "wrong-sum.txt.gz", lambda: gzip.compress(b"One.", mtime=0)[:-8] + b"\1\2\3\4\4\0\0\0",
    "One.", says="is not whole",
)  # fmt: skip
FAMILY.named(
    "second-broken.txt.gz", lambda: gzip.compress(b"One.") + gzip.compress(b"Two.")[:8],
    "One.", says="is not whole",
)  # fmt: skip
FAMILY.made("cut.tar.gz", "One.", Beginning(long_text), says="'b.txt' is not whole")(
    lambda folder: written(folder / "cut.tar.gz", _cut_tar())
)
FAMILY.refused(
    "picture.png.gz", lambda: gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(99)), "a PNG file"
)
