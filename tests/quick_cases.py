"""Tests with many cases, of which the quick run takes some and `-m slow` the rest.

    @pytest.mark.one_in(3)
    @pytest.mark.parametrize("kind", KINDS)
    def test_it_does_as_every_kind_does(kind): ...

Which cases they are hangs on the test's name: of ten tests with the same cases each case is in some.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


def mark_the_rest_slow(items: Iterable[pytest.Item]) -> None:
    """Mark all cases slow but one in so many, as the tests ask."""
    met: Counter[str] = Counter()
    for item in items:
        marker = item.get_closest_marker("one_in")
        # What is slow by itself is none of those that it takes some of.
        if marker is None or item.get_closest_marker("slow") is not None:
            continue
        test = item.nodeid.partition("[")[0]
        (number,) = marker.args
        if (met[test] + zlib.crc32(test.encode())) % number:
            item.add_marker(pytest.mark.slow)
        met[test] += 1
