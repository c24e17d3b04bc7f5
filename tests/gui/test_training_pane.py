"""The memory over a training: the strip on the Train page, the tab on the Memory page, alarms."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication

from memstudio import events
from memstudio.gui.health_strip import HealthStrip
from memstudio.gui.panes.health.pane import TrainingPane
from memstudio.gui.panes.health.slot_steps import SlotSteps
from memstudio.gui.plots.colour_maps import lookup_table
from memstudio.gui.run_health_model import run_health
from memstudio.gui.run_view import RunView
from memstudio.gui.selection import SelectionModel
from memstudio.gui.widgets.visible_word import visible_word
from memstudio.progress import Control
from memstudio.trace.probe_summary import ProbeSummary, summarise_probe
from memstudio.trace.recorder import record_trace
from memstudio.training.run_health import HealthPoint, RunHealth
from tests.tiny import SENTENCES, tiny_loaded
from tests.trace.damage import HARM

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton
_WELL = {"likeness": 0.1, "churn": 0.4, "effective": 0.9}


@pytest.fixture
def probes(tmp_path: Path) -> dict[int, str]:
    """Three probes of two models: at the second step the slots are others."""
    found = {}
    for step, slots in ((0, 4), (5, 4), (10, 4)):
        loaded = tiny_loaded("rmt", num_slots=slots)
        path = tmp_path / "run" / "traces" / f"step-{step}.zarr"
        record_trace(
            loaded, SENTENCES[0] * (2 + step // 5), document="probe", out=path, control=Control(),
            step=step,
        )  # fmt: skip
        found[step] = str(path)
    return found


def shown(qtbot: QtBot, session: Session) -> tuple[TrainingPane, SelectionModel]:
    selection = SelectionModel()
    pane = TrainingPane(session, selection)
    qtbot.addWidget(pane)
    pane.resize(1100, 760)
    pane.show()
    qtbot.waitExposed(pane)
    return pane, selection


def tell(session: Session, *found: events.RunEvent) -> None:
    for event in found:
        session._on_worker_run_event_received(event)


def test_the_strip_says_with_a_sign_and_words_what_is_well_and_what_is_not(qtbot: QtBot) -> None:
    strip = HealthStrip()
    qtbot.addWidget(strip)
    strip.show_health(RunHealth())
    assert strip.isHidden()
    strip.show_health(RunHealth((HealthPoint(10, _WELL | {"churn": 0.001987}),)))
    strip.show()
    assert strip.buttons["churn"].text().endswith(" 0.002")
    assert strip.buttons["likeness"].text() == "alike 0.10"
    assert "well" in strip.buttons["likeness"].accessibleName()
    assert "alarm" in strip.buttons["churn"].accessibleName()
    assert strip.buttons["gradient"].isHidden()
    assert strip.said.text().startswith("step 10: The memory is frozen")
    strip.show_health(RunHealth((HealthPoint(20, _WELL),)))
    assert strip.said.isHidden()
    strip.show_health(RunHealth((HealthPoint(0, _WELL | {"churn": 0.002}),)))
    assert "before training" in strip.buttons["likeness"].accessibleName()
    assert "before training" in strip.buttons["churn"].accessibleName()


def test_events_of_a_run_are_drawn_as_they_come(qtbot: QtBot, session: Session) -> None:
    pane, _ = shown(qtbot, session)
    assert pane.empty.isVisible()
    tell(
        session,
        events.MemoryHealth(step=0, values=_WELL | {"churn": 0.002}),
    )
    chart = pane.charts["churn"]
    assert chart.accessibleName().endswith("before training")
    tell(
        session,
        events.MemoryHealth(step=10, values=_WELL | {"churn": 0.002}, alarms=("churn",)),
    )
    assert chart.isVisible()
    assert chart.is_wrong
    assert chart.accessibleName().endswith("alarm")
    assert not pane.charts["likeness"].is_wrong
    assert pane.charts["gradient"].isHidden()
    assert pane.alarms.count() == 1
    assert "step 10: The memory is frozen" in pane.alarms.item(0).text()
    assert not chart.grab().isNull()
    # Another model may be open by now.
    session._set_run(RunView("stopped", "/runs/own", is_from_disk=True))
    assert pane.run_name.text() == "own"


def test_where_nothing_is_read_no_slot_has_a_share(qtbot: QtBot, session: Session) -> None:
    pane, _ = shown(qtbot, session)
    model = run_health(session)
    nothing, something = np.zeros(4, np.float32), np.array([0, 1, 0, 0], np.float32)
    seen = []
    for step, usage in enumerate((nothing, something)):
        model.summaries[step] = ProbeSummary(step, {"usage": usage}, ((),) * 4, {})
        model.summaries_changed.emit()
        shares = [pane.contents.item(row, 1).text() for row in range(step + 1)]
        seen.append(("nothing is read" in pane.meaning.text(), pane.legend.isVisible(), shares))
    assert seen == [(True, False, ["–"]), (False, True, ["–", "0.0%"])]


@pytest.mark.slow
def test_the_probes_are_laid_side_by_side_and_a_click_shows_one(
    qtbot: QtBot, session: Session, probes: dict[int, str]
) -> None:
    pane, selection = shown(qtbot, session)
    for step, path in probes.items():
        session.traces.add_probe(path, step)
    qtbot.waitUntil(lambda: len(run_health(session).summaries) == 3)
    picture = pane.picture
    assert picture.values.shape == (4, 3)
    assert picture.steps == [0, 5, 10]
    from memstudio.trace.reader import TraceReader

    own = summarise_probe(TraceReader(probes[5]), 5)
    np.testing.assert_array_equal(picture.values[:, 1], own.slots[pane.quantity.currentData()])
    assert [pane.quantity.itemData(i) for i in range(pane.quantity.count())][:2] == [
        "usage", "change",
    ]  # fmt: skip
    # Their health is worked out of the traces.
    assert [point.step for point in run_health(session).health.points] == [0, 5, 10]
    assert pane.contents.rowCount() == 3
    assert pane.contents.item(0, 1).text().endswith("%")
    area = picture._area
    at = QPoint(int(area.left() + area.width() * 0.5), int(area.top() + area.height() * 0.6))
    qtbot.mouseClick(picture, _LEFT, pos=at)
    assert selection.current.slot == 2
    qtbot.waitUntil(
        lambda: session.traces.document is not None and session.traces.document.step == 5
    )
    assert picture._step == 5
    assert "slot 2" in picture.tip_of(1, 2)
    # Its words are those that set it apart, and are called so.
    document = TraceReader(probes[5])
    apart = document.slot_words(document.num_segments, distinctive=True)[2][:3]
    apart = [visible_word(word) for word, _ in apart]
    assert picture.tip_of(1, 2).endswith("set apart by: " + ", ".join(apart))
    assert pane._contents_title.text() == "Slot 2, words that set it apart at each step"
    assert pane.contents.item(1, 2).text() == " · ".join(apart)
    slot, column = divmod(int(np.nanargmax(picture.values)), 3)
    assert picture.accessibleDescription().splitlines() == [
        *f"largest: {picture.tip_of(column, slot)}".splitlines(),
        *picture.tip_of(1, 2).splitlines(),
    ]
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: session.traces.document is not None and session.traces.document.step == 10
    )
    assert pane.contents.currentRow() == 2 or pane.contents.selectedIndexes()[0].row() == 2
    pane.contents.setCurrentCell(0, 2)
    qtbot.keyClick(pane.contents, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: session.traces.document is not None and session.traces.document.step == 0
    )


def test_a_step_that_is_done_again_is_shown_as_it_is_now(
    qtbot: QtBot, session: Session, probes: dict[int, str]
) -> None:
    pane, _ = shown(qtbot, session)
    session.traces.show_probes({step: probes[step] for step in (0, 5)})
    model = run_health(session)
    qtbot.waitUntil(lambda: len(model.summaries) == 2)
    pane.quantity.setCurrentIndex(pane.quantity.findData("norm"))
    before = pane.picture.values[:, 0].copy()
    run = str(Path(probes[0]).parent.parent)
    read = events.ProbeRecorded(step=0, trace="traces/step-0.zarr")
    # As a run does that went on from a checkpoint; then, as another program's record tells of it.
    for factor, tell_of in (
        (2, lambda: session.traces.add_probe(probes[0], 0)),
        (3, lambda: session.traces.add_read_probes(run, (read,))),
    ):
        loaded = tiny_loaded("rmt", num_slots=4)
        loaded.model.backbone.model.norm.weight.data.mul_(factor)
        shutil.rmtree(probes[0])
        record_trace(
            loaded, SENTENCES[0] * 2, document="probe", out=Path(probes[0]), control=Control(),
            step=0,
        )  # fmt: skip
        tell_of()
        qtbot.waitUntil(lambda: model.num_awaited == 0)
        np.testing.assert_allclose(pane.picture.values[:, 0], factor * before, rtol=1e-3)


def test_a_slot_that_gets_all_is_seen_among_more_slots_than_pixels(qtbot: QtBot) -> None:
    picture = SlotSteps()
    qtbot.addWidget(picture)
    picture.resize(600, 210)
    usage = np.zeros(1024, np.float32)
    lit = [5, 333, 604, 1001]
    usage[lit] = 0.25
    summaries = {step: ProbeSummary(step, {"usage": usage}, (), {}) for step in (0, 10)}
    picture.show_summaries(summaries, "usage")
    image, area = picture.grab().toImage(), picture._area
    high = QColor(*lookup_table("viridis")[255][:3])
    rows = [y for y in range(210) if image.pixelColor(int(area.center().x()), y) == high]
    places = [int(area.top() + slot / 1024 * area.height()) for slot in lit]
    np.testing.assert_allclose(rows, places, atol=1)


def test_probes_that_came_to_harm_are_left_out_and_the_first_is_told(
    qtbot: QtBot, session: Session, probes: dict[int, str]
) -> None:
    pane, _ = shown(qtbot, session)
    told: list[str] = []
    session.failed.connect(lambda failure: told.append(failure.text.format(**failure.values)))
    for step in (0, 5):
        HARM["garble_chunk"](Path(probes[step]) / "slot_words_distinctive")
    for step, path in probes.items():
        session.traces.add_probe(path, step)
    assert not pane.empty.isVisible()
    assert pane.meaning.text() == "Reading the probes: 0 of 3"
    qtbot.waitUntil(lambda: run_health(session).num_awaited == 0)
    assert "Reading" not in pane.meaning.text()
    assert pane.picture.steps == [10]
    (sentence,) = told
    assert "is damaged (in 'slot_words_distinctive')" in sentence


def test_where_there_is_no_run_one_can_be_opened(qtbot: QtBot, session: Session) -> None:
    pane, _ = shown(qtbot, session)
    assert pane.empty.isVisible()
    with qtbot.waitSignal(pane.run_requested):
        qtbot.mouseClick(pane._open_run, _LEFT)


def test_an_alarm_leads_to_the_probe_of_its_step(
    qtbot: QtBot, session: Session, probes: dict[int, str]
) -> None:
    pane, _ = shown(qtbot, session)
    for step, path in probes.items():
        session.traces.add_probe(path, step)
    tell(
        session,
        events.MemoryHealth(step=5, values=_WELL | {"likeness": 0.99}, alarms=("likeness",)),
    )
    assert "step 5: The slots have collapsed" in pane.alarms.item(0).text()
    with qtbot.waitSignal(pane.document_requested):
        pane.alarms.itemClicked.emit(pane.alarms.item(0))
    qtbot.waitUntil(
        lambda: session.traces.document is not None and session.traces.document.step == 5
    )


@pytest.mark.slow
def test_another_run_begins_anew(qtbot: QtBot, session: Session, probes: dict[int, str]) -> None:
    pane, _ = shown(qtbot, session)
    tell(session, events.MemoryHealth(step=5, values=_WELL))
    assert run_health(session).health.points
    session.traces.forget_probes()
    session._set_run(RunView("running", "/runs/b"))
    session._set_run(RunView("running", "/runs/c"))
    assert not run_health(session).health.points
    assert pane.empty.isVisible()


@pytest.mark.slow
def test_the_memory_page_changes_to_the_tab_that_is_asked_for(
    qtbot: QtBot, session: Session
) -> None:
    from memstudio.gui.memory_page import MemoryPage

    page = MemoryPage(session, SelectionModel())
    qtbot.addWidget(page)
    run_health(session).ask_for_view()
    assert page.view == "training"
    page.training.document_requested.emit()
    assert page.view == "document"


@pytest.mark.slow
def test_what_is_shown_can_be_saved_and_its_numbers_copied(
    qtbot: QtBot, session: Session, probes: dict[int, str], tmp_path: Path
) -> None:
    pane, _ = shown(qtbot, session)
    for step, path in probes.items():
        session.traces.add_probe(path, step)
    qtbot.waitUntil(lambda: len(run_health(session).summaries) == 3)
    # As the record of a run from the disk is read, after its probes.
    session.run_read.emit((events.MemoryHealth(step=5, values=_WELL),))
    pane.export.copy_numbers()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][0] == "step"
    assert lines[0][-1] == "usage 3" or lines[0][-1].endswith(" 3")
    assert [line[0] for line in lines[1:]] == ["0", "5", "10"]
    assert lines[2][lines[0].index("churn")] == "0.4"
    pane.export.save(str(tmp_path / "t.png"))
    assert (tmp_path / "t.png").stat().st_size > 1000
