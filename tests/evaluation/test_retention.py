"""Probes of retention: honestly made, and answered by what was read and by nothing else."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from memstudio.data.tokenised import TokenisedCorpus
from memstudio.errors import Cancelled, DataError
from memstudio.evaluation.retention import ask_needles, ask_pairs
from memstudio.evaluation.retention_probes import (
    ProbeSizes,
    distances_up_to,
    make_needles,
    make_pair_lists,
)
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.progress import Control
from tests.battery.cases import CASES
from tests.evaluation.copying_model import copying_model
from tests.evaluation.remembering import SEGMENT, WORDS, Remembering, Words, a_corpus
from tests.trace.every_kind import a_model

KINDS = [each.name for each in KIND_DESCRIPTIONS]
CORPUS = a_corpus(500, 900, 700)


def lists_of(number: int = 6, pairs: int = 24):  # type: ignore[no-untyped-def]
    return make_pair_lists(CORPUS, Words(), SEGMENT, pairs=pairs, number=number, seed=0)


# ---------------------------------------------------------------------- made


def test_a_needle_is_a_stretch_of_one_document_and_its_beginning_comes_once() -> None:
    needles = make_needles(CORPUS, SEGMENT, 16, 12, 0)
    sizes = ProbeSizes.of(SEGMENT)
    assert len(needles) == 12
    for each in needles:
        first = each.start + each.place
        text = CORPUS.tokens[first : first + sizes.cue + sizes.answer]
        assert np.concatenate([each.cue, each.answer]).tolist() == text.tolist()
        assert 0 not in text
        assert each.place + len(text) <= SEGMENT
        assert each.start + 16 * SEGMENT <= CORPUS.num_tokens
        row = CORPUS.tokens[each.start : each.start + 16 * SEGMENT].tolist()
        cue = each.cue.tolist()
        assert sum(row[at : at + len(cue)] == cue for at in range(len(row))) == 1
    assert len({each.place for each in needles}) > 4
    assert max(each.start for each in needles) - min(each.start for each in needles) > 800


def test_rare_words_are_preferred() -> None:
    rng = np.random.default_rng(0)
    ids = rng.integers(2, 12, 4000)
    rare = rng.random(4000) < 0.2
    ids[rare] = rng.integers(20, 400, rare.sum())
    corpus = TokenisedCorpus(ids.astype(np.int32), np.array([0, 4000]))
    needles = make_needles(corpus, SEGMENT, 4, 24, 0)
    share = np.mean([(each.answer >= 20).mean() for each in needles])
    assert share > 0.5
    assert (ids >= 20).mean() < 0.25


def test_the_same_seed_makes_the_same_probes() -> None:
    first, again = (make_needles(CORPUS, SEGMENT, 8, 8, 3) for _ in range(2))
    assert [each.start for each in first] == [each.start for each in again]
    assert [each.start for each in first] != [
        each.start for each in make_needles(CORPUS, SEGMENT, 8, 8, 4)
    ]


def test_no_two_values_of_a_list_begin_alike_and_foils_are_in_no_pair() -> None:
    for own in lists_of():
        assert len(own.keys) == len(own.values) == len(own.foils) == 24
        firsts = np.concatenate([own.keys[:, 0], own.values[:, 0], own.foils[:, 0]])
        assert len(set(firsts.tolist())) == 3 * 24
        assert max(map(len, own.segments)) <= SEGMENT
        written = np.concatenate(own.segments).reshape(24, -1)
        assert np.array_equal(written[:, : own.keys.shape[1]], own.keys)


def test_what_is_dealt_to_a_key_is_not_what_follows_it_in_the_text() -> None:
    text = " ".join(map(str, CORPUS.tokens.tolist()))
    found = [
        " ".join(map(str, [*key, *value])) in text
        for own in lists_of()
        for key, value in zip(own.keys.tolist(), own.values.tolist(), strict=True)
    ]
    assert sum(found) <= 2


def test_distances_double_as_far_as_the_text_goes() -> None:
    assert distances_up_to(10_000, SEGMENT, 64) == (1, 2, 4, 8, 16, 32, 64)
    assert distances_up_to(10_000, SEGMENT, 20) == (1, 2, 4, 8, 16)
    assert distances_up_to(6 * SEGMENT, SEGMENT, 64) == (1, 2, 4)


def test_too_little_text_and_text_that_repeats_itself_are_refused() -> None:
    with pytest.raises(DataError, match="Take a longer text"):
        distances_up_to(SEGMENT + 3, SEGMENT, 64)
    with pytest.raises(DataError, match="too short to ask in"):
        ProbeSizes.of(4)
    same = TokenisedCorpus(np.tile([5, 6, 7], 400).astype(np.int32), np.array([0, 1200]))
    with pytest.raises(DataError, match="repeats itself"):
        make_needles(same, SEGMENT, 4, 12, 0)
    assert make_pair_lists(same, Words(), SEGMENT, pairs=8, number=2, seed=0) == ()


# ---------------------------------------------------------------------- asked


def test_what_is_remembered_word_for_word_is_recalled_and_nothing_else_is() -> None:
    needles, distances = make_needles(CORPUS, SEGMENT, 16, 12, 0), (1, 2, 4, 8, 16)
    found = ask_needles(Remembering(), CORPUS, needles, distances, Control())  # type: ignore[arg-type]
    assert found["read"].right.shape == (5, 12, len(needles[0].answer))
    assert found["read"].right.mean() > 0.9
    for name in ("reset", "foil"):
        assert found[name].right.mean() < 0.1
        assert found[name].log_odds.mean() < found["read"].log_odds.mean() - 3


def test_a_memory_of_three_segments_recalls_no_farther() -> None:
    needles, distances = make_needles(CORPUS, SEGMENT, 16, 12, 0), (1, 2, 4, 8)
    found = ask_needles(Remembering(3), CORPUS, needles, distances, Control())  # type: ignore[arg-type]
    near, two, four, eight = found["read"].right.all(-1).mean(1)
    assert near > 0.9
    assert two > 0.9
    assert four < 0.1
    assert eight < 0.1


def test_pairs_are_recalled_as_far_back_as_the_memory_goes() -> None:
    lists = lists_of()
    found = ask_pairs(Remembering(), lists, Control())  # type: ignore[arg-type]
    assert found["read"].chosen.mean() > 0.95  # type: ignore[union-attr]
    assert found["read"].right.all(-1).mean() > 0.9
    per_segment = -(-24 // len(lists[0].segments))
    short = ask_pairs(Remembering(1), lists, Control())["read"].right.all(-1)  # type: ignore[arg-type]
    assert short[:, -2:].mean() > 0.9
    assert short[:, : -2 * per_segment].mean() < 0.1


@pytest.mark.parametrize("model", [Remembering(), Remembering(says_last=True)])
def test_with_the_memory_reset_or_a_key_never_read_choosing_is_chance(model: Remembering) -> None:
    lists = lists_of(24)
    found = ask_pairs(model, lists, Control())  # type: ignore[arg-type]
    for name in ("reset", "foil"):
        share, chance = found[name].chosen.mean(), 1 / 24  # type: ignore[union-attr]
        assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / found[name].chosen.size)  # type: ignore[union-attr]


def test_saying_what_was_read_last_gains_nothing_over_the_foil() -> None:
    """The last pair's value is the likeliest for every key, the foil's too."""
    found = ask_pairs(Remembering(says_last=True), lists_of(), Control())  # type: ignore[arg-type]
    assert np.array_equal(found["read"].chosen, found["foil"].chosen)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.one_in(3)
def test_every_kind_can_be_asked_and_asking_writes_nothing(kind: str) -> None:
    # An encoder too, which reads the segment before again, is not shown it when it is asked.
    model = a_model(next(case for case in CASES if case.kind == kind)).model
    length, rng = model.config.segment_length, np.random.default_rng(0)
    corpus = TokenisedCorpus(rng.integers(2, 97, 800).astype(np.int32), np.array([0, 800]))
    needles = make_needles(corpus, length, 4, 9, 0)
    once = ask_needles(model, corpus, needles, (1, 2, 4), Control())
    last = ask_needles(model, corpus, needles, (4,), Control())
    assert once["read"].right.shape[:2] == (3, 9)
    np.testing.assert_allclose(once["read"].log_odds[2], last["read"].log_odds[0], atol=1e-4)
    np.testing.assert_allclose(once["reset"].log_odds[0], once["reset"].log_odds[2], atol=1e-5)
    # Before anything else was read, there is no memory but the reset one.
    np.testing.assert_allclose(once["foil"].log_odds[0], once["reset"].log_odds[0], atol=1e-5)
    if kind == "none":
        np.testing.assert_allclose(once["read"].log_odds, once["reset"].log_odds, atol=1e-5)
    lists = make_pair_lists(corpus, Words(), length, pairs=8, number=3, seed=0)
    asked = ask_pairs(model, lists, Control())
    assert asked["read"].chosen.shape == (3, len(lists[0].keys))  # type: ignore[union-attr]
    # With the memory reset, what was written does not matter.
    others = [dataclasses.replace(each, segments=each.segments[:1]) for each in lists]
    reset = ask_pairs(model, others, Control())["reset"]
    np.testing.assert_allclose(asked["reset"].log_odds, reset.log_odds, atol=1e-5)


def test_asking_tells_how_far_it_is_and_can_be_ended() -> None:
    told: list[tuple[int, int]] = []
    control = Control(on_progress=lambda each: told.append((each.done, each.total)))
    needles = make_needles(CORPUS, SEGMENT, 8, 12, 0)
    ask_needles(Remembering(), CORPUS, needles, (1, 2, 4, 8), control)  # type: ignore[arg-type]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {total for _, total in told} == {16}
    control.cancel()
    with pytest.raises(Cancelled):
        ask_pairs(Remembering(), lists_of(), control)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- by a memory that works


@pytest.mark.parametrize(
    ("capacity", "expected"), [(None, (1, 1, 1, 1)), (3 * SEGMENT, (1, 1, 0, 0))]
)
@pytest.mark.one_in(2)
def test_a_model_that_goes_on_with_what_it_read_recalls_as_far_as_its_memory_holds(
    capacity: int | None, expected: tuple[int, ...]
) -> None:
    """The memory `knn` itself, in a model that uses it; three segments hold distances 1 and 2."""
    model = copying_model(WORDS, SEGMENT, capacity)
    needles = make_needles(CORPUS, SEGMENT, 8, 12, 0)
    found = ask_needles(model, CORPUS, needles, (1, 2, 4, 8), Control())
    assert np.abs(found["read"].right.all(-1).mean(1) - expected).max() < 0.2
    for name in ("reset", "foil"):
        assert found[name].right.all(-1).mean() < 0.1
    lists = lists_of(8)
    chosen = ask_pairs(model, lists, Control())
    recalled = chosen["read"].chosen
    assert recalled is not None
    assert recalled[:, -8:].mean() > 0.9
    assert recalled.mean() > 0.95 or capacity is not None
    chance = 1 / recalled.shape[1]
    for name in ("reset", "foil"):
        share = chosen[name].chosen.mean()  # type: ignore[union-attr]
        assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / recalled.size)
