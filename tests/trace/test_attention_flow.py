"""What a slot is said to be written from, by what its weights mean."""

from __future__ import annotations

import numpy as np
import pytest

from memstudio.progress import Control
from memstudio.trace.attention_flow import attention_flow, written_from
from memstudio.trace.reading_session import ReadingSession, Weights
from tests.battery.cases import SEGMENT, Case
from tests.trace.every_kind import a_model, a_text

READ = np.full((2, 2), 0.5, np.float32)
WRITE = np.array([[0.1, 0.3], [0.0, 0.0]], np.float32)


def test_weights_that_are_parts_leave_the_rest_to_what_the_slot_kept() -> None:
    words, slots, source = written_from(Weights(READ, WRITE, None, are_parts=True))
    assert source.shape == (2, 0)
    assert words == pytest.approx(WRITE)
    assert slots == pytest.approx(np.diag([0.6, 1.0]))


def test_other_weights_say_where_a_slot_looked_and_add_up_to_one() -> None:
    words, slots, _ = written_from(Weights(READ, WRITE, None))
    assert words[0] == pytest.approx([0.25, 0.75])
    assert not words[1].any()
    assert not slots.any()


def test_the_text_before_a_segment_has_its_part_where_slots_look_there() -> None:
    """Of `nlm` a slot looks at itself, at the words of its segment and at those of the one before."""
    session = ReadingSession.of_text(a_model(Case("nlm")), a_text())
    token, control = 2 * SEGMENT + 3, Control()
    last, middle, first = (session.weights(segment, control) for segment in (2, 1, 0))
    assert last is not None
    assert middle is not None
    assert middle.write is not None
    assert middle.between is not None
    assert middle.source is not None
    assert first is not None
    assert first.write is not None
    read = last.read[token - 1 - 2 * SEGMENT].astype(np.float64)
    read /= read.sum()
    stays = np.diag(middle.between[:, : session.num_slots]) / 2 + 0.5
    tokens = np.zeros(session.num_tokens)
    tokens[SEGMENT : 2 * SEGMENT] = read @ middle.write
    tokens[:SEGMENT] = read @ middle.source + (read * stays) @ first.write
    found = attention_flow(session, token, control=control)
    np.testing.assert_allclose(found.tokens, tokens / tokens.sum(), atol=1e-5)
    assert (read @ middle.source).sum() > 0.1
