"""Searches of an encyclopaedia, where the last query of a session leaves out what it is about.

A session begins with an animal, goes on with queries about other things, and ends with "and what
does it eat?". The page that is wanted is about the animal of the beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

ANIMALS = ("heron", "badger", "otter", "falcon", "salmon", "beaver", "lizard", "owl", "hare", "swan", "wolf", "seal")  # fmt: skip
ASPECTS = (
    ("Remember the animal: what does it eat?", "food and hunting"),
    ("Remember the animal: where does it live?", "home and country"),
    ("Remember the animal: how old does it get?", "age and growth"),
    ("Remember the animal: how does it raise its young?", "nest and young"),
)
OTHERS = (
    "train times for Monday", "weather at the coast", "price of a stamp", "how to mend a shoe",
    "a good soup for winter", "names of the months", "opening hours of the museum", "a map of the town",
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 1000, 120


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: the queries of a session, and the page that was wanted."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        animal = random.randrange(len(ANIMALS))
        # The test wants pages that nobody wanted in training.
        aspects = [a for n, a in enumerate(ASPECTS) if is_for(split, animal, n)]
        asked, chapter = random.choice(aspects)
        between = random.sample(OTHERS, random.randint(0, 7) if split == "train" else 7)
        name = ANIMALS[animal]
        yield {
            "query": "\n".join([f"tell me about the {name}", *between, asked]),
            "document": f"The {name}: {chapter} of the {name}.",
        }
