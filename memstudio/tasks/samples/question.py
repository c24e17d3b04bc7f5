"""Questions about a ship: reports of voyages, and what is asked at their end.

Some facts stand in a report, in any order and between sentences that tell nothing; all questions
come after its last sentence. Of half of those to learn from, everything is asked at once, since much
that is asked of a memory is what it learns from; in the test, one thing at a time. No report of the test has a thing together with a ship that it went
with in training, so an answer cannot be known but from the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

SHIPS = ("Aurora", "Bonita", "Cygnet", "Dolphin", "Esperance", "Falcon", "Gloria", "Heron")


@dataclass(frozen=True)
class Fact:
    """What a report can say, how it is asked for, and what it can be."""

    name: str
    told: tuple[str, ...]
    question: str
    things: tuple[str, ...]


FACTS = (
    Fact("captain", ("Captain {} was in command.", "Her captain was {}."), "Who was the captain?", ("Alma", "Boris", "Carla", "Dario", "Edith", "Felix", "Greta", "Henry")),
    Fact("cargo", ("She carried {}.", "Her hold was full of {}."), "What did she carry?", ("coal", "salt", "wheat", "timber", "cotton", "copper", "tea", "wool")),
    Fact("port", ("She sailed for {}.", "She was bound for {}."), "Where did she sail to?", ("Lund", "Turin", "Porto", "Bergen", "Ghent", "Split", "Riga", "Cork")),
    Fact("animal", ("The cook kept a {} on board.", "There was a {} in the galley."), "What animal was on board?", ("goat", "parrot", "donkey", "rabbit", "pony", "turtle", "cat", "goose")),
    Fact("meeting", ("A {} came up on the way.", "She met a {}."), "What did she meet?", ("storm", "fog", "calm", "whale", "pirate", "iceberg", "wreck", "fleet")),
    Fact("music", ("The crew played the {}.", "In the evening somebody played the {}."), "What was played?", ("flute", "drum", "harp", "piano", "violin", "trumpet", "banjo", "horn")),
    Fact("damage", ("The {} had to be mended.", "She lost her {}."), "What was damaged?", ("mast", "rudder", "anchor", "sail", "keel", "deck", "bell", "pump")),
    Fact("owner", ("She was owned by the {} company.", "The {} company had sent her."), "Which company owned her?", ("Northern", "Eastern", "Royal", "Baltic", "Atlantic", "Island", "Silver", "Crown")),
)  # fmt: skip
EVERYTHING = "What is known of the voyage?"
FILLERS = (
    "It rained all day.", "The watch was changed.", "Nobody was in a hurry.", "The log was kept.",
    "The sea was grey.", "Supper was late.", "The lamps were lit early.", "The night was long.",
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 3000, 100


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a report, its questions, and their answers."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        # Short reports teach what to look for, long ones to keep it.
        least = 2 if split == "train" else len(FACTS) - 2
        yield _row(split, random.randint(least, len(FACTS)), random)


def _row(split: Split, num_facts: int, random: Random) -> dict[str, Any]:
    ship = random.randrange(len(SHIPS))
    chosen = [(fact, _thing(split, ship, fact, random)) for fact in random.sample(FACTS, num_facts)]
    told = [random.choice(fact.told).format(thing) for fact, thing in chosen]
    for _ in range(num_facts // 2):
        told.insert(random.randint(0, len(told)), random.choice(FILLERS))
    story = " ".join([f"The voyage of the {SHIPS[ship]}.", *told])
    if split == "train" and random.random() < 0.5:
        every = sorted(chosen, key=lambda pair: FACTS.index(pair[0]))
        answer = ", ".join(f"{fact.name} {thing}" for fact, thing in every)
        return {"story": story, "questions": [EVERYTHING], "answers": [answer]}
    random.shuffle(chosen)
    return {
        "story": story,
        "questions": [fact.question for fact, _ in chosen],
        "answers": [thing for _, thing in chosen],
    }


def _thing(split: Split, ship: int, fact: Fact, random: Random) -> str:
    place = FACTS.index(fact)
    fitting = [
        thing for number, thing in enumerate(fact.things) if is_for(split, ship + place, number)
    ]
    return random.choice(fitting)
