"""The dialog that makes a new model, up to the wish that goes to the engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from memstudio.gui.dialogs.new_model import NewModelDialog
from memstudio.gui.main_window import MainWindow
from memstudio.gui.searches import SeenModel
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.models.first_look import FirstLook
from memstudio.models.source import ModelEntry
from memstudio.paths import models_dir
from memstudio.workers.messages import Failure, NewModel, TaskKind
from tests.gui.conftest import Engine, a_model


@pytest.fixture
def made(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[NewModelSettings]:
    """What the engine is asked for."""
    asked: list[NewModelSettings] = []
    monkeypatch.setattr(window.session, "make_model", lambda settings, **_: asked.append(settings))
    return asked


def _open(window: MainWindow, qtbot) -> NewModelDialog:
    window.actions_table["file.new_model"].trigger()
    dialog = window.findChildren(NewModelDialog)[-1]
    qtbot.waitExposed(dialog)
    return dialog


def _looked(
    dialog: NewModelDialog,
    window: int | None = 2048,
    *,
    has_memory: bool = False,
    has_encoder: bool = False,
) -> None:
    """As if the files of what is chosen had been looked at."""
    dialog.on_model._typing.stop()
    name = Path(dialog.on_model.chooser.chosen()).name
    found = FirstLook(name, window, has_memory, has_encoder)
    dialog.on_model._on_look_model_looked_at(
        SeenModel(dialog.on_model.chooser.chosen(), found, None)
    )


def _write_name(dialog: NewModelDialog, name: str) -> None:
    """As typed; `qtbot.keyClicks` takes Latin letters only."""
    dialog.on_model.place.name.selectAll()
    dialog.on_model.place.name.insert(name)


def _problem(dialog: NewModelDialog, name: str) -> str:
    from PySide6.QtWidgets import QLabel

    label = dialog.on_model.findChild(QLabel, f"{name}.problem")
    return label.text() if label.isVisible() else ""


def test_the_open_model_is_chosen_and_made_into_a_new_one(
    window: MainWindow, engine: Engine, made: list[NewModelSettings], qtbot
) -> None:
    engine.model("small", None)
    qtbot.mouseClick(window.page("start").new_model, Qt.MouseButton.LeftButton)
    dialog = window.findChild(NewModelDialog)
    qtbot.waitExposed(dialog)
    _looked(dialog)
    assert dialog.on_model.memory.kind_note.text().startswith(
        "Memory tokens before and after each segment"
    )
    dialog.on_model.memory.num_slots.setValue(4)
    dialog.on_model.memory.segment_length.setValue(64)
    dialog.on_model.memory.seed.setValue(7)
    qtbot.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    folder = str(models_dir() / "small-rmt")
    assert made == [NewModelSettings("small", folder, "rmt", 4, 64, 7)]


def test_only_models_without_a_memory_are_offered(
    window: MainWindow, engine: Engine, qtbot, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "memstudio"}')
    window.recent.add("model", (str(tmp_path),))
    window.recent.add("model", ("org/plain",))
    engine.model("small", "rmt")
    dialog = _open(window, qtbot)
    dialog.on_model.chooser._on_search_models_found(
        (
            ModelEntry("demo", "demo", "bundled", 1, tmp_path, has_memory=True),
            ModelEntry("org/model", "org/model", "hub-cache", 1, tmp_path),
        )
    )
    models = dialog.on_model.chooser.models
    rows = [
        models.topLevelItem(i).child(j)
        for i in range(models.topLevelItemCount())
        for j in range(models.topLevelItem(i).childCount())
    ]
    names = [row.text(0) for row in rows]
    assert names == ["small has a memory already", "org/plain", "org/model"]
    assert not rows[0].flags() & Qt.ItemFlag.ItemIsEnabled
    assert dialog.on_model.chooser.chosen() == ""
    assert not dialog.create_button.isEnabled()
    models.setCurrentItem(rows[2])
    assert dialog.on_model.place.name.text() == "model-rmt"
    dialog.reject()


def test_what_is_there_is_not_overwritten(
    window: MainWindow, made: list[NewModelSettings], qtbot, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "plain-rmt").mkdir()
    dialog = _open(window, qtbot)
    dialog.on_model.place.folder.path.setText(str(tmp_path))
    dialog.on_model.chooser.reference.setText("org/plain")
    _looked(dialog)
    assert dialog.on_model.place.name.text() == "plain-rmt-2"
    assert dialog.create_button.isEnabled()
    _write_name(dialog, "mine")
    assert "already" in _problem(dialog, "name")
    assert not dialog.create_button.isEnabled()
    _write_name(dialog, "other")
    assert not _problem(dialog, "name")
    # Taken between the last keystroke and the click.
    (tmp_path / "other").mkdir()
    dialog.create_button.click()
    assert "already" in _problem(dialog, "name")
    assert dialog.isVisible()
    assert not made
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "words"),
    [("a/b", "none of these"), ("a:b", "none of these"), (".a", "dot"), ("a.", "dot"),
     ("nul", "Windows"), ("COM1.model", "Windows"), ("字" * 70, "too long"), ("my model", ""),
     ("con-rmt", ""), ("模型 2", "")],
)  # fmt: skip
@pytest.mark.one_in(12)
def test_names_that_no_folder_can_have_are_refused(
    window: MainWindow, qtbot, name: str, words: str
) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText("org/plain")
    _looked(dialog)
    _write_name(dialog, name)
    assert dialog.create_button.isEnabled() == (not words)
    assert words in _problem(dialog, "name")
    assert bool(_problem(dialog, "name")) == bool(words)
    dialog.reject()


def test_a_place_where_nothing_can_be_saved_is_refused(
    window: MainWindow, qtbot, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")
    dialog = _open(window, qtbot)
    for path, words in (
        (str(file / "models"), "not a folder"),
        ("models", "whole path"),
        ("", "whole path"),
        ("~nobody-of-this-name/x", "whole path"),
        (str(tmp_path / "new" / "er"), ""),
    ):
        dialog.on_model.place.folder.path.setText(path)
        assert words in _problem(dialog, "folder"), path
        assert bool(_problem(dialog, "folder")) == bool(words), path
    dialog.reject()


def test_segments_are_no_longer_than_the_model_sees_at_once(window: MainWindow, qtbot) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText("org/plain")
    assert not dialog.on_model.memory.window_note.isVisible()
    _looked(dialog, 144)
    assert "144" in dialog.on_model.memory.window_note.text()
    assert dialog.create_button.isEnabled()
    dialog.on_model.memory.segment_length.setValue(129)
    assert "128" in _problem(dialog, "segment_length")
    assert not dialog.create_button.isEnabled()
    dialog.on_model.memory.kind.set_setting("none")
    assert dialog.create_button.isEnabled()
    assert not dialog.on_model.memory.num_slots.isEnabled()
    assert dialog.on_model.place.name.text() == "plain-none"
    dialog.on_model.memory.kind.set_setting("rmt")
    dialog.on_model.memory.num_slots.setValue(72)
    assert "fewer slots" in _problem(dialog, "segment_length")
    _looked(dialog, None)
    assert dialog.create_button.isEnabled()
    dialog.reject()


def test_a_model_that_has_a_memory_is_refused(window: MainWindow, qtbot) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText("demo")
    _looked(dialog, has_memory=True)
    assert "memory already" in _problem(dialog, "backbone")
    assert not dialog.create_button.isEnabled()
    dialog.reject()


def test_what_was_found_out_about_another_model_is_left_aside(window: MainWindow, qtbot) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText("org/plain")
    _looked(dialog, 512)
    late = SeenModel("org/before", FirstLook("before", 64, has_memory=True), None)
    dialog.on_model._on_look_model_looked_at(late)
    assert "512" in dialog.on_model.memory.window_note.text()
    assert dialog.on_model.place.name.text() == "plain-rmt"
    assert dialog.create_button.isEnabled()
    dialog.reject()


def test_files_are_looked_at_while_the_form_is_filled(
    window: MainWindow, qtbot, tmp_path: Path
) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText(str(tmp_path))
    qtbot.waitUntil(lambda: "config.json" in _problem(dialog, "backbone"))
    assert not dialog.create_button.isEnabled()
    dialog.on_model.chooser.reference.setText("org/not-here")
    assert not _problem(dialog, "backbone")
    qtbot.waitUntil(lambda: "org/not-here" in _problem(dialog, "backbone"))
    # What is not here can be fetched, once that is allowed.
    dialog.on_model.chooser.online.setChecked(True)
    assert not _problem(dialog, "backbone")
    assert dialog.create_button.isEnabled()
    dialog.reject()


def test_going_online_is_off_until_asked(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    asked: list[NewModel] = []
    monkeypatch.setattr(window.session._engine, "submit", asked.append)
    for is_online in (True, False):
        dialog = _open(window, qtbot)
        dialog.on_model.chooser.reference.setText("org/plain")
        _looked(dialog)
        assert not dialog.on_model.chooser.online.isChecked()
        dialog.on_model.chooser.online.setChecked(is_online)
        dialog.create_button.click()
        assert asked[-1].online is is_online
        # It came to nothing: the same is offered again, and nothing of it for a fresh one.
        again = _open(window, qtbot)
        assert again.on_model.chooser.online.isChecked() is is_online
        again.reject()
        window.commands._unmade = None
    assert len(asked) == 2


@pytest.mark.parametrize("has_encoder", [False, True])
def test_what_was_filled_in_is_there_again_until_the_model_is_made(
    window: MainWindow, engine: Engine, made: list[NewModelSettings], qtbot, has_encoder: bool
) -> None:
    dialog = _open(window, qtbot)
    dialog.on_model.chooser.reference.setText("org/plain")
    _looked(dialog, has_encoder=has_encoder)
    dialog.on_model.memory.num_slots.setValue(5)
    _write_name(dialog, "mine")
    dialog.create_button.click()
    window.session.failed.emit(Failure(TaskKind.MAKE, "The disk is full."))
    assert window.messages.messages[-1].text == "The disk is full."
    again = _open(window, qtbot)
    assert again.on_model.settings() == made[0]
    _looked(again, has_encoder=has_encoder)
    assert again.on_model.settings() == made[0]
    assert again.on_model.place.name.text() == "mine"
    again.reject()
    new = replace(a_model("mine"), path=made[0].folder, reference=made[0].folder)
    window.session._on_worker_model_loaded(new)
    fresh = _open(window, qtbot)
    assert fresh.on_model.memory.num_slots.value() == 8
    fresh.reject()


def test_one_model_is_made_at_a_time_and_can_be_cancelled(
    window: MainWindow, engine: Engine, qtbot
) -> None:
    control = window.session._control(TaskKind.MAKE)
    engine.start(TaskKind.MAKE)
    assert not window.actions_table["file.new_model"].isEnabled()
    assert not window.actions_table["file.open_model"].isEnabled()
    assert "being made" in window.actions_table["file.new_model"].toolTip()
    progress = window.toolbar.task_progress
    assert progress.progress_text.text() == "Making the model…"
    qtbot.mouseClick(progress.cancel_button, Qt.MouseButton.LeftButton)
    assert control.is_cancelled
    engine.end(TaskKind.MAKE)
    assert window.actions_table["file.new_model"].isEnabled()


def test_a_new_model_is_in_the_library_and_among_the_recent(window: MainWindow, qtbot) -> None:
    folder = models_dir() / "mine"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "memstudio"}))
    new = replace(a_model("mine"), reference=str(folder), path=str(folder))
    window.session._on_worker_model_loaded(new)
    group = window.library_dock._model_group
    qtbot.waitUntil(lambda: any(model.name == "mine" for model in window.library_dock._models))
    names = [group.child(i).text(0) for i in range(group.childCount())]
    assert names.count("mine") == 1
    assert window.recent.items("model")[0].paths == (str(folder),)
