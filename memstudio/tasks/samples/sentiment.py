"""Financial news: what an item is about, and whether it is good for the company at its head.

The first sentence names a company and what happened, the second says of `it` how that went. What
follows is about other companies, most often the other way round, so the end of an item alone
tempts one to the wrong answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

COMPANIES = (
    "Arden", "Belmont", "Corvus", "Dalton", "Elgin", "Fenwick", "Garnet", "Halden", "Ibex",
    "Juniper", "Kestrel", "Lomond",
)  # fmt: skip
TOPICS = {
    "earnings": ("{} reported its quarterly earnings on {}.", "{} presented its results for the year on {}."),
    "merger": ("{} spoke about its planned merger on {}.", "{} closed the takeover of a rival on {}."),
    "lawsuit": ("{} heard the verdict in its lawsuit on {}.", "{} stood before the court on {}."),
    "product": ("{} brought a new product to the market on {}.", "{} showed its new product on {}."),
}  # fmt: skip
SENTIMENTS = {
    "positive": ("It did far better than anybody had expected.", "It surprised even those who believed in it.", "It is stronger than before, analysts say.", "It raised its outlook at once."),
    "negative": ("It did far worse than anybody had expected.", "It disappointed even those who believed in it.", "It is weaker than before, analysts say.", "It cut its outlook at once."),
    "neutral": ("It did just as everybody had expected.", "It surprised nobody.", "It is where it was before, analysts say.", "It kept its outlook as it was."),
}  # fmt: skip
OTHERS = {
    "positive": ("Shares of {} rose.", "Orders at {} grew again.", "Investors bought {}."),
    "negative": ("Shares of {} fell.", "Orders at {} shrank again.", "Investors sold {}."),
    "neutral": ("Shares of {} did not move.", "Little was heard of {}.", "Trade in {} was quiet."),
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NUM_TRAIN, NUM_TEST = 800, 120
_LONGEST = 12


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a news item, and its topic and sentiment."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        # Short items teach what counts, long ones to keep it.
        least = 0 if split == "train" else _LONGEST // 2
        yield _row(split, random.randint(least, _LONGEST), random)


def _row(split: Split, num_others: int, random: Random) -> dict[str, Any]:
    company = random.randrange(len(COMPANIES))
    # The test has companies with topics that they did not have in training.
    topics = [topic for number, topic in enumerate(TOPICS) if is_for(split, company, number)]
    topic, sentiment = random.choice(topics), random.choice(tuple(SENTIMENTS))
    head = random.choice(TOPICS[topic]).format(COMPANIES[company], random.choice(DAYS))
    body = [random.choice(SENTIMENTS[sentiment])]
    others = [name for name in COMPANIES if name != COMPANIES[company]]
    for _ in range(num_others):
        way = random.choice([each for each in OTHERS if each != sentiment])
        body.append(random.choice(OTHERS[way]).format(random.choice(others)))
    return {"text": " ".join([head, *body]), "labels": [topic, sentiment]}
