"""The labels of a model, from its run's record or from the files that the run read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memstudio.progress import Control
from memstudio.tasks.labels import LabelSet
from memstudio.training.learnt_labels import learnt_labels
from memstudio.training.prepared_data import prepare_data
from memstudio.training.run_config import RunConfig
from tests.tiny import tiny_tokenizer

MOODS = ("negative", "neutral", "positive")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


def a_run(tmp_path: Path, rows: list[dict[str, Any]]) -> tuple[Path, dict[str, Any]]:
    """The folder of the model of a run over rows, and what the run wrote of its data."""
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run = tmp_path / "run"
    (run / "model").mkdir(parents=True)
    config = RunConfig.of(
        model="demo", data=(str(data),), out=str(tmp_path), memory={"segment_length": 16}
    )
    config.save(run / "run.toml")
    record = prepare_data(config, tiny_tokenizer(), Control()).record
    (run / "data.json").write_text(json.dumps(record), encoding="utf-8")
    return run / "model", record


def labelled(number: int = 12) -> list[dict[str, Any]]:
    return [{"text": f"News {n}", "sentiment": MOODS[n % 3]} for n in range(number)]


def test_a_run_writes_down_its_labels(tmp_path: Path) -> None:
    model, record = a_run(tmp_path, labelled())
    assert record["labels"]["sets"] == [["sentiment", list(MOODS), ""]]
    # The files need not be there any more.
    (tmp_path / "rows.jsonl").unlink()
    scheme = learnt_labels(model, Control())
    assert scheme is not None
    assert scheme.sets == (LabelSet("sentiment", MOODS),)


def test_of_an_older_run_its_files_say_them(tmp_path: Path) -> None:
    model, record = a_run(tmp_path, labelled())
    del record["labels"]
    (model.parent / "data.json").write_text(json.dumps(record), encoding="utf-8")
    scheme = learnt_labels(model, Control())
    assert scheme is not None
    assert scheme.sets == (LabelSet("sentiment", MOODS),)


def test_two_labels_a_row_are_two_sets(tmp_path: Path) -> None:
    rows = [
        {"text": f"News {n}", "label": [["oil", "banks"][n % 2], MOODS[n % 3]]} for n in range(24)
    ]
    scheme = learnt_labels(a_run(tmp_path, rows)[0], Control())
    assert scheme is not None
    assert [each.name for each in scheme.sets] == ["topic", "sentiment"]
    assert len(scheme.joint) == 6


def test_a_second_text_that_asks_makes_a_set_each(tmp_path: Path) -> None:
    rows = []
    for n in range(12):
        rows += [
            {
                "sentence1": f"News {n}",
                "sentence2": "Which topic?",
                "label": ["oil", "banks"][n % 2],
            },
            {"sentence1": f"News {n}", "sentence2": "Which mood?", "label": MOODS[n % 3]},
        ]
    scheme = learnt_labels(a_run(tmp_path, rows)[0], Control())
    assert scheme is not None
    assert {each.asked: each.labels for each in scheme.sets} == {
        "Which topic?": ("banks", "oil"),
        "Which mood?": MOODS,
    }


def test_without_labels_there_are_none(tmp_path: Path) -> None:
    model, record = a_run(tmp_path, [{"text": f"A text of number {n}."} for n in range(12)])
    assert "labels" not in record
    assert learnt_labels(model, Control()) is None
    assert learnt_labels(tmp_path, Control()) is None
    (model.parent / "data.json").write_text("{", encoding="utf-8")
    assert learnt_labels(model, Control()) is None
