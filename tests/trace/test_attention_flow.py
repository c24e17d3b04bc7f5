"""What a slot is said to be written from, by what its weights mean."""

from __future__ import annotations

import numpy as np
import pytest

from memstudio.trace.attention_flow import written_from
from memstudio.trace.reading_session import Weights

READ = np.full((2, 2), 0.5, np.float32)
WRITE = np.array([[0.1, 0.3], [0.0, 0.0]], np.float32)


def test_weights_that_are_parts_leave_the_rest_to_what_the_slot_kept() -> None:
    words, slots = written_from(Weights(READ, WRITE, None, are_parts=True))
    assert words == pytest.approx(WRITE)
    assert slots == pytest.approx(np.diag([0.6, 1.0]))


def test_other_weights_say_where_a_slot_looked_and_add_up_to_one() -> None:
    words, slots = written_from(Weights(READ, WRITE, None))
    assert words[0] == pytest.approx([0.25, 0.75])
    assert not words[1].any()
    assert not slots.any()
