"""What a launcher wants of a run: heard where a run can do it, refused where not, else forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.errors import TrainingError
from memstudio.launched import keeps_layers_together
from memstudio.training.checkpoints import Standing
from memstudio.training.launching import as_launched, with_steps_as_before
from memstudio.training.run_config import RunConfig

MakeConfig = Callable[..., RunConfig]


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def launch(processes: int) -> None:
        monkeypatch.setenv("WORLD_SIZE", str(processes))
        monkeypatch.setenv("LOCAL_RANK", "0")

    return launch


def _checkpoint(folder: Path, samples_per_step: int | None) -> Path:
    Standing(samples_per_step=samples_per_step).save(folder)
    return folder


def test_a_launcher_that_shares_weights_out_makes_a_run_sharded_and_decides_nothing_else(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, launched: Callable[[int], None]
) -> None:
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "bf16")
    monkeypatch.setenv("FSDP_RESHARD_AFTER_FORWARD", "false")
    launched(2)
    assert as_launched(make_config()).sharded
    assert keeps_layers_together()
    assert "ACCELERATE_USE_FSDP" not in os.environ
    assert "ACCELERATE_MIXED_PRECISION" not in os.environ


@pytest.mark.parametrize(
    ("name", "value", "wish"),
    [
        ("ACCELERATE_USE_DEEPSPEED", "true", "--use_deepspeed"),
        ("ACCELERATE_USE_MEGATRON_LM", "true", "--use_megatron_lm"),
        ("FSDP_OFFLOAD_PARAMS", "true", "--fsdp_offload_params"),
        ("FSDP_SHARDING_STRATEGY", "HYBRID_SHARD", "HYBRID_SHARD"),
    ],
)
def test_what_no_run_does_is_refused_by_name(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch, name: str, value: str, wish: str
) -> None:
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    monkeypatch.setenv(name, value)
    with pytest.raises(TrainingError, match=wish):
        as_launched(make_config())


@pytest.mark.parametrize(
    ("total", "processes", "batch", "accumulation"),
    [(8, 1, 2, 4), (8, 2, 2, 2), (8, 4, 2, 1), (8, 8, 1, 1), (6, 2, 1, 3), (12, 2, 2, 3)],
)
def test_a_step_reads_as_many_samples_by_however_many_processes(
    make_config: MakeConfig,
    launched: Callable[[int], None],
    tmp_path: Path,
    total: int,
    processes: int,
    batch: int,
    accumulation: int,
) -> None:
    launched(processes)
    config = make_config(batch_size=2, gradient_accumulation=5)
    found = with_steps_as_before(config, _checkpoint(tmp_path, total))
    assert (found.batch_size, found.gradient_accumulation) == (batch, accumulation)


def test_a_run_that_nothing_is_known_of_goes_on_as_it_says(
    make_config: MakeConfig, launched: Callable[[int], None], tmp_path: Path
) -> None:
    launched(2)
    config = make_config()
    assert with_steps_as_before(config, None) is config
    assert with_steps_as_before(config, _checkpoint(tmp_path, None)) is config


def test_processes_that_cannot_share_a_step_out_are_refused(
    make_config: MakeConfig, launched: Callable[[int], None], tmp_path: Path
) -> None:
    launched(3)
    with pytest.raises(TrainingError, match="3 processes cannot go on"):
        with_steps_as_before(make_config(), _checkpoint(tmp_path, 8))


@pytest.mark.parametrize(("processes", "accumulation"), [(1, 4), (2, 2), (4, 1), (8, None)])
def test_packs_hold_what_they_held_however_many_processes_read_them(
    make_config: MakeConfig,
    launched: Callable[[int], None],
    tmp_path: Path,
    processes: int,
    accumulation: int | None,
) -> None:
    launched(processes)
    config = make_config(batch_size=2, gradient_accumulation=4, packing=True)
    checkpoint = _checkpoint(tmp_path, 8)
    if accumulation is None:
        with pytest.raises(TrainingError, match="8 processes cannot go on"):
            with_steps_as_before(config, checkpoint)
        return
    found = with_steps_as_before(config, checkpoint)
    assert (found.batch_size, found.gradient_accumulation) == (2, accumulation)


@pytest.mark.parametrize(
    ("processes", "batch", "accumulation", "read"),
    [(1, 2, 4, 24), (2, 2, 2, 12), (4, 2, 1, 6), (8, None, None, None)],
)
def test_a_branch_is_read_by_however_many_processes_from_where_it_began(
    make_config: MakeConfig,
    launched: Callable[[int], None],
    tmp_path: Path,
    processes: int,
    batch: int | None,
    accumulation: int | None,
    read: int | None,
) -> None:
    """Two processes read 12 samples each of the run, and read 4 a step of the branch."""
    launched(processes)
    origin = {"run": "another", "step": 3, "samples": 12}
    config = make_config(
        batch_size=2, gradient_accumulation=2, branched_from=origin, packing=processes == 8
    )
    checkpoint = _checkpoint(tmp_path, 8)
    if batch is None:
        with pytest.raises(TrainingError, match="8 processes cannot go on"):
            with_steps_as_before(config, checkpoint)
        return
    found = with_steps_as_before(config, checkpoint)
    assert (found.batch_size, found.gradient_accumulation) == (batch, accumulation)
    assert found.branched_from is not None
    assert found.branched_from.samples == read
