"""Archives are unpacked safely: nothing leaves its folder, no bomb goes off, all that is left out is named."""

from __future__ import annotations

import errno
import io
import os
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memstudio.data import unpacking
from memstudio.data.corpus import Corpus, read_corpus
from memstudio.errors import Cancelled
from memstudio.paths import cache_dir
from memstudio.progress import Control
from tests.data import made_files as made

OUTSIDE = ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"]


def texts(corpus: Corpus) -> list[str]:
    return [document.text for document in corpus.documents]


def sentences(corpus: Corpus) -> str:
    return "\n".join(problem.sentence() for problem in corpus.all_problems)


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_nothing_is_unpacked_outside_of_its_folder(
    name: str, kind: str, make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    entries: dict[str, str | bytes] = {name: "Evil.", "good.txt": "Good."}
    content = made.zipped(entries) if kind == "zip" else made.tarred(entries)
    before = {path for path in cache_dir().parent.rglob("*") if path.is_file()}
    corpus = read(make(f"deep/a.{kind}", content))
    assert texts(corpus) == ["Good."]
    assert "outside of the archive's folder" in sentences(corpus)
    after = {path for path in cache_dir().parent.rglob("*") if path.is_file()} - before
    assert {path.name for path in after} <= {"good.txt", ".complete"}
    assert not list(tmp_path.rglob("a.txt"))


def test_links_are_left_out(make: Callable[..., Path], read: Callable[..., Corpus]) -> None:
    corpus = read(make("a.tar.gz", made.tarred({"a.txt": "One."}, link="/etc/passwd")))
    assert texts(corpus) == ["One."]
    assert "'link.txt' is a link" in sentences(corpus)


def test_a_link_in_a_zip_is_left_out(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        file.writestr(info, "/etc/passwd")
        file.writestr("a.txt", "One.")
    corpus = read(make("a.zip", buffer.getvalue()))
    assert texts(corpus) == ["One."]
    assert "is a link" in sentences(corpus)


@pytest.mark.parametrize("kind", ["zip", "gz", "tar.gz"])
def test_a_bomb_does_not_go_off(
    kind: str,
    make: Callable[..., Path],
    read: Callable[..., Corpus],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unpacking, "_ALWAYS_ALLOWED", 100_000)
    zeros = "0" * 40_000_000
    content = {
        "zip": lambda: made.zipped({"a.txt": zeros}),
        "gz": lambda: made.compressed(zeros, "gz"),
        "tar.gz": lambda: made.tarred({"a.txt": zeros}),
    }[kind]()
    corpus = read(make(f"a.{kind}", content), make("good.txt", "Good."))
    assert texts(corpus) == ["Good."]
    assert "more than 300 times its size" in sentences(corpus)
    assert not list(cache_dir().rglob("a.txt"))


def test_without_room_it_says_where_and_how_much(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_LARGEST", 1_000)
    corpus = read(make("a.zip", made.zipped({"a.txt": os.urandom(800).hex()})))
    assert "not enough room" in sentences(corpus)


def test_an_archive_in_an_archive_is_read_and_too_deep_a_nest_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    content = made.zipped({"a.txt": "Deep."})
    for level in range(1, 5):
        content = made.zipped({f"in{level}.zip": content, f"{level}.txt": f"Level {level}."})
    corpus = read(make("a.zip", content))
    assert texts(corpus) == ["Level 4.", "Level 3.", "Level 2."]
    assert "lies in 3 others" in sentences(corpus)
    shown = corpus.documents[1].path
    assert shown.parts[-3:] == ("a.zip", "in4.zip", "3.txt")


def test_a_locked_entry_is_named_and_the_others_are_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    content = bytearray(made.zipped({"a.txt": "One.", "b.txt": "Two."}))
    # The mark of encryption, at both places where an entry stands.
    at = content.index(b"b.txt")
    content[at - 30 + 6] |= 1
    at = content.rindex(b"b.txt")
    content[at - 46 + 8] |= 1
    corpus = read(make("a.zip", bytes(content)))
    assert texts(corpus) == ["One."]
    assert "'b.txt' is protected by a password" in sentences(corpus)


def test_a_name_that_comes_twice_is_read_once(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.txt", "One.")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a.txt", "Two.")
    corpus = read(make("a.zip", buffer.getvalue()))
    assert texts(corpus) == ["One."]
    assert "twice" in sentences(corpus)


def test_names_of_old_chinese_archives_are_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    content = made.zipped({"XXXX.txt": "One."}).replace(b"XXXX", "笔记".encode("gb18030"))
    (document,) = read(make("a.zip", content)).documents
    assert document.name == "笔记.txt"


def test_what_cannot_be_read_is_not_unpacked(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    entries: dict[str, str | bytes] = {"a.txt": "One.", "b.png": "x", ".hidden.txt": "x", "__MACOSX/._a.txt": "x"}  # fmt: skip
    corpus = read(make("a.zip", made.zipped(entries)))
    assert texts(corpus) == ["One."]
    assert corpus.num_skipped == 3
    assert [path.name for path in cache_dir().rglob("*.txt")] == ["a.txt"]


def test_a_changed_archive_is_unpacked_anew_and_an_old_one_forgotten(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    read(make("a.zip", made.zipped({"a.txt": "One."})))
    (first,) = (cache_dir() / "unpacked").iterdir()
    long_ago = time.time() - 40 * 86_400
    os.utime(first / ".complete", (long_ago, long_ago))
    corpus = read(make("b.zip", made.zipped({"a.txt": "Another."})))
    assert texts(corpus) == ["Another."]
    assert not first.exists()


def test_cancelling_leaves_nothing_half_unpacked_that_counts(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.zip", made.zipped({f"{n}.txt": f"Text {n}." for n in range(50)}))
    calls = 0

    def count(_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 20:
            control.cancel()

    control = Control(on_progress=count)
    with pytest.raises(Cancelled):
        read_corpus([path], control=control)
    assert len(read(path).documents) == 50


def test_two_at_once_lose_nothing(make: Callable[..., Path]) -> None:
    path = make("a.zip", made.zipped({f"{n}.txt": f"Text {n}." for n in range(300)}))
    found: list[Corpus] = []

    def read() -> None:
        found.append(read_corpus([path], control=Control()))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.append(read_corpus([path], control=Control()))
    assert [len(corpus.documents) for corpus in found] == [300] * 4
    assert not any(corpus.all_problems for corpus in found)
    assert len(list((cache_dir() / "unpacked").iterdir())) == 1


def test_what_was_said_of_an_archive_is_said_again(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.tar.gz", made.tarred({"a.txt": "One.", "b.png": "x"}, link="/etc/passwd"))
    first, again = read(path), read(path)
    assert sentences(again) == sentences(first) != ""
    assert (first.num_skipped, again.num_skipped) == (1, 1)


def test_an_archive_that_was_replaced_is_read_anew_even_with_the_time_of_the_old(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.zip", made.zipped({"a.txt": "Old text."}))
    time_of_it = path.stat().st_mtime_ns
    assert texts(read(path)) == ["Old text."]
    path.write_bytes(made.zipped({"a.txt": "New text."}))
    os.utime(path, ns=(time_of_it, time_of_it))
    assert texts(read(path)) == ["New text."]


def test_names_that_are_odd_or_too_long_cost_only_themselves(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    entries: dict[str, str | bytes] = {
        "Part 1: Intro/a.txt": "One.",
        "长" * 100 + ".txt": "Two.",
        "b.txt": "Three.",
    }
    corpus = read(make("a.zip", made.zipped(entries)))
    assert sorted(texts(corpus)) == ["One.", "Three."]
    assert "too long" in sentences(corpus)


def test_names_that_windows_does_not_take_are_read_there(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_IS_WINDOWS", True)
    takes = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path.is_relative_to(cache_dir() / "unpacked"):
            if set(path.name) & set('<>:"|?*'):
                raise OSError(errno.EINVAL, "Invalid argument", str(path))
            if "deep" in path.name:
                raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(path))
        return takes(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    names = ["What is it?.txt", "Log 12:30.txt", "aux.txt", "end. /a.txt", "very deep.txt"]
    # Which are the same there once they can be written, as "A" and "a" are.
    names.append("What is it\uff1f.txt")
    corpus = read(make("a.zip", made.zipped({name: f"Text of {name}" for name in names})))
    assert sorted(texts(corpus)) == sorted(
        f"Text of {name}" for name in names if "deep" not in name
    )
    assert {document.name for document in corpus.documents} == {
        "What is it\uff1f.txt", "What is it\uff1f (2).txt", "Log 12\uff1a30.txt", "_aux.txt", "a.txt",
    }  # fmt: skip
    assert sentences(corpus).count("left out") == 1
    assert "'very deep.txt' is too long" in sentences(corpus)


def test_a_name_that_no_disk_takes_costs_only_itself(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if "odd" in path.name:
            raise OSError(errno.EILSEQ, "Illegal byte sequence", str(path))
        return takes(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    corpus = read(make("a.zip", made.zipped({"a.txt": "One.", "odd.txt": "Two.", "z.txt": "3."})))
    assert texts(corpus) == ["One.", "3."]
    assert "takes no file named 'odd.txt'" in sentences(corpus)


def test_many_that_are_left_out_are_counted(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    entries: dict[str, str | bytes] = {f"../{n}.txt": "x" for n in range(50)}
    corpus = read(make("a.zip", made.zipped(entries | {"good.txt": "Good."})))
    assert texts(corpus) == ["Good."]
    assert "30 more files" in sentences(corpus)


def test_a_nest_of_archives_may_not_be_larger_than_one(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_ALWAYS_ALLOWED", 300_000)
    inner = made.zipped({"a.txt": "0" * 200_000})
    nest: dict[str, str | bytes] = {f"{n}.zip": inner for n in range(6)}
    corpus = read(make("nest.zip", made.zipped(nest)))
    assert "times its size" in sentences(corpus)
    unpacked = sum(path.stat().st_size for path in cache_dir().rglob("*") if path.is_file())
    assert unpacked < 500_000


def test_zeros_behind_the_end_of_a_gzip_file_lose_no_text(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    text = "Some words. " * 200_000
    corpus = read(make("a.txt.gz", made.compressed(text, "gz") + bytes(4096)))
    assert [document.text for document in corpus.documents] == [text]
    assert corpus.all_problems == ()


def test_cancelling_ends_at_once_inside_a_huge_entry_that_is_passed_over(
    make: Callable[..., Path],
) -> None:
    path = make("a.tar", made.tarred({"film.mkv": bytes(30_000_000), "a.txt": "Text."}, "w"))
    calls = 0

    def count(_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 8:
            control.cancel()

    control = Control(on_progress=count)
    with pytest.raises(Cancelled):
        read_corpus([path], control=control)
    assert calls == 8
