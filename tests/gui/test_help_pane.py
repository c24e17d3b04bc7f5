"""Whether the memory helps, on the Memory page: asked for, shown, drawn, and in numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from memstudio.evaluation import memory_controls
from memstudio.evaluation.memory_help_stories import HelpAnswers
from memstudio.gui.panes.help.pane import HelpPane
from memstudio.gui.panes.measure.result_view import ResultView
from memstudio.gui.plots.value_axis import number_of
from memstudio.measuring import store
from memstudio.measuring.help import report_of_answers, report_of_text
from memstudio.measuring.help_report import HELP, HelpReport
from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
from memstudio.measuring.runs import FEWEST_SEGMENTS
from memstudio.measuring.settings import MeasureSettings
from memstudio.workers.messages import MeasureModel, TaskKind
from tests.gui.conftest import a_corpus, a_model
from tests.gui.test_compare_pane import a_trace
from tests.gui.test_measure_pane import Worker
from tests.measuring.test_help import a_reading

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session

import numpy as np

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def worker(session: Session, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(session, monkeypatch)


def a_report(**levels: float) -> HelpReport:
    return report_of_text(a_reading(**(levels or dict(on=2.0, reset=2.3, swapped=2.3))), 7, 0)  # type: ignore[arg-type]  # noqa: C408


def measured(report: HelpReport, **settings: Any) -> Measurement:
    metrics = {"loss": MeasuredMetric(value=2.0, count=9)}
    of = ModelMeasures(
        model="demo", name="demo", memory="rmt", task="memory-help", metrics=metrics,
        details={HELP: report.model_dump(mode="json")},
    )  # fmt: skip
    return Measurement(of=of, settings={"data": ["/a/book.txt"], **settings}, device="cpu")


def shown(qtbot: QtBot, session: Session) -> HelpPane:
    pane = HelpPane(session)
    qtbot.addWidget(pane)
    pane.resize(1000, 700)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


def test_one_click_measures_on_the_dataset_and_shows_what_came_of_it(
    qtbot: QtBot, session: Session, worker: Worker
) -> None:
    pane = shown(qtbot, session)
    assert not pane.start_button.isEnabled()
    assert pane.note.text() == "No model is open."
    session._on_worker_model_loaded(a_model())
    assert pane.note.text() == "Choose a text to measure on."
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert pane.sources.source is not None
    assert pane.sources.source.data == tuple(a_corpus("/texts/a.txt").paths)
    qtbot.mouseClick(pane.start_button, _LEFT)
    (request,) = worker.asked
    assert isinstance(request, MeasureModel)
    assert request.settings.task == "memory-help"
    assert request.settings.data == tuple(a_corpus("/texts/a.txt").paths)
    worker.begin()
    worker.report(3, 10, "Reading with and without the memory")
    qtbot.waitUntil(lambda: pane.bar.value() == 3)
    assert pane.strip.isVisible()
    assert not pane.start_button.isEnabled()
    worker.end(measured(a_report()))
    qtbot.waitUntil(pane.start_button.isEnabled)
    assert not pane.strip.isVisible()
    assert pane.result.isVisible()
    assert "helps, and by what it holds: 1.993 nats" in pane.result.said()[0]
    assert "demo on book.txt · 240 tokens in 40 segments" in pane.result.title.text()
    assert "drawn anew with replacement" in pane.result.foot.text()
    assert "Off was left out" in pane.result.foot.text()


def test_the_evaluate_page_says_of_it_what_this_page_says(qtbot: QtBot, session: Session) -> None:
    measurement = measured(a_report(on=2.0, reset=2.3, swapped=2.0))
    pane, view = shown(qtbot, session), ResultView()
    qtbot.addWidget(view)
    report = HelpReport.of_details(measurement.of.details)
    assert report is not None
    pane.result.show_measurement(measurement, report)
    view.show_measurement(measurement)
    assert view.said() == pane.result.said()
    assert "comes from its being filled" in view.said()[0]


def test_the_text_of_the_open_trace_is_measured_on(
    qtbot: QtBot, session: Session, worker: Worker, tmp_path: Path
) -> None:
    pane = shown(qtbot, session)
    session._on_worker_model_loaded(a_model())
    session.traces.open(a_trace(tmp_path / "t.zarr"))
    qtbot.waitUntil(lambda: session.traces.document is not None)
    document = session.traces.document
    assert document is not None
    assert document.name in pane.sources.currentText()
    qtbot.mouseClick(pane.start_button, _LEFT)
    (request,) = worker.asked
    assert isinstance(request, MeasureModel)
    (path,) = request.settings.data
    assert Path(path).read_text(encoding="utf-8") == document.text


@pytest.mark.parametrize(
    ("longest", "is_offered"), [(31, False), (32, True), (0, True), (None, True)]
)
def test_what_a_run_held_out_is_offered_where_a_text_reaches_over_two_segments(
    qtbot: QtBot, session: Session, tmp_path: Path, longest: int | None, is_offered: bool
) -> None:
    run = tmp_path / "run"
    (run / "model").mkdir(parents=True)
    (run / "run.toml").write_text('model = "demo"\ndata = ["rows.jsonl"]\n', encoding="utf-8")
    split = {"validation_documents": 3, "validation_tokens": 90}
    if longest is not None:
        split["longest_validation_document"] = longest
    (run / "data.json").write_text(json.dumps({"split": split}), encoding="utf-8")
    summary = replace(a_model("own"), path=str(run / "model"), segment_length=16)
    session._on_worker_model_loaded(summary)
    pane = shown(qtbot, session)
    listed = [pane.sources.itemData(place).run for place in range(pane.sources.count())]
    assert (str(run) in listed) is is_offered
    assert FEWEST_SEGMENTS == memory_controls.FEWEST_SEGMENTS


def test_it_can_be_stopped_and_says_so(qtbot: QtBot, session: Session, worker: Worker) -> None:
    pane = shown(qtbot, session)
    session._on_worker_model_loaded(a_model())
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    pane.start()
    worker.begin()
    qtbot.waitUntil(pane.strip.isVisible)
    qtbot.mouseClick(pane.stop_button, _LEFT)
    assert worker.asked[0].control.is_stop_requested or session.measuring.state == "stopping"
    worker.cancel()
    qtbot.waitUntil(lambda: pane.note.text() == "Stopped; nothing was kept.")
    # The next one, begun on the Evaluate page, is none of this page's.
    session.measuring.start(MeasureSettings("text", ("/t/b.txt",)))
    worker.begin()
    worker.report(3, 10)
    qtbot.waitUntil(lambda: pane.note.text() == "A measurement is on.")
    assert not pane.strip.isVisible()


def test_the_dots_stand_where_the_figures_are_and_the_table_says_them(
    qtbot: QtBot, session: Session
) -> None:
    session.measuring.kept = [store.Kept(session._scratch, measured(a_report()))]
    session.measuring._is_read = True
    pane = shown(qtbot, session)
    chart, table = pane.result.chart, pane.result.table
    on = [spot for spot in chart.spots() if spot.series == "on" and spot.group.of.first is None]
    assert on[0].value == pytest.approx(1.995, abs=0.01)
    assert on[0].low is not None
    assert on[0].low < on[0].value
    gains = pane.result.choices.button(1)
    qtbot.mouseClick(gains, _LEFT)
    spots = chart.spots()
    assert {spot.series for spot in spots} == {"reset", "swapped"}
    assert all(spot.value == pytest.approx(0.3, abs=0.05) for spot in spots)
    assert "Last named 2–3 segments before" in chart.tip_of(
        next(spot for spot in spots if spot.group.of.first == 2)
    )
    said = chart.accessibleDescription().splitlines()
    assert len(said) == len({id(spot.group) for spot in spots})
    assert f"{chart._picture.series[0].title} {number_of(spots[0].value)} (" in said[0]
    assert not chart.grab().isNull()
    heads = table.as_text().split("\n")[0].split("\t")
    assert heads == ["Segments back", "On", "Reset", "Swapped", "Of"]
    assert "same\t" in table.as_text()
    assert "≥ 32\t" in table.as_text()
    # A value and what the memory gives over it: two lines, as wide as the page.
    line = table.fontMetrics().lineSpacing()
    assert all(table.rowHeight(row) < 3 * line for row in range(table.rowCount()))
    pane.resize(1600, 700)
    assert table.horizontalHeader().length() == table.viewport().width()


def test_answers_are_shown_as_shares(qtbot: QtBot, session: Session) -> None:
    distances = np.array([1] * 30 + [5] * 30)
    answers = HelpAnswers(
        {"on": distances < 30, "reset": distances < 0}, distances, np.arange(len(distances)), 9
    )
    report = report_of_answers(answers, 48, 0)
    session.measuring.kept = [store.Kept(session._scratch, measured(report, data=[], stories=24))]
    session.measuring._is_read = True
    pane = shown(qtbot, session)
    assert "100.0% with it, 0.0%" in pane.result.said()[0]
    assert "24 stories" in pane.result.title.text()
    on = next(spot for spot in pane.result.chart.spots() if spot.series == "on")
    assert on.value == 100


def test_a_run_that_is_on_keeps_the_model(qtbot: QtBot, session: Session, worker: Worker) -> None:
    pane = shown(qtbot, session)
    session._on_worker_model_loaded(a_model(kind=None))
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert pane.note.text() == "The open model has no memory."
    pane.start()
    assert worker.asked == []
    session._on_worker_model_loaded(a_model())
    session._on_worker_task_started(TaskKind.LOAD)
    qtbot.waitUntil(lambda: "going on" in pane.note.text())


def test_the_picture_carries_its_command_and_the_numbers_are_copied(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.measuring.kept = [
        store.Kept(session._scratch, measured(a_report(), seed=3, segments=8))
    ]
    session.measuring._is_read = True
    pane = shown(qtbot, session)
    export = pane.result.export
    export.copy_command()
    command = QGuiApplication.clipboard().text()
    assert command.startswith("memstudio eval demo --task memory-help --data /a/book.txt")
    assert "--segments 8" in command
    assert "--seed 3" in command
    for ending in ("png", "svg", "pdf"):
        path = tmp_path / f"help.{ending}"
        export.save(str(path))
        assert path.stat().st_size > 1000
    assert "memory-help" in (tmp_path / "help.svg").read_text(encoding="utf-8")
    export.copy_numbers()
    assert QGuiApplication.clipboard().text() == pane.result.table.as_text()
    failures: list[Any] = []
    session.failed.connect(failures.append)
    export.save(str(tmp_path / "no" / "such" / "folder.png"))
    assert failures or (tmp_path / "no").exists()
