"""What the system asks a running program to open reaches the window: macOS has no other way."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.gui

_ASKS = """
import sys
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from memstudio.gui.studio_application import StudioApplication

app = StudioApplication(sys.argv[:1])
heard = []
app.file_requested.connect(heard.append)
app.sendEvent(app, QFileOpenEvent(sys.argv[1]))
app.sendEvent(app, QEvent(QEvent.Type.User))
print(heard)
"""


def test_a_file_that_the_system_asks_for_is_heard_of_once() -> None:
    # In a process of its own: there is one application object in each.
    done = subprocess.run(
        [sys.executable, "-c", _ASKS, "/runs/a/run.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['/runs/a/run.toml']\n", done.stderr
