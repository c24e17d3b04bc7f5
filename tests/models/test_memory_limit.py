"""What limits leave of the memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from memstudio.models.device import free_memory, reachable_memory, resolve_device
from memstudio.models.memory_limit import left_of_limit

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


def group(folder: Path, limit: str, used: int, of_files: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "memory.max").write_text(f"{limit}\n")
    (folder / "memory.current").write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\ninactive_file {of_files}\nslab 3\n")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own"
    path.write_text("1:cpu:/other\n0::/batch/job_7\n")
    return path


def test_the_tightest_of_all_groups_counts(tmp_path: Path, own: Path) -> None:
    root = tmp_path / "groups"
    group(root / "batch" / "job_7", "max", 500, 0)
    group(root / "batch", "2000", 900, 100)
    assert left_of_limit(root, own) == 1200
    group(root / "batch" / "job_7", "1000", 950, 40)
    assert left_of_limit(root, own) == 90
    group(root / "batch" / "job_7", "1000", 3000, 0)
    assert left_of_limit(root, own) == 0


def test_without_groups_there_is_no_limit(tmp_path: Path, own: Path) -> None:
    assert left_of_limit(tmp_path / "groups", own) is None
    assert left_of_limit(tmp_path, tmp_path / "nothing") is None


def test_a_shells_limit_counts() -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 34, 1 << 34));"
        "from pathlib import Path;"
        "from memstudio.models.memory_limit import left_of_limit;"
        "print(left_of_limit(Path('/nowhere'), Path('/nowhere')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert (1 << 33) < int(done.stdout) < (1 << 34)


def test_what_can_be_reached_is_what_is_held_and_free() -> None:
    device = resolve_device("cpu")
    free, reachable = free_memory(device), reachable_memory(device)
    assert free is not None
    assert reachable is not None
    assert reachable > free * 0.9
