"""What plug-ins bring is beside our own in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from memstudio.gui.dialogs.about import AboutDialog
from memstudio.gui.panes.evaluate.bench_command import as_command_line
from memstudio.gui.panes.evaluate.choice_form import ChoiceForm
from memstudio.gui.panes.evaluate.matrix_model import MatrixModel
from memstudio.gui.panes.evaluate.results import Grid
from memstudio.gui.panes.evaluate.words import memory_title
from memstudio.plugins import plugins


def test_a_memory_can_be_chosen_for_the_benchmark_and_has_its_name_in_the_table(
    toy: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    form = ChoiceForm()
    qtbot.addWidget(form)
    assert "fading" in form.choice().kinds
    form.memories.every.click()
    form.memories.boxes["fading"].setChecked(True)
    assert form.choice().kinds == ("fading",)
    assert "--memory fading" in as_command_line(form.choice(), tmp_path / "results.jsonl")
    model = MatrixModel()
    model.show_grid(Grid((("fading", ""),), ("copy",)))
    title = model.headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.DisplayRole)
    assert title == "fading"
    assert memory_title(("fading", "")) == "Fading averages"


def test_the_about_dialog_lists_them(toy: Path, qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    rows = [dialog.plugins.topLevelItem(row) for row in range(dialog.plugins.topLevelItemCount())]
    assert {(row.text(0), row.text(1)) for row in rows} == {
        ("fading", "memory"), ("opening", "task"), ("play-script", "format"), ("best-loss", "pane"),
    }  # fmt: skip
    assert {row.text(2).partition(" ")[0] for row in rows} == {"memstudio-toy"}


def test_one_that_cannot_be_used_is_set_aside_there(
    toy: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plugin,) = plugins.of("memstudio.tasks")
    plugins.put_aside(plugin, "it is not to be used")
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    (row,) = dialog.plugins.findItems("opening", Qt.MatchFlag.MatchStartsWith)
    assert row.text(0) == "opening (set aside)"
    assert "it is not to be used" in row.toolTip(0)


def test_without_any_there_is_no_such_list(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert not hasattr(dialog, "plugins")
