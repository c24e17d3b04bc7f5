"""Candidates are ranked by the likelihood of being chosen, and reasons are what blanking out does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from memstudio.errors import Cancelled, DataError
from memstudio.progress import Control
from memstudio.tasks.likelihood import LogLikelihood, read_into
from memstudio.tasks.recommending import ranker as ranker_module
from memstudio.tasks.recommending.form import RowForm
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.ranker import ROUNDS, Ranker, dealt, rank
from memstudio.tasks.recommending.reasons import MOST_TESTED, ORDERS, why
from memstudio.tasks.recommending.user_memory import UserMemory
from tests.tasks.recommending.conftest import OFFERED, TOUCHED
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.tasks.recommending.user_library import UserLibrary


@pytest.fixture(scope="module")
def loaded() -> LoadedModel:
    return tiny_loaded()


@pytest.fixture
def memory(loaded: LoadedModel, library: UserLibrary) -> UserMemory:
    return UserMemory(loaded, library.touch("Ada", items_of(TOUCHED)), Control(), library.states)


@pytest.mark.parametrize("num", [2, 3, 5, 6, 11, 64])
@pytest.mark.parametrize("together", [2, 5])
def test_each_candidate_is_in_one_list_a_round_and_none_is_alone(num: int, together: int) -> None:
    for number in range(ROUNDS):
        lists = dealt(num, together, number)
        assert sorted(i for each in lists for i in each) == list(range(num))
        assert all(2 <= len(each) <= max(3, together) for each in lists)
    assert num <= 3 or dealt(num, together, 1) != dealt(num, together, 2)


def test_a_list_is_scored_as_the_odds_of_its_likelihoods(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [math.log(0.2), math.log(0.1), math.log(0.1)]
    monkeypatch.setattr(
        ranker_module, "log_likelihoods", lambda *_: [LogLikelihood(v, 3) for v in values]
    )
    odds = Ranker(loaded, OFFERED[:3]).odds(None, "", [0, 1, 2], Control())
    assert odds == pytest.approx([math.log(2), math.log(2 / 3), math.log(2 / 3)])


@pytest.mark.parametrize(
    ("num", "together", "longest"), [(6, 5, 3), (7, 5, 4), (11, 5, 4), (3, 2, 3)]
)
def test_whom_chance_deals_into_a_short_list_is_of_no_more_interest(
    memory: UserMemory, monkeypatch: pytest.MonkeyPatch, num: int, together: int, longest: int
) -> None:
    monkeypatch.setattr(
        ranker_module, "log_likelihoods", lambda *given: [LogLikelihood(-3.0, 1) for _ in given[3]]
    )
    offered = items_of(f"Book {number}" for number in range(num))
    ranking = rank(memory, offered, Control(), together=together)
    assert ranking.together == longest
    for each in ranking.ranked:
        assert each.score == each.score_reset == pytest.approx(0)
        assert each.interest == pytest.approx(1 / longest)


def test_a_ranking_is_in_the_order_of_its_scores_and_follows_the_memory(
    memory: UserMemory, loaded: LoadedModel
) -> None:
    ranking = rank(memory, items_of([*OFFERED, TOUCHED[0]]), Control())
    scores = [each.score for each in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    assert [each.item.text for each in ranking.ranked if each.is_touched] == [TOUCHED[0]]
    ranker = Ranker(loaded, [*OFFERED, TOUCHED[0]])
    own, reset = (ranker.scores(state, memory.last, Control()) for state in (memory.state, None))
    assert {each.score for each in ranking.ranked} == set(own.tolist())
    assert {each.score_reset for each in ranking.ranked} == set(reset.tolist())
    assert not np.allclose(own, reset)


def test_what_was_touched_can_be_left_out(memory: UserMemory) -> None:
    offered = items_of([*OFFERED, TOUCHED[0].upper(), OFFERED[0]])
    ranking = rank(memory, offered, Control(), leaves_out_touched=True)
    assert {each.item.text for each in ranking.ranked} == set(OFFERED)
    assert ranking.num_left_out == 1


def test_one_candidate_is_not_ranked(memory: UserMemory) -> None:
    with pytest.raises(DataError, match="two candidates"):
        rank(memory, items_of(["Chess", "chess"]), Control())


def test_ranking_ends_when_it_is_cancelled(memory: UserMemory) -> None:
    control = Control(on_progress=lambda _: control.cancel())
    with pytest.raises(Cancelled):
        rank(memory, items_of(f"Book {number}" for number in range(30)), control)


@pytest.mark.slow
def test_the_effect_of_an_item_is_what_blanking_it_out_does(
    memory: UserMemory, loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One order, that in which the items were touched.
    monkeypatch.setattr("random.Random.shuffle", lambda *_: None)
    offered = items_of(OFFERED)
    found = why(memory, offered, offered[1], Control())
    form, ranker = RowForm.of(loaded.tokenizer), Ranker(loaded, OFFERED)
    parts = [
        form.touched(text, after=before)
        for text, before in zip(TOUCHED, (None, *TOUCHED), strict=False)
    ]
    whole = _score(loaded, ranker, parts)
    for each in found.effects:
        blank = form.blank(len(parts[each.number]), is_first=not each.number)
        rest = [blank if i == each.number else part for i, part in enumerate(parts)]
        assert each.effect == pytest.approx(whole - _score(loaded, ranker, rest), abs=1e-4)
        only = [form.touched(TOUCHED[each.number], after=None)]
        alone = _score(loaded, ranker, only) - found.candidate.score_reset
        assert each.alone == pytest.approx(alone, abs=1e-4)
    assert [each.effect for each in found.effects] == sorted(
        (each.effect for each in found.effects), reverse=True
    )
    assert found.num_orders == 1


@pytest.mark.slow
def test_the_candidate_has_the_score_that_it_was_ranked_by(memory: UserMemory) -> None:
    offered = items_of(f"Book {number}" for number in range(8))
    ranked = {each.item.text: each for each in rank(memory, offered, Control()).ranked}
    found = why(memory, offered, offered[3], Control()).candidate
    assert found.score == pytest.approx(ranked["Book 3"].score)
    assert found.score_reset == pytest.approx(ranked["Book 3"].score_reset)


def test_an_item_that_changes_nothing_is_no_reason(
    memory: UserMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = np.array([0.5, -0.5, -0.5, -0.5])
    monkeypatch.setattr(Ranker, "odds", lambda *_: same)
    offered = items_of(OFFERED)
    found = why(memory, offered, offered[0], Control())
    assert found.reasons == ()
    assert all(each.effect == 0 for each in found.effects)


def test_orders_that_are_alike_count_once(
    loaded: LoadedModel, library: UserLibrary, memory: UserMemory
) -> None:
    offered = items_of(OFFERED)
    many = why(memory, offered, offered[0], Control())
    assert many.num_orders == ORDERS
    assert many.has_intervals
    assert {each.number for each in many.reasons} == {
        each.number for each in many.effects if each.low is not None and each.low > 0
    }
    user = library.touch("Grace", items_of(TOUCHED[:1]))
    found = why(UserMemory(loaded, user, Control(), library.states), offered, offered[0], Control())
    assert found.num_orders == ROUNDS
    assert not found.has_intervals
    assert found.reasons == ()
    assert found.effects[0].low is None


@pytest.mark.slow
def test_of_many_items_the_latest_are_put_to_the_test(
    loaded: LoadedModel, library: UserLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = Ranker.odds

    def counted(self: Ranker, *arguments: Any) -> Any:
        asked.append(arguments)
        return real(self, *arguments)

    monkeypatch.setattr(Ranker, "odds", counted)
    titles = [f"Book {number}" for number in range(MOST_TESTED + 3)]
    user = library.touch("Ada", items_of(titles))
    memory = UserMemory(loaded, user, Control(), library.states)
    offered = items_of(OFFERED[:2])
    found = why(memory, offered, offered[0], Control())
    assert found.num_untested == 3
    assert {each.item.text for each in found.effects} == set(titles[3:])
    assert len(asked) == 2 * ROUNDS + ORDERS * (1 + MOST_TESTED) + ROUNDS * MOST_TESTED


@pytest.mark.parametrize("kind", ["armt", "infini", "titans", "knn", "m2m", "s2s", "lm-bow"])
@pytest.mark.one_in(9)
def test_every_memory_of_decoders_ranks_and_gives_reasons(kind: str, library: UserLibrary) -> None:
    user = library.touch("Ada", items_of(TOUCHED[:2]))
    memory = UserMemory(tiny_loaded(kind), user, Control(), library.states)
    offered = items_of(OFFERED[:3])
    ranking = rank(memory, offered, Control())
    assert all(math.isfinite(each.score) for each in ranking.ranked)
    found = why(memory, offered, ranking.ranked[0].item, Control())
    assert found.candidate.score == pytest.approx(ranking.ranked[0].score, abs=1e-3)
    assert len(found.effects) == 2


def test_only_a_candidate_has_reasons(memory: UserMemory) -> None:
    with pytest.raises(DataError, match="none of the candidates"):
        why(memory, items_of(OFFERED), items_of(["Fishing"])[0], Control())


def _score(loaded: LoadedModel, ranker: Ranker, parts: list[list[int]]) -> float:
    """The mean score of the second candidate over the lists, all four being in each."""
    state = read_into(loaded, None, [i for part in parts for i in part], Control())
    return float(ranker.scores(state, TOUCHED[-1], Control())[1])
