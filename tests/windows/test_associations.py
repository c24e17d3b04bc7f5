"""A file that is opened in a file manager, which names it on the command line, in a real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gui.conftest import a_step
from tests.gui.runs import a_run, finished, record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.windows.conftest import Desk

pytestmark = pytest.mark.window


def test_the_file_that_makes_a_folder_a_run_opens_the_run(desk: Desk, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    record(run, a_step(3), finished(3))
    desk.start(str(run.path / "run.toml"))
    desk.wait(lambda state: state["dialogs"] == [run.name])
    desk.keys("Escape")
    desk.wait(lambda state: state["dialogs"] == [])
    assert desk.state()["messages"] == []
    desk.keys("ctrl+q")
    assert desk.exit_status() == 0
