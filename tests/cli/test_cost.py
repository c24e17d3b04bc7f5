"""`memstudio cost`, for models of any size and devices that are not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_run_on_gpus_is_told_by_part(memstudio: Run, backbone: Path) -> None:
    arguments = ("cost", backbone, "--set", "memory.segment_length=32", "--on", "h100")
    found = memstudio(*arguments, "--devices", 4, "--json").json
    assert found["num_devices"] == 4
    assert found["peak"] == sum(part["num_bytes"] for part in found["parts"])
    assert found["fits"] is True
    assert found["tokens"] == 4 * 4 * 4 * 32
    told = memstudio(*arguments, "--devices", 4).out
    assert "It fits: there are 80.0 GB." in told
    assert "Each of 4 devices sends" in told


@pytest.mark.slow
def test_the_run_of_a_file_is_told_with_settings_changed(
    memstudio: Run, backbone: Path, tmp_path: Path
) -> None:
    file = tmp_path / "run.toml"
    file.write_text(
        f'model = "{backbone}"\nsteps = 10\ntrains = "everything"\n[memory]\nsegment_length = 32\n',
        encoding="utf-8",
    )
    one = memstudio("cost", file, "--on", "l4", "--json").json
    two = memstudio("cost", file, "--on", "l4", "--set", "batch_size=8", "--json").json
    assert (one["steps"], two["tokens"]) == (10, 2 * one["tokens"])
    assert two["peak"] > one["peak"]


@pytest.mark.slow
def test_an_unknown_device_is_refused_with_those_that_there_are(
    memstudio: Run, backbone: Path
) -> None:
    failed = memstudio("cost", backbone, "--set", "memory.segment_length=32", "--on", "abacus")
    assert failed.status == 1
    assert "h100" in failed.err
