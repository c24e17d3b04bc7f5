"""The table says what was found over seeds, and whether a memory is what answers."""

from __future__ import annotations

from collections import Counter

import pytest

from memstudio.bench.presets import PRESETS, trials_of
from memstudio.bench.trial_records import Score, TrialRecord
from memstudio.bench.trial_table import as_markdown, rows_of


def _record(seed: int, right: float, *, reset: float = 0.1, swapped: float = 0.1) -> TrialRecord:
    scores = {
        name: Score(answers=value, examples=value / 2, loss=1 - value)
        for name, value in (("none", right), ("reset", reset), ("swapped", swapped))
    }
    return TrialRecord(
        key=str(seed), task="copy", kind="rmt", seed=seed, chance=0.1, scores=scores,
        sizes={8: {"none": Score(answers=right / 2, examples=0.0, loss=2.0)}}, steps=100 + 200 * seed,
        max_steps=500, seconds=2.0 + 2 * seed, num_parameters=1234, settings={}, version="0",
    )  # fmt: skip


def test_the_table_shows_mean_and_spread() -> None:
    table = as_markdown(rows_of([_record(0, 1.0), _record(1, 0.5, swapped=0.12)]))
    expected = "| rmt | copy | 0.750 (0.500 to 1.000) | 0.375 (0.250 to 0.500) | 0.100 "
    assert expected in table
    assert "| 0.110 (0.100 to 0.120) |" in table
    assert "| 2 | 200 | 3 | 1,234 |" in table
    assert "| rmt | copy, at 8 | 0.375 (0.250 to 0.500) |" in table


def test_rows_of_a_task_stand_together() -> None:
    records = [
        _record(0, 1.0),
        _record(0, 1.0).model_copy(update={"task": "reverse"}),
        _record(0, 1.0).model_copy(update={"kind": "armt", "sizes": {}}),
    ]
    found = [(row.task, row.kind, row.size) for row in rows_of(records)]
    assert found == [
        ("copy", "rmt", None), ("copy", "rmt", 8), ("copy", "armt", None),
        ("reverse", "rmt", None), ("reverse", "rmt", 8),
    ]  # fmt: skip


def test_only_seeds_share_a_row() -> None:
    told: dict[str, object] = {"kind": "rmt", "width": 64, "options": None}
    changes = [told, told | {"seed": 1}, told | {"width": 128, "weight_decay": 0.1}]
    records = [
        _record(place, 1.0).model_copy(update={"settings": {"seed": 0} | settings, "sizes": {}})
        for place, settings in enumerate(changes)
    ]
    rows = rows_of(records)
    assert [(row.label, row.seeds) for row in rows] == [
        ("rmt, width 64", (0, 1)), ("rmt, width 128, weight decay 0.1", (2,)),
    ]  # fmt: skip
    assert [row.label for row in rows_of(records[:2])] == ["rmt"], "nothing to be told from"


@pytest.mark.parametrize("preset", PRESETS)
def test_each_experiment_of_a_preset_is_called_something_else(preset: str) -> None:
    trials = trials_of(preset, kinds=["rmt", "armt", "m2m", "s2s", "titans"], num_seeds=1)
    names = Counter((t.task.name, t.settings.kind, t.variant) for t in trials)
    assert set(names.values()) == {1}


def test_a_memory_is_used_when_the_controls_say_so() -> None:
    def used(right: float, *, reset: float = 0.1, swapped: float = 0.1) -> bool | None:
        return rows_of([_record(0, right, reset=reset, swapped=swapped)])[0].uses_its_memory

    assert used(0.9) is True
    assert used(0.5) is False
    assert used(0.9, reset=0.14) is False
    assert used(0.9, swapped=0.2) is False
    assert used(0.9, reset=0.0, swapped=0.05) is True, "worse than guessing without it"
    assert used(0.11) is None
