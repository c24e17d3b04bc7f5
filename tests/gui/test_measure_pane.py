"""The open model measured on the Evaluate page: asked for, steered, shown, kept, copied, exported."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from memstudio.data.read_settings import ReadSettings
from memstudio.events import AnswerExample
from memstudio.gui.evaluate_page import EvaluatePage
from memstudio.gui.measurement_words import on_what
from memstudio.gui.panes.measure.baseline_box import BaselineDialog
from memstudio.gui.panes.measure.pane import MeasurePane
from memstudio.gui.panes.measure.words import title_of
from memstudio.gui.recent import RecentItems
from memstudio.measuring import store
from memstudio.measuring.command import as_command_line
from memstudio.measuring.lines import lines_of
from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
from memstudio.measuring.settings import MeasureSettings
from memstudio.models.source import ModelEntry
from memstudio.models.summary import ModelSummary
from memstudio.paths import measurements_dir
from memstudio.progress import Progress
from memstudio.workers.messages import (
    ExportModel,
    Failure,
    MeasureModel,
    ReadToMeasure,
    TaskKind,
)
from tests.gui.conftest import Engine, a_corpus, a_model

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton


class Worker:
    """Says what the worker would say of a measurement."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Any] = []
        self._session = session
        monkeypatch.setattr(session._engine, "submit", self._submit)

    def _submit(self, request: Any) -> None:
        self.asked.append(request)
        if isinstance(request, ReadToMeasure):
            # As the engine's thread would take it; it is not started here.
            self._session._engine.submitted.emit(request)

    def begin(self) -> None:
        self._session._engine.worker.task_started.emit(TaskKind.MEASURE)

    def report(self, done: int, total: int, text: str = "Measuring") -> None:
        self._session.measuring._on_progressed(Progress(done, total, text, "texts"))

    def end(self, measurement: Measurement | None = None) -> None:
        if measurement is not None:
            self._session._engine.jobs.model_measured.emit(measurement)
        self._session._engine.worker.task_ended.emit(TaskKind.MEASURE)

    def cancel(self) -> None:
        self._session._engine.worker.task_cancelled.emit(TaskKind.MEASURE)
        self.end()

    def fail(self, text: str) -> None:
        self._session._engine.worker.task_failed.emit(Failure(TaskKind.MEASURE, text))
        self.end()


def a_measurement(name: str = "small", *, baseline: bool = False, **values: Any) -> Measurement:
    figure = MeasuredMetric(
        value=0.8, low=0.7, high=0.9, memory_reset=0.2, memory_reset_low=0.1,
        memory_reset_high=0.3, gain=0.6, gain_low=0.4, gain_high=0.7, ahead=0.1, ahead_low=-0.1,
        ahead_high=0.3, count=100, parts=100, part="rows",
    )  # fmt: skip
    of = ModelMeasures(
        model=name, name=name, memory="rmt", task="text",
        metrics={"question/exact_match": figure, "newer/unknown": figure},
        examples=(AnswerExample(
            prompt="Where is Mary?", expected="park", answer="mill", answer_memory_reset="shop"
        ),),
    )  # fmt: skip
    other = of.model_copy(update={"model": "none"}) if baseline else None
    settings = {"data": ["/texts/a.txt"], "baseline": "none" if baseline else "", "seed": 1}
    return Measurement(of=of, baseline=other, settings=settings, device="cpu", **values)


@pytest.fixture
def worker(session: Session, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(session, monkeypatch)


def shown(qtbot: QtBot, session: Session) -> MeasurePane:
    recent = RecentItems(session)
    pane = MeasurePane(session, recent)
    qtbot.addWidget(pane)
    pane.resize(1200, 700)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def pane(qtbot: QtBot, session: Session, worker: Worker) -> MeasurePane:
    return shown(qtbot, session)


def click(qtbot: QtBot, widget: Any) -> None:
    qtbot.mouseClick(widget, _LEFT)


def settle(pane: MeasurePane) -> None:
    """As the page's own clock would in a moment."""
    pane._soon.stop()
    pane._refresh()


def with_text(session: Session, path: str = "/texts/a.txt") -> None:
    session.measuring._on_jobs_text_read(a_corpus(path))


# ---------------------------------------------------------------------- what is missing


def test_without_a_model_or_a_text_it_says_what_is_missing(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker, qtbot: QtBot
) -> None:
    assert not pane.form.start_button.isEnabled()
    assert pane.form.note.text() == "No model is open."
    engine.model()
    assert "no text to measure on" in pane.form.note.text()
    assert not pane.form.tasks["run"].isEnabled()
    with_text(session)
    assert pane.form.start_button.isEnabled()
    assert pane.form.note.isHidden()
    pane.start()
    settle(pane)
    assert pane.form.note.text() == "A measurement is on."
    assert not pane.form.tasks["stories"].isEnabled()


def test_a_run_that_is_on_keeps_it_waiting_until_it_is_paused(
    pane: MeasurePane, session: Session, engine: Engine
) -> None:
    engine.model()
    with_text(session)
    engine.train()
    settle(pane)
    assert "Pause or stop it" in pane.form.note.text()
    from dataclasses import replace

    session._set_run(replace(session.run, state="paused"))  # type: ignore[type-var]
    settle(pane)
    assert pane.form.start_button.isEnabled()


def test_a_text_that_is_being_read_is_said_to_be(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    pane.read_text(("/texts/b.txt",))
    settle(pane)
    (request,) = worker.asked
    assert isinstance(request, ReadToMeasure)
    assert request.paths == ("/texts/b.txt",)
    assert (request.segment_length, request.validation_fraction) == (128, 0.0)
    assert pane.form.note.text() == "The text is being read."
    with_text(session, "/texts/b.txt")
    session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    settle(pane)
    assert pane.form.start_button.isEnabled()
    assert session.corpus is None


# ---------------------------------------------------------------------- measuring


def test_what_is_chosen_is_asked_for(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker, qtbot: QtBot
) -> None:
    engine.model()
    with_text(session)
    pane.form.num_tokens.setValue(5000)
    pane.form.num_rows.setValue(7)
    pane.form.segments.setValue(3)
    pane.form.baseline.choose("none")
    click(qtbot, pane.form.start_button)
    (request,) = worker.asked
    assert isinstance(request, MeasureModel)
    assert request.settings == MeasureSettings(
        "text", ("/texts/a.txt",), baseline="none", rows=7, segments=3, tokens=5000, stories=64
    )


@pytest.mark.parametrize(
    ("objective", "task"),
    [("causal", "text"), ("regression", "numbers"), ("classification", "labels")],
)
@pytest.mark.slow
def test_a_text_is_for_what_the_model_was_trained_for(
    pane: MeasurePane, session: Session, worker: Worker, qtbot: QtBot, objective: str, task: str
) -> None:
    session._on_worker_model_loaded(replace(a_model(), trained_on={"objective": objective}))
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    click(qtbot, pane.form.tasks["text"])
    click(qtbot, pane.form.start_button)
    assert worker.asked[0].settings.task == task


def test_a_figure_of_a_head_says_of_which() -> None:
    titles = [title_of(line) for line in lines_of(["topic/accuracy", "label/accuracy", "loss"])]
    assert titles[0] == f"{titles[1]} (topic)"
    assert "(" not in titles[2]


def test_stories_ask_for_no_text(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker, qtbot: QtBot
) -> None:
    engine.model()
    click(qtbot, pane.form.tasks["stories"])
    assert pane.form.dataset.isHidden()
    assert pane.form.num_rows.isHidden()
    assert not pane.form.num_stories.isHidden()
    pane.form.num_stories.setValue(5)
    click(qtbot, pane.form.start_button)
    assert worker.asked[0].settings.task == "stories"
    assert worker.asked[0].settings.stories == 5


def test_how_far_it_is_is_shown_and_it_is_held_and_stopped(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker, qtbot: QtBot
) -> None:
    engine.model()
    with_text(session)
    pane.start()
    worker.begin()
    control = worker.asked[0].control
    assert session.task is TaskKind.MEASURE
    worker.report(0, 4)
    worker.report(1, 4)
    settle(pane)
    assert "Measuring · 1 of 4" in pane.header.state.text()
    assert "left of this part" in pane.header.state.text()
    assert QApplication.focusWidget() is pane.header.stop_button
    click(qtbot, pane.header.pause_button)
    assert control.is_paused
    session.measuring._on_paused(True)
    settle(pane)
    assert pane.header.state.text().startswith("Paused")
    assert "left of this part" not in pane.header.state.text()
    click(qtbot, pane.header.pause_button)
    assert not control.is_paused
    pane.header.stop_button.setFocus()
    click(qtbot, pane.header.stop_button)
    assert control.is_cancelled
    worker.cancel()
    settle(pane)
    assert pane.header.state.text().startswith("Stopped.")
    assert not pane.header.stop_button.isVisible()
    assert QApplication.focusWidget() is pane.form.start_button
    assert store.kept() == []


@pytest.mark.slow
def test_the_toolbar_stops_it_too(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    with_text(session)
    pane.start()
    session.cancel(TaskKind.MEASURE)
    assert worker.asked[0].control.is_cancelled


def test_why_it_failed_is_said_on_the_page(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    with_text(session)
    pane.start()
    worker.begin()
    worker.fail("There is too little text.")
    settle(pane)
    assert pane.header.state.text() == "There is too little text."
    assert pane.form.start_button.isEnabled()
    pane.start()
    settle(pane)
    assert pane.header.state.text() == "Preparing…"


# ---------------------------------------------------------------------- what came of it


def test_a_result_is_shown_in_words_and_figures_and_kept(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    with_text(session)
    pane.start()
    worker.begin()
    worker.end(a_measurement(baseline=True))
    settle(pane)
    assert pane.result.isVisible()
    memory, other = pane.result.said()
    assert memory.startswith("The memory helps. Exact match: 80.0% with it, 20.0%")
    assert other.startswith("No difference to the same without its memory is shown")
    table = pane.result.table
    heads = [table.horizontalHeaderItem(i).text() for i in range(table.columnCount())]
    assert heads == [
        "Metric", "Memory as it is", "Memory reset", "What the memory gives",
        "Without its memory", "Difference to it", "Of",
    ]  # fmt: skip
    assert table.rowCount() == 1
    cells = [table.item(0, column).text() for column in range(7)]
    assert cells == [
        "Exact match ↑", "80.0%\n70.0 to 90.0", "20.0%\n10.0 to 30.0",
        "+60.0 points\n+40.0 to +70.0", "80.0%\n70.0 to 90.0", "+10.0 points\n−10.0 to +30.0",
        "100 rows",
    ]  # fmt: skip
    assert "Answer with the memory reset: shop" in pane.result.answers_text.toPlainText()
    (kept,) = store.kept()
    assert kept.measurement.to_json() == a_measurement(baseline=True, when=kept.measurement.when).to_json()  # fmt: skip


def test_earlier_results_are_there_after_a_restart_and_can_be_deleted(
    qtbot: QtBot, session: Session, worker: Worker
) -> None:
    older = store.keep(a_measurement("older", when="2026-11-01T10:00:00"))
    newer = store.keep(a_measurement("newer", when="2026-11-02T10:00:00"))
    pane = shown(qtbot, session)
    assert pane.result.title.text() == "newer on a.txt"
    assert pane.header.kept.count() == 2
    measured = [
        a_measurement(when=when).model_copy(update={"settings": {"data": [path]}})
        for path, when in (("/one/a.txt", "2026-11-01T10:00:05"), ("/two/a.txt", "2026-11-01T10:00:06"),
                           ("/two/a.txt", "2026-11-01T10:00:07"))
    ]  # fmt: skip
    titles = pane.header._titles(measured)
    assert [title.split(" · ", 2)[2] for title in titles] == [
        "a.txt · one", "a.txt · two · 10:00:06", "a.txt · two · 10:00:07",
    ]  # fmt: skip
    pane.header.kept_chosen.emit(1)
    assert pane.result.title.text() == "older on a.txt"
    pane.header.forget_requested.emit()
    assert not older.exists()
    assert pane.result.title.text() == "newer on a.txt"
    pane.header.forget_requested.emit()
    assert not newer.exists()
    assert pane.empty.isVisible()


def test_a_result_that_could_not_be_kept_is_deleted_without_touching_the_disk(
    qtbot: QtBot,
    session: Session,
    engine: Engine,
    worker: Worker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = tmp_path / "thesis" / "thesis.tex"
    mine.parent.mkdir()
    mine.write_text("years of work")
    monkeypatch.chdir(mine.parent)
    pane = shown(qtbot, session)
    measurements_dir().parent.mkdir(parents=True, exist_ok=True)
    measurements_dir().write_text("no folder")
    engine.model()
    with_text(session)
    pane.start()
    worker.begin()
    said: list[Failure] = []
    session.failed.connect(said.append)
    worker.end(a_measurement(when="2026-11-02T10:00:00"))
    assert "could not be written" in said[0].text
    session.measuring.look()
    assert pane.header.kept.count() == 1
    pane.header.export_requested.emit("csv")
    dialog = pane.findChild(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "2026-11-02-100000-small-text.csv"
    dialog.reject()
    pane.header.forget_requested.emit()
    assert len(said) == 1
    assert pane.empty.isVisible()
    # It stands where its time puts it, beneath what was measured later.
    worker.end(a_measurement(when="2026-11-02T10:00:00"))
    measurements_dir().unlink()
    for when in ("2026-11-01T10:00:00", "2026-11-03T10:00:00"):
        store.keep(a_measurement(when=when))
    session.measuring.look()
    listed = session.measuring.kept
    assert [each.measurement.when[8:10] for each in listed] == ["03", "02", "01"]
    assert [each.path is None for each in listed] == [False, True, False]
    assert mine.read_text() == "years of work"


@pytest.mark.parametrize("ending", ["csv", "json", "md"])
def test_a_result_is_exported(
    ending: str, qtbot: QtBot, session: Session, worker: Worker, tmp_path: Path
) -> None:
    store.keep(a_measurement())
    pane = shown(qtbot, session)
    pane.header.export_requested.emit(ending)
    dialog = pane.findChild(QFileDialog)
    assert dialog.defaultSuffix() == ending
    path = tmp_path / f"result.{ending}"
    worker.begin()
    worker.end(a_measurement("later"))
    assert pane.result.title.text() == "later on a.txt"  # and yet the other is what was asked for
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    text = path.read_text(encoding="utf-8")
    assert ("exact_match" if ending != "md" else "Exact match") in text
    assert "later" not in text
    if ending == "json":
        assert json.loads(text)["model"] == "small"


def test_a_result_that_cannot_be_exported_says_so(
    qtbot: QtBot, session: Session, worker: Worker, tmp_path: Path
) -> None:
    store.keep(a_measurement())
    pane = shown(qtbot, session)
    told: list[Failure] = []
    session.failed.connect(told.append)
    (tmp_path / "file").write_text("")
    pane.export(pane._shown, str(tmp_path / "file" / "result.csv"))
    assert len(told) == 1


def test_a_result_is_copied(pane: MeasurePane, qtbot: QtBot, session: Session) -> None:
    store.keep(a_measurement())
    pane = shown(qtbot, session)
    pane._measuring._is_read = False
    pane._measuring.read_kept()
    pane._show_kept(pane._measuring.kept[0])
    pane.header.copy_table_requested.emit()
    assert "| Exact match ↑ (question) |" in QGuiApplication.clipboard().text()


# ---------------------------------------------------------------------- what can be measured on


def a_run_folder(tmp_path: Path, documents: int = 3) -> Path:
    run = tmp_path / "run"
    (run / "model").mkdir(parents=True)
    data = (tmp_path / "book.txt").as_posix()
    (run / "run.toml").write_text(f'model = "demo"\ndata = ["{data}"]\n', encoding="utf-8")
    split = {"validation_documents": documents, "validation_tokens": 1234}
    (run / "data.json").write_text(json.dumps({"split": split}), encoding="utf-8")
    return run


def from_run(run: Path) -> ModelSummary:
    from dataclasses import replace

    return replace(a_model(str(run / "model")), path=str(run / "model"))


def test_several_files_are_called_by_the_first_whatever_it_is_called() -> None:
    measured = a_measurement()
    measured.settings["data"] = ["/texts/a%20b%3F.txt", "/texts/c", "/texts/d"]
    assert on_what(measured) == "a%20b%3F.txt and 2 more"


def test_a_model_of_a_run_is_measured_on_what_the_run_held_out(
    pane: MeasurePane, session: Session, worker: Worker, tmp_path: Path
) -> None:
    run = a_run_folder(tmp_path)
    session._on_worker_model_loaded(from_run(run))
    assert pane.form.task() == "run"
    assert "1.2 k tokens" in pane.form._noted["run"].note.text()
    baselines = [pane.form.baseline.itemText(i) for i in range(pane.form.baseline.count())]
    assert "As it was before the run: demo" in baselines
    pane.start()
    assert worker.asked[0].settings.task == "run"
    assert worker.asked[0].settings.data == ()
    worker.begin()
    worker.end(a_measurement())
    settle(pane)
    assert pane.form.start_button.isEnabled()


def test_a_run_that_held_nothing_out_is_no_choice(
    pane: MeasurePane, session: Session, tmp_path: Path
) -> None:
    session._on_worker_model_loaded(from_run(a_run_folder(tmp_path, 0)))
    assert not pane.form.tasks["run"].isEnabled()
    assert pane.form._noted["run"].note.text() == "Its run held nothing out."
    assert pane.form.task() == "text"


def test_text_that_was_learnt_is_pointed_out(
    pane: MeasurePane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    session._on_worker_model_loaded(from_run(a_run_folder(tmp_path)))
    session._on_worker_corpus_read(a_corpus(str(tmp_path / "book.txt")))
    assert "was trained on this" in pane.form._noted["text"].note.text()


def test_a_file_that_the_run_left_for_tests_was_not_learnt(
    pane: MeasurePane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    folder = a_run_folder(tmp_path)
    files = [str(tmp_path / name) for name in ("qa-train.jsonl", "qa-test.jsonl")]
    told = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    told["files"] = [{"path": path} for path in files]
    (folder / "data.json").write_text(json.dumps(told), encoding="utf-8")
    session._on_worker_model_loaded(from_run(folder))
    session._on_worker_corpus_read(a_corpus(files[1]))
    assert "was trained on this" not in pane.form._noted["text"].note.text()
    session._on_worker_corpus_read(a_corpus(files[0]))
    assert "was trained on this" in pane.form._noted["text"].note.text()
    with_text(session, "/texts/other.txt")
    assert pane.form._noted["text"].note.text() == ""


def test_the_train_pages_text_is_taken_until_another_is_named(
    pane: MeasurePane, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/train.txt"))
    assert "Train page" in pane.form._noted["text"].note.text()
    assert pane.form.dataset.clear_button.isHidden()
    assert pane._settings().data == ("/texts/train.txt",)
    with_text(session, "/texts/other.txt")
    assert pane._settings().data == ("/texts/other.txt",)
    pane.form.dataset.clear_requested.emit()
    assert pane._settings().data == ("/texts/train.txt",)
    pane.form.dataset.reading_changed.emit(ReadSettings("question"))
    assert worker.asked[-1].asked == ReadSettings("question")


def test_any_model_can_be_the_baseline(
    pane: MeasurePane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    engine.model("small")
    box = pane.form.baseline
    entries = tuple(
        ModelEntry(name, name, "folder", 1, tmp_path) for name in ("small", "other", "third")
    )
    box._on_search_models_found(entries)
    shown_now = [box.itemText(i) for i in range(box.count())]
    assert "small" not in shown_now
    assert {"Nothing", "The same without its memory", "other", "third"} <= set(shown_now)
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert box.reference() == ""
    dialog = box.findChild(BaselineDialog)
    assert not dialog.take_button.isEnabled()
    dialog.chooser.reference.setText("org/model")
    dialog.chooser.online.setChecked(True)
    dialog.take_button.click()
    assert box.reference() == "org/model"
    assert pane._settings().online
    # Only that one may be fetched.
    box.choose("third")
    assert not pane._settings().online
    box.choose("org/model")
    assert pane._settings().online
    engine.model("plain", None)
    assert box.reference() == "org/model"
    assert box.findData("none") < 0


# ---------------------------------------------------------------------- the command, the window


def test_the_command_measures_the_same() -> None:
    text = MeasureSettings(
        "text", ("/my texts/a.txt",), ReadSettings("label", {"text": "review"}, "gb18030"),
        baseline="none", device="cpu",
    )  # fmt: skip
    assert shlex.split(as_command_line("demo", text, "linux")) == [
        "memstudio", "eval", "demo", "--task", "text", "--data", "/my texts/a.txt", "--row-kind",
        "label", "--column", "text=review", "--encoding", "gb18030", "--tokens", "0", "--rows",
        "100", "--segments", "64", "--baseline", "none", "--seed", "1", "--device", "cpu",
    ]  # fmt: skip
    stories = as_command_line("C:\\it's", MeasureSettings("stories", stories=3), "win32")
    assert stories == "memstudio eval 'C:\\it''s' --task stories --stories 3 --seed 1\n"
    run = as_command_line("m", MeasureSettings("run", tokens=5), "linux")
    assert run == "memstudio eval m --task run --tokens 5 --rows 100 --seed 1\n"


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(400, 400), Qt.DropAction.CopyAction, mime, _LEFT, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window.windowHandle(), event)


@pytest.mark.slow
def test_text_dropped_on_the_page_is_measured_on_and_elsewhere_trained_on(
    window: MainWindow, engine: Engine, worker: Worker, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Some text.", encoding="utf-8")
    engine.model()
    window.show_page("evaluate")
    page = window.page("evaluate")
    assert isinstance(page, EvaluatePage)
    qtbot.waitUntil(page.measure.isVisible)
    plan = window.drop_target.plan([str(path)])
    assert window.drop_target.sentence(plan) == "Measure the model on this text"
    drop(window, path)
    assert isinstance(worker.asked[-1], ReadToMeasure)
    assert window.pages.current == "evaluate"
    page.tabs.setCurrentWidget(page.benchmark)
    assert "dataset" in window.drop_target.sentence(plan)
    drop(window, path)
    assert not isinstance(worker.asked[-1], ReadToMeasure)
    assert window.pages.current == "train"


def test_no_other_model_is_opened_while_one_is_measured(
    window: MainWindow, session: Session, engine: Engine, worker: Worker
) -> None:
    engine.model()
    session.measuring.start(MeasureSettings("stories"))
    assert not window.actions_table["file.open_model"].isEnabled()
    assert "being measured" in window.actions_table["file.open_model"].toolTip()
    worker.cancel()
    assert window.actions_table["file.open_model"].isEnabled()


def test_the_model_is_exported_where_it_is_asked_for(
    window: MainWindow, session: Session, engine: Engine, worker: Worker, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    from memstudio.gui.dialogs.export_model import ExportModelDialog

    action = window.actions_table["file.export_model"]
    assert not action.isEnabled()
    engine.model("small")
    action.trigger()
    dialog = window.findChild(ExportModelDialog)
    place = dialog.rows.place
    assert place.name.text() == "small-copy"
    place.folder.path.setText(str(tmp_path))
    (tmp_path / "taken").mkdir()
    place.name.setText("taken")
    assert not dialog.export_button.isEnabled()
    assert "already" in dialog.export_button.toolTip()
    place.name.setText("mine")
    click(qtbot, dialog.export_button)
    (request,) = worker.asked
    assert isinstance(request, ExportModel)
    assert (request.form, request.folder) == ("folder", str(tmp_path / "mine"))
    session.cancel(TaskKind.SAVE)
    assert request.control.is_cancelled
    session._engine.jobs.model_exported.emit(str(tmp_path / "mine"))
    said = window.messages.messages[-1]
    assert said.where == str(tmp_path / "mine")
    assert said.where in said.text
    engine.train()
    assert not action.isEnabled()


def test_each_form_of_export_says_what_it_is_and_why_it_is_none_for_this_model(
    window: MainWindow, engine: Engine, worker: Worker, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from memstudio.exporting import forms
    from memstudio.gui.dialogs.export_model import ExportModelDialog

    engine.model("plain", kind=None)
    window.actions_table["file.export_model"].trigger()
    dialog = window.findChild(ExportModelDialog)
    dialog.rows.place.folder.path.setText(str(tmp_path))
    found = {}
    for index in range(dialog.form.count()):
        dialog.form.setCurrentIndex(index)
        name = dialog.rows.place.name.text()
        found[name] = (dialog.form.currentText(), dialog.export_button.toolTip())
        assert found[name][1] in {"", dialog.explanation.text()}
        assert dialog.export_button.isEnabled() == (not found[name][1])
    assert list(found) == ["plain-copy", "plain-adapter", "plain-program", "plain-onnx"]
    assert len({text for text, _ in found.values()}) == 4
    assert [("has no memory" in reason) for _, reason in found.values()] == [
        False,
        True,
        True,
        True,
    ]
    dialog.reject()
    engine.model("small")
    monkeypatch.setattr(forms, "find_spec", lambda _: None)
    dialog = ExportModelDialog(window.session.model, window)
    dialog.form.setCurrentIndex(3)
    assert "pip install onnx onnxscript" in dialog.export_button.toolTip()
    dialog.rows.place.folder.path.setText(str(tmp_path))
    dialog.form.setCurrentIndex(2)
    dialog.export_chosen.connect(window.session.measuring.export_model)
    click(qtbot, dialog.export_button)
    assert (worker.asked[-1].form, worker.asked[-1].folder) == (
        "program",
        str(tmp_path / "small-program"),
    )


def test_figures_of_rows_of_several_kinds_say_which() -> None:
    names = ["loss", "question/exact_match", "conversation/exact_match"]
    titles = [title_of(line) for line in lines_of(names)]
    assert titles == ["Loss", "Exact match (Questions and answers)", "Exact match (Conversations)"]
    # One kind alone needs no name.
    assert [title_of(line) for line in lines_of(names[:2])] == ["Loss", "Exact match"]
