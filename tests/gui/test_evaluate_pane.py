"""The Evaluate page: what is chosen is asked for, what comes is shown, every gesture does its part."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QToolButton

from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS
from memstudio.bench.record_file import append_record
from memstudio.gui.benchmark import Benchmark, BenchmarkChoice
from memstudio.gui.evaluate_page import EvaluatePage
from memstudio.gui.panes.evaluate.bench_command import as_command_line
from memstudio.gui.panes.evaluate.matrix_painting import CELL_SIZE
from memstudio.gui.panes.evaluate.pane import EvaluatePane
from memstudio.gui.theme import theme as themes
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.workers.messages import Failure, RunBenchmark, TaskKind
from tests.gui.benchmarks import a_plan, a_progress, a_record
from tests.gui.conftest import Engine
from tests.gui.dragging import drag

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from memstudio.bench.trial_records import TrialRecord
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton
_KINDS = tuple(each.name for each in KIND_DESCRIPTIONS)


class Worker:
    """Says what the worker would say of a benchmark."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[RunBenchmark] = []
        self._session = session
        self._worker = session._engine.worker
        monkeypatch.setattr(session._engine, "submit", self.asked.append)

    def begin(self, *kinds: str, num_seeds: int = 1) -> None:
        self._worker.task_started.emit(TaskKind.BENCHMARK)
        self._worker.benchmark_planned.emit(a_plan(*kinds, num_seeds=num_seeds))

    def progress(self, *arguments: Any, **changes: Any) -> None:
        self._worker.trial_progressed.emit(a_progress(*arguments, **changes))

    def record(self, record: TrialRecord) -> None:
        self._worker.trial_recorded.emit(record)

    def end(self) -> None:
        self._worker.task_ended.emit(TaskKind.BENCHMARK)

    def cancel(self) -> None:
        self._worker.task_cancelled.emit(TaskKind.BENCHMARK)
        self.end()

    def fail(self) -> None:
        self._worker.task_failed.emit(Failure(TaskKind.BENCHMARK, "It broke."))
        self.end()


@pytest.fixture
def worker(session: Session, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(session, monkeypatch)


@pytest.fixture
def no_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memstudio.gui.panes.evaluate.pane.bundled_records", list)


def shown(qtbot: QtBot, session: Session) -> EvaluatePane:
    pane = EvaluatePane(session)
    qtbot.addWidget(pane)
    pane.resize(1200, 700)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def pane(qtbot: QtBot, session: Session, worker: Worker, no_bundled: None) -> EvaluatePane:
    return shown(qtbot, session)


def tick(qtbot: QtBot, box: QWidget) -> None:
    qtbot.mouseClick(box, _LEFT, pos=QPoint(8, box.height() // 2))


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, _LEFT)


def settle(pane: EvaluatePane) -> None:
    """As the page's own clock would in a moment."""
    pane._soon.stop()
    pane._refresh()


def cell_centre(pane: EvaluatePane, kind: str, task: str = "copy", variant: str = "") -> QPoint:
    index = pane.matrix.cells.place_of((kind, variant), task)
    assert index.isValid()
    return pane.matrix.visualRect(index).center()


def keep(*records: TrialRecord) -> None:
    for record in records:
        append_record(Benchmark.results_path(), record)


# ---------------------------------------------------------------------- before anything


def test_an_empty_page_says_what_it_is_for_and_starts_from_there(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    assert pane.empty.isVisible()
    assert "without a memory" in pane.empty.text.text()
    assert pane.header.state.text() == "No results yet"
    assert not pane.header.forms.isVisible()
    assert not pane.header.sources.isVisible()
    assert not pane.header.copy_table.isEnabled()
    click(qtbot, pane.start_here)
    (asked,) = worker.asked
    assert (asked.preset, asked.kinds, asked.num_seeds) == ("quick", _KINDS, 2)
    assert asked.results == str(Benchmark.results_path())


def test_what_is_chosen_is_asked_for(qtbot: QtBot, pane: EvaluatePane, worker: Worker) -> None:
    form = pane.form
    click(qtbot, form.presets["full"])
    every = form.memories.every
    qtbot.mouseClick(every, _LEFT, pos=QPoint(8, every.height() // 2))
    assert not form.memories.chosen()
    assert not form.start_button.isEnabled()
    assert "at least one" in form.note.text()
    for kind in ("rmt", "knn"):
        tick(qtbot, form.memories.boxes[kind])
    assert every.checkState() == Qt.CheckState.PartiallyChecked
    assert form.tasks.chosen() == PRESET_DESCRIPTIONS[1].tasks
    qtbot.mouseClick(form.tasks.every, _LEFT, pos=QPoint(8, every.height() // 2))
    assert "at least one task" in form.note.text()
    tick(qtbot, form.tasks.boxes["passkey in 4"])
    form.num_seeds.setValue(2)
    form.jobs.setValue(4)
    click(qtbot, form.start_button)
    (asked,) = worker.asked
    assert (asked.preset, asked.kinds, asked.tasks, asked.num_seeds, asked.jobs) == (
        "full", ("rmt", "knn"), ("passkey in 4",), 2, 4,
    )  # fmt: skip


def test_each_preset_offers_its_own_tasks(qtbot: QtBot, pane: EvaluatePane) -> None:
    for description in PRESET_DESCRIPTIONS:
        click(qtbot, pane.form.presets[description.name])
        assert tuple(pane.form.tasks.boxes) == description.tasks
        assert pane.form.choice().tasks == description.tasks
    assert "backwards" in pane.form.tasks.boxes["reverse 24→24"].toolTip()


def test_a_long_name_is_shortened_and_told_in_full(pane: EvaluatePane) -> None:
    box = pane.form.memories.boxes["knn"]
    assert box.text().endswith("…")
    assert "Memorizing Transformer" in box.accessibleName()
    assert "Memorizing Transformer" in box.toolTip()


def test_results_of_an_earlier_sitting_are_there_again(
    qtbot: QtBot, session: Session, worker: Worker, no_bundled: None
) -> None:
    keep(a_record(), a_record("none", right=0.0625, reset=None, swapped=None, zeroed=None))
    pane = shown(qtbot, session)
    assert pane.matrix.isVisible()
    assert pane.header.state.text() == "Your results"
    assert pane.matrix.cells.rowCount() == 2


def test_a_file_that_is_something_else_is_told_and_the_page_goes_on(
    qtbot: QtBot, session: Session, worker: Worker, no_bundled: None
) -> None:
    path = Benchmark.results_path()
    path.parent.mkdir(parents=True)
    path.write_text('{"a": 1}\n', encoding="utf-8")
    with qtbot.waitSignal(session.failed) as heard:
        pane = shown(qtbot, session)
    assert "does not hold results" in heard.args[0].text
    assert pane.empty.isVisible()


# ---------------------------------------------------------------------- while it runs


def test_results_appear_as_they_come(qtbot: QtBot, pane: EvaluatePane, worker: Worker) -> None:
    click(qtbot, pane.form.start_button)
    assert not pane.form.start_button.isEnabled()
    settle(pane)
    assert pane.header.state.text() == "Preparing"
    worker.begin("rmt", "armt", num_seeds=2)
    worker.progress("rmt")
    settle(pane)
    assert pane.strip.isVisible()
    assert (pane.strip.whole.value(), pane.strip.whole.maximum()) == (0, 4)
    label, bar = pane.strip.lines[0]
    for part in ("RMT", "copy", "seed 0", "step 700", "43% right"):
        assert part in label.text()
    assert (bar.value(), bar.maximum()) == (700, 3000)
    assert pane.header.state.text() == "Trying memories, 0 of 4 trials done"
    cells = pane.matrix.cells
    assert "43%" in cells.data(cells.place_of(("rmt", ""), "copy"))
    assert cells.data(cells.place_of(("armt", ""), "copy")) == "waiting"
    worker.record(a_record("rmt"))
    settle(pane)
    assert "99.0%, memory used" in cells.data(cells.place_of(("rmt", ""), "copy"))
    assert pane.header.state.text() == "Trying memories, 1 of 4 trials done"
    assert not pane.strip.lines[0][0].isVisible()
    worker.end()
    settle(pane)
    assert not pane.strip.isVisible()
    assert pane.form.start_button.isEnabled()
    assert pane.header.state.text() == "Done, 4 trials"


def test_more_trials_at_once_than_lines_are_counted(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    click(qtbot, pane.form.start_button)
    worker.begin(*_KINDS)
    for kind in _KINDS[:6]:
        worker.progress(kind)
    settle(pane)
    assert len(pane.strip.lines) == 4
    assert pane.strip.more.text() == "and 2 more"


def test_it_is_held_let_go_on_and_stopped(
    qtbot: QtBot, session: Session, pane: EvaluatePane, worker: Worker
) -> None:
    click(qtbot, pane.form.start_button)
    worker.begin("rmt")
    settle(pane)
    control = worker.asked[0].control
    click(qtbot, pane.header.pause_button)
    assert control.is_paused
    settle(pane)
    assert pane.header.state.text() == "Pausing"
    session.benchmark._paused.emit(True)
    settle(pane)
    assert pane.header.state.text() == "Paused, 0 of 1 trials done"
    assert pane.header.pause_button.text() == "Resume"
    click(qtbot, pane.header.pause_button)
    assert not control.is_paused
    settle(pane)
    click(qtbot, pane.header.stop_button)
    assert control.is_cancelled
    settle(pane)
    assert pane.header.state.text() == "Stopping"
    assert not pane.header.stop_button.isEnabled()
    worker.cancel()
    settle(pane)
    assert pane.header.state.text() == "Stopped, 0 of 1 trials done"
    assert "go on" in pane.header.note.text()


def test_one_that_failed_can_be_started_again(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    click(qtbot, pane.form.start_button)
    worker.begin("rmt", "armt")
    worker.record(a_record("rmt"))
    worker.fail()
    settle(pane)
    assert "could not go on" in pane.header.state.text()
    click(qtbot, pane.form.start_button)
    assert len(worker.asked) == 2


def test_the_form_is_locked_while_it_runs(qtbot: QtBot, pane: EvaluatePane, worker: Worker) -> None:
    click(qtbot, pane.form.start_button)
    settle(pane)
    assert not pane.form.memories.boxes["rmt"].isEnabled()
    pane.start()
    assert len(worker.asked) == 1


def test_a_run_and_a_benchmark_keep_out_of_each_others_way(
    qtbot: QtBot, session: Session, pane: EvaluatePane, worker: Worker, engine: Engine
) -> None:
    engine.train()
    assert not pane.form.start_button.isEnabled()
    assert "A run is on" in pane.form.note.text()
    with qtbot.waitSignal(session.failed) as heard:
        session.start_benchmark(pane.form.choice())
    assert heard.args[0].is_refusal
    session._set_run(None)
    click(qtbot, pane.form.start_button)
    with qtbot.waitSignal(session.failed) as heard:
        session.resume_run("/nowhere")
    assert "benchmark" in heard.args[0].text
    assert len(worker.asked) == 1


# ---------------------------------------------------------------------- looking at results


def filled(pane: EvaluatePane, worker: Worker, *records: TrialRecord) -> None:
    for record in records:
        worker.record(record)
    settle(pane)


def test_a_click_on_a_cell_shows_its_details_and_escape_closes_them(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    filled(pane, worker, a_record(), a_record(seed=1, right=0.9), a_record("armt", reset=0.6))
    assert not pane.details.isVisible()
    qtbot.mouseClick(pane.matrix.viewport(), _LEFT, pos=cell_centre(pane, "rmt"))
    details = pane.details
    assert details.isVisible()
    assert details.title.text() == "Recurrent memory (RMT)"
    assert details.verdict.text() == "memory used"
    assert "94.5%" in details.sentence.text()
    assert "Reset\t6.3%" in details.bars.accessibleDescription()
    for part in ("99.0%", "90.0%", "49.5%", "400", "1 min 1 s"):
        assert part in details.seeds.text()
    for part in ("123,456", "400 of at most 3,000", "width", "0.1.0"):
        assert part in details.settings.text()
    qtbot.keyClick(pane.matrix, Qt.Key.Key_Down)
    assert details.title.text() == "Associative recurrent memory (ARMT)"
    assert details.verdict.text() == "use not shown"
    qtbot.keyClick(pane.matrix, Qt.Key.Key_Escape)
    assert not details.isVisible()
    qtbot.mouseClick(pane.matrix.viewport(), _LEFT, pos=cell_centre(pane, "armt"))
    close = details.findChild(QToolButton, "closeDetails")
    assert close is not None
    click(qtbot, close)
    assert not details.isVisible()


def test_reaching_the_matrix_with_the_keyboard_opens_nothing_until_a_cell_is_chosen(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    filled(pane, worker, a_record())
    pane.matrix.setFocus(Qt.FocusReason.TabFocusReason)
    assert not pane.details.isVisible()
    qtbot.keyClick(pane.matrix, Qt.Key.Key_Space)
    assert pane.details.isVisible()


def test_details_follow_a_trial_that_is_going_on(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker
) -> None:
    click(qtbot, pane.form.start_button)
    worker.begin("rmt", "armt")
    settle(pane)
    qtbot.mouseClick(pane.matrix.viewport(), _LEFT, pos=cell_centre(pane, "rmt"))
    assert pane.details.verdict.text() == "Waiting for its turn"
    worker.progress("rmt")
    settle(pane)
    assert pane.details.verdict.text() == "learning, 43% right so far"
    assert "step 700" in pane.details.sentence.text()
    worker.record(a_record("rmt"))
    settle(pane)
    assert pane.details.verdict.text() == "memory used"


def test_other_sizes_are_a_curve(qtbot: QtBot, pane: EvaluatePane, worker: Worker) -> None:
    near, far = (a_record(right=right).scores for right in (0.9, 0.4))
    filled(pane, worker, a_record(sizes={8: near, 32: far}), a_record("armt"))
    qtbot.mouseClick(pane.matrix.viewport(), _LEFT, pos=cell_centre(pane, "rmt"))
    chart = pane.details._chart
    assert chart is not None
    assert chart.isVisible()
    x, y = chart.points("as it is")
    assert x == [8.0, 32.0]
    assert y == pytest.approx([90.0, 40.0])
    qtbot.keyClick(pane.matrix, Qt.Key.Key_Down)
    assert not chart.isVisible()


def test_numbers_are_a_table_too(qtbot: QtBot, pane: EvaluatePane, worker: Worker) -> None:
    filled(pane, worker, a_record(sizes={8: a_record(right=0.5).scores}), a_record("armt"))
    click(qtbot, pane.header.as_table)
    table = pane.table
    assert table.isVisible()
    assert not pane.matrix.isVisible()
    heads = [table.horizontalHeaderItem(at).text() for at in range(table.columnCount())]
    cells = [table.item(0, at).text() for at in range(table.columnCount())]
    first = dict(zip(heads, cells, strict=True))
    assert first["Memory"] == "rmt"
    assert first["Verdict"] == "memory used"
    assert first["Right"] == "99.0%"
    assert first["Guessing"] == "6.3%"
    assert first["Shuffled"] == "–"
    assert table.item(1, 1).text() == "copy, at 8"
    table.selectRow(2)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "| armt | copy |" in copied
    assert "| rmt |" not in copied
    click(qtbot, pane.header.as_matrix)
    assert pane.matrix.isVisible()


def test_the_table_is_copied_as_markdown(pane: EvaluatePane, worker: Worker) -> None:
    filled(pane, worker, a_record())
    pane.header.copy_table.trigger()
    assert "| rmt | copy | 0.990 |" in QGuiApplication.clipboard().text()


@pytest.mark.slow
def test_the_matrix_is_saved_dragged_and_copied_whole(
    pane: EvaluatePane, worker: Worker, dragged: list[QMimeData], tmp_path: Path
) -> None:
    kinds = _KINDS[:12]
    pane.resize(1200, 400)
    filled(pane, worker, *[a_record(kind, right=0.5) for kind in kinds])
    last = pane.matrix.visualRect(pane.matrix.cells.place_of((kinds[-1], ""), "copy"))
    assert last.bottom() > pane.matrix.viewport().height()
    pane.matrix.setCurrentIndex(pane.matrix.cells.index(0, 0))
    pane.export.save(str(tmp_path / "matrix.png"))
    pane.export.save(str(tmp_path / "matrix.svg"))
    picture = QImage(str(tmp_path / "matrix.png"))
    assert picture.height() > 3 * len(kinds) * CELL_SIZE.height()
    assert "Memories and tasks" in picture.text("Description")
    # Of each memory the name and the share are in it, of those out of sight too.
    drawn = (tmp_path / "matrix.svg").read_text(encoding="utf-8")
    assert all(f">{kind}<" in drawn for kind in kinds)
    assert drawn.count(">50.0%<") == len(kinds)
    # The cell that was chosen in the window is not marked in the picture.
    assert themes.current().selection not in drawn
    drag(pane.export)
    assert [Path(url.toLocalFile()).name for url in dragged[0].urls()] == [
        "Memories-and-tasks.png",
        "Memories-and-tasks.svg",
    ]
    pane.export.copy_numbers()
    heads, first = QGuiApplication.clipboard().text().splitlines()[:2]
    assert heads.split("\t")[:2] == ["Memory", "Task"]
    assert first.split("\t")[:2] == [kinds[0], "copy"]


def test_the_command_does_the_same_with_the_same_results(qtbot: QtBot, pane: EvaluatePane) -> None:
    pane.header.copy_command_requested.emit()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words[:5] == ["memstudio", "bench", "memory-tasks", "--preset", "quick"]
    assert "--memory" not in words
    assert words[-2:] == ["--results", str(Benchmark.results_path())]


def test_the_device_that_is_chosen_is_used(
    qtbot: QtBot, session: Session, pane: EvaluatePane, worker: Worker
) -> None:
    pane.copy_command()
    assert "--device" not in QGuiApplication.clipboard().text()
    session.device = "cuda:0"
    pane.copy_command()
    assert "--device cuda:0" in QGuiApplication.clipboard().text()
    click(qtbot, pane.form.start_button)
    assert worker.asked[0].device == "cuda:0"


def test_a_command_names_the_memories_and_quotes_paths(tmp_path: Path) -> None:
    choice = BenchmarkChoice("full", ("rmt", "lm-bow"), ("passkey in 4",), 5, 2)
    line = as_command_line(choice, tmp_path / "it's here" / "a.jsonl", "linux")
    words = shlex.split(line)
    assert words[5:15] == [
        "--memory", "rmt", "--memory", "lm-bow", "--task", "passkey in 4", "--seeds", "5", "--jobs", "2",
    ]  # fmt: skip
    assert words[-1] == str(tmp_path / "it's here" / "a.jsonl")
    assert "'it''s here'" in as_command_line(choice, "it's here", "win32")  # type: ignore[arg-type]


def test_results_that_come_with_the_app_are_marked_and_switched_to(
    qtbot: QtBot, session: Session, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = [a_record("knn"), a_record("s2s")]
    monkeypatch.setattr("memstudio.gui.panes.evaluate.pane.bundled_records", lambda: ours)
    pane = shown(qtbot, session)
    assert pane.header.state.text() == "Measured by us"
    assert pane.matrix.cells.rowCount() == 2
    click(qtbot, pane.header.own)
    assert pane.empty.isVisible()
    click(qtbot, pane.header.bundled)
    assert pane.matrix.isVisible()
    click(qtbot, pane.form.start_button)
    worker.begin("rmt")
    settle(pane)
    # Whoever starts wants to see what comes.
    assert pane.header.own.isChecked()
    assert pane.matrix.cells.rowCount() == 1
    click(qtbot, pane.header.bundled)
    assert pane.matrix.cells.rowCount() == 2
    # How far that is, is no caption for a picture of ours.
    assert "Trying memories" in pane.header.state.text()
    assert pane._caption()[1] == "Measured by us · 2 trial(s), with this version's benchmark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.one_in(2)
def test_every_kind_of_cell_is_painted(
    qtbot: QtBot, pane: EvaluatePane, worker: Worker, qapp: QApplication, scheme: str
) -> None:
    themes.apply(qapp, scheme)
    click(qtbot, pane.form.start_button)
    worker.begin("rmt", "armt", "knn", "none")
    worker.progress("knn")
    filled(
        pane, worker, a_record("rmt"), a_record("rmt", seed=1, right=0.7),
        a_record("armt", right=0.06), a_record("m2m", reset=0.5, variant="self only"),
    )  # fmt: skip
    qtbot.mouseClick(pane.matrix.viewport(), _LEFT, pos=cell_centre(pane, "rmt"))
    image = pane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.devicePixelRatio()
    corner = pane.matrix.viewport().mapTo(pane, QPoint(0, 0))
    colours = set()
    for kind in ("rmt", "armt"):
        index = pane.matrix.cells.place_of((kind, ""), "copy")
        area = pane.matrix.visualRect(index).translated(corner)
        for x in range(area.left() + 2, area.right() - 2, 3):
            colours.add(image.pixel(round(x * ratio), round((area.bottom() - 12) * ratio)))
    # The bar of a memory that learnt runs through the page's brightest colours.
    assert len(colours) > 3
    themes.apply(qapp, "light")


# ---------------------------------------------------------------------- the window around it


@pytest.mark.slow
def test_the_page_is_a_tab_with_a_key(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_table["view.evaluate"].trigger()
    assert window.pages.current == "evaluate"
    page = window.page("evaluate")
    assert isinstance(page, EvaluatePage)
    assert isinstance(page.benchmark, EvaluatePane)
    assert page.tabs.currentWidget() is page.measure
    assert window.actions_table["view.evaluate"].shortcut().toString() == "Ctrl+5"


def test_the_window_says_that_a_benchmark_is_on_and_stops_it_before_it_closes(
    qtbot: QtBot, window: MainWindow, session: Session, worker: Worker
) -> None:
    session.start_benchmark(BenchmarkChoice("quick", ("rmt",), (), 1, 1))
    worker.begin("rmt", "armt")
    worker.record(a_record("rmt"))
    window.toolbar.task_progress._refresh()
    assert "1 of 2 trials" in window.toolbar.task_progress.progress_text.text()
    assert window.status_line.engine_state.text() == "Trying memories"
    assert "benchmark" in window.conditions.no_start_now()
    window.close()
    question = window._closing.question
    assert question is not None
    assert question.text() == "1 of 2 trials are done."
    buttons = {each.objectName(): each for each in question.buttons()}
    click(qtbot, buttons["keep_training"])
    assert window.isVisible()
    assert session.benchmark.is_active
    window.close()
    question = window._closing.question
    assert question is not None
    click(qtbot, next(b for b in question.buttons() if b.objectName() == "stop_and_save"))
    assert worker.asked[0].control.is_cancelled
    assert window.isVisible()
    worker.cancel()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5_000)


def test_cancelling_in_the_toolbar_stops_it(
    qtbot: QtBot, window: MainWindow, session: Session, worker: Worker
) -> None:
    session.start_benchmark(BenchmarkChoice("quick", ("rmt",), (), 1, 1))
    worker.begin("rmt")
    click(qtbot, window.toolbar.task_progress.cancel_button)
    assert worker.asked[0].control.is_cancelled
    worker.cancel()
    assert not session.benchmark.is_active
