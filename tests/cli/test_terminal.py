"""What stands in files cannot give orders to the terminal."""

from __future__ import annotations

import errno
import io
import json
import math
import signal
import sys
from pathlib import Path

import pytest

from memstudio.cli import app
from memstudio.cli.app import run
from memstudio.cli.terminal import WorkDisplay, harmless, print_json
from tests.cli.conftest import Run

ORDER = "\x1b]0;title\x07"


def test_orders_are_shown_as_what_they_are_not() -> None:
    assert harmless("a\x1b[31mb\x9bc\td\ne 中文") == "a\ufffd[31mb\ufffdc\td\ne 中文"


def test_what_json_has_no_word_for_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"loss": [math.nan, 1.5], "worst": -math.inf, "pair": (1, math.inf), "text": "nan"})
    found = json.loads(capsys.readouterr().out)
    assert found == {"loss": [None, 1.5], "worst": None, "pair": [1, None], "text": "nan"}


def test_a_column_with_an_order_in_its_name_is_harmless(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{ORDER}name,n\nOne two three.,1\nFour five six.,2\n")
    run(["data", str(path)])
    out, err = capfd.readouterr()
    assert "title" in out + err
    assert "\x1b]" not in out + err


def test_passages_and_queries_with_an_order_in_them_are_harmless(
    memstudio: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Roses grow {ORDER} along the wall.", encoding="utf-8")
    memstudio("collection", "add", "Town", path)
    for words in (("search", "Town", f"roses {ORDER}"), ("collection", "show", "Town")):
        found = memstudio(*words)
        assert found.status == 0, found.err
        assert "title" in found.out
        assert "\x1b" not in found.out + found.err


def test_turns_with_an_order_in_them_are_harmless(memstudio: Run, memory_model: Path) -> None:
    said = ("--session", "anna", "--prompt", f"So {ORDER}?", "--max-new-tokens", 1, "--json")
    assert memstudio("generate", memory_model, *said).status == 0
    found = memstudio("sessions", "show", "anna")
    assert "title" in found.out
    assert "\x1b" not in found.out


def test_a_line_above_the_bar_with_an_order_in_it_is_harmless(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with WorkDisplay() as display:
        display.say(f"Run {ORDER}")
    assert "\x1b" not in capsys.readouterr().err


def test_that_there_is_no_room_for_what_is_printed_is_said(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    full = io.StringIO()
    monkeypatch.setattr(full, "flush", fail)
    monkeypatch.setattr(sys, "stdout", full)
    found = memstudio("memories")
    assert found.status == 1
    assert "standard output could not be written" in found.err


def test_a_text_that_is_no_text_is_refused_in_words(
    memstudio: Run, caplog: pytest.LogCaptureFixture
) -> None:
    found = memstudio("generate", "demo", "--prompt", "caf\udcff")
    assert found.status == 1
    assert "is not UTF-8" in found.err
    # The log takes it.
    assert r"caf\udcff" in caplog.text


def test_an_interruption_is_one_whatever_is_made_of_it(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a module of C is imported just then."""

    def commands() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ImportError from error

    monkeypatch.setattr(app, "_command", commands)
    found = memstudio("models")
    assert found.status == 130
    assert found.err.strip() == "Interrupted."
