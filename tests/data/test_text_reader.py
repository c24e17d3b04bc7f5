"""Plain text: a file is a document, whatever its bytes are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.data.corpus import Corpus, read_corpus
from memstudio.data.documents import Document, Problem
from memstudio.data.readers.reader import ReadOptions
from memstudio.data.readers.text import read_text
from memstudio.progress import Control
from memstudio.resources import resource


def test_a_book_is_one_document_to_the_letter(read: Callable[..., Corpus]) -> None:
    path = resource("samples/pride-and-prejudice.txt")
    corpus = read(path)
    assert [document.text for document in corpus.documents] == [path.read_text(encoding="utf-8")]
    assert corpus.all_problems == ()


def test_line_ends_become_line_feeds_and_paragraphs_stay(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.txt", "\ufeffOne.\r\nTwo.\r\r\n\r\nThree.\x0cFour.\n".encode())
    assert read(path).documents[0].text == "One.\nTwo.\n\n\nThree.\nFour.\n"


def test_line_ends_across_blocks_stay_one(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.txt", b"a" * ((1 << 20) - 1) + b"\r\nb" + "é".encode() * (1 << 20))
    assert read(path).documents[0].text == "a" * ((1 << 20) - 1) + "\nb" + "é" * (1 << 20)


def test_a_replacement_character_in_the_text_is_no_problem(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.txt", "What \ufffd is this?\n"))
    assert corpus.documents[0].text == "What \ufffd is this?\n"
    assert corpus.all_problems == ()


def test_wrong_bytes_are_counted_with_the_first_line(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.txt", "Où était-il allé, là-bas ?\n".encode() * 4 + b"a\xffb\xff\n"))
    (problem,) = corpus.all_problems
    assert problem.line == 5
    assert problem.sentence().startswith("2 places in the file are not valid utf-8")
    assert corpus.documents[0].text.endswith("a\ufffdb\ufffd\n")


@pytest.mark.parametrize("name", ["a.txt", "a.MD", "a.markdown", "a.log", "README"])
def test_a_named_text_is_read_whatever_it_is_called(
    name: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make(name, "Some text.\n"))
    assert [document.name for document in corpus.documents] == [name]
    assert corpus.files[0].format == "text"


def test_progress_in_bytes_only_grows(make: Callable[..., Path]) -> None:
    paths = [make(f"{name}.txt", name.encode() * 3_000_000) for name in "ab"]
    seen = []
    read_corpus(paths, control=Control(on_progress=seen.append))
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total == 6_000_000
    assert len(set(done)) >= 6
    assert {progress.unit for progress in seen} == {"bytes"}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=3_000))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    corpus = read_corpus([path], control=Control())
    assert len(corpus.files) == 1
    assert corpus.documents or corpus.all_problems
    for problem in corpus.all_problems:
        assert problem.sentence()
    for document in corpus.documents:
        document.text.encode("utf-8")
        assert "\x00" not in document.text
        assert "\r" not in document.text


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "gb18030", "big5", "shift_jis", "latin-1"]),
)
def test_any_bytes_are_read_in_any_encoding(content: bytes, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    for each in read_text(path, ReadOptions(encoding)):
        assert isinstance(each, Document | Problem)
        if isinstance(each, Document):
            each.text.encode("utf-8")
