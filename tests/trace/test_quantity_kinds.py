from __future__ import annotations

import numpy as np
import pytest

from memstudio.trace.layout import QUANTITIES
from memstudio.trace.quantity_kinds import QUANTITY_KINDS, Quantity, quantity_kind


def test_everything_that_a_trace_may_have_is_described_once() -> None:
    assert sorted(each.name for each in QUANTITY_KINDS) == sorted(QUANTITIES)


def test_a_share_is_written_in_percent_with_what_it_is_of() -> None:
    change = quantity_kind("change")
    assert change.legend_unit == "% of its length"
    assert change.end_text(1.283, is_clipped=True) == "≥ 128"
    assert change.format(0.125) == "12.5%"
    assert change.format(float("nan")) == quantity_kind("norm").format(float("nan")) == "–"
    assert quantity_kind("age").legend_unit == " segments"
    assert quantity_kind("norm").legend_unit == ""


def test_the_first_segment_does_not_darken_the_changes_of_all_others() -> None:
    change = np.array([[9.0, 8.0], [0.1, 0.2], [0.3, 0.1]])
    assert quantity_kind("change").scale(change) == (0.0, pytest.approx(0.3), True)
    assert quantity_kind("norm").scale(change) == (0.0, 9.0, False)
    assert quantity_kind("change").scale(change[:1]) == (0.0, 9.0, False)


def test_what_lies_near_one_is_shown_from_its_smallest() -> None:
    similarity = np.linspace(0.6, 1.0, 101)[:, None]
    low, high, is_clipped = quantity_kind("similarity").scale(similarity)
    assert (low, high, is_clipped) == (pytest.approx(0.608), 1.0, False)


def test_what_goes_both_ways_has_zero_in_the_middle() -> None:
    values = np.full((100, 2), 0.1)
    values[0, 0], values[1, 1] = -9.0, np.nan
    usual = Quantity("x", "X", "", reduction="farthest").scale(values)
    assert (usual.low, usual.high) == (pytest.approx(-0.1), pytest.approx(0.1))
    few = Quantity("x", "X", "", reduction="farthest", few_count=True).scale(values)
    assert (few.low, few.high) == (-9.0, 9.0)


def test_its_words_can_be_said_in_another_language() -> None:
    said = quantity_kind("change").said(lambda context, text: f"{context}: {text}")
    assert (said.title, said.unit) == ("Quantity: Change", "Quantity: of its length")
    assert quantity_kind("norm").said(lambda _, text: text + "!").unit == ""
