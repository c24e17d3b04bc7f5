"""Text that was asked for is said to be read until it is, also while it waits for its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memstudio.gui.panes.train.missing import missing_for_run
from memstudio.workers.messages import TaskKind
from tests.gui.conftest import Engine, a_corpus

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session


def test_the_train_page_says_that_the_text_is_being_read(
    window: MainWindow, session: Session, engine: Engine
) -> None:
    engine.model()
    pane = window.train_page()
    window.show_page("train")
    session.read_data(("/texts/long.txt", "/texts/other.txt"))
    assert pane._missing().reason == "The text is being read."
    assert pane.dataset.being_read.text() == "long.txt and 1 more are being read…"
    assert not pane.dataset.being_read.isHidden()
    assert pane.dataset.hint.isHidden()
    session._on_worker_corpus_read(a_corpus("/texts/long.txt"))
    session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    assert pane.dataset.being_read.isHidden()
    assert pane._missing() == ("", "", "")


def test_text_that_cannot_be_read_leaves_the_hint(
    window: MainWindow, session: Session, engine: Engine
) -> None:
    engine.model()
    window.show_page("train")
    session.read_data(("/texts/broken.bin",))
    session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    pane = window.train_page()
    assert not pane.dataset.hint.isHidden()
    assert pane._missing().action == "file.add_text"


def test_readings_to_measure_and_to_train_are_told_apart(session: Session) -> None:
    changes: list[int] = []
    session.readings.changed.connect(lambda: changes.append(1))
    session.read_data(("a",))
    session.measuring.read_text(("b",))
    session.read_data(("c",))
    assert (session.readings.dataset, session.readings.to_measure) == (("c",), ("b",))
    for _ in range(2):
        session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    assert (session.readings.dataset, session.readings.to_measure) == (("c",), ())
    session._engine.worker.task_ended.emit(TaskKind.TRACE)
    session._engine.worker.task_ended.emit(TaskKind.READ_DATA)
    assert session.readings.dataset == ()
    assert len(changes) == 6


@pytest.mark.parametrize("problems", [{}, {"steps": "Too few."}])
def test_what_is_wrong_in_the_form_comes_last(
    session: Session, engine: Engine, problems: dict[str, str]
) -> None:
    assert missing_for_run(session, problems).action == "file.open_model"
    engine.model()
    session._on_worker_corpus_read(a_corpus("/texts/a.txt"))
    assert missing_for_run(session, problems).reason == problems.get("steps", "")
