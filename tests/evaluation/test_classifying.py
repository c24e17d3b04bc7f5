"""Labels by likelihood: against what is worked out token by token, with and without a lasting memory."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from memstudio.data.documents import Document
from memstudio.data.tokenised import tokenise, tokens_of
from memstudio.data.turns import Turn
from memstudio.errors import Cancelled, DataError
from memstudio.evaluation.classifying import Classifier, heads_scheme
from memstudio.memory.label_heads import HeadLabels
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.labels import LabelScheme, LabelSet, given
from tests.tiny import tiny_loaded

SEGMENT = 8
MOODS = given(["sentiment=positive,neutral,negative"], {})


def tokens(loaded: LoadedModel, text: str, answer: str) -> tuple[list[int], int]:
    """A row as training reads it, and where its answer begins."""
    turns = (Turn("user", text), Turn("assistant", answer))
    corpus = tokenise([Document(text, "row", Path("row"), turns=turns)], loaded.tokenizer)
    assert corpus.counts is not None
    return corpus.tokens.tolist(), int(corpus.counts.argmax())


def by_hand(loaded: LoadedModel, before: list[int], text: str, answer: str) -> float:
    """Log likelihood of an answer after what was read before, in segments from the very first token."""
    own, first = tokens(loaded, text, answer)
    ids, state, total = before + own, None, 0.0
    for start in range(0, len(ids), SEGMENT):
        piece = ids[start : start + SEGMENT]
        with torch.no_grad():
            output = loaded.model(torch.tensor([piece]), memory_state=state)
        odds = output.logits[0].double().log_softmax(-1)
        for place in range(len(piece)):
            target = start + place + 1
            if len(before) + first <= target < len(ids):
                total += float(odds[place, ids[target]])
        state = output.memory_state
    return total


def shares(logarithms: list[float]) -> list[float]:
    weights = [math.exp(each - max(logarithms)) for each in logarithms]
    return [each / sum(weights) for each in weights]


@pytest.mark.parametrize("kind", ["rmt", "armt", "none"])
@pytest.mark.parametrize("text", ["Up", "Daniel went to the garden, and nobody knew why."])
@pytest.mark.one_in(3)
def test_shares_are_likelihoods_among_the_labels(kind: str, text: str) -> None:
    loaded = tiny_loaded(kind, segment_length=SEGMENT)
    found = Classifier(loaded, MOODS, Control()).classify(f"  {text}\n")["sentiment"]
    labels = MOODS.sets[0].labels
    expected = shares([by_hand(loaded, [], text, label) for label in labels])
    assert [found[label] for label in labels] == pytest.approx(expected, abs=1e-5)
    assert sum(found.values()) == pytest.approx(1)


@pytest.mark.slow
def test_a_lasting_memory_goes_on_from_the_texts_before_and_their_labels() -> None:
    loaded = tiny_loaded("rmt", segment_length=SEGMENT)
    classifier = Classifier(loaded, MOODS, Control(), remembers=True)
    before: list[int] = []
    for text in ("It was dark", "Daniel went to the garden", "and nobody knew"):
        found = classifier.classify(text)["sentiment"]
        expected = shares([by_hand(loaded, before, text, label) for label in found])
        assert list(found.values()) == pytest.approx(expected, abs=1e-5)
        before += tokens(loaded, text, max(found, key=lambda label: found[label]))[0]
    alone = Classifier(loaded, MOODS, Control()).classify(text)["sentiment"]
    assert list(alone.values()) != pytest.approx(list(found.values()), abs=1e-4)
    classifier.forget()
    assert classifier.classify(text)["sentiment"] == pytest.approx(alone, abs=1e-5)


def test_without_it_each_text_is_by_itself() -> None:
    loaded = tiny_loaded("rmt", segment_length=SEGMENT)
    classifier = Classifier(loaded, MOODS, Control())
    first, _, again = map(classifier.classify, ["It was dark", "and stormy", "It was dark"])
    assert first == again
    assert classifier.state is None


def test_labels_learnt_as_one_answer_are_summed_for_each_set() -> None:
    loaded = tiny_loaded("rmt", segment_length=SEGMENT)
    joint = (("oil", "bad"), ("oil", "good"), ("gas", "good"))
    scheme = LabelScheme(
        (LabelSet("topic", ("gas", "oil")), LabelSet("mood", ("bad", "good"))), joint
    )
    found = Classifier(loaded, scheme, Control()).classify("It was dark")
    whole = shares([by_hand(loaded, [], "It was dark", ", ".join(each)) for each in joint])
    assert found["topic"] == pytest.approx({"gas": whole[2], "oil": whole[0] + whole[1]}, abs=1e-5)
    assert found["mood"] == pytest.approx({"bad": whole[0], "good": whole[1] + whole[2]}, abs=1e-5)


def test_what_is_asked_stands_after_the_text() -> None:
    loaded = tiny_loaded("rmt", segment_length=SEGMENT)
    scheme = given(["topic=oil,gas"], {"topic": "Topic?"})
    found = Classifier(loaded, scheme, Control()).classify("It was dark")["topic"]
    expected = shares([by_hand(loaded, [], "It was dark\n\nTopic?", each) for each in found])
    assert list(found.values()) == pytest.approx(expected, abs=1e-5)


def test_a_plain_model_labels_too_and_stays_in_its_mode() -> None:
    loaded = tiny_loaded(None)
    loaded.model.train()
    found = Classifier(loaded, MOODS, Control()).classify("It was dark")
    assert sum(found["sentiment"].values()) == pytest.approx(1)
    assert loaded.model.training


def test_a_cancelled_text_leaves_the_memory_as_it_was() -> None:
    loaded = tiny_loaded("rmt", segment_length=SEGMENT)
    control = Control()
    classifier = Classifier(loaded, MOODS, control, remembers=True)
    classifier.classify("It was dark")
    before = classifier.state
    control.cancel()
    with pytest.raises(Cancelled):
        classifier.classify("and stormy")
    assert classifier.state is before


def test_nothing_to_label_or_to_choose_from_is_refused() -> None:
    loaded = tiny_loaded("rmt")
    with pytest.raises(DataError, match="no text"):
        Classifier(loaded, MOODS, Control()).classify(" \n")
    with pytest.raises(DataError, match="no labels"):
        Classifier(loaded, LabelScheme(()), Control())


def test_tokens_of_one_document_are_those_of_many() -> None:
    loaded = tiny_loaded("rmt")
    turns = (Turn("user", "It was dark"), Turn("assistant", "negative"))
    documents = [Document("It was", "a", Path("a")), Document("", "b", Path("b"), turns=turns)]
    corpus = tokenise(documents, loaded.tokenizer)
    assert corpus.counts is not None
    for number, document in enumerate(documents):
        part = slice(*corpus.offsets[number : number + 2])
        found, counts = tokens_of(document, loaded.tokenizer)
        assert found.tolist() == corpus.tokens[part].tolist()
        assert counts.tolist() == corpus.counts[part].tolist()


# ---------------------------------------------------------------------- heads

HEADS = (HeadLabels("topic", ("oil", "tea", "gas")), HeadLabels("sentiment", ("bad", "good")))
NAMED = LabelScheme(tuple(LabelSet(each.name, each.labels) for each in HEADS))


def with_heads(kind: str = "rmt") -> LoadedModel:
    loaded = tiny_loaded(kind, segment_length=SEGMENT)
    loaded.model.give_label_heads(HEADS)
    torch.manual_seed(5)
    for parameter in loaded.model.head_parameters():
        torch.nn.init.normal_(parameter)
    return loaded


def said(loaded: LoadedModel, ids: list[int]) -> list[list[float]]:
    with torch.no_grad():
        scores = loaded.model(torch.tensor([ids]), says_labels=True).label_scores
    return [each[0].softmax(0).tolist() for each in scores]


def test_heads_label_at_the_end_of_the_text() -> None:
    loaded = with_heads()
    text = "Daniel went to the garden, and nobody knew why."
    ids, first = tokens(loaded, text, "oil")
    found = Classifier(loaded, NAMED, Control()).classify(f"  {text}\n")
    for own, expected in zip(HEADS, said(loaded, ids[:first]), strict=True):
        assert list(found[own.name]) == list(own.labels)
        assert list(found[own.name].values()) == pytest.approx(expected, abs=1e-5)
    # With the memory reset, from the last segment alone.
    reset = Classifier(loaded, NAMED, Control(), resets_memory=True).classify(text)
    last = (first - 1) // SEGMENT * SEGMENT
    expected = said(loaded, ids[last:first])[0]
    assert list(reset["topic"].values()) == pytest.approx(expected, abs=1e-5)
    assert reset["topic"] != pytest.approx(found["topic"], abs=1e-4)


def test_heads_go_on_from_the_texts_before() -> None:
    loaded = with_heads()
    classifier = Classifier(loaded, NAMED, Control(), remembers=True)
    before: list[int] = []
    for text in ("It was dark", "Daniel went to the garden"):
        ids, first = tokens(loaded, text, "oil")
        before += ids[:first]
        found = classifier.classify(text)
        assert list(found["topic"].values()) == pytest.approx(said(loaded, before)[0], abs=1e-5)
    assert classifier.state is not None


def test_labels_that_are_not_those_of_the_heads_are_refused() -> None:
    loaded = with_heads()
    assert heads_scheme(tiny_loaded("rmt").model) is None
    scheme = heads_scheme(loaded.model)
    assert scheme is not None
    assert scheme.has_heads
    assert scheme.sets == NAMED.sets
    # In another order they are the same.
    Classifier(loaded, given(["sentiment=good,bad", "topic=tea,oil,gas"], {}), Control())
    for other in (["sentiment=good,bad"], ["sentiment=good,bad", "topic=tea,oil"]):
        with pytest.raises(DataError, match="has heads of its own for labels"):
            Classifier(loaded, given(other, {}), Control())
