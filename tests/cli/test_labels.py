"""A model whose heads label texts, from a table to its figures and its watching, by the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [
            (f"Item {n} is on {['oil', 'tea'][n % 2]} and is long.", ["oil", "tea"][n % 2],
             ["negative", "positive"][n // 2 % 2])
            for n in range(40)
        ]  # fmt: skip
        csv.writer(file).writerows([("text", "topic", "mood"), *rows])
    return path


def test_labels_are_trained_evaluated_said_and_watched_with(
    memstudio: Run, backbone: Path, news: Path, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.toml"
    run_file.write_text(
        f"""
model = {str(backbone)!r}
data = ["news.csv"]
row_kind = "label"
columns = {{text = "text", label = "topic", label_2 = "mood"}}
objective = "classification"
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
    for line in ("Accuracy ↑ (topic)", "Above the commonest label ↑ (mood)", "Macro F1 ↑ (mood)"):
        assert line in done.out
    assert "Perplexity" not in done.out
    told = memstudio("train", run_file, "--out", tmp_path / "other", "--json").json
    assert told["loss_before"] == pytest.approx(0.6931, abs=1e-3)

    model = Path(told["model"])
    # Without a word it is known what the model does, and which columns it was trained on.
    found = memstudio("eval", model, "--data", news, "--json").json
    assert found["task"] == "labels"
    assert found["texts"] == 40
    assert found["metrics"]["topic/accuracy"]["memory_reset"] is not None
    assert found["metrics"]["mood/macro_f1"]["count"] == 40
    held_out = memstudio("eval", model, "--task", "run", "--json").json
    assert held_out["metrics"].keys() == found["metrics"].keys()
    assert held_out["texts"] == 4
    assert memstudio("eval", model, "--data", news, "--task", "text", "--json").json["loss"] > 0
    # Of a text by itself, what was said of it in the table.
    example = found["examples"][0]
    said = memstudio("generate", model, "--prompt", example["prompt"], "--label").out
    topic, mood = (line.split()[:2] for line in said.splitlines())
    assert [topic[0], mood[0]] == ["topic:", "mood:"]
    assert f"{topic[1]}, {mood[1]}" == example["answer"]
    told = memstudio("generate", model, "--prompt", example["prompt"], "--label", "--json").json
    assert ", ".join(told["labels"].values()) == example["answer"]
    assert sum(told["shares"]["mood"].values()) == pytest.approx(1)
    assert told["shares_memory_reset"].keys() == told["shares"].keys()
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "says_labels=True" in card
    assert "- topic: oil, tea" in card
    # What opens any model stands together, before what is this one's own.
    assert "```\n\nor `memstudio generate PATH" in card
    assert card.index("or `memstudio generate") < card.index("heads that label a text")
    assert "nats a label" in card

    log = tmp_path / "came.log"
    log.write_text(example["prompt"] + "\n", encoding="utf-8")
    watched = memstudio("monitor", model, log, "--once", "--json").json["entries"]
    assert watched[0]["labels"] == told["labels"]
    assert watched[0]["shares"]["topic"] == pytest.approx(told["shares"]["topic"], abs=1e-5)
    again = memstudio("monitor", model, log, "--once", "--anew", "--labels", "good,bad")
    assert again.status == 1
    assert (
        "has heads of its own for labels (topic: oil, tea; mood: negative, positive)" in again.err
    )


def test_a_model_without_heads_labels_nothing(
    memstudio: Run, memory_model: Path, news: Path
) -> None:
    assert memstudio("eval", memory_model, "--task", "labels").status == 2
    found = memstudio("generate", memory_model, "--prompt", "A house.", "--label")
    assert found.status == 1
    assert "no heads that label a text" in found.err
    for other in ("--question", "--number"):
        words = ("generate", memory_model, "--prompt", "A house.", "--label", other)
        assert memstudio(*words).status == 2
    found = memstudio("eval", memory_model, "--task", "labels", "--data", news)
    assert found.status == 1
    assert "no heads that label a text" in found.err
