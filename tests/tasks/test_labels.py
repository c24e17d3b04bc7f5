"""Sets of labels: as they are typed, and as they are found in what a model learnt."""

from __future__ import annotations

import pytest

from memstudio.errors import DataError
from memstudio.tasks.labels import LabelScheme, LabelSet, given, scheme_of, split_labels

TOPICS = ("economy", "markets")
MOODS = ("negative", "neutral", "positive")


def test_sets_are_typed_with_a_name_or_without() -> None:
    scheme = given(["topic=economy, markets", "positive,neutral,negative"], {"topic": "Topic?"})
    assert scheme.sets == (
        LabelSet("topic", TOPICS, "Topic?"),
        LabelSet("sentiment", ("positive", "neutral", "negative")),
    )
    assert scheme.topic is scheme.sets[0]
    assert scheme.sentiment is scheme.sets[1]
    assert scheme.negative == ("negative",)
    assert given(["利好，利空"], {}).sentiment == LabelSet("sentiment", ("利好", "利空"))


@pytest.mark.parametrize(
    ("texts", "asked", "words"),
    [
        (["topic=economy"], {}, "1 labels"),
        ([",".join(map(str, range(65)))], {}, "65 labels"),
        (["a,b", "topic=c,d"], {}, "'topic'"),
        (["a,b"], {"sentiment": "?"}, "'sentiment'"),
    ],
)
def test_what_makes_no_scheme_is_refused(
    texts: list[str], asked: dict[str, str], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        given(texts, asked)


def test_labels_of_rows_are_one_set() -> None:
    scheme = scheme_of([("", label) for label in (*MOODS, *MOODS)], "label")
    assert scheme == LabelScheme((LabelSet("sentiment", MOODS),))
    assert scheme.topic is None
    topics = scheme_of([("", label) for label in TOPICS], "topic")
    assert topics == LabelScheme((LabelSet("topic", TOPICS),))
    assert topics.sentiment is None
    assert topics.negative == ()


def test_labels_of_lists_are_parted_into_sets() -> None:
    answers = ["economy, negative", "markets, negative", "economy, positive"]
    scheme = scheme_of([("", answer) for answer in answers], "labels")
    assert scheme is not None
    assert scheme.sets == (
        LabelSet("topic", TOPICS),
        LabelSet("sentiment", ("negative", "positive")),
    )
    assert scheme.joint == (
        ("economy", "negative"),
        ("economy", "positive"),
        ("markets", "negative"),
    )


@pytest.mark.parametrize(
    "answers", [["mergers, deals", "other"], ["a, b", "b, a"], ["a, x", "a, y"]]
)
def test_labels_that_have_a_comma_of_their_own_stay_whole(answers: list[str]) -> None:
    scheme = scheme_of([("", answer) for answer in answers], "label")
    assert scheme is not None
    assert not scheme.joint
    assert scheme.sets[0].labels == tuple(sorted(answers))


def test_what_is_asked_after_the_text_makes_a_set_each() -> None:
    rows = [("Topic?", "economy"), ("Topic?", "markets"), ("Mood?", "negative"), ("Mood?", "fine")]
    scheme = scheme_of(rows, "label")
    assert scheme is not None
    assert [(each.name, each.asked) for each in scheme.sets] == [
        ("topic", "Topic?"),
        ("sentiment", "Mood?"),
    ]


def test_too_few_or_too_many_labels_are_no_scheme() -> None:
    assert scheme_of([], "label") is None
    assert scheme_of([("", "one")], "label") is None
    assert scheme_of([("", str(n)) for n in range(65)], "label") is None
    assert scheme_of([(f"text {n}", "ab"[n % 2]) for n in range(20)], "label") is None


def test_a_scheme_comes_back_from_a_file() -> None:
    scheme = scheme_of([("Which?", "a, x"), ("Which?", "b, y")], "label")
    assert scheme is not None
    assert LabelScheme.of(scheme.told()) == scheme


def test_labels_between_commas_count_once() -> None:
    assert split_labels(" a, b,,a ，c") == ("a", "b", "c")
