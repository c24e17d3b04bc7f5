"""A small decoder's configuration, and a run of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.training.run_config import RunConfig


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("costs") / "config.json"
    values = {
        "model_type": "llama", "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
        "num_attention_heads": 4, "vocab_size": 512, "max_position_embeddings": 256,
        "tie_word_embeddings": True,
    }  # fmt: skip
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


@pytest.fixture
def make_config(configuration: Path) -> Callable[..., RunConfig]:
    def make(kind: str = "rmt", **values: Any) -> RunConfig:
        usual = {
            "model": str(configuration), "trains": "everything", "batch_size": 2, "device": "cpu",
            "memory": {"kind": kind, "num_slots": 4, "segment_length": 32}, "segments_per_sample": 3,
        }  # fmt: skip
        return RunConfig.of(**(usual | values))

    return make
