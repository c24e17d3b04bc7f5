"""Items come a line or a row each; whole texts by how they begin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memstudio.progress import Control
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.recommending.items import (
    LONGEST,
    Item,
    each_once,
    items_in,
    items_of,
    items_of_collection,
)


def texts_in(path: Path, content: str) -> list[str]:
    path.write_text(content, encoding="utf-8")
    return [item.text for item in items_in([path], Control()).items]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.txt", "Chess\n\n  The joy  of trains \n"),
        ("list.md", "- Chess\n- The joy of trains\n"),
        ("list.json", '["Chess", "The joy of trains"]'),
        ("table.csv", "title\nChess\nThe joy of trains\n"),
        ("rows.jsonl", '{"text": "Chess"}\n{"text": "The joy\\nof trains"}\n'),
    ],
)
def test_lines_and_rows_are_items(tmp_path: Path, name: str, content: str) -> None:
    assert texts_in(tmp_path / name, content) == ["Chess", "The joy of trains"]


def test_a_text_of_long_lines_is_one_item(tmp_path: Path) -> None:
    (found,) = texts_in(tmp_path / "essay.txt", "Chess is old. " * 100 + "\nIt is played.")
    assert found == ("Chess is old. " * 100)[:LONGEST].strip()


def test_of_rows_of_recommendations_the_candidates_are_offered(tmp_path: Path) -> None:
    row = {"history": ["Stars"], "candidates": ["Chess", "Trains"], "clicked": ["Chess"]}
    assert texts_in(tmp_path / "rows.jsonl", json.dumps(row)) == ["Chess", "Trains"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    found = items_in([tmp_path / "broken.pdf"], Control())
    assert found.items == ()
    assert found.problems[0].path.name == "broken.pdf"


def test_documents_of_a_collection_are_items(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Roses grow\nalong the wall.", encoding="utf-8")
    collection = CollectionLibrary(tmp_path / "collections").open_or_make("Town")
    collection.add([tmp_path / "a.txt"], Control())
    assert items_of_collection(collection) == (Item("Roses grow along the wall.", "Town"),)


def test_the_same_in_other_letters_counts_once() -> None:
    assert each_once(items_of(["Chess", "Trains", "CHESS"])) == items_of(["Chess", "Trains"])
