"""What is learnt, on the form: what does not go says why, and every setting of a run can be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent

from memstudio import events
from memstudio.data.preview import CorpusPreview
from memstudio.training.run_config import RunConfig, read_config
from memstudio.training.run_differences import settings_of
from tests.gui.conftest import Engine, a_corpus, a_model, a_step
from tests.gui.test_train_pane import begun, click, entry, pane, problem

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QStandardItem
    from pytestqt.qtbot import QtBot

    from memstudio.gui.panes.train.pane import TrainPane
    from memstudio.gui.session import Session

__all__ = ["begun", "pane"]


def rows(kind: str, path: str = "/texts/a.csv") -> CorpusPreview:
    """A table whose rows are of a kind."""
    corpus = a_corpus(path)
    return replace(corpus, files=(replace(corpus.files[0], row_kind=kind),))


def item(pane: TrainPane, name: str) -> QStandardItem:
    box: Any = pane.form.task.objective
    found: QStandardItem = box.model().item(box.findData(name))
    return found


def set_objective(pane: TrainPane, name: str) -> None:
    pane.form.task.objective.set_setting(name)


def test_what_a_model_and_a_text_do_not_allow_cannot_be_chosen_and_says_why(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model(kind=None)
    assert item(pane, "regression").isEnabled()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert not item(pane, "regression").isEnabled()
    assert "has no numbers" in item(pane, "regression").toolTip()
    assert not item(pane, "masked").isEnabled()
    assert "nlm" in item(pane, "masked").toolTip()
    assert item(pane, "causal").isEnabled()
    assert "has no labels" in item(pane, "classification").toolTip()
    for kind in ("number", "label"):
        session._on_worker_corpus_read(rows(kind))
        assert item(pane, "regression").isEnabled()
        assert item(pane, "regression").toolTip() == ""
        assert item(pane, "classification").isEnabled() == (kind == "label")
    session._on_worker_model_loaded(replace(a_model("bart", None), has_encoder=True))
    assert item(pane, "masked").isEnabled()


def test_numbers_are_learnt_from_a_table_that_has_some(
    pane: TrainPane, session: Session, engine: Engine, begun: list[RunConfig]
) -> None:
    engine.model()
    session._on_worker_corpus_read(rows("number"))
    set_objective(pane, "regression")
    assert pane.start_bar.reason.isHidden()
    assert "at most" in pane.start_bar.estimate.text()
    assert "times through" not in pane.start_bar.estimate.text()
    pane.start()
    assert begun[0].objective == "regression"
    # Another text leaves the choice, and says what is wrong with it.
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert "has no numbers" in pane.start_bar.reason.text()
    assert "has no numbers" in problem(pane, "objective").text()
    assert pane.form.focus_problem() is pane.form.task.objective


def test_labels_are_learnt_from_a_table_that_has_some(
    pane: TrainPane, session: Session, engine: Engine, begun: list[RunConfig]
) -> None:
    engine.model()
    session._on_worker_corpus_read(rows("label"))
    set_objective(pane, "classification")
    assert pane.start_bar.reason.isHidden()
    assert "at most" in pane.start_bar.estimate.text()
    assert "read to their end" in pane.form.editors["growth_fraction"].toolTip()
    pane.start()
    assert begun[0].objective == "classification"
    session._on_worker_corpus_read(rows("number"))
    assert "has no labels" in problem(pane, "objective").text()


def test_the_share_that_is_masked_is_asked_for_where_something_is(
    pane: TrainPane, session: Session
) -> None:
    session._on_worker_model_loaded(replace(a_model("bart", None), has_encoder=True))
    assert not pane.form.task.mask_fraction.isVisible()
    set_objective(pane, "masked")
    assert pane.form.task.mask_fraction.isVisible()
    pane.form.task.mask_fraction.setValue(30)
    config = pane.form.config("m", (), "auto")
    assert (config.objective, config.mask_fraction) == ("masked", 0.3)


def test_what_does_not_count_is_grey_and_says_why(pane: TrainPane, engine: Engine) -> None:
    engine.model(kind=None)
    editors = pane.form.editors

    def reason(path: str) -> str:
        tip: str = editors[path].toolTip()
        lines = tip.split("\n")
        assert editors[path].isEnabled() == (len(lines) == 1)
        return lines[1] if len(lines) > 1 else ""

    assert "SGD" in reason("momentum")
    editors["optimizer"].set_setting("sgd")
    assert reason("momentum") == ""
    assert reason("stop_after") == reason("growth_fraction") == ""
    editors["validate_every"].set_setting(0)
    assert "held-out" in reason("stop_after")
    editors["packing"].setChecked(True)
    assert "both grow and be packed" in reason("growth_fraction")
    set_objective(pane, "regression")
    assert "read to their end" in reason("growth_fraction")
    assert "by a head" in reason("evaluation.max_new_tokens")
    pane.form.kind.set_setting("none")
    for path in ("bptt_depth", "gate_learning_rate", "probe.every", "probe.text"):
        assert "no memory" in reason(path)
    # The head for numbers learns at this rate.
    assert reason("memory_learning_rate") == ""
    set_objective(pane, "causal")
    assert "no memory" in reason("memory_learning_rate")


def test_what_would_be_refused_is_said_before_the_start_and_can_be_mended(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    editors = pane.form.editors
    editors["growth_fraction"].setValue(50)
    editors["packing"].setChecked(True)
    assert "both grow and be packed" in pane.start_bar.reason.text()
    assert editors["growth_fraction"].isEnabled()
    editors["growth_fraction"].setValue(0)
    assert pane.start_bar.reason.isHidden()
    assert "at most" in pane.start_bar.estimate.text()


def test_every_setting_of_training_can_be_reached(
    qtbot: QtBot, pane: TrainPane, engine: Engine
) -> None:
    engine.model(kind=None)
    elsewhere = {
        "model", "data", "row_kind", "encoding", "columns", "device", "versions",
        # Where runs are kept, and what becomes of one that is cancelled, is no matter of training.
        "out", "keep_cancelled",
        # The window trains in one process.
        "sharded",
        # Of one schedule each: said in the run file, where the usual numbers do not serve.
        "schedule_cycles", "schedule_power",
        # Filled in, by what is branched.
        "branched_from",
    }  # fmt: skip
    wanted = {path for path in settings_of(RunConfig()) if path.split(".")[0] not in elsewhere}
    wanted |= {"threads", "bptt_depth", "probe.text"}
    assert not {path for path in wanted if path not in pane.form.editors}
    editor = pane.form.editors["validation_tokens"]
    assert not editor.isVisible()
    click(qtbot, pane.form.more)
    assert editor.isVisible()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("packing", True), ("mask_fraction", 0.4), ("warmup_fraction", 0.004),
        ("validation_fraction", 0.00125), ("gate_learning_rate", 0.5),
        ("validation_tokens", 99), ("checkpoint_seconds", 5.0), ("threads", 3),
        ("checkpoints_kept", 5),
        ("evaluation.rows", 7), ("evaluation.max_new_tokens", 9), ("probe.max_segments", 3),
        ("probe.text", "Mary went."), ("adapter.dropout", 0.1), ("objective", "regression"),
    ],
)  # fmt: skip
@pytest.mark.one_in(6)
def test_what_is_chosen_is_in_the_run_and_comes_back_on_the_form(
    pane: TrainPane, engine: Engine, path: str, value: object
) -> None:
    engine.model(kind=None)
    pane.form.apply({path: value})
    config = pane.form.config("m", (), "auto")
    assert settings_of(config)[path] == settings_of(RunConfig.of(**_nested(path, value)))[path]
    pane.form.apply(pane.form.defaults())
    assert pane.form.editors[path].setting() != value
    assert pane.form.show_config(config) == []
    assert pane.form.editors[path].setting() == value


@pytest.mark.parametrize(
    ("value", "shown"), [(0.123456789, "12{}3456789%"), (4e-7, "0{}00004%"), (0.3, "30%")]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_share_is_shown_with_all_its_decimals_and_enter_leaves_it_as_it_was(
    qtbot: QtBot, pane: TrainPane, engine: Engine, language: str, value: float, shown: str
) -> None:
    engine.model(kind=None)
    editor: Any = pane.form.editors["warmup_fraction"]
    editor.setLocale(QLocale(language))
    editor.set_setting(value)
    assert editor.text() == shown.format(QLocale(language).decimalPoint())
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.setting() == value


def _nested(path: str, value: object) -> dict[str, Any]:
    owner, _, name = path.rpartition(".")
    return {owner: {name: value}} if owner else {name: value}


def test_what_is_saved_or_copied_says_only_what_is_not_as_usual(
    pane: TrainPane, session: Session, engine: Engine, tmp_path: Path
) -> None:
    text = tmp_path / "a.csv"
    text.touch()
    engine.model()
    session._on_worker_corpus_read(rows("number", str(text)))
    set_objective(pane, "regression")
    pane.form.steps.setValue(31)
    pane.save_settings(str(tmp_path / "mine.toml"))
    said = read_config(tmp_path / "mine.toml").model_fields_set
    assert said - {"row_kind", "columns", "encoding"} == {
        "model", "data", "device", "objective", "steps", "trains",
    }  # fmt: skip
    entry(pane.menu.more, "Copy as command line").trigger()
    copied = QGuiApplication.clipboard().text()
    assert 'objective = "regression"' in copied
    assert "num_slots" not in copied
    assert "weight_decay" not in copied


@pytest.mark.slow
def test_the_result_of_numbers_speaks_of_no_words(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    progress = pane.progress
    began = events.RunStarted(
        run="/runs/a", total_steps=500, num_parameters=9, num_trainable=9, device="cpu",
        train_tokens=9, validation_tokens=9, objective="regression", num_cut=3,
    )  # fmt: skip
    engine.event(began)
    assert "of 3 longer texts" in progress.facts.text()
    assert "squared" in progress.chart.as_text()
    engine.event(began.model_copy(update={"objective": "causal"}))
    assert "of 3 longer texts answers are" in progress.facts.text()
    engine.event(began)
    engine.event(a_step(130))
    engine.event(events.Validated(step=500, loss=0.25, loss_memory_reset=1.0))
    figures = {"number/mean_squared_error": events.MetricFigure(value=4.0, memory_reset=16.0, count=20)}  # fmt: skip
    engine.event(events.Evaluated(step=500, when="after", metrics=figures))
    engine.event(
        events.RunFinished(
            step=500, reason="completed", loss_before=1.0, loss_after=0.25, model="model"
        )
    )
    assert progress.result.table()[0] == ["", "Held-out loss", "", "Change"]
    assert progress.result.table()[2] == ["After", "0.250", "", "\N{MINUS SIGN}0.750"]
    assert "0.750 nearer to the numbers" in progress.result.words.text()
    assert progress.result.evaluation.table()[1][1:] == ["–", "4.000", "16.000"]
    assert "nats" not in progress.result.words.text()


@pytest.mark.slow
def test_the_result_of_labels_tells_of_each_head(pane: TrainPane, engine: Engine) -> None:
    engine.train()
    progress = pane.progress
    began = events.RunStarted(
        run="/runs/a", total_steps=500, num_parameters=9, num_trainable=9, device="cpu",
        train_tokens=9, validation_tokens=9, objective="classification",
    )  # fmt: skip
    engine.event(began)
    assert "nats a label" in progress.chart.as_text()
    engine.event(a_step(130))
    engine.event(events.Validated(step=500, loss=0.25, loss_memory_reset=1.0))
    figures = {
        f"{head}/accuracy": events.MetricFigure(value=0.75, memory_reset=0.5, count=20)
        for head in ("topic", "sentiment")
    }
    engine.event(events.Evaluated(step=500, when="after", metrics=figures))
    engine.event(
        events.RunFinished(
            step=500, reason="completed", loss_before=1.0, loss_after=0.25, model="model"
        )
    )
    assert progress.result.table()[0] == ["", "Held-out loss", "", "Change"]
    assert "worth 0.750 nats a label" in progress.result.words.text()
    assert progress.result.evaluation.table()[1:] == [
        ["Accuracy ↑ (topic)", "–", "75.0%", "50.0%"],
        ["Accuracy ↑ (sentiment)", "–", "75.0%", "50.0%"],
    ]


@pytest.mark.slow
def test_the_wheel_scrolls_the_page_and_chooses_nothing(
    pane: TrainPane, session: Session, engine: Engine
) -> None:
    engine.model()
    session._on_worker_corpus_read(rows("number"))
    boxes = (pane.form.task.objective, pane.dataset.reading.kind)
    before = [box.currentIndex() for box in boxes]
    for box in boxes:
        box.setFocus()
        middle = QPointF(box.rect().center())
        wheel = QWheelEvent(
            middle, QPointF(box.mapToGlobal(box.rect().center())), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QCoreApplication.sendEvent(box, wheel)
    assert [box.currentIndex() for box in boxes] == before


def test_the_keyboard_reaches_what_is_folded_away(
    qtbot: QtBot, pane: TrainPane, engine: Engine
) -> None:
    engine.model()
    pane.form.more.setFocus()
    qtbot.keyClick(pane.form.more, Qt.Key.Key_Space)
    assert pane.form.editors["packing"].isVisible()
    qtbot.keyClick(pane.form.editors["packing"], Qt.Key.Key_Space)
    assert pane.form.config("m", (), "auto").packing
