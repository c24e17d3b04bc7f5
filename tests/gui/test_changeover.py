from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from memstudio.gui import translation
from memstudio.gui.changeover.window_keeper import WindowKeeper
from memstudio.gui.dialogs.new_model import NewModelDialog
from memstudio.gui.dialogs.settings_dialog import SettingsDialog
from memstudio.gui.docks.inspector.history_section import HistorySection
from memstudio.gui.main_window import MainWindow
from memstudio.gui.run_view import RunView
from memstudio.gui.session import Session
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.catalog import demo_folder
from memstudio.progress import Control
from memstudio.settings import Settings, load_settings
from memstudio.tasks.templates.registry import task_templates
from memstudio.trace.attention_capture import capture_attention
from memstudio.trace.recorder import record_trace
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.workers.collection_messages import (
    CollectionDone,
    CollectionRequest,
    CollectionVerb,
)
from memstudio.workers.messages import TaskKind, TextPiece
from memstudio.workers.recommend_messages import RecommendDone, RecommendRequest, RecommendVerb
from tests.gui.conftest import Engine, a_corpus, a_step
from tests.gui.languages import as_written_again
from tests.gui.runs import finished, record
from tests.gui.test_recommend_pane import ADA, OFFERED, RANKING
from tests.gui.test_use_ways import VIEW, an_answer, result
from tests.gui.whole_window import PAGES
from tests.tiny import SENTENCES, tiny_loaded


@pytest.fixture
def keeper(session: Session, qapp: QApplication, qtbot) -> Iterator[WindowKeeper]:
    """A window that can be put in another language."""
    with as_written_again(qapp):
        translation.install(qapp, "en")
        window = MainWindow(session, Settings(language="en"))
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        keeper = WindowKeeper(session, window)
        yield keeper
        session.run = None
        keeper.window.close()
        QThreadPool.globalInstance().waitForDone(5_000)
        keeper.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def whole(keeper: WindowKeeper) -> WindowKeeper:
    """The same with all its pages there, which are made when they are first looked at."""
    for page in PAGES:
        keeper.window.page(page)
    return keeper


def _choose_language(keeper: WindowKeeper, qtbot, language: str = "zh_CN") -> MainWindow:
    """Choose it in the settings, as a user does."""
    keeper.window.commands.show_settings()
    dialog = keeper.window.findChild(SettingsDialog)
    with qtbot.waitSignal(keeper.window_replaced):
        dialog.language.setCurrentIndex(dialog.language.findData(language))
        dialog.language.activated.emit(dialog.language.currentIndex())
    return keeper.window


def _texts(top: QWidget) -> str:
    return "\n".join(label.text() for label in top.findChildren(QLabel))


def test_another_language_is_spoken_at_once_and_the_settings_stay_open(
    keeper: WindowKeeper, qtbot
) -> None:
    old = keeper.window
    assert "Train a memory" in _texts(keeper.window.page("start"))
    window = _choose_language(keeper, qtbot)
    assert not isValid(old)
    assert load_settings().language == "zh_CN"
    assert "Train a memory" not in _texts(window.page("start"))
    assert window.menuBar().actions()[1].text() == QCoreApplication.translate(
        "MainWindow", "&Train"
    )
    assert window.pages.tabs.tabText(2) == "记忆"
    assert QLocale().language() is QLocale.Language.Chinese
    dialog = window.findChild(SettingsDialog)
    assert dialog.windowTitle() == QCoreApplication.translate("SettingsDialog", "Settings")
    assert dialog.language.currentData() == "zh_CN"
    dialog.accept()
    assert _choose_language(keeper, qtbot, "en").pages.tabs.tabText(2) == "Memory"


def test_what_was_written_and_chosen_is_still_there(
    whole: WindowKeeper, engine: Engine, qtbot
) -> None:
    engine.ready()
    engine.model()
    old = whole.window
    # As high as no window is at first; the screen of a test is too narrow for any.
    old.resize(old.width(), 717)
    old.show_page("use")
    old.use_page().write.composer.prompt.setPlainText("Who has the")
    old.train_page().form.segment_length.setValue(96)
    old.use_page().show_way("recommend")
    old.use_page().show_way("write")
    old.page("runs").header.search.setText("tag:good")
    for box in (old.page("runs").curves.quantity, old.page("runs").curves.axis):
        box.setCurrentIndex(2)
    old.memory_page().tabs.setCurrentIndex(2)
    old.selection.select(slot=3, segment=2)
    old.messages.add("warning", "Something was said.")
    old.dock_plan.show(old.messages_dock)
    old.demo_opening.expect("demo")
    old.commands.tasks._awaited.expect("made", task_templates.get("question"))
    engine.start(TaskKind.READ_DATA)
    old.queue.is_on = True
    height = old.height()
    window = _choose_language(whole, qtbot)
    assert window is not old
    assert window.pages.current == "use"
    assert window.use_page().write.composer.prompt.toPlainText() == "Who has the"
    assert window.train_page().form.segment_length.value() == 96
    assert window.page("runs").header.search.text() == "tag:good"
    assert window.page("runs").curves._choice() == ("memory_reset", "seconds")
    assert window.memory_page().tabs.currentIndex() == 2
    assert (window.selection.current.slot, window.selection.current.segment) == (3, 2)
    assert window.messages_dock.isVisible()
    assert window.messages_dock.messages.count() == 1
    assert window.status_line.messages_button.text() == "1"
    assert window.demo_opening._is_awaited
    assert window.commands.tasks.carried() == (("made", task_templates.get("question")), None)
    assert window.queue.is_on
    assert window.height() == height == 717


def test_ways_of_use_that_are_not_in_front_are_as_they_were(
    keeper: WindowKeeper, engine: Engine, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found, answered and ranked is there, and the box says what is in force."""
    session = keeper.window.session
    collections, recommending = session.collections, session.recommending
    asked = []
    monkeypatch.setattr(session._engine, "submit", asked.append)
    engine.ready()
    engine.model()
    collections.name, recommending.name = "Town", "Ada"
    page = keeper.window.use_page()
    keeper.window.show_page("use")
    for way in ("search", "answer", "recommend", "write"):
        page.show_way(way)

    def said(verb: CollectionVerb, **how: Any) -> None:
        request = CollectionRequest(Control(), verb, "Town", "roses")
        how = {"names": ("Town",), "view": VIEW} | how
        collections._on_worker_done(CollectionDone(request, **how))

    def told(verb: RecommendVerb, **how: Any) -> None:
        request = RecommendRequest(
            Control(), verb, "Ada", offered=recommending.offered, leaves_out_touched=True
        )
        how = {"names": ("Ada",), "user": ADA} | how
        recommending._on_worker_done(RecommendDone(request, **how))

    said(CollectionVerb.SEARCH, result=result())
    said(CollectionVerb.ANSWER, answer=an_answer(0.9))
    told(RecommendVerb.OFFER, items=OFFERED)
    page.way("search").query.setText("roses in the town")
    page.way("recommend").new_only.click()
    told(RecommendVerb.RANK, ranking=RANKING)
    assert recommending.ranking is RANKING
    page = _choose_language(keeper, qtbot).use_page()
    said(CollectionVerb.LIST)
    assert page.current_way == "write"
    page.show_way("recommend")
    assert recommending.ranking is RANKING
    assert page.way("recommend").new_only.isChecked()
    page.show_way("search")
    assert page.way("search").query.text() == "roses in the town"
    assert page.way("search").stack.currentWidget() is page.way("search").results
    assert "southern wall" in page.way("search").results.toPlainText()
    assert page.way("answer").text.text() == "the wall"
    assert page.way("answer").stack.currentWidget() is not page.way("answer").empty
    page.way("recommend").rank.click()
    assert asked[-1].leaves_out_touched


def test_a_model_that_is_being_made_is_offered_again_with_what_was_allowed_for_it(
    keeper: WindowKeeper, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper.window.session, "make_model", lambda *_, **__: None)
    settings = NewModelSettings(backbone="org/plain", folder=str(tmp_path / "mine"))
    keeper.window.commands.make_model(settings, is_online=True)
    window = _choose_language(keeper, qtbot)
    window.commands.new_model()
    chooser = window.findChild(NewModelDialog).on_model.chooser
    assert chooser.chosen() == "org/plain"
    assert chooser.online.isChecked()


def test_banners_stay_with_the_rest_of_their_time_and_undo_in_the_new_window(
    keeper: WindowKeeper, qtbot
) -> None:
    old = keeper.window
    for name in ("first", "second"):
        old.queue.add(name, RunConfig.of(steps=10))
    old.queue.take_out(old.queue.runs[0].number)
    old.messages.add("danger", "Something broke.")
    old.banners.banners()[1]._timer.start(20_000_000)
    window = _choose_language(keeper, qtbot)
    broken, taken = window.banners.banners()
    assert broken.message.text == "Something broke."
    assert broken.time_left is None
    assert "first" in taken.message.text
    # Timers of that length are right to a twentieth.
    assert 15_000_000 < taken.time_left <= 21_000_000
    taken.undo.click()
    assert [run.name for run in window.queue.runs] == ["first", "second"]
    assert window.banners.banners() == [broken]
    broken._timer.start(0)
    qtbot.waitUntil(lambda: window.banners.banners() == [])


@pytest.mark.slow
def test_a_page_that_was_cleared_in_another_language_comes_back(
    keeper: WindowKeeper, engine: Engine, qtbot
) -> None:
    engine.ready()
    engine.model()
    write = keeper.window.use_page().write
    write.transcript.add_note("Something happened.")
    write.transcript.clear_page()
    keeper.window.banners.banners()[0]._timer.start(20_000_000)
    window = _choose_language(keeper, qtbot)
    assert window.use_page().write.transcript.is_blank
    window.banners.banners()[0].undo.click()
    assert window.use_page().write.transcript.whole_text() == "[Something happened.]"


@pytest.mark.slow
def test_charts_that_were_zoomed_stay_so(
    keeper: WindowKeeper, engine: Engine, tmp_path: Path, qtbot
) -> None:
    """Of runs, too, whose curves are read anew."""
    runs = [_a_run(tmp_path, str(number)) for number in range(2)]
    keeper.window.page("train")
    pane = keeper.window.page("runs")
    pane.add_folder(str(tmp_path / "runs"))
    keeper.window.show_page("runs")
    qtbot.waitUntil(lambda: pane.table.runs.rowCount() == 2)
    pane.table.selectAll()
    qtbot.waitUntil(lambda: len(pane.curves.chart.names()) == 2)
    pane.curves.chart.draw()
    pane.curves.chart._box.zoom(0.5)
    before = pane.curves.chart.carried_zoom()
    assert before is not None
    window = _choose_language(keeper, qtbot)
    chart = window.page("runs").curves.chart
    qtbot.waitUntil(lambda: len(chart.names()) == len(runs))
    qtbot.waitUntil(lambda: chart.carried_zoom() == pytest.approx(before))
    chart.draw()
    assert chart._box.viewRange()[0] == pytest.approx(before)
    assert not chart.whole_button.isHidden()
    assert window.train_page().progress.chart.carried_zoom() is None
    chart.show_everything()
    assert chart.carried_zoom() is None


@pytest.mark.slow
def test_lanes_show_the_stretch_that_they_showed(
    keeper: WindowKeeper, tmp_path: Path, qtbot
) -> None:
    out = tmp_path / "trace.zarr"
    record_trace(tiny_loaded("rmt"), " ".join(SENTENCES * 4), document="a story", out=out, control=Control())  # fmt: skip
    keeper.window.show_page("memory")
    session = keeper.window.session
    with qtbot.waitSignal(session.traces.document_changed):
        session.show_trace(str(out), "story")
    shown = keeper.window.memory_page().document.controls.quantity
    shown.setCurrentIndex(shown.count() - 1)
    name = shown.currentData().name
    keeper.window.findChild(HistorySection).carry_on(name)
    # What is selected lies elsewhere: that is no reason to go there.
    keeper.window.selection.select(segment=0, token=1)
    visible = keeper.window.memory_page().document.pictures.visible
    visible.show(visible.total - 20, visible.total - 5)
    before = (visible.start, visible.stop)
    window = _choose_language(keeper, qtbot)
    pictures = window.memory_page().document.pictures
    qtbot.waitUntil(lambda: (pictures.visible.start, pictures.visible.stop) == before)
    assert window.selection.current.token == 1
    assert window.memory_page().document.controls.quantity.currentData().name == name
    assert window.findChild(HistorySection).carried() == name
    assert pictures.carried_zoom() == (session.traces.document.num_tokens, *before)


@pytest.mark.parametrize("task", ["retention", "text", "stories"])
@pytest.mark.slow
def test_what_is_to_be_measured_on_stays_chosen(
    keeper: WindowKeeper, engine: Engine, qtbot, task: str
) -> None:
    engine.ready()
    engine.model("demo", path=str(demo_folder()))
    form = keeper.window.page("evaluate").measure.form
    keeper.window.show_page("evaluate")
    for name in ("stories" if task == "text" else "text", task):
        qtbot.mouseClick(form.tasks[name], Qt.MouseButton.LeftButton)
    keeper.window.show_page("monitor")
    window = _choose_language(keeper, qtbot)
    qtbot.wait(300)
    assert window.page("evaluate").measure.form.task() == task


def test_what_was_named_by_hand_to_compare_with_and_to_watch_stays(
    keeper: WindowKeeper, engine: Engine, qtbot, tmp_path: Path
) -> None:
    engine.ready()
    engine.model()
    keeper.window.page("evaluate").measure.form.baseline._on_dialog_chosen("org/other", True)
    (tmp_path / "feed.txt").write_text("A text.\n", encoding="utf-8")
    keeper.window.page("monitor").form.add_paths((str(tmp_path / "feed.txt"),))
    window = _choose_language(keeper, qtbot)
    baseline = window.page("evaluate").measure.form.baseline
    assert (baseline.reference(), baseline.is_online) == ("org/other", True)
    assert window.page("monitor").form.paths.paths() == (str(tmp_path / "feed.txt"),)


@pytest.mark.slow
def test_a_head_that_was_zoomed_into_is_seen_where_it_was(keeper: WindowKeeper, qtbot) -> None:
    attention = keeper.window.session.attention
    captured = capture_attention(
        tiny_loaded("rmt"), SENTENCES[0] * 4, document="it", control=Control()
    )
    keeper.window.show_page("memory")
    attention.captured = captured
    attention.captured_changed.emit(captured)
    keeper.window.memory_page().attention.grid.head_opened.emit(0, 0)
    view = keeper.window.memory_page().attention.head_page.view
    assert view.carried_zoom() is None
    view.sight.zoom(3, 40, 30)
    before = view.carried_zoom()
    window = _choose_language(keeper, qtbot)
    after = window.memory_page().attention.head_page.view
    assert after is not view
    qtbot.waitUntil(lambda: after.carried_zoom() is not None)
    assert after.carried_zoom() == pytest.approx(before)
    after.fit()
    assert after.carried_zoom() is None
    after.wait()


def _a_run(tmp_path: Path, model: str) -> RunFolder:
    run = RunFolder.create(RunConfig.of(model=model, out=str(tmp_path / "runs")))
    record(run, *(a_step(number) for number in range(1, 40)), finished(40))
    return run


def test_an_answer_goes_on_beneath_what_was_said(
    keeper: WindowKeeper, engine: Engine, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ready()
    engine.model()
    monkeypatch.setattr(keeper.window.session, "generate", lambda *_: None)
    write = keeper.window.use_page().write
    write.prepare("Who has the key?", as_question=True)
    write.composer.send_requested.emit()
    engine.start(TaskKind.GENERATE)
    engine.session.text_generated.emit(TextPiece(" Mary"))
    write = _choose_language(keeper, qtbot).use_page().write
    engine.session.text_generated.emit(TextPiece(" has it."))
    assert "Who has the key?" in write.transcript.whole_text()
    assert "Mary has it." in write.transcript.whole_text()
    assert write.composer.stop.isVisibleTo(write.composer)
    engine.end(TaskKind.GENERATE)


def test_training_goes_on_and_its_curve_is_whole(
    keeper: WindowKeeper, engine: Engine, tmp_path: Path, qtbot
) -> None:
    """Each step is drawn once, those before, during and after the change of the language."""
    keeper.window.show_page("train")
    engine.ready()
    engine.model()
    engine.session._on_worker_corpus_read(a_corpus(str(tmp_path / "a.txt")))
    engine.session._control(TaskKind.TRAIN)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()

    def step(number: int) -> None:
        event = a_step(number)
        with folder.metrics.open("a", encoding="utf-8") as file:
            file.write(event.model_dump_json() + "\n")
        engine.event(event)

    engine.session._set_run(RunView("running", str(folder.path), total_steps=500))
    engine.start(TaskKind.TRAIN)
    for number in range(1, 6):
        step(number)
    window = _choose_language(keeper, qtbot)
    step(6)
    progress = window.train_page().progress
    qtbot.waitUntil(lambda: not progress.is_replaying)
    step(7)
    xs, _ = progress.chart.points(progress._train)
    assert list(xs) == [1, 2, 3, 4, 5, 6, 7]
    assert window.toolbar.stop_button.isEnabled()
    assert engine.session.run.state == "running"
