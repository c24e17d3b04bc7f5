"""The formats that can be read: by the endings of files, and by what they begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

from memstudio.plugins import PluginError, plugins

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.plugins import Group, Plugin

_Reader = TypeVar("_Reader")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: its reader's name.
        endings: of its files, in lower case.
        is_text: whether its bytes are characters; what is not is refused, and its encoding found.
        is_markup: whether the text itself may say how it is encoded.
        largest: bytes of a file that has to be read as a whole; None where a part is read after
            another, of files of any size.
    """

    name: str
    endings: tuple[str, ...]
    is_text: bool = True
    is_markup: bool = False
    largest: int | None = None


_LARGEST = 1_000_000_000
_LARGEST_PAGE = 150_000_000
"""Of a page: taken apart it needs sixteen times its size."""


class Packing(Enum):
    """A way in which files are put together or made smaller."""

    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"


COMPRESSED = frozenset({Packing.GZIP, Packing.BZIP2, Packing.XZ, Packing.ZSTD})
"""Those that hold a single file."""

PLAIN_TEXT = Format("text", (".txt", ".md", ".markdown", ".text", ".rst", ".adoc", ".org", ".tex"))
_SOURCE_CODE = Format(
    "text",
    (
        ".py", ".pyi", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".c", ".h",
        ".cc", ".cpp", ".hpp", ".cs", ".go", ".rs", ".rb", ".php", ".swift", ".r", ".jl", ".lua",
        ".pl", ".sh", ".ps1", ".sql", ".hs", ".ml", ".clj", ".ex", ".erl", ".dart", ".vue", ".css",
        ".scss", ".proto", ".cmake", ".f90", ".vb",
    ),
)  # fmt: skip
_PDF = Format("pdf", (".pdf",), is_text=False, largest=_LARGEST)
WORD = Format("word", (".docx",), is_text=False, largest=_LARGEST)
EPUB = Format("epub", (".epub",), is_text=False, largest=_LARGEST)
_PARQUET = Format("parquet", (".parquet", ".pq"), is_text=False)
_ARROW = Format("arrow", (".arrow", ".feather"), is_text=False)
_JSON_LINES = Format("json-lines", (".jsonl", ".ndjson"))
_JSON = Format("json", (".json",), largest=400_000_000)
FORMATS = (
    PLAIN_TEXT,
    _SOURCE_CODE,
    Format("html", (".html", ".htm", ".xhtml"), is_markup=True, largest=_LARGEST_PAGE),
    _PDF,
    WORD,
    EPUB,
    _JSON_LINES,
    _JSON,
    Format("separated", (".csv", ".tsv", ".tab")),
    Format("translation-memory", (".tmx",), is_text=False),
    _PARQUET,
    _ARROW,
)
ALIGNED = Format("aligned", ())
"""One of two files that say the same in two languages; known by the other one."""
_BY_ENDING = {ending: each for each in FORMATS for ending in each.endings}
_PACKINGS = {
    ".zip": Packing.ZIP,
    ".tar": Packing.TAR,
    ".gz": Packing.GZIP,
    ".bz2": Packing.BZIP2,
    ".xz": Packing.XZ,
    ".zst": Packing.ZSTD,
}
_TAR_ENDINGS = {
    ".tgz": Packing.GZIP,
    ".tbz2": Packing.BZIP2,
    ".txz": Packing.XZ,
    ".tzst": Packing.ZSTD,
}
_MAGIC: tuple[tuple[re.Pattern[bytes], Format | Packing], ...] = (
    (re.compile(rb"%PDF-\d"), _PDF),
    (re.compile(rb"PAR1.{0,60}[\x00-\x08\x80-\xff]", re.DOTALL), _PARQUET),
    (re.compile(rb"ARROW1\x00\x00"), _ARROW),
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), Packing.ZIP),
    (re.compile(rb"\x1f\x8b\x08"), Packing.GZIP),
    (re.compile(rb"BZh[1-9]1AY&SY"), Packing.BZIP2),
    (re.compile(rb"\xfd7zXZ\x00"), Packing.XZ),
    (re.compile(rb"\x28\xb5\x2f\xfd"), Packing.ZSTD),
    (re.compile(rb".{257}ustar", re.DOTALL), Packing.TAR),
)
"""What files begin with that are certainly of a format, whatever their ending."""
_LONGEST_MAGIC = 512
_GROUP: Group = "memstudio.formats"
_SAID = "reads_format"
_ENDING = re.compile(r"\.[a-z0-9_-]+")
_known: dict[tuple[Plugin, ...], dict[str, Format]] = {}
"""What plug-ins bring, for those that there are: every file of a folder is asked about."""
_WHOLE_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{[ \t]*\r?\n)")
"""What no line of JSON lines is: a list of rows, or an object of several lines."""


def reads(
    *endings: str, is_text: bool = True, is_markup: bool = False, largest: int | None = None
) -> Callable[[_Reader], _Reader]:
    """Say of a plug-in's reader which files it reads; the format is called as its entry point is.

    Args:
        *endings: of the files, in lower case, with their dot; none that MemStudio reads itself.
        is_text: as `Format` has it.
        is_markup: as `Format` has it.
        largest: as `Format` has it.
    """

    def said(reader: _Reader) -> _Reader:
        setattr(reader, _SAID, Format("", endings, is_text, is_markup, largest))
        return reader

    return said


def check_brought(name: str, reader: object) -> None:
    """Make sure that what a plug-in brings is a reader that says what it reads.

    Raises:
        ValueError: it does not, or reads what others read.
    """
    said = getattr(reader, _SAID, None)
    if not isinstance(said, Format) or not callable(reader):
        raise ValueError(f"{reader!r} is not marked with `reads`")  # noqa: TRY004 - it may be of any type
    ours = {*_BY_ENDING, *_PACKINGS, *_TAR_ENDINGS}
    for ending in said.endings:
        if not _ENDING.fullmatch(ending):
            raise ValueError(f"{ending!r} is no ending in lower case, such as '.{name}'")
        if ending in ours:
            raise ValueError(f"MemStudio reads {ending} itself")


def _brought() -> dict[str, Format]:
    """The formats that plug-ins bring, by ending; the first of those that name the same has it."""
    key = plugins.of(_GROUP)
    if key not in _known:
        found: dict[str, Format] = {}
        for plugin in key:
            try:
                said: Format = getattr(plugins.load(plugin, check_brought), _SAID)
            except PluginError:
                continue  # it is set aside, and whoever listens has heard why
            mine = Format(plugin.name, said.endings, said.is_text, said.is_markup, said.largest)
            for ending in said.endings:
                found.setdefault(ending, mine)
        _known.clear()
        _known[plugins.of(_GROUP)] = found
    return _known[plugins.of(_GROUP)]


def format_of(path: PurePath) -> Format | None:
    """The format of a file by its ending; None when it is not one that is read."""
    ending = path.suffix.lower()
    return _BY_ENDING.get(ending) or _brought().get(ending)


def is_source_code(path: PurePath) -> bool:
    """Whether a file is source code, by its ending."""
    return path.suffix.lower() in _SOURCE_CODE.endings


def packing_of(path: PurePath) -> Packing | None:
    """What an archive or compressed file is, by its ending; None when it is none."""
    ending = path.suffix.lower()
    if ending in _TAR_ENDINGS:
        return Packing.TAR
    packing = _PACKINGS.get(ending)
    if packing in COMPRESSED and path.stem.lower().endswith(".tar"):
        return Packing.TAR
    return packing


def compression_in(path: Path) -> Packing | None:
    """How a tar file is compressed, by what it begins with; None when it is not."""
    with path.open("rb") as file:
        begun = _begun(file.read(_LONGEST_MAGIC))
    return begun if isinstance(begun, Packing) and begun in COMPRESSED else None


def is_readable_name(name: str) -> bool:
    """Whether a file of that name is one that is read, or an archive."""
    path = PurePath(name)
    return format_of(path) is not None or packing_of(path) is not None


def recognised(path: PurePath, sample: bytes) -> Format | Packing:
    """What a file is: by what it begins with where that is certain, else by its ending."""
    begun = _begun(sample)
    packing = packing_of(path)
    if packing is not None:
        # Archives often are of another kind than their names say.
        is_tar = packing is Packing.TAR and begun in COMPRESSED
        return packing if begun is None or is_tar else begun
    by_ending = format_of(path)
    if by_ending is not None and not by_ending.is_text:
        return by_ending
    if by_ending is _JSON_LINES and _WHOLE_JSON.match(sample):
        return _JSON
    return begun or by_ending or PLAIN_TEXT


def _begun(sample: bytes) -> Format | Packing | None:
    return next((kind for magic, kind in _MAGIC if magic.match(sample)), None)


def endings() -> tuple[str, ...]:
    """The endings that are read, archives too."""
    return (*_BY_ENDING, *_brought(), *_PACKINGS, *_TAR_ENDINGS)
