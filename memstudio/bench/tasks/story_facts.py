"""Facts and questions after the first five tasks of bAbI (Weston et al. 2015, arXiv 1502.05698).

    1  one fact         mary went to the kitchen .  where is mary ?
    2  two facts        mary took the apple .  mary went to the kitchen .  where is the apple ?
    3  three facts      ... mary went to the garden .  where was the apple before the garden ?
    4  two arguments    the kitchen is north of the hall .  what is north of the hall ?
    5  three arguments  mary gave the apple to john .  who gave the apple to john ?

Each story is drawn until its question has one answer, and the facts that it needs are in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

PEOPLE = ("mary", "john", "sandra", "daniel", "fred", "julie")
PLACES = ("kitchen", "garden", "hall", "office", "bedroom", "cellar")
OBJECTS = ("apple", "ball", "book", "cup")
DIRECTIONS = ("north", "south", "east", "west")
OTHER_WORDS = (
    "went", "to", "the", "took", "dropped", "is", "of", "gave", "where", "was", "before", "what",
    "who", "received", "did", "give", ".", "?",
)  # fmt: skip
STORY_WORDS = (*PEOPLE, *PLACES, *OBJECTS, *DIRECTIONS, *OTHER_WORDS)


@dataclass(frozen=True)
class FactStory:
    """What happened, in order, and what is asked.

    Attributes:
        facts: sentences, as words.
        question: its words.
        answer: one word.
    """

    facts: tuple[tuple[str, ...], ...]
    question: tuple[str, ...]
    answer: str


def fact_story(task: int, num_facts: int, random: Random) -> FactStory:
    """A story of one of the five tasks.

    Args:
        task: 1 to 5.
        num_facts: sentences; what the question needs is the least.
        random: where chance comes from.
    """
    num_facts = max(num_facts, LEAST_FACTS[task])
    while True:
        story = _MAKERS[task](num_facts, random)
        if story is not None:
            return story


def _one_fact(num_facts: int, random: Random) -> FactStory:
    moves = [(random.choice(PEOPLE), random.choice(PLACES)) for _ in range(num_facts)]
    person = random.choice(moves)[0]
    place = dict(moves)[person]  # the last one counts
    return FactStory(tuple(_went(*move) for move in moves), ("where", "is", person, "?"), place)


def _wandering(
    num_facts: int, random: Random
) -> tuple[list[tuple[str, ...]], dict[str, list[str]]]:
    """People who walk, take things and drop them; and the places of each thing, one after another.

    Where a thing is counts from when somebody who has a place holds it.
    """
    facts: list[tuple[str, ...]] = []
    at: dict[str, str] = {}
    holder: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    cast = random.sample(PEOPLE, 2)
    things = random.sample(OBJECTS, 2)
    while len(facts) < num_facts:
        person = random.choice(cast)
        held = [thing for thing in things if holder.get(thing) == person]
        free = [thing for thing in things if thing not in holder]
        action = random.choice(("went", "went", "took", "dropped"))
        if action == "went":
            at[person] = random.choice([place for place in PLACES if place != at.get(person)])
            facts.append(_went(person, at[person]))
            for thing in held:
                places.setdefault(thing, []).append(at[person])
        elif action == "took" and free:
            thing = random.choice(free)
            # A thing that was dropped is taken by whoever is there.
            if thing in places and at.get(person) != places[thing][-1]:
                continue
            holder[thing] = person
            facts.append((person, "took", "the", thing, "."))
            if person in at and thing not in places:
                places[thing] = [at[person]]
        elif action == "dropped" and held:
            thing = random.choice(held)
            if thing not in places:
                continue
            del holder[thing]
            facts.append((person, "dropped", "the", thing, "."))
    return facts, places


def _two_facts(num_facts: int, random: Random) -> FactStory | None:
    facts, places = _wandering(num_facts, random)
    if not places:
        return None
    thing = random.choice(sorted(places))
    return FactStory(tuple(facts), ("where", "is", "the", thing, "?"), places[thing][-1])


def _three_facts(num_facts: int, random: Random) -> FactStory | None:
    facts, places = _wandering(num_facts, random)
    moved = sorted(thing for thing, where in places.items() if len(where) > 1)
    if not moved:
        return None
    thing = random.choice(moved)
    before, last = places[thing][-2:]
    # Asked for is the place before the last stay there.
    question = ("where", "was", "the", thing, "before", "the", last, "?")
    return FactStory(tuple(facts), question, before)


def _two_arguments(num_facts: int, random: Random) -> FactStory:
    places = random.sample(PLACES, min(num_facts + 1, len(PLACES)))
    # A chain: each fact adds a place, and no two places have the same relation to a third.
    sides = [random.choice(DIRECTIONS) for _ in places[1:]]
    facts = [
        (("the", new, "is", side, "of", "the", old, "."), (new, side, old))
        for (old, new), side in zip(pairwise(places), sides, strict=True)
    ]
    random.shuffle(facts)
    new, side, old = random.choice(facts)[1]
    told = tuple(fact for fact, _ in facts)
    if random.random() < 0.5:
        return FactStory(told, ("what", "is", side, "of", "the", old, "?"), new)
    return FactStory(told, ("what", "is", "the", new, side, "of", "?"), old)


def _three_arguments(num_facts: int, random: Random) -> FactStory:
    facts = []
    gifts: list[tuple[str, str, str]] = []
    for _ in range(num_facts):
        giver, taker = random.sample(PEOPLE, 2)
        gifts.append((giver, random.choice(OBJECTS), taker))
        facts.append(_gave(*gifts[-1]))
    giver, thing, taker = random.choice(gifts)

    def last(*wanted: str | None) -> tuple[str, str, str]:
        return next(
            gift
            for gift in reversed(gifts)
            if all(want in {None, part} for want, part in zip(wanted, gift, strict=True))
        )

    questions = (
        (("who", "gave", "the", thing, "to", taker, "?"), last(None, thing, taker)[0]),
        (("what", "did", giver, "give", "to", taker, "?"), last(giver, None, taker)[1]),
        (("who", "did", giver, "give", "the", thing, "to", "?"), last(giver, thing, None)[2]),
        (("who", "received", "the", thing, "?"), last(None, thing, None)[2]),
    )
    question, answer = random.choice(questions)
    return FactStory(tuple(facts), question, answer)


def _went(person: str, place: str) -> tuple[str, ...]:
    return (person, "went", "to", "the", place, ".")


def _gave(giver: str, thing: str, taker: str) -> tuple[str, ...]:
    return (giver, "gave", "the", thing, "to", taker, ".")


LEAST_FACTS = {1: 1, 2: 2, 3: 3, 4: 1, 5: 1}
"""What a question needs, by task."""

GUESSING = {1: 1 / 6, 2: 1 / 6, 3: 1 / 5, 4: 1 / 5, 5: (1 / 5 + 1 / 5 + 1 / 6 + 1 / 4) / 4}
"""Accuracy of guessing, by task, when words of the question are ruled out."""

_MAKERS: dict[int, Callable[[int, Random], FactStory | None]] = {
    1: _one_fact,
    2: _two_facts,
    3: _three_facts,
    4: _two_arguments,
    5: _three_arguments,
}
