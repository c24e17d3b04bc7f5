from __future__ import annotations

import numpy as np
import pytest

from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.trace.causal_types import Intervention
from memstudio.trace.effects import measure_effect
from memstudio.trace.glance import memory_gain, take_glance
from memstudio.trace.reading_session import ReadingSession
from tests.trace.conftest import SEGMENT
from tests.trace.conftest import STORY as TINY_STORY
from tests.trace.test_provenance import STORY


@pytest.fixture(scope="module")
def session() -> ReadingSession:
    return ReadingSession.of_text(open_model("demo", device="cpu"), STORY)


@pytest.mark.slow
def test_a_glance_tells_what_was_measured(session: ReadingSession) -> None:
    glance = take_glance(session, control=Control())
    (fact,) = [each for each in glance.facts if each.text == " school"]
    assert fact.span.text.strip() == "Nora went to the school."
    assert fact.since_token == session.segment_length
    assert fact.answer != fact.text
    segment = session.predicting(fact.token)
    removal = Intervention("ablate", segment, fact.slots)
    effect = measure_effect(session, [removal], control=Control())
    assert fact.effect == pytest.approx(float(effect.change[fact.token]), abs=1e-4)
    assert effect.words(fact.token) == (fact.text, fact.text, fact.answer)


def test_nothing_is_told_of_a_memory_that_was_never_trained(loaded: LoadedModel) -> None:
    session = ReadingSession.of_text(loaded, TINY_STORY)
    assert take_glance(session, control=Control()).facts == ()


def test_gain_is_what_the_memory_adds_in_each_segment(loaded: LoadedModel) -> None:
    session = ReadingSession.of_text(loaded, TINY_STORY)
    session.read(Control())
    gain = memory_gain(session, 5, control=Control())
    assert gain.shape == (5 * SEGMENT,)
    assert np.isnan(gain[0])
    assert (gain[1 : SEGMENT + 1] == 0).all()
    reset = measure_effect(session, [Intervention("reset", 3)], control=Control())
    here = slice(3 * SEGMENT + 1, 4 * SEGMENT + 1)
    np.testing.assert_allclose(gain[here], -reset.change[here], atol=1e-5)
