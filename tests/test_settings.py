"""The user's settings on disk."""

from __future__ import annotations

import errno
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from memstudio import settings
from memstudio.errors import MemStudioError, StorageError
from memstudio.settings import Settings, load_settings, save_settings, settings_file


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path))
    return tmp_path


def load_with_problems() -> tuple[Settings, list[MemStudioError]]:
    problems: list[MemStudioError] = []
    return load_settings(problems.append), problems


def test_without_a_file_the_defaults_are_taken_and_nothing_is_reported() -> None:
    loaded, problems = load_with_problems()
    assert loaded == Settings()
    assert not problems


def test_what_was_saved_is_loaded_again() -> None:
    chosen = Settings(theme="dark", language="zh_CN", threads=3, run_folders=("/data/文",))
    save_settings(chosen)
    assert load_settings() == chosen


def test_what_another_window_has_chosen_since_stays() -> None:
    at_start = Settings(threads=2)
    save_settings(at_start)
    save_settings(at_start.model_copy(update={"theme": "dark"}), at_start)
    save_settings(at_start.model_copy(update={"threads": None}), at_start)
    assert load_settings() == Settings(theme="dark")


def test_every_setting_is_asked_for_somewhere() -> None:
    own = Path(settings.__file__)
    others = [path for path in own.parent.rglob("*.py") if path != own]
    code = "\n".join(path.read_text(encoding="utf-8") for path in others)
    for name in Settings.model_fields:
        assert re.search(rf"\.{name}\b", code), f"nothing asks for {name}"


@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60))
def test_no_content_of_the_file_keeps_the_program_from_starting(content: bytes) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_bytes(content)
    assert isinstance(load_settings(), Settings)


@pytest.mark.parametrize("content", ["theme = 'pink'", "theme = ", "threads = 0"])
def test_a_damaged_file_is_set_aside_and_reported(content: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(content, encoding="utf-8")
    loaded, problems = load_with_problems()
    assert loaded == Settings()
    aside = settings_file().with_name("settings.damaged.toml")
    assert [str(aside) in str(problem) for problem in problems] == [True]
    assert aside.read_text(encoding="utf-8") == content
    assert not settings_file().exists()
    assert load_with_problems() == (Settings(), [])


def test_settings_that_cannot_be_read_now_are_not_written_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Settings(threads=3)
    save_settings(before)
    original = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:
        if self == settings_file():
            raise OSError(errno.EMFILE, "Too many open files")
        return original(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(StorageError, match="left as it is"):
            save_settings(before.model_copy(update={"theme": "dark"}), before)
    assert load_settings() == before


def test_what_a_newer_version_wrote_is_passed_over_and_stays() -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(
        "theme = 'light'\nthreads = 3\nfuture = 1\n[keys]\nopen = 'Ctrl+P'\n", encoding="utf-8"
    )
    loaded, problems = load_with_problems()
    assert loaded.theme == "light"
    assert not problems
    save_settings(loaded.model_copy(update={"theme": "dark", "threads": None}), loaded)
    assert load_settings() == Settings(theme="dark")
    table = tomllib.loads(settings_file().read_text(encoding="utf-8"))
    assert (table["future"], table["keys"]) == (1, {"open": "Ctrl+P"})


def test_settings_that_cannot_be_written_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file().parent.mkdir(parents=True)
    blocked = settings_file().parent / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setattr(settings, "config_dir", lambda: blocked / "below")
    with pytest.raises(StorageError, match="below"):
        save_settings(Settings())
