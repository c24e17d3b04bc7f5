"""What a memory retains, as figures with intervals, sentences, tables and a page."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from memstudio.errors import Cancelled, DataError
from memstudio.evaluation.retention import Answered
from memstudio.measuring.export import PAGE, as_csv, as_markdown, endings, exported, said
from memstudio.measuring.measure import measure
from memstudio.measuring.measurement import Measurement
from memstudio.measuring.retention import retention_of, series_of_needles, series_of_pairs
from memstudio.measuring.retention_chart import axis_ticks, retention_svg
from memstudio.measuring.retention_report import QUANTITIES, RetentionReport
from memstudio.measuring.retention_verdict import (
    farthest,
    percent_in_english,
    retention_sentences,
    retention_table,
)
from memstudio.measuring.settings import MeasureSettings
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.html_words import PageLanguage
from tests.evaluation.remembering import Remembering, Words, a_corpus
from tests.tiny import SENTENCES, tiny_loaded

SETTINGS = MeasureSettings("retention", probes=12, farthest=8, pairs=16)
CORPUS = a_corpus(500, 900, 700)


def report_of(model: Remembering, **settings: int) -> RetentionReport:
    asked = MeasureSettings("retention", **{"probes": 12, "farthest": 8, "pairs": 16} | settings)  # type: ignore[arg-type]
    return retention_of(model, Words(), CORPUS, asked, Control())  # type: ignore[arg-type]


def sentences_of(report: RetentionReport) -> str:
    found = retention_sentences(report, percent_in_english)
    return " ".join(each.text.format(**each.values) for each in found)


@pytest.fixture(scope="module")
def remembered() -> RetentionReport:
    return report_of(Remembering())


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A text of many different words."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    text = " ".join("".join(rng.choice(letters, rng.integers(3, 8))) for _ in range(500))
    path = tmp_path / "words.txt"
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------------- figures


def test_what_is_remembered_is_recalled_at_every_distance_and_beats_both_controls(
    remembered: RetentionReport,
) -> None:
    for series in remembered.series:
        for row in series.rows:
            recall = row.figures["recall"]
            assert recall["read"].value > 0.8
            assert recall["reset"].value < 0.3
            assert recall["reset"].gain_low is not None
            assert recall["reset"].gain_low > 0
        row = farthest(series)
        assert row is not None
        assert row.last == series.rows[-1].last
    assert "Stretches read once are retained" in sentences_of(remembered)
    assert "Pairs read once are retained" in sentences_of(remembered)
    assert "Shown still at distance 8, of 8 at most." in sentences_of(remembered)
    # Where nothing is shown of all, or not nearer, a place that seems to be may be chance.
    needles = remembered.series[0]
    never = needles.rows[1].figures["recall"]["foil"].model_copy(update={"gain_low": -0.1})
    worse = {"recall": needles.rows[1].figures["recall"] | {"foil": never}}
    gap = needles.rows[1].model_copy(update={"figures": needles.rows[1].figures | worse})
    series = needles.model_copy(update={"rows": (needles.rows[0], gap, *needles.rows[2:])})
    assert farthest(series) == needles.rows[0]
    series = needles.model_copy(update={"whole": gap})
    assert "Shown still" not in sentences_of(remembered.model_copy(update={"series": (series,)}))


def test_a_memory_that_ends_is_seen_to_end(remembered: RetentionReport) -> None:
    report = report_of(Remembering(3))
    needles = report.of("needles")
    assert needles is not None
    assert [row.first for row in needles.rows] == [1, 2, 4, 8]
    row = farthest(needles)
    assert row is not None
    assert row.first == 2


def test_with_the_memory_reset_pairs_are_guessed_and_the_interval_says_so() -> None:
    report = report_of(Remembering(says_last=True), probes=24)
    pairs = report.of("pairs")
    assert pairs is not None
    assert pairs.chance == 1 / pairs.size
    for name in ("reset", "foil"):
        figure = pairs.whole.figures["recall"][name]
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= pairs.chance <= figure.high
    # A memory that knows the value last written and not its key retains no pair.
    last = pairs.rows[0].figures["recall"]
    assert last["read"].value == last["foil"].value == 1
    assert "not shown that pairs" in sentences_of(report)


def test_a_model_without_a_memory_gives_what_chance_gives() -> None:
    corpus = a_corpus(400, 300)
    plain = tiny_loaded("none", num_slots=0).model
    # Words that the tiny model knows.
    corpus.tokens[:] = corpus.tokens % 300
    report = retention_of(plain, Words(), corpus, SETTINGS, Control())
    for series in report.series:
        for quantity in QUANTITIES:
            for row in series.rows:
                figures = row.figures[quantity]
                assert figures["read"].value == pytest.approx(figures["reset"].value, abs=1e-4)
    assert sentences_of(report).count("It is not shown that") == 2
    pairs = report.of("pairs")
    assert pairs is not None
    read, chance = pairs.whole.figures["recall"]["read"], 1 / pairs.size
    assert abs(read.value - chance) < 4 * np.sqrt(chance * (1 - chance) / pairs.whole.count)


def answered(right: np.ndarray, log_odds: float) -> Answered:
    rng = np.random.default_rng(1)
    noise = rng.normal(log_odds, 0.01, right.shape).astype(np.float32)
    return Answered(right.astype(np.int64), right, noise, right.all(-1))


def test_differences_are_of_the_same_questions() -> None:
    rng = np.random.default_rng(0)
    hard = rng.random((3, 40, 4)) < 0.6
    better = hard | (rng.random(hard.shape) < 0.1)
    found = {
        "read": answered(better, -1.0),
        "reset": answered(hard, -2.0),
        "foil": answered(hard, -2.0),
    }
    series = series_of_needles(found, (1, 2, 4), 0)  # type: ignore[arg-type]
    tokens = series.whole.figures["tokens"]
    assert tokens["reset"].gain == pytest.approx(better.mean() - hard.mean())
    assert tokens["read"].gain is None
    low, high = tokens["reset"].gain_low, tokens["reset"].gain_high
    assert low is not None
    assert high is not None
    assert 0 < low < high
    assert tokens["read"].high is not None
    assert tokens["read"].low is not None
    assert high - low < tokens["read"].high - tokens["read"].low


def test_pairs_are_parted_by_what_was_written_since() -> None:
    right = np.zeros((10, 16, 2), np.bool_)
    right[:, -3:] = True
    found = {name: answered(right, -1.0) for name in ("read", "reset", "foil")}
    series = series_of_pairs(found, 0)  # type: ignore[arg-type]
    assert [(row.first, row.last, row.count) for row in series.rows] == [
        (0, 0, 10), (1, 1, 10), (2, 3, 20), (4, 7, 40), (8, 15, 80),
    ]  # fmt: skip
    shares = [row.figures["recall"]["read"].value for row in series.rows]
    assert shares == [1, 1, 0.5, 0, 0]
    # All alike among ten lists: a share may still be another.
    assert series.rows[-1].figures["recall"]["read"].high == pytest.approx(0.278, abs=0.001)


# ---------------------------------------------------------------------- measured


def test_a_text_is_measured_kept_and_read_back(words: Path) -> None:
    tiny = tiny_loaded("rmt")
    settings = MeasureSettings("retention", (str(words),), probes=8, farthest=4, pairs=8)
    found = measure(tiny, settings, Control())
    report = RetentionReport.of_details(found.of.details)
    assert report is not None
    assert set(found.of.metrics) == {"retention/needles", "retention/pairs"}
    again = Measurement.from_json(json.loads(json.dumps(found.to_json())))
    assert RetentionReport.of_details(again.of.details) == report
    assert measure(tiny, settings, Control()).of == found.of
    needles = report.of("needles")
    assert needles is not None
    assert (
        found.of.metrics["retention/needles"].value == needles.whole.figures["recall"]["read"].value
    )
    assert {each.series for each in report.examples} == {"needles", "pairs"}
    text = words.read_text(encoding="utf-8")
    assert all(
        each.asked + each.expected in text for each in report.examples if each.series == "needles"
    )


def test_no_memory_too_little_text_and_stopping_are_said(tmp_path: Path, words: Path) -> None:
    settings = MeasureSettings("retention", (str(words),), probes=8, farthest=4)
    with pytest.raises(DataError, match="has no memory"):
        measure(tiny_loaded(None), settings, Control())
    short = tmp_path / "short.txt"
    short.write_text("A few words.", encoding="utf-8")
    with pytest.raises(DataError, match="Take a longer text"):
        measure(tiny_loaded(), MeasureSettings("retention", (str(short),)), Control())
    same = tmp_path / "same.txt"
    same.write_text(SENTENCES[0] * 300, encoding="utf-8")
    with pytest.raises(DataError, match="repeats itself"):
        measure(tiny_loaded(), MeasureSettings("retention", (str(same),)), Control())
    with pytest.raises(DataError, match="no text to measure on"):
        measure(tiny_loaded(), MeasureSettings("retention"), Control())
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        measure(tiny_loaded(), settings, control)


# ---------------------------------------------------------------------- to keep


@pytest.fixture
def measurement(remembered: RetentionReport, tiny: LoadedModel) -> Measurement:
    from memstudio.measuring.measurement import MeasuredMetric, ModelMeasures

    of = ModelMeasures(
        model="a <model>", name="a <model>", memory="knn", task="retention",
        metrics={"retention/needles": MeasuredMetric(value=1.0, count=9)},
        details={"retention": remembered.model_dump(mode="json")},
    )  # fmt: skip
    return Measurement(of=of, settings={"data": ["notes & more.txt"], "seed": 1}, device="cpu")


def test_the_page_stands_alone_and_says_every_figure(
    measurement: Measurement, remembered: RetentionReport
) -> None:
    assert endings(measurement)[0] == PAGE
    page = exported(measurement, PAGE, command="memstudio eval x --task retention")
    assert "a &lt;model&gt;" in page
    assert "notes &amp; more.txt" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|https?:", page)
    assert "@" not in page.split("<body>")[0].replace("@media", "")
    assert page.count("<svg") == 6
    for series in remembered.series:
        for quantity in QUANTITIES:
            for line in retention_table(series, quantity)[1:]:
                assert all(cell in page for cell in line)
    assert "memstudio eval x --task retention" in page
    assert all(sentence in page for sentence in said(measurement))


def test_the_page_speaks_another_language(measurement: Measurement) -> None:
    asked = []

    def translate(context: str, text: str) -> str:
        asked.append(context)
        return "Gelesen" if text == "Read once" else text

    page = exported(measurement, PAGE, language=PageLanguage("de", translate))
    assert '<html lang="de">' in page
    assert "<th>Gelesen</th>" in page
    assert set(asked) == {"retention"}


def test_the_picture_is_whole_and_its_dots_stand_where_the_figures_are() -> None:
    pairs = report_of(Remembering(3), pairs=32).of("pairs")
    assert pairs is not None
    root = ET.fromstring(retention_svg(pairs, "recall", str))  # noqa: S314 - our own
    groups = [each for each in root.iter("g") if each.get("class") in {"read", "reset", "foil"}]
    # One a row and way of asking, and three in the legend.
    assert len(groups) == 3 * len(pairs.rows) + 3
    assert len([each for each in root.iter("path") if each.get("class") == "chance"]) == 2
    circles = [float(each.get("cy") or 0) for each in root.iter("circle")]
    values = [row.figures["recall"]["read"].value for row in pairs.rows]
    assert len(set(values)) > 1
    assert np.corrcoef(circles[: len(values)], values)[0, 1] < -0.99
    for quantity in QUANTITIES:
        ET.fromstring(retention_svg(pairs, quantity, str))  # noqa: S314 - our own


@pytest.mark.parametrize(("low", "high"), [(-0.02, 1.02), (-8.3, -6.9), (-0.0004, 0.0001)])
def test_ticks_are_round_and_inside(low: float, high: float) -> None:
    found = axis_ticks(low, high)
    assert 3 <= len(found) <= 7
    assert all(low <= each <= high for each in found)


def test_the_numbers_are_a_line_each(measurement: Measurement, remembered: RetentionReport) -> None:
    other = measurement.of.model_copy(update={"model": "other", "memory": None})
    both = measurement.model_copy(update={"baseline": other})
    rows = list(csv.DictReader(io.StringIO(as_csv(both))))
    named = [(row["model"], row["memory"]) for row in rows]
    assert named == [("a <model>", "knn")] * (len(rows) // 2) + [("other", "none")] * (
        len(rows) // 2
    )
    assert len(rows) // 2 == sum(3 * 3 * (1 + len(each.rows)) for each in remembered.series)
    needles = remembered.of("needles")
    assert needles is not None
    own = [
        row for row in rows
        if (row["series"], row["quantity"], row["asked"], row["first"]) == ("needles", "recall", "read", "4")
    ]  # fmt: skip
    assert float(own[0]["value"]) == needles.rows[2].figures["recall"]["read"].value
    page = as_markdown(measurement)
    assert "## Recall against distance" in page
    assert "| Distance | Read once | Memory reset | Never read |" in page


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(DataError, match="not a measurement"):
        RetentionReport.of_details({"retention": {"series": 1}})
    assert RetentionReport.of_details({}) is None
