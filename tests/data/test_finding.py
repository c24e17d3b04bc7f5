"""What is found in what was dropped: each odd thing is named, and nothing hangs."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.data.corpus import Corpus, read_corpus
from memstudio.errors import Cancelled
from memstudio.progress import Control


def names(corpus: Corpus) -> list[str]:
    return [report.path.name for report in corpus.files]


def test_a_folder_is_searched_in_order_and_each_file_is_read_once(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    for name in ("b.txt", "a.md", "deep/er/c.jsonl", "deep/a.txt"):
        make(name, '{"text": "' + name + '"}')
    corpus = read(tmp_path, tmp_path / "b.txt")
    assert names(corpus) == ["a.md", "b.txt", "a.txt", "c.jsonl"]
    assert corpus.num_skipped == 1
    assert corpus.all_problems == ()


def test_hidden_files_sidecars_and_other_formats_in_a_folder_are_counted_only(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    skipped = [".DS_Store", "__MACOSX/._a.txt", "dataset_info.json", "Thumbs.db", ".git/a.txt", "a.png"]  # fmt: skip
    for name in ["a.txt", *skipped]:
        make(name, f"Text of {name}.")
    corpus = read(tmp_path)
    assert names(corpus) == ["a.txt"]
    assert corpus.num_skipped == len(skipped)
    assert corpus.all_problems == ()


def test_a_hidden_file_that_is_named_is_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    assert names(read(make(".notes", "Text."))) == [".notes"]


@pytest.mark.parametrize("content", [None, "picture.png"])
def test_a_folder_without_text_is_named(
    content: str | None, make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if content:
        make(f"folder/{content}", b"\x89PNG")
    (problem,) = read(folder).problems
    assert problem.path == folder
    assert "nothing in this folder that can be read" in problem.sentence()
    assert "JSON" in problem.sentence()


def test_a_folder_whose_files_were_named_before_has_text(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    assert read(make("a.txt", "Text."), tmp_path).problems == ()


def test_links_in_a_circle_are_named_and_not_followed(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    make("a.txt", "Text.")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to("self.txt")
    corpus = read(tmp_path)
    assert names(corpus) == ["a.txt"]
    sentences = {problem.path.name: problem.sentence() for problem in corpus.problems}
    assert "link to a folder" in sentences["round"]
    assert "could not be opened" in sentences["self.txt"]


def test_a_link_to_nothing_is_named(read: Callable[..., Corpus], tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (problem,) = read(tmp_path).problems
    assert "leads to nothing" in problem.sentence()


def test_a_link_to_a_file_is_read_once_with_the_file(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    make("a.txt", "Text.")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    corpus = read(tmp_path)
    assert (len(corpus.documents), corpus.num_skipped) == (1, 1)


def test_pipes_sockets_and_devices_are_never_opened(
    read: Callable[..., Corpus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        corpus = read(tmp_path, Path("/dev/zero"))
    assert corpus.files == ()
    assert [problem.path.name for problem in corpus.problems] == ["pipe.txt", "socket.txt", "zero"]
    for problem in corpus.problems:
        assert "not opened" in problem.sentence()


@pytest.mark.parametrize("name", ["missing.txt", "a.txt/b.txt", "x" * 5_000, "nul\x00.txt"])
def test_a_name_of_nothing_is_named(
    name: str, make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    make("a.txt", "Text.")
    corpus = read(tmp_path / name, tmp_path / "a.txt")
    assert names(corpus) == ["a.txt"]
    (problem,) = corpus.problems
    assert "Check its name" in problem.sentence()


def test_a_folder_that_may_not_be_opened_is_named_and_the_rest_is_read(
    make: Callable[..., Path],
    read: Callable[..., Corpus],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make("a.txt", "Text.")
    make("closed/b.txt", "Text too.")
    scan = os.scandir

    def guarded(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", guarded)
    corpus = read(tmp_path)
    assert names(corpus) == ["a.txt"]
    assert "Permission denied" in corpus.problems[0].sentence()


def test_a_path_that_may_not_be_looked_at_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make("a.txt", "Text.")
    look = Path.stat

    def guarded(self: Path, **options: bool) -> os.stat_result:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return look(self, **options)

    monkeypatch.setattr(Path, "stat", guarded)
    (problem,) = read(path).problems
    assert "Permission denied" in problem.sentence()


def test_a_search_ends_at_once_when_cancelled(make: Callable[..., Path], tmp_path: Path) -> None:
    make("a.txt", "Text.")
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        read_corpus([tmp_path], control=control)


def test_the_names_of_files_need_not_be_valid_characters(
    read: Callable[..., Corpus], tmp_path: Path
) -> None:
    raw = os.fsencode(tmp_path) + b"/\xe9t\xe9.txt"
    with open(raw, "wb") as file:  # noqa: PTH123 - a name that a Path shows with surrogates
        file.write(b"Text.")
    assert stat.S_ISREG(os.stat(raw).st_mode)  # noqa: PTH116
    corpus = read(tmp_path)
    assert corpus.documents[0].name == "\ufffdt\ufffd.txt"


def test_of_files_in_three_languages_two_are_read_and_any_can_be_chosen(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    texts = {"de": "Ein Hund.\nEine Katze.\n", "en": "A dog.\n\n", "fr": "Un chien.\nUn chat.\n"}
    paths = [make(f"set/train.{code}", text) for code, text in texts.items()]
    folder = paths[0].parent
    corpus = read(folder)
    assert [document.text for document in corpus.documents] == [
        "User: Ein Hund.\n\nAssistant: A dog."
    ]
    sentences = {problem.line: problem.sentence() for problem in corpus.all_problems}
    assert "There are 3 languages of this text; de and en are read" in sentences[None]
    assert "nothing in the column for 'target'" in sentences[2]
    assert {problem.path for problem in corpus.all_problems} == {folder / "train.de"}
    corpus = read(folder, kind="translation", columns={"source": "fr", "target": "de"})
    assert [document.text for document in corpus.documents] == [
        "User: Un chien.\n\nAssistant: Ein Hund.",
        "User: Un chat.\n\nAssistant: Eine Katze.",
    ]
    assert corpus.all_problems == ()
