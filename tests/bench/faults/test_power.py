"""A power cut takes what was not synced, and nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from memstudio.bench.faults.power import DiskBefore, cut_power

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="paths of open files come from /proc"
)

_CODE = """
import os, sys
from pathlib import Path
from memstudio.bench.faults.power import DiskNotes
world = Path(sys.argv[1])
DiskNotes(world, world.parent / "beside").begin(lambda: None)
"""


def worked(world: Path, code: str) -> DiskBefore:
    """A process notes what it does in `world`; what was there before it."""
    before = DiskBefore.of(world)
    command = [sys.executable, "-c", _CODE + code, str(world)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[3])
    return before


def cut(world: Path, before: DiskBefore, seed: int) -> None:
    cut_power(world, world.parent / "beside", before, random.Random(seed))  # noqa: S311 - no secret


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "old.txt").write_text("old", encoding="utf-8")
    return tmp_path / "world"


def test_what_the_program_writes_is_there_after_any_cut(world: Path) -> None:
    code = "from memstudio.atomic import write_text\nwrite_text(world / 'old.txt', 'new')"
    for seed in range(6):
        cut(world, worked(world, code), seed)
        assert (world / "old.txt").read_text(encoding="utf-8") == "new"
        assert [path.name for path in world.iterdir()] == ["old.txt"]
        (world / "old.txt").write_text("old", encoding="utf-8")


@pytest.mark.slow
def test_without_syncing_some_cuts_take_content_and_some_take_names(world: Path) -> None:
    code = "(world / 'a').write_text('new'); (world / 'a').replace(world / 'old.txt')"
    found = set()
    for seed in range(12):
        cut(world, worked(world, code), seed)
        found.add((world / "old.txt").read_bytes())
        for path in world.iterdir():
            path.unlink()
        (world / "old.txt").write_text("old", encoding="utf-8")
    assert {b"old", b"new"} <= found
    assert len(found) > 2


def test_deleting_is_taken_back_where_the_folder_was_not_synced(world: Path) -> None:
    found = set()
    for seed in range(6):
        cut(world, worked(world, "(world / 'old.txt').unlink()"), seed)
        found.add((world / "old.txt").exists())
        (world / "old.txt").write_text("old", encoding="utf-8")
    assert True in found
