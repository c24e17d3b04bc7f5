"""Looking at a dataset: of much text an estimate first, of very much only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.models.summary import summarise
from memstudio.progress import Control
from memstudio.workers import reading
from memstudio.workers.messages import ReadData
from memstudio.workers.reading import read_previews
from tests.tiny import tiny_loaded

_LONG = 700_000


@pytest.fixture(params=["a.txt", "a.jsonl", "a.csv"])
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("memstudio.data.corpus._MOST_BEGINNING", 200_000)
    monkeypatch.setattr("memstudio.data.decoding._BLOCK", 50_000)
    path = tmp_path / request.param
    rows = [f"Row {number} says a thing or two of {number % 97}." for number in range(_LONG // 40)]
    if path.suffix == ".jsonl":
        rows = [f'{{"text": "{row}"}}' for row in rows]
    elif path.suffix == ".csv":
        rows = ["text", *(f'"{row}"' for row in rows)]
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.one_in(3)
def test_much_text_is_estimated_and_then_counted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SOON_READ", 200_000)
    about, exact = read_previews(ReadData(Control(), (str(path),)), None)
    assert (about.is_estimate, exact.is_estimate) == (True, False)
    assert about.num_characters == pytest.approx(exact.num_characters, rel=0.06)
    assert about.num_documents == pytest.approx(exact.num_documents, rel=0.06)
    assert about.rows == exact.rows
    assert about.files[0].columns == exact.files[0].columns
    assert about.to_json()["estimate"] is True


@pytest.mark.one_in(3)
def test_tokens_of_very_much_text_are_estimated_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SOON_READ", 200_000)
    loaded = tiny_loaded()
    key = summarise(loaded).reading_key
    request = ReadData(Control(), (str(path),), 16)
    _, exact = read_previews(request, loaded)
    monkeypatch.setattr(reading, "LARGEST", 200_000)
    (about,) = read_previews(request, loaded)
    assert about.num_tokens == pytest.approx(exact.num_tokens, rel=0.08)
    assert about.num_segments == pytest.approx(exact.num_segments, rel=0.08)
    # Whether it has to be counted again is told by it: the tokens are its model's own.
    assert about.reading_key == exact.reading_key == summarise(loaded).reading_key == key
    loaded.tokenizer.add_tokens(["Daniel"])
    assert summarise(loaded).reading_key != key


@pytest.mark.one_in(3)
def test_little_text_is_counted_at_once(path: Path) -> None:
    (preview,) = read_previews(ReadData(Control(), (str(path),)), None)
    assert not preview.is_estimate
