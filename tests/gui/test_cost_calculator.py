"""The cost calculator: what is chosen is asked, what is found is shown, what is wrong is said."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAction

from memstudio.costs.asked import CostBook, Place
from memstudio.costs.run_cost import Part, RunCost
from memstudio.errors import Cancelled, DeviceError
from memstudio.gui.cost_work import CostWork
from memstudio.gui.dialogs.cost_calculator import CostCalculator, part_names
from memstudio.gui.main_window import MainWindow
from memstudio.training.run_config import RunConfig

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from memstudio.progress import Control

GIB = 1 << 30


def a_cost(**changes: Any) -> RunCost:
    values: dict[str, Any] = {
        "num_parameters": 7_000_000_000, "num_memory": 4096, "num_trained": 4096,
        "parts": (Part("weights", 14 * GIB), Part("activations", 6 * GIB)), "memory": 24 * GIB,
        "num_devices": 1, "flops": 2e13, "seconds": 0.5, "sent": 0, "sending": 0.0,
        "tokens": 2048, "steps": 100,
    }  # fmt: skip
    return RunCost(**(values | changes))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[RunConfig, Place]]:
    """What the calculator asks for; the answer is always the same."""
    questions: list[tuple[RunConfig, Place]] = []

    def cost(_: CostBook, config: RunConfig, place: Place, __: object) -> RunCost:
        questions.append((config, place))
        if place.machine == "l4":
            raise DeviceError("There is no {name}.", name="l4")
        return a_cost(num_devices=place.num_devices, sent=GIB)

    monkeypatch.setattr(CostBook, "cost", cost)
    return questions


@pytest.fixture
def dialog(asked: list[Any], qtbot) -> CostCalculator:
    config = RunConfig(model="here", memory={"kind": "armt", "num_slots": 5}, batch_size=3)
    dialog = CostCalculator(config)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.cost is not None)
    return dialog


def test_it_begins_with_the_run_that_is_set_up(
    dialog: CostCalculator, asked: list[tuple[RunConfig, Place]]
) -> None:
    config, place = asked[-1]
    assert (config.model, config.batch_size) == ("here", 3)
    assert (config.memory.kind, config.memory.num_slots) == ("armt", 5)
    assert place == Place()
    assert dialog.verdict.text() == "It fits: 20.0 GiB of 24.0 GiB"
    assert "Weights\t14.0 GiB" in dialog.bars.accessibleDescription()
    assert dialog.figures["tokens"].text() == "4.1 k"
    assert dialog.figures["sent"].text() == "–"


def test_a_change_is_asked_for_once_the_typing_is_over(
    dialog: CostCalculator, asked: list[tuple[RunConfig, Place]], qtbot
) -> None:
    before = len(asked)
    fields = dialog.fields
    fields._editors["batch_size"].setValue(30)
    fields._editors["batch_size"].setValue(31)
    fields.num_devices.setValue(8)
    fields.machine.set_setting("h100")
    qtbot.waitUntil(lambda: len(asked) > before)
    qtbot.waitUntil(lambda: dialog.figures["sent"].text().startswith("1.0 GiB"))
    assert len(asked) == before + 1
    config, place = asked[-1]
    assert config.batch_size == 31
    assert (place.machine, place.num_devices) == ("h100", 8)
    assert fields.efficiency.isEnabled()


def test_what_is_wrong_is_said_in_place_of_an_answer(dialog: CostCalculator, qtbot) -> None:
    dialog.fields.machine.set_setting("l4")
    qtbot.waitUntil(lambda: dialog.verdict.text() == "There is no l4.")
    assert dialog.figures["seconds"].text() == "–"
    dialog.fields.model.setText("")
    qtbot.waitUntil(lambda: dialog.verdict.text() == "Name a model.")
    assert dialog.cost is None
    assert dialog.bars.isHidden()


def test_what_does_not_fit_is_said(dialog: CostCalculator) -> None:
    dialog._on_work_cost_found(a_cost(memory=8 * GIB))
    assert dialog.verdict.text() == "It does not fit: 20.0 GiB, and there are 8.0 GiB"
    dialog._on_work_cost_found(a_cost(memory=None))
    assert dialog.verdict.text() == "Takes 20.0 GiB"


def test_a_memory_that_the_model_has_is_shown_and_cannot_be_another(dialog: CostCalculator) -> None:
    fields = dialog.fields
    dialog._on_work_cost_found(a_cost(own_memory=("rmt", 16, 32)))
    assert (fields.kind.setting(), fields.num_slots.setting()) == ("rmt", 16)
    assert fields.segment_length.setting() == 32
    assert not fields.kind.isEnabled()
    assert fields.own_note.isVisible()
    dialog._on_work_cost_found(a_cost())
    assert fields.kind.isEnabled()
    assert fields.num_slots.isEnabled()


def test_every_part_has_a_name() -> None:
    assert {
        "weights",
        "gradients",
        "optimizer",
        "activations",
        "state",
        "sending",
        "program",
    } == set(part_names())


@pytest.mark.usefixtures("asked")
@pytest.mark.slow
def test_it_is_reached_from_the_menu_and_the_train_page(window: MainWindow, qtbot) -> None:
    window.findChild(QAction, "train.cost").trigger()
    (opened,) = window.findChildren(CostCalculator)
    assert opened.fields.model.text() == "demo"
    qtbot.waitUntil(lambda: opened.cost is not None)
    opened.close_button.click()
    assert not opened.isVisible()


def test_a_window_that_goes_does_not_wait_for_what_nobody_asks_any_more(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    """A change of language takes the calculator with the window, without its having been closed."""
    begun, ended = Event(), []

    def cost(_: CostBook, __: RunConfig, ___: Place, control: Control) -> RunCost:
        begun.set()
        for _ in range(1000):
            try:
                control.checkpoint()
            except Cancelled:
                ended.append("cancelled")
                raise
            time.sleep(0.01)
        ended.append("after ten seconds")
        return a_cost()

    monkeypatch.setattr(CostBook, "cost", cost)
    window = QObject()
    work = CostWork(window)
    work.ask(RunConfig.of(), Place())
    assert begun.wait(10)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert ended == ["cancelled"]
