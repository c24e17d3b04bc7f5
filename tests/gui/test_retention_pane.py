"""What is retained of a text, on the Evaluate page: asked for, shown, drawn, in numbers, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from memstudio.gui.panes.measure.pane import MeasurePane
from memstudio.gui.recent import RecentItems
from memstudio.measuring.command import command_of
from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
from memstudio.measuring.retention_report import RETENTION, RetentionReport
from memstudio.workers.messages import MeasureModel, ReadToMeasure, TaskKind
from tests.evaluation.remembering import Remembering
from tests.gui.conftest import a_model
from tests.gui.test_measure_pane import Worker, a_measurement, click, settle, with_text
from tests.measuring.test_retention import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session


@pytest.fixture
def worker(session: Session, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(session, monkeypatch)


@pytest.fixture
def pane(qtbot: QtBot, session: Session, worker: Worker) -> MeasurePane:
    pane = MeasurePane(session, RecentItems(session))
    qtbot.addWidget(pane)
    pane.resize(1200, 760)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture(scope="module")
def report() -> RetentionReport:
    return report_of(Remembering(3))


def measured(report: RetentionReport, **settings: Any) -> Measurement:
    of = ModelMeasures(
        model="demo", name="demo", memory="rmt", task="retention",
        metrics={"retention/needles": MeasuredMetric(value=0.5, count=48)},
        details={RETENTION: report.model_dump(mode="json")},
    )  # fmt: skip
    return Measurement(of=of, settings={"data": ["/a/notes.txt"], **settings}, device="cpu")


@pytest.mark.slow
def test_dropped_text_is_measured_for_what_is_retained_of_it(
    qtbot: QtBot, session: Session, worker: Worker, pane: MeasurePane, report: RetentionReport
) -> None:
    session._on_worker_model_loaded(a_model())
    click(qtbot, pane.form.tasks["retention"])
    assert pane.form.dataset.isVisible()
    assert pane.form.num_probes.isVisible()
    assert not pane.form.num_rows.isVisible()
    assert "no text to measure on" in pane.form.note.text()
    pane.read_text(("/a/notes.txt",))
    assert isinstance(worker.asked[-1], ReadToMeasure)
    # Text that is dropped now is for what is chosen already.
    assert pane.form.task() == "retention"
    session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    with_text(session, "/a/notes.txt")
    pane.form.num_probes.setValue(9)
    settle(pane)
    assert pane.form.start_button.isEnabled()
    click(qtbot, pane.form.start_button)
    request = worker.asked[-1]
    assert isinstance(request, MeasureModel)
    assert (request.settings.task, request.settings.probes) == ("retention", 9)
    assert request.settings.data == ("/a/notes.txt",)
    worker.begin()
    worker.report(3, 10, "Reading on from what is asked for")
    qtbot.waitUntil(
        lambda: "Reading on from what is asked for · 3 of 10" in pane.header.state.text()
    )
    worker.end(measured(report))
    qtbot.waitUntil(pane.retention.isVisible)
    assert "What demo retains of notes.txt" in pane.retention.title.text()
    assert "Stretches read once are retained" in pane.retention.said()[0]


def test_a_model_without_a_memory_is_told_so(
    qtbot: QtBot, session: Session, pane: MeasurePane
) -> None:
    session._on_worker_model_loaded(a_model(kind=None))
    with_text(session, "/a/notes.txt")
    click(qtbot, pane.form.tasks["retention"])
    assert not pane.form.start_button.isEnabled()
    assert "no memory, so it retains nothing" in pane.form.note.text()


def shown(pane: MeasurePane, measurement: Measurement) -> None:
    pane._measuring._on_jobs_model_measured(measurement)


def test_the_dots_stand_where_the_figures_are(
    qtbot: QtBot, pane: MeasurePane, report: RetentionReport
) -> None:
    shown(pane, measured(report))
    needles, pairs = (pane.retention.views[name] for name in ("needles", "pairs"))
    read = [spot for spot in needles.chart.spots() if spot.series == "read"]
    series = report.of("needles")
    assert series is not None
    assert [spot.value for spot in read] == [
        100 * row.figures["recall"]["read"].value for row in series.rows
    ]
    assert [spot.x for spot in read] == sorted(spot.x for spot in read)
    assert all(spot.low is not None and spot.low <= spot.value for spot in read)
    assert "the memory as reading leaves it" in needles.chart.tip_of(read[0])
    assert "segments read since, its own with them: 1" in needles.chart.tip_of(read[0])
    picture = pairs.chart._picture
    assert picture is not None
    assert picture.level == (100 / 16, "guessing")
    assert pairs.chart.accessibleDescription().splitlines()[-1] == "guessing: 6.25"
    click(qtbot, pane.retention.choices.button(2))
    read = [spot for spot in needles.chart.spots() if spot.series == "read"]
    assert all(spot.value <= 0 for spot in read)
    assert "nats a token" in needles.chart.accessibleName()
    assert needles.chart.accessibleDescription().count("\n") + 1 == len(
        needles.chart._picture.groups
    )
    assert not needles.chart.grab().isNull()


def test_the_numbers_and_the_probes_stand_in_tables(
    pane: MeasurePane, report: RetentionReport
) -> None:
    shown(pane, measured(report))
    view = pane.retention.views["needles"]
    lines = view.table.as_text().splitlines()
    assert lines[0].split("\t")[:4] == ["Distance", "Read once", "Memory reset", "Never read"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["1", "2", "4", "8", "all"]
    probes = view.probes.as_text().splitlines()
    assert probes[0].split("\t")[:3] == ["Distance", "Shown", "Was read"]
    assert len(probes) == 1 + sum(each.series == "needles" for each in report.examples)
    words = " ".join(label.text() for label in pane.retention.findChildren(QLabel))
    assert "Guessing is right once in 16: 6.3%." in words
    assert "95% intervals" in words


def test_a_long_legend_goes_on_in_another_line(pane: MeasurePane, report: RetentionReport) -> None:
    shown(pane, measured(report))
    chart = pane.retention.views["pairs"].chart
    chart.resize(800, 280)
    assert {line for _, line in chart._legend_places()} == {0}
    chart.resize(330, 280)
    assert {line for _, line in chart._legend_places()} == {0, 1}
    assert chart.childAt(QPoint(1, 1)) is None


def test_it_is_kept_as_a_page_and_as_numbers(
    qtbot: QtBot, pane: MeasurePane, report: RetentionReport, tmp_path: Path
) -> None:
    shown(pane, measured(report, probes=12, farthest=8))
    qtbot.mouseClick(pane.retention.page_button, Qt.MouseButton.LeftButton)
    dialog = pane.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.defaultSuffix() == "html"
    dialog.fileSelected.emit(str(tmp_path / "kept.html"))
    dialog.close()
    page = (tmp_path / "kept.html").read_text(encoding="utf-8")
    assert "What the memory of demo retains of /a/notes.txt" in page
    assert command_of(measured(report, probes=12, farthest=8)).strip() in page
    pane.export(pane._shown, str(tmp_path / "kept.csv"))
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8").startswith("model,memory,series,")


def test_only_what_is_retained_can_be_kept_as_a_page(
    pane: MeasurePane, report: RetentionReport
) -> None:
    shown(pane, measured(report))
    assert pane.header._exports["html"].isVisible()
    shown(pane, a_measurement())
    assert not pane.header._exports["html"].isVisible()
    assert pane.result.isVisible()
    assert not pane.retention.isVisible()


def test_the_command_measures_the_same(report: RetentionReport) -> None:
    command = command_of(measured(report, probes=12, farthest=8, pairs=16, seed=3))
    assert command == (
        "memstudio eval demo --task retention --data /a/notes.txt --probes 12 --farthest 8 "
        "--pairs 16 --seed 3\n"
    )


def test_a_report_of_another_version_is_shown_as_figures(
    pane: MeasurePane, report: RetentionReport
) -> None:
    found = measured(report)
    of = found.of.model_copy(update={"details": {RETENTION: {"series": "?"}}})
    shown(pane, found.model_copy(update={"of": of}))
    assert pane.result.isVisible()
