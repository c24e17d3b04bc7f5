"""Killing a run for real, and letting it go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.bench import kills
from memstudio.progress import Control


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path))
    found = kills.measure_kills(3, 1, Control())
    assert found.kills == 3
    assert found.runs == found.identical > 0


def test_a_folder_without_a_record_of_its_data_is_not_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "half-made").mkdir()
    assert kills._folder_in(tmp_path) is None
    (tmp_path / "half-made" / "data.json").write_text("{}", encoding="utf-8")
    assert kills._folder_in(tmp_path) is not None
