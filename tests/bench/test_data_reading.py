"""Measuring how text is read: files of each form that hold text, and figures of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.bench.data_reading import DataFigures, as_markdown, measure_file
from memstudio.bench.data_texts import FORMS, write_text_of
from memstudio.data.corpus import read_corpus
from memstudio.errors import Cancelled
from memstudio.progress import Control


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.one_in(3)
def test_a_file_holds_different_texts_of_about_the_size(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    write_text_of(path, 1_500_000, Control())
    assert 1_500_000 <= path.stat().st_size < 4_000_000
    corpus = read_corpus([path], control=Control())
    assert corpus.all_problems == ()
    assert len(corpus.documents) == (1 if form == "txt" else 2_000)
    assert corpus.num_characters > 1_400_000


def test_writing_can_be_cancelled(tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        write_text_of(tmp_path / "a.txt", 1_000_000_000, control)


def test_a_file_is_measured_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEMSTUDIO_HOME", "TOKENIZERS_PARALLELISM", "RAYON_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Some words."}\n' * 3 + '{"text": "Other words."}\n')
    figures = measure_file(path, tmp_path, 1)
    assert figures.num_bytes == path.stat().st_size
    assert figures.num_tokens > 4
    assert min(figures.preview_seconds, figures.reading_seconds, figures.again_seconds) > 0
    assert DataFigures(**figures.as_json()) == figures
    head, rule, row = as_markdown([figures]).splitlines()
    assert row.startswith("| a.jsonl | 0.00 GB |")
    assert head.count("|") == rule.count("|") == row.count("|")
