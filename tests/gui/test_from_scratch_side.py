"""The side of the dialog that makes a model from scratch, up to the wish and what follows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from memstudio.data.read_settings import ReadSettings
from memstudio.data.tokenizer_kinds import TOKENIZER_KINDS
from memstudio.gui.dialogs.new_model import NewModelDialog
from memstudio.gui.panes.train.pane import TrainPane
from memstudio.memory.kinds_registry import kinds_for
from memstudio.models.families import SIZES
from memstudio.paths import models_dir
from memstudio.training.from_scratch_settings import FromScratchSettings
from memstudio.workers.messages import Failure, TaskKind
from tests.gui.conftest import Engine, a_corpus, a_model

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def made(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[FromScratchSettings]:
    """What the engine is asked for."""
    asked: list[FromScratchSettings] = []
    monkeypatch.setattr(window.session, "make_from_scratch", asked.append)
    return asked


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "书 book.txt"
    path.write_text("It is a truth", encoding="utf-8")
    return str(path)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> NewModelDialog:
    return _open(window, qtbot)


def _open(window: MainWindow, qtbot: QtBot) -> NewModelDialog:
    window.actions_table["file.new_model"].trigger()
    dialog = window.findChildren(NewModelDialog)[-1]
    qtbot.waitExposed(dialog)
    qtbot.mouseClick(dialog.scratch_way, _LEFT)
    return dialog


def _problem(dialog: NewModelDialog, name: str) -> str:
    label = dialog.from_scratch.findChild(QLabel, f"{name}.problem")
    assert label is not None
    return label.text() if label.isVisible() else ""


def _untrained(folder: str) -> Any:
    record = {"architecture": "llama", "size": "tiny", "learning_rate": 1e-3, "vocabulary": 80}
    return replace(a_model("mine"), path=folder, reference=folder, from_scratch=record)


def test_what_is_filled_in_is_asked_for(
    dialog: NewModelDialog, made: list[FromScratchSettings], book: str, qtbot: QtBot
) -> None:
    side = dialog.from_scratch
    assert side.isVisible()
    assert not dialog.on_model.isVisible()
    assert "tokenizer" in dialog.create_button.toolTip()
    assert dialog.reason.text() == dialog.create_button.toolTip()
    assert not dialog.create_button.isEnabled()
    side.add_text([book])
    assert side.place.name.text() == "llama-tiny-rmt"
    side.architecture.set_setting("gpt2")
    side.model_size.set_setting("small")
    side.tokenizer.set_setting("unigram")
    side.vocabulary.setValue(1000)
    side.memory.kind.set_setting("armt")
    side.memory.num_slots.setValue(4)
    side.memory.segment_length.setValue(64)
    side.memory.seed.setValue(7)
    assert dialog.create_button.toolTip() == ""
    qtbot.mouseClick(dialog.create_button, _LEFT)
    folder = str(models_dir() / "gpt2-small-armt")
    assert made == [
        FromScratchSettings(
            (book,), folder, "gpt2", "small", "unigram", 1000, "armt", 4, 64, 7
        )
    ]  # fmt: skip


def test_only_memories_that_go_with_the_architecture_are_offered(dialog: NewModelDialog) -> None:
    side = dialog.from_scratch

    def offered() -> list[str]:
        kind = side.memory.kind
        return [kind.itemData(at) for at in range(kind.count())]

    assert offered() == [each.name for each in kinds_for(has_encoder=False)]
    side.architecture.set_setting("t5")
    assert offered() == [each.name for each in kinds_for(has_encoder=True)]
    assert side.place.name.text() == "t5-tiny-nlm"
    side.settings().check_pair()
    side.architecture.set_setting("llama")
    side.settings().check_pair()
    dialog.reject()


def test_the_cost_follows_what_is_chosen(dialog: NewModelDialog) -> None:
    side = dialog.from_scratch
    seen = set()
    for size in SIZES:
        side.model_size.set_setting(size.name)
        assert f"{size.layers} layers, width {size.width}" in side.model_size.currentText()
        seen.add(side.cost.text())
    assert len(seen) == len(SIZES)
    # By the counting that was held against transformers: 0.8 M in layers, and the words.
    side.model_size.set_setting("tiny")
    side.vocabulary.setValue(1000)
    assert side.settings().cost().parameters == pytest.approx(0.92e6, rel=0.05)
    assert side.cost.text().startswith(f"{side.settings().cost().parameters / 1e3:.1f} k ")
    # The Train page counts it in, so that the same training takes another figure there.
    assert side.cost.text().endswith("besides the program's own")
    dialog.reject()


@pytest.mark.parametrize("kind", TOKENIZER_KINDS, ids=lambda kind: kind.name)
@pytest.mark.one_in(4)
def test_each_tokenizer_says_what_it_is_and_how_small_it_may_be(
    dialog: NewModelDialog, book: str, kind: Any
) -> None:
    side = dialog.from_scratch
    side.add_text([book])
    side.tokenizer.set_setting(kind.name)
    assert side.tokenizer_note.text() == kind.summary
    assert side.vocabulary.value() == kind.usual
    assert side.vocabulary.isEnabled() is not kind.is_fixed
    if not kind.is_fixed:
        side.vocabulary.setValue(kind.least - 1)
        assert str(kind.least) in _problem(dialog, "vocabulary")
        assert str(kind.least) in dialog.create_button.toolTip()
        assert not dialog.create_button.isEnabled()
        side.vocabulary.setValue(kind.least)
    assert not _problem(dialog, "vocabulary")
    assert dialog.create_button.isEnabled()
    dialog.reject()


def test_text_that_is_gone_and_a_name_that_is_taken_are_told(
    dialog: NewModelDialog, book: str, tmp_path: Path
) -> None:
    side = dialog.from_scratch
    side.add_text([book])
    (tmp_path / "mine").mkdir()
    side.place.folder.path.setText(str(tmp_path))
    side.place.name.selectAll()
    side.place.name.insert("mine")
    assert "already" in _problem(dialog, "name")
    assert "already" in dialog.create_button.toolTip()
    side.place.name.insert("-2")
    assert dialog.create_button.isEnabled()
    Path(book).unlink()
    # Gone between the last look and the click.
    dialog.create_button.click()
    assert dialog.isVisible()
    assert book in _problem(dialog, "text")
    side.text.list.setCurrentRow(0)
    side.text.remove_button.click()
    assert not _problem(dialog, "text")
    assert "Add the text" in dialog.create_button.toolTip()
    dialog.reject()


def test_the_text_on_the_train_page_is_taken_as_it_is_read_there(
    window: MainWindow, book: str, qtbot: QtBot, tmp_path: Path
) -> None:
    corpus = replace(a_corpus(book), asked=ReadSettings(encoding="gb18030"))
    window.session._on_worker_corpus_read(corpus)
    dialog = _open(window, qtbot)
    side = dialog.from_scratch
    assert side.text.paths() == (book,)
    assert not side.train_text_button.isVisible()
    assert side.settings().asked == corpus.asked
    side.text.list.setCurrentRow(0)
    side.text.remove_button.click()
    assert side.train_text_button.isVisible()
    other = tmp_path / "other.txt"
    other.write_text("other")
    side.add_text([str(other)])
    assert side.settings().asked == ReadSettings()
    qtbot.mouseClick(side.train_text_button, _LEFT)
    assert side.text.paths() == (str(other), book)
    assert side.settings().asked == corpus.asked
    dialog.reject()


def test_text_that_is_read_while_the_dialog_is_open_is_offered(
    window: MainWindow, dialog: NewModelDialog, book: str
) -> None:
    side = dialog.from_scratch
    assert not side.train_text_button.isVisible()
    window.session._on_worker_corpus_read(a_corpus(book))
    assert side.text.paths() == ()
    side.train_text_button.click()
    assert side.text.paths() == (book,)
    window.session.clear_data()
    assert dialog.create_button.isEnabled()
    dialog.reject()


def _drag(dialog: NewModelDialog, *paths: str) -> str:
    """Drop paths on the dialog, and return what was announced before."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    where, copy = QPoint(20, 20), Qt.DropAction.CopyAction
    rest = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(dialog, QDragEnterEvent(where, copy, *rest))
    text = dialog._drops.overlay.text
    QApplication.sendEvent(dialog, QDropEvent(QPointF(where), copy, *rest))
    return text


def test_text_and_models_can_be_dropped_on_the_dialog(
    dialog: NewModelDialog, book: str, tmp_path: Path
) -> None:
    for name, inside in (("model", "config.json"), ("run", "run.toml")):
        (tmp_path / name).mkdir()
        (tmp_path / name / inside).write_text("{}")
    assert "memory on this model" in _drag(dialog, str(tmp_path / "model"))
    assert dialog.on_model.isVisible()
    assert dialog.on_model.chooser.chosen() == str(tmp_path / "model")
    assert "from scratch" in _drag(dialog, book)
    assert dialog.from_scratch.isVisible()
    assert dialog.from_scratch.text.paths() == (book,)
    assert "run" in _drag(dialog, str(tmp_path / "run"))
    assert dialog.from_scratch.text.paths() == (book,)
    assert not dialog._drops.overlay.isVisible()
    dialog.reject()


@pytest.mark.slow
def test_what_was_filled_in_is_there_again_until_the_model_is_made(
    window: MainWindow,
    made: list[FromScratchSettings],
    book: str,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[tuple[Any, ...]] = []
    monkeypatch.setattr(window.session, "read_data", lambda *asked: read.append(asked))
    dialog = _open(window, qtbot)
    side = dialog.from_scratch
    side.add_text([book])
    side.architecture.set_setting("bart")
    side.tokenizer.set_setting("character")
    side.vocabulary.setValue(99)
    dialog.create_button.click()
    window.session.failed.emit(Failure(TaskKind.MAKE, "The disk is full."))
    window.actions_table["file.new_model"].trigger()
    again = window.findChildren(NewModelDialog)[-1]
    assert again.scratch_way.isChecked()
    assert again.from_scratch.settings() == made[0]
    again.reject()
    assert not read
    window.session._on_worker_model_loaded(_untrained(made[0].folder))
    # Its text lies ready, and so does the form.
    assert read == [((book,), made[0].segment_length, made[0].asked)]
    assert window.pages.current == "train"
    assert window.messages.messages[-1].text == (
        "The text gives 80 tokens, not the 99 that were asked for."
    )
    window.actions_table["file.new_model"].trigger()
    fresh = window.findChildren(NewModelDialog)[-1]
    assert fresh.model_way.isChecked()
    fresh.reject()


@pytest.mark.slow
def test_the_form_stands_on_what_suits_a_model_that_has_learnt_nothing(
    window: MainWindow, engine: Engine
) -> None:
    page = window.train_page()
    form, note = page.form, page.untrained_note
    window.show_page("train")
    engine.model()
    assert not note.isVisible()
    before = form.learning_rate.setting()
    model = _untrained("/models/new")
    window.session._on_worker_model_loaded(model)
    assert form.trains.setting() == "everything"
    assert form.learning_rate.setting() == pytest.approx(1e-3) != before
    assert note.isVisible()
    assert "learnt nothing" in note.text()
    assert "0.001" in note.text()
    # The run that is on may be another model's, or one that has learnt already.
    engine.train()
    assert not note.isVisible()
    engine.end(TaskKind.TRAIN)
    assert note.isVisible()
    form.trains.set_setting("memory")
    assert "random" in note.text()
    form.learning_rate.set_setting(5e-4)
    # Moved to another device, it is the same model: what was chosen stays.
    window.session._on_worker_model_loaded(replace(model, device="cuda:0"))
    assert form.trains.setting() == "memory"
    assert form.learning_rate.setting() == pytest.approx(5e-4)
    window.session._on_worker_model_loaded(replace(model, trained_on={"steps": 3}))
    assert not note.isVisible()


def test_a_pretrained_model_is_not_trained_at_the_rate_of_a_random_one(
    qtbot: QtBot, session: Session
) -> None:
    pane = TrainPane(session)
    qtbot.addWidget(pane)
    form, load = pane.form, session._on_worker_model_loaded
    load(a_model("pretrained"))
    form.trains.set_setting("memory")
    usual = form.learning_rate.setting()
    load(_untrained("/models/new"))
    load(_untrained("/models/newer"))
    # Trained here, it goes on at the rate that it began with.
    load(replace(_untrained("/runs/newer"), trained_on={"steps": 3}))
    assert form.learning_rate.setting() == pytest.approx(1e-3) != usual
    load(a_model("pretrained"))
    assert (form.trains.setting(), form.learning_rate.setting()) == ("memory", usual)
    load(_untrained("/models/new"))
    form.learning_rate.set_setting(5e-4)
    load(a_model("pretrained"))
    # What was chosen by hand stays.
    assert (form.trains.setting(), form.learning_rate.setting()) == ("memory", 5e-4)
