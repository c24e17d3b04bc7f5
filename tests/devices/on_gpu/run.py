"""A run on the device, from its first step to the model that is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file

from memstudio.events import StepFinished
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
    # A fresh memory begins from other random numbers on another device.
    assert losses[0] == pytest.approx(losses[1], abs=1e-2)
    weights = load_file(result.folder / "model" / "model.safetensors")
    assert all(bool(each.isfinite().all()) for each in weights.values())
