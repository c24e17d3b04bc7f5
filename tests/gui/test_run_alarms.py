"""Alarms of a run's memory on the Runs page: a quiet mark, what it means, and the way to the step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio.events import MemoryHealth
from memstudio.gui.docks.timeline_dock import TimelineDock
from memstudio.gui.panes.runs.alarm_words import alarms_of_run
from memstudio.gui.panes.runs.pane import RunsPane
from memstudio.gui.panes.runs.words import COLUMNS, sort_key_of
from memstudio.paths import runs_dir
from memstudio.progress import Control
from memstudio.trace.health import MEASURES
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from tests.gui.conftest import a_step
from tests.gui.runs import choose, finished, opened, record

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow

CHURN, LIKENESS = MEASURES["churn"].title, MEASURES["likeness"].title
WELL = {"likeness": 0.1, "churn": 0.4, "effective": 0.9}
FROZEN = MemoryHealth(step=5, values=WELL | {"churn": 0.002}, alarms=("churn",))
AGAIN = MemoryHealth(step=10, values=WELL | {"likeness": 0.99}, alarms=("likeness",))
NOW_WELL = MemoryHealth(step=10, values=WELL)


def a_run(*health: MemoryHealth) -> RunFolder:
    run = RunFolder.create(RunConfig.of(out=str(runs_dir())))
    record(run, a_step(1), MemoryHealth(step=0, values=WELL), *health, finished(10))
    return run


def cell(pane: RunsPane, run: RunFolder, role: Qt.ItemDataRole) -> object:
    model = pane.table.runs
    row = [each.path for each in model.runs].index(run.path)
    return model.data(model.index(row, COLUMNS.index("alarms")), role)


def test_a_run_with_alarms_has_a_mark_a_count_and_says_which(
    qtbot: QtBot, window: MainWindow
) -> None:
    well, was, wrong = a_run(), a_run(FROZEN, NOW_WELL), a_run(FROZEN, AGAIN)
    pane = opened(qtbot, window, well, was, wrong)
    display, tip = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
    sign, spoken = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.AccessibleTextRole
    assert [cell(pane, run, display) for run in (well, was, wrong)] == ["", "1", "2"]
    assert cell(pane, well, sign) is None
    assert cell(pane, well, tip) is None
    assert cell(pane, was, tip) == f"{CHURN}, at step 5; later well again"
    assert cell(pane, wrong, tip) == (
        f"{LIKENESS}, since step 10\n{CHURN}, at step 5; later well again"
    )
    assert LIKENESS in str(cell(pane, wrong, spoken))
    one, other = (cell(pane, run, sign) for run in (was, wrong))
    images = [each.pixmap(16, 16).toImage() for each in (one, other)]  # type: ignore[attr-defined]
    assert images[0] != images[1]


def test_runs_are_sorted_by_what_is_wrong_now(qtbot: QtBot, window: MainWindow) -> None:
    runs = {run.name: run for run in (a_run(), a_run(FROZEN, NOW_WELL), a_run(AGAIN))}
    pane = opened(qtbot, window, *runs.values())
    pane.table.sortByColumn(COLUMNS.index("alarms"), Qt.SortOrder.DescendingOrder)
    filtered = pane.table.filter
    order = [
        pane.table.runs.run(filtered.mapToSource(filtered.index(row, 0)).row()).name
        for row in range(3)
    ]
    well, was, wrong = runs
    assert order == [wrong, was, well]
    assert sort_key_of(runs[well].summary(), "alarms") is None


@pytest.mark.slow
def test_a_link_leads_to_the_step_on_the_memory_page(qtbot: QtBot, window: MainWindow) -> None:
    from memstudio.trace.recorder import record_trace
    from tests.tiny import SENTENCES, tiny_loaded

    run = a_run(FROZEN, AGAIN)
    for step in (5, 10):
        record_trace(
            tiny_loaded("rmt"), SENTENCES[0], document="probe", out=run.trace(step),
            control=Control(), step=step,
        )  # fmt: skip
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    assert pane.details.alarms.isVisible()
    text = pane.details.alarms.text()
    assert text.count("<a href") == 2
    assert f'<a href="5">{CHURN}, at step 5' in text
    pane.details.alarms.linkActivated.emit("5")
    page = window.memory_page()
    assert window.pages.current == "memory"
    assert page.view == "training"
    assert window.session.run is not None
    assert window.session.run.folder == str(run.path)
    traces = window.session.traces
    qtbot.waitUntil(lambda: traces.document is not None and traces.document.step == 5)
    qtbot.waitUntil(lambda: page.training.alarms.count() == 2)
    # The axis of the training goes there, too.
    timeline = window.findChild(TimelineDock)
    assert timeline is not None
    assert timeline._training_text.text() == "step 5 of 10"
    assert timeline.training.value() == 0


@pytest.mark.slow
def test_a_run_without_alarms_is_quiet_and_its_health_can_still_be_seen(
    qtbot: QtBot, window: MainWindow
) -> None:
    run = a_run()
    pane = opened(qtbot, window, run)
    choose(qtbot, pane, run)
    assert not pane.details.alarms.isVisible()
    action = pane.actions_of_runs["health"]
    assert not action.isEnabled()
    assert "not traced" in action.toolTip()
    run.trace(10).mkdir(parents=True)
    (run.trace(10) / "zarr.json").touch()
    pane.actions_of_runs.refresh()
    assert action.isEnabled()
    with qtbot.waitSignal(pane.health_requested) as heard:
        action.trigger()
    assert heard.args == [str(run.path), -1]


@pytest.mark.parametrize("name", ["churn", "of a newer version"])
def test_a_list_made_before_steps_were_kept_says_what_is_wrong(name: str) -> None:
    summary = replace(a_run().summary(), alarms=(name,))
    (alarm,) = alarms_of_run(summary)
    assert (alarm.step, alarm.is_on) == (None, True)
    assert alarm.text == {"churn": CHURN}.get(name, name)
