"""Documents too many to be held: the same documents, split and tokens, from the disk; read once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import ByT5Tokenizer, PreTrainedTokenizerFast

from memstudio.data import corpus as corpus_module
from memstudio.data import document_writer, gathering, long_text, pieces, text_cache, token_writer
from memstudio.data.corpus import Corpus, read_corpus
from memstudio.data.long_text import LongText, TextBlocks
from memstudio.data.preview import preview_corpus
from memstudio.data.readers import text as text_reader
from memstudio.data.seen_texts import SeenTexts
from memstudio.data.stored_documents import StoredDocuments
from memstudio.data.tokenised import TokenisedCorpus, tokenise
from memstudio.errors import Cancelled, StorageError
from memstudio.progress import Control, Progress
from tests.tiny import tiny_tokenizer

TALK = '{{"messages": [{{"role": "user", "content": "What is {n}?"}}, {{"role": "assistant", "content": "It is {n}.{more}"}}]}}\n'  # fmt: skip
BOOK = "".join(
    f"Line {n}, of a long book. 中文第{n}行。\n" + "\n" * (n % 7 == 0) for n in range(3_000)
)


def rows(count: int) -> str:
    return "".join(f'{{"text": "Row {n} has some words. {"Even more. " * (n % 9)}"}}\n' for n in range(count))  # fmt: skip


def talks(count: int) -> str:
    return "".join(TALK.format(n=n, more=" Yes." * (n % 5)) for n in range(count))


FILES: dict[str, dict[str, str]] = {
    "rows": {"a.jsonl": rows(400), "b.jsonl": rows(5), "c.jsonl": talks(0) + rows(20)},
    "book": {"a.txt": BOOK},
    "books": {"a.txt": BOOK, "b.txt": BOOK, "c.txt": BOOK[:20_000].upper(), "d.md": "Short.",
              "e.txt": "\n" * 3_000 + BOOK + " \n" * 3_000},
    "talks": {"a.jsonl": talks(200)},
    "parts": {"train.jsonl": rows(50), "test.jsonl": talks(9), "more.txt": BOOK},
}  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is too large to be held, and so are its parts."""
    for module, name, value in (
        (gathering, "HELD", 300), (text_reader, "LONGEST", 2_000),
        (document_writer, "LONGEST", 4_000), (document_writer, "BLOCK", 1_000),
        (long_text, "BLOCK", 1_000), (token_writer, "HELD", 500),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    # Blocks of a file, so that there are several in a small one.
    monkeypatch.setattr("memstudio.data.decoding._BLOCK", 1_500)


@pytest.fixture(params=FILES)
def folder(request: pytest.FixtureRequest, make: Callable[..., Path]) -> Path:
    paths = [make(f"data/{name}", content) for name, content in FILES[request.param].items()]
    return paths[0].parent


def plain(documents: Sequence[object]) -> list[tuple[object, ...]]:
    return [(str(d.text), d.name, d.path, d.index, d.turns) for d in documents]  # type: ignore[attr-defined]


def tokens_of(made: TokenisedCorpus) -> tuple[object, ...]:
    counts = None if made.counts is None else made.counts.tolist()
    return made.tokens.tolist(), made.offsets.tolist(), counts


@pytest.mark.parametrize("family", [tiny_tokenizer, ByT5Tokenizer])
@pytest.mark.one_in(9)
def test_documents_split_and_tokens_are_those_of_a_small_corpus(
    folder: Path,
    family: Callable[[], PreTrainedTokenizerFast],
    read: Callable[..., Corpus],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 3_000)
    tokenizer = family()
    held = read(folder)
    expected = [tokens_of(tokenise(part, tokenizer)) for part in held.split(0.1, 3)]
    shown = preview_corpus(held, tokenizer, 32).to_json()
    request.getfixturevalue("small")
    stored = read(folder)
    assert isinstance(stored.documents, StoredDocuments)
    assert plain(stored.documents) == plain(held.documents)
    assert stored.num_characters == held.num_characters
    assert stored.files == held.files
    for ours, theirs in zip(stored.split(0.1, 3), held.split(0.1, 3), strict=True):
        assert plain(ours) == plain(theirs)
    assert [tokens_of(tokenise(part, tokenizer)) for part in stored.split(0.1, 3)] == expected
    assert preview_corpus(stored, tokenizer, 32).to_json() == shown


def test_long_texts_stay_on_the_disk(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None
) -> None:
    (document,) = read(make("a.txt", BOOK)).documents
    assert isinstance(document.text, LongText)
    assert (len(document.text), str(document.text)) == (len(BOOK), BOOK)
    assert document.text[5_990:6_010] == BOOK[5_990:6_010]


@given(text=st.text(alphabet="ab中é😀\n", max_size=40), data=st.data())
def test_a_long_text_is_cut_like_any_other(
    text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("text") / "t"
    path.write_bytes(text.encode())
    starts = list(range(0, len(text), 7))
    places = [len(text[:start].encode()) for start in starts]
    blocks = TextBlocks(path, [*starts, len(text)], [*places, len(text.encode())])
    whole = LongText(blocks, 0, len(text))
    ends = st.integers(0, len(text))
    start, end = sorted((data.draw(ends), data.draw(ends)))
    assert whole[start:end] == text[start:end]
    part = whole.part(start, end)
    assert (str(part), len(part)) == (text[start:end], end - start)
    assert part[1:3] == text[start:end][1:3]


@given(st.lists(st.binary(min_size=16, max_size=16) | st.just(bytes(16)), max_size=50))
def test_texts_that_were_seen_are_known_with_their_files(digests: list[bytes]) -> None:
    seen, known = SeenTexts(), dict[bytes, int]()
    for file, digest in enumerate(digests):
        assert seen.add(digest, file) == known.get(digest)
        known.setdefault(digest, file)
    assert len(seen) == len(known)


def test_millions_of_texts_can_be_seen() -> None:
    seen = SeenTexts()
    digests = [(n * 0x9E3779B97F4A7C15 % 2**128).to_bytes(16, "little") for n in range(20_000)]
    assert [seen.add(digest, 1) for digest in digests] == [None] * len(digests)
    assert [seen.add(digest, 2) for digest in digests] == [1] * len(digests)


# ---------------------------------------------------------------------- the second time


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that are read as documents."""
    found: list[Path] = []
    read_one = corpus_module.CorpusReading.read

    def read(self: object, path: Path, *more: object) -> None:
        found.append(path)
        read_one(self, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(corpus_module.CorpusReading, "read", read)
    return found


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose digests are made."""
    found: list[Path] = []
    digests_of = corpus_module.CorpusRecord.__init__.__globals__["digests_of"]

    def digests(paths: Sequence[Path], control: Control) -> dict[Path, str]:
        found.extend(paths)
        return digests_of(found[-len(list(paths)) :], control)  # type: ignore[no-any-return]

    monkeypatch.setattr("memstudio.data.corpus_record.digests_of", digests)
    return found


def aged(path: Path) -> Path:
    before = time.time() - 100
    os.utime(path, (before, before))
    return path


def test_unchanged_files_are_read_once(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None,
    reads: list[Path], hashed: list[Path],
) -> None:  # fmt: skip
    path = aged(make("a.jsonl", rows(100) + "no json\n" + rows(1)))
    first = read(path)
    again = read(path)
    assert (reads, hashed) == ([path], [path])
    assert plain(again.documents) == plain(first.documents)
    assert (again.files, again.problems, again.digests) == (first.files, (), first.digests)
    assert len(again.digests[path]) == 64
    read(path, encoding="latin-1")
    assert reads == [path, path]


def test_a_long_text_of_a_small_corpus_is_read_once(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None, reads: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(gathering, "HELD", 10 * len(BOOK))
    path = aged(make("a.txt", BOOK))
    assert isinstance(read(path).documents, StoredDocuments)
    assert str(read(path).documents[0].text) == BOOK
    assert reads == [path]


def test_files_that_may_have_changed_are_looked_at_by_their_content(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None,
    reads: list[Path], hashed: list[Path],
) -> None:  # fmt: skip
    path = make("a.jsonl", rows(100))
    read(path)
    read(path)
    assert (reads, hashed) == ([path], [path, path])
    # Another content of the same size.
    make("a.jsonl", rows(100).replace("words", "wards"))
    aged(path)
    assert "wards" in str(read(path).documents[0].text)
    assert reads == [path, path]


def test_what_was_kept_and_is_damaged_is_read_anew(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None, home: Path,
    reads: list[Path],
) -> None:  # fmt: skip
    path = aged(make("a.jsonl", rows(100)))
    first = plain(read(path).documents)
    for name in ("texts", "documents", "record.json"):
        (kept,) = (each for each in home.rglob(name) if each.is_file())
        os.truncate(kept, kept.stat().st_size // 2)
        assert plain(read(path).documents) == first
    assert len(reads) == 4
    assert len(list(home.rglob("record.json"))) == 1


# ---------------------------------------------------------------------- what goes wrong


def cancelling_at(share: float) -> Control:
    def on_progress(progress: Progress) -> None:
        if progress.done > share * progress.total:
            control.cancel()

    control = Control(on_progress=on_progress)
    return control


def test_nothing_is_left_of_a_reading_or_tokenising_that_was_cancelled(
    make: Callable[..., Path], small: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 3_000)
    monkeypatch.setattr(pieces, "_SIZE_AT_ONCE", 3_000)
    path = make("a.txt", BOOK)
    with pytest.raises(Cancelled):
        read_corpus([path], control=cancelling_at(0.5))
    assert [each for each in home.rglob("*") if each.is_file()] == []
    documents = read_corpus([path], control=Control()).documents
    with pytest.raises(Cancelled):
        tokenise(documents, tiny_tokenizer(), cancelling_at(0.5))
    assert list(home.rglob("*.npy*")) == []
    assert tokenise(documents, tiny_tokenizer()).num_documents == 1


def test_too_little_room_is_said_before_the_work(
    make: Callable[..., Path], small: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make("a.txt", BOOK)
    documents = read_corpus([path], control=Control()).documents
    other = make("b.txt", BOOK + "More.")
    monkeypatch.setattr(text_cache, "_KEPT_FREE", 1 << 60)
    with pytest.raises(StorageError, match="for the tokens of this text"):
        tokenise(documents, tiny_tokenizer())
    with pytest.raises(StorageError, match="for text of this size"):
        read_corpus([other], control=Control())
    assert len([each for each in home.rglob("texts") if each.is_file()]) == 1
    assert list(home.rglob("*.npy*")) == []


def test_no_part_is_kept_of_a_long_file_whose_reading_fails(
    make: Callable[..., Path], read: Callable[..., Corpus], small: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bad, good = make("a.txt", BOOK), make("b.txt", BOOK)
    blocks_of = text_reader.blocks_of

    def blocks(path: Path, options: object) -> object:
        for number, block in enumerate(blocks_of(path, options)):  # type: ignore[arg-type]
            if path == bad and number == 9:
                raise OSError(5, "Input/output error")
            yield block

    monkeypatch.setattr(text_reader, "blocks_of", blocks)
    corpus = read(make("0.jsonl", rows(30)), bad, good, make("c.jsonl", rows(31)))
    expected = [str(d.text) for d in read(make("0.jsonl", rows(31))).documents]
    assert [str(d.text) for d in corpus.documents] == [*expected[:-1], BOOK, expected[-1]]
    assert [bool(file.problems) for file in corpus.files] == [False, True, False, True]
