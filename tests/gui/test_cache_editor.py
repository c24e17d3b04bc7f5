"""What is kept of texts is counted, cleared and limited in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memstudio.data import text_cache
from memstudio.gui.dialogs.cache_editor import CacheEditor
from memstudio.gui.dialogs.settings_dialog import SettingsDialog
from memstudio.paths import cache_dir
from memstudio.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow


@pytest.fixture
def kept(home: Path) -> Path:
    """Two thousand bytes of tokens."""
    place = cache_dir() / "tokenised" / "0123.npy"
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(2000))
    return place


def test_the_size_is_said_and_all_of_it_is_cleared(qtbot: QtBot, kept: Path) -> None:
    editor = CacheEditor(None)
    qtbot.addWidget(editor)
    assert not editor.clear_button.isEnabled()
    qtbot.waitUntil(editor.clear_button.isEnabled)
    assert editor.amount.text().startswith("2.0 kB of at most")
    editor.clear_button.click()
    assert not editor.clear_button.isEnabled()
    qtbot.waitUntil(lambda: "freed" in editor.amount.text())
    assert not kept.exists()
    assert text_cache.cache_entries() == []
    assert not editor.clear_button.isEnabled()


def test_the_limit_is_kept_with_the_settings(qtbot: QtBot, kept: Path, window: MainWindow) -> None:
    window.commands.show_settings()
    dialog = window.findChild(SettingsDialog)
    editor = dialog.cache
    assert editor.limit.text() == "a fifth of the disk"
    qtbot.waitUntil(editor.clear_button.isEnabled)
    editor.limit.setValue(3)
    assert load_settings().cache_gigabytes == 3
    qtbot.waitUntil(lambda: editor.amount.text().endswith("at most 3.0 GB"))
    # Another setting does not undo it.
    dialog.theme.activated.emit(0)
    assert load_settings().cache_gigabytes == 3
    editor.limit.setValue(0)
    assert load_settings().cache_gigabytes is None
    dialog.accept()
