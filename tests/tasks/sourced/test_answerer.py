"""Answers come with their sources, their confidence, and nothing claimed below the threshold."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from memstudio.data.turns import Turn
from memstudio.errors import DataError
from memstudio.evaluation.answer_calibration import AskedRow, calibrate, is_said
from memstudio.progress import Control
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.searcher import Searcher
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.likelihood import log_likelihoods
from memstudio.tasks.question_form import between_turns
from memstudio.tasks.sentence_spans import sentences
from memstudio.tasks.sourced.answerer import Answerer
from memstudio.tasks.turn_tokens import asked_tokens, text_tokens
from tests.tiny import tiny_loaded


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    (tmp_path / "plans.txt").write_text("The blue plan has no fee. The red plan costs nine euros.")
    (tmp_path / "hours.txt").write_text("We open at eight. On Sundays the desk is closed.")
    made = CollectionLibrary(tmp_path / "collections").open_or_make("Help")
    made.add([tmp_path / "plans.txt", tmp_path / "hours.txt"], Control())
    return Searcher(made, None, Control())


@pytest.mark.parametrize("kind", ["rmt", None])
def test_the_sentence_that_backs_an_answer_is_shown(
    searcher: Searcher, kind: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversation, "continue_text", lambda *_, **__: "nine euros")
    answer = Answerer(tiny_loaded(kind), searcher).answer(
        "What does the red plan cost?", threshold=0.0, control=Control()
    )
    best = answer.sources[0]
    assert best.found.source == "plans.txt"
    assert best.found.passage.text[slice(*best.span)] == "The red plan costs nine euros."
    assert 0 <= answer.confidence <= 1
    assert answer.signals.coverage > 0.3
    assert [q.text for q in searcher.collection.queries.entries()] == [answer.question]
    assert answer.backed == 1.0


def test_what_stands_in_no_source_is_not_known_and_nothing_is_marked(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, question = tiny_loaded(), "What does the red plan cost?"
    monkeypatch.setattr(Conversation, "continue_text", lambda *_, **__: "cotton")
    answer = Answerer(loaded, searcher).answer(question, control=Control(), notes=False)
    assert (answer.text, answer.backed, answer.confidence) == ("cotton", 0.0, 0.0)
    assert not answer.is_known
    assert [each.span for each in answer.sources] == [None] * len(answer.sources)
    # It may be remembered.
    conversation = Conversation(loaded)
    conversation.read("Cotton is what it costs.", control=Control())
    remembering = Answerer(loaded, searcher, conversation=conversation)
    answer = remembering.answer(question, control=Control(), notes=False)
    assert answer.confidence > 0
    monkeypatch.setattr(Conversation, "continue_text", lambda *_, **__: "Yes.")
    answer = Answerer(loaded, searcher).answer(question, control=Control(), notes=False)
    assert answer.confidence > 0


def test_as_many_passages_are_read_as_was_asked_for(
    searcher: Searcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / f"plan{number}.txt" for number in range(9)]
    for place in places:
        place.write_text(f"The {place.stem} costs nine euros, and no more.")
    searcher.collection.add(places, Control())
    again, asked = Searcher(searcher.collection, None, Control()), []
    monkeypatch.setattr(
        Conversation, "continue_text", lambda _, prompt, *__, **___: asked.append(prompt) or ""
    )
    for number, shown in ((3, 5), (8, 8)):
        answer = Answerer(tiny_loaded(), again).answer(
            "nine euros", num_read=number, control=Control(), notes=False
        )
        assert asked[-1].count("nine euros, and") == number
        assert len(answer.sources) == shown


def test_below_the_threshold_it_is_not_known_and_sources_are_there(searcher: Searcher) -> None:
    answerer = Answerer(tiny_loaded(), searcher)
    answer = answerer.answer("the red plan", threshold=1.0, control=Control(), notes=False)
    assert not answer.is_known
    assert answer.sources
    assert not searcher.collection.queries.entries()


def test_a_model_that_learnt_no_answers_is_told_as_such_and_says_one_sentence(
    searcher: Searcher,
) -> None:
    loaded = tiny_loaded()
    answer = Answerer(loaded, searcher).answer("the red plan", control=Control(), notes=False)
    assert not answer.is_taught
    assert len(sentences(answer.text)) <= 1
    loaded.model.config.trained_on = {"reads_turns": True}
    assert Answerer(loaded, searcher).answer("fee", control=Control(), notes=False).is_taught


@pytest.mark.slow
def test_an_answer_is_the_same_twice_and_leaves_the_memory_as_it_was(searcher: Searcher) -> None:
    answerer = Answerer(tiny_loaded(), searcher)
    one, two = (answerer.answer("red plan", control=Control(), notes=False) for _ in range(2))
    assert (one.text, one.confidence) == (two.text, two.confidence)


@pytest.mark.parametrize("kind", ["rmt", None])
def test_how_likely_an_answer_is_is_worked_out_after_all_that_was_said(
    searcher: Searcher, kind: str | None
) -> None:
    loaded = tiny_loaded(kind)
    loaded.model.config.trained_on = {"reads_turns": True}
    conversation = Conversation(loaded)
    conversation.read("Daniel went to the garden, and nobody knew why.", control=Control())
    answer = Answerer(loaded, searcher, conversation=conversation).answer(
        "fee", control=Control(), notes=False, num_read=0
    )
    prompt, texts = asked_tokens((Turn("user", "fee"),), [answer.text], loaded.tokenizer)
    prompt = [*text_tokens(between_turns(loaded), loaded.tokenizer), *prompt]
    if kind is None:
        prompt = [*conversation.seen, *prompt]
    found = log_likelihoods(loaded, conversation.state, prompt, texts, Control())[0]
    assert answer.signals.token_share == pytest.approx(math.exp(found.mean))


def test_after_an_answer_what_a_template_writes_once_is_not_read_again(searcher: Searcher) -> None:
    loaded = tiny_loaded()
    loaded.tokenizer.chat_template = (
        "(Be kind.){% for m in messages %}<{{ m.content }}>{% endfor %}"
        "{% if add_generation_prompt %}<{% endif %}"
    )
    conversation, question = Conversation(loaded), (Turn("user", "fee"),)
    answerer = Answerer(loaded, searcher, conversation=conversation)
    assert answerer._asked(question) == "(Be kind.)<fee><"
    conversation.continue_text(
        "Who?",
        GenerationSettings(max_new_tokens=2, as_question=True),
        control=Control(),
        on_piece=str,
    )
    assert answerer._asked(question) == "><fee><"


@pytest.mark.slow
def test_the_memory_that_it_begins_from_counts(searcher: Searcher, tmp_path: Path) -> None:
    loaded = tiny_loaded()
    conversation = Conversation(loaded)
    conversation.read("The customer has the red plan, and pays on Fridays. " * 3, control=Control())
    conversation.save(tmp_path / "customer.safetensors")
    without = Answerer(loaded, searcher).answer("fee", control=Control())
    kept = ("customer", tmp_path / "customer.safetensors")
    answer = Answerer(loaded, searcher, kept).answer("fee", control=Control())
    assert answer.memory == "customer"
    assert answer.signals.token_share != pytest.approx(without.signals.token_share)


@pytest.mark.slow
def test_nothing_is_learnt_where_all_answers_are_wrong(searcher: Searcher) -> None:
    rows = [AskedRow(f"plan {i}", "never said") for i in range(12)]
    with pytest.raises(DataError, match="0 of 12"):
        calibrate(Answerer(tiny_loaded(), searcher), rows, Control())
    with pytest.raises(DataError, match="no questions with their answers"):
        calibrate(Answerer(tiny_loaded(), searcher), [], Control())


def test_a_short_answer_is_right_only_when_it_says_the_same() -> None:
    assert is_said("The red plan, for nine euros.", "the red plan for nine euros")
    assert not is_said("the red plan for ten euros", "the red plan for nine euros")
    long = " ".join(f"word{i}" for i in range(30))
    assert is_said(long.replace("word7", "other"), long)
    assert not is_said("word1", long)
