"""A little of what `python -m tests.fuzz` does for long, the same each time."""

from __future__ import annotations

import logging
import random
from pathlib import Path

import pytest

from memstudio.errors import DataError
from tests.fuzz.feeding import feed
from tests.fuzz.target import Target
from tests.fuzz.targets import all_names, target_named


@pytest.mark.parametrize("name", all_names())
def test_what_was_once_valid_is_read_or_refused_in_words(name: str, tmp_path: Path, caplog) -> None:
    caplog.set_level(logging.CRITICAL)
    fed = feed(target_named(name), seed=7, seconds=0.2, keep_in=tmp_path)
    told = [f"{each.place}\n{each.told}" for each in fed.failures.values()]
    assert not told
    assert fed.executions


def test_what_a_reader_should_not_do_is_found(tmp_path: Path, caplog) -> None:
    def read(folder: Path) -> None:
        content = (folder / "a").read_bytes()
        if content == b"valid":
            return
        if len(content) > 5:
            raise DataError("It is too long.")
        if len(content) == 5:
            raise ZeroDivisionError
        logging.getLogger("memstudio.x").error("It is short")

    target = Target("made", lambda: [{"a": b"valid"}], read)
    fed = feed(target, seed=1, most=300, keep_in=tmp_path)
    assert fed.executions == 300
    assert fed.refused > 10
    assert len(fed.failures) == 2
    assert all((each.folder or Path()).is_dir() for each in fed.failures.values())
    again = feed(target, seed=1, most=300)
    assert (again.refused, set(again.failures)) == (fed.refused, set(fed.failures))


@pytest.mark.parametrize("name", ["safetensors", "zip", "trace", "json"])
def test_inputs_are_changed_and_stay_the_same_for_a_seed(name: str) -> None:
    target = target_named(name)
    files = target.seeds()[0]
    changes = [target.changed(files, random.Random(seed)) for seed in (1, 1, 2)]
    assert changes[0] == changes[1] != changes[2]
    assert any(files[name] != content for name, content in changes[0].items())
