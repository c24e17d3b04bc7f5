"""Each format of data, and archives of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memstudio.data.corpus import read_beginnings, read_corpus
from memstudio.data.preview import preview_corpus
from memstudio.paths import cache_dir
from memstudio.progress import Control
from tests.data import made_files as made
from tests.data.gallery.formats import MARKDOWN, PAGE, STORIES, STORY
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target

_ROWS: list[dict[str, Any]] = [{"id": n, "text": text, "score": n / 3, "is": n > 1} for n, text in enumerate(STORIES)]  # fmt: skip
_TALK = [
    {"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Mary."}]},
    {"conversations": [{"from": "human", "value": "Where?"}, {"from": "gpt", "value": "There."}]},
]
_ASKED = [{"question": "Who?", "context": "Mary went.", "answer": {"text": ["Mary"], "answer_start": [0]}}]  # fmt: skip
_UNITS = (
    '<tu><tuv xml:lang="de"><seg>Der Hund.</seg></tuv><tuv xml:lang="en"><seg>The dog.</seg></tuv></tu>'
    '<tu><tuv xml:lang="de"><seg>Die Katze.</seg></tuv><tuv xml:lang="en"><seg>The cat.</seg></tuv></tu>'
)


def _read(folder: Path) -> None:
    """Read whatever is in a folder; what is said of it can be shown and written."""
    corpus = read_corpus([folder], control=Control())
    for problem in corpus.all_problems:
        _check(problem.sentence())
    told = preview_corpus(corpus).to_json()
    json.dumps(told, allow_nan=False)
    for document in corpus.documents:
        str(document.text).encode()
    read_beginnings([folder], control=Control())


def _check(sentence: str) -> None:
    sentence.encode()
    if not sentence.endswith("."):
        raise AssertionError(f"no sentence: {sentence}")


def _unpack(folder: Path) -> None:
    try:
        _read(folder)
    finally:
        shutil.rmtree(cache_dir() / "unpacked", ignore_errors=True)


def _one(name: str, *contents: bytes | str) -> Callable[[], list[Files]]:
    return lambda: [{name: each.encode() if isinstance(each, str) else each} for each in contents]


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def _separated(separator: str) -> str:
    rows = [f'{row["id"]}{separator}"{row["text"]}"{separator}{row["score"]}' for row in _ROWS]
    return "\n".join([separator.join(("id", "text", "score")), *rows])


_PACKED: dict[str, str | bytes] = {
    "a.txt": STORIES[0], "b/c.jsonl": json.dumps(_ROWS[1]), "in.zip": made.zipped({"d.txt": STORIES[2]}),
    "e.txt.gz": made.compressed(STORIES[3], "gz"), "f.html": "<p>Here.</p>",
}  # fmt: skip


def _archives() -> list[Files]:
    return [{"a.zip": made.zipped(_PACKED)}]


def _tars() -> list[Files]:
    return [{"a.tar": made.tarred(_PACKED, "w", "/etc/passwd")}, {"a.tar.gz": made.tarred(_PACKED)}]


def _compressed() -> list[Files]:
    return [
        {f"story.txt.{kind}": made.compressed(STORY, kind)} for kind in ("gz", "bz2", "xz", "zst")
    ]


def _aligned() -> list[Files]:
    return [{"train.de": b"Der Hund.\nDie Katze.\n", "train.en": b"The dog.\nThe cat.\n"}]


_ARCHIVE_WAYS = {
    ".zip": mutation.inner(mutation.zipped(mutation.mutated), 0.5),
    ".tar.gz": mutation.inner(mutation.gzipped),
    ".gz": mutation.inner(mutation.gzipped),
}
_JSON = mutation.inner(mutation.json_value, 0.5)
_JSON_LINES = mutation.inner(mutation.json_lines, 0.5)
_IN_ZIP = mutation.inner(mutation.zipped(mutation.mutated))

TARGETS = (
    Target("text", _one("a.txt", STORY[:400], MARKDOWN[:300], "中文。\n".encode("gb18030"), "é".encode("utf-16")), _read),
    Target("html", _one("a.html", PAGE, "<table><tr><td>1<td>2</table><pre>a\n b</pre><!-- c --><svg/>"), _read),
    Target("pdf", _one("a.pdf", made.pdf("One line."), made.pdf("First.", "Second."), made.pdf("Locked.", key="k")), _read),
    Target("word", _one("a.docx", made.docx("One.", "Two.", table=[["a", "b"], ["c", "d"]])), _read, {".docx": _IN_ZIP}),
    Target("epub", _one("a.epub", made.epub("<p>One.</p>", "<p>Two.</p>")), _read, {".epub": _IN_ZIP}),
    Target("json-lines", _one("a.jsonl", _lines(_ROWS), _lines(_TALK), _lines(_ASKED)), _read, {".jsonl": _JSON_LINES}),
    Target("json", _one("a.json", json.dumps(_ROWS), json.dumps({"data": _TALK}), json.dumps(_ASKED)), _read, {".json": _JSON}),
    Target("separated", lambda: [*_one("a.csv", _separated(","), _separated(";"))(), *_one("a.tsv", _separated("\t"))()], _read),
    Target("parquet", _one("a.parquet", made.parquet(_ROWS), made.parquet(_TALK[:1])), _read),
    Target("arrow", _one("a.arrow", made.arrow(_ROWS, is_stream=False), made.arrow(_ROWS, is_stream=True)), _read),
    Target("translation-memory", _one("a.tmx", f'<?xml version="1.0"?><tmx version="1.4"><header/><body>{_UNITS}</body></tmx>'), _read),
    Target("aligned", _aligned, _read),
    Target("zip", _archives, _unpack, _ARCHIVE_WAYS),
    Target("tar", _tars, _unpack, _ARCHIVE_WAYS),
    Target("compressed", _compressed, _unpack, _ARCHIVE_WAYS),
)  # fmt: skip
