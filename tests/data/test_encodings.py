"""Which encoding a file is in, on real text in each, whole and spoiled."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.data import encodings
from memstudio.data.corpus import Corpus
from memstudio.resources import resource
from tests.data.conftest import CHINESE, FRENCH, JAPANESE, TRADITIONAL

IN_ITS_ENCODING = [
    ("utf-8", CHINESE),
    ("utf-8-sig", JAPANESE),
    ("utf-16", CHINESE),
    ("utf-16-le", TRADITIONAL),
    ("utf-16-be", FRENCH),
    ("utf-32", JAPANESE),
    ("gb18030", CHINESE),
    # Characters of four bytes, which a sample may cut.
    ("gb18030", "谢谢你👍！😀\n我们明天再来。\n谢谢你👍！😀\n" * 5),
    ("big5", TRADITIONAL),
    ("shift_jis", JAPANESE),
    ("euc_jp", JAPANESE),
    ("cp1252", FRENCH + "“L\u2019air”\n"),
]


@pytest.mark.parametrize("repeats", [1, 40])
@pytest.mark.parametrize(
    ("encoding", "text"), IN_ITS_ENCODING, ids=[case[0] for case in IN_ITS_ENCODING]
)
def test_a_text_is_read_in_its_own_encoding(
    encoding: str, text: str, repeats: int, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.txt", (text * repeats).encode(encoding)))
    assert corpus.documents[0].text == text * repeats
    assert corpus.files[0].encoding == encoding
    assert corpus.all_problems == ()


def test_the_chinese_book_is_read_in_the_encodings_of_its_readers(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    text = resource("samples/guwen-guanzhi.txt").read_text(encoding="utf-8")
    for encoding in ("gb18030", "utf-16"):
        report = read(make("book.txt", text.encode(encoding))).files[0]
        assert (report.encoding, report.num_characters) == (encoding, len(text))
    in_big5 = text.encode("big5", "ignore")
    corpus = read(make("book.txt", in_big5))
    assert corpus.files[0].encoding == "big5"
    assert corpus.documents[0].text == in_big5.decode("big5")


def test_characters_that_only_windows_has_are_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    text = JAPANESE + "①髙橋\n"
    corpus = read(make("a.txt", text.encode("cp932")))
    assert corpus.documents[0].text == text
    assert corpus.files[0].encoding == "cp932"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", CHINESE), ("gb18030", CHINESE), ("big5", TRADITIONAL), ("shift_jis", JAPANESE)],
    ids=["utf-8", "gb18030", "big5", "shift_jis"],
)
def test_one_wrong_byte_does_not_change_the_encoding(
    encoding: str, text: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    content = bytearray((text * 40).encode(encoding))
    content[len(content) // 2] = 0xFF
    corpus = read(make("a.txt", bytes(content)))
    assert corpus.files[0].encoding == encoding
    (problem,) = corpus.all_problems
    assert 15 < (problem.line or 0) < 25
    assert encoding in problem.sentence()
    assert corpus.documents[0].text.startswith(text * 15)
    assert corpus.documents[0].text.endswith(text * 15)


def test_letters_far_from_the_beginning_decide(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    plain = "All is plain here.\n" * 60_000
    text = plain + CHINESE * 20
    corpus = read(make("a.txt", text.encode("gb18030")))
    assert corpus.files[0].encoding == "gb18030"
    assert corpus.documents[0].text == text


def test_the_sample_is_small_however_large_the_file(make: Callable[..., Path]) -> None:
    path = make("a.txt", b"plain\n" * 100_000 + CHINESE.encode() * 20_000)
    assert len(encodings.sample_of(path)) <= 256 * 1024


def test_an_encoding_is_found_in_a_moment() -> None:
    sample = (JAPANESE * 5_000).encode("shift_jis")[: 256 * 1024]
    before = time.process_time()
    encodings.detect(sample)
    assert time.process_time() - before < 2


def test_a_stray_zero_does_not_make_a_text_binary(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.txt", FRENCH.encode() * 3 + b"a\x00b" + FRENCH.encode() * 3))
    assert corpus.documents[0].text == FRENCH * 3 + "ab" + FRENCH * 3
    assert "1 control characters" in corpus.all_problems[0].sentence()


@pytest.mark.parametrize("word", ["RIFF", "ID3", "GGUF", "MZ", "BZh", "PAR1"])
def test_a_text_may_begin_like_a_binary_file(word: str) -> None:
    assert encodings.binary_kind(f"{word} is how this begins.\n".encode()) is None


def test_a_byte_order_mark_before_noise_does_not_make_it_text() -> None:
    noise = bytes(range(256)) * 32
    assert encodings.binary_kind(codecs.BOM_UTF16_LE + noise) is not None


@settings(deadline=None)
@given(st.binary(max_size=4_000))
def test_an_encoding_that_python_knows_is_found_for_any_bytes(sample: bytes) -> None:
    codecs.lookup(encodings.detect(sample))
    encodings.binary_kind(sample)
