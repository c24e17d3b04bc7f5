"""Explanations of predictions: their form on any kind, and their truth on the bundled model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from memstudio.errors import Cancelled, TraceError
from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.progress import Control
from memstudio.tasks.stories import generate_story
from memstudio.trace.attribution import chain_of, slot_worth, word_worth
from memstudio.trace.causal_types import Intervention
from memstudio.trace.chain_history import lasting_rise
from memstudio.trace.effects import measure_effect, measure_map
from memstudio.trace.gradients import gradients_back
from memstudio.trace.provenance import find_provenance
from memstudio.trace.provenance_types import LEAST_EFFECT, Provenance
from memstudio.trace.reading_session import ReadingSession
from memstudio.trace.text_spans import text_spans
from memstudio.trace.token_texts import TokenisedText
from memstudio.trace.verification import held_since, threshold_of, verify
from tests.battery.cases import CASES, SEGMENT, Case, params, random_ids, stirred
from tests.tiny import tiny_loaded

WITH_SLOTS = [case for case in CASES if case.remembers]

# Who is where is told in the first segment and asked far behind it.
FACTS = "Nora went to the school. Oscar is now in the castle. "
PROSE = (
    "She was much too full of lines under the words to be quiet. He was the best and the kindest of"
    " men, and they had all been very glad to see him there. It was a long time before she came. "
    "They walked on, without knowing in what direction. There was too much to be thought, and felt,"
    " and said, for attention to any other objects. "
)
STORY = FACTS + PROSE + "Where is Nora? In the school. "


class _Words:
    """A tokenizer of words that are numbers."""

    def convert_ids_to_tokens(self, token_id: int) -> str:
        return f"w{token_id}"

    def decode(self, ids: list[int]) -> str:
        return f" w{ids[0]}"


def session_of(case: Case) -> ReadingSession:
    ids = random_ids(1, 5 * SEGMENT + 3)[0].numpy().astype(np.int32)
    ends = [". " if place % 5 == 4 else ", " for place in range(len(ids))]
    text = "".join(f"w{token:02d}{end}" for token, end in zip(ids, ends, strict=True))
    starts = np.arange(len(ids), dtype=np.int32) * 5
    source = ModelSource("tiny", "tiny", "folder", Path("tiny"))
    loaded = LoadedModel(stirred(case).double(), _Words(), source)
    return ReadingSession(loaded, TokenisedText(text, ids, starts, starts + 5, False))


@pytest.fixture(scope="module")
def demo() -> LoadedModel:
    return open_model("demo", device="cpu")


@pytest.fixture(scope="module")
def story(demo: LoadedModel) -> ReadingSession:
    return ReadingSession.of_text(demo, STORY)


@pytest.fixture(scope="module")
def answer(story: ReadingSession) -> int:
    """The place of the last word of the answer."""
    token = story.num_tokens - 1
    while "school" not in story.span_text(token, token + 1):
        token -= 1
    return token


@pytest.fixture(scope="module")
def verified(story: ReadingSession, answer: int) -> Provenance:
    found = find_provenance(story, answer, control=Control())
    return verify(story, found, control=Control())


# ------------------------------------------------------------------ what it is


@pytest.mark.parametrize("case", params(*WITH_SLOTS))
@pytest.mark.one_in(9)
def test_every_kind_is_explained_and_tested(case: Case) -> None:
    session = session_of(case)
    token = 4 * SEGMENT + 4
    found = find_provenance(session, token, control=Control())
    assert found.token_id == session.tokens.ids[token]
    assert found.segment == 4
    assert found.slot_attention.shape == found.slot_gradient.shape == (session.num_slots,)
    assert found.chain
    assert not found.is_verified
    for share in ("weight", "gradient", "attention"):
        assert sum(getattr(span, share) for span in found.spans) <= 1 + 1e-6
    weights = [span.weight for span in found.spans if span.weight]
    assert weights == sorted(weights, reverse=True)
    for span in found.spans:
        assert 0 <= span.start < span.stop <= 4 * SEGMENT
        assert span.text == session.span_text(span.start, span.stop)
    tested = verify(session, found, control=Control())
    assert tested.chain == found.chain
    assert tested.slot_effects is not None
    assert tested.threshold is not None
    assert tested.threshold >= LEAST_EFFECT
    for link in tested.links:
        assert link.measured is not None, link
    effects = measure_map(session, (token,), control=Control(), first_segment=4).change[4]
    np.testing.assert_allclose(tested.slot_effects, effects, atol=1e-4)


def test_gain_is_what_a_reset_takes_away(story: ReadingSession, answer: int) -> None:
    found = find_provenance(story, answer, control=Control())
    reset = measure_effect(
        story, [Intervention("reset", found.segment)], control=Control(), stop_token=answer
    )
    assert found.gain == pytest.approx(-float(reset.change[answer]), abs=1e-4)


def test_what_would_come_next_and_what_was_likeliest_are_explained(
    story: ReadingSession, answer: int
) -> None:
    following = find_provenance(story, story.num_tokens, control=Control())
    assert following.token_id == story.predicted[story.num_tokens]
    assert following.is_right
    said = find_provenance(story, answer + 1, control=Control(), said=True)
    assert said.token_id == said.predicted_id == story.predicted[answer + 1]


def test_the_same_question_has_the_same_answer(
    demo: LoadedModel, story: ReadingSession, answer: int
) -> None:
    again = find_provenance(ReadingSession.of_text(demo, STORY), answer, control=Control())
    found = find_provenance(story, answer, control=Control())
    assert [(span.start, span.weight) for span in again.spans] == [
        (span.start, span.weight) for span in found.spans
    ]
    assert again.links == found.links


@pytest.mark.parametrize("token", [0, -3, 100_000])
def test_a_token_that_nothing_predicts_is_refused(story: ReadingSession, token: int) -> None:
    with pytest.raises(TraceError, match=f"token {token}"):
        find_provenance(story, token, control=Control())


def test_of_one_token_only_what_comes_next_is_explained() -> None:
    text = TokenisedText("rain", np.array([3]), np.array([0]), np.array([4]), False)
    session = ReadingSession(tiny_loaded(), text)
    with pytest.raises(TraceError, match="has one token, so choose 1"):
        find_provenance(session, 0, control=Control())
    assert find_provenance(session, 1, control=Control()).token == 1


def test_an_explanation_can_be_cancelled(story: ReadingSession, answer: int) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        find_provenance(story, answer, control=control)


# ------------------------------------------------------------------ whether it is true


def test_the_fact_is_found_behind_the_answer(
    story: ReadingSession, answer: int, verified: Provenance
) -> None:
    assert verified.is_right
    assert verified.segment >= 2
    assert verified.spans[0].text.strip() == "Nora went to the school."
    assert verified.chain_measured is not None
    assert verified.chain_measured.is_confirmed
    read = [link for link in verified.links if link.kind == "read"]
    assert read[0].slot == verified.chain[0]
    assert read[0].measured is not None
    assert read[0].measured.is_confirmed
    write = next(link for link in verified.links if link.kind == "write")
    assert write.span is not None
    assert write.span.text == verified.spans[0].text
    assert write.measured is not None
    assert write.measured.is_confirmed
    assert write.measured.changes_answer


def test_what_is_not_on_the_chain_is_not_confirmed(verified: Provenance) -> None:
    assert verified.slot_effects is not None
    assert verified.threshold is not None
    for slot, effect in enumerate(verified.slot_effects.tolist()):
        assert (effect < -verified.threshold) == (slot in verified.chain), slot
    others = [span for span in verified.spans if "Nora" not in span.text]
    assert others
    assert not any(span.measured.is_confirmed for span in others if span.measured)


def test_the_effect_of_words_is_that_of_a_text_without_them(
    demo: LoadedModel, story: ReadingSession, answer: int, verified: Provenance
) -> None:
    span = verified.spans[0]
    assert span.measured is not None
    model, ids = demo.model, story.ids
    keep = [t for t in range(story.segment_length) if not span.start <= t < span.stop]
    with torch.no_grad():
        # A short segment is written as at the end of a text.
        state = model.commit(model(ids[None, keep]).memory_state)
        logits = model(ids[None, story.segment_length : answer], memory_state=state).logits[0, -1]
    expected = float(logits.log_softmax(-1)[verified.token_id])
    assert span.measured.effect == pytest.approx(expected - verified.log_probability, abs=1e-3)


def test_what_is_said_twice_hangs_on_no_place_alone_but_on_all_together(
    demo: LoadedModel, verified: Provenance
) -> None:
    assert (verified.mentions, verified.mentions_measured) == ((), None)  # One source is enough.
    story = generate_story(2, split="held_out")
    session = ReadingSession.of_text(demo, story.text)
    token = int(np.argmax(session.tokens.ends > story.questions[-1].answer_char))
    found = verify(session, find_provenance(session, token, control=Control()), control=Control())
    assert found.chain_measured is not None
    assert found.chain_measured.is_confirmed
    assert not any(each.measured.is_confirmed for each in found.spans if each.measured)
    said = [session.span_text(*place).strip() for place in found.mentions]
    assert said == [
        "Daniel travelled to the market.", "Daniel moved to the market.",
        "Where is Daniel? In the market.",
    ]  # fmt: skip
    assert found.mentions_measured is not None
    assert found.mentions_measured.is_confirmed
    assert found.mentions_measured.changes_answer
    assert found.mentions_measured.effect < -5

    # One slot has held it, but not from the beginning.
    (slot,) = found.chain
    assert held_since(session, found, (slot,), 1, control=Control()) == 3
    assert held_since(session, found, (slot,), 6, control=Control()) == 6
    for state, does_hold in ((2, False), (3, True), (8, True)):
        removal = Intervention("ablate", state, (slot,))
        effect = measure_effect(session, [removal], control=Control(), stop_token=token)
        assert bool(effect.change[token] < -1) == does_hold


def test_slots_can_be_taken_from_another_text(story: ReadingSession, answer: int) -> None:
    found = find_provenance(story, answer, control=Control())
    other = "Nora moved to the mill. Oscar went to the library. " + PROSE
    tested = verify(story, found, control=Control(), other_document=other)
    assert tested.chain_measured is not None
    assert tested.chain_measured.answer == " mill"


def test_a_memory_in_which_every_slot_matters_confirms_nothing() -> None:
    effects = np.array([-2.0, -1.9, -2.1, -2.0])
    assert threshold_of(effects, [0]) > 2.0
    assert threshold_of(np.array([-2.0, 0.0, 0.01, 0.0]), [0]) == LEAST_EFFECT


# ------------------------------------------------------------------ what it is made of


def test_a_lasting_rise_counts_what_stayed() -> None:
    np.testing.assert_allclose(lasting_rise(np.array([0.0, 0, 3, 3, 3])), [0, 3, 0, 0])
    # Overwritten in between: the later writing counts alone.
    np.testing.assert_allclose(lasting_rise(np.array([0.0, 3, 0, 3])), [0, 0, 3])
    np.testing.assert_allclose(lasting_rise(np.array([0.0, 1, 3])), [1, 2])


def test_a_chain_begins_with_the_slot_of_most_worth() -> None:
    assert chain_of(np.array([0.1, 2.0, -3.0, 0.6])) == (1, 3)
    # Of ten nats and four, both are all that a prediction can lose.
    assert chain_of(np.array([10.0, 0.9, 4.0])) == (0, 2, 1)
    assert chain_of(np.array([-1.0, -2.0])) == (0,)


def test_the_worth_of_slots_adds_up_to_what_they_give(story: ReadingSession, answer: int) -> None:
    """Integrated gradients are complete: their sum is the difference between the ends of the way."""
    found = slot_worth(story, answer, int(story.tokens.ids[answer]), control=Control())
    assert found is not None
    last = story.predicting(answer)
    means = measure_effect(
        story, [Intervention("reset", last)], control=Control(), stop_token=answer
    )
    # The way from the mean memory gives next to nothing here, and the worth is the mean of both.
    assert 0.2 < found.worth.sum() / -float(means.change[answer]) < 1.0


@pytest.mark.parametrize("kind", ["rmt", "m2m"])
def test_the_gradient_of_a_prediction_reaches_back_through_the_memory(kind: str) -> None:
    """Segment by segment it is what it is in one graph over all of them."""
    case = next(each for each in CASES if each.kind == kind)
    session = session_of(case)
    token = 3 * SEGMENT + 2
    token_id = int(session.tokens.ids[token])
    found = list(gradients_back(session, token, token_id, control=Control()))
    assert [each.segment for each in found] == [3, 2, 1, 0]
    model = session.model
    state = {name: t.clone().requires_grad_() for name, t in session.initial.items()}
    leaves = [state]
    for segment in range(4):
        reading = session.read_segment(segment, state)
        if segment < 3:
            state = reading.state
            for tensor in state.values():
                tensor.retain_grad()
            leaves.append(state)
    reading.logits[0, 1].log_softmax(-1)[token_id].backward()
    for each in found:
        assert each.state is not None
        for name, gradient in each.state.items():
            expected = leaves[each.segment][name].grad
            torch.testing.assert_close(gradient, expected, rtol=1e-6, atol=1e-9)
    model.zero_grad(set_to_none=True)


def test_words_that_wrote_a_slot_stand_out(story: ReadingSession, verified: Provenance) -> None:
    slot = verified.chain[0]
    words = word_worth(story, 0, [slot], control=Control())[slot].words
    best = int(words.argmax())
    assert verified.spans[0].start <= best < verified.spans[0].stop


def test_an_unfinished_sentence_is_the_question_and_no_source_of_what_comes_next() -> None:
    loaded = tiny_loaded("rmt", num_slots=3, segment_length=16)
    text = (
        "Daniel went to the garden. It was dark and stormy. Nobody knew why. And so we now ask you "
        "to say where Daniel went to, and it was the"
    )
    asked, ended = (ReadingSession.of_text(loaded, each) for each in (text, f"{text} mill."))
    last = text_spans(asked.tokens, 0, asked.num_tokens)[-1]
    assert last[0] < asked.bounds(asked.predicting(asked.num_tokens))[0]
    found = find_provenance(asked, asked.num_tokens, control=Control())
    assert found.spans
    assert all(each.stop <= last[0] for each in found.spans)
    # What begins a sentence has all that was said before for a source.
    found = find_provenance(ended, ended.num_tokens, control=Control())
    stop = ended.bounds(ended.predicting(ended.num_tokens))[0]
    assert max(each.stop for each in found.spans) == stop
