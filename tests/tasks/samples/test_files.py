"""What comes with MemStudio is what its generators make, and keeps the test apart."""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from memstudio.data.glossary import glossary_of
from memstudio.resources import resource
from memstudio.tasks.samples import ordering, question
from memstudio.tasks.samples.files import (
    generated_samples,
    sample_file,
    sample_text,
    write_samples,
)
from memstudio.tasks.samples.pairs import Split, combination_for, is_for

_FOLDER = ("samples", "tasks")
_MOST_BYTES = 4_600_000


@pytest.mark.parametrize("split", get_args(Split))
@pytest.mark.parametrize("name", generated_samples)
@pytest.mark.one_in(3)
def test_each_file_is_what_its_generator_makes(name: str, split: Split) -> None:
    kept = resource(*_FOLDER, sample_file(name, split)).read_text(encoding="utf-8")
    assert kept == sample_text(name, split)
    assert len(set(kept.splitlines())) == kept.count("\n")


@pytest.mark.parametrize("name", generated_samples)
def test_no_row_of_the_test_is_in_the_training(name: str) -> None:
    train, test = (set(sample_text(name, split).splitlines()) for split in ("train", "test"))
    assert len(test) >= 75
    assert not train & test


@pytest.mark.slow
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


def test_a_combination_is_for_one_part_alone() -> None:
    def combinations(split: Split, length: int) -> set[tuple[int, ...]]:
        draw = random.Random(1)  # noqa: S311
        return {tuple(combination_for(split, length, draw)) for _ in range(400)}

    for length in (2, 3, 4):
        train, test = (combinations(each, length) for each in get_args(Split))
        assert not train & test
        for place in range(length):
            assert {each[place] for each in test} == {each[place] for each in train}


def test_no_glossary_of_the_test_was_one_of_the_training() -> None:
    def glossaries(split: Split) -> set[frozenset[frozenset[str]]]:
        rows = map(json.loads, sample_text("translation", split).splitlines())
        heads = [glossary_of(row["source"][0]) for row in rows]
        assert all(len(head) == 2 for head in heads)
        return {frozenset(map(frozenset, head)) for head in heads}

    assert not glossaries("train") & glossaries("test")


@pytest.mark.slow
def test_a_story_of_the_test_is_told_in_its_order_and_asked_about_at_its_end_alone() -> None:
    for line in sample_text("ordering", "test").splitlines():
        row = json.loads(line)
        text, people = row["text"], row["order"]
        assert people == sorted(people, key=text.index)
        asked, answer = row["messages"]
        assert asked.startswith(text)
        question = asked.removeprefix(text)
        assert question.count("?") == 1
        two = [name for name in people if name in question]
        assert (len(two), answer) == (2, two[0])


@pytest.mark.slow
def test_people_of_the_test_do_what_they_never_did_in_training() -> None:
    def done(split: Split) -> set[tuple[str, str]]:
        whole = sample_text("ordering", split)
        pairs = ((name, deed) for name in ordering.PEOPLE for deed in ordering.DEEDS)
        return {(name, deed) for name, deed in pairs if f"{name} {deed}." in whole}

    assert len(done("test")) > 20
    assert not done("train") & done("test")


def test_what_a_report_of_the_test_tells_never_stood_together_in_training() -> None:
    def told(split: Split) -> set[frozenset[str]]:
        rows = map(json.loads, sample_text("question", split).splitlines())
        things = {thing for fact in question.FACTS for thing in fact.things}
        return {frozenset(things & set(row["story"].replace(".", " ").split())) for row in rows}

    assert all(len(each) == len(question.FACTS) for each in told("test"))
    assert not told("train") & told("test")


def test_only_companies_and_topics_that_did_not_meet_in_training_meet_in_the_test() -> None:
    def met(split: Split) -> set[tuple[str, str]]:
        rows = map(json.loads, sample_text("sentiment", split).splitlines())
        return {(row["text"].split()[0], row["labels"][0]) for row in rows}

    assert met("test")
    assert not met("train") & met("test")


def test_each_sample_is_told_of_as_it_is() -> None:
    told = tomllib.loads(resource("samples", "SOURCES.toml").read_text(encoding="utf-8"))
    hashes = {each["file"]: each["sha256"] for kind in told.values() for each in kind}
    folder = resource("samples")
    kept = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".txt", ".jsonl"}
    }
    assert kept == hashes
