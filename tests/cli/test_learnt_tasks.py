"""What a short training by the command line gives on held-out rows of every kind.

The rows are made by rules that words of the held-out rows follow as well, in other combinations:
a rule has to be learnt, as no held-out row is among those trained on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

Row = dict[str, Any]

_PEOPLE = ("Alice", "Daniel", "Nora", "Oscar", "Clara", "Hugo")
_PLACES = ("kitchen", "garden", "library", "cellar", "attic", "market", "church", "harbour")
_GERMAN = {
    "red": "rote", "black": "schwarze", "white": "weiße", "old": "alte", "small": "kleine",
    "big": "große", "dog": "Hund", "cat": "Katze", "horse": "Pferd", "fish": "Fisch",
    "bird": "Vogel", "cow": "Kuh", "sleeps": "schläft", "runs": "läuft", "eats": "isst",
    "sings": "singt", "waits": "wartet",
}  # fmt: skip
_COLOURS, _ANIMALS, _VERBS = (list(_GERMAN)[a:b] for a, b in ((0, 6), (6, 12), (12, 17)))
_ADJECTIVES = {
    "good": ("lovely", "brilliant", "charming", "clever", "warm", "delightful"),
    "bad": ("boring", "awful", "clumsy", "dull", "cold", "dreadful"),
}
_FOOD = {
    "bear": "honey", "horse": "hay", "cat": "fish", "bird": "seeds", "fox": "mice", "goat": "leaves",
    "frog": "flies", "pig": "roots", "bee": "nectar", "shark": "seals",
}  # fmt: skip
_SHELVES = {
    "cooking": ("bread", "soup", "cake", "salt", "pepper", "butter"),
    "sport": ("football", "tennis", "rowing", "chess", "boxing", "hockey"),
    "weather": ("rain", "storm", "snow", "fog", "thunder", "frost"),
    "music": ("violin", "piano", "opera", "drums", "choir", "flute"),
}


def _translations() -> Iterator[Row]:
    for words in product(_COLOURS, _ANIMALS, _VERBS):
        german = " ".join(_GERMAN[word] for word in words)
        yield {"en": f"The {' '.join(words)}.", "de": f"Das {german}."}


def _labels() -> Iterator[Row]:
    for label, adjectives in _ADJECTIVES.items():
        for adjective, who, what in product(
            adjectives, _PEOPLE, ("film", "book", "play", "song", "poem")
        ):
            yield {"text": f"{who} found the {what} {adjective}.", "label": label}


def _questions() -> Iterator[Row]:
    for (who, other), (here, there) in product(_pairs(_PEOPLE), _pairs(_PLACES)):
        yield {
            "context": f"{who} walked to the {here}. {other} walked to the {there}.",
            "question": f"Where is {who}?", "answer": f"In the {here}.",
        }  # fmt: skip


def _summaries() -> Iterator[Row]:
    for who, place, (first, other) in product(_PEOPLE, _PLACES, _pairs(_VERBS)):
        yield {
            "document": f"The dog {first}. {who} walked to the {place}. The cat {other}.",
            "summary": f"{who} is in the {place}.",
        }


def _found() -> Iterator[Row]:
    for (animal, food), place, asked in product(
        _FOOD.items(), _PLACES, ("What does the {} eat?", "Food for the {}", "Tell me of the {}.")
    ):
        yield {
            "query": asked.format(animal), "document": f"The {animal} eats {food} in the {place}.",
            "relevance": 1,
        }  # fmt: skip


def _clicks() -> Iterator[Row]:
    chance = random.Random(0)  # noqa: S311 - the same each time
    for shelf, _ in product(_SHELVES, range(150)):
        own = chance.sample(_SHELVES[shelf], 4)
        others = [chance.choice(_SHELVES[each]) for each in _SHELVES if each != shelf]
        candidates = [own[3], *others]
        chance.shuffle(candidates)
        yield {"history": own[:3], "candidates": candidates, "clicked": [own[3]]}


def _pairs(names: tuple[str, ...] | list[str]) -> Iterator[tuple[str, str]]:
    return ((a, b) for a, b in product(names, names) if a != b)


@dataclass(frozen=True)
class Learnt:
    """Rows of a kind, and how much better the metrics must be after a short training.

    Attributes:
        gains: by metric: the least that it is to be after, and the least gain.
        settings: of the run, beyond the common ones.
    """

    kind: str
    rows: Callable[[], Iterator[Row]]
    gains: dict[str, tuple[float, float]]
    settings: dict[str, Any] = field(default_factory=dict)


_LEARNT = (
    Learnt("translation", _translations, {"bleu": (50.0, 40.0), "chrf": (60.0, 40.0)}),
    Learnt("label", _labels, {"accuracy": (0.9, 0.2), "macro_f1": (0.9, 0.2)}),
    Learnt("question", _questions, {"exact_match": (0.6, 0.3), "token_f1": (0.7, 0.2)}),
    Learnt("summary", _summaries, {"rouge_1": (0.8, 0.3), "rouge_l": (0.8, 0.3)}),
    Learnt("retrieval", _found, {"ndcg_10": (0.9, 0.1), "recall_1": (0.8, 0.2)}),
    Learnt("recommendation", _clicks, {"auc": (0.8, 0.2), "ndcg_10": (0.8, 0.1)}),
)


@pytest.mark.slow
@pytest.mark.parametrize("learnt", _LEARNT, ids=lambda learnt: learnt.kind)
def test_what_is_held_out_is_answered_better_after_a_short_training(
    learnt: Learnt, tmp_path: Path, memstudio: Run
) -> None:
    rows = list(learnt.rows())
    random.Random(1).shuffle(rows)  # noqa: S311 - the same each time
    rows = rows[:600]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    settings = {
        "steps": 300, "batch_size": 16, "segments_per_sample": 1, "learning_rate": 2e-3,
        "memory_learning_rate": 2e-3, "validation_fraction": 0.1, "validate_every": 0,
        "checkpoint_every": 1000, "seed": 0, **learnt.settings,
    }  # fmt: skip
    config = tmp_path / "run.toml"
    lines = [
        f'model = "demo"\ndata = ["{data}"]\ntrains = "everything"\ndevice = "cpu"\nthreads = 1'
    ]
    lines += [f"{name} = {value}" for name, value in settings.items()]
    lines += ["[probe]\nevery = 0", "[evaluation]\nrows = 48\nmax_new_tokens = 24"]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = memstudio("train", config, "--out", tmp_path / "runs", "--json")
    assert found.status == 0, found.err
    run = Path(found.json["run"])
    told = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    before, after = (
        {name: figure["value"] for name, figure in each["metrics"].items()}
        for each in told
        if each["event"] == "evaluated"
    )
    read = json.loads((run / "data.json").read_text())
    assert read["files"][0]["rows"] == learnt.kind
    assert read["split"]["validation_documents"] >= 18
    for name, (least, gain) in learnt.gains.items():
        full = f"{learnt.kind}/{name}"
        assert after[full] >= least
        assert after[full] - before[full] >= gain
