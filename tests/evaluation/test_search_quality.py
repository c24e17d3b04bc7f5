"""Searching is measured by where the right passage stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.errors import DataError
from memstudio.evaluation.search_quality import WantedPassage, measure_search, wanted_of
from memstudio.progress import Control
from memstudio.resources import resource
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.passages import cut
from memstudio.tasks.collection.searcher import Searcher
from tests.tiny import tiny_loaded

TEXTS = [
    "Roses grow along the southern wall.",
    "Ice blocks the narrow channel.",
    "Bread with seeds is sold on Fridays.",
]


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text)
    made = CollectionLibrary(tmp_path / "collections").open_or_make("Three")
    made.add(sorted(tmp_path.glob("*.txt")), Control())
    return Searcher(made, None, Control())


def test_each_way_is_measured_on_the_same_queries(searcher: Searcher) -> None:
    wanted = [
        WantedPassage("roses wall", TEXTS[0]),
        WantedPassage("flowers", TEXTS[0]),
        WantedPassage("roses", "This text is not in the collection."),
    ]
    (figures,) = measure_search(searcher, wanted, [], Control())
    assert figures.way == "words"
    assert figures.count == 2
    assert figures.mrr == pytest.approx(0.5)
    assert figures.recall == (0.5, 0.5, 0.5)
    assert not searcher.collection.queries.entries()


def test_a_past_query_finds_what_words_do_not(searcher: Searcher) -> None:
    wanted = [WantedPassage("flowers by the mason", TEXTS[0])]
    past = [WantedPassage("mason flowers", TEXTS[0])]
    figures = {each.way: each for each in measure_search(searcher, wanted, past, Control())}
    assert figures["words"].recall[0] == 0
    assert figures["with past queries"].mrr == 1


def test_a_model_looks_again_with_its_memory_and_without(searcher: Searcher) -> None:
    wanted = [WantedPassage("roses bread ice", TEXTS[1])]
    past = [WantedPassage("what is sold", TEXTS[2])]
    loaded = tiny_loaded()
    ways = {each.way for each in measure_search(searcher, wanted, past, Control(), loaded)}
    assert {"+ model", "+ model that remembers past queries"} <= ways
    plain = measure_search(searcher, wanted, past, Control(), tiny_loaded(None))
    assert "+ model that remembers past queries" not in {each.way for each in plain}


def test_texts_that_are_not_there_are_not_measured(searcher: Searcher) -> None:
    with pytest.raises(DataError, match="Three"):
        measure_search(searcher, [WantedPassage("roses", "Not there.")], [], Control())


@pytest.mark.parametrize("name", ["pride-and-prejudice", "pride-and-prejudice-past"])
def test_each_bundled_query_is_answered_by_one_passage_of_the_novel(name: str) -> None:
    novel = resource("samples", "pride-and-prejudice.txt").read_text(encoding="utf-8")
    passages = [text for _, text in cut(novel)]
    wanted = wanted_of(resource("samples", "queries", f"{name}.jsonl"), Control())
    assert len({each.query for each in wanted}) == 30
    assert [sum(each.text in text for text in passages) for each in wanted] == [1] * 30
