"""Chats in which somebody tells of themselves, and asks much later what was said.

A person says a name, a town and the like in the first turns, one at a time, between small talk. The
answers to later questions are in nothing but those turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import chain_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

# What is told, what the assistant says to it, what is asked, and what it can be.
TOLD: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "name": ("My name is {}.", "Hello.", "What is my name?", "Your name is {}.", ("Alma", "Boris", "Carla", "Dario", "Edith")),
    "town": ("I live in {}.", "I see.", "Where do I live?", "You live in {}.", ("Lund", "Turin", "Porto", "Bergen", "Ghent")),
    "pet": ("I have a {}.", "Fine.", "What pet do I have?", "You have a {}.", ("goat", "parrot", "rabbit", "pony", "turtle")),
}  # fmt: skip
SMALL_TALK = (
    ("It rained all day.", "A good day for a book."), ("I slept badly.", "Rest a little."),
    ("The bus was late again.", "That is a pity."), ("Tell me something nice.", "Spring is near."),
    ("I am bored.", "Take a walk."), ("Is it late?", "Not yet."),
)  # fmt: skip
EVERYTHING = "What do you remember of me?"
NUM_TRAIN, NUM_TEST = 500, 100


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: the messages of a chat."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        least = 2 if split == "train" else len(TOLD)
        yield {"messages": _chat(split, random.randint(least, len(TOLD)), random)}


def _chat(split: Split, num_told: int, random: Random) -> list[dict[str, str]]:
    facts = {
        what: TOLD[what][4][number]
        for what, number in zip(
            random.sample(tuple(TOLD), num_told), chain_for(split, num_told, random), strict=True
        )
    }
    turns = [(TOLD[what][0].format(thing), TOLD[what][1]) for what, thing in facts.items()]
    # Without small talk between, what is asked for is still in sight.
    turns += random.sample(SMALL_TALK, random.randint(0, 4) if split == "train" else 5)
    if split == "train" and random.random() < 0.5:
        told = [f"{what}: {facts[what]}" for what in TOLD if what in facts]
        turns.append((EVERYTHING, ", ".join(told)))
    else:
        asked = [random.choice(tuple(facts)) for _ in range(4 if split == "train" else 1)]
        turns += [(TOLD[what][2], TOLD[what][3].format(facts[what])) for what in asked]
    speakers = ("user", "assistant")
    return [
        {"role": role, "content": text}
        for turn in turns
        for role, text in zip(speakers, turn, strict=True)
    ]
