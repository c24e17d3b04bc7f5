"""Chronicles of a week, told in any order, and the order in which it happened.

Each sentence says on which day something was; the answer names what happened from Monday on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import combination_for, num_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")
EVENTS = ("fire", "feast", "flood", "market", "strike", "wedding")
SENTENCES = (
    "The {event} was on {day}.",
    "On {day} came the {event}.",
    "{day} was the day of the {event}.",
)
FILLERS = (
    "Nobody had foreseen it.", "People spoke of it for long.", "The papers were full of it.",
    "The mayor said a few words.", "It was over by noon.", "Many had come to see it.",
)  # fmt: skip
ORDER = "In which order did it happen?"
ON_DAY = "What was on {}?"
NUM_TRAIN, NUM_TEST = 800, 100
_QUESTIONS = 5


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a chronicle, the question, and the events in order."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        least = 2 if split == "train" else len(DAYS)
        yield _row(split, random.randint(least, len(DAYS)), random)


def _row(split: Split, num_events: int, random: Random) -> dict[str, Any]:
    days = sorted(random.sample(range(len(DAYS)), num_events))
    # A week of the test has events one after the other that never were so in training.
    numbers = combination_for(split, num_events, random, num_things=len(EVENTS), differ=True)
    events = [EVENTS[number] for number in numbers]
    told = [
        random.choice(SENTENCES).format(event=event, day=DAYS[day])
        for day, event in zip(days, events, strict=True)
    ]
    random.shuffle(told)
    for _ in range(num_between(split, 5, random)):
        told.insert(random.randint(1, len(told)), random.choice(FILLERS))
    asked = [(ORDER, ", ".join(events))]
    if split == "train":
        # Days are asked for one by one, too: a memory learns from being asked.
        pairs = [random.randrange(num_events) for _ in range(_QUESTIONS)]
        asked += [(ON_DAY.format(DAYS[days[each]]), events[each]) for each in pairs]
        random.shuffle(asked)
    return {
        "text": " ".join(told),
        "questions": [question for question, _ in asked],
        "answers": [answer for _, answer in asked],
    }
