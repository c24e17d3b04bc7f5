"""What a memory retains of one's own text, by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoTokenizer

from memstudio.resources import resource
from tests.cli.conftest import Run
from tests.evaluation.copying_model import copying_model

_WORDS = ("--probes", 8, "--farthest", 8, "--pairs", 16)
_LENGTH = 32


@pytest.fixture
def copier(tmp_path: Path) -> Path:
    """A model that goes on with what it read, three segments back and no farther."""
    tokenizer = AutoTokenizer.from_pretrained(resource("models", "demo"))
    folder = tmp_path / "copier"
    copying_model(len(tokenizer), _LENGTH, 3 * _LENGTH).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    whole = resource("samples", "pride-and-prejudice.txt").read_text(encoding="utf-8")
    path.write_text(whole[20_000:60_000], encoding="utf-8")
    return path


@pytest.mark.slow
def test_what_is_retained_is_told_by_distance_and_kept_as_a_page(
    memstudio: Run, copier: Path, text: Path, tmp_path: Path
) -> None:
    page, numbers = tmp_path / "kept.html", tmp_path / "kept.csv"
    words = ("eval", copier, "--task", "retention", "--data", text, *_WORDS)
    found = memstudio(*words, "--json", "--report", page).json
    needles, pairs = found["retention"]["series"]
    recall = {row["first"]: row["figures"]["recall"] for row in needles["rows"]}
    assert recall[1]["read"]["value"] > 0.7
    assert recall[2]["read"]["value"] > 0.7
    assert recall[8]["read"]["value"] < 0.2
    assert all(row["reset"]["value"] < 0.2 for row in recall.values())
    assert pairs["rows"][0]["figures"]["recall"]["read"]["value"] > 0.7
    html = page.read_text(encoding="utf-8")
    assert "<svg" in html
    assert "eval" in html
    assert "--probes 8 --farthest 8 --pairs 16" in html
    shown = memstudio(*words, "--report", numbers).out
    assert "DISTANCE  READ ONCE" in shown
    assert "WRITES SINCE  READ ONCE" in shown
    assert "Guessing is right once in 16: 6.2%." in shown
    assert "Shown still at distance 2, of 8 at most." in shown
    assert numbers.read_text(encoding="utf-8").startswith("series,quantity,asked")


def test_wrong_words_and_texts_that_will_not_do_are_refused(
    memstudio: Run, copier: Path, text: Path, backbone: Path, tmp_path: Path
) -> None:
    assert memstudio("eval", copier, "--task", "retention").status == 2
    told = memstudio("eval", copier, "--task", "text", "--data", text, "--report", "a.html")
    assert told.status == 2
    told = memstudio("eval", copier, "--task", "retention", "--data", text, "--report", "a.png")
    assert told.status == 2
    assert ".html" in told.err
    page = tmp_path / "page.html"
    page.write_text("mine", encoding="utf-8")
    told = memstudio("eval", "no", "--task", "retention", "--data", text, "--report", page)
    assert "exists already" in told.err
    both = ("--out", tmp_path / "b.html", "--report", tmp_path / "b.html")
    told = memstudio("eval", "no", "--task", "retention", "--data", text, *both)
    assert told.status == 2
    told = memstudio("eval", backbone, "--task", "retention", "--data", text)
    assert told.status == 1
    assert "has no memory" in told.err
    short = tmp_path / "short.txt"
    short.write_text("A few words.", encoding="utf-8")
    told = memstudio("eval", copier, "--task", "retention", "--data", short)
    assert told.status == 1
    assert "Take a longer text" in told.err
