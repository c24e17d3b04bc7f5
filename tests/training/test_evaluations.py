"""Before and after: what runs measure with the metrics of their task, and that it disturbs nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.cli.runs import finish
from memstudio.events import Evaluated
from memstudio.progress import Control
from memstudio.training import run_measures
from memstudio.training.evaluations import evaluations_of
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.training.conftest import Events

MakeConfig = Callable[..., RunConfig]


def questions(path: Path) -> Path:
    rows = [
        {
            "context": f"Mary is in the {place} {number}.",
            "question": "Where is Mary?",
            "answer": place,
        }
        for number in range(12)
        for place in ("park", "house")
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def config_of(make_config: MakeConfig, tmp_path: Path, **values: Any) -> RunConfig:
    data = (str(questions(tmp_path / "qa.jsonl")),)
    return make_config(data=data, segments_per_sample=6, validation_fraction=0.3, **values)


@pytest.mark.slow
def test_a_run_is_measured_before_and_after(
    make_config: MakeConfig, events: Events, tmp_path: Path
) -> None:
    wanted = config_of(make_config, tmp_path, evaluation={"rows": 3, "max_new_tokens": 4})
    result = train(wanted, control=Control(), on_event=events)
    before, after = events.of(Evaluated)
    assert (before.when, before.step, after.when) == ("before", 0, "after")
    names = {"perplexity", "bits_per_byte", "token_accuracy"}
    names |= {"question/exact_match", "question/token_f1"}
    assert set(before.metrics) == set(after.metrics) == names
    assert before.metrics["question/exact_match"].count == 3
    assert before.metrics["question/exact_match"].memory_reset is not None
    assert [each.expected for each in before.examples] == [e.expected for e in after.examples]
    assert after.metrics["perplexity"].value < before.metrics["perplexity"].value
    assert evaluations_of(RunFolder(result.folder).metrics) == result.evaluations
    assert result.loaded.model.config.trained_on["evaluation"] == result.evaluations.to_json()
    # By this it is asked in the form of its rows.
    assert result.loaded.model.config.trained_on["reads_turns"] is True
    card = (result.folder / "model" / "README.md").read_text(encoding="utf-8")
    assert "| Exact match ↑ |" in card


def test_training_is_bit_for_bit_the_same_with_it_and_without(
    make_config: MakeConfig, events: Events, tmp_path: Path
) -> None:
    made = []
    for rows in (3, 0):
        wanted = config_of(make_config, tmp_path, evaluation={"rows": rows, "max_new_tokens": 4})
        made.append(train(wanted, control=Control(), on_event=events).loaded.model.state_dict())
    assert len(events.of(Evaluated)) == 2
    assert all(torch.equal(made[0][name], made[1][name]) for name in made[0])


def test_what_goes_wrong_is_told_and_the_run_goes_on(
    make_config: MakeConfig,
    events: Events,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("the rows are odd.\nmore of it")

    monkeypatch.setattr(run_measures, "evaluate_rows", broken)
    wanted = config_of(make_config, tmp_path, evaluation={"rows": 3, "max_new_tokens": 4})
    result = train(wanted, control=Control(), on_event=events)
    before, after = events.of(Evaluated)
    assert set(before.metrics) == {"perplexity", "bits_per_byte", "token_accuracy"}
    assert after.values == {"reason": "the rows are odd"}
    assert result.reason == "completed"
    assert "could not be evaluated" in caplog.text
    assert evaluations_of(RunFolder(result.folder).metrics).trouble == after
    finish(result, json=False)
    assert "could not be measured: the rows are odd." in capsys.readouterr().err


def test_a_record_without_it_is_read_all_the_same(tmp_path: Path) -> None:
    assert evaluations_of(tmp_path / "none.jsonl").comparisons() == []
    old = tmp_path / "metrics.jsonl"
    old.write_text('{"time":1,"event":"validated","step":0,"loss":5.0}\n{"torn', encoding="utf-8")
    assert evaluations_of(old).to_json() is None
