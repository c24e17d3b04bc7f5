"""What a measurement says in sentences and tables, and where it is kept."""

from __future__ import annotations

import csv
import io
import json

import pytest

from memstudio.errors import DataError
from memstudio.events import AnswerExample
from memstudio.measuring.export import ENGLISH, as_csv, as_markdown, exported, said, table
from memstudio.measuring.lines import AT_LENGTH, distance_name, line_of, lines_of
from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
from memstudio.measuring.store import keep, kept, read
from memstudio.measuring.verdict import sentences


def a_measurement(
    name: str = "question/exact_match", *, memory: str | None = "rmt", **values: float | None
) -> Measurement:
    figure = MeasuredMetric(
        **{"value": 0.8, "low": 0.7, "high": 0.9, "memory_reset": 0.2, "gain": 0.6,
           "gain_low": 0.4, "gain_high": 0.7, "count": 100, "parts": 100} | values
    )  # fmt: skip
    examples = (AnswerExample(prompt="Where | who?", expected="there", answer="here"),)
    of = ModelMeasures(
        model="demo", name="demo", memory=memory, task="text", metrics={name: figure},
        examples=examples,
    )  # fmt: skip
    return Measurement(of=of, settings={"seed": 1, "data": ["a.txt"]}, device="cpu")


def replace_metrics(measurement: Measurement, metrics: dict[str, MeasuredMetric]) -> Measurement:
    of = measurement.of.model_copy(update={"metrics": metrics})
    return measurement.model_copy(update={"of": of})


def tone(measurement: Measurement) -> str:
    return sentences(measurement, ENGLISH, str)[0].tone


def test_a_memory_that_helps_harms_or_does_neither_is_said_to() -> None:
    helps = a_measurement()
    assert tone(helps) == "good"
    assert said(helps) == [
        (
            "The memory helps. Exact match: 80.0% with it, 20.0% when it is forgotten before each "
            "segment; a difference of +60.0 points, with 95% certainty between +40.0 points and "
            "+70.0 points."
        )
    ]
    harms = a_measurement(gain=-0.3, gain_low=-0.4, gain_high=-0.1)
    assert tone(harms) == "bad"
    assert "does harm" in said(harms)[0]
    unclear = a_measurement(gain=0.1, gain_low=-0.1, gain_high=0.3)
    assert tone(unclear) == "open"
    assert "not shown" in said(unclear)[0]
    assert "too little" in said(a_measurement(gain_low=None, gain_high=None))[0]


def test_another_figure_that_is_beyond_chance_is_named_beside_the_main_one() -> None:
    unclear = {"gain": -0.004, "gain_low": -0.014, "gain_high": 0.004}
    loss = a_measurement("loss", value=7.012, memory_reset=7.016, **unclear)
    per_byte = a_measurement("bits_per_byte", **unclear).of.metrics
    harm = {"value": 0.067, "memory_reset": 0.072, "gain": -0.005, "gain_low": -0.007}
    accuracy = a_measurement("token_accuracy", **harm, gain_high=-0.003).of.metrics
    both = replace_metrics(loss, loss.of.metrics | per_byte | accuracy)
    of_loss, of_accuracy = sentences(both, ENGLISH, str)
    assert (of_loss.tone, of_accuracy.tone) == ("open", "bad")
    first, second = said(both)
    assert "a difference in the main figure. Loss: 7.0120 with it" in first
    assert "Measure on more" not in first
    assert second.startswith("Another figure shows that it does harm. Token accuracy: 6.7% with it")
    # What says the same as the main figure is no news.
    harms = replace_metrics(a_measurement("loss"), a_measurement("loss").of.metrics | accuracy)
    assert len(said(harms)) == 1
    assert len(said(replace_metrics(loss, loss.of.metrics | per_byte))) == 1


def test_a_loss_is_better_when_lower() -> None:
    assert tone(a_measurement("loss", gain=-0.6, gain_low=-0.7, gain_high=-0.5)) == "good"
    assert tone(a_measurement("loss")) == "bad"


def test_of_rows_of_several_kinds_the_most_speak_and_are_named() -> None:
    few = a_measurement(count=8, gain=0.0, gain_low=-0.3, gain_high=0.3)
    many = a_measurement("conversation/exact_match", count=80).of.metrics
    both = replace_metrics(few, few.of.metrics | many)
    assert tone(both) == "good"
    assert "Exact match (conversation): 80.0% with it" in said(both)[0]
    # Those that are the most rows, also where their main figure is of fewer.
    own = a_measurement("number/pearson", count=5).of.metrics
    own |= a_measurement("number/are_numbers", count=90).of.metrics
    three = replace_metrics(few, both.of.metrics | own)
    assert "Correlation (" in said(three)[0]


def test_no_memory_and_nothing_for_it_to_carry_are_said() -> None:
    plain = a_measurement(memory=None, gain=None, memory_reset=None)
    assert "carries no memory" in said(plain)[0]
    short = a_measurement()
    short = short.model_copy(
        update={"of": short.of.model_copy(update={"details": {"crosses_segments": False}})}
    )
    assert "fits into one segment" in said(short)[0]
    # A memory is there also where a figure is none without it.
    unknown = a_measurement("number/pearson", gain=None, memory_reset=None, count=120)
    assert said(unknown) == []
    others = a_measurement("number/are_numbers").of.metrics
    both = replace_metrics(unknown, unknown.of.metrics | others)
    assert said(both)[0].startswith("The memory helps. ")


def test_who_is_ahead_is_said() -> None:
    first = a_measurement(ahead=0.3, ahead_low=0.1, ahead_high=0.5)
    other = a_measurement().of.model_copy(update={"model": "/models/old", "name": "old"})
    both = first.model_copy(update={"baseline": other})
    assert said(both)[1].startswith("Better than old: Exact match 80.0% against 80.0%;")
    behind = a_measurement(ahead=-0.3, ahead_low=-0.5, ahead_high=-0.1)
    assert said(behind.model_copy(update={"baseline": other}))[1].startswith("Worse than old")
    level = a_measurement(ahead=0.0, ahead_low=-0.1, ahead_high=0.1)
    plain = other.model_copy(update={"model": "none"})
    sentence = said(level.model_copy(update={"baseline": plain}))[1]
    assert sentence.startswith("No difference to the same without its memory is shown")


def test_losses_of_other_tokens_are_not_compared() -> None:
    sizes = {"value": 2.0, "ahead": 0.7, "ahead_low": 0.6, "ahead_high": 0.8}
    mine = a_measurement("loss", **sizes)
    per_byte = MeasuredMetric(value=0.7, ahead=-0.6, ahead_low=-0.7, ahead_high=-0.5, count=100)
    mine = replace_metrics(mine, mine.of.metrics | {"bits_per_byte": per_byte})
    same = mine.model_copy(update={"baseline": mine.of.model_copy(update={"name": "old"})})
    assert said(same)[1].startswith("Worse than old: Loss 2.0000")
    fewer = {name: each.model_copy(update={"count": 400}) for name, each in mine.of.metrics.items()}
    others = mine.of.model_copy(update={"name": "bytes", "metrics": fewer})
    other = mine.model_copy(update={"baseline": others})
    assert said(other)[1].startswith("Better than bytes: Bits per byte 0.7")


def test_the_tables_hold_every_figure() -> None:
    found = a_measurement()
    assert table(found)[1] == (
        "Exact match \u2191 (question)", "80.0% (70.0% to 90.0%)", "20.0%",
        "+60.0 points (+40.0 points to +70.0 points)", "100 rows",
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert float(rows[0]["gain_high"]) == 0.7
    assert rows[0]["ahead"] == ""
    page = as_markdown(found)
    assert "| 80.0% (70.0% to 90.0%) |" in page
    assert "Where \\| who?" in page
    assert json.loads(exported(found, "json"))["metrics"]["question/exact_match"]["low"] == 0.7


def test_figures_have_names_and_those_of_other_versions_are_left_out() -> None:
    assert [line.name for line in lines_of(["loss", "later/version", AT_LENGTH])] == [
        "loss", AT_LENGTH,
    ]  # fmt: skip
    far = line_of(distance_name(16))
    assert far is not None
    assert ENGLISH.title(far) == "Recall, distance 16"
    assert line_of("stories/distance_x") is None


def test_measurements_are_kept_newest_first_and_damaged_ones_are_passed_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert kept() == []
    older, newer = (
        keep(a_measurement().model_copy(update={"when": f"2026-11-2{day}T10:00:00"}))
        for day in (3, 4)
    )
    again = keep(a_measurement().model_copy(update={"when": "2026-11-24T10:00:00"}))
    assert again not in {older, newer}
    assert read(older).to_json() == kept()[-1].measurement.to_json()
    assert len(kept()) == 3
    newer.write_text("{", encoding="utf-8")
    assert len(kept()) == 2
    assert "not listed" in caplog.text
    with pytest.raises(DataError):
        read(newer)
