"""That growth is told from noise; and, among the slow tests, that nothing grows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.soak.__main__ import PARTS, slopes
from tests.soak.held import count
from tests.soak.slope import WARM, slope_of

_CHECKOUT = Path(__file__).parents[2]


def _noise(cycles: int) -> np.ndarray:
    return np.random.default_rng(0).normal(1000.0, 5.0, cycles)


def test_noise_is_flat() -> None:
    slope = slope_of("rss", _noise(500).tolist())
    assert slope.is_flat
    assert abs(slope.per_cycle) < slope.margin


def test_growth_within_noise_is_found() -> None:
    slope = slope_of("rss", (_noise(500) + 0.05 * np.arange(500)).tolist())
    assert not slope.is_flat
    assert slope.per_cycle == pytest.approx(0.05, abs=0.01)


def test_one_file_left_open_each_time_is_found() -> None:
    assert not slope_of("files", list(range(10, 110))).is_flat


def test_what_fills_in_the_first_cycles_does_not_count() -> None:
    values = [*range(WARM), *[WARM] * 100]
    slope = slope_of("files", values)
    assert (slope.per_cycle, slope.is_flat) == (0.0, True)


def test_a_pool_that_fills_is_no_growth_and_a_thread_left_each_time_is() -> None:
    filling = [5] * 100 + [6] * 50 + [7] * 350
    assert not slope_of("threads", filling).is_flat
    assert slope_of("threads", filling, room=6).is_flat
    assert not slope_of("threads", [5 + cycle // 20 for cycle in range(500)], room=6).is_flat


def test_too_few_cycles_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        slope_of("files", [1.0] * 40)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no descriptors to count there")
def test_what_is_held_is_counted(tmp_path: Path) -> None:
    before = count(1)
    kept = [(tmp_path / str(number)).open("w") for number in range(3)]
    assert count(2).files == before.files + 3
    for file in kept:
        file.close()
    assert count(3).files == before.files


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_grows(tmp_path: Path) -> None:
    out = tmp_path / "soak.jsonl"
    subprocess.run(
        [sys.executable, "-m", "tests.soak", "--cycles", "60", "--out", str(out)],
        cwd=_CHECKOUT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    found = slopes(out)
    assert set(found) == set(PARTS)
    # Memory needs more cycles to come to rest than a test can take.
    grown = [
        (part, slope)
        for part, of_it in found.items()
        for slope in of_it.slopes
        if slope.name not in {"rss", "objects"} and not slope.is_flat
    ]
    assert not grown
