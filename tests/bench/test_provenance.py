from __future__ import annotations

import pytest

from memstudio.bench.provenance import CHECKS, CheckedAnswer, ProvenanceReport, measure_provenance
from memstudio.bench.provenance_table import as_markdown
from memstudio.errors import DataError
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from tests.tiny import tiny_loaded


@pytest.fixture(scope="module")
def report() -> ProvenanceReport:
    loaded = open_model("demo", device="cpu")
    return measure_provenance(loaded, num_answers=4, num_segments=5, seed=3, control=Control())


def test_right_answers_are_explained_and_put_to_the_test(report: ProvenanceReport) -> None:
    assert [each.has_gap for each in report.answers] == [False] * 4 + [True]
    assert report.num_asked >= 5
    for each in report.answers:
        assert each.passed.keys() == CHECKS.keys()
        assert each.distance >= 1
        assert 1 <= each.num_chain <= report.num_slots
    # Of the bundled model nearly all pass; how many exactly is for the benchmark to say.
    assert sum(each.passed["chain"] for each in report.answers) >= 3
    assert sum(each.passed["random"] for each in report.answers) <= 2


def test_the_same_seed_gives_the_same_report(report: ProvenanceReport) -> None:
    loaded = open_model("demo", device="cpu")
    again = measure_provenance(loaded, num_answers=4, num_segments=5, seed=3, control=Control())
    assert again.answers == report.answers


def test_the_table_says_what_was_measured_and_how(report: ProvenanceReport) -> None:
    table = as_markdown(report, "memstudio bench provenance --seed 3")
    assert "`memstudio bench provenance --seed 3`" in table
    for text in CHECKS.values():
        assert text in table
    rate = report.rate("chain")
    assert f"{rate.right} of {rate.asked}" in table
    values = report.as_json()
    assert values["answers"] == 5
    assert values["rates"]["moving"]["chain"]["right"] == rate.right


def test_rates_are_of_one_sort_of_story_and_of_distances() -> None:
    answers = tuple(
        CheckedAnswer(gap, distance, 1, {"chain": distance < 3})
        for gap, distance in ((False, 1), (False, 5), (True, 2))
    )
    report = ProvenanceReport("m", "rmt", 8, 1, 3, answers, 0.1, 0.2)
    assert (report.rate("chain").right, report.rate("chain").asked) == (1, 2)
    assert report.rate("chain", gap=True).asked == 1
    assert report.rate("chain", distances=(4, 8)).right == 0


def test_a_model_that_cannot_be_asked_is_refused() -> None:
    with pytest.raises(DataError, match="more than one token"):
        measure_provenance(tiny_loaded(), num_answers=4, control=Control())
