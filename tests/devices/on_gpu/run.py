"""A run on the device, from its first step to the model that is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from memstudio.events import StepFinished
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.devices.on_gpu.simulated import HERE
from tests.training.conftest import Events, make_config, model_folder, text, without_dropout

__all__ = ["make_config", "model_folder", "text", "without_dropout"]


def test_a_run_learns_what_it_learns_on_the_cpu(
    make_config: Callable[..., RunConfig],
    without_dropout: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Every step is told, however fast they come.
    monkeypatch.setattr("memstudio.training.run_reporter._SECONDS_BETWEEN_STEPS", 0.0)
    losses = []
    for device in ("cpu", str(HERE)):
        events = Events()
        config = make_config(
            model=str(without_dropout), device=device, steps=4, validate_every=2,
            checkpoint_every=2, out=str(tmp_path / device[:3]),
        )  # fmt: skip
        result = train(config, control=Control(), on_event=events)
        assert result.reason == "completed"
        losses.append([each.loss for each in events.of(StepFinished)])
    assert len(losses[0]) == 4
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    # Opened again it is the model that was kept, down to what no file has, as the angles of places are.
    mine = result.loaded.model
    again = open_model(str(result.folder / "model"), device=str(HERE)).model
    for one, other in (
        (mine.named_parameters(), again.named_parameters()),
        (mine.named_buffers(), again.named_buffers()),
    ):
        kept = dict(one)
        for name, found in other:
            assert found.device == HERE
            assert torch.equal(found.cpu(), kept[name].cpu()), name
