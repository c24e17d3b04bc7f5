"""Every story is worked out again, sentence by sentence, by somebody who only reads."""

from __future__ import annotations

from random import Random

import pytest
import torch

from memstudio.bench.tasks.stories import _TOKENS, Stories
from memstudio.bench.tasks.story_facts import LEAST_FACTS, fact_story
from memstudio.bench.tasks.symbol_task import IGNORED

Words = tuple[str, ...]

LONGEST_SENTENCE = 8
"""Words of the longest fact or question."""


def _places_of_things(facts: tuple[Words, ...]) -> dict[str, list[str]]:
    at: dict[str, str] = {}
    holder: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for who, verb, *rest in facts:
        if verb == "went":
            at[who] = rest[2]
            moved = [thing for thing, person in holder.items() if person == who]
        else:
            thing = rest[1]
            holder[thing] = who if verb == "took" else ""
            moved = [thing] if verb == "took" else []
        for thing in moved:
            if who in at and places.get(thing, [""])[-1] != at[who]:
                places.setdefault(thing, []).append(at[who])
    return places


def _answer(task: int, facts: tuple[Words, ...], question: Words) -> str:
    match task:
        case 1:
            return [fact[4] for fact in facts if fact[0] == question[2]][-1]
        case 2:
            return _places_of_things(facts)[question[3]][-1]
        case 3:
            places = _places_of_things(facts)[question[3]]
            assert places[-1] == question[6]
            return places[-2]
        case 4:
            told = {(fact[3], fact[6]): fact[1] for fact in facts}
            if question[2] == "the":
                return next(
                    old
                    for (side, old), new in told.items()
                    if (new, side) == (question[3], question[4])
                )
            return told[question[2], question[5]]
        case _:
            return _giving(facts, question)


def _giving(facts: tuple[Words, ...], question: Words) -> str:
    gifts = [(fact[0], fact[3], fact[5]) for fact in facts][::-1]
    match question:
        case ("who", "gave", "the", thing, "to", taker, "?"):
            return next(g for g, o, t in gifts if (o, t) == (thing, taker))
        case ("what", "did", giver, "give", "to", taker, "?"):
            return next(o for g, o, t in gifts if (g, t) == (giver, taker))
        case ("who", "did", giver, "give", "the", thing, "to", "?"):
            return next(t for g, o, t in gifts if (g, o) == (giver, thing))
    assert question[:3] == ("who", "received", "the")
    return next(t for _, o, t in gifts if o == question[3])


@pytest.mark.parametrize("task", range(1, 6))
def test_the_answer_follows_from_the_facts(task: int) -> None:
    random = Random(0)  # noqa: S311 - no secret
    for _ in range(500):
        story = fact_story(task, random.randint(1, 7), random)
        assert len(story.facts) >= LEAST_FACTS[task]
        assert all(len(words) <= LONGEST_SENTENCE for words in (*story.facts, story.question))
        assert _answer(task, story.facts, story.question) == story.answer


@pytest.mark.parametrize("task", range(1, 6))
def test_facts_stand_in_the_text_one_a_segment_and_the_question_behind_it(task: int) -> None:
    stories = Stories(task=task, segments=5, facts=3)
    examples = stories.make(20, torch.Generator().manual_seed(1))
    of_facts = set(_TOKENS.values())
    for row, labels in zip(examples.ids.tolist(), examples.labels.tolist(), strict=True):
        segments = [row[at : at + 20] for at in range(0, len(row), 20)]
        assert len(segments) == 6
        with_facts = [sum(token in of_facts for token in segment) for segment in segments[:-1]]
        assert sum(map(bool, with_facts)) <= 3
        assert max(with_facts) <= LONGEST_SENTENCE
        assert sum(label != IGNORED for label in labels) == 1


def test_longer_stories_have_no_more_facts() -> None:
    ids = Stories(facts=2, segments=3).make(10, torch.Generator().manual_seed(0), 12).ids
    walked = (ids == _TOKENS["went"]).sum(1)
    assert walked.tolist() == [2] * 10
