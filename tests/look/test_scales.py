from __future__ import annotations

import numpy as np
import pytest

from memstudio.look.scales import end_text, lower_level, upper_level


def test_one_large_write_does_not_darken_all_others() -> None:
    values = np.full(1000, 0.1)
    values[3] = 9.0
    assert upper_level(values) == pytest.approx(0.1)


def test_where_no_value_stands_out_the_largest_is_brightest() -> None:
    assert upper_level(np.linspace(0, 3, 100)) == 3
    assert upper_level(np.zeros(4)) == 1.0
    assert upper_level(np.array([np.nan, 0.5, np.inf])) == 0.5
    assert upper_level(np.array([])) == 1.0


def test_the_darkest_of_what_lies_near_one_shows_small_differences() -> None:
    assert lower_level(np.ones(100)) == 0.99
    assert lower_level(np.linspace(0.5, 1, 101)) == pytest.approx(0.51)
    assert lower_level(np.array([np.nan])) == 0.0


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0312, "0.0312"), (12.345, "12.3"), (1240.4, "1,240"), (-3.0, "−3"), (-0.0, "0")],
)
def test_the_ends_of_a_legend_are_short(value: float, text: str) -> None:
    assert end_text(value) == text
