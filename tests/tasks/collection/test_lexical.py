"""BM25 as its equation has it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from memstudio.tasks.collection.fusion import fused
from memstudio.tasks.collection.lexical import LexicalIndex
from memstudio.tasks.collection.words import places_of, words_of

TEXTS = ["the cat sat on the mat", "the dog ate a bone", "a cat and a dog and a cat"]


def test_scores_are_those_of_the_equation() -> None:
    index = LexicalIndex(TEXTS)
    mean = (6 + 5 + 8) / 3
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    wanted = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 8 / mean))
    assert index.scores("cat")[2] == pytest.approx(wanted)
    assert index.scores("cat")[1] == 0
    assert not index.scores("zebra").any()
    assert LexicalIndex([]).scores("cat").shape == (0,)


def test_coverage_is_the_share_of_what_was_asked() -> None:
    index = LexicalIndex(TEXTS)
    assert index.coverage("cat mat", TEXTS[0]) == pytest.approx(1)
    assert 0 < index.coverage("cat bone", TEXTS[0]) < 0.5
    assert index.coverage("", TEXTS[0]) == 0


def test_words_that_are_the_same_are_wholly_alike() -> None:
    index = LexicalIndex(TEXTS)
    assert index.overlap(["cat", "mat"], ["mat", "cat"]) == pytest.approx(1)
    assert index.overlap(["cat"], ["dog"]) == 0
    assert index.overlap([], ["dog"]) == 0


def test_what_two_parts_find_comes_before_what_one_puts_first() -> None:
    scores = {"words": np.array([9.0, 8.0, 0.0]), "vectors": np.array([-3.0, 0.8, 0.9])}
    order = fused(scores, {"words": 0.0, "vectors": -2.0})
    assert [at for at, _, _ in order] == [1, 0, 2]
    assert order[0][1] == pytest.approx(1 / 62 + 1 / 62)
    assert [(each.part, each.place) for each in order[2][2]] == [("vectors", 1)]


@pytest.mark.parametrize(
    ("several", "one"),
    [("movies", "movie"), ("stories", "story"), ("ties", "tie"), ("boxes", "box"),
     ("headaches", "headache"), ("churches", "church"), ("houses", "house"), ("keys", "key")],
)  # fmt: skip
def test_several_are_found_by_one_and_one_by_several(several: str, one: str) -> None:
    assert words_of(several) == words_of(one)


def test_a_single_chinese_character_is_marked_where_no_longer_word_was_asked_for() -> None:
    assert places_of("黑猫在睡觉", set(words_of("猫"))) == [(1, 2)]
    assert places_of("黑猫和猫", set(words_of("黑猫"))) == [(0, 2)]
