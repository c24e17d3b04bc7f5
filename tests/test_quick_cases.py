"""The quick run has some of each test's cases, the slow run the others, and each case is in some test."""

from __future__ import annotations

import pytest

from tests.quick_cases import mark_the_rest_slow


class _Item:
    def __init__(self, nodeid: str, number: int | None, *, is_slow: bool = False) -> None:
        self.nodeid, self.number, self.is_slow = nodeid, number, is_slow
        self.added: list[str] = []

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        if name == "slow":
            return pytest.mark.slow.mark if self.is_slow else None
        return None if self.number is None else pytest.mark.one_in(self.number).mark

    def add_marker(self, marker: pytest.MarkDecorator) -> None:
        self.added.append(marker.name)


def test_one_case_in_so_many_is_quick() -> None:
    items = [_Item(f"tests/a.py::test_{n}[{case}]", 3) for n in range(9) for case in range(12)]
    whole = [_Item("tests/a.py::test_whole[0]", None), _Item("tests/a.py::test_single", None)]
    mark_the_rest_slow([*items, *whole])
    quick = [item.nodeid for item in items if not item.added]
    for n in range(9):
        assert sum(f"test_{n}[" in each for each in quick) == 4
    assert {each.partition("[")[2] for each in quick} == {f"{case}]" for case in range(12)}
    assert not any(item.added for item in whole)
    # Of some that are slow already, so many of the others are taken.
    some = [_Item(f"tests/a.py::test_x[{n}]", 2, is_slow=bool(n % 4)) for n in range(16)]
    mark_the_rest_slow(some)
    assert sum(not (item.added or item.is_slow) for item in some) == 2
