"""Past queries are in a memory state that lasts, and follows from their log."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.memory import state_provenance
from memstudio.memory.memory_state import MemoryState
from memstudio.progress import Control
from memstudio.tasks.collection import search_memory
from memstudio.tasks.collection.collection import Collection
from memstudio.tasks.collection.library import CollectionLibrary
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
        searcher.choose(searcher.search(query, control=Control()), 0)
        memory.catch_up(Control())
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


def test_the_memory_holds_what_the_log_does_and_goes_with_it(
    library: CollectionLibrary, collection: Collection, tmp_path: Path
) -> None:
    loaded, states = tiny_loaded(), StateLibrary(tmp_path / "states")

    def read() -> list[str]:
        memory = SearchMemory(loaded, collection, Control(), states)
        assert (memory.state is None) == (not collection.queries.choices())
        if not states.has(collection.memory_name):
            return []
        kept = states.find(collection.memory_name)
        assert memory.state.equals(MemoryState.load(kept.path))
        return [each.when for each in kept.header.provenance.readings]

    log = collection.queries
    log.add(PastQuery("1", "never opened"))
    log.add(PastQuery("2", "bread", "x", "Bread was baked."))  # while no model was open
    assert read() == ["2"]
    for when, passage in (("3", "Roses grew."), ("3", "Ice came."), ("3", "Ice came.")):
        log.add(PastQuery(when, "roses", passage[0], passage))
    assert read() == ["2", "3", "3"]
    forgotten = collection.forget_queries(states)
    assert not states.has(collection.memory_name)
    log.add(PastQuery("4", "snow", "x", "Snow fell."))
    assert read() == ["4"]
    collection.bring_back(forgotten)
    assert read() == ["2", "3", "3", "4"]
    log.path.unlink()  # by other means
    collection.bring_back(collection.forget_queries(states))
    assert states.has(collection.memory_name)
    assert SearchMemory(loaded, collection, Control(), states).state is None
    for may_return in (True, False):
        log.add(PastQuery("5", "rain", "x", "Rain fell."))
        assert read() == ["5"]
        deleted = CollectionLibrary(library.folder, states).delete("Town", may_return=may_return)
        assert not states.has(collection.memory_name)
        if deleted is not None:
            deleted.bring_back()
            assert states.has(collection.memory_name)
            log.path.unlink()


def test_of_a_long_log_the_latest_are_read(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_memory, "MOST_READ", 2)
    monkeypatch.setattr(state_provenance, "_MOST_READINGS", 3)
    loaded, states = tiny_loaded(), StateLibrary(tmp_path / "states")
    for number in range(7):
        collection.queries.add(PastQuery(str(number), "bread", "x", f"Bread {number}."))
        if number in {3, 4, 6}:
            SearchMemory(loaded, collection, Control(), states)
    provenance = states.find(collection.memory_name).header.provenance
    assert (provenance.num_earlier, [r.when for r in provenance.readings]) == (2, ["4", "5", "6"])


@pytest.mark.parametrize(("kind", "has_memory"), [("rmt", True), ("none", False), (None, False)])
def test_only_a_memory_remembers(kind: str | None, has_memory: bool) -> None:
    assert remembers(tiny_loaded(kind)) == has_memory


def test_what_was_chosen_before_is_remembered_for_a_query_that_stands_alone(
    collection: Collection, tmp_path: Path
) -> None:
    loaded, texts = tiny_loaded(), ["The mill stood by the river.", "Bread was baked."]
    memory = SearchMemory(loaded, collection, Control(), StateLibrary(tmp_path))
    collection.queries.add(PastQuery("", "bread", "x", "Bread was baked at four."))
    memory.catch_up(Control())
    look = looking(loaded, memory, Control())
    for query, state in (("river", memory.state), ("bread\nriver", None)):
        wanted = model_scores(loaded, state, query, texts, Control())
        assert look(query, texts) == pytest.approx(wanted)
    assert look("river", texts) != pytest.approx(
        model_scores(loaded, None, "river", texts, Control())
    )
    assert looking(loaded, None, Control())("river", texts) is not None
