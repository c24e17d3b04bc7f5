"""A tiny model, texts of several sorts, and a user of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from memstudio.models.load import LoadedModel
from memstudio.training.run_config import RunConfig
from tests.tiny import SENTENCES, tiny_loaded


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    torch.set_num_threads(1)
    return tmp_path / "home"


@pytest.fixture
def tiny() -> LoadedModel:
    return tiny_loaded("rmt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve documents of unlike lengths, each longer than a segment of 16 tokens."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(12):
        text = f"{number}. {SENTENCES[0]} " * (1 + number % 3)
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text((SENTENCES[0] + "\n\n") * 40, encoding="utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    rows = [
        {
            "question": f"Where did {name} go?",
            "context": f"{name} went to {place}.",
            "answer": place,
        }
        for name, place in zip("ABCDEFGHIJ", "pqrstuvwxy", strict=True)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def a_run(folder: Path, data: Path, **values: object) -> RunConfig:
    """A short run of the tiny model."""
    return RunConfig.of(
        **{
            "model": "tiny", "data": (str(data),), "steps": 2, "batch_size": 2,
            "segments_per_sample": 2, "validation_tokens": 128, "probe": {"every": 0},
            "device": "cpu", "threads": 1, "validation_fraction": 0.4, "out": str(folder),
            "evaluation": {"rows": 4, "max_new_tokens": 64},
        } | values
    )  # fmt: skip
