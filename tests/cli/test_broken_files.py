"""What `memstudio data` says of broken files: JSON that can be read, and a sentence for each problem."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.data.broken import FAMILIES
from tests.data.broken.case import Family
from tests.data.broken.limits import lower_limits


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.one_in(10)
def test_broken_files_are_told_of(family: Family, tmp_path: Path, memstudio: Run) -> None:
    folder = tmp_path / "drop"
    good = folder / "good.txt"
    folder.mkdir()
    good.write_text("This file is whole.", encoding="utf-8")
    paths = []
    for number, broken in enumerate(family.files):
        place = folder / str(number)
        place.mkdir()
        path = broken.make(place)
        # No shell can say a zero.
        paths += [path] if "\0" not in str(path) else []
    found = memstudio("data", "--json", good, *paths)
    assert found.status == 0, found.err
    told = found.json
    assert told["files"][0]["documents"] == 1
    said = [p for file in told["files"] for p in file["problems"]] + told["problems"]
    by_place = dict(enumerate(family.files))
    for path in paths:
        broken = by_place[int(path.relative_to(folder).parts[0])]
        place = str(folder / path.relative_to(folder).parts[0]) + os.sep
        own = [each["problem"] for each in said if each["path"].startswith(place)]
        # What comes again in another file is said to be in that one.
        for words in broken.says:
            assert any(words in sentence or "already" in sentence for sentence in own), broken
    plain = memstudio("data", good, *paths)
    assert plain.status == 0
    for each in said:
        assert each["problem"] in plain.err + plain.out


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.one_in(5)
def test_alone_a_file_that_is_refused_ends_with_a_sentence(
    family: Family, tmp_path: Path, memstudio: Run
) -> None:
    broken = next((each for each in family.files if each.is_refused), None)
    if broken is None:
        pytest.skip("all of them are read")
    found = memstudio("data", "--json", broken.make(tmp_path))
    assert found.status == 1
    assert found.json["documents"] == 0
    assert "There is no text to train on" in found.err
    assert "Traceback" not in found.err
