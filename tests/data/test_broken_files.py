"""Every broken file is read with what is wrong named, or refused with a sentence; the rest is read."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memstudio.data.corpus import Corpus, read_beginnings, read_corpus
from memstudio.data.documents import Problem, shown
from memstudio.data.preview import preview_corpus
from memstudio.progress import Control
from tests.data.broken import BROKEN, FAMILIES
from tests.data.broken.case import Beginning, Broken
from tests.data.broken.limits import lower_limits

GOOD = "This file is whole.\n"
_MOST_MEMORY = 180_000_000
"""Bytes; the most that `pypdf` gives a stream, twice, and some."""
_AN_ERROR = re.compile(r"\b[A-Z][a-z]+[A-Za-z]*(Error|Exception)\b|Traceback|\[Errno")


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)


@pytest.fixture
def drop(tmp_path: Path) -> Callable[[Broken], list[Path]]:
    """Makes a broken file, and a good one on either side of it."""

    def drop(broken: Broken) -> list[Path]:
        folder = tmp_path / "drop"
        folder.mkdir()
        path = broken.make(folder)
        before, behind = tmp_path / "before.txt", tmp_path / "behind.jsonl"
        before.write_text(GOOD, encoding="utf-8")
        behind.write_text(json.dumps({"text": f"{GOOD}Too."}), encoding="utf-8")
        return [before, path, behind]

    return drop


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < _MOST_MEMORY


def _own(paths: list[Path], corpus: Corpus) -> tuple[list[str], list[Problem]]:
    """The texts and the problems that are not those of the good files."""
    good = {paths[0], paths[2]}
    texts = [str(each.text) for each in corpus.documents if each.path not in good]
    assert not any(problem.path in good for problem in corpus.all_problems)
    return texts, list(corpus.all_problems)


@pytest.mark.parametrize("broken", BROKEN, ids=str)
@pytest.mark.one_in(10)
def test_it_is_read_or_named_and_the_rest_of_the_drop_is_read(
    broken: Broken, drop: Callable[[Broken], list[Path]]
) -> None:
    paths = drop(broken)
    with little_memory():
        corpus = read_corpus(paths, control=Control())
    assert str(corpus.documents[0].text) == GOOD
    assert str(corpus.documents[-1].text) == f"{GOOD}Too."
    texts, problems = _own(paths, corpus)
    sentences = [problem.sentence() for problem in problems]
    assert len(texts) == len(broken.texts), (texts[:5], sentences)
    for text, expected in zip(texts, broken.texts, strict=True):
        is_so = expected.is_text(text) if isinstance(expected, Beginning) else text == expected
        assert is_so, (text[:200], len(text), sentences)
    for words in broken.says:
        assert any(words in sentence for sentence in sentences), sentences
    assert bool(sentences) == bool(broken.says), sentences
    assert {problem.line for problem in problems} >= set(broken.lines)
    for problem, sentence in zip(problems, sentences, strict=True):
        assert problem.path.is_relative_to(paths[1]), problem
        assert sentence.endswith("."), sentence
        assert not _AN_ERROR.search(sentence), sentence
        assert "{" not in sentence or "text" in sentence, sentence
        # What a terminal and a window are told is text.
        sentence.encode()
        shown(problem.path).encode()


@pytest.mark.parametrize("broken", BROKEN, ids=str)
@pytest.mark.one_in(10)
def test_its_preview_can_be_written_and_its_beginning_read(
    broken: Broken, drop: Callable[[Broken], list[Path]]
) -> None:
    paths = drop(broken)
    corpus = read_beginnings(paths, control=Control())
    preview = preview_corpus(corpus)
    told = json.loads(json.dumps(preview.to_json(), allow_nan=False))
    assert str(corpus.documents[0].text) == GOOD
    assert told["documents"] >= 2
    said = [p for file in told["files"] for p in file["problems"]] + told["problems"]
    assert bool(said) >= broken.is_refused


def test_there_are_many_of_every_family() -> None:
    names = [str(each) for each in BROKEN]
    assert len(names) == len(set(names)) >= 120
    for family in FAMILIES:
        assert len(family.files) >= 10, family.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "{}"),
        ("a.md", "{}"),
        ("a.jsonl", '{{"text": "{}"}}'),
        ("a.csv", "text,n\n{},1\n"),
        ("a.html", "<p>{}</p>"),
    ],
)
def test_a_line_of_200_mb_is_read_or_named_in_little_memory(
    name: str, content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    path, good = tmp_path / name, tmp_path / "good.txt"
    before, _, behind = content.replace("{{", "\1").replace("}}", "\2").partition("{}")
    with path.open("w", encoding="utf-8") as file:
        file.write(before.replace("\1", "{"))
        for number in range(2_000):
            file.write(f"word {number:>4} " * 10_000)
        file.write(behind.replace("\2", "}"))
    assert path.stat().st_size > 199_000_000
    good.write_text(GOOD, encoding="utf-8")
    tracemalloc.start()
    corpus = read_corpus([path, good], control=Control())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(corpus.documents[-1].text) == GOOD
    if len(corpus.documents) == 1:
        sentence = corpus.all_problems[0].sentence()
        assert "longer than 67 million" in sentence or "have to be read whole" in sentence
    assert peak < 450_000_000
