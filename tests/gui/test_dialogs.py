from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from memstudio.gui.crash_dialog import CrashDialog, ExceptionReporter
from memstudio.gui.diagnostics import diagnostics
from memstudio.gui.dialogs.add_text import AddTextDialog
from memstudio.gui.dialogs.command_palette import CommandPalette
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.dialogs.export_model import ExportModelDialog
from memstudio.gui.dialogs.open_model import OpenModelDialog
from memstudio.gui.dialogs.settings_dialog import SettingsDialog
from memstudio.gui.dialogs.shortcuts import ShortcutsDialog
from memstudio.gui.main_window import MainWindow
from memstudio.models.source import ModelEntry
from memstudio.settings import Settings, load_settings, save_settings
from memstudio.workers.messages import LoadModel
from tests.gui.conftest import Engine, a_model


@pytest.fixture
def model_dialog(window: MainWindow, qtbot) -> OpenModelDialog:
    window.commands.open_model()
    dialog = window.findChild(OpenModelDialog)
    qtbot.waitExposed(dialog)
    return dialog


def test_found_models_are_listed_by_where_they_come_from(
    model_dialog: OpenModelDialog, tmp_path: Path
) -> None:
    model_dialog.chooser._on_search_models_found(
        (
            ModelEntry("demo", "demo", "bundled", 4 << 20, tmp_path),
            ModelEntry("Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B", "hub-cache", 1 << 30, tmp_path),
        )
    )
    models = model_dialog.chooser.models
    groups = [models.topLevelItem(i) for i in range(models.topLevelItemCount())]
    assert [group.child(0).text(0) for group in groups] == ["demo", "Qwen/Qwen3-0.6B"]
    assert groups[1].child(0).text(1) == "1.0 GiB"
    models.setCurrentItem(groups[1].child(0))
    assert model_dialog.chooser.reference.text() == "Qwen/Qwen3-0.6B"


def test_going_online_is_off_until_asked(model_dialog: OpenModelDialog, qtbot) -> None:
    chosen: list[tuple[str, bool]] = []
    model_dialog.chosen.connect(lambda *what: chosen.append(what))
    assert not model_dialog.chooser.online.isChecked()
    assert not model_dialog.take_button.isEnabled()
    qtbot.keyClicks(model_dialog.chooser.reference, "  org/model ")
    qtbot.mouseClick(model_dialog.take_button, Qt.MouseButton.LeftButton)
    assert chosen == [("org/model", False)]


def test_going_online_is_allowed_for_the_one_model_that_it_was_asked_for(
    window: MainWindow, model_dialog: OpenModelDialog, qtbot, monkeypatch
) -> None:
    asked: list[LoadModel] = []
    monkeypatch.setattr(window.session._engine, "submit", asked.append)
    model_dialog.chooser.online.setChecked(True)
    qtbot.keyClicks(model_dialog.chooser.reference, "org/model")
    qtbot.mouseClick(model_dialog.take_button, Qt.MouseButton.LeftButton)
    window.commands.open_reference("org/other")
    found = [(each.reference, each.online) for each in asked]
    assert found == [("org/model", True), ("org/other", False)]


def test_text_is_added_from_several_places_at_once(qtbot, tmp_path: Path) -> None:
    dialog = AddTextDialog()
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    chosen: list[tuple[str, ...]] = []
    dialog.paths_chosen.connect(chosen.append)
    assert not dialog.use_button.isEnabled()
    dialog.paths.add(["/a.txt", str(tmp_path)])
    dialog.paths.add(["/a.txt"])
    dialog.paths.list.setCurrentRow(0)
    dialog.use_button.click()
    assert chosen == [("/a.txt", str(tmp_path))]


def test_a_sample_book_can_be_added(qtbot) -> None:
    dialog = AddTextDialog()
    qtbot.addWidget(dialog)
    books = dialog.paths.add_samples_button.menu().actions()
    assert [book.text().partition(" (")[0] for book in books] == ["Pride and Prejudice", "古文觀止"]
    books[0].trigger()
    assert [Path(path).name for path in dialog.paths.paths()] == ["pride-and-prejudice.txt"]


def test_an_action_is_found_by_a_part_of_its_name_and_done(window: MainWindow, qtbot) -> None:
    window.commands.show_palette()
    palette = window.findChild(CommandPalette)
    qtbot.keyClicks(palette.search, "memory page")
    assert palette.found.count() == 1
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert window.pages.current == "memory"


def test_the_keys_of_an_action_stand_at_the_right_apart_from_its_name(
    window: MainWindow, qtbot
) -> None:
    palette = CommandPalette(window.actions_table, window)
    palette.search.setText("settings")
    item = palette.found.item(0)
    assert item.text() == "Settings"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Settings Ctrl+,"
    palette.show()
    qtbot.waitExposed(palette)
    row = palette.found.visualItemRect(item)
    right = row.adjusted(row.width() - 60, 0, 0, 0)
    drawn = palette.found.viewport().grab(right).toImage()
    colours = {drawn.pixel(x, y) for x in range(drawn.width()) for y in range(drawn.height())}
    assert len(colours) > 1, "nothing is written there"
    palette.reject()


def test_what_cannot_be_done_now_stands_behind_the_rest_with_its_reason(
    window: MainWindow,
) -> None:
    palette = CommandPalette(window.actions_table, window)
    offered = [palette.found.item(i).data(Qt.ItemDataRole.UserRole)
               for i in range(palette.found.count())]  # fmt: skip
    assert offered.index("file.open_demo") < offered.index("train.stop")
    assert palette.reason.isHidden()
    palette.search.setText("train.stop")
    assert palette.reason.text() == window.actions_table["train.stop"].toolTip()
    palette.found.itemActivated.emit(palette.found.currentItem())
    assert palette.result() == 0
    palette.search.setText("no such thing")
    assert palette.reason.text() == "Nothing is called so."
    palette.reject()


def test_nothing_found_does_nothing(window: MainWindow, qtbot) -> None:
    palette = CommandPalette(window.actions_table, window)
    palette.search.setText("no such thing")
    palette._do()
    assert palette.found.count() == 0
    palette.reject()


def test_all_keys_are_on_the_page_of_shortcuts(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window.actions_table, window)
    shown = {label.text() for label in dialog.findChildren(type(dialog.explanation))}
    for spec in window.actions_table.specs:
        if spec.shortcut:
            assert window.actions_table[spec.id].shortcut().toString() in shown
    dialog.reject()


def test_the_page_of_shortcuts_fits_on_a_low_screen_and_scrolls_on_a_lower_one(
    window: MainWindow, qtbot
) -> None:
    dialog = ShortcutsDialog(window.actions_table, window)
    dialog.show()
    qtbot.waitExposed(dialog)
    bar = dialog._area.verticalScrollBar()
    assert bar.maximum() == 0
    assert dialog.height() <= 640
    dialog.resize(dialog.width(), 400)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert dialog.rect().contains(dialog.close_button.geometry())
    qtbot.keyClick(dialog._area, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(dialog._area, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_settings_act_at_once_and_are_kept(window: MainWindow, engine: Engine) -> None:
    engine.ready()
    window.commands.show_settings()
    dialog = window.findChild(SettingsDialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    assert load_settings().theme == "dark"
    dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    dialog.language.activated.emit(dialog.language.currentIndex())
    assert load_settings().language == "zh_CN"
    assert dialog.device.findData("cuda:0") > 0
    dialog.accept()


@pytest.mark.parametrize(
    "content", ["theme = 'pink'", "theme = [", "theme = 3", "\x00\x01", "other = 1"]
)
def test_damaged_settings_fall_back_to_the_defaults(home: Path, content: str) -> None:
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert load_settings() == Settings()


def test_settings_come_back_as_they_were_saved(home: Path) -> None:
    settings = Settings(theme="dark", language="zh_CN", device="cuda:0")
    save_settings(settings)
    assert load_settings() == settings


def test_an_error_nobody_caught_is_told_without_its_traceback(qtbot, qapp, caplog) -> None:
    reporter = ExceptionReporter()
    error = ValueError("a very technical thing")
    reporter._report(type(error), error, None)
    qtbot.waitUntil(lambda: reporter._shown is not None)
    dialog = reporter._shown
    assert isinstance(dialog, CrashDialog)
    assert "technical" not in dialog.text() + dialog.informativeText()
    assert "a very technical thing" in dialog.detailedText()
    dialog.copy_button.click()
    assert "a very technical thing" in qapp.clipboard().text()
    dialog.close()


def test_an_error_on_another_thread_is_shown_on_the_windows_thread(qtbot, caplog) -> None:
    import threading

    reporter = ExceptionReporter()

    error = RuntimeError("in the engine")
    thread = threading.Thread(target=reporter._report, args=(type(error), error, None))
    thread.start()
    thread.join()
    assert reporter._shown is None
    qtbot.waitUntil(lambda: reporter._shown is not None)
    assert reporter._shown.thread() is reporter.thread()
    reporter._shown.hide()


def test_a_board_whose_folder_is_deleted_under_a_run_is_no_fault_of_the_program(
    qtbot, caplog, tmp_path, monkeypatch
) -> None:
    import shutil
    import threading

    from memstudio.training.trackers.tensorboard import TensorBoardFiles

    reporter = ExceptionReporter()
    monkeypatch.setattr(threading, "excepthook", reporter._report_thread)
    board = TensorBoardFiles(tmp_path / "board")
    shutil.rmtree(tmp_path / "board")
    with qtbot.assertNotEmitted(reporter.exception_caught):
        board.log({"loss": 1.0}, 1)
        board.close()
    assert "not caught on a thread" in caplog.text
    assert "TensorBoard's file was not finished" in caplog.text
    error = OSError("of another thread")
    ours = threading.ExceptHookArgs((OSError, error, None, threading.current_thread()))
    with qtbot.waitSignal(reporter.exception_caught):
        reporter._report_thread(ours)
    qtbot.waitUntil(lambda: reporter._shown is not None)
    reporter._shown.hide()


def test_diagnostics_name_versions_and_folders_and_no_text_of_the_user(
    window: MainWindow, engine: Engine
) -> None:
    engine.ready()
    engine.model()
    report = diagnostics(window.session)
    for part in ("Python", "Qt", "torch", "transformers", "cuda:0", "LlamaForCausalLM"):
        assert part in report


def test_message_boxes_are_never_run_in_a_loop_of_their_own() -> None:
    import memstudio.gui

    folder = Path(memstudio.gui.__file__).parent
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert ".exec()" not in text.replace("app.exec()", ""), path
        assert "QMessageBox.question(" not in text, path


def test_no_line_of_a_dialog_is_cut_where_text_wraps(
    window: MainWindow, engine: Engine, qtbot: QtBot
) -> None:
    engine.ready()
    dialog = SettingsDialog(window.settings, window.session, window)
    # As narrow as on a screen with larger type, where the hint takes another line.
    dialog.setFixedWidth(480)
    dialog.resize(480, 300)
    dialog.open()
    qtbot.waitExposed(dialog)
    labels = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert len(labels) > 8
    for label in labels:
        assert label.wordWrap() or label.height() >= label.sizeHint().height(), label.text()
    dialog.reject()


def test_the_settings_say_where_the_cache_of_models_is_for_the_engine(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", "")
    monkeypatch.setenv("HUGGINGFACE_HUB_CACHE", "$WHERE/hub")
    monkeypatch.setenv("WHERE", "/somewhere")
    dialog = SettingsDialog(window.settings, window.session, window)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert str(Path("/somewhere/hub")) in said


def test_what_an_adapter_would_go_beside_is_asked_of_the_model_before_the_export(
    window: MainWindow, qtbot: QtBot
) -> None:
    for notes_backbone in (False, True):
        model = replace(a_model(), notes_backbone=notes_backbone)
        dialog = ExportModelDialog(model, window)
        qtbot.addWidget(dialog)
        dialog.form.setCurrentIndex(dialog.form.findData("adapter"))
        assert dialog.export_button.isEnabled() is notes_backbone
        assert ("Nobody noted" in dialog.explanation.text()) is not notes_backbone
    # Of a wholly trained model there is nothing to go beside it.
    for trains, is_offered in (("memory", True), ("everything", False)):
        model = replace(a_model(), notes_backbone=True, trained_on={"trains": trains})
        dialog = ExportModelDialog(model, window)
        qtbot.addWidget(dialog)
        dialog.form.setCurrentIndex(dialog.form.findData("adapter"))
        assert dialog.export_button.isEnabled() is is_offered
        assert ("was trained" in dialog.export_button.toolTip()) is not is_offered


def test_a_dialog_grows_by_the_sentences_that_come(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ExportModelDialog(a_model(), window)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.rows.place.name.setText("CON")
    dialog.rows.place.folder.path.setText("not whole")
    whole = dialog.layout()
    qtbot.waitUntil(lambda: dialog.height() >= whole.totalHeightForWidth(dialog.width()))
    assert dialog.rows.height() >= dialog.rows.heightForWidth(dialog.rows.width())


def test_enter_presses_a_button_of_the_row_that_has_the_keys_and_no_other(qtbot) -> None:
    pressed: list[str] = []
    dialog = Dialog("One")
    qtbot.addWidget(dialog)
    chooser = QPushButton("Folder…", dialog)
    chooser.setAutoDefault(False)
    chooser.clicked.connect(lambda: pressed.append("chooser"))
    dialog.body.addWidget(chooser)
    cancel = dialog.add_button("Cancel", lambda: pressed.append("cancel"))
    dialog.add_button("Open", lambda: pressed.append("open"), is_primary=True)
    dialog.show()
    qtbot.waitExposed(dialog)
    for at in (chooser, cancel):
        at.setFocus()
        qtbot.keyClick(at, Qt.Key.Key_Return)
    assert pressed == ["open", "cancel"]
