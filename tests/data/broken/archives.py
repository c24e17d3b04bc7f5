"""ZIP and TAR: bombs, ways out, links, passwords, cut ends, and entries that contradict each other."""

from __future__ import annotations

import io
import struct
import tarfile
import warnings
import zipfile
from pathlib import Path

from tests.data import made_files as made
from tests.data.broken.case import Beginning, Family, written

FAMILY = Family("archives")

_LONG = "".join(f"Sentence {n}. " for n in range(30_000))


def _stored(entries: dict[str, bytes]) -> bytes:
    """A ZIP file of entries as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def _with_flag(content: bytes, name: bytes, place: int, value: int) -> bytes:
    """A ZIP file in which a number of one entry is another, at both places where it stands."""
    changed = bytearray(content)
    first, last = content.index(name), content.rindex(name)
    struct.pack_into("<H", changed, first - 30 + place, value)
    struct.pack_into("<H", changed, last - 46 + place + 2, value)
    return bytes(changed)


def _locked(name: str = "b.txt") -> bytes:
    return _with_flag(made.zipped({"a.txt": "One.", "b.txt": "Two."}), name.encode(), 6, 1)


def _tar(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as file:  # type: ignore[call-overload]
        for info, content in members:
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def _bomb() -> bytes:
    """Some 30 KB that would be 30 MB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("a.txt", "w") as entry,
    ):
        for _ in range(30):
            entry.write(bytes(1 << 20))
    return buffer.getvalue()


def _lying_bomb() -> bytes:
    """The same, said to be of twelve bytes."""
    content = bytearray(_bomb())
    place = content.rindex(b"a.txt")
    struct.pack_into("<I", content, place - 46 + 24, 12)
    return bytes(content)


def _layered(levels: int) -> bytes:
    content = made.zipped({"a.txt": "Deep."})
    for _ in range(levels):
        content = made.zipped({"in.zip": content})
    return content


FAMILY.refused("bomb.zip", _bomb, "more than 300 times its size")
FAMILY.refused(
    "bomb-of-bombs.zip",
    lambda: made.zipped({f"{n}.zip": _bomb() for n in range(3)}),
    "times its size",
)
FAMILY.refused("bomb.tar.gz", lambda: made.tarred({"a.txt": bytes(4_000_000)}), "times its size")
FAMILY.refused("lying-bomb.zip", _lying_bomb, "could not be unpacked")
FAMILY.refused("too-deep.zip", lambda: _layered(4), "lies in 3 others")
FAMILY.read("deep.zip", lambda: _layered(2), "Deep.")
for _number, _name in enumerate(
    ("../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt")
):
    FAMILY.named(
        f"outside-{_number}.zip",
        lambda name=_name: made.zipped({name: "Evil.", "good.txt": "One."}), "One.",  # type: ignore[misc]
        says="outside of the archive's folder",
    )  # fmt: skip
FAMILY.named(
    "outside.tar", lambda: made.tarred({"../../a.txt": "Evil.", "b.txt": "One."}, "w"), "One.",
    says="outside of the archive's folder",
)  # fmt: skip
FAMILY.named(
    "links.tar",
    lambda: _tar(
        (_member("a.txt"), b"One."), (_member("b.txt", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (_member("c.txt", tarfile.LNKTYPE, "../../etc/passwd"), b""),
        (_member("round", tarfile.SYMTYPE, "."), b""), (_member("round/d.txt"), b"Two."), mode="w",
    ),
    "One.", "Two.", says=("'b.txt' is a link", "'c.txt' is a link", "'round' is a link"),
)  # fmt: skip
FAMILY.read(
    "devices.tar",
    lambda: _tar(
        (_member("null.txt", tarfile.CHRTYPE), b""), (_member("pipe.txt", tarfile.FIFOTYPE), b""),
        (_member("a.txt"), b"One."), mode="w",
    ),
    "One.",
)  # fmt: skip
FAMILY.named("locked.zip", _locked, "One.", says="'b.txt' is protected by a password")
FAMILY.refused(
    "all-locked.zip", lambda: _with_flag(made.zipped({"a.txt": "One."}), b"a.txt", 6, 1),
    "'a.txt' is protected by a password",
)  # fmt: skip
FAMILY.named(
    "odd-packing.zip", lambda: _with_flag(_stored({"a.txt": b"x", "b.txt": b"One."}), b"a.txt", 8, 9),
    "One.", says="'a.txt' could not be unpacked",
)  # fmt: skip
FAMILY.named(
    "spoiled-entry.zip",
    lambda: _stored({"a.txt": b"One.", "b.txt": b"Two.", "c.txt": b"Three."}).replace(b"Two.", b"Twx.", 1),
    "One.", "Three.", says="'b.txt' could not be unpacked",
)  # fmt: skip
FAMILY.named(
    "name-of-a-folder.zip", lambda: _stored({"a.txt": b"One.", "a.txt/b.txt": b"Two."}), "One.",
    says="stands in the archive twice",
)  # fmt: skip
FAMILY.named(
    "long-names.zip", lambda: _stored({"x" * 300 + ".txt": b"Two.", "a.txt": b"One."}), "One.",
    says="too long",
)  # fmt: skip
FAMILY.read(
    "odd-names.zip", lambda: _stored({"a\nb.txt": b"One.", "c\x1b.txt": b"Two."}), "One.", "Two."
)
FAMILY.read(
    "no-names.zip", lambda: _stored({"./": b"", ".": b"No.", "/": b"", "a.txt": b"One."}), "One."
)
FAMILY.read("prefixed.zip", lambda: b"MZ" + bytes(998) + made.zipped({"a.txt": "One."}), "One.")
FAMILY.read("really-a-tar.zip", lambda: made.tarred({"a.txt": "One."}), "One.")
FAMILY.read("really-a-zip.tar.gz", lambda: made.zipped({"a.txt": "One."}), "One.")
FAMILY.read("really-packed.tar", lambda: made.tarred({"a.txt": "One."}), "One.")
FAMILY.read("really-not-packed.tgz", lambda: made.tarred({"a.txt": "One."}, "w"), "One.")
FAMILY.read("really-xz.tar.gz", lambda: made.tarred({"a.txt": "One."}, "w:xz"), "One.")
FAMILY.read("tar.txt", lambda: made.tarred({"a.txt": "One."}, "w"), "One.")
FAMILY.named(
    "cut.tar", lambda: made.tarred({"a.txt": "One.", "b.txt": _LONG}, "w")[:300_000],
    "One.", Beginning(lambda: _LONG), says="'b.txt' is not whole",
)  # fmt: skip
FAMILY.named(
    "cut-head.tar", lambda: made.tarred({"a.txt": "One.", "b.txt": "Two."}, "w")[:1_300],
    "One.", says="The archive is damaged",
)  # fmt: skip
FAMILY.named(
    "spoiled-head.tar",
    lambda: made.tarred({"a.txt": "One.", "b.txt": "Two."}, "w").replace(b"b.txt", b"c.txt"),
    "One.", says="The archive is damaged",
)  # fmt: skip
FAMILY.refused("cut.zip", lambda: made.zipped({"a.txt": "One."})[:60], "The archive is damaged")
FAMILY.refused("empty.zip", lambda: made.zipped({}), "nothing in this archive")
FAMILY.refused("folders.zip", lambda: _stored({"a/": b"", "a/b/": b""}), "nothing in this archive")
FAMILY.refused(
    "pictures.zip", lambda: made.zipped({"a.png": "x", "b.jpg": "x"}), "nothing in this archive"
)
FAMILY.refused("text.zip", lambda: "Not an archive.", "The archive is damaged")
FAMILY.refused("text.tar", lambda: "Not an archive. " * 99, "The archive is damaged")
FAMILY.refused("empty.tar", lambda: bytes(10_240), "nothing in this archive")
FAMILY.refused("zero.zip", lambda: "", "The file is empty")
FAMILY.refused(
    "endless-head.tar.gz", lambda: _tar((_member("x", tarfile.XHDTYPE), bytes(2_000_000))),
    "The archive is damaged",
)  # fmt: skip
FAMILY.refused("file.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(99), "a RAR file")
FAMILY.named(
    "mixed.zip",
    lambda: made.zipped({
        "a.jsonl": '{"text": "One."}\n{"te\n{"text": "Two."}\n', "b.pdf": made.pdf("")[:90],
        "c.txt": "", "d.csv": "text,n\nThree.,1\nFour.,2,3\n", "e.parquet": b"PAR1", "f.txt": "Five.",
    }),
    "One.", "Two.", "Three.", "Five.",
    says=("not valid JSON", "could not be opened", "The file is empty", "3 cells", "The file is damaged ("),
)  # fmt: skip


@FAMILY.made("workbook.xlsx", says="an Excel workbook")
def _workbook(folder: Path) -> Path:
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": "<workbook/>",
    }
    return written(folder / "workbook.xlsx", made.zipped(entries))


@FAMILY.made("slides.zip", says="PowerPoint")
def _slides(folder: Path) -> Path:
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": "<p/>",
    }
    return written(folder / "slides.zip", made.zipped(entries))


@FAMILY.made("word.txt", "A paragraph.")
def _word_under_another_name(folder: Path) -> Path:
    return written(folder / "word.txt", made.docx("A paragraph."))


@FAMILY.made("book.zip", "A chapter.")
def _book_under_another_name(folder: Path) -> Path:
    return written(folder / "book.zip", made.epub("<p>A chapter.</p>"))
