"""The figures of a session under a script, and what keeps it from being played."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from memstudio.bench.ui_session import UiFigures, UiSettings, measure_ui
from memstudio.bench.ui_table import as_markdown
from memstudio.errors import MemStudioError
from memstudio.progress import Control


def session(p99: float) -> dict[str, Any]:
    late = {"ticks": 9, "p50": 0.1, "p99": p99, "max": 2 * p99, "over_50": 1}
    return {
        "all": late,
        "phases": {"chat": late | {"seconds": 3.0}},
        "stalls": [{"phase": "chat", "ms": 2 * p99, "stacks": ["a:1 f > b:2 g > c:3 h > d:4 i"]}],
        "times": {"open_model": 0.2, "open_trace": 0.5, "first_step": p99 / 10},
        "error": "",
    }


def test_each_figure_is_the_middle_one() -> None:
    found = UiFigures(UiSettings(), (800, 700, 900), (session(10), session(40), session(30)))
    assert found.middle("phases", "chat", "p99") == 30
    assert found.middle("times", "first_step") == 3
    table = as_markdown(found)
    assert "| chat | 3 | 0.1 | 30.0 | 60 | 1 |" in table
    assert "| **all** |  | 0.1 | 30.0 | 60 | 1 |" in table
    assert "painted window | 0.80 |" in table
    assert "- 80 ms, chat: b:2 g > c:3 h > d:4 i" in table


def test_starts_alone_have_a_table_too() -> None:
    assert "painted window | 0.75 |" in as_markdown(UiFigures(UiSettings(runs=0), (700, 800), ()))


def test_without_a_display_or_a_stand_in_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(MemStudioError) as caught:
        measure_ui(UiSettings(), Control())
    assert "xvfb" in str(caught.value)
