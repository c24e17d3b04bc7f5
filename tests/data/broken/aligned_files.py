"""Texts in two languages: TMX that is cut or says no language, and files that do not fit together."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.data.broken.case import Content, Family, written
from tests.data.broken.tables import _turns

FAMILY = Family("aligned")


def _unit(**languages: str) -> str:
    return (
        "<tu>"
        + "".join(f'<tuv xml:lang="{c}"><seg>{t}</seg></tuv>' for c, t in languages.items())
        + "</tu>"
    )


def _tmx(*units: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<tmx version="1.4"><body>{"".join(units)}</body></tmx>'


_DOG = _unit(en="A dog.", de="Ein Hund.")
_CAT = _unit(en="A cat.", de="Eine Katze.")
_DOG_TURNS, _CAT_TURNS = _turns("A dog.", "Ein Hund."), _turns("A cat.", "Eine Katze.")

# ---------------------------------------------------------------------- TMX

FAMILY.read("mark.tmx", lambda: "\ufeff" + _tmx(_DOG), _DOG_TURNS)
FAMILY.read(
    "utf-16.tmx",
    lambda: _tmx(_DOG, head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
    _DOG_TURNS,
)
FAMILY.read(
    "outside.tmx",
    lambda: _tmx(_DOG, head='<!DOCTYPE tmx SYSTEM "http://example.invalid/tmx14.dtd">'),
    _DOG_TURNS,
)
FAMILY.read(
    "nested.tmx",
    lambda: _tmx(_unit(en="A <hi>big <hi>old</hi></hi> dog.", de="Ein Hund.")),
    _turns("A big old dog.", "Ein Hund."),
)
FAMILY.read(
    "three.tmx", lambda: _tmx(_unit(en="A dog.", de="Ein Hund.", fr="Un chien.")), _DOG_TURNS
)
FAMILY.named(
    "cut.tmx",
    lambda: _tmx(_DOG, _CAT, _DOG)[:-40],
    _DOG_TURNS,
    _CAT_TURNS,
    says="damaged behind row 2",
)
FAMILY.named(
    "gaps.tmx", lambda: _tmx(_DOG, _unit(en="A cow."), _unit(en="", de="Leer."), _CAT), _DOG_TURNS, _CAT_TURNS,
    says=("in two languages", "column for 'source'"), lines=(2, 3),
)  # fmt: skip
FAMILY.named(
    "codes.tmx",
    lambda: _tmx(_DOG, _unit(en="&#1;", de="x"), _CAT),
    _DOG_TURNS,
    says="damaged behind row 1",
)
FAMILY.refused("empty.tmx", _tmx, "no translation unit")
FAMILY.refused(
    "no-languages.tmx", lambda: _tmx("<tu><tuv><seg>A dog.</seg></tuv></tu>"), "in two languages"
)
FAMILY.refused(
    "one-language.tmx", lambda: _tmx(_unit(en="A dog."), _unit(en="A cat.")), "in two languages"
)
FAMILY.refused("text.tmx", lambda: "Not a memory.", "The file is damaged (")
FAMILY.refused("zero.tmx", lambda: "", "The file is empty")
FAMILY.refused(
    "wrong-encoding.tmx", lambda: _tmx(_unit(en="x", de="Tür"), head='<?xml version="1.0" encoding="nonsense"?>'),
    "The file is damaged (",
)  # fmt: skip
FAMILY.refused(
    "laughs.tmx",
    lambda: _tmx(
        _unit(en="&j;", de="&j;"),
        head="<!DOCTYPE tmx [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {n} '{f'&{b};' * 10}'>" for b, n in zip("abcdefghi", "bcdefghij", strict=True)) + "]>",
    ),
    "The file is damaged (",
)  # fmt: skip

# ---------------------------------------------------------------------- two files


def _set(folder: Path, **files: Content) -> Path:
    for name, content in files.items():
        written(folder / "set" / name.replace("_", "."), content)
    return folder / "set"


@FAMILY.made(
    "uneven", _turns("Ein Hund.", "A dog."), says="t.de has 1 lines and t.en has 2", lines=(2,)
)
def _uneven(folder: Path) -> Path:
    return _set(folder, t_en="A dog.\nA cat.\n", t_de="Ein Hund.\n")


@FAMILY.made("one-empty", says="The file is empty")
def _one_empty(folder: Path) -> Path:
    return _set(folder, t_en="A dog.\nA cat.\n", t_de="")


@FAMILY.made("other-empty", says="The file is empty")
def _other_empty(folder: Path) -> Path:
    return _set(folder, t_de="Ein Hund.\nx\n", t_en="")


@FAMILY.made("both-empty", says="is empty")
def _both_empty(folder: Path) -> Path:
    return _set(folder, t_de="", t_en="")


@FAMILY.made("gaps", _turns("Ein Hund.", "A dog."), _turns("Eine Kuh.", "A cow."))
def _gaps(folder: Path) -> Path:
    return _set(folder, t_de="Ein Hund.\n\nEine Kuh.\n\n", t_en="A dog.\nA cat.\nA cow.\n \n")


@FAMILY.made("marks", _turns("Ein Hund.", "A dog."))
def _marks(folder: Path) -> Path:
    return _set(folder, t_de="\ufeffEin Hund.\r\n".encode("utf-16"), t_en="\ufeffA dog.\n")


@FAMILY.made("not-text", says="a PNG file")
def _not_text(folder: Path) -> Path:
    return _set(folder, t_de=b"\x89PNG\r\n\x1a\n" + bytes(99), t_en="A dog.\n")


@FAMILY.made("other-not-text", says="a PNG file")
def _other_not_text(folder: Path) -> Path:
    return _set(folder, t_de="Ein Hund.\n", t_en=b"\x89PNG\r\n\x1a\n" + bytes(99))


@FAMILY.made("many", _turns("Ein Hund.", "A dog."), says="There are 3 languages")
def _many(folder: Path) -> Path:
    return _set(folder, t_de="Ein Hund.\n", t_en="A dog.\n", t_fr="Un chien.\n")


@FAMILY.made("compressed", _turns("Ein Hund.", "A dog."))
def _compressed(folder: Path) -> Path:
    return _set(folder, t_de_gz=gzip.compress(b"Ein Hund.\n"), t_en_gz=gzip.compress(b"A dog.\n"))


@FAMILY.made("many-compressed", _turns("A dog.", "A dog."), says="There are 3 languages")
def _many_compressed(folder: Path) -> Path:
    files = {f"t_{code}_gz": gzip.compress(b"A dog.\n") for code in ("de", "en", "fr")}
    return _set(folder, **files)


@FAMILY.made(
    "wrong-bytes",
    _turns("Ein Hund.", "Ä döG \ufffd."),
    _turns("Eine Tür.", "Ä düÜr."),
    says="not valid",
    lines=(1,),
)
def _wrong_bytes(folder: Path) -> Path:
    english = "Ä döG ".encode() + b"\xff.\n" + "Ä düÜr.\n".encode()
    return _set(folder, t_de="Ein Hund.\nEine Tür.\n", t_en=english)


@FAMILY.made("twins", _turns("Ein Hund.", "A dog."), says="same in the same language")
def _twins(folder: Path) -> Path:
    """A file, and beside it the one that it was unpacked from."""
    return _set(folder, t_de="Ein Hund.\n", t_en="A dog.\n", t_en_gz=gzip.compress(b"A dog.\n"))
