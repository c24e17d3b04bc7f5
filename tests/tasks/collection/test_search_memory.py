"""Past queries are in a memory state that lasts, and follows from their log."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.progress import Control
from memstudio.tasks.collection.collection import Collection
from memstudio.tasks.collection.query_log import PastQuery
from memstudio.tasks.collection.search_memory import (
    SearchMemory,
    looking,
    model_scores,
    remembers,
)
from memstudio.tasks.collection.searcher import Searcher
from memstudio.tasks.states.state_library import StateLibrary
from tests.tiny import tiny_loaded


def test_the_memory_lasts_and_is_read_anew_for_another_model(
    collection: Collection, tmp_path: Path
) -> None:
    loaded, states = tiny_loaded(), StateLibrary(tmp_path / "states")
    searcher = Searcher(collection, None, Control())
    memory = SearchMemory(loaded, collection, Control(), states)
    for query in ("bread with seeds", "roses"):
        chosen = searcher.choose(searcher.search(query, control=Control()), 0)
        memory.note(chosen, Control())
    kept = states.find(collection.memory_name)
    assert [each.source for each in kept.header.provenance.readings] == ["Town", "Town"]
    again = SearchMemory(loaded, collection, Control(), states)
    assert again.state.equals(memory.state)
    states.delete(collection.memory_name)
    anew = SearchMemory(loaded, collection, Control(), states)
    assert anew.state.equals(memory.state, tolerance=1e-5)
    other = SearchMemory(tiny_loaded(num_slots=5), collection, Control(), StateLibrary(tmp_path))
    assert other.state is not None


def test_a_model_looks_again_at_what_was_found(collection: Collection) -> None:
    loaded = tiny_loaded()
    searcher = Searcher(collection, None, Control())
    result = searcher.search(
        "bread",
        control=Control(),
        look=lambda query, texts: model_scores(loaded, None, query, texts, Control()),
    )
    assert [each.part for each in result.results[0].parts] == ["words", "model"]


@pytest.mark.parametrize(("kind", "has_memory"), [("rmt", True), ("none", False), (None, False)])
def test_only_a_memory_remembers(kind: str | None, has_memory: bool) -> None:
    assert remembers(tiny_loaded(kind)) == has_memory


def test_what_was_chosen_before_is_remembered_for_a_query_that_stands_alone(
    collection: Collection, tmp_path: Path
) -> None:
    loaded, texts = tiny_loaded(), ["The mill stood by the river.", "Bread was baked."]
    memory = SearchMemory(loaded, collection, Control(), StateLibrary(tmp_path))
    memory.note(PastQuery("", "bread", "x", "Bread was baked at four."), Control())
    look = looking(loaded, memory, Control())
    for query, state in (("river", memory.state), ("bread\nriver", None)):
        wanted = model_scores(loaded, state, query, texts, Control())
        assert look(query, texts) == pytest.approx(wanted)
    assert look("river", texts) != pytest.approx(
        model_scores(loaded, None, "river", texts, Control())
    )
    assert looking(loaded, None, Control())("river", texts) is not None
