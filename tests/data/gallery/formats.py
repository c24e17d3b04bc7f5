"""Every format that is read, with a story in it, or with the rows of a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.data import made_files as made
from tests.data.gallery.entry import Entry, a_file, written

# From Wuthering Heights, Kidnapped, The War of the Worlds and The Secret Garden.
STORIES = (
    (
        "I have just returned from a visit to my landlord, the solitary neighbour that I shall be "
        "troubled with. This is certainly a beautiful country! In all England, I do not believe that I "
        "could have fixed on a situation so completely removed from the stir of society."
    ),
    (
        "I will begin the story of my adventures with a certain morning early in the month of June, the "
        "year of grace 1751, when I took the key for the last time out of the door of my father's house. "
        "The sun began to shine upon the summit of the hills as I went down the road."
    ),
    (
        "No one would have believed in the last years of the nineteenth century that this world was "
        "being watched keenly and closely by intelligences greater than man's and yet as mortal as his "
        "own; that as men busied themselves they were scrutinised and studied."
    ),
    (
        "When Mary Lennox was sent to live with her uncle everybody said she was the most disagreeable "
        "looking child ever seen. It was true, too. She had a little thin face and a little thin body, "
        "thin light hair and a sour expression."
    ),
)
STORY = "\n\n".join(STORIES)
CODE = '''"""How far away the stars are."""

LIGHT = 299_792_458


def metres(light_years: float) -> float:
    """Metres that light goes in so many years."""
    seconds = light_years * 365.25 * 86_400
    return seconds * LIGHT


if __name__ == "__main__":
    for years in (1.0, 4.2, 26_000.0):
        print(years, metres(years))
'''
MARKDOWN = f"# A landlord\n\n{STORIES[0]}\n\n- a *solitary* neighbour\n- a beautiful country\n"
MANUAL = (
    f"A morning in June\n=================\n\n{STORIES[1]}\n\n.. note:: The key was left behind.\n"
)
PAGE = (
    "<!doctype html><html><head><title>Mars</title><style>p {color: red}</style></head><body>"
    f"<h1>The watchers</h1><p>{STORIES[2]}</p><ul><li>keenly</li><li>closely</li></ul>"
    "<script>count();</script></body></html>"
)
_ROWS = [{"id": number, "text": text} for number, text in enumerate(STORIES)]
_GERMAN = ("Der Hund schläft.", "Die Katze trinkt Milch.", "Im Garten steht ein alter Baum.")
_ENGLISH = ("The dog is sleeping.", "The cat drinks milk.", "There is an old tree in the garden.")


def _separated(separator: str) -> str:
    lines = [separator.join(("id", "text"))]
    lines += [separator.join((str(row["id"]), f'"{row["text"]}"')) for row in _ROWS]
    return "\n".join(lines) + "\n"


def _tmx() -> str:
    units = "".join(
        f'<tu><tuv xml:lang="de"><seg>{german}</seg></tuv><tuv xml:lang="en"><seg>{english}</seg></tuv></tu>'
        for german, english in zip(_GERMAN, _ENGLISH, strict=True)
    )
    return f'<?xml version="1.0"?><tmx version="1.4"><header/><body>{units}</body></tmx>'


def _dataset(folder: Path) -> Path:
    """As `save_to_disk` of `datasets` leaves it: two parts, each with what it keeps for itself."""
    place = folder / "dataset"
    written(place / "dataset_dict.json", json.dumps({"splits": ["train", "test"]}))
    for part, rows in (("test", _ROWS[3:]), ("train", _ROWS[:3])):
        name = "data-00000-of-00001.arrow"
        written(place / part / name, made.arrow(rows, is_stream=True))
        written(place / part / "state.json", json.dumps({"_data_files": [{"filename": name}]}))
        written(place / part / "dataset_info.json", json.dumps({"features": {}}))
    return place


def _folder(folder: Path) -> Path:
    place = folder / "folder"
    written(place / "a story.txt", STORIES[0])
    written(place / "deeper/another.md", STORIES[1])
    written(place / "rows.jsonl", json.dumps(_ROWS[2]) + "\n")
    written(place / ".hidden.txt", "Not this.")
    return place


def _aligned(folder: Path) -> Path:
    place = folder / "aligned"
    written(place / "train.de", "\n".join(_GERMAN) + "\n")
    written(place / "train.en", "\n".join(_ENGLISH) + "\n")
    return place


def _packed() -> dict[str, str | bytes]:
    return {"a.txt": STORIES[0], "b/c.jsonl": json.dumps(_ROWS[1]) + "\n", "d.png": b"\x89PNG"}


def _compressed(kind: str) -> Callable[[], bytes]:
    return lambda: made.compressed(STORY, kind)


_PDF_PAGES = tuple(text.replace(". ", ".\n").replace(", ", ",\n") for text in STORIES[:2])
_TABLE = [["Name", "Age"], ["Mary", "10"], ["Colin", "10"]]

FORMATS: tuple[Entry, ...] = (
    a_file("story.txt", lambda: STORY, "text", (STORY,)),
    a_file("notes.md", lambda: MARKDOWN, "text", (MARKDOWN,)),
    a_file("manual.rst", lambda: MANUAL, "text", (MANUAL,)),
    a_file("program.py", lambda: CODE, "text", (CODE,)),
    a_file("page.html", lambda: PAGE, "html", (f"The watchers\n\n{STORIES[2]}\n\n- keenly\n- closely",)),
    a_file("paper.pdf", lambda: made.pdf(*_PDF_PAGES), "pdf", ("\n\n".join(_PDF_PAGES).replace("'", "\u2019"),)),
    a_file(
        "letter.docx", lambda: made.docx(*STORIES[2:], table=_TABLE), "word",
        ("\n".join([*STORIES[2:], *("\t".join(row) for row in _TABLE), "After the table."]),),
    ),
    a_file(
        "book.epub", lambda: made.epub(*(f"<p>{text}</p>" for text in STORIES[::-1])), "epub", (STORY,)
    ),
    a_file("rows.jsonl", lambda: "".join(f"{json.dumps(row)}\n" for row in _ROWS), "json-lines", STORIES, row_kind="text"),
    a_file("rows.json", lambda: json.dumps(_ROWS), "json", STORIES, row_kind="text"),
    a_file("rows.csv", lambda: _separated(","), "separated", STORIES, row_kind="text"),
    a_file("rows.tsv", lambda: _separated("\t"), "separated", STORIES, row_kind="text"),
    a_file("rows.parquet", lambda: made.parquet(_ROWS), "parquet", STORIES, row_kind="text"),
    a_file("rows.arrow", lambda: made.arrow(_ROWS, is_stream=False), "arrow", STORIES, row_kind="text"),
    Entry("dataset", _dataset, "arrow", (STORIES[3], *STORIES[:3]), row_kind="text"),
    Entry("folder", _folder, "text", (STORIES[0], STORIES[2], STORIES[1])),
    a_file("archive.zip", lambda: made.zipped(_packed()), "text", STORIES[:2]),
    a_file("archive.tar.gz", lambda: made.tarred(_packed()), "text", STORIES[:2]),
    *(a_file(f"story.txt.{kind}", _compressed(kind), "text", (STORY,)) for kind in ("gz", "bz2", "xz", "zst")),
    a_file("memory.tmx", _tmx, "translation-memory", _ENGLISH, _GERMAN, "translation"),
    Entry("aligned", _aligned, "aligned", _ENGLISH, _GERMAN, "translation"),
)  # fmt: skip
