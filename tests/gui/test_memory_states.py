"""Memory states in the window: kept, listed, loaded, forked, renamed, shared, deleted, compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from memstudio.errors import MemoryStateError
from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.memory_states import MemoryStatesDialog
from memstudio.gui.dialogs.state_difference import StateDifferenceDialog
from memstudio.gui.dialogs.state_name import StateNameDialog
from memstudio.gui.drops import plan_drop
from memstudio.gui.main_window import MainWindow
from memstudio.memory.state_file import StateHeader
from memstudio.memory.state_provenance import Ancestor, Reading, StateProvenance
from memstudio.progress import Control
from memstudio.tasks.memory_snapshot import SlotContents
from memstudio.tasks.states.state_difference import SlotDifference, StateDifference
from memstudio.tasks.states.state_library import StateEntry, StateListing
from memstudio.workers.dialogue_messages import (
    Change,
    DialogueView,
    SessionDone,
    SessionRequest,
    SessionVerb,
)
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.state_messages import NOW, StateDone, StateRequest, StateVerb
from tests.gui.conftest import Engine
from tests.gui.test_use_pane import a_snapshot
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    Asked = list[tuple[StateVerb, str, str, bool]]


def an_entry(name: str, *origins: str) -> StateEntry:
    known = StateProvenance(
        name=name,
        model="small",
        saved="2026-11-29T06:00:00.000+00:00",
        readings=(
            Reading(way="document", source="a.txt", num_tokens=9, opening="It was a dark night"),
            *(Reading(way="said", num_tokens=2, opening=f"part {number}") for number in range(5)),
        ),
        forked_from=tuple(Ancestor(name=each) for each in origins),
    )
    return StateEntry(name, Path(name), StateHeader("rmt", "rmt 3x32", known, 4, 2000))


T = TypeVar("T", bound=QWidget)
ENTRIES = (an_entry("<b>安娜</b>/1"), an_entry("berta", "c", "d"))


@pytest.fixture
def asked(window: MainWindow, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What was asked of the engine; the folder holds what the test says."""
    wishes: Asked = []
    states = window.session.states
    monkeypatch.setattr(states, "look", lambda: None)
    monkeypatch.setattr(
        states,
        "ask",
        lambda verb, name="", other="", replaces=False: wishes.append(
            (verb, name, other, replaces)
        ),
    )
    engine.ready()
    engine.model()
    window.session._on_worker_memory_changed(a_snapshot())
    return wishes


def listed(window: MainWindow, *entries: StateEntry) -> None:
    window.session.states._look._take(StateListing(entries))


def dialog_of(window: MainWindow, kind: type[T]) -> T:
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def states_dialog(window: MainWindow, *entries: StateEntry) -> MemoryStatesDialog:
    listed(window, *entries)
    window.commands.states.show()
    return dialog_of(window, MemoryStatesDialog)


def a_difference(*, words: bool = True) -> StateDifference:
    one = SlotContents((" kitchen", "\n"), (2.0, 1.0)) if words else SlotContents((), ())
    other = SlotContents((" garden",), (2.0,)) if words else SlotContents((), ())
    slots = (
        SlotDifference(0, 0.0, 0.0, 1.0, True, one, one),
        SlotDifference(1, 2.5, 0.4, None, False, one, other),
    )
    return StateDifference("anna", NOW, (4, 9), (0, 3), slots, is_equal=False)


def test_the_memory_is_kept_under_a_name(window: MainWindow, asked: Asked, qtbot: QtBot) -> None:
    window.show_page("use")
    window.actions_table["use.keep_memory"].trigger()
    dialog = dialog_of(window, StateNameDialog)
    assert dialog.name.text() == "small"
    dialog.name.setText("   ")
    assert not dialog.choose.isEnabled()
    assert "needs a name" in dialog.note.text()
    dialog.name.setText("安娜")
    assert dialog.choose.text() == "Keep"
    # Which names there are may be known only now.
    listed(window, an_entry("安娜"))
    assert dialog.choose.text() == "Replace"
    assert "replaced" in dialog.note.text()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked == [(StateVerb.KEEP, "安娜", "", True)]
    window.session.states.done.emit(
        StateDone(StateRequest(None, StateVerb.KEEP, "安娜"), "安娜")  # type: ignore[arg-type]
    )
    window.commands.states.keep()
    assert dialog_of(window, StateNameDialog).name.text() == "安娜"


@pytest.mark.parametrize("goes_on_with", ["session", "model", "taken up"])
def test_another_memory_is_not_called_by_the_name_of_one_that_was_kept(
    window: MainWindow, asked: Asked, goes_on_with: str
) -> None:
    listed(window, an_entry("安娜"))
    request = StateRequest(Control(), StateVerb.ATTACH, "安娜")
    window.session.states.done.emit(StateDone(request, "安娜"))
    worker = window.session._engine.dialogue_worker
    # What was said since changes nothing.
    worker.dialogue_changed.emit(DialogueView(session="first"))
    assert window.commands.states._name == "安娜"
    if goes_on_with == "taken up":
        worker.done.emit(SessionDone(SessionRequest(Control(), SessionVerb.TAKE_UP, number=1)))
    else:
        worker.dialogue_changed.emit(DialogueView(session="second", change=Change(goes_on_with)))
    window.commands.states.keep()
    dialog = dialog_of(window, StateNameDialog)
    assert (dialog.name.text(), dialog.choose.text()) == ("small", "Keep")


def test_an_empty_memory_is_not_kept(window: MainWindow, asked: Asked) -> None:
    action = window.actions_table["use.keep_memory"]
    assert action.isEnabled()
    window.session._on_worker_memory_changed(a_snapshot(0, 0))
    assert not action.isEnabled()
    assert not asked


def test_an_empty_list_says_how_a_state_comes_into_it(window: MainWindow, asked: Asked) -> None:
    dialog = states_dialog(window)
    assert dialog.empty.isVisible()
    assert not dialog.table.isVisible()
    assert not dialog.load.isEnabled()
    assert dialog.take_in.isEnabled()
    assert dialog.keep.isEnabled()
    assert not asked


def test_states_are_listed_with_where_they_come_from(window: MainWindow, asked: Asked) -> None:
    dialog = states_dialog(window, *ENTRIES)
    assert dialog.table.rowCount() == 2
    assert dialog.table.item(0, 0).text() == "<b>安娜</b>/1"
    assert dialog.table.item(1, 5).text() == "c"
    assert [each.name for each in dialog.chosen()] == ["<b>安娜</b>/1"]
    assert "rmt 3x32" in dialog.details.text()
    assert "3 text" in dialog.details.text()
    assert "part 4" in dialog.details.text()
    dialog.table.select_lines([1])
    assert "c ← d" in dialog.details.text()
    assert not asked


def test_each_button_asks_for_what_it_says(window: MainWindow, asked: Asked) -> None:
    dialog = states_dialog(window, *ENTRIES)
    dialog.table.select_lines([1])
    dialog.load.click()
    dialog.compare.click()
    dialog.table.select_lines([0, 1])
    assert not dialog.load.isEnabled()
    assert not dialog.fork.isEnabled()
    dialog.compare.click()
    assert asked == [
        (StateVerb.ATTACH, "berta", "", False),
        (StateVerb.COMPARE, "berta", NOW, False),
        (StateVerb.COMPARE, "<b>安娜</b>/1", "berta", False),
    ]
    asked.clear()
    dialog.table.select_lines([1])
    for button, verb, suggested in (
        (dialog.fork, StateVerb.FORK, "berta (2)"),
        (dialog.rename, StateVerb.RENAME, "berta"),
    ):
        button.click()
        naming = dialog_of(window, StateNameDialog)
        assert naming.name.text() == suggested
        naming.name.setText(ENTRIES[0].name)
        assert not naming.choose.isEnabled()
        assert "already" in naming.note.text()
        naming.name.setText("clara")
        naming.choose.click()
        assert asked.pop() == (verb, "berta", "clara", False)


def test_files_are_asked_for_by_the_systems_dialog(
    window: MainWindow, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "open", lambda _: None)
    dialog = states_dialog(window, *ENTRIES)
    dialog.export.click()
    dialog.take_in.click()
    opened = dialog.findChildren(QFileDialog)
    file = str(tmp_path / "a.safetensors")
    for files in opened:
        files.fileSelected.emit(file)
    assert asked == [
        (StateVerb.EXPORT, "<b>安娜</b>/1", file, True),
        (StateVerb.TAKE_IN, "", file, False),
    ]
    assert Path(opened[0].selectedFiles()[0]).name == "b-安娜--b--1.safetensors"


def test_a_state_is_deleted_only_when_that_was_confirmed(window: MainWindow, asked: Asked) -> None:
    dialog = states_dialog(window, *ENTRIES)
    dialog.delete.click()
    question = dialog_of(window, ConfirmDialog)
    assert "<b>安娜</b>/1" in question.explanation.text()
    assert question.explanation.textFormat() == Qt.TextFormat.PlainText
    # Enter leaves everything as it is.
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert not asked
    dialog.table.select_lines([0, 1])
    dialog.delete.click()
    question = dialog_of(window, ConfirmDialog)
    # Unless the keys have gone to what deletes.
    question.do.setFocus()
    QTest.keyClick(question.do, Qt.Key.Key_Return)
    assert asked == [(StateVerb.DELETE, entry.name, "", False) for entry in ENTRIES]


def test_what_went_wrong_is_said_in_the_dialog_and_stays_there(
    window: MainWindow, asked: Asked
) -> None:
    dialog = states_dialog(window, *ENTRIES)
    failure = Failure(TaskKind.SAVE, "This memory state belongs to another model ({theirs}).", {"theirs": "x"})  # fmt: skip
    request = StateRequest(None, StateVerb.ATTACH, "berta")  # type: ignore[arg-type]
    window.session.states.done.emit(StateDone(request, failure=failure))
    assert dialog.problem.isVisible()
    assert "another model (x)" in dialog.problem.text()
    listed(window, an_entry("new"), *ENTRIES)
    assert "another model (x)" in dialog.problem.text()
    dialog.load.click()
    assert not dialog.problem.text()
    assert len(asked) == 1


def test_what_was_made_is_selected(window: MainWindow, asked: Asked) -> None:
    dialog = states_dialog(window, *ENTRIES)
    request = StateRequest(None, StateVerb.FORK, "berta", "clara")  # type: ignore[arg-type]
    window.session.states.done.emit(StateDone(request, "clara"))
    listed(window, an_entry("zoe"), *ENTRIES, an_entry("clara", "berta"))
    assert [each.name for each in dialog.chosen()] == ["clara"]
    # What other programs add does not move the choice.
    torn = MemoryStateError("{path} is damaged.", path="torn")
    listing = StateListing((an_entry("new"), an_entry("clara", "berta")), (torn,))
    window.session.states._look._take(listing)
    assert dialog.problem.text() == "torn is damaged."
    assert [each.name for each in dialog.chosen()] == ["clara"]
    assert not asked


def test_nothing_is_offered_during_a_run_and_the_reason_is_said(
    window: MainWindow, asked: Asked, engine: Engine
) -> None:
    dialog = states_dialog(window, *ENTRIES)
    reset = window.actions_table["use.reset_memory"]
    assert reset.isEnabled()
    engine.train()
    assert "Pause it first" in dialog.reason.text()
    # It would be emptied when the run is over.
    assert not reset.isEnabled()
    assert "Pause it first" in reset.toolTip()
    for button in (dialog.load, dialog.fork, dialog.compare, dialog.delete, dialog.take_in):
        assert not button.isEnabled()
    assert not asked


@pytest.mark.slow
def test_without_a_model_states_are_managed_but_not_loaded(
    window: MainWindow, asked: Asked
) -> None:
    window.session._on_worker_model_unloaded()
    dialog = states_dialog(window, *ENTRIES)
    assert not dialog.load.isEnabled()
    assert not dialog.compare.isEnabled()
    assert dialog.fork.isEnabled()
    assert dialog.delete.isEnabled()
    assert "Open a model with a memory" in dialog.reason.text()
    assert not asked


@pytest.mark.parametrize("words", [True, False])
def test_two_states_are_shown_slot_by_slot(window: MainWindow, asked: Asked, words: bool) -> None:
    states_dialog(window, *ENTRIES)
    request = StateRequest(None, StateVerb.COMPARE, "anna", NOW)  # type: ignore[arg-type]
    done = StateDone(request, "anna", difference=a_difference(words=words))
    window.session.states.done.emit(done)
    dialog = dialog_of(window, StateDifferenceDialog)
    assert dialog.windowTitle() == "anna and the memory now"
    assert "1 of 2 slots are the same" in dialog.explanation.text()
    assert dialog.table.rowCount() == 2
    assert dialog.table.columnCount() == (6 if words else 4)
    assert dialog.table.item(0, 1).text() == "the same"
    assert dialog.table.item(1, 1).text() == "40%"
    assert dialog.table.item(1, 3).text() == "–"
    if words:
        assert dialog.table.item(1, 4).text() == "kitchen   ↵"
        assert dialog.table.item(1, 5).text() == "garden"
    QTest.keySequence(dialog.table, "Ctrl+C")
    assert QGuiApplication.clipboard().text().startswith("Slot\tDifference\tDistance")
    assert not asked


def test_a_dropped_state_is_imported(window: MainWindow, asked: Asked, tmp_path: Path) -> None:
    model = tiny_loaded("rmt").model
    files = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    for file in files:
        model.initial_state(1).save(file)
    plan = plan_drop(map(str, files))
    assert plan.kind == "state"
    assert "memory state" in window.drop_target.sentence(plan)
    window.commands.follow_plan(plan)
    assert asked == [(StateVerb.TAKE_IN, "", str(file), False) for file in files]
    (tmp_path / "c.txt").write_text("text")
    assert plan_drop([str(files[0]), str(tmp_path / "c.txt")]).refusal == "mixed"
    files[1].write_bytes(files[1].read_bytes()[:50])
    assert plan_drop([str(files[1])]).refusal == "weights"


def test_the_folder_is_looked_into_beside_the_window(window: MainWindow, qtbot: QtBot) -> None:
    model = tiny_loaded("rmt").model
    from memstudio.tasks.states.state_library import StateLibrary

    library = StateLibrary()
    library.keep(
        "安娜", lambda path, name: model.initial_state(1).save(path, StateProvenance(name=name))
    )
    states = window.session.states
    with qtbot.waitSignal(states.entries_changed, timeout=20_000):
        states.look()
    assert [each.name for each in states.entries] == ["安娜"]
    torn = library.find("安娜").path
    torn.write_bytes(torn.read_bytes()[:-9])
    with qtbot.waitSignal(states.entries_changed, timeout=20_000):
        states.look()
    assert not states.entries
    assert len(states.problems) == 1
    QThreadPool.globalInstance().waitForDone(5_000)


def test_the_library_lists_states_and_opens_the_dialog_at_one(
    window: MainWindow, asked: Asked
) -> None:
    group = window.library_dock._state_group
    assert group.child(0).text(0) == "None yet"
    listed(window, *ENTRIES)
    assert [group.child(row).text(0) for row in range(group.childCount())] == [
        "<b>安娜</b>/1",
        "berta",
    ]
    window.library_dock.library.itemActivated.emit(group.child(1), 0)
    dialog = dialog_of(window, MemoryStatesDialog)
    assert [each.name for each in dialog.chosen()] == ["berta"]
    # Once loaded, one goes on with it on the page behind.
    request = StateRequest(None, StateVerb.ATTACH, "berta")  # type: ignore[arg-type]
    window.session.states.done.emit(StateDone(request, "berta"))
    assert not dialog.isVisible()
    assert not asked
