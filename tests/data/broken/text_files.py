"""Plain text: encodings, marks, zeros, blanks, and what is no text at all."""

from __future__ import annotations

import codecs
import sqlite3
import struct
from hashlib import sha256
from pathlib import Path

from tests.data.broken.case import Family, written
from tests.data.conftest import CHINESE, FRENCH, JAPANESE, TRADITIONAL

FAMILY = Family("text")

ARABIC = "في البدء كان الكلمة، \u202bوالكلمة كان عند الله\u202c.\n"  # noqa: RUF001 - it is Arabic
HEBREW = "בראשית ברא אלהים את השמים ואת הארץ.\n"
EMOJI = "A family 👩‍👩‍👧‍👦, a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿, a thumb 👍🏽 and a heart ❤️.\n"
STACKED = "Z" + "\u0301\u0302\u0303" * 40 + "algo.\n"

FAMILY.read("mark.txt", lambda: codecs.BOM_UTF8 + b"One.", "One.")
FAMILY.read("utf-16.txt", lambda: FRENCH.encode("utf-16"), FRENCH)
FAMILY.read("utf-16-be.txt", lambda: codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), FRENCH)
FAMILY.read("utf-16-unmarked.txt", lambda: FRENCH.encode("utf-16-le"), FRENCH)
FAMILY.read("utf-32.txt", lambda: FRENCH.encode("utf-32"), FRENCH)
FAMILY.read("gb18030.txt", lambda: CHINESE.encode("gb18030"), CHINESE)
FAMILY.read("big5.txt", lambda: TRADITIONAL.encode("big5"), TRADITIONAL)
FAMILY.read("shift-jis.txt", lambda: JAPANESE.encode("shift_jis"), JAPANESE)
FAMILY.read("latin-1.txt", lambda: FRENCH.encode("latin-1"), FRENCH)
FAMILY.read("arabic.txt", lambda: ARABIC, ARABIC)
FAMILY.read("hebrew.txt", lambda: HEBREW, HEBREW)
FAMILY.read("emoji.txt", lambda: EMOJI, EMOJI)
FAMILY.read("stacked.txt", lambda: STACKED, STACKED)
FAMILY.read("old-mac.txt", lambda: "One.\rTwo.\r", "One.\nTwo.\n")
FAMILY.read("mixed-ends.txt", lambda: "One.\r\nTwo.\nThree.\rFour.", "One.\nTwo.\nThree.\nFour.")
FAMILY.read("page-break.txt", lambda: "One.\x0cTwo.", "One.\nTwo.")
FAMILY.read("one-line.txt", lambda: "word " * 900_000, "word " * 900_000)
FAMILY.read("one-word.txt", lambda: "x" * 3_000_000, "x" * 3_000_000)

FAMILY.named(
    "cut-in-a-character.txt", lambda: FRENCH.encode()[:-1] + "é".encode()[:1],
    FRENCH[:-1] + "\ufffd", says="1 places in the file are not valid utf-8", lines=(1,),
)  # fmt: skip
FAMILY.named(
    "odd-utf-16.txt", lambda: "One.\nTwo.".encode("utf-16") + b"x",
    "One.\nTwo.\ufffd", says="not valid utf-16", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "utf-8-then-latin-1.txt",
    lambda: (CHINESE * 20).encode() + "Un café.\n".encode("latin-1"),
    CHINESE * 20 + "Un caf\ufffd.\n", says="1 places in the file are not valid utf-8", lines=(21,),
)  # fmt: skip
FAMILY.named(
    "halves.txt", lambda: CHINESE.encode() + b"One \xed\xa0\x80 half.\n",
    CHINESE + "One \ufffd\ufffd\ufffd half.\n", says="not valid utf-8", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "overlong.txt", lambda: CHINESE.encode() + b"A zero: \xc0\x80.\n",
    CHINESE + "A zero: \ufffd\ufffd.\n", says="2 places", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "zeros.txt", lambda: "One.\nTwo\x00 and\x00 more.\n" + "Three and four.\n" * 9,
    "One.\nTwo and more.\n" + "Three and four.\n" * 9, says="2 control characters", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "coloured.txt", lambda: "\x1b[31mRed\x1b[0m text.\n" * 5,
    "[31mRed[0m text.\n" * 5, says="10 control characters", lines=(1,),
)  # fmt: skip
FAMILY.named("dos-end.txt", lambda: "Text.\r\n\x1a", "Text.\n", says="1 control characters")

FAMILY.refused("empty.txt", lambda: "", "The file is empty")
FAMILY.refused("blanks.txt", lambda: " \n\t\n" * 99, "only blanks")
FAMILY.refused("only-mark.txt", lambda: codecs.BOM_UTF8, "only blanks")
FAMILY.refused("only-mark-16.txt", lambda: codecs.BOM_UTF16_LE, "only blanks")
FAMILY.refused("only-zeros.txt", lambda: bytes(4096), "not a text file")
FAMILY.refused("picture.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG file, not text")
FAMILY.refused("program.txt", lambda: b"\x7fELF\x02\x01\x01" + bytes(99), "ELF file, not text")
FAMILY.refused(
    "noise.txt",
    lambda: b"".join(sha256(bytes([n])).digest() for n in range(200)),
    "not a text file",
)
FAMILY.refused("sound.md", lambda: b"ID3\x03\x00" + bytes(99), "MP3 file, not text")
FAMILY.refused("weights.txt", lambda: b"GGUF" + struct.pack("<IQQ", 3, 1, 1), "a GGUF file")
FAMILY.refused("seven.txt", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "a 7-Zip file")
FAMILY.refused(
    "pointer.txt",
    lambda: f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n",
    "stands for a file that Git LFS has not fetched",
)


@FAMILY.made("database.txt", says="SQLite file, not text")
def _database(folder: Path) -> Path:
    path = folder / "database.txt"
    with sqlite3.connect(path) as base:
        base.execute("create table t (text)")
    base.close()
    return path


@FAMILY.made("moving-mark.txt", "One.\n\ufeffTwo.\n")
def _marks_in_between(folder: Path) -> Path:
    """Two files, one behind the other: the second mark is a character of no width."""
    return written(
        folder / "moving-mark.txt", codecs.BOM_UTF8 + b"One.\n" + codecs.BOM_UTF8 + b"Two.\n"
    )
