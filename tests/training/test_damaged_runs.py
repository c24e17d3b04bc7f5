"""A run whose files are damaged, or of another version, is listed as far as it goes; others always."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from memstudio.errors import MemStudioError
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import RunIndex, list_runs
from memstudio.training.run_writer import RunWriter
from tests.training.damaged_runs import DAMAGE, a_run


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.one_in(5)
def test_a_damaged_run_keeps_no_other_from_being_listed_and_says_what_it_can(
    name: str, tmp_path: Path
) -> None:
    run, _ = a_run(tmp_path), a_run(tmp_path, "sound")
    DAMAGE[name](run)
    found = {row.name: row for row in list_runs(tmp_path)}
    assert "sound" in found
    if "run" in found:
        row = found["run"]
        assert isinstance(row.step, int)
        assert not row.matches("not anywhere")
        row.to_json()
    run.is_being_trained()
    list(run.events())
    run.last_checkpoint()
    run.trace_paths()


@pytest.mark.parametrize("name", [each for each in DAMAGE if each.startswith(("summary", ".summ"))])
def test_a_damaged_summary_is_made_again(name: str, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    DAMAGE[name](run)
    (row,) = RunIndex().look(tmp_path)
    if "owner" not in name and "unknown" not in name:
        assert (row.step, row.loss_after, row.state) == (4, 1.0, "completed")
        assert row.title == "mine"


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.one_in(5)
def test_a_damaged_run_is_gone_on_with_or_refused_in_words(name: str, tmp_path: Path) -> None:
    run = a_run(tmp_path)
    DAMAGE[name](run)
    # Anything but a sentence fails the test.
    with suppress(MemStudioError):
        RunFolder.open(run.path).config()
    with suppress(MemStudioError), RunWriter(run):
        pass
