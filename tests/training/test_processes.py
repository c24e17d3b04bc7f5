"""Several processes train as one, and leave what one would leave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.errors import TrainingError
from memstudio.training.processes import Processes, device_of_this_process
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from tests.training.conftest import byte_tokenizer

_SECONDS_AT_MOST = 180


def _train(config: RunConfig, out: Path, processes: int) -> RunFolder:
    file = out.with_suffix(".toml")
    config.save(file)
    launcher = ["-m", "torch.distributed.run", "--nproc_per_node", str(processes)]
    command = ["-m", "memstudio", "train", str(file), "--out", str(out), "--json"]
    done = subprocess.run(
        [sys.executable, *(launcher if processes > 1 else []), *command],
        capture_output=True, text=True, timeout=_SECONDS_AT_MOST, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    # The first process alone prints.
    return RunFolder.open(json.loads(done.stdout)["run"])


def _events(folder: RunFolder, name: str) -> list[dict[str, Any]]:
    lines = map(json.loads, folder.metrics.read_text(encoding="utf-8").splitlines())
    return [event for event in lines if event["event"] == name]


@pytest.fixture
def without_dropout(tmp_path: Path) -> Path:
    """A model that draws no random numbers: those of two processes differ from those of one."""
    folder = tmp_path / "plain"
    torch.manual_seed(0)
    config = tf.LlamaConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        vocab_size=257, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    tf.AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


def test_two_processes_learn_what_one_learns_from_the_same_batches(
    make_config: Callable[..., RunConfig], without_dropout: Path, tmp_path: Path
) -> None:
    wanted = make_config(
        model=str(without_dropout), trains="everything", steps=6, batch_size=2,
        gradient_accumulation=2, validate_every=3, checkpoint_every=3, threads=1,
    )  # fmt: skip
    two = _train(wanted, tmp_path / "two", 2)
    one = _train(wanted.changed(batch_size=4), tmp_path / "one", 1)
    for name, fields in (
        ("step_finished", ("loss", "grad_norm", "tokens")),
        ("validated", ("loss", "loss_memory_reset")),
    ):
        ours, theirs = _events(two, name), _events(one, name)
        assert [event["step"] for event in ours] == [event["step"] for event in theirs]
        assert ours
        for mine, other in zip(ours, theirs, strict=True):
            for field in fields:
                assert mine[field] == pytest.approx(other[field], abs=1e-4)
    assert two.checkpoint_steps() == one.checkpoint_steps()
    assert (two.model / "model.safetensors").is_file()
    assert len(_events(two, "run_started")) == 1


def test_sharding_is_refused_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "WORLD_SIZE": "2",
        "LOCAL_RANK": "1",
        "ACCELERATE_USE_FSDP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(TrainingError, match="FSDP"):
        Processes.joined(torch.device("cpu"))


def test_one_process_agrees_with_itself() -> None:
    alone = Processes.joined(torch.device("cpu"))
    assert alone.is_first
    assert not alone.are_many
    assert alone.any(True, False) == [True, False]
    assert alone.sums([1.5, 2]) == [1.5, 2]
    assert alone.shared("it") == "it"
    assert device_of_this_process("auto") == "auto"


def test_each_process_takes_its_own_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "4")
    monkeypatch.setenv("LOCAL_RANK", "3")
    monkeypatch.setattr(
        "memstudio.training.processes.resolve_device", lambda _: torch.device("cuda:0")
    )
    assert device_of_this_process("auto") == "cuda:3"
