"""Things put in order by asking for pairs: against a model that knows, and one that was never trained."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from memstudio.errors import Cancelled, DataError
from memstudio.evaluation.answering import Answering, Asked, Likelihood
from memstudio.evaluation.ordering import put_in_order
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from tests.tiny import tiny_loaded

TEXT = "Mary went to the garden. Daniel went to the kitchen. John went to the park."
THINGS = ("Daniel", "John", "Mary")


@pytest.fixture
def loaded() -> LoadedModel:
    return tiny_loaded("rmt", segment_length=8)


def knowing(
    order: Sequence[str], monkeypatch: pytest.MonkeyPatch, loaded: LoadedModel, bias: float = 0.0
) -> list[str]:
    """A model that says what came first in an order, and likes what is named first by `bias` nats."""
    questions: list[str] = []

    def likelihoods(
        _: Answering, asked: Sequence[Asked], *, resets_memory: bool
    ) -> list[Likelihood]:
        said = [loaded.tokenizer.decode(each.answer).replace("<end>", "").strip() for each in asked]
        question = loaded.tokenizer.decode(asked[0].prompt).rsplit("first,", 1)[1]
        questions.append(question)
        place = {name: order.index(name) for name in said}
        named = min(said, key=question.index)
        return [Likelihood(-float(place[name]) + bias * (name == named), 1) for name in said]

    monkeypatch.setattr(Answering, "likelihoods", likelihoods)
    return questions


@pytest.mark.parametrize("order", list(permutations(THINGS)))
def test_what_wins_most_pairs_comes_first(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch, order: tuple[str, ...]
) -> None:
    questions = knowing(order, monkeypatch, loaded, bias=5.0)
    found = put_in_order(loaded, TEXT, THINGS, Control())
    assert found.order == order
    assert found.wins == {name: 2 - place for place, name in enumerate(order)}
    assert found.num_right(order) == 3
    assert found.num_right(order[::-1]) == 0
    # Each pair both ways round, so what is named first gains nothing.
    assert len(questions) == 6
    assert [pair.margin for pair in found.pairs].count(4.0) == 1


def test_in_a_circle_the_surer_pairs_decide(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    margins = {("Daniel", "John"): 1.0, ("John", "Mary"): 4.0, ("Mary", "Daniel"): 2.0}

    def likelihoods(
        _: Answering, asked: Sequence[Asked], *, resets_memory: bool
    ) -> list[Likelihood]:
        a, b = (loaded.tokenizer.decode(each.answer).replace("<end>", "").strip() for each in asked)
        margin = margins.get((a, b), -margins.get((b, a), 0.0))
        return [Likelihood(margin, 1), Likelihood(0.0, 1)]

    monkeypatch.setattr(Answering, "likelihoods", likelihoods)
    found = put_in_order(loaded, TEXT, THINGS, Control())
    assert set(found.wins.values()) == {1}
    assert found.order == ("John", "Daniel", "Mary")


@pytest.mark.slow
def test_a_real_model_says_some_order_and_another_with_its_memory_reset(
    loaded: LoadedModel,
) -> None:
    kept, reset = (
        put_in_order(loaded, TEXT, THINGS, Control(), resets_memory=resets)
        for resets in (False, True)
    )
    assert sorted(kept.order) == sorted(THINGS)
    assert [pair.margin for pair in kept.pairs] != [pair.margin for pair in reset.pairs]
    # In whichever order they are named, the same is found.
    again = put_in_order(loaded, TEXT, THINGS[::-1], Control())
    assert again.order == kept.order


@pytest.mark.parametrize(
    ("text", "things", "question", "words"),
    [
        (" ", THINGS, "{a} or {b}?", "no text that tells"),
        (TEXT, ("Mary",), "{a} or {b}?", "these are 1"),
        (TEXT, ("Mary", "Mary"), "{a} or {b}?", "these are 2"),
        (TEXT, THINGS, "Who was first?", "no places for two things"),
        (TEXT, THINGS, "Who, {a}?", "no places for two things"),
        (TEXT, THINGS, "Who, {c}?", "no places for two things"),
        (TEXT, THINGS, "Who, {?", "no places for two things"),
    ],
)
def test_what_cannot_be_put_in_order_is_refused_in_words(
    loaded: LoadedModel, text: str, things: tuple[str, ...], question: str, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        put_in_order(loaded, text, things, Control(), question=question)


def test_it_can_be_cancelled(loaded: LoadedModel) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        put_in_order(loaded, TEXT, THINGS, control)
