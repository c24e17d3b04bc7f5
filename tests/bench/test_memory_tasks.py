"""Trials learn, controls undo it, and the table says what was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch

from memstudio.bench.memory_tasks import Row, as_markdown, run_suite
from memstudio.bench.memory_trial import (
    TrialResult,
    TrialSettings,
    accuracy_on,
    fresh_model,
    run_trial,
)
from memstudio.bench.symbol_tasks import Copy, Recall
from memstudio.cli.app import run
from memstudio.errors import MemStudioError
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from memstudio.progress import Control

if TYPE_CHECKING:
    from pathlib import Path

SHORT = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)


@pytest.mark.parametrize("kind", [each.name for each in KIND_DESCRIPTIONS])
def test_every_kind_can_be_tried(kind: str) -> None:
    settings = TrialSettings(kind, num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)
    result, model = run_trial(SHORT, settings)
    assert result.steps == 2
    assert 0 <= result.accuracy <= 1
    assert result.num_parameters == sum(p.numel() for p in model.parameters())


def test_a_memory_learns_what_no_memory_cannot_and_the_controls_undo_it() -> None:
    torch.set_num_threads(1)
    settings = TrialSettings("rmt", num_slots=2, width=32, max_steps=1500, learning_rate=2e-3)
    result, _ = run_trial(SHORT, settings)
    assert result.accuracy > 0.99
    assert result.reset < 0.45
    assert result.swapped < 0.45
    without, _ = run_trial(SHORT, TrialSettings("none", width=32, max_steps=100))
    assert without.accuracy < 0.45


def test_the_same_seed_gives_the_same_model_and_the_same_test() -> None:
    settings = TrialSettings("rmt", num_slots=2, width=16, max_steps=3)
    first, second = (run_trial(SHORT, settings)[1] for _ in range(2))
    for ours, theirs in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert accuracy_on(first, SHORT) == accuracy_on(second, SHORT)


def test_a_model_is_tested_at_other_sizes() -> None:
    task = Recall(pairs=3, rewrites=True)
    model = fresh_model(task, TrialSettings("rmt", num_slots=2, width=16))
    assert 0 <= accuracy_on(model, task, size=40, num_rows=8) <= 1


def test_the_table_shows_mean_and_spread() -> None:
    results = (
        TrialResult(1.0, 0.1, 0.1, 100, 2.0, 1234),
        TrialResult(0.5, 0.1, 0.12, 300, 4.0, 1234),
    )
    table = as_markdown([Row("rmt", "copy", 0.1, (0, 1), results)])
    assert "| rmt | copy | 0.750 (0.500 to 1.000) | 0.100 | 0.110 (0.100 to 0.120) |" in table
    assert "| 200 | 3 | 1,234 |" in table


def test_unknown_presets_and_tasks_are_named() -> None:
    with pytest.raises(MemStudioError, match="no preset 'slow'"):
        run_suite("slow", kinds=["rmt"], control=Control())
    with pytest.raises(MemStudioError, match="no such task"):
        run_suite("quick", kinds=["rmt"], tasks=["chess"], control=Control())


def test_the_command_prints_one_json_document_and_writes_the_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memstudio.bench import memory_tasks

    tiny = TrialSettings("", num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)
    entries = ((memory_tasks.Entry(SHORT, tiny),), 2)
    monkeypatch.setitem(memory_tasks.PRESETS, "quick", entries)
    out = tmp_path / "table.md"
    words = ["bench", "memory-tasks", "--memory", "rmt", "--json", "--out", str(out)]
    assert run(words) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["seeds"], len(row["results"])) == ("rmt", [0, 1], 2)
    assert "| rmt | copy 3→3 |" in out.read_text(encoding="utf-8")
