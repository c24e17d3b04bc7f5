"""Lists of what is asked and said become turns, or the row is told of."""

from __future__ import annotations

from typing import Any

import pytest

from memstudio.data.turns import UnusableRowError, turns_of


@pytest.mark.parametrize(
    ("kind", "asked", "said"),
    [("translation", "source", "target"), ("question", "question", "answer")],
)
def test_lists_are_taken_pair_by_pair_or_not_at_all(kind: str, asked: str, said: str) -> None:
    def texts(one: Any, other: Any) -> list[str]:
        return [turn.text for turn in turns_of(kind, {asked: one, said: other})]

    whole = ["Hello.", "Hallo.", "Bye.", "Tschüss."]
    assert texts(["Hello.", "Bye."], ["Hallo.", "Tschüss."]) == whole
    # A line that is empty on both sides is none.
    assert texts(["Hello.", "", "Bye."], ["Hallo.", None, "Tschüss."]) == whole
    # Nor is one where either says nothing.
    assert texts(["Hello.", "Bye."], ["Hallo.", ""]) == whole[:2]
    with pytest.raises(UnusableRowError) as told:
        texts(["Hello.", "Bye."], ["Hallo."])
    assert told.value.values["count"] == 2
