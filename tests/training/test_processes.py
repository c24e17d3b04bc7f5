"""Several processes train as one, and leave what one would leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from memstudio.progress import Control
from memstudio.training.processes import Processes, device_of_this_process
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.training.conftest import Events
from tests.training.launching import assert_same_curves, run_events, train_launched


@pytest.mark.slow
def test_two_processes_learn_what_one_learns_from_the_same_batches(
    make_config: Callable[..., RunConfig], without_dropout: Path, tmp_path: Path
) -> None:
    wanted = make_config(
        model=str(without_dropout), trains="everything", steps=6, batch_size=2,
        gradient_accumulation=2, validate_every=3, checkpoint_every=3, threads=1,
    )  # fmt: skip
    two = train_launched(wanted, tmp_path / "two", 2)
    alone = wanted.changed(batch_size=4, out=str(tmp_path / "one"))
    one = RunFolder(train(alone, control=Control(), on_event=Events()).folder)
    assert_same_curves(two, one)
    assert two.checkpoint_steps() == one.checkpoint_steps()
    assert (two.model / "model.safetensors").is_file()
    assert len(run_events(two, "run_started")) == 1


def test_one_process_agrees_with_itself() -> None:
    alone = Processes.joined(torch.device("cpu"))
    assert alone.is_first
    assert not alone.are_many
    assert alone.any(True, False) == [True, False]
    assert alone.sums([1.5, 2]) == [1.5, 2]
    assert alone.most(3) == 3
    assert alone.shared("it") == "it"
    assert device_of_this_process("auto") == "auto"


def test_each_process_takes_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "4")
    monkeypatch.setenv("LOCAL_RANK", "3")
    monkeypatch.setattr(
        "memstudio.training.processes.resolve_device", lambda _: torch.device("cuda:0")
    )
    assert device_of_this_process("auto") == "cuda:3"
