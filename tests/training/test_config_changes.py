"""What may be another when a run goes on, and in a branch of it."""

from __future__ import annotations

from typing import Any

import pytest

from memstudio.errors import TrainingError
from memstudio.training.config_changes import (
    AT_BRANCH,
    AT_RESUME,
    for_branch,
    for_resume,
    values_of,
    with_settings,
)
from memstudio.training.run_config import RunConfig

CONFIG = RunConfig.of(batch_size=4, gradient_accumulation=3, steps=100, probe={"text": "Mary"})


def test_all_settings_that_may_change_are_there() -> None:
    assert set(values_of(RunConfig(), AT_BRANCH)) == AT_BRANCH
    assert AT_RESUME < AT_BRANCH


def test_a_setting_within_a_group_leaves_its_neighbours() -> None:
    changed = with_settings(CONFIG, {"probe.every": 7, "steps": 5})
    assert (changed.probe.text, changed.probe.every, changed.steps) == ("Mary", 7, 5)
    assert CONFIG.probe.every != 7


def test_what_was_not_said_stays_unsaid() -> None:
    changed = with_settings(RunConfig.of(memory={"kind": "rmt"}), {"memory.num_slots": 3})
    assert changed.to_toml(only_said=True).split("\n")[1:3] == ['kind = "rmt"', "num_slots = 3"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"batch_size": 2},
            "reads 12 samples, and 2 at once with an accumulation of 3 would make 6",
        ),
        ({"batch_size": 5, "gradient_accumulation": 2}, "whose product is 12"),
        ({"learning_rate": 1e-3}, "Branch a run from it"),
        ({"segments_per_sample": 1}, "Branch a run from it"),
        ({"seed": 4}, "'seed' cannot be another when a run goes on. These can: batch_size, "),
        ({"memory.num_slots": 4}, "cannot be another"),
        ({"batchsize": 2}, "Did you mean 'batch_size'?"),
        ({"memory_replay": "perhaps"}, "'memory_replay' cannot be 'perhaps'"),
        ({"gradient_accumulation": 0}, "must be at least 1"),
    ],
)
def test_what_may_not_change_when_a_run_goes_on_is_said(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(TrainingError, match=words.replace("?", r"\?")):
        for_resume(CONFIG, changes)


def test_a_step_may_be_read_in_other_parts() -> None:
    changes = {"batch_size": 6, "gradient_accumulation": 2, "memory_replay": True}
    changed = for_resume(CONFIG, changes)
    assert values_of(changed, changes) == changes
    assert changed.samples_per_step == CONFIG.samples_per_step


def test_packs_stay_as_they_are() -> None:
    packed = CONFIG.changed(packing=True)
    for name in ("batch_size", "gradient_accumulation"):
        with pytest.raises(
            TrainingError, match=f"'{name}' cannot be another where samples are pac"
        ):
            for_branch(packed, {name: 12}, step=40)
        assert for_resume(packed, {name: getattr(packed, name), "memory_replay": True})
    with pytest.raises(TrainingError, match="packed"):
        for_resume(packed, {"batch_size": 12, "gradient_accumulation": 1})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 4}, "cannot be another in a branch"),
        ({"optimizer": "sgd"}, "cannot be another in a branch"),
        ({"steps": 40}, "begins after step 40, and the run has 40 steps"),
        ({"probe.evry": 4}, "Did you mean 'probe.every'"),
        ({"nothing.at_all": 4}, "cannot be another in a branch"),
    ],
)
def test_what_may_not_change_in_a_branch_is_said(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(TrainingError, match=words):
        for_branch(CONFIG, changes, step=40)


def test_a_branch_may_learn_otherwise() -> None:
    changes = {"learning_rate": 1e-4, "steps": 200, "batch_size": 5, "schedule": "cosine"}
    assert values_of(for_branch(CONFIG, changes, step=40), changes) == changes
