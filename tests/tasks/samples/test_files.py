"""What comes with MemStudio is what its generators make, and keeps the test apart."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from memstudio.resources import resource
from memstudio.tasks.samples.files import (
    generated_samples,
    sample_file,
    sample_text,
    write_samples,
)
from memstudio.tasks.samples.pairs import NUM_THINGS, Split, chain_for, is_for

_FOLDER = ("samples", "tasks")
_MOST_BYTES = 4_000_000


@pytest.mark.parametrize("split", get_args(Split))
@pytest.mark.parametrize("name", generated_samples)
def test_each_file_is_what_its_generator_makes(name: str, split: Split) -> None:
    kept = resource(*_FOLDER, sample_file(name, split)).read_text(encoding="utf-8")
    assert kept == sample_text(name, split)


@pytest.mark.parametrize("name", generated_samples)
def test_no_row_of_the_test_is_in_the_training(name: str) -> None:
    train, test = (set(sample_text(name, split).splitlines()) for split in ("train", "test"))
    assert len(test) >= 90
    assert not train & test


def test_every_file_is_made_and_together_they_are_small(tmp_path: Path) -> None:
    made = {path.name: path.stat().st_size for path in write_samples(tmp_path)}
    kept = {path.name for path in resource(*_FOLDER).glob("*.jsonl")}
    assert set(made) == kept
    assert sum(made.values()) < _MOST_BYTES


def test_each_pair_is_for_one_part_and_each_partner_is_met_in_both() -> None:
    for one in range(8):
        kept = {other: is_for("test", one, other) for other in range(8)}
        assert all(is_for("train", one, other) != kept[other] for other in kept)
        assert 0 < sum(kept.values()) < 8


def test_neighbours_of_a_chain_are_for_its_part() -> None:
    for split in get_args(Split):
        for seed in range(20):
            chain = chain_for(split, 4, random.Random(seed))  # noqa: S311
            assert all(is_for(split, one, other) for one, other in pairwise(chain))
            assert set(chain) <= set(range(NUM_THINGS))


def test_in_the_test_no_project_meets_a_firm_that_it_met_in_training() -> None:
    def met(split: Split) -> set[tuple[str, ...]]:
        rows = map(json.loads, sample_text("translation", split).splitlines())
        heads = [row["source"][0].split("\n")[0].split("; ") for row in rows]
        sides = [[pair.split(" = ")[side] for pair in head] for head in heads for side in (0, 1)]
        return {tuple(side) for side in sides}

    assert met("test")
    assert not met("train") & met("test")


def test_only_companies_and_topics_that_did_not_meet_in_training_meet_in_the_test() -> None:
    def met(split: Split) -> set[tuple[str, str]]:
        rows = map(json.loads, sample_text("sentiment", split).splitlines())
        return {(row["text"].split()[0], row["labels"][0]) for row in rows}

    assert met("test")
    assert not met("train") & met("test")
