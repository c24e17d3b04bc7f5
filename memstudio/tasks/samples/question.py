"""Questions about a ship: reports of voyages, and what is asked at their end.

Facts stand first in a report, in any order, as in a newspaper; then comes what tells nothing, and all
questions after that. To learn from, a report has several questions at once, since much that is
asked of a memory is what it learns from; in the test, it has one. What a report of the test tells
never stood together in training, so an answer cannot be known but from the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import combination_for, num_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

SHIPS = ("Aurora", "Bonita", "Cygnet", "Dolphin", "Esperance")


@dataclass(frozen=True)
class Fact:
    """What a report can say, how it is asked for, and what it can be."""

    told: tuple[str, ...]
    questions: tuple[str, ...]
    things: tuple[str, ...]


FACTS = (
    Fact(("Captain {} was in command.", "Her captain was {}."), ("Who was the captain?", "Who was in command?"), ("Alma", "Boris", "Carla", "Dario", "Edith")),
    Fact(("She carried {}.", "Her hold was full of {}."), ("What did she carry?", "What was in her hold?"), ("coal", "salt", "wheat", "timber", "cotton")),
    Fact(("She sailed for {}.", "She was bound for {}."), ("Where did she sail to?", "Where was she bound for?"), ("Lund", "Turin", "Porto", "Bergen", "Ghent")),
)  # fmt: skip
FILLERS = (
    "It rained all day.", "The watch was changed.", "Nobody was in a hurry.", "The log was kept.",
    "The sea was grey.", "Supper was late.", "The lamps were lit early.", "The night was long.",
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 900, 100
_MOST_FILLERS = 8
_QUESTIONS = 6


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a report, its questions, and their answers."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        # Short reports teach what to look for, long ones to keep it.
        least = 2 if split == "train" else len(FACTS)
        yield _row(split, random.randint(least, len(FACTS)), random)


def _row(split: Split, num_facts: int, random: Random) -> dict[str, Any]:
    facts = sorted(random.sample(FACTS, num_facts), key=FACTS.index)
    chosen = [
        (fact, fact.things[number])
        for fact, number in zip(facts, combination_for(split, num_facts, random), strict=True)
    ]
    random.shuffle(chosen)
    told = [random.choice(fact.told).format(thing) for fact, thing in chosen]
    told += random.choices(FILLERS, k=num_between(split, _MOST_FILLERS, random))
    asked = [random.choice(chosen) for _ in range(_QUESTIONS if split == "train" else 1)]
    return {
        "story": " ".join([f"The voyage of the {random.choice(SHIPS)}.", *told]),
        "questions": [random.choice(fact.questions) for fact, _ in asked],
        "answers": [thing for _, thing in asked],
    }
