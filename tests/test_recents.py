"""What was open lately: what is kept of a file that is damaged, or cannot be read now."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from memstudio.errors import StorageError
from memstudio.recents import RecentItem, change_recent, read_recent

DEMO = RecentItem("model", ("demo",))


def test_what_cannot_be_understood_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "recent.json"
    rows = [
        {"kind": "model"},
        3,
        {"kind": "model", "paths": ["demo"]},
        {"kind": "new", "paths": [""]},
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert read_recent(path) == ([DEMO], None)


def test_each_damaged_file_is_set_aside_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "recent.json"
    asides = []
    for content in ("[", "{"):
        path.write_text(content, encoding="utf-8")
        items, aside = read_recent(path)
        assert items == []
        assert aside is not None
        asides.append(aside)
    assert [aside.read_text(encoding="utf-8") for aside in asides] == ["[", "{"]


def test_a_sound_list_that_cannot_be_read_now_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "recent.json"
    change_recent(path, lambda _: [DEMO])
    original = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:
        if self == path:
            raise OSError(errno.EMFILE, "Too many open files")
        return original(self, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        assert read_recent(path) == ([], None)
        with pytest.raises(StorageError, match="left as it is"):
            change_recent(path, lambda items: [*items, RecentItem("run", ("one",))])
    assert read_recent(path) == ([DEMO], None)
