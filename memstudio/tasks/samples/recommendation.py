"""Books that readers took home, and which of a few others they then chose.

A reader is fond of one subject, which most of the books of the history are about; what was read last
is on other subjects, and so are all candidates but one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

SUBJECTS = ("chess", "sailing", "gardens", "cooking", "stars", "horses", "castles", "trains")
TITLES = (
    "A short history of {}", "The joy of {}", "All about {}", "Travels among {}", "My life with {}",
    "First steps in {}", "The secret of {}", "Letters on {}",
)  # fmt: skip
NUM_TRAIN, NUM_TEST = 900, 120
_CANDIDATES = 5


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a reader's history, candidates, and the choice."""
    for number in range(NUM_TRAIN if split == "train" else NUM_TEST):
        yield {"user": f"reader {number + 1}", **_row(split, random)}


def _row(split: Split, random: Random) -> dict[str, Any]:
    liked = random.randrange(len(SUBJECTS))
    others = [n for n in range(len(SUBJECTS)) if n != liked]
    history = [_title(liked, random) for _ in range(random.randint(2, 4))]
    history += [_title(n, random) for n in random.sample(others, random.randint(1, 3))]
    # The candidates of the test are titles that nobody was offered in training.
    offered = [liked, *random.sample(others, _CANDIDATES - 1)]
    candidates = [_title(n, random, split) for n in offered]
    clicked = candidates[0]
    random.shuffle(candidates)
    return {"history": history, "candidates": candidates, "clicked": [clicked]}


def _title(subject: int, random: Random, split: Split | None = None) -> str:
    fitting = [
        title
        for number, title in enumerate(TITLES)
        if split is None or is_for(split, subject, number)
    ]
    return random.choice(fitting).format(SUBJECTS[subject])
