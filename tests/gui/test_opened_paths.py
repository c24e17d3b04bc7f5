"""What is named on the command line, as a file manager does, opens the view that is its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from memstudio.gui.dialogs.open_run import OpenRunDialog
from memstudio.gui.main_window import MainWindow
from memstudio.workers.messages import LoadModel, ReadData, Request
from memstudio.workers.state_messages import StateVerb
from tests.gui.conftest import Engine, a_step
from tests.gui.runs import a_run, finished, record
from tests.tiny import tiny_loaded
from tests.windows.made_trace import make_trace

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.session import Session


@pytest.fixture
def submitted(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What the worker was asked for."""
    requests: list[Request] = []
    monkeypatch.setattr(session._engine, "submit", requests.append)
    return requests


@pytest.mark.parametrize("named", ["", "run.toml"])
@pytest.mark.one_in(2)
def test_a_run_shows_what_it_came_to(window: MainWindow, tmp_path: Path, named: str) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), finished(3))
    window.commands.open_paths([str(run.path / named)])
    (dialog,) = window.findChildren(OpenRunDialog)
    assert run.name in dialog.windowTitle()
    dialog.reject()


@pytest.mark.parametrize("named", ["", "zarr.json"])
@pytest.mark.one_in(2)
def test_a_trace_is_shown_on_the_memory_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, named: str
) -> None:
    path = tmp_path / "story.zarr"
    make_trace(path, 1024, 4)
    window.commands.open_paths([str(path / named)])
    assert window.pages.current == "memory"
    qtbot.waitUntil(lambda: window.session.trace is not None)
    assert window.session.trace is not None
    assert Path(window.session.trace.path) == path


def test_a_memory_state_is_imported(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(window.session.states, "ask", lambda *all_, **by: asked.append((*all_, by)))
    path = tmp_path / "anna.safetensors"
    tiny_loaded("rmt").model.initial_state(1).save(path)
    window.commands.open_paths([str(path)])
    assert asked == [(StateVerb.TAKE_IN, {"other": str(path)})]


@pytest.mark.parametrize(
    ("name", "request_type"),
    [("model.gguf", LoadModel), ("book.txt", ReadData), ("rows.jsonl", ReadData)],
)
@pytest.mark.one_in(3)
def test_a_model_is_loaded_and_a_text_is_read(
    window: MainWindow, session: Session, submitted: list[Request], tmp_path: Path,
    name: str, request_type: type[Request],
) -> None:  # fmt: skip
    Engine(session).ready()
    path = tmp_path / name
    path.write_text("something")
    window.commands.open_paths([str(path)])
    assert [type(each) for each in submitted] == [request_type]
