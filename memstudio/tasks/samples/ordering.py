"""Ordering of events: who did something first, of any two, in a story with much else between.

After many events it is asked about pairs of those that were told so far, more often than one would
ask: with a question at the end of each story alone, small models learn what happened, and not when. In
the test nothing is asked before the story is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

PEOPLE = (
    "Mary", "John", "Sandra", "Daniel", "Paul", "Anna", "Peter", "Helen", "Oscar", "Clara",
    "Victor", "Emma",
)  # fmt: skip
DEEDS = (
    "sold the boat", "fed the horse", "cut the hedge", "rang the bell", "lit the lamp",
    "fixed the roof", "baked the bread", "found the coin", "painted the door", "washed the car",
)  # fmt: skip
BETWEEN = (
    "The rain went on all day.", "Nothing else was heard of.", "The wind came from the sea.",
    "It was quiet in the street.", "A dog lay in the sun.", "The bus was late again.",
    "Somebody sang far away.", "The river was high that week.", "Clouds went over the hills.",
)  # fmt: skip
QUESTION = "Who was first, {a} or {b}?"
NUM_TRAIN, NUM_TEST = 2000, 80
_FEWEST, _MOST = 2, 5
_ASKED, _ASKED_AT_THE_END = 2, 6
"""Pairs that are asked about after an event, and after the last one."""
_UNASKED = 0.5
"""Share of the events after which nothing is asked."""


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: questions and answers by turns, the story in the questions.

    Rows of the test have the story and the right order besides.
    """
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        people, told = _events(split, random)
        yield (
            _asked_on_the_way(people, told, random)
            if split == "train"
            else _asked_at_the_end(people, told, random)
        )


def _events(split: Split, random: Random) -> tuple[list[str], list[str]]:
    """Who did something, in their order, and what is told of it, with what lies behind."""
    number = min(_MOST, random.randint(_FEWEST, _MOST + 1)) if split == "train" else _MOST
    while True:
        people = random.sample(range(len(PEOPLE)), number)
        deeds = random.sample(range(len(DEEDS)), number)
        if all(map(is_for, [split] * number, people, deeds)):
            break
    told = [
        f"{PEOPLE[person]} {DEEDS[deed]}. {_else(random, random.randint(2, 4))}"
        for person, deed in zip(people, deeds, strict=True)
    ]
    return [PEOPLE[person] for person in people], told


def _asked_on_the_way(people: list[str], told: list[str], random: Random) -> dict[str, Any]:
    messages: list[str] = []
    left: list[tuple[str, str]] = []
    text = ""
    for place, event in enumerate(told):
        text = f"{text} {event}".strip()
        left += [(earlier, people[place]) for earlier in people[:place]]
        random.shuffle(left)
        is_last = place == len(told) - 1
        if is_last:
            text = f"{text} {_else(random, random.randint(0, 4))}".strip()
        elif random.random() < _UNASKED:
            continue
        most = _ASKED_AT_THE_END if is_last else _ASKED
        asked, left = left[:most], left[most:]
        for first, second in asked:
            messages += [f"{text} {_question(first, second, random)}".strip(), first]
            text = ""
    return {"messages": messages}


def _asked_at_the_end(people: list[str], told: list[str], random: Random) -> dict[str, Any]:
    first, second = sorted(random.sample(range(len(people)), 2))
    text = " ".join((*told, _else(random, 4)))
    question = _question(people[first], people[second], random)
    return {"messages": [f"{text} {question}", people[first]], "text": text, "order": people}


def _question(first: str, second: str, random: Random) -> str:
    pair = [first, second]
    random.shuffle(pair)
    return QUESTION.format(a=pair[0], b=pair[1])


def _else(random: Random, number: int) -> str:
    return " ".join(random.choice(BETWEEN) for _ in range(number))
