"""What is found, by what, and that past queries help the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.errors import Cancelled
from memstudio.models.encoders import open_encoder
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.collection.collection import Collection
from memstudio.tasks.collection.search_types import OPEN_MODEL
from memstudio.tasks.collection.searcher import Searcher
from memstudio.tasks.collection.text_vectors import vectors_of_encoder, vectors_of_model
from memstudio.tasks.collection.vector_choice import vectors_for
from tests.tiny import tiny_loaded, write_tiny_encoder


@pytest.fixture(scope="module")
def loaded() -> LoadedModel:
    return tiny_loaded()


@pytest.fixture
def encoder_folder(tmp_path: Path) -> Path:
    write_tiny_encoder(tmp_path / "encoder")
    return tmp_path / "encoder"


def test_words_find_the_passage_and_mark_where_they_stand(collection: Collection) -> None:
    result = Searcher(collection, None, Control()).search("rose wall", control=Control())
    best = result.results[0]
    assert best.source == "garden.txt"
    marked = [best.passage.text[start:end] for start, end in best.marks]
    assert marked == ["roses", "wall"]
    assert result.parts == ("words",)
    assert best.part("words").place == 1
    assert [each.score for each in result.results] == sorted(
        (each.score for each in result.results), reverse=True
    )


@pytest.mark.parametrize("kind", ["rmt", "titans", None])
def test_vectors_do_not_depend_on_what_is_read_beside_them(kind: str | None) -> None:
    by = vectors_of_model(tiny_loaded(kind))
    texts = ["A short one.", "A much longer text, that takes a good many tokens more.", ""]
    together = by.of(texts, Control())
    alone = np.concatenate([by.of([text], Control()) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert not together[2].any()


def test_a_text_finds_itself_by_its_vector(collection: Collection, loaded: LoadedModel) -> None:
    searcher = Searcher(collection, vectors_of_model(loaded), Control())
    for passage in searcher.passages:
        result = searcher.search(passage.text, control=Control(), notes=False)
        assert result.results[0].passage == passage
        assert result.results[0].part("vectors").score == pytest.approx(1, abs=1e-5)


def test_vectors_are_kept_by_model_and_made_again_for_another(
    collection: Collection, loaded: LoadedModel
) -> None:
    by = vectors_of_model(loaded)
    first = Searcher(collection, by, Control())
    files = sorted(collection.folder.glob("vectors/*/*.safetensors"))
    assert len(files) == 3
    cancelled = Control()
    cancelled.cancel()
    other = vectors_of_model(_changed())
    with pytest.raises(Cancelled):
        Searcher(collection, other, cancelled)
    # A cancelled control makes nothing, so all of these come from the disk.
    again = Searcher(collection, by, cancelled)
    np.testing.assert_array_equal(first._vectors, again._vectors)
    Searcher(collection, other, Control())
    assert len(list(collection.folder.glob("vectors/*"))) == 2


def _changed() -> LoadedModel:
    other = tiny_loaded()
    with torch.no_grad():
        next(other.model.backbone.base_model.parameters()).mul_(1.5)
    return other


def test_damaged_vectors_are_made_again(collection: Collection, loaded: LoadedModel) -> None:
    by = vectors_of_model(loaded)
    first = Searcher(collection, by, Control())
    for path in collection.folder.glob("vectors/*/*.safetensors"):
        path.write_bytes(path.read_bytes()[:-7])
    again = Searcher(collection, by, Control())
    np.testing.assert_array_equal(first._vectors, again._vectors)


def test_a_changed_document_is_searched_as_it_is_now(
    collection: Collection, texts: list[Path], loaded: LoadedModel
) -> None:
    by = vectors_of_model(loaded)
    searcher = Searcher(collection, by, Control())
    texts[0].write_text("The museum shows a whale.")
    collection.add(texts, Control())
    assert not searcher.is_current()
    found = Searcher(collection, by, Control()).search("whale", control=Control())
    assert found.results[0].passage.text == "The museum shows a whale."


def test_what_was_chosen_comes_up_for_a_query_like_it_also_in_another_session(
    collection: Collection,
) -> None:
    searcher = Searcher(collection, None, Control())
    before = searcher.search("ice Fridays", control=Control())
    number = next(i for i, f in enumerate(before.results) if f.source == "harbour.txt")
    searcher.choose(before, number)
    after = Searcher(Collection(collection.folder), None, Control())
    result = after.search("Fridays ice", control=Control())
    assert result.results[0].source == "harbour.txt"
    assert result.results[0].part("history").score == pytest.approx(1)
    assert result.asked_before[0].text == "ice Fridays"
    assert "history" not in after.search("gardener", control=Control()).parts


def test_of_equal_queries_the_latest_choice_counts(collection: Collection) -> None:
    searcher = Searcher(collection, None, Control())
    for source in ("harbour.txt", "bakery.txt", "harbour.txt"):
        result = searcher.search("ice Fridays", control=Control())
        number = next(i for i, each in enumerate(result.results) if each.source == source)
        searcher.choose(result, number)
        after = searcher.search("Fridays ice", control=Control(), notes=False)
        assert after.results[0].source == source
        assert after.results[0].part("history") is not None


def test_a_choice_whose_document_was_changed_says_nothing_any_more(
    collection: Collection, texts: list[Path]
) -> None:
    searcher = Searcher(collection, None, Control())
    searcher.choose(searcher.search("bread", control=Control()), 0)
    texts[0].write_text("The bakery is gone, and its bread with it.")
    collection.add(texts, Control())
    again = Searcher(collection, None, Control()).search("bread", control=Control())
    assert "history" not in again.parts


def test_nothing_is_found_in_nothing(library: object, tmp_path: Path) -> None:
    empty = library.open_or_make("Empty")  # type: ignore[attr-defined]
    result = Searcher(empty, None, Control()).search("bread", control=Control())
    assert result.results == ()


def test_an_encoder_is_opened_from_its_folder_and_searched_by(
    collection: Collection, encoder_folder: Path
) -> None:
    body, tokenizer = open_encoder(encoder_folder, device="cpu", control=Control())
    by = vectors_of_encoder("tiny", body, tokenizer)
    assert by.is_encoder
    searcher = Searcher(collection, by, Control())
    searcher.choose(searcher.search("bread with seeds", control=Control()), 0)
    assert searcher.search("bread with seeds", control=Control()).parts == (
        "words",
        "vectors",
        "history",
    )
    assert vectors_for(str(encoder_folder), None, "cpu", Control()).fingerprint == by.fingerprint


def test_words_alone_need_no_model(loaded: LoadedModel) -> None:
    assert vectors_for("", loaded, "cpu", Control()) is None
    assert vectors_for(OPEN_MODEL, loaded, "cpu", Control()) is not None
    with pytest.raises(Exception, match="none is open"):
        vectors_for(OPEN_MODEL, None, "cpu", Control())


def test_a_model_is_given_the_queries_of_the_sitting(collection: Collection) -> None:
    seen: list[str] = []

    def look(query: str, texts: Sequence[str]) -> np.ndarray:
        seen.append(query)
        return np.zeros(len(texts))

    searcher = Searcher(collection, None, Control())
    for query in ("rose wall", "how high is it?"):
        searcher.search(query, control=Control(), look=look)
    assert seen == ["rose wall", "rose wall\nhow high is it?"]
    searcher.search("rose wall", control=Control(), look=look, past=())
    assert seen[-1] == "rose wall"
