"""Chronicles of a week, told in any order, and the order in which it happened.

Each sentence says on which day something was; the answer names what happened from Monday on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import chain_for, num_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
EVENTS = ("fire", "feast", "flood", "market", "strike")
SENTENCES = (
    "The {event} was on {day}.",
    "On {day} came the {event}.",
    "{day} was the day of the {event}.",
)
FILLERS = (
    "Nobody had foreseen it.", "People spoke of it for long.", "The papers were full of it.",
    "The mayor said a few words.", "It was over by noon.", "Many had come to see it.",
)  # fmt: skip
QUESTION = "In which order did it happen?"
NUM_TRAIN, NUM_TEST = 900, 120


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a chronicle, the question, and the events in order."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        least = 2 if split == "train" else len(DAYS) - 1
        yield _row(split, random.randint(least, len(DAYS)), random)


def _row(split: Split, num_events: int, random: Random) -> dict[str, Any]:
    days = sorted(random.sample(range(len(DAYS)), num_events))
    # Of the test, no event follows one that it followed in training.
    events = [EVENTS[number] for number in chain_for(split, num_events, random)]
    told = [
        random.choice(SENTENCES).format(event=event, day=DAYS[day])
        for day, event in zip(days, events, strict=True)
    ]
    random.shuffle(told)
    for _ in range(num_between(split, 5, random)):
        told.insert(random.randint(1, len(told)), random.choice(FILLERS))
    return {"text": " ".join(told), "question": QUESTION, "answer": ", ".join(events)}
