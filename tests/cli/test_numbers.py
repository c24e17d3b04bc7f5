"""A model that says numbers, from a table to its figures, by the command line alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Descriptions with whole numbers, in columns of names that nobody would guess."""
    path = tmp_path / "houses.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"House {n} has {n % 5} rooms and a garden.", 100 * (n % 5)) for n in range(40)]
        csv.writer(file).writerows([("house", "asked"), *rows])
    return path


def test_numbers_are_trained_and_evaluated(
    memstudio: Run, backbone: Path, prices: Path, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.toml"
    run_file.write_text(
        f"""
model = {str(backbone)!r}
data = ["houses.csv"]
row_kind = "number"
columns = {{text = "house", number = "asked"}}
objective = "regression"
segments_per_sample = 4
steps = 3
device = "cpu"
[memory]
num_slots = 3
segment_length = 16
[probe]
every = 0
""",
        encoding="utf-8",
    )
    done = memstudio("train", run_file, "--out", tmp_path / "run")
    assert done.status == 0, done.err
    assert "only the beginning" not in done.err
    assert "Mean squared error ↓" in done.out
    assert "Perplexity" not in done.out
    told = memstudio("train", run_file, "--out", tmp_path / "other", "--json").json
    assert "perplexity" not in str(told["evaluation"])
    assert told["loss_before"] == pytest.approx(1.0, abs=0.6)

    model = Path(told["model"])
    # Without a word it is known what the model does, and which columns it was trained on.
    found = memstudio("eval", model, "--data", prices, "--json").json
    assert found["task"] == "numbers"
    assert found["texts"] == 40
    figure = found["metrics"]["number/mean_squared_error"]
    # Always saying the mean of 0, 100, ..., 400 is 20,000 off.
    assert figure["value"] == pytest.approx(20_000, rel=0.5)
    assert figure["memory_reset"] is not None
    assert figure["count"] == 40
    shown = memstudio("eval", model, "--data", prices).out
    assert "Mean squared error ↓" in shown
    assert "40 texts" in shown
    # It predicts words as well, where that is asked for.
    assert memstudio("eval", model, "--data", prices, "--task", "text", "--json").json["loss"] > 0
    # Of a text by itself, what was said of it in the table.
    example = found["examples"][0]
    said = memstudio("generate", model, "--prompt", example["prompt"], "--number").out
    assert float(said) == pytest.approx(float(example["answer"]), rel=1e-4)
    told = memstudio("generate", model, "--prompt", example["prompt"], "--number", "--json").json
    assert told["number_memory_reset"] == pytest.approx(
        float(example["answer_memory_reset"]), rel=1e-4
    )
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "says_values=True" in card
    assert "nats" not in card


def test_what_is_cut_of_long_texts_is_told(
    memstudio: Run, backbone: Path, prices: Path, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.toml"
    run_file.write_text(
        f"""
model = {str(backbone)!r}
data = ["houses.csv"]
row_kind = "number"
objective = "regression"
segments_per_sample = 2
steps = 1
device = "cpu"
[memory]
num_slots = 3
segment_length = 16
""",
        encoding="utf-8",
    )
    done = memstudio("train", run_file, "--out", tmp_path / "run")
    assert done.status == 0, done.err
    assert " texts, which are longer than a sample, only the beginning" in done.err


def test_a_model_without_a_head_says_no_numbers(
    memstudio: Run, memory_model: Path, prices: Path
) -> None:
    assert memstudio("eval", memory_model, "--task", "numbers").status == 2
    found = memstudio("generate", memory_model, "--prompt", "A house.", "--number")
    assert found.status == 1
    assert "no head that says numbers" in found.err
    words = ("generate", memory_model, "--prompt", "A house.", "--number", "--question")
    assert memstudio(*words).status == 2
    found = memstudio("eval", memory_model, "--task", "numbers", "--data", prices)
    assert found.status == 1
    assert "no head that says numbers" in found.err
