"""Who is told of a run, in the form: what is not installed says so, and what is chosen is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from memstudio.events import TrackerLost
from memstudio.gui.message_log import MessageLog
from memstudio.gui.panes.train import tracking_editors
from memstudio.gui.panes.train.settings_form import SettingsForm
from memstudio.gui.panes.train.tracking_editors import TRACKING, TrackersEditor
from memstudio.gui.widgets.text_editors import TextEditor, WordsEditor
from memstudio.training.run_config import RunConfig
from memstudio.training.trackers import tracker
from memstudio.training.tracking_settings import TrackingSettings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def only_trackio(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (tracking_editors, tracker):
        monkeypatch.setattr(module, "is_installed", lambda name: name == "trackio")


@pytest.fixture
def form(qtbot: QtBot, only_trackio: None) -> SettingsForm:
    form = SettingsForm()
    qtbot.addWidget(form)
    form.show()
    return form


def chosen(form: SettingsForm) -> TrackingSettings:
    return form.config("demo", (), "cpu").tracking


def test_a_tracker_that_is_not_installed_cannot_be_chosen_and_says_why(
    qtbot: QtBot, only_trackio: None
) -> None:
    editor = TrackersEditor()
    qtbot.addWidget(editor)
    wandb, trackio = editor.boxes["wandb"], editor.boxes["trackio"]
    assert (wandb.isEnabled(), trackio.isEnabled()) == (False, True)
    assert "not installed" in wandb.accessibleName()
    assert "pip install wandb" in wandb.toolTip()
    # What is no sign for a key is seen.
    assert wandb.text().startswith("Weights && Biases")
    # A run of another computer was followed there: it can be unticked, and not ticked again.
    editor.set_setting(["wandb"])
    assert wandb.isEnabled()
    with qtbot.waitSignal(editor.changed):
        wandb.click()
    assert editor.setting() == ()
    assert not wandb.isEnabled()


def test_what_it_is_called_there_is_asked_for_only_when_it_is_followed(
    qtbot: QtBot, form: SettingsForm
) -> None:
    others = [form.editors[path] for path in TRACKING[1:]]
    assert not any(editor.isVisible() for editor in others)
    form.editors["tracking.trackers"].boxes["trackio"].click()
    assert all(editor.isVisible() for editor in others)
    form.editors["tracking.name"].setText("mine")
    form.editors["tracking.tags"].setText("one, two,, one")
    assert chosen(form) == TrackingSettings(
        trackers=("trackio",), name="mine", tags=("one", "two"), online=False
    )


def test_a_project_without_a_name_is_refused_beneath_it(qtbot: QtBot, form: SettingsForm) -> None:
    form.editors["tracking.trackers"].boxes["trackio"].click()
    form.editors["tracking.project"].setText("  ")
    assert set(form.problems()) == {"tracking.project"}
    assert form.focus_problem() is form.editors["tracking.project"]


def test_a_runs_choice_comes_back_with_its_settings(form: SettingsForm) -> None:
    wanted = {"trackers": ["wandb"], "project": "p", "tags": ["a"], "online": True}
    config = RunConfig(tracking=wanted)
    assert form.show_config(config) == []
    assert chosen(form) == config.tracking
    # What another computer had and this one has not is said before the run would be refused.
    assert "pip install wandb" in form.problems()["tracking.trackers"]
    form.apply(form.defaults())
    assert chosen(form) == TrackingSettings()
    assert form.problems() == {}
    # What is as usual is left unsaid.
    assert "tracking" not in form.config("demo", (), "cpu").model_fields_set


def test_texts_and_words(qtbot: QtBot) -> None:
    fields = TrackingSettings.model_fields
    name, tags = TextEditor(fields["name"], "as the folder"), WordsEditor(fields["tags"])
    for editor in (name, tags):
        qtbot.addWidget(editor)
    assert (name.setting(), tags.setting()) == (None, ())
    with qtbot.waitSignal(name.changed):
        name.setText(" x ")
    tags.set_setting(("一", "b"))
    assert (name.setting(), tags.setting()) == ("x", ("一", "b"))
    tags.setText("一，二")
    assert tags.setting() == ("一", "二")


def test_a_tracker_that_was_lost_is_said_among_the_messages(qtbot: QtBot) -> None:
    log = MessageLog()
    log.add_event(TrackerLost(step=3, tracker="Trackio", reason="disk full"))
    (message,) = log.messages
    assert message.tone == "warning"
    assert "Trackio" in message.text
    assert "disk full" in message.text
