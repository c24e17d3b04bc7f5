"""Every kind of rows, in the shapes in which such data is usually found."""

from __future__ import annotations

import json
from typing import Any

from tests.data import made_files as made
from tests.data.gallery.entry import Entry, a_file
from tests.data.gallery.formats import STORIES


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _csv(head: str, *rows: tuple[str, ...]) -> str:
    return head + "\n" + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


_ASKED = ("Which planet is the largest?", "And the one that is nearest to the sun?")
_SAID = ("Jupiter is the largest planet.", "That is Mercury.")
_MESSAGES = [
    {"role": "system", "content": "You know the planets."},
    {"role": "user", "content": _ASKED[0]},
    {"role": "assistant", "content": _SAID[0]},
    {"role": "user", "content": _ASKED[1]},
    {"role": "assistant", "content": _SAID[1]},
]
_SHAREGPT = [
    {"from": "human", "value": "How do I keep a fern alive?"},
    {"from": "gpt", "value": "Water it often, and keep it out of the sun."},
]
_ALPACA = [
    {
        "instruction": "Put these in order.",
        "input": "pear, apple, fig",
        "output": "apple, fig, pear",
    },
    {"instruction": "Name a river in Egypt.", "input": "", "output": "The Nile."},
]
_CONTEXTS = (
    "The lamp stands in the kitchen, on the shelf.",
    "Daniel took the letter to the garden.",
)
_QUESTIONS = ("Where is the lamp?", "Where is the letter?")
_ANSWERS = ("in the kitchen", "in the garden")
_SQUAD = [
    {"title": "House", "context": c, "question": q, "answers": {"text": [a], "answer_start": [0]}}
    for c, q, a in zip(_CONTEXTS, _QUESTIONS, _ANSWERS, strict=True)
]
_CHOICES = [
    {"question": "Which of these barks?", "choices": ["a cat", "a dog", "a fish"], "answer": 1},
    {"question": "Which of these swims?", "choices": ["a cat", "a hen", "a fish"], "answer": 2},
]
_SUMMARIES = ("A visit to a landlord in a quiet country.", "A young man leaves his father's house.")
_REVIEWS = (
    "A film that I would see again.",
    "Two hours that I will not get back.",
    "Well played, well told.",
    "The end is a mess.",
)
_LABELS = ("good", "bad", "good", "bad")
_STARS = ("4.5", "1.5", "5", "2")
_TOPICS = (("sea", "travel"), ("food",), ("travel", "food"), ("sea",))
_NOTES = (
    "We sailed for nine days.",
    "The bread was still warm.",
    "A market in Lima.",
    "The tide came in.",
)
_QUERIES = ("how do bees find flowers", "why is the sea salt")
_FOUND = (
    "Bees see colours that we do not, and remember smells.",
    "Rivers carry salts from the rocks into the sea.",
)
_CLICKS = [
    {"user": "u1", "history": ["A bridge falls", "Rain for days"], "candidates": ["Floods in the north", "A new phone"], "clicked": ["Floods in the north"]},
    {"user": "u2", "history": ["The cup final"], "candidates": ["Bread prices", "A striker moves", "A comet"], "clicked": [0, 1, 0]},
]  # fmt: skip
_CHINESE = ("狗在睡觉。", "花园里有一棵老树。")
_ENGLISH = ("The dog is sleeping.", "There is an old tree in the garden.")

ROWS: tuple[Entry, ...] = (
    a_file(
        "messages.jsonl", lambda: _lines([{"messages": _MESSAGES}]), "json-lines",
        (" ".join(_SAID),), ("You know the planets.", *_ASKED), "conversation",
    ),
    a_file(
        "sharegpt.json", lambda: json.dumps([{"id": "a", "conversations": _SHAREGPT}]), "json",
        (_SHAREGPT[1]["value"],), (_SHAREGPT[0]["value"],), "conversation",
    ),
    a_file(
        "alpaca.json", lambda: json.dumps(_ALPACA), "json", tuple(row["output"] for row in _ALPACA),
        ("Put these in order.", "Name a river"), "instruction",
    ),
    a_file(
        "squad.parquet", lambda: made.parquet(_SQUAD), "parquet", _ANSWERS,
        (*_CONTEXTS, *_QUESTIONS), "question",
    ),
    a_file(
        "choices.jsonl", lambda: _lines(_CHOICES), "json-lines", ("a dog", "a fish"),
        ("Which of these barks?", "a cat"), "question",
    ),
    a_file(
        "languages.tsv",
        lambda: "zh\ten\n" + "".join(f"{c}\t{e}\n" for c, e in zip(_CHINESE, _ENGLISH, strict=True)),
        "separated", _ENGLISH, _CHINESE, "translation",
    ),
    a_file(
        "news.csv", lambda: _csv("article,highlights", *zip(STORIES[:2], _SUMMARIES, strict=True)),
        "separated", _SUMMARIES, ("troubled with", "shine upon"), "summary",
    ),
    a_file(
        "reviews.csv", lambda: _csv("text,label", *zip(_REVIEWS, _LABELS, strict=True)),
        "separated", _LABELS, _REVIEWS, "label",
    ),
    a_file(
        "stars.csv", lambda: _csv("text,stars", *zip(_REVIEWS, _STARS, strict=True)),
        "separated", _STARS, _REVIEWS, "number",
    ),
    a_file(
        "topics.jsonl",
        lambda: _lines([{"text": t, "labels": list(n)} for t, n in zip(_NOTES, _TOPICS, strict=True)]),
        "json-lines", tuple(", ".join(names) for names in _TOPICS), _NOTES, "label",
    ),
    a_file(
        "search.csv",
        lambda: _csv(
            "query,document,relevance", (_QUERIES[0], _FOUND[0], "2"), (_QUERIES[0], "A recipe for jam.", "0"),
            (_QUERIES[1], _FOUND[1], "1"),
        ),
        "separated", _FOUND, _QUERIES, "retrieval",
    ),
    a_file(
        "clicks.jsonl", lambda: _lines(_CLICKS), "json-lines", ("Floods in the north", "A striker moves"),
        ("Rain for days", "A new phone", "A comet"), "recommendation",
    ),
    a_file(
        "texts.arrow", lambda: made.arrow([{"text": text} for text in STORIES[:2]], is_stream=True),
        "arrow", STORIES[:2], row_kind="text",
    ),
)  # fmt: skip
