"""What a memory gives, as figures with intervals, sentences and a table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.errors import DataError
from memstudio.evaluation.memory_help import HelpReading
from memstudio.evaluation.memory_help_stories import HelpAnswers
from memstudio.measuring import export
from memstudio.measuring.help import report_of_answers, report_of_text
from memstudio.measuring.help_report import CONTROL_TITLES, HelpReport
from memstudio.measuring.help_verdict import farthest, help_sentences, help_table
from memstudio.measuring.measure import measure
from memstudio.measuring.measurement import Measurement
from memstudio.measuring.report_parts import ReportFigure
from memstudio.measuring.settings import MeasureSettings
from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from tests.tiny import tiny_loaded

WORTHLESS = ReportFigure(value=2.0, gain=0.0, gain_low=-0.1, gain_high=0.1)


def a_reading(**levels: float) -> HelpReading:
    """Forty segments whose tokens cost so much with each memory, give or take the same noise."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.3, (40, 6))
    losses = {
        name: (level + noise + rng.normal(0, 0.02, (40, 6))).astype(np.float32)
        for name, level in levels.items()
    }
    distances = np.tile([0, 1, 3, 9, 40, -1], (40, 1))
    return HelpReading(losses, distances, np.repeat([0, 1], 20))  # type: ignore[arg-type]


def test_what_a_stretch_has_in_common_is_no_chance_of_its_segments() -> None:
    """Gains of nothing, but for what each stretch has of its own: the interval reaches over it."""
    rng = np.random.default_rng(1)
    drawn = rng.normal(0, 0.2, 12)
    own = np.repeat(drawn, 30)[:, None]
    on = np.full((360, 6), 2.0, np.float32)
    losses = {"on": on, "reset": (on + own + rng.normal(0, 0.02, (360, 6))).astype(np.float32)}
    stretches = np.repeat(np.arange(12), 30)
    report = report_of_text(HelpReading(losses, np.ones((360, 6)), stretches), 7, 0)  # type: ignore[arg-type]
    assert (report.whole.parts, report.whole.stretches, report.num_drawn) == (360, 12, 12)
    assert "stretches" in report.interval
    reset = report.whole.figures["reset"]
    assert reset.gain_low is not None
    assert reset.gain_high is not None
    # The spread of a mean of twelve, not of 360.
    assert reset.gain_high - reset.gain_low == pytest.approx(4 * drawn.std() / 12**0.5, rel=0.1)
    # What only a few of the stretches reach to has no interval, and nothing is said of it.
    distances = np.ones((360, 6), int)
    distances[stretches < 3] = 40
    rows = HelpReading(losses | {"reset": on + 1}, distances, stretches)  # type: ignore[arg-type]
    near, far = report_of_text(rows, 7, 0).rows
    assert (near.figures["reset"].is_beaten, far.parts, far.stretches) == (True, 90, 3)
    assert far.figures["reset"].gain_low is None
    assert far.figures["on"].low is None
    few = report_of_text(a_reading(on=2.0, reset=2.2), 7, 0)
    assert (few.whole.stretches, few.num_drawn) == (None, 40)
    assert "farther off" in few.interval


def said(report: HelpReport) -> str:
    found = help_sentences(report, "{:.2f}".format)
    return " ".join(each.text.format(**each.values) for each in found)


def test_differences_are_of_the_same_tokens_and_so_narrower_than_the_values() -> None:
    report = report_of_text(a_reading(on=2.0, reset=2.2, swapped=2.1, shuffled=2.05), 7, 0)
    whole, reset = report.whole, report.whole.figures["reset"]
    assert (whole.count, whole.parts) == (240, 40)
    assert reset.gain == pytest.approx(0.2, abs=0.01)
    assert reset.gain_low is not None
    assert reset.gain_high is not None
    assert reset.low is not None
    assert reset.high is not None
    assert reset.gain_low < reset.gain < reset.gain_high
    assert reset.gain_high - reset.gain_low < (reset.high - reset.low) / 3
    assert [(row.first, row.last, row.count) for row in report.rows] == [
        (0, 0, 40), (1, 1, 40), (2, 3, 40), (8, 9, 40), (32, None, 40), (-1, -1, 40),
    ]  # fmt: skip
    assert report.left_out.keys() == {"off"}


@pytest.mark.parametrize("swapped", [{}, {"swapped": 2.3}, {"swapped": 2.0}])
def test_a_model_that_does_better_without_its_memory_is_not_said_to_be_helped(
    swapped: dict[str, float],
) -> None:
    report = report_of_text(a_reading(on=2.0, reset=2.3, off=1.5, **swapped), 7, 0)
    tones = [each.tone for each in help_sentences(report, str)]
    assert tones == ["open", "bad"]
    assert "helps" not in said(report)
    assert "Without the memory altogether the model does better" in said(report)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"on": 2.0, "reset": 2.3, "swapped": 2.3}, "helps, and by what it holds"),
        ({"on": 2.0, "reset": 2.3}, "no other text to swap"),
        ({"on": 2.0, "reset": 2.3, "swapped": 2.0}, "being filled"),
        ({"on": 2.0, "reset": 2.0, "swapped": 2.0, "off": 2.5}, "weights do lean on it"),
        ({"on": 2.3, "reset": 2.0, "swapped": 2.0}, "does harm"),
        ({"on": 2.3, "reset": 2.0, "swapped": 2.0, "off": 3.5}, "does harm"),
        ({"on": 2.0, "reset": 2.0, "swapped": 2.0}, "not shown"),
    ],
)
def test_the_verdict_follows_from_the_controls(levels: dict[str, float], expected: str) -> None:
    assert expected in said(report_of_text(a_reading(**levels), 7, 0))


def test_it_reaches_as_far_as_it_beats_both_controls() -> None:
    report = report_of_text(a_reading(on=2.0, reset=2.3, swapped=2.3, shuffled=2.0), 7, 0)
    row = farthest(report)
    assert row is not None
    assert (row.first, row.last) == (32, None)
    # Beyond where it is not shown, one that seems so may be chance.
    near = report.rows[2].model_copy(
        update={"figures": dict.fromkeys(["reset", "swapped"], WORTHLESS)}
    )
    row = farthest(report.model_copy(update={"rows": (*report.rows[:2], near, *report.rows[3:])}))
    assert row is not None
    assert (row.first, row.last) == (1, 1)
    assert "32 and more segments back" in said(report)
    assert "is not shown: 1.99" in said(report)
    # No farther than anything stood.
    nearer = a_reading(on=2.0, reset=2.3, swapped=2.3)
    nearer.distances[nearer.distances == 40] = 17
    report = report_of_text(nearer, 7, 0)
    assert "for what stood up to 17 segments back" in said(report)
    assert "16 to 17" in [cells[0] for cells in help_table(report)]


def test_few_segments_have_no_interval_and_no_verdict() -> None:
    reading = a_reading(on=2.0, reset=2.3, swapped=2.3)
    few = HelpReading(
        {name: each[:5] for name, each in reading.losses.items()},
        reading.distances[:5], reading.stretches[:5],
    )  # fmt: skip
    report = report_of_text(few, 7, 0)
    assert report.whole.figures["reset"].gain_low is None
    assert "too little was read" in said(report)


def test_answers_are_parted_by_how_far_back_they_were_named() -> None:
    distances = np.array([1] * 30 + [5] * 30 + [40] * 30)
    answers = HelpAnswers(
        {"on": distances < 30, "reset": np.zeros(90, bool), "swapped": np.zeros(90, bool)},
        distances, np.arange(90), 9,
    )  # fmt: skip
    report = report_of_answers(answers, 48, 0)
    assert [(row.first, row.figures["on"].value) for row in report.rows] == [
        (1, 1),
        (4, 1),
        (32, 0),
    ]
    row = farthest(report)
    assert row is not None
    assert row.first == 4
    head, whole, *_ = help_table(report)
    assert head[1:4] == ("On", "Reset", "Swapped")
    assert whole[0] == "all"
    assert whole[1] == "66.7"
    assert whole[-1] == "90 questions"


def test_a_text_is_measured_and_survives_its_file(tiny: LoadedModel, book: Path) -> None:
    settings = MeasureSettings("memory-help", (str(book),), segments=4)
    found = measure(tiny, settings, Control())
    report = HelpReport.of_details(found.of.details)
    assert report is not None
    assert report.controls == tuple(CONTROL_TITLES)
    again = Measurement.from_json(json.loads(json.dumps(found.to_json())))
    assert HelpReport.of_details(again.of.details) == report
    loss = found.of.metrics["loss"]
    assert loss.value == report.whole.figures["on"].value
    assert loss.gain == pytest.approx(loss.value - (loss.memory_reset or 0))
    assert measure(tiny, settings, Control()).of == found.of
    page = export.as_markdown(found)
    assert all(page.count(each) == 1 for each in export.said(found))
    assert "when it is forgotten before each segment" not in page
    assert "## What the memory gives" in page
    assert "| Segments back | On | Off | Reset | Shuffled | Swapped | Of |" in page
    assert "- Swapped: the memory that another text left" in page
    beside = found.of.model_copy(update={"model": "other", "memory": "armt"})
    both = found.model_copy(update={"baseline": beside})
    lines = list(csv.DictReader(io.StringIO(export.as_csv(both))))
    num_lines = len(report.controls) * (1 + len(report.rows))
    last = report.rows[-1].figures["swapped"]
    for each, own in ((found.of, lines[:num_lines]), (beside, lines[num_lines:])):
        assert len(own) == num_lines
        assert {(line["model"], line["memory"]) for line in own} == {(each.model, each.memory)}
        assert own[-1]["control"] == "swapped"
        assert (float(own[-1]["value"]), float(own[-1]["gain"])) == (last.value, last.gain)


def test_a_model_that_is_broken_has_figures_that_are_no_numbers(book: Path) -> None:
    broken = tiny_loaded()
    with torch.no_grad():
        next(broken.model.parameters()).fill_(float("nan"))
    found = measure(broken, MeasureSettings("memory-help", (str(book),), segments=4), Control())
    report = HelpReport.of_details(found.of.details)
    assert report is not None
    assert {"on", "reset", "shuffled", "swapped"} <= set(report.controls)
    assert np.isnan(report.whole.figures["on"].value)
    assert len(help_sentences(report, str)) == 1


def test_a_model_without_a_memory_is_told_so(book: Path) -> None:
    with pytest.raises(DataError, match="has no memory"):
        measure(tiny_loaded(None), MeasureSettings("memory-help", (str(book),)), Control())


@pytest.mark.slow
def test_on_the_bundled_model_the_memory_helps_by_what_it_holds() -> None:
    demo = open_model("demo", device="cpu", control=Control())
    found = measure(demo, MeasureSettings("memory-help", stories=4), Control())
    report = HelpReport.of_details(found.of.details)
    assert report is not None
    figures = report.whole.figures
    assert figures["on"].value > 0.85
    assert figures["off"].value < 0.2
    assert figures["reset"].value < 0.3
    assert figures["swapped"].value < 0.6
    assert "helps, and by what it holds" in said(report)
