"""A memory of a plug-in is tried on the tasks beside our own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from memstudio.gui.panes.evaluate.bench_command import as_command_line
from memstudio.gui.panes.evaluate.choice_form import ChoiceForm
from memstudio.gui.panes.evaluate.matrix_model import MatrixModel
from memstudio.gui.panes.evaluate.results import Grid
from memstudio.gui.panes.evaluate.words import memory_title


def test_it_can_be_chosen_and_has_its_name_in_the_table(
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
