"""The window with something in every page, and each of its dialogs, for tests that walk them all."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QTabWidget

from memstudio import events
from memstudio.gui import translation
from memstudio.gui.closing import Closing
from memstudio.gui.crash_dialog import CrashDialog
from memstudio.gui.dialogs.about import AboutDialog
from memstudio.gui.dialogs.add_text import AddTextDialog
from memstudio.gui.dialogs.branch_run import BranchRunDialog
from memstudio.gui.dialogs.command_palette import CommandPalette
from memstudio.gui.dialogs.confirm import ConfirmDialog
from memstudio.gui.dialogs.cost_calculator import CostCalculator
from memstudio.gui.dialogs.export_model import ExportModelDialog
from memstudio.gui.dialogs.memory_states import MemoryStatesDialog
from memstudio.gui.dialogs.new_model import NewModelDialog
from memstudio.gui.dialogs.open_model import OpenModelDialog
from memstudio.gui.dialogs.open_run import OpenRunDialog
from memstudio.gui.dialogs.paste_text import PasteDialog
from memstudio.gui.dialogs.remembered import RememberedDialog
from memstudio.gui.dialogs.session_name import SessionNameDialog
from memstudio.gui.dialogs.settings_dialog import SettingsDialog
from memstudio.gui.dialogs.shortcuts import ShortcutsDialog
from memstudio.gui.dialogs.state_difference import StateDifferenceDialog
from memstudio.gui.dialogs.state_name import StateNameDialog
from memstudio.gui.dialogs.user_name import UserNameDialog
from memstudio.gui.panes.measure.baseline_box import BaselineDialog
from memstudio.gui.theme import theme as themes
from memstudio.tasks.dialogue.remembered import Remembered, RememberedSlot, Writer
from memstudio.tasks.memory_snapshot import SlotContents
from memstudio.tasks.states.state_difference import SlotDifference, StateDifference
from memstudio.workers.messages import TaskKind
from memstudio.workers.state_messages import NOW
from tests.gui.conftest import Engine, a_corpus, a_model, a_step
from tests.gui.languages import as_written_again
from tests.gui.runs import a_run, checkpoint, record
from tests.gui.test_cost_calculator import a_cost
from tests.gui.test_use_pane import a_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow

PAGES = ("start", "train", "memory", "use", "evaluate", "runs", "monitor")


@contextmanager
def speaking(app: QApplication, language: str) -> Iterator[None]:
    """All texts in a language, for a while."""
    with as_written_again(app):
        translation.install(app, language)
        themes.apply(app, "light")
        yield
    themes.apply(app, "light")


def fill(window: MainWindow, qtbot: QtBot, trace: Path, tmp_path: Path) -> None:
    """A model, a text, a run with its curve, a trace and a memory: something in every page."""
    for page in PAGES:
        window.page(page)
    engine = Engine(window.session)
    engine.ready()
    engine.model()
    engine.session._on_worker_corpus_read(a_corpus(str(tmp_path / "a.txt")))
    engine.session._on_worker_memory_changed(a_snapshot())
    engine.train()
    for step in range(121, 140):
        engine.event(a_step(step))
    engine.event(events.Validated(step=139, loss=2.4, loss_memory_reset=2.6))
    with qtbot.waitSignal(window.session.traces.document_changed, timeout=20_000):
        window.session.show_trace(str(trace), "story")
    window.selection.select(slot=1, segment=1, token=5)


def views(window: MainWindow) -> Iterator[str]:
    """Bring every view of every page to the front, one after the other; yields its name."""
    for page in PAGES:
        window.show_page(page)
        tabs = window.page(page).findChild(QTabWidget)
        if tabs is None or page == "runs":
            yield page
            continue
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            yield f"{page}/{tabs.tabText(index)}"


def dialogs(window: MainWindow, tmp_path: Path) -> Iterator[QDialog]:
    """Every dialog, shown; it is closed when the next one is asked for."""
    session, recent = window.session, window.recent
    run = a_run(tmp_path)
    record(run, a_step(1))
    checkpoint(run, 1)
    contents = SlotContents((" mill", " Nora"), (2.0, 1.0))
    slot = RememberedSlot(3, contents, (Writer(2, 0.41),))
    other = SlotDifference(1, 0.4, 0.2, 0.9, False, contents, contents)
    difference = StateDifference("anna", NOW, (4, 9), (0, 3), (other,), is_equal=False)
    text = "What this is called from now on, and what becomes of what is called so already."
    for make in (
        lambda: AboutDialog(window),
        lambda: AddTextDialog(window),
        lambda: BaselineDialog(recent, window),
        lambda: BranchRunDialog(run, run.config(), parent=window),
        lambda: CommandPalette(window.actions_table, window),
        *(
            partial(Closing(session, window)._ask, task)
            for task in (
                TaskKind.TRAIN,
                TaskKind.BENCHMARK,
                TaskKind.MEASURE,
                TaskKind.SAVE,
                TaskKind.MAKE,
            )
        ),
        lambda: ConfirmDialog("Delete the session", text, "Delete for good", window),
        lambda: _cost(window),
        lambda: _crash(window),
        lambda: ExportModelDialog(a_model(), window),
        lambda: MemoryStatesDialog(session, window.conditions, parent=window),
        lambda: NewModelDialog(session, recent, parent=window),
        lambda: OpenModelDialog(recent, window),
        lambda: OpenRunDialog(str(run.path), window.conditions, window),
        lambda: PasteDialog(window),
        lambda: RememberedDialog(Remembered(5, (slot,), "It rained.", 1, has_start=False), window),
        lambda: SessionNameDialog("Rename", text, "Rename", "small", {"small"}, parent=window),
        lambda: SettingsDialog(window.settings, session, window),
        lambda: ShortcutsDialog(window.actions_table, window),
        lambda: StateDifferenceDialog(difference, window),
        lambda: StateNameDialog("Keep", text, "Keep", "small", {"small"}, parent=window),
        lambda: UserNameDialog("New", text, "Make", "small", {"small"}, parent=window),
    ):
        dialog: QDialog = make()
        dialog.show()
        yield dialog
        dialog.reject()


def _cost(window: MainWindow) -> QDialog:
    """With what was found of a run."""
    dialog = CostCalculator(window.train_page().asked_config(), window)
    dialog._on_work_cost_found(a_cost())
    return dialog


def _crash(window: MainWindow) -> QDialog:
    """With its details unfolded, as by a click."""
    dialog = CrashDialog("Traceback (most recent call last):\nValueError: no", window)
    unfold = next(
        each for each in dialog.buttons() if dialog.buttonRole(each) is dialog.ButtonRole.ActionRole
        and each is not dialog.copy_button
    )  # fmt: skip
    unfold.click()
    return dialog
