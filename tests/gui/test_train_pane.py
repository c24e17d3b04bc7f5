"""The train pane: what is missing is said, the form makes the run's settings, events are shown."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QToolButton

from memstudio import events
from memstudio.data.preview import CorpusPreview, FileRow, PreviewPart, ProblemRow
from memstudio.data.read_settings import ReadSettings
from memstudio.data.statistics import LengthBin, TokenFigures
from memstudio.gui.panes.train import pane as train_pane
from memstudio.gui.panes.train import result_links
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.gui.panes.train.presets import PRESETS
from memstudio.gui.run_command import as_command_line
from memstudio.gui.run_view import RunView
from memstudio.training.run_config import RunConfig, read_config
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_writer import RunWriter
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.conftest import Engine, a_corpus, a_model, a_step
from tests.gui.runs import a_run, checkpoint, finished, record, started

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(qtbot: QtBot, session: Session) -> TrainPane:
    pane = TrainPane(session)
    qtbot.addWidget(pane)
    pane.resize(1100, 700)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def begun(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """The settings of the runs that were started."""
    configs: list[RunConfig] = []
    monkeypatch.setattr(session, "start_training", configs.append)
    return configs


@pytest.fixture
def triggered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions of the window that the pane asked for."""
    actions: list[str] = []
    monkeypatch.setattr(train_pane, "trigger", lambda _source, action: actions.append(action))
    return actions


def click(qtbot: QtBot, button: QWidget) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, _LEFT)


def entry(button: QToolButton, text: str) -> QAction:
    """The entry of a button's menu that begins with `text`."""
    menu = button.menu()
    assert menu is not None
    return next(action for action in menu.actions() if action.text().startswith(text))


def choose(pane: TrainPane, kind: str) -> None:
    pane.form.kind.setCurrentIndex(pane.form.kind.findData(kind))


def problem(pane: TrainPane, path: str) -> QLabel:
    """The line beneath a setting."""
    label = pane.form.findChild(QLabel, f"{path}.problem")
    assert label is not None
    return label


def is_in_sight(widget: QWidget) -> bool:
    """Whether all of it can be seen, not only what its page has scrolled to."""
    return widget.visibleRegion().boundingRect() == widget.rect()


# ---------------------------------------------------------------------- what is missing


def test_what_is_missing_is_said_one_thing_after_the_other(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    bar = pane.start_bar
    assert "No model" in bar.reason.text()
    engine.model()
    assert "no text" in bar.reason.text()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert not bar.reason.isVisible()
    assert not bar.remedy.isVisible()
    assert bar.start_button.isEnabled()
    engine.start(TaskKind.LOAD)
    assert "Wait" in bar.reason.text()
    assert not bar.start_button.isEnabled()
    assert bar.start_button.toolTip() == bar.reason.text()


def test_the_button_beside_what_is_missing_leads_to_it(
    qtbot: QtBot, pane: TrainPane, engine: Engine, triggered: list[str]
) -> None:
    click(qtbot, pane.start_bar.remedy)
    assert triggered == ["file.open_model"]
    engine.model()
    click(qtbot, pane.start_bar.remedy)
    click(qtbot, pane.dataset.add_button)
    assert triggered == ["file.open_model", "file.add_text", "file.add_text"]


def test_starting_too_early_points_at_what_is_missing(
    pane: TrainPane, qtbot: QtBot, engine: Engine, begun: list[RunConfig]
) -> None:
    engine.model()
    pane.start()
    assert not begun
    assert pane.focusWidget() is pane.start_bar.remedy


def test_a_text_that_cannot_be_used_is_still_missing(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    corpus = a_corpus("/texts/a.txt")
    nothing = replace(corpus.train, num_documents=0, num_characters=0)
    session._on_worker_corpus_read(replace(corpus, train=nothing))
    assert "no text" in pane.start_bar.reason.text()


# ---------------------------------------------------------------------- the form


def test_the_form_starts_with_the_defaults_of_the_settings(pane: TrainPane) -> None:
    config = pane.form.config("m", ("a",), "auto")
    assert config == RunConfig().changed(model="m", data=("a",), trains="everything")


def test_a_click_starts_a_run_with_what_the_form_says(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, begun: list[RunConfig]
) -> None:
    engine.model(kind=None)
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    pane.form.steps.setValue(77)
    pane.form.num_slots.setValue(5)
    pane.form.bptt_depth.setValue(2)
    click(qtbot, pane.form.trains.memory)
    pane.form.memory_learning_rate.setText("2e-4")
    pane.form.editors["validation_fraction"].setValue(25)
    click(qtbot, pane.start_bar.start_button)
    (config,) = begun
    assert (config.steps, config.memory.num_slots, config.bptt_depth) == (77, 5, 2)
    assert (config.trains, config.memory_learning_rate) == ("memory", 2e-4)
    assert config.validation_fraction == 0.25
    assert config.data == ("/texts/a.txt",)
    assert config.model == "small"


def test_the_lowest_number_of_segments_means_all(pane: TrainPane) -> None:
    depth = pane.form.bptt_depth
    depth.setValue(depth.minimum())
    assert depth.text() == "all segments"
    assert pane.form.config("m", (), "auto").bptt_depth is None
    depth.setValue(0)
    assert pane.form.config("m", (), "auto").bptt_depth == 0


def test_a_wrong_value_is_named_beneath_its_setting_and_nothing_starts(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, begun: list[RunConfig]
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    note = problem(pane, "learning_rate")
    assert not note.isVisible()
    for text in ("fast", "-1", ""):
        pane.form.learning_rate.setText(text)
        assert note.isVisible()
        assert "Learning rate" in note.text()
        assert note.text() == pane.start_bar.reason.text()
        assert pane.form.learning_rate.property("invalid") is True
        assert pane.form.learning_rate.accessibleDescription() == note.text()
        assert not pane.start_bar.start_button.isEnabled()
        assert not pane.start_bar.estimate.isVisible()
    pane.start()
    assert not begun
    click(qtbot, pane.start_bar.remedy)
    assert pane.focusWidget() is pane.form.learning_rate
    pane.form.learning_rate.setText("1e-4")
    assert not note.isVisible()
    assert pane.start_bar.start_button.isEnabled()


def test_a_wrong_value_that_is_folded_away_is_brought_into_sight(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    pane.resize(1100, 480)
    pane.form.advanced.weight_decay.setText("lots")
    assert not pane.form.advanced.weight_decay.isVisible()
    click(qtbot, pane.start_bar.remedy)
    assert pane.focusWidget() is pane.form.advanced.weight_decay
    assert is_in_sight(pane.form.advanced.weight_decay)
    pane.form.advanced.weight_decay.setText("0.01")
    pane.form.learning_rate.setText("-1")
    assert not is_in_sight(pane.form.learning_rate)
    click(qtbot, pane.start_bar.remedy)
    assert is_in_sight(pane.form.learning_rate)


def test_a_wrong_value_can_always_be_mended(pane: TrainPane, qtbot: QtBot, engine: Engine) -> None:
    engine.model(kind=None)
    pane.form.learning_rate.setText("fast")
    click(qtbot, pane.form.trains.memory)
    assert pane.form.learning_rate.isEnabled()
    pane.form.learning_rate.setText("1e-4")
    assert not pane.form.learning_rate.isEnabled()


def test_a_segment_longer_than_the_model_sees_is_a_problem(pane: TrainPane, engine: Engine) -> None:
    engine.model(kind=None)
    pane.form.segment_length.setValue(2049)
    assert "2,048 tokens" in problem(pane, "memory.segment_length").text()
    pane.form.segment_length.setValue(2048)
    assert not problem(pane, "memory.segment_length").text()


def test_a_model_with_a_memory_keeps_its_own(pane: TrainPane, engine: Engine) -> None:
    form = pane.form
    engine.model()
    assert not form.num_slots.isVisible()
    assert not form.kind.isVisible()
    assert "16 slots" in form.fixed_note.text().replace("\u00a0", " ")
    assert "keeps it" in form.kind_note.text()
    # The model says it; a file of settings that says it too could only contradict.
    assert not form.config("m", (), "auto").memory.model_fields_set
    engine.model("plain", kind=None)
    assert form.num_slots.isVisible()
    assert form.num_slots.isEnabled()
    assert not form.fixed_note.isVisible()
    choose(pane, "none")
    assert not form.num_slots.isEnabled()
    assert not form.trains.memory.isEnabled()


def test_what_was_chosen_for_a_new_memory_comes_back_with_a_model_that_has_none(
    pane: TrainPane, engine: Engine
) -> None:
    engine.model("plain", kind=None)
    choose(pane, "rmt")
    pane.form.num_slots.setValue(5)
    pane.form.segment_length.setValue(48)
    for name in ("demo", "another"):
        engine.model(name, kind="armt")
    assert pane.form.kind.setting() == "armt"
    engine.model("plain", kind=None)
    memory = pane.form.config("m", (), "auto").memory
    assert (memory.kind, memory.num_slots, memory.segment_length) == ("rmt", 5, 48)


def test_without_a_memory_everything_is_trained(
    pane: TrainPane, qtbot: QtBot, engine: Engine
) -> None:
    engine.model(kind=None)
    click(qtbot, pane.form.trains.memory)
    assert pane.form.config("m", (), "auto").trains == "memory"
    choose(pane, "none")
    assert pane.form.config("m", (), "auto").trains == "everything"


def test_the_estimate_is_the_product_that_it_shows(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model(kind=None)
    corpus = a_corpus("/texts/a.txt")
    session._on_worker_corpus_read(replace(corpus, train=replace(corpus.train, num_tokens=300)))
    pane.form.apply({"steps": 10, "batch_size": 2, "segments_per_sample": 3,
                     "memory.segment_length": 5, "gradient_accumulation": 2})  # fmt: skip
    assert "10 steps × 4 × 15 tokens = 600 tokens" in pane.start_bar.estimate.text()
    assert "2 times through" in pane.start_bar.estimate.text()
    session._on_worker_corpus_read(replace(corpus, train=replace(corpus.train, num_tokens=40_000)))
    assert "1.5% of the text" in pane.start_bar.estimate.text()
    # Of samples that grow, 20 × 1 + 20 × 2 + 20 × 3 segments of 60 × 3 are read.
    pane.form.apply({"steps": 60, "growth_fraction": 1.0, "batch_size": 1})
    session._on_worker_corpus_read(replace(corpus, train=replace(corpus.train, num_tokens=1800)))
    assert pane.start_bar.estimate.text() == ("60 steps × 2 × at most 15 tokens · 67% of the text")


def test_rows_shorter_than_a_sample_are_counted_as_samples_and_not_by_their_tokens(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model(kind=None)
    corpus = a_corpus("/texts/a.jsonl")
    rows = replace(corpus, train=replace(corpus.train, num_documents=8, num_tokens=80))
    session._on_worker_corpus_read(rows)
    pane.form.apply({"steps": 10, "batch_size": 4, "segments_per_sample": 3,
                     "memory.segment_length": 5})  # fmt: skip
    # How long the longest is was not told: how many samples there are is not known.
    assert pane.start_bar.estimate.text() == "10 steps × 4 × at most 15 tokens"
    longest = TokenFigures((), 10, 12, None, 80, 4.0, 0.0, 0.1)
    session._on_worker_corpus_read(replace(rows, figures=longest))
    shown = "10 steps × 4 × at most 15 tokens · 5 times through the text"
    assert pane.start_bar.estimate.text() == shown
    session._on_worker_corpus_read(replace(rows, figures=replace(longest, longest=16)))
    assert "times" not in pane.start_bar.estimate.text()


# ---------------------------------------------------------------------- presets and the menu


def test_a_preset_changes_the_fields_and_is_named(pane: TrainPane) -> None:
    presets = pane.menu.presets
    assert presets.text() == "Normal: 200 steps"
    pane.form.advanced.weight_decay.setText("0.5")
    entry(presets, "Quick look").trigger()
    assert (pane.form.steps.value(), pane.form.probe_every.value()) == (50, 10)
    assert pane.form.advanced.weight_decay.text() == "0.5"
    assert "50 steps" in pane.start_bar.estimate.text()
    assert presets.text() == "Quick look: 50 steps"
    entry(presets, "Quick look").trigger()
    checked = [action.text() for action in presets.menu().actions() if action.isChecked()]
    assert checked == ["Quick look: 50 steps"]
    pane.form.steps.setValue(51)
    assert presets.text() == "Own settings"
    assert not any(action.isChecked() for action in presets.menu().actions())


def test_every_preset_is_a_run_that_can_be_started(pane: TrainPane) -> None:
    for preset in PRESETS:
        pane.form.apply(preset.values)
        assert pane.form.preset is preset
        assert pane.form.config("m", ("a",), "auto").steps == preset.values["steps"]


def test_the_defaults_come_back_and_a_fixed_memory_stays(pane: TrainPane, engine: Engine) -> None:
    engine.model()
    pane.form.steps.setValue(3)
    pane.form.seed.setValue(9)
    entry(pane.menu.more, "Back").trigger()
    config = pane.form.config("m", (), "auto")
    assert (config.steps, config.seed, config.trains) == (200, 0, "everything")
    assert pane.form.num_slots.value() == 16
    assert not config.memory.model_fields_set


def test_saved_settings_are_those_of_the_form(
    pane: TrainPane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    text = tmp_path / "a text.txt"
    text.touch()
    engine.model(kind=None)
    session._on_worker_corpus_read(a_corpus(str(text)))
    pane.form.steps.setValue(31)
    pane.save_settings(str(tmp_path / "mine.toml"))
    config = read_config(tmp_path / "mine.toml")
    assert (config.steps, config.model, config.data) == (31, "small", (str(text),))


def test_the_menu_asks_where_to_save_settings(pane: TrainPane, tmp_path: Path) -> None:
    entry(pane.menu.more, "Save settings").trigger()
    dialog = pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "chosen.toml"))
    dialog.close()
    assert read_config(tmp_path / "chosen.toml").steps == 200


def test_settings_that_cannot_be_saved_say_why(
    pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    failures: list[Failure] = []
    session.failed.connect(failures.append)
    (tmp_path / "taken").mkdir()
    pane.save_settings(str(tmp_path / "taken"))
    assert len(failures) == 1
    # It is no run that failed.
    assert not pane.progress.result.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_the_copied_command_line_writes_the_forms_settings(
    pane: TrainPane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    strange = tmp_path / 'it\'s $HOME `here` "quoted" 书.txt'
    strange.touch()
    engine.model(kind=None)
    session._on_worker_corpus_read(a_corpus(str(strange)))
    pane.form.steps.setValue(12)
    entry(pane.menu.more, "Copy as command line").trigger()
    commands = QGuiApplication.clipboard().text()
    assert commands.endswith("memstudio train run.toml\n")
    fake = tmp_path / "memstudio"
    fake.write_text('#!/bin/sh\necho "$@" > asked.txt\n')
    fake.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", commands], cwd=tmp_path, check=True, env={**os.environ, "PATH": path}
    )
    assert (tmp_path / "asked.txt").read_text() == "train run.toml\n"
    config = read_config(tmp_path / "run.toml")
    assert (config.steps, config.data) == (12, (str(strange),))


def test_on_windows_the_commands_are_for_its_shell() -> None:
    commands = as_command_line(RunConfig(model="demo"), "win32")
    assert commands.startswith("[IO.File]::WriteAllText(")
    assert "<<" not in commands


def test_with_a_wrong_value_nothing_is_copied_or_saved_and_it_is_pointed_at(
    pane: TrainPane, tmp_path: Path
) -> None:
    QGuiApplication.clipboard().setText("before")
    pane.form.memory_learning_rate.setText("x")
    entry(pane.menu.more, "Copy as command line").trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert pane.focusWidget() is pane.form.memory_learning_rate
    pane.save_settings(str(tmp_path / "run.toml"))
    assert not (tmp_path / "run.toml").exists()


# ---------------------------------------------------------------------- the text


def test_without_text_it_says_how_to_get_some(pane: TrainPane, session: Session) -> None:
    card = pane.dataset
    assert "Drop a text file" in card.hint.text()
    assert card.hint.isVisible()
    assert not card.clear_button.isVisible()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert not card.hint.isVisible()
    assert card.summary.text() == "a.txt"
    assert "It is a truth" in card.preview.toPlainText()


def test_the_text_can_be_removed(qtbot: QtBot, pane: TrainPane, session: Session) -> None:
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    click(qtbot, pane.dataset.clear_button)
    assert session.corpus is None
    assert pane.dataset.hint.isVisible()
    assert not pane.dataset.preview.isVisible()


def test_segments_follow_the_length_that_is_chosen(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model(kind=None)
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    counts = pane.dataset.counts
    pane.form.segment_length.setValue(128)
    assert "· 2 segments" in counts.text().replace("\u00a0", " ")
    pane.form.segment_length.setValue(4)
    # 20 tokens.
    assert "about 5 segments" in counts.text().replace("\u00a0", " ")


def test_text_that_was_dropped_before_a_model_is_counted_with_it(
    pane: TrainPane, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[tuple[str, ...], int | None]] = []
    monkeypatch.setattr(session, "read_data", lambda *words: asked.append(words))
    corpus = a_corpus("/texts/a.txt")
    part = replace(corpus.train, num_tokens=None, num_segments=None)
    session._on_worker_corpus_read(replace(corpus, train=part, validation=part))
    assert "token" not in pane.dataset.counts.text()
    assert not asked
    engine.model()
    assert asked == [(("/texts/a.txt",), 128, ReadSettings())]
    # What was counted stays until a model reads it as other tokens.
    session._on_worker_corpus_read(replace(corpus, reading_key="of 4096"))
    session._on_worker_model_loaded(replace(a_model("trained"), reading_key="of 4096"))
    assert len(asked) == 1
    session._on_worker_model_loaded(replace(a_model("other"), reading_key="of 151 000"))
    assert len(asked) == 2
    monkeypatch.undo()
    # Asked for together with a model, another text may not be followed by the one it replaces.
    pane.show_config(RunConfig.of(model="third", data=("/texts/of the run.txt",)))
    session._on_worker_model_loaded(replace(a_model("third"), reading_key="of 32 000"))
    assert session.readings.dataset == ("/texts/of the run.txt",)
    assert len(session.readings._asked) == 1


def test_estimates_are_called_so(pane: TrainPane, session: Session) -> None:
    corpus = a_corpus("/texts/a.txt")
    session._on_worker_corpus_read(corpus)
    assert "about" not in pane.dataset.counts.text()
    file = replace(corpus.files[0], num_documents=4_000_000)
    session._on_worker_corpus_read(replace(corpus, files=(file,), is_estimate=True))
    shown = pane.dataset.counts.text().replace("\u00a0", " ")
    for text in ("1 file", "about 4.0 M documents", "about 100 characters", "about 20 tokens"):
        assert text in shown.split(" · ")
    assert shown.split(" · ")[-1] == "about 2 segments"
    assert "beginning of the text" in pane.dataset.counts.toolTip()


def test_problems_of_files_are_listed(qtbot: QtBot, pane: TrainPane, session: Session) -> None:
    corpus = a_corpus("/texts/a.txt")
    row = ProblemRow("/texts/b.txt", None, "The file is {what}.", {"what": "empty"})
    own = ProblemRow("/texts/a.txt", 7, "Line {what}.", {"what": "broken"})
    file = replace(corpus.files[0], problems=(own,))
    session._on_worker_corpus_read(replace(corpus, files=(file,), problems=(row,)))
    card = pane.dataset
    assert card.trouble.text() == "2 problems"
    assert not card.files.isVisible()
    click(qtbot, card.trouble)
    assert card.files.isVisible()
    assert card.files.texts() == [
        "b.txt", "The file is empty.", "a.txt", "Line 7: Line broken."
    ]  # fmt: skip
    session.clear_data()
    assert not card.files.isVisible()
    assert not card.trouble.isVisible()


def test_problems_that_leave_no_text_are_unfolded_at_once(
    pane: TrainPane, session: Session
) -> None:
    corpus = a_corpus("/texts/a.txt")
    row = ProblemRow("/texts/a.txt", None, "The file is {what}.", {"what": "empty"})
    nothing = replace(corpus.train, num_documents=0, num_characters=0)
    session._on_worker_corpus_read(
        replace(corpus, files=(), rows=(), problems=(row,), train=nothing, validation=nothing)
    )
    assert pane.dataset.files.isVisible()
    assert pane.dataset.summary.text() == "No text could be read"


# ---------------------------------------------------------------------- a run


def test_events_fill_curves_figures_and_the_result(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    progress = pane.progress
    engine.event(events.Validated(step=120, loss=3.5))
    for step in range(121, 131):
        engine.event(a_step(step))
    engine.event(events.Validated(step=130, loss=3.0, loss_memory_reset=3.4))
    x, y = progress.chart.points("training")
    assert (x[-1], y[-1]) == (130, 2.5)
    assert progress.chart.points("validation") == ([120, 130], [3.5, 3.0])
    assert progress.chart.points("memory reset") == ([130], [3.4])
    assert progress.bar.value() == 130
    assert progress.tiles.text("speed") == "12.3 k tok/s"
    assert progress.tiles.text("step") == "130 / 500"
    engine.event(
        events.RunFinished(
            step=130, reason="stopped", loss_before=4.0, loss_after=3.0, model="model"
        )
    )
    assert progress.result.isVisible()
    assert progress.result.table() == [
        ["", "Held-out loss", "Perplexity", "Change"],
        ["Before", "4.000", "54.6", ""],
        ["After", "3.000", "20.1", "\N{MINUS SIGN}1.000"],
        ["With the memory reset before each segment", "3.400", "30.0", "+0.400"],
    ]
    assert "worth 0.400 nats" in progress.result.words.text()
    assert "Stopped after step 130" in pane.header.state.text()
    # Stopped ten steps after it was measured last.
    later = events.RunFinished(step=140, reason="stopped", loss_after=3.0, model="model")
    progress.show_event(later)
    titles = [row[0] for row in progress.result.table()]
    assert titles[1:] == [
        "After, at step 130", "With the memory reset before each segment, at step 130",
    ]  # fmt: skip
    assert not pane.header.pause_button.isVisible()


def test_the_figures_follow_the_steps_after_a_moment(
    qtbot: QtBot, pane: TrainPane, engine: Engine
) -> None:
    engine.train()
    engine.event(a_step(121))
    qtbot.waitUntil(lambda: pane.progress.tiles.text("step") == "121 / 500")


def test_while_a_run_goes_on_its_settings_cannot_be_changed(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    engine.train()
    assert "going on" in pane.start_bar.reason.text()
    assert not pane.form.steps.isEnabled()
    assert not pane.dataset.clear_button.isEnabled()
    assert not entry(pane.menu.more, "Back").isEnabled()
    assert entry(pane.menu.more, "Copy as command line").isEnabled()
    engine.event(finished(500))
    engine.end(TaskKind.TRAIN)
    assert pane.form.steps.isEnabled()
    assert entry(pane.menu.more, "Back").isEnabled()
    assert pane.start_bar.start_button.isEnabled()


def test_pause_resume_and_stop_act_on_the_run(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, triggered: list[str]
) -> None:
    engine.train()
    header = pane.header
    control = session._controls.latest(TaskKind.TRAIN)
    assert not header.use_button.isVisible()
    click(qtbot, header.pause_button)
    assert control.is_paused
    engine.event(events.RunPaused(step=120))
    assert "Paused after step 120" in header.state.text()
    click(qtbot, header.use_button)
    assert triggered == ["view.use"]
    click(qtbot, header.pause_button)
    assert not control.is_paused
    click(qtbot, header.stop_button)
    assert control.is_stop_requested
    assert not header.stop_button.isEnabled()


def test_a_failed_run_says_why(pane: TrainPane, session: Session, engine: Engine) -> None:
    engine.train()
    engine.event(events.RunFailed(step=3, text="The disk {disk} is full.", values={"disk": "A"}))
    result = pane.progress.result
    assert "The disk A is full." in result.words.text()
    assert result.isVisible()
    assert result.table() == []
    assert not result.use_button.isVisible()
    assert session.run is not None
    assert not session.run.is_active


def test_a_run_that_could_not_begin_says_why(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.start(TaskKind.TRAIN)
    session.failed.emit(Failure(TaskKind.TRAIN, "There is no {what}.", {"what": "disk"}))
    assert "There is no disk." in pane.progress.result.words.text()
    assert not pane.progress.result.resume_button.isVisible()
    assert not pane.progress.result.folder_button.isVisible()


def test_a_refusal_is_no_result_of_a_run(pane: TrainPane, session: Session) -> None:
    session.failed.emit(Failure(TaskKind.TRAIN, "No.", {}, is_refusal=True))
    assert not pane.progress.result.isVisible()


# ---------------------------------------------------------------------- what came of it


def test_without_held_out_text_there_is_nothing_to_compare(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    engine.event(events.RunFinished(step=500, reason="completed", model="model"))
    assert pane.progress.result.table() == []
    assert "No text was held out" in pane.progress.result.words.text()


def test_a_run_that_is_stopped_before_its_first_step_has_learnt_nothing(
    pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    title, note = pane.header.state, pane.header.note
    run = a_run(tmp_path)
    session._set_run(RunView("running"))
    session._on_worker_run_event_received(started(run))
    session._set_run(replace(session.run, state="stopping"))
    assert title.text() == "Stopping before the next step"
    stopped = events.RunFinished(step=0, reason="stopped", model=str(run.model))
    session._on_worker_run_event_received(stopped)
    assert title.text() == "Stopped before the first step"
    assert "Nothing was learnt" in note.text()
    words = pane.progress.result.words
    assert words.text() == "It was stopped before the first step, so nothing was learnt."
    # One that goes on has learnt before.
    session._set_run(RunView("running"))
    session._on_worker_run_event_received(started(run, first_step=19))
    session._set_run(replace(session.run, state="stopping"))
    assert title.text() == "Stopping after this step"
    session._on_worker_run_event_received(stopped.model_copy(update={"step": 19}))
    assert title.text() == "Stopped after step 19"


def test_a_model_that_became_worse_is_said_to_be(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    worse = events.RunFinished(
        step=500, reason="completed", loss_before=2.0, loss_after=2.1, model="m"
    )
    engine.event(worse)
    assert "worse than before" in pane.progress.result.words.text()


def test_where_texts_fit_into_one_segment_the_memory_is_not_blamed(
    pane: TrainPane, engine: Engine
) -> None:
    engine.train()
    engine.event(events.Validated(step=500, loss=2.0, loss_memory_reset=2.0))
    finish = events.RunFinished(
        step=500, reason="completed", loss_before=3.0, loss_after=2.0, model="m"
    )
    engine.event(finish)
    assert "one segment" in pane.progress.result.words.text()
    assert "yet" not in pane.progress.result.words.text()


def test_a_run_that_is_paused_before_its_first_step_has_no_branches(
    pane: TrainPane, session: Session
) -> None:
    session._set_run(RunView("paused", folder="/runs/one", total_steps=5))
    assert pane.header.state.text() == "Paused before the first step"
    assert pane.header.branch_button.isHidden()


def test_a_memory_that_is_worth_nothing_is_said_to_be(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    engine.event(events.Validated(step=500, loss=2.0, loss_memory_reset=1.9))
    engine.event(finished(500))
    assert pane.progress.result.table()[-1][-1] == "\N{MINUS SIGN}0.100"
    assert "does not help" in pane.progress.result.words.text()


def test_the_step_of_the_comparison_is_named_when_another_model_was_kept(
    pane: TrainPane, engine: Engine
) -> None:
    engine.train()
    engine.event(events.Validated(step=500, loss=2.5, loss_memory_reset=2.9))
    engine.event(finished(500))
    assert "at step 500" in pane.progress.result.table()[-1][0]
    assert pane.progress.result.table()[-1][1:] == ["2.900", "18.2", "+0.400"]


def test_what_the_memory_of_the_kept_model_is_worth_is_told(
    pane: TrainPane, engine: Engine
) -> None:
    engine.train()
    engine.event(events.Validated(step=400, loss=2.0))
    # The last weights, which were thrown away.
    engine.event(events.Validated(step=500, loss=2.5, loss_memory_reset=2.5))
    engine.event(
        events.RunFinished(
            step=500, reason="completed", loss_before=4.0, loss_after=2.0, loss_memory_reset=2.75,
            model="model",
        )
    )  # fmt: skip
    row = pane.progress.result.table()[-1]
    assert "at step 400" in row[0]
    assert (row[1], row[3]) == ("2.750", "+0.750")


def test_a_huge_loss_has_no_perplexity(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    engine.event(
        events.RunFinished(
            step=500, reason="completed", loss_before=900.0, loss_after=10.0, model="model"
        )
    )
    before, after = pane.progress.result.table()[1:3]
    assert before[2] == "–"
    assert after[2] == "22.0 k"


def test_buttons_of_the_result_lead_on(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, triggered: list[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    run = a_run(tmp_path)
    checkpoint(run, 120)
    opened, resumed = [], []
    monkeypatch.setattr(
        result_links.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile())
    )
    monkeypatch.setattr(session, "resume_run", resumed.append)
    engine.train()
    engine.event(started(run))
    result = pane.progress.result
    engine.event(finished(130, "stopped"))
    engine.end(TaskKind.TRAIN)
    for button in (result.memory_button, result.use_button, result.folder_button):
        click(qtbot, button)
    assert triggered == ["view.memory", "view.use"]
    assert opened == [str(run.path)]
    click(qtbot, result.resume_button)
    assert resumed == [str(run.path)]


def test_the_memory_that_is_looked_at_is_the_runs_own_whatever_was_on_show(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, triggered: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    opened: list[str] = []
    engine.train()
    session.traces.probes = {0: "first", 130: "last"}
    engine.event(finished(130))
    engine.end(TaskKind.TRAIN)
    monkeypatch.setattr(session.traces, "open", opened.append)
    click(qtbot, pane.progress.result.memory_button)
    assert opened == ["last"]
    assert triggered == ["view.memory"]


def test_a_completed_run_does_not_go_on(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    engine.event(finished(500))
    assert not pane.progress.result.resume_button.isVisible()
    assert pane.progress.result.use_button.isVisible()


def test_trying_the_model_of_a_run_opens_it_if_another_is_open(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, triggered: list[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    loaded: list[str] = []
    monkeypatch.setattr(session, "load_model", loaded.append)
    run = a_run(tmp_path)
    engine.train()
    engine.event(started(run))
    engine.event(finished(500))
    session._on_worker_model_loaded(replace(a_model(), path=str(run.model)))
    engine.end(TaskKind.TRAIN)
    click(qtbot, pane.progress.result.use_button)
    assert not loaded
    engine.model("another")
    click(qtbot, pane.progress.result.use_button)
    assert loaded == [str(run.model)]
    assert triggered == ["view.use", "view.use"]


def test_in_a_low_window_nothing_of_a_run_is_squeezed(
    qtbot: QtBot, pane: TrainPane, engine: Engine, tmp_path: Path
) -> None:
    pane.resize(820, 480)
    run = a_run(tmp_path)
    checkpoint(run, 50)
    engine.train()
    engine.event(started(run))
    engine.event(events.Validated(step=500, loss=2.5, loss_memory_reset=2.9))
    engine.event(finished(500, "stopped"))
    result, chart = pane.progress.result, pane.progress.chart
    buttons = (
        result.memory_button, result.use_button, result.resume_button, result.folder_button,
    )  # fmt: skip
    qtbot.waitUntil(lambda: result.height() >= result.minimumSizeHint().height())
    assert chart.height() >= chart.minimumSizeHint().height()
    assert pane.width() == 820
    for button in buttons:
        assert button.isVisible()
        inside = button.mapTo(result, button.rect().topLeft())
        assert result.rect().contains(button.rect().translated(inside))
        assert button.mapTo(pane, button.rect().topRight()).x() < 800
        qtbot.waitUntil(lambda shown=button: is_in_sight(shown))
        others = [other.geometry() for other in buttons if other is not button]
        assert not any(button.geometry().intersects(other) for other in others)


def test_the_page_leaves_room_beside_it(pane: TrainPane, engine: Engine) -> None:
    engine.model(kind=None)
    assert pane.minimumSizeHint().width() <= 900


def test_only_a_failed_run_with_a_checkpoint_can_go_on(
    pane: TrainPane, engine: Engine, tmp_path: Path
) -> None:
    for name, has_checkpoint in (("without", False), ("with", True)):
        run = a_run(tmp_path, name)
        if has_checkpoint:
            checkpoint(run, 50)
        engine.train()
        engine.event(started(run))
        engine.event(events.RunFailed(step=3, text="The disk is full."))
        engine.end(TaskKind.TRAIN)
        assert pane.progress.result.folder_button.isVisible()
        assert pane.progress.result.resume_button.isVisible() is has_checkpoint
        assert ("last checkpoint" in pane.header.note.text()) is has_checkpoint
        assert ("nothing of it is kept" in pane.header.note.text()) is not has_checkpoint


def test_a_resumed_run_is_drawn_from_its_first_step(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    ahead = 3600.0  # the clock was, of what it says when the run goes on
    run = a_run(tmp_path)
    with RunWriter(run) as writer:
        writer.append(started(run).model_copy(update={"time": ahead + 1.0}))
        for step in range(1, 304):
            writer.append(a_step(step).model_copy(update={"time": ahead + 2.0}))
        validated = events.Validated(step=300, loss=3.3, loss_memory_reset=3.6)
        writer.append(validated.model_copy(update={"time": ahead + 2.5}))
        writer.append(finished(303, "stopped").model_copy(update={"time": ahead + 3.0}))
        again = started(run, first_step=300).model_copy(update={"time": 9.0})
        writer.append(again)
    engine.train()
    engine.event(again)
    engine.event(a_step(301).model_copy(update={"time": 10.0}))
    progress = pane.progress
    assert progress.is_replaying
    qtbot.waitUntil(lambda: not progress.is_replaying)
    # Steps 301 to 303 are done again.
    assert progress.chart.points("training")[0] == list(range(1, 302))
    assert progress.chart.points("validation") == ([300], [3.3])
    assert progress.tiles.text("step") == "301 / 500"
    assert not progress.result.isVisible()


def test_a_new_run_begins_with_an_empty_page(
    qtbot: QtBot, pane: TrainPane, engine: Engine, tmp_path: Path
) -> None:
    engine.train()
    engine.event(started(a_run(tmp_path)))
    engine.event(finished(500))
    engine.end(TaskKind.TRAIN)
    progress = pane.progress
    assert progress.facts.isVisible()
    assert "run " in progress.facts.text()
    engine.train()
    assert progress.chart.points("training") == ([120], [2.5])
    assert not progress.result.isVisible()
    assert not progress.facts.isVisible()


def test_a_run_that_began_before_the_page_was_built_is_shown_on_it(
    qtbot: QtBot, window: MainWindow, session: Session, engine: Engine, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(1), a_step(2))
    assert RunFolder(run.path).last_checkpoint() is None
    session.show_run(str(run.path))
    qtbot.waitUntil(lambda: not session._watch.is_watching)
    page = TrainPane(session)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.progress.chart.points("training")[0] == [1, 2])


# ---------------------------------------------------------------------- rows of tables


def a_table(**changes: Any) -> CorpusPreview:
    """A file of questions and answers with a spare column."""
    file = FileRow(
        "/texts/a.jsonl", "a.jsonl", "json-lines", "utf-8", 100, 9, 100, (),
        "question", {"question": "q", "answer": "a"}, ("q", "a", "a very long name of a column " * 3),
    )  # fmt: skip
    rows = ((PreviewPart("User: Where?", counts=False), PreviewPart(" Here.", counts=True)),)
    return replace(a_corpus("/texts/a.jsonl"), files=(replace(file, **changes),), rows=rows)


def test_text_without_rows_has_no_meaning_to_choose(pane: TrainPane, session: Session) -> None:
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert pane.dataset.reading.encoding.isVisible()
    assert not pane.dataset.reading.kind.isVisible()
    assert not pane.dataset.legend.isVisible()


def test_the_encoding_that_was_found_is_shown_and_another_can_be_said(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    asked: list[ReadSettings] = []
    monkeypatch.setattr(session, "read_data", lambda _paths, _length, said: asked.append(said))
    box = pane.dataset.reading.encoding
    assert box.currentText() == "Found: utf-8"
    pick(qtbot, box, box.findData("gb18030"))
    assert asked[-1] == ReadSettings(encoding="gb18030")
    session._on_worker_corpus_read(replace(a_table(), asked=asked[-1]))
    assert box.currentText() == "gb18030"
    # The meaning of rows is said without forgetting the encoding.
    reading = pane.dataset.reading
    pick(qtbot, reading.kind, reading.kind.findData("text"))
    assert asked[-1] == ReadSettings("text", encoding="gb18030")
    pick(qtbot, box, 0)
    assert asked[-1] == ReadSettings()


def test_what_rows_mean_is_shown_and_what_is_learnt_is_marked(
    pane: TrainPane, session: Session
) -> None:
    session._on_worker_corpus_read(a_table())
    meaning = pane.dataset.reading
    assert meaning.isVisible()
    assert meaning.kind.currentText() == "Questions and answers"
    assert {name: box.currentData() for name, box in meaning.roles.items()} == {
        "question": "q", "answer": "a", "context": "", "choices": "", "system": "",
    }  # fmt: skip
    assert pane.dataset.legend.isVisible()
    document = pane.dataset.preview.document()
    assert document.toPlainText() == "User: Where? Here."
    cursor = pane.dataset.preview.textCursor()
    backgrounds = []
    for place in (3, 15):
        cursor.setPosition(place)
        backgrounds.append(cursor.charFormat().background().color().alpha())
    assert backgrounds[0] != backgrounds[1]


def test_rows_are_read_again_as_the_user_says(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_table())
    asked: list[ReadSettings] = []
    monkeypatch.setattr(session, "read_data", lambda _paths, _length, said: asked.append(said))
    meaning = pane.dataset.reading
    pick(qtbot, meaning.roles["context"], 3)
    long = "a very long name of a column " * 3
    assert asked[-1] == ReadSettings("question", {"question": "q", "answer": "a", "context": long})
    pick(qtbot, meaning.kind, meaning.kind.findData("text"))
    assert asked[-1] == ReadSettings("text")


def test_a_run_is_told_what_the_user_said_of_rows(
    qtbot: QtBot, pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_corpus_read(
        replace(a_table(), asked=ReadSettings("text", {"text": "q"}, "big5"))
    )
    config = pane._config()
    assert config is not None
    assert (config.row_kind, config.columns) == ("text", {"text": "q"})
    assert config.encoding == "big5"


def test_a_column_that_is_missing_has_to_be_chosen(pane: TrainPane, session: Session) -> None:
    session._on_worker_corpus_read(a_table(row_kind="summary", columns={"document": "q"}))
    boxes = pane.dataset.reading.roles
    assert boxes["summary"].currentText() == "Choose a column"
    assert boxes["document"].currentText() == "q"


def pick(qtbot: QtBot, box: QComboBox, index: int) -> None:
    """With the keyboard, as a user would."""
    box.setFocus()
    steps = index - box.currentIndex()
    for _ in range(abs(steps)):
        box.showPopup()
        qtbot.keyClick(box.view(), Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        qtbot.keyClick(box.view(), Qt.Key.Key_Return)


# ---------------------------------------------------------------------- how it is trained


def test_adapters_are_chosen_with_their_own_settings(
    qtbot: QtBot, pane: TrainPane, engine: Engine
) -> None:
    engine.model()
    form = pane.form
    assert not form.adapter_rank.isVisible()
    click(qtbot, form.trains.adapters)
    assert form.adapter_rank.isVisible()
    assert form.memory_learning_rate.isEnabled()
    assert not form.learning_rate.isEnabled()
    form.adapter_rank.setValue(4)
    form.adapter_learning_rate.setText("1e-3")
    config = form.config("m", (), "auto")
    assert config.trains == "adapters"
    assert (config.adapter.kind, config.adapter.rank, config.adapter.learning_rate) == (
        "lora", 4, 1e-3,
    )  # fmt: skip
    click(qtbot, form.trains.everything)
    assert not form.adapter_rank.isVisible()


def test_a_wrong_setting_of_adapters_stays_in_sight(
    qtbot: QtBot, pane: TrainPane, engine: Engine
) -> None:
    engine.model()
    click(qtbot, pane.form.trains.adapters)
    pane.form.adapter_learning_rate.setText("much")
    click(qtbot, pane.form.trains.memory)
    assert pane.form.adapter_learning_rate.isVisible()
    assert not pane.form.adapter_rank.isVisible()


def test_momentum_counts_for_sgd_alone(pane: TrainPane, engine: Engine) -> None:
    engine.model()
    form = pane.form
    assert not form.advanced.momentum.isEnabled()
    form.advanced.optimizer.set_setting("sgd")
    assert form.advanced.momentum.isEnabled()
    form.advanced.precision.set_setting("bf16")
    form.advanced.stop_after.setValue(3)
    config = form.config("m", (), "auto")
    assert (config.optimizer, config.precision, config.stop_after) == ("sgd", "bf16", 3)
    form.apply(form.defaults())
    assert form.config("m", (), "auto").optimizer == "adamw"


# ---------------------------------------------------------------------- figures of the text


def test_figures_unfold_with_lengths_languages_and_what_is_odd(
    qtbot: QtBot, pane: TrainPane, session: Session
) -> None:
    figures = TokenFigures(
        lengths=(LengthBin(64, 3), LengthBin(128, 0), LengthBin(256, 1)), median=50, longest=200,
        num_beyond_window=1, num_learnt=300, characters_per_token=3.94, unknown_share=0.05,
        used_share=0.4,
    )  # fmt: skip
    corpus = replace(
        a_corpus("/texts/a.txt"), figures=figures, languages=(("zh", 0.75), ("fr", 0.25))
    )
    session._on_worker_corpus_read(corpus)
    card = pane.dataset
    assert not card.figures.isVisible()
    click(qtbot, card.more)
    assert card.figures.isVisible()
    assert card.figures.lengths.accessibleDescription().splitlines()[0].startswith("up to 64\t3")
    text = card.figures.words.text()
    assert "中文 75%" in text
    assert "français 25%" in text
    assert "at most 50 tokens, the longest 200" in text
    assert "1 are longer" in text
    assert "5% of the tokens are unknown" in text
    session.clear_data()
    assert not card.more.isVisible()
    assert not card.figures.isVisible()


def test_without_figures_there_is_nothing_to_unfold(pane: TrainPane, session: Session) -> None:
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert not pane.dataset.more.isVisible()


def test_no_time_is_left_once_the_run_was_stopped(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    pane.progress._show_last_step()
    assert pane.progress.tiles.text("eta") != "–"
    pane._session.stop_training()
    assert pane.progress.tiles.text("eta") == "–"
    engine.event(a_step(121))
    pane.progress._show_last_step()
    assert pane.progress.tiles.text("eta") == "–"


def test_time_is_left_of_a_run_that_another_program_is_at(
    pane: TrainPane, session: Session, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    session._set_run(RunView("reading", str(run.path), 0, 500, is_from_disk=True))
    shown = []
    for found, state in (
        ((started(run), a_step(120)), "running"),
        ((), "interrupted"),
        ((a_step(130),), "running"),
        ((finished(130, "stopped"),), "stopped"),
    ):
        session._on_watch_run_read(found, state)
        shown.append(pane.progress.tiles.text("eta") != "–")
    assert shown == [True, False, True, False]


def test_another_model_is_not_taken_for_the_one_that_the_run_made(
    qtbot: QtBot, pane: TrainPane, engine: Engine, session: Session
) -> None:
    session._set_run(RunView("completed", folder="/runs/one", step=5, total_steps=5))
    engine.model("other")
    assert "not the one that is open" in pane.header.note.text()
    made_later = TrainPane(session)
    qtbot.addWidget(made_later)
    assert "not the one that is open" in made_later.header.note.text()
    own = replace(a_model("/runs/one/model"), path="/runs/one/model")
    session._on_worker_model_loaded(own)
    assert "kept and opened" in pane.header.note.text()


@pytest.mark.slow
def test_the_model_of_a_run_is_measured_from_its_result(
    window: MainWindow, session: Session, engine: Engine, qtbot: QtBot, monkeypatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(session, "load_model", asked.append)
    engine.model("other")
    pane = window.train_page()
    window.show_page("train")
    session._set_run(RunView("completed", folder="/runs/one", step=5, total_steps=5))
    finish = events.RunFinished(step=5, reason="completed", model="/runs/one/model")
    pane.progress.show_event(finish)
    pane.progress.result.measure_button.click()
    assert asked == ["/runs/one/model"]
    assert window.pages.current == "evaluate"


def test_settings_that_are_filled_in_leave_the_open_model_its_memory(
    pane: TrainPane, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[Any] = []
    monkeypatch.setattr(session._engine, "submit", requests.append)
    session._on_worker_model_loaded(replace(a_model("start"), segment_length=32))
    # As a task does, whose model was made before: of the memory it says nothing.
    pane.show_config(RunConfig.of(model="start", data=("/texts/a.jsonl",), steps=300))
    assert pane.form.segment_length.value() == 32
    assert pane.form.num_slots.value() == 16
    (read,) = requests
    assert read.segment_length == 32


def test_settings_wait_for_their_model_until_its_loading_ends(
    pane: TrainPane, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session._engine, "submit", lambda _: None)
    engine.model("small")
    asked = RunConfig.of(model="/models/gone", steps=77, batch_size=3, memory={"kind": "nlm"})
    pane.show_config(asked)
    engine.start(TaskKind.LOAD)
    # Not the model that is waited for.
    engine.model("third")
    pane.form.steps.setValue(2000)
    engine.model("gone", kind=None, has_encoder=True)
    engine.end(TaskKind.LOAD)
    # But for what was typed meanwhile.
    assert (pane.form.steps.value(), pane.form.batch_size.value()) == (2000, 3)
    assert pane.form.kind.setting() == "nlm"
    pane.show_config(RunConfig.of(model="/models/lost", steps=77))
    engine.start(TaskKind.LOAD)
    session.failed.emit(Failure(TaskKind.LOAD, "The folder is not there."))
    engine.end(TaskKind.LOAD)
    pane.form.steps.setValue(2000)
    engine.model("lost")
    assert pane.form.steps.value() == 2000


def test_what_the_form_makes_of_another_model_is_not_taken_for_typed(
    pane: TrainPane, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session._engine, "submit", lambda _: None)
    engine.model("plain", kind=None)
    pane.form.num_slots.setValue(5)
    engine.model("with memory", kind="armt")
    asked = RunConfig.of(model="/models/asked", steps=77, memory={"kind": "rmt", "num_slots": 33})
    pane.show_config(asked)
    pane.form.steps.setValue(2000)
    # One that was asked for before: the five slots come back, and no one typed them.
    engine.model("third", kind=None)
    assert pane.form.num_slots.value() == 5
    engine.model("/models/asked", kind=None)
    assert (pane.form.num_slots.value(), pane.form.steps.value()) == (33, 2000)


def test_while_a_run_is_on_nothing_is_estimated_of_another(
    pane: TrainPane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    engine.model()
    assert not pane.start_bar.estimate.isHidden()
    session._set_run(RunView("running", str(tmp_path), 3, 300))
    assert pane.start_bar.estimate.isHidden()
    session._set_run(RunView("stopped", str(tmp_path), 3, 300))
    assert not pane.start_bar.estimate.isHidden()
