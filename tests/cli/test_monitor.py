"""`memstudio monitor`: texts in files are labelled, a line each; what was read is not read again."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest

from memstudio.__main__ import main
from memstudio.evaluation import classifying
from tests.cli.conftest import Run

LABELS = ("--labels", "topic=banks,oil", "--labels", "positive,negative", "--device", "cpu")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "新闻.log"
    path.write_text("Shares rose.\nOil fell.\n", encoding="utf-8")
    return path


@pytest.fixture
def by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels by a word, as a trained model would."""

    def classify(_: object, text: str) -> dict[str, dict[str, float]]:
        bad = 0.9 if "fell" in text else 0.1
        return {
            "topic": {"banks": 0.4, "oil": 0.6},
            "sentiment": {"positive": 1 - bad, "negative": bad},
        }

    monkeypatch.setattr(classifying.Classifier, "classify", classify)


def test_a_text_is_a_line_and_comes_once(memstudio: Run, memory_model: Path, news: Path) -> None:
    found = memstudio("monitor", memory_model, news, *LABELS, "--once")
    assert found.status == 0, found.err
    lines = found.out.splitlines()
    assert len(lines) == 2
    assert "新闻.log:1  Shares rose." in lines[0]
    assert "50% or more of the last 20 texts are negative" in found.err
    assert memstudio("monitor", memory_model, news, *LABELS, "--once").out == ""
    again = memstudio("monitor", memory_model, news, *LABELS, "--once", "--anew")
    assert len(again.out.splitlines()) == 2


def test_json_is_one_document(
    memstudio: Run, memory_model: Path, news: Path, tmp_path: Path
) -> None:
    log = tmp_path / "kept" / "log.jsonl"
    found = memstudio("monitor", memory_model, news, *LABELS, "--once", "--json", "--log", log).json
    assert found["log"] == str(log)
    assert [each["text"] for each in found["entries"]] == ["Shares rose.", "Oil fell."]
    shares = found["entries"][0]["shares"]
    assert set(shares) == {"topic", "sentiment"}
    assert sum(shares["topic"].values()) == pytest.approx(1)
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.usefixtures("by_word")
def test_a_surge_is_told_of_aside_and_in_the_log(
    memstudio: Run, memory_model: Path, news: Path, tmp_path: Path
) -> None:
    news.write_text("Shares rose.\n" * 40 + "Oil fell.\n" * 12, encoding="utf-8")
    log = tmp_path / "kept" / "log.jsonl"
    words = ("monitor", memory_model, news, *LABELS, "--once", "--log", log)
    found = memstudio(*words, "--threshold", 0.4)
    assert found.err.count("ALERT: negatives surge: 8 of the last 20 texts (40%") == 1
    assert "ALERT" not in found.out
    kinds = [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert kinds.count("alert") == 1
    # With a threshold that is not reached, nothing is told.
    assert "ALERT" not in memstudio(*words, "--anew", "--threshold", 0.9).err


def test_what_cannot_be_read_is_named_and_passed_over(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{oops\n{"text": "Oil fell."}\n', encoding="utf-8")
    found = memstudio("monitor", memory_model, rows, *LABELS, "--once")
    assert len(found.out.splitlines()) == 1
    assert "rows.jsonl:1: This line is not valid JSON" in found.err


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ((), 1, "--labels positive,neutral,negative"),
        (("--labels", "one"), 1, "1 labels"),
        (("--labels", "a,b", "--negative", "c"), 1, "'c' is none of the labels: a, b"),
        (("--labels", "a,b", "--ask", "topic"), 2, "NAME=TEXT"),
        (("--labels", "a,b", "--threshold", "1.5"), 2, "equal to 1"),
    ],
)
@pytest.mark.one_in(2)
def test_what_makes_no_sense_is_refused(
    memstudio: Run, memory_model: Path, news: Path, words: tuple[str, ...], status: int, says: str
) -> None:
    found = memstudio("monitor", memory_model, news, "--once", *words)
    assert found.status == status
    assert says in found.err


def test_a_file_that_is_not_there_is_named(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    found = memstudio("monitor", memory_model, tmp_path / "none.log", *LABELS, "--once")
    assert found.status == 1
    assert "none.log" in found.err


def test_lines_of_json_keep_text_that_the_terminal_cannot_show(
    memory_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    path = tmp_path / "news.log"
    path.write_text("股票上涨。\n", encoding="utf-8")
    printed = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", printed)

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    assert main(["monitor", str(memory_model), str(path), *LABELS, "--json"]) == 130
    (line,) = cast(io.BytesIO, printed.buffer).getvalue().splitlines()
    assert json.loads(line)["text"] == "股票上涨。"


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal to another program")
@pytest.mark.slow
def test_ctrl_c_ends_it_and_the_next_goes_on(
    memstudio: Run, memory_model: Path, news: Path, tmp_path: Path
) -> None:
    words = ["monitor", str(memory_model), str(news), *LABELS]
    process = subprocess.Popen(
        [sys.executable, "-m", "memstudio", *words, "--every", "0.05"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "MEMSTUDIO_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline(), process.stdout.readline()]
    with news.open("a", encoding="utf-8") as file:
        file.write("Banks mer")
    time.sleep(0.2)
    with news.open("a", encoding="utf-8") as file:
        file.write("ged.\n")
    lines.append(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Banks merged." in lines[2]
    assert process.returncode == 130
    assert "Interrupted." in said
    assert "Traceback" not in said
    assert memstudio(*words, "--once").out == ""
