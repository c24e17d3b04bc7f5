"""What the calculator says is near what steps take; how near is in resources/benchmarks/cost.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.bench.cost_calculator import CostTrial, as_markdown, cost_trials
from memstudio.progress import Control


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rmt", "nlm"])
def test_memory_and_arithmetic_are_near_what_a_step_takes(kind: str, tmp_path: Path) -> None:
    found = cost_trials([kind], [4], [4], tmp_path, Control())
    assert len(found) == 3
    for each in found:
        assert each.bytes_said == pytest.approx(each.bytes_found, rel=0.25)
        assert each.flops_said == pytest.approx(each.flops_found, rel=0.25)
        assert each.seconds_said > 0


def test_the_table_has_every_ratio_and_how_many_are_near() -> None:
    trials = [
        CostTrial("rmt", 4, 2, None, False, 90, 100, 2e9, 2e9, 0.5, 1.0),
        CostTrial("rmt", 4, 2, 1, False, 100, 100, 2e9, 1e9, 1.0, 1.0),
        CostTrial("rmt", 4, 2, None, True, 100, 100, 2e9, 2e9, 1.0, 1.0),
    ]
    table = as_markdown(trials).splitlines()
    assert table[2] == "| rmt | 4 | 2 | all | 0 | 0.90 | 2.0 | 1.00 | 1.00 | 0.50 |"
    assert [row.split(" | ")[3] for row in table[2:5]] == ["all", "1", "replay"]
    assert "| bytes | 0.90 | 1.00 | 1.00 | 100% |" in table
    assert "| flops | 1.00 | 1.00 | 2.00 | 67% |" in table
