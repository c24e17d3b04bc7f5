"""The cache of texts: the oldest goes when there is too much, and what is in use never does."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.data import gathering, text_cache
from memstudio.data.corpus import read_corpus
from memstudio.data.documents import Document
from memstudio.data.tokenised import tokenise
from memstudio.progress import Control
from memstudio.settings import Settings, save_settings
from tests.tiny import tiny_tokenizer


def tokenised(text: str, age: float) -> None:
    """Keep the tokens of a text, so old."""
    known = {entry.name for entry in text_cache.cache_entries()}
    tokenise([Document(text, "a.txt", Path("a.txt"))], tiny_tokenizer())
    gc.collect()
    (entry,) = (e for e in text_cache.cache_entries() if e.name not in known)
    for path in entry.paths:
        os.utime(path, (time.time() - age, time.time() - age))


def ages() -> list[int]:
    """Of what is kept, in days."""
    return [round((time.time() - e.used) / 86_400) for e in text_cache.cache_entries()]


def limited_to(num_bytes: float) -> None:
    save_settings(Settings(cache_gigabytes=num_bytes / 1e9))


def test_the_longest_unused_goes_first_until_there_is_room(home: Path) -> None:
    for days in (3, 1, 2):
        tokenised(f"Text of {days} days.", days * 86_400)
    assert ages() == [3, 2, 1]
    limited_to(sum(e.num_bytes for e in text_cache.cache_entries()) - 1)
    text_cache.make_room()
    assert ages() == [2, 1]
    assert len(list((home / "cache" / "tokenised").glob("*.npy"))) == 4


def test_what_was_used_just_now_stays(home: Path) -> None:
    tokenised("Some text.", 10)
    limited_to(1)
    text_cache.make_room()
    assert ages() == [0]


def test_what_is_in_use_stays_however_old(
    home: Path, make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setattr(gathering, "HELD", 10)
    documents = read_corpus([make("a.txt", "Some text. " * 20)], control=Control()).documents
    tokens = tokenise(documents, tiny_tokenizer())
    assert {entry.kind for entry in text_cache.cache_entries()} == {"documents", "tokenised"}
    assert text_cache.clear_cache() == 0
    assert len(documents) == tokens.num_documents == 1
    del documents, tokens
    gc.collect()
    assert text_cache.clear_cache() > 0
    assert text_cache.cache_entries() == []
    assert list((home / "cache").rglob("*.lock")) == []


def test_without_a_setting_there_is_room_for_some_large_texts(home: Path) -> None:
    assert text_cache.cache_limit() >= 20e9
    limited_to(5e9)
    assert text_cache.cache_limit() == 5e9
