"""Minutes of meetings, longer than the window, and the decisions that were taken in them.

Decisions fall one by one, in any order, between talk that came to nothing; the summary says them
all in the order in which such summaries are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import chain_for, num_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

# How a decision stands in the minutes, how in the summary, and what it can be.
DECISIONS: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (("After a long talk it was decided that {} will lead.", "All agreed to let {} lead."), "{} leads", ("Alma", "Boris", "Carla", "Dario", "Edith")),
    (("The work has to begin in {}.", "It was settled to begin in {}."), "begin in {}", ("January", "March", "April", "May", "June")),
    (("The office in {} was chosen.", "It will be done in {}."), "done in {}", ("Lund", "Turin", "Porto", "Bergen", "Ghent")),
    (("A sum of {} thousand was granted.", "The budget is {} thousand."), "budget {} thousand", ("ten", "twenty", "thirty", "forty", "fifty")),
)  # fmt: skip
TALK = (
    "There was some talk about the weather.", "Coffee was served.", "Somebody asked for more time.",
    "The last minutes were read.", "A question was put off.", "Two people came late.",
    "The window was opened.", "Nobody had anything to add.",
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 1200, 120


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: minutes, and their summary."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        least = 1 if split == "train" else len(DECISIONS) - 1
        yield _row(split, random.randint(least, len(DECISIONS)), random)


def _row(split: Split, num_decisions: int, random: Random) -> dict[str, Any]:
    chosen = sorted(random.sample(range(len(DECISIONS)), num_decisions))
    things = [
        DECISIONS[index][2][number]
        for index, number in zip(chosen, chain_for(split, num_decisions, random), strict=True)
    ]
    minutes = [
        random.choice(DECISIONS[index][0]).format(thing)
        for index, thing in zip(chosen, things, strict=True)
    ]
    random.shuffle(minutes)
    for _ in range(num_between(split, 6, random)):
        minutes.insert(random.randint(0, len(minutes)), random.choice(TALK))
    said = [DECISIONS[index][1].format(thing) for index, thing in zip(chosen, things, strict=True)]
    return {"document": " ".join(minutes), "summary": f"{'; '.join(said)}."}
