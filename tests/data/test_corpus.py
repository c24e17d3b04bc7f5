"""Files as one dataset: each thing that can be wrong has its sentence, and the rest is read."""

from __future__ import annotations

import errno
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from memstudio.data import encodings, gathering
from memstudio.data.corpus import Corpus, read_corpus
from memstudio.errors import Cancelled
from memstudio.progress import Control, Progress
from tests.data import made_files as made


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    content = connection.serialize()
    connection.close()
    return content


REFUSED: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "empty"),
    ("empty.jsonl", b"", "empty"),
    ("blank.txt", b" \n\t\r\n", "only blanks"),
    ("marked.txt", b"\xef\xbb\xbf", "only blanks"),
    ("blank.jsonl", b"\n\n", "No line is a JSON object"),
    ("picture.txt", png(), "a PNG file, not text"),
    ("archive.txt", made.zipped({"a.png": "Text."}), "nothing in this archive that can be read"),
    ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(57), "ELF file, not text"),
    ("table.txt", sqlite(), "a SQLite file, not text"),
    ("paper.md", b"%PDF-1.7\nsome text", "could not be opened"),
    ("zeros.txt", bytes(5_000), "not a text file"),
    ("numbers.txt", bytes(range(256)) * 40, "not a text file"),
    ("zeros.jsonl", bytes(5_000), "not a text file"),
]


@pytest.mark.parametrize(
    ("name", "content", "sentence"), REFUSED, ids=[case[0] for case in REFUSED]
)
def test_a_file_that_is_no_text_is_refused_and_the_rest_is_read(
    name: str,
    content: bytes,
    sentence: str,
    make: Callable[..., Path],
    read: Callable[..., Corpus],
) -> None:
    corpus = read(make(name, content), make("good.txt", "Good."))
    assert [document.text for document in corpus.documents] == ["Good."]
    (problem,) = corpus.all_problems
    assert problem.path.name == name
    assert sentence in problem.sentence()
    assert corpus.files[0].num_documents == corpus.files[0].num_characters == 0


def failing_at(path: Path, error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.open

    def guarded(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == path:
            raise error
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", guarded)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "You may not read this file"),
        (FileNotFoundError(errno.ENOENT, "No such file"), "moved or deleted"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
@pytest.mark.parametrize("name", ["bad.txt", "bad.jsonl"])
def test_a_file_that_cannot_be_opened_is_named_and_the_rest_is_read(
    name: str,
    error: OSError,
    sentence: str,
    make: Callable[..., Path],
    read: Callable[..., Corpus],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = make(name, "Bad.")
    failing_at(bad, error, monkeypatch)
    corpus = read(bad, make("good.txt", "Good."))
    assert [document.text for document in corpus.documents] == ["Good."]
    assert sentence in corpus.all_problems[0].sentence()


def test_a_file_that_goes_while_others_are_read_is_named(make: Callable[..., Path]) -> None:
    first, second = make("a.txt", "First."), make("b.txt", "Second.")

    def on_progress(_: Progress) -> None:
        second.unlink(missing_ok=True)

    corpus = read_corpus([first, second], control=Control(on_progress=on_progress))
    assert [document.text for document in corpus.documents] == ["First."]
    assert "moved or deleted" in corpus.all_problems[0].sentence()


def test_no_part_is_kept_of_a_file_whose_reading_fails(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "One."
    path = make("a.jsonl", f'{{"text": "{text}"}}\n' + " " * 3_000_000)
    again = make("b.txt", text)

    def lines(*_: object) -> Any:
        yield f'{{"text": "{text}"}}\n'
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("memstudio.data.readers.json_lines.lines_of", lines)
    monkeypatch.setattr("memstudio.data.table_rows._ROWS_LOOKED_AT", 1)
    corpus = read_corpus([path, again], control=Control())
    assert [document.path.name for document in corpus.documents] == ["b.txt"]


def test_enormous_files_that_can_only_be_read_whole_are_refused_with_what_to_do(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("huge.json", "[")
    with path.open("r+b") as file:
        file.truncate(3_000_000_000)
    corpus = read(path, make("good.txt", "Good."))
    assert [document.text for document in corpus.documents] == ["Good."]
    (problem,) = corpus.all_problems
    assert "3.00 GB" in problem.sentence()
    assert "0.40 GB" in problem.sentence()
    assert "JSON lines" in problem.sentence()


def test_too_little_memory_is_a_sentence(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(_: bytes) -> str:
        raise MemoryError

    monkeypatch.setattr(encodings, "detect", spent)
    corpus = read(make("a.txt", "Text."))
    assert "not enough memory" in corpus.all_problems[0].sentence()


def test_duplicates_are_kept_once_and_reported(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    paths = [
        make("a.txt", "Same."),
        make("b.md", "\ufeff\nSame. \n\n"),
        make("c.jsonl", '{"text": "Same."}\n{"text": "Other."}\n{"text": "Other.\\n"}\n'),
    ]
    corpus = read(*paths)
    assert [document.text for document in corpus.documents] == ["Same.", "Other."]
    first, second = corpus.all_problems
    assert str(paths[0]) in first.sentence()
    assert second.sentence() == "2 documents are the same as earlier ones and were left out."


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
@pytest.mark.one_in(2)
def test_reading_ends_at_once_inside_a_file_when_cancelled(
    name: str, make: Callable[..., Path]
) -> None:
    path = make(name, ('{"text": "Some words to be read."}\n' * 400_000))
    size = path.stat().st_size
    seen: list[int] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress.done)
        if progress.done > 2_000_000:
            control.cancel()

    control = Control(on_progress=on_progress)
    with pytest.raises(Cancelled):
        read_corpus([path], control=control)
    assert size > 10_000_000
    assert seen[-1] < 4_000_000


def test_documents_that_a_disk_has_lost_some_of_are_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(gathering, "HELD", 10)
    (tmp_path / "a.txt").write_text("The quick brown fox. " * 20, encoding="utf-8")
    wanted = [
        str(each.text) for each in read_corpus([tmp_path / "a.txt"], control=Control()).documents
    ]
    (texts,) = (tmp_path / "home" / "cache" / "documents").glob("*/texts")
    texts.write_bytes(b"")
    again = read_corpus([tmp_path / "a.txt"], control=Control()).documents
    assert [str(each.text) for each in again] == wanted
