"""The options of a memory kind as a form made from their table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from memstudio.gui.panes.train.settings_form import SettingsForm
from memstudio.gui.widgets.kind_options_editor import KindOptionsEditor
from memstudio.memory.kind_options import OPTIONS, options_of
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def editor(qtbot: QtBot) -> KindOptionsEditor:
    editor = KindOptionsEditor()
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.mark.parametrize("kind", sorted(OPTIONS))
@pytest.mark.one_in(3)
def test_every_option_has_an_editor_that_starts_at_its_default(
    editor: KindOptionsEditor, kind: str
) -> None:
    editor.show_kind(kind)
    assert list(editor.editors[kind]) == list(OPTIONS[kind].model_fields)
    assert editor.setting() == {}
    assert options_of(kind, editor.setting()) == OPTIONS[kind]()


def test_values_are_kept_when_kinds_are_gone_back_and_forth_between(
    qtbot: QtBot, editor: KindOptionsEditor
) -> None:
    editor.show_kind("armt")
    qtbot.mouseClick(editor.toggle, Qt.MouseButton.LeftButton)
    editor.editors["armt"]["d_mem"].setValue(64)
    editor.show_kind("rmt")
    assert editor.setting() == {}
    assert not editor.toggle.isVisible()
    editor.show_kind("armt")
    assert editor.setting() == {"d_mem": 64}
    assert "1 changed" in editor.toggle.text()
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert editor.setting() == {}
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert editor.setting() == {"d_mem": 64}
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    editor.editors["armt"]["correction"].setChecked(False)
    assert editor.reset.text() == "Back to default"
    qtbot.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert editor.setting() == {}
    editor.show_kind("rmt")
    editor.show_kind("armt")
    assert not editor.reset.isVisible()


def test_what_is_wrong_is_said_in_place(editor: KindOptionsEditor) -> None:
    editor.show_kind("m2m")
    editor.editors["m2m"]["read_layers"].setText("2, 0")
    assert "read_layers" in editor.problem()
    editor.editors["m2m"]["read_layers"].setText("2, 4")
    assert not editor.problem()
    assert editor.setting() == {"read_layers": [2, 4]}


def test_a_run_takes_them(qtbot: QtBot) -> None:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.kind.set_setting("armt")
    form.options.editors["armt"]["correction"].setChecked(False)
    config = form.config("demo", (), "cpu")
    assert config.memory.options == {"correction": False}
    assert "correction = false" in config.to_toml()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("armt", {"value_spread": 0.25, "correction": False}),
        ("lm-bow", {"rate": 0.0125, "mix_start": 0.0004}),
    ],
)
def test_those_of_a_run_come_back_as_they_were(
    qtbot: QtBot, kind: str, options: dict[str, Any]
) -> None:
    memory = {"kind": kind, "num_slots": 8, "segment_length": 64, "options": options}
    config = RunConfig().changed(memory=memory, adapter={"dropout": 0.0375})
    # So far the form offers the options of another kind.
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show_config(config)
    rate = form.options.editors[kind].get("rate")
    if rate is not None:
        assert rate.text() == rate.locale().toString(0.0125, "f", 4)
        # What is shown is read again.
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    again = form.config("demo", (), "cpu")
    assert again.memory == config.memory
    assert again.adapter == config.adapter
