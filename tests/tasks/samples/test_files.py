"""What comes with MemStudio is what its generators make, and keeps the test apart."""

from __future__ import annotations

import json
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
from memstudio.tasks.samples.pairs import Split, is_for

_FOLDER = ("samples", "tasks")
_MOST_BYTES = 3_500_000


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


def test_a_report_of_the_test_has_no_thing_that_its_ship_had_in_training() -> None:
    def pairs(split: Split) -> set[tuple[str, str]]:
        rows = map(json.loads, sample_text("question", split).splitlines())
        return {
            (row["story"].split(".")[0], answer)
            for row in rows
            if len(row["answers"]) > 1
            for answer in row["answers"]
        }

    train, test = pairs("train"), pairs("test")
    assert {answer for _, answer in test} <= {answer for _, answer in train}
    assert not train & test


def test_a_glossary_of_the_test_has_no_pair_of_the_training() -> None:
    def pairs(split: Split) -> set[frozenset[str]]:
        rows = map(json.loads, sample_text("translation", split).splitlines())
        heads = (row["source"][0].split("\n")[0] for row in rows)
        return {frozenset(pair.split(" = ")) for head in heads for pair in head.split("; ")}

    assert pairs("test")
    assert not pairs("train") & pairs("test")
