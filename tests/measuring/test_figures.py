"""Figures of rows and texts: what the metrics say, with an interval that holds their spread."""

from __future__ import annotations

import math

import numpy as np
import pytest

from memstudio.errors import Cancelled
from memstudio.evaluation.metric_table import (
    HEADS,
    MEASURES,
    METRICS,
    TASKS,
    WITH_TERMS,
    Answers,
    measured,
)
from memstudio.evaluation.row_evaluation import AnsweredRows
from memstudio.measuring.figures import _MEANS, by_parts, of_rows, of_text

KEPT = Answers(said=("a b", "c", "d", "e", "f", "g", "h", "x"), expected=tuple("acdefghi"))
RESET = Answers(said=("x",) * 8, expected=tuple("acdefghi"))


def nothing() -> None:
    """Goes on."""


def test_rows_are_measured_as_anywhere_with_an_interval_around() -> None:
    found = of_rows(AnsweredRows("question", TASKS["question"], KEPT, RESET), 1, nothing)
    assert list(found) == ["question/exact_match", "question/token_f1"]
    plain = measured(TASKS["question"], KEPT)
    figure = found["question/exact_match"].finished()
    assert figure.value == plain["exact_match"] == 6 / 8
    assert figure.memory_reset == 0
    assert figure.memory_reset_high == pytest.approx(0.32, abs=0.01)
    assert figure.low is not None
    assert figure.high is not None
    assert 0.3 < figure.low < 6 / 8 < figure.high <= 1
    assert figure.gain == 6 / 8
    assert figure.gain_low is not None
    assert 0 < figure.gain_low < 6 / 8
    assert (figure.count, figure.parts, figure.part) == (8, 8, "rows")


@pytest.mark.parametrize("name", sorted(_MEANS))
def test_what_is_taken_for_a_mean_over_rows_is_one(name: str) -> None:
    measure = METRICS[name].measure
    assert measure is not None
    rows = 12
    rng = np.random.default_rng(3)
    answers = Answers(
        said=tuple(str(n) for n in rng.integers(0, 3, rows)),
        expected=tuple(str(n) for n in rng.integers(0, 3, rows)),
        scores=tuple(tuple(rng.random(4)) for _ in range(rows)),
        relevance=((1.0, 0.0, 0.0, 1.0),) * rows,
    )
    own = [
        measure(Answers(answers.said[i : i + 1], answers.expected[i : i + 1],
                        answers.scores[i : i + 1], answers.relevance[i : i + 1]))
        for i in range(rows)
    ]  # fmt: skip
    told = [each for each in own if each is not None]
    assert measure(answers) == pytest.approx(sum(told) / len(told))


def test_a_metric_that_is_no_mean_is_worked_out_anew_in_every_draw() -> None:
    found = of_rows(AnsweredRows("translation", TASKS["translation"], KEPT, None), 1, nothing)
    figure = found["translation/chrf"].finished()
    assert figure.low is not None
    assert figure.high is not None
    assert figure.value is not None
    assert figure.low < figure.value < figure.high
    assert figure.gain is None


def test_terms_are_drawn_with_the_rows_that_they_stand_in() -> None:
    terms = ((("levy", "a"), ("port", "b")), (), *((("levy", said),) for said in "defghxy"))
    kept = Answers((*KEPT.said, "y"), (*KEPT.expected, "y"), terms=terms)
    figures = of_rows(AnsweredRows("translation", WITH_TERMS, kept, None), 1, nothing)
    figure = figures["translation/term_consistency"].finished()
    # All of 8 rows with terms: Wilson's interval begins at n / (n + z^2).
    assert (figure.value, figure.high, figure.count) == (1, 1, 8)
    assert figure.low == pytest.approx(8 / (8 + 1.96**2), abs=1e-3)
    wrong = Answers(("x",) * 9, kept.expected, terms=terms)
    again = of_rows(AnsweredRows("translation", WITH_TERMS, wrong, None), 1, nothing)
    other = again["translation/term_consistency"].finished()
    assert other.value == pytest.approx(1 / 9)
    assert other.low is not None
    assert other.high is not None
    assert 0 <= other.low < 1 / 9 < other.high < 1


def test_what_is_of_numbers_alone_counts_the_numbers() -> None:
    expected = tuple(f"{n}.5" for n in range(40))
    said = ("1.5", "2.5", "4.5", *("no idea",) * 37)
    found = of_rows(AnsweredRows("number", MEASURES, Answers(said, expected), None), 1, nothing)
    figures = [found[f"number/{name}"].finished() for name in MEASURES.metrics]
    assert [(each.count, each.parts) for each in figures] == [(3, 40), (3, 40), (40, 40)]
    assert [each.low is None for each in figures] == [True, True, False]


def test_working_out_can_be_ended() -> None:
    def end() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        of_rows(AnsweredRows("translation", TASKS["translation"], KEPT, None), 1, end)


def test_few_rows_have_no_interval() -> None:
    few = Answers(KEPT.said[:3], KEPT.expected[:3])
    figure = of_rows(AnsweredRows("question", TASKS["question"], few, few), 1, nothing)
    finished = figure["question/exact_match"].finished()
    assert finished.low is None
    assert (finished.gain, finished.gain_low) == (0, None)


def test_stretches_of_many_documents_are_put_together_by_document() -> None:
    samples = [(2.0, 1, 2)] * 10
    many = by_parts(samples, [4] * 10, np.repeat(np.arange(10), 1))
    assert (many.part, len(many.tokens)) == ("documents", 10)
    pairs = by_parts(samples * 2, [4] * 20, np.repeat(np.arange(10), 2))
    assert (pairs.part, pairs.tokens.tolist()) == ("documents", [4.0] * 10)
    one = by_parts(samples, [4] * 10, np.zeros(10, np.int64))
    assert (one.part, len(one.tokens)) == ("stretches", 10)


def test_parts_without_a_predicted_token_are_none() -> None:
    found = by_parts([(0.0, 0, 0), (1.0, 1, 1)], [0, 1], np.arange(2))
    assert found.tokens.tolist() == [1.0]


def test_text_has_its_loss_and_what_follows_from_it() -> None:
    rng = np.random.default_rng(0)
    losses = [(float(x), 3, 10) for x in rng.normal(20, 2, 50)]
    worse = [(loss + 5, 2, 10) for loss, _, _ in losses]
    parts = [by_parts(each, [25] * 50, np.zeros(50, np.int64)) for each in (losses, worse)]
    found = {name: each.finished() for name, each in of_text(parts[0], parts[1], 1).items()}
    loss = sum(each[0] for each in losses) / 500
    assert found["loss"].value == pytest.approx(loss)
    assert found["perplexity"].value == pytest.approx(math.exp(loss))
    assert found["bits_per_byte"].value == pytest.approx(loss * 10 / math.log(2) / 25)
    assert found["token_accuracy"].value == pytest.approx(0.3)
    # Each part lost the same: a difference that never varied tells nothing of how far chance goes.
    assert found["loss"].gain == pytest.approx(-0.5)
    assert (found["loss"].gain_low, found["loss"].gain_high) == (None, None)
    assert found["loss"].high is not None
    assert found["loss"].high > loss


def test_nothing_right_is_not_taken_for_certain() -> None:
    wrong = Answers(said=("x",) * 20, expected=tuple("abcdefghijklmnopqrst"))
    found = of_rows(AnsweredRows("question", TASKS["question"], wrong, wrong), 1, nothing)
    figure = found["question/exact_match"].finished()
    # 0 of 20: Wilson's interval ends at z^2 / (n + z^2).
    assert (figure.value, figure.low) == (0, 0)
    assert figure.high == pytest.approx(1.96**2 / (20 + 1.96**2), abs=1e-3)
    assert figure.gain_low == pytest.approx(-figure.high, abs=1e-6)
    right = Answers(said=wrong.expected, expected=wrong.expected)
    both = of_rows(AnsweredRows("question", TASKS["question"], right, wrong), 1, nothing)
    gain = both["question/exact_match"].finished()
    assert gain.gain == 1
    assert gain.gain_low is not None
    assert 0.7 < gain.gain_low < 1
    none = by_parts([(20.0, 0, 10)] * 20, [25] * 20, np.zeros(20, np.int64))
    of_tokens = of_text(none, none, 1)["token_accuracy"].finished()
    assert (of_tokens.low, of_tokens.high) == (0, figure.high)
    assert of_tokens.gain_high == pytest.approx(figure.high)


def test_what_never_varies_is_not_taken_for_certain_where_it_is_no_share_of_rows() -> None:
    right = Answers(said=("x", "y") * 4, expected=("x", "y") * 4)
    wrong = Answers(said=("y", "x") * 4, expected=right.expected)
    found = of_rows(AnsweredRows("topic", HEADS, right, wrong), 1, nothing)
    figure = found["topic/macro_f1"].finished()
    assert (figure.value, figure.memory_reset, figure.gain) == (1, 0, 1)
    assert (figure.low, figure.memory_reset_low, figure.gain_low) == (None, None, None)
    # These vary with how common the labels are, but always by as much.
    above = found["topic/above_commonest"].finished()
    assert (above.low is None, above.gain, above.gain_low) == (False, 1, None)
    # Where one side varies, so does the difference.
    half = Answers(said=("x",) * 8, expected=right.expected)
    found = of_rows(AnsweredRows("topic", HEADS, right, half), 1, nothing)
    gain = found["topic/macro_f1"].finished()
    assert gain.gain_low is not None
    assert gain.gain_high is not None
    assert 0 < gain.gain_low < gain.gain_high
    numbers = tuple(f"{n / 3:.2f}" for n in range(8))
    exact = Answers(said=numbers, expected=numbers)
    found = of_rows(AnsweredRows("number", MEASURES, exact, None), 1, nothing)
    # But for rounding, a correlation of 1 in every draw; and no error in any.
    assert [found[f"number/{name}"].finished().low for name in MEASURES.metrics[:2]] == [None] * 2


def test_answers_that_are_alike_with_and_without_are_no_certainty() -> None:
    same = Answers(said=("a",) * 4 + ("x",) * 4, expected=("a",) * 8)
    figure = of_rows(AnsweredRows("question", TASKS["question"], same, same), 1, nothing)[
        "question/exact_match"
    ].finished()
    assert figure.gain == 0
    assert figure.gain_low is not None
    assert figure.gain_high is not None
    assert figure.gain_low < -0.2
    assert figure.gain_high > 0.2
