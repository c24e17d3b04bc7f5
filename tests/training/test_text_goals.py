"""Which goal goes with which objective, wherever objectives are named without torch."""

from __future__ import annotations

from typing import Any

import pytest

from memstudio.measuring.settings import OF_HEADS
from memstudio.memory.label_heads import HeadLabels
from memstudio.memory.value_head import ValueScale
from memstudio.training.label_goal import LabelGoal
from memstudio.training.number_goal import NumberGoal
from memstudio.training.run_config import AT_THE_END
from memstudio.training.text_goals import fresh_goal, goal_of, own_goal
from tests.tiny import tiny_loaded


def test_every_objective_of_heads_has_a_goal_and_a_way_to_be_measured() -> None:
    goals = {NumberGoal.objective: NumberGoal, LabelGoal.objective: LabelGoal}
    assert goals.keys() == AT_THE_END == OF_HEADS.keys()
    assert all(isinstance(fresh_goal(name), goal) for name, goal in goals.items())


@pytest.mark.parametrize(
    ("last", "expected"),
    [("regression", NumberGoal), ("classification", LabelGoal), ("causal", LabelGoal)],
)
def test_of_two_kinds_of_heads_those_that_were_trained_last_are_meant(
    last: str, expected: type[Any]
) -> None:
    model = tiny_loaded("rmt").model
    assert own_goal(model) is None
    assert goal_of(object(), "regression") is None
    model.give_value_head(ValueScale(3.0, 2.0))
    assert isinstance(own_goal(model), NumberGoal)
    model.give_label_heads([HeadLabels("topic", ("oil", "tea"))])
    model.config.trained_on = {"objective": last}
    found = own_goal(model)
    assert isinstance(found, expected)
    if isinstance(found, NumberGoal):
        assert found.scale == ValueScale(3.0, 2.0)
