"""Whatever turn one goes back to, the memory is that of having read the rest in one go."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from memstudio.errors import Cancelled, DataError
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.dialogue.dialogue import Dialogue
from memstudio.tasks.generation_settings import GenerationSettings
from tests.tasks.dialogue.conftest import (
    TEXTS,
    assert_as_read_at_once,
    endless,
    ids_of,
    say,
    talk,
)

KINDS = ["rmt", "armt", "m2m", "s2s", "infini", "titans", "knn", "lm-bow", None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.one_in(9)
def test_a_turn_that_is_said_again_leaves_the_memory_of_what_remains(kind: str | None) -> None:
    dialogue = talk(kind)
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    answers = [turn.answer for turn in dialogue.turns]
    say(dialogue, TEXTS[3], 12, at=3, temperature=1.5, seed=4)
    assert [turn.prompt for turn in dialogue.turns] == list(TEXTS)
    assert dialogue.turns[3].answer != answers[3]
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    say(dialogue, " The sun shone.", at=1)
    assert [turn.prompt for turn in dialogue.turns] == [TEXTS[0], " The sun shone."]
    assert dialogue.turns[0].answer == answers[0]
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.one_in(9)
def test_an_answer_that_is_edited_is_what_the_model_goes_on_from(kind: str | None) -> None:
    dialogue = talk(kind)
    turn = dialogue.answer_with(1, " because of the rain.", Control())
    assert dialogue.turns == (dialogue.turns[0], turn)
    assert turn.is_edited
    assert turn.answer == " because of the rain."
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    more = say(dialogue, "", 20)
    assert not more.read_ids
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))


def test_the_same_seed_writes_the_same_again_and_another_does_not() -> None:
    dialogue = talk(texts=TEXTS[:2])
    again = [
        say(dialogue, TEXTS[1], 15, at=1, temperature=1.0, seed=seed).answer for seed in (3, 3, 4)
    ]
    assert again[0] == again[1] != again[2]
    assert len(dialogue.turns) == 2


def test_what_does_not_fit_the_budget_is_read_again_and_comes_to_the_same() -> None:
    roomy, tight = talk(), talk(most_bytes=1)
    assert roomy._forks.places == (0, 1, 2, 3, 4)
    assert tight._forks.places == (0, 4)
    for index in range(4):
        one, other = roomy.before(index, Control()), tight.before(index, Control())
        if one.state is None:
            assert other.state is None
            continue
        assert other.state is not None
        assert one.state.equals(other.state, tolerance=1e-5)
        assert [r.opening for r in one.provenance.readings] == [
            r.opening for r in other.provenance.readings
        ]


@pytest.mark.slow
def test_the_ones_that_are_kept_are_dense_at_the_end() -> None:
    dialogue = Dialogue(Conversation(endless()))
    for _ in range(3):
        say(dialogue, " Why?", 3)
    each = dialogue._forks.num_bytes // 3
    dialogue = Dialogue(Conversation(endless()), most_bytes=6 * each)
    for _ in range(20):
        say(dialogue, " Why?", 3)
    places = dialogue._forks.places
    assert places[0] == 0
    assert places[-2:] == (19, 20)
    assert 4 <= len(places) <= 8
    assert dialogue._forks.num_bytes <= 6 * each


def test_what_is_cancelled_leaves_everything_as_it_was() -> None:
    dialogue = talk()
    turns, conversation = dialogue.turns, dialogue.conversation
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        dialogue.answer_with(0, "x", control)
    with pytest.raises(Cancelled):
        dialogue.say("x", GenerationSettings(), control=control, on_piece=lambda _: None, at=1)
    with pytest.raises(Cancelled):
        dialogue.merge(turns, "other", control)
    assert dialogue.turns == turns
    assert dialogue.conversation is conversation
    assert_as_read_at_once(conversation, ids_of(dialogue))


def test_an_answer_that_is_stopped_is_kept_as_far_as_it_went() -> None:
    dialogue = talk(texts=TEXTS[:1])
    control = Control()
    pieces: list[str] = []

    def stop(piece: str) -> None:
        pieces.append(piece)
        control.stop()

    settings = GenerationSettings(max_new_tokens=50)
    turn = dialogue.say(TEXTS[1], settings, control=control, on_piece=stop)
    assert 1 <= len(turn.written_ids) < 5
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))


@pytest.mark.parametrize("kind", ["rmt", "titans", None])
@pytest.mark.one_in(3)
def test_merging_reads_the_others_turns_after_its_own_and_says_so(kind: str | None) -> None:
    one, other = talk(kind, TEXTS[:2]), talk(kind, TEXTS[2:])
    one.merge(other.turns, "other", Control())
    assert [turn.prompt for turn in one.turns] == list(TEXTS)
    assert [turn.origin for turn in one.turns] == ["", "", "other", "other"]
    assert not {turn.ident for turn in one.turns} & {turn.ident for turn in other.turns}
    assert_as_read_at_once(one.conversation, ids_of(one))
    openings = [reading.opening for reading in one.conversation.provenance.readings]
    assert openings[::2] == [text.strip() for text in TEXTS]


def test_an_emptied_memory_keeps_the_turns_but_none_can_be_gone_back_to(tmp_path: Path) -> None:
    dialogue = talk()
    dialogue.conversation.save(tmp_path / "x.safetensors")
    dialogue.forget_all()
    assert len(dialogue.turns) == 4
    assert dialogue.since == 4
    assert dialogue.conversation.state is None
    with pytest.raises(DataError, match="no longer in the memory"):
        say(dialogue, "x", at=3)
    say(dialogue, TEXTS[0])
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    dialogue.attach(tmp_path / "x.safetensors")
    assert dialogue.since == 5
    say(dialogue, TEXTS[1])
    say(dialogue, TEXTS[1], at=5, temperature=1.0)
    assert dialogue.start.state is not None
    with torch.no_grad():
        at_once = dialogue.conversation.loaded.model(
            torch.tensor([list(dialogue.turns[5].ids)]), memory_state=dialogue.start.state
        ).memory_state
    assert dialogue.conversation.state is not None
    assert dialogue.conversation.state.equals(at_once, tolerance=1e-5)


def test_a_document_is_a_turn_that_only_was_read() -> None:
    dialogue = Dialogue(Conversation(endless()))
    turn = say(dialogue, TEXTS[0] * 3, 0, source="night.txt")
    assert turn.is_document
    assert not turn.answer
    say(dialogue, TEXTS[1])
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    assert [r.way for r in dialogue.before(1, Control()).provenance.readings] == ["document"]
