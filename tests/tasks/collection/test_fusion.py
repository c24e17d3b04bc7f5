"""Rankings are joined by places, which equals share."""

from __future__ import annotations

import numpy as np
import pytest

from memstudio.tasks.collection.fusion import fused


def test_the_sum_of_reciprocal_places_decides() -> None:
    scores = {"words": np.array([3.0, 2.0, 0.0]), "model": np.array([-2.0, -1.0, -np.inf])}
    found = fused(scores, {"words": 0.0, "model": -np.inf})
    assert [at for at, _, _ in found] == [0, 1]
    assert found[0][1] == pytest.approx(1 / 61 + 1 / 62)
    assert [(each.part, each.place) for each in found[1][2]] == [("words", 2), ("model", 1)]


def test_equals_share_their_place_so_that_who_can_tell_decides() -> None:
    words = np.array([2.0, 2.0 + 1e-15, 2.0, 1.0])
    scores = {"words": words, "model": np.array([0.1, 0.2, 0.3, 0.0])}
    found = fused(scores, {"words": 0.0, "model": -np.inf})
    assert [at for at, _, _ in found] == [2, 1, 0, 3]
    places = {at: parts[0].place for at, _, parts in found}
    assert places == {0: 1, 1: 1, 2: 1, 3: 4}
