"""Files of rows: understood, or read as it is said; their bad rows are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memstudio.data.corpus import Corpus
from memstudio.data.preview import preview_corpus
from memstudio.data.read_settings import checked_encoding
from memstudio.errors import MemStudioError

MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello?"},
    {"role": "assistant", "content": "Hello."},
]
SHAREGPT = [{"from": "human", "value": "Hello?"}, {"from": "gpt", "value": "Hello."}]


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_file_of_conversations_is_understood_and_its_bad_rows_are_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"messages": MESSAGES}, {"messages": MESSAGES[:2]}, {"messages": SHAREGPT}]
    corpus = read(make("a.jsonl", lines(rows)))
    assert [document.turns is not None for document in corpus.documents] == [True, True]
    (report,) = corpus.files
    assert report.understood is not None
    assert report.understood.row_kind == "conversation"
    assert report.understood.columns == {"messages": "messages"}
    (problem,) = corpus.all_problems
    assert problem.line == 2


def test_pictures_among_messages_are_left_out_and_counted(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://a.example/a.png"}}
    asked = {"role": "user", "content": [picture, {"type": "text", "text": "What is it?"}, picture]}
    answers = [{"role": "assistant", "content": each} for each in ("A lamp.", "A cat.")]
    rows = [{"messages": MESSAGES}, *({"messages": [asked, answer]} for answer in answers)]
    corpus = read(make("a.jsonl", lines(rows)))
    assert [document.text for document in corpus.documents[1:]] == [
        f"User: What is it?\n\nAssistant: {answer['content']}" for answer in answers
    ]
    (problem,) = corpus.all_problems
    assert problem.sentence().startswith("4 parts of messages are no text")
    assert problem.values["line"] == 2


def test_what_is_said_of_rows_is_followed_or_refused_in_words(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.csv", "text,label\nGood.,1\nBad.,0\n")
    assert read(path).documents[0].text == "User: Good.\n\nAssistant: 1"
    assert read(path, kind="text").documents[0].text == "Good."
    corpus = read(path, kind="summary")
    assert corpus.documents == ()
    assert "No column was found for 'summary'" in corpus.all_problems[0].sentence()


def test_the_encoding_that_is_said_counts(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.txt", "é".encode("latin-1") * 9)
    assert read(path, encoding="cp1251").documents[0].text == "й" * 9
    assert read(path, encoding="latin-1").files[0].encoding == "latin-1"
    with pytest.raises(MemStudioError, match="no encoding 'rot13'"):
        checked_encoding("rot13")
    for name in ("idna", "punycode", "unicode_escape", "undefined", ""):
        with pytest.raises(MemStudioError, match="no encoding"):
            checked_encoding(name)
    assert checked_encoding("GBK") == "gbk"


def test_conversations_are_never_cut_for_validation(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"instruction": f"Say {n}. " * 40, "output": f"{n}. " * 60} for n in range(4)]
    corpus = read(make("a.jsonl", lines(rows)))
    train, held_out = corpus.split(0.2, 0)
    assert {document.text for document in train + held_out} == {d.text for d in corpus.documents}
    assert len(held_out) == 1


def test_the_preview_shows_what_is_learnt_and_keeps_the_end_of_what_is_long(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"context": "word " * 400, "question": "Where to?", "answer": "There."}]
    preview = preview_corpus(read(make("a.jsonl", lines(rows))))
    (read_part, learnt) = preview.rows[0]
    assert learnt.counts
    assert learnt.text == " There."
    assert not read_part.counts
    assert "…" in read_part.text
    assert "Where to?" in read_part.text
    assert preview.files[0].row_kind == "question"
    shown = json.loads(json.dumps(preview.to_json()))
    assert shown["files"][0]["columns"]["answer"] == "answer"
    assert [part["learnt"] for part in shown["rows"][0]] == [False, True]
