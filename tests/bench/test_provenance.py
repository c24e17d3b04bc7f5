from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from memstudio.bench import provenance
from memstudio.bench.provenance import CHECKS, CheckedAnswer, ProvenanceReport, measure_provenance
from memstudio.bench.provenance_table import as_markdown
from memstudio.errors import DataError
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from memstudio.trace.interventions import Plan


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


@pytest.mark.slow
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


@pytest.mark.parametrize(("on_chain", "has_random"), [(4, True), (5, False), (8, False)])
def test_as_many_random_slots_are_removed_or_none(
    on_chain: int, has_random: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[Plan] = []

    def note(_: object, given: list[Plan], *__: object, **___: object) -> list[Any]:
        plans.extend(given)
        predicted = np.full((len(given), 1), 7)
        return [SimpleNamespace(rows=range(len(given)), predicted=predicted)]

    monkeypatch.setattr(provenance, "read_rows", note)
    session = SimpleNamespace(num_slots=8, other=lambda _: SimpleNamespace(num_segments=3))
    chain = tuple(range(on_chain))
    found = SimpleNamespace(segment=2, chain=chain, token=20, predicted_id=7)
    measuring = provenance._Measuring(tiny_loaded(), 16, 1, Control())
    passed = measuring._removals(session, found, "other")  # type: ignore[arg-type]
    assert ({"random", "random_initial"} <= passed.keys()) == has_random
    at_random = [
        each.slots for plan in plans for each in plan if each.slots and each.slots != chain
    ]
    assert [len(slots) for slots in at_random] == ([on_chain] * 2 if has_random else [])
    answer = CheckedAnswer(False, 1, 0, on_chain, dict.fromkeys(CHECKS, True) | passed)
    lacking = CheckedAnswer(False, 1, 1, on_chain, {"chain": True, **passed})
    report = ProvenanceReport("m", "rmt", 8, 1, 2, (answer, lacking), 0.1, 0.2)
    assert report.rate("random").asked == (2 if has_random else 1)
    assert ("Of 1 answers more than half" in as_markdown(report, "")) != has_random


def test_rates_are_of_one_sort_of_story_and_of_distances() -> None:
    answers = tuple(
        CheckedAnswer(gap, distance, 0, 1, {"chain": distance < 3})
        for gap, distance in ((False, 1), (False, 5), (True, 2))
    )
    report = ProvenanceReport("m", "rmt", 8, 1, 3, answers, 0.1, 0.2)
    assert (report.rate("chain").right, report.rate("chain").asked) == (1, 2)
    assert report.rate("chain", gap=True).asked == 1
    assert report.rate("chain", distances=(4, 8)).right == 0


def test_a_model_that_cannot_be_asked_is_refused() -> None:
    with pytest.raises(DataError, match="more than one token"):
        measure_provenance(tiny_loaded(), num_answers=4, control=Control())
