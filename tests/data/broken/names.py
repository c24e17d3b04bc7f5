"""Names that are not usual: of other scripts, of no valid characters, that look like something else."""

from __future__ import annotations

import os
from pathlib import Path

from tests.data.broken.case import Family, written

FAMILY = Family("names")

ODD_NAMES = (
    "emoji 👩‍👩‍👧.txt", "עברית.txt", "\u202egnp.txt", "中文 名称.txt", "new\nline.txt", "tab\there.txt",
    "-rf.txt", "{braces} {0} {name}.txt", "100% %1 %2 %s.txt", "<b>bold</b>.txt", "a'b\"c.txt",
    "&amp;.txt", "UPPER.TXT", "..dots...txt", "a.b.c.d.txt", " blanks .txt", "*?.txt", "~home.txt",
    "$HOME `ls`.txt", "back\\slash.txt", "x" * 251 + ".txt", "no-ending", ".hidden", "ending.",
    "e\u0301.txt", "\u00e9.txt", "con.txt", "file:a.txt", "a.unknown",
)  # fmt: skip

for _name in ODD_NAMES:
    FAMILY.read(
        _name,
        lambda name=_name: f"One of {name}.".replace("\n", " "),
        f"One of {_name}.".replace("\n", " "),
    )  # type: ignore[misc]


@FAMILY.made("not-characters", "One.")
def _not_characters(folder: Path) -> Path:
    """Bytes that are no characters, as old computers and other file systems leave them."""
    (folder / "not-characters").mkdir()
    return written(
        Path(os.fsdecode(os.fsencode(folder / "not-characters") + b"/\xe9t\xe9\xff.txt")), "One."
    ).parent


@FAMILY.made("not-characters.csv", "One.", says="no text in the field", lines=(3,))
def _broken_of_no_characters(folder: Path) -> Path:
    return written(
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")), "text,n\nOne.,1\n,2\n"
    )


@FAMILY.made("x" * 300 + ".txt", says="could not be opened")
def _too_long(folder: Path) -> Path:
    return folder / ("x" * 300 + ".txt")


@FAMILY.made("nul.txt", says="could not be opened")
def _zero(folder: Path) -> Path:
    return folder / "nul\0.txt"


@FAMILY.made("folder.txt", "One.")
def _folder(folder: Path) -> Path:
    """A folder that is called like a file."""
    return written(folder / "folder.txt/a.zip/b.txt", "One.").parents[1]
