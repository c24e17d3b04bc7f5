"""Where the user's things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.paths import config_dir, data_dir, passing_settings
from memstudio.settings import Settings, load_settings, save_settings


def test_passing_settings_begin_anew_and_leave_the_users_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path))
    save_settings(Settings(theme="dark"))
    usual, data = config_dir(), data_dir()
    with passing_settings():
        passing = config_dir()
        assert passing != usual
        assert data_dir() == data
        assert load_settings() == Settings()
        save_settings(Settings(theme="light"))
    assert not passing.exists()
    assert config_dir() == usual
    assert load_settings().theme == "dark"
