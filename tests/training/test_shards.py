"""Weights that lie in parts with several processes: the same run, and the same files."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
import transformers as tf
from safetensors.torch import load_file

from memstudio.errors import TrainingError
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.shards import check_shards, is_sharded, repeated_layers
from memstudio.training.trainer import resume, train
from tests.training.conftest import Events
from tests.training.launched_table import cases, make_models_and_rows
from tests.training.launching import (
    as_if_killed_after,
    assert_same_curves,
    launched,
    run_events,
    train_launched,
)

MakeConfig = Callable[..., RunConfig]


def _weights(folder: RunFolder) -> dict[str, torch.Tensor]:
    return load_file(folder.model / "model.safetensors")


def _assert_near(ours: RunFolder, theirs: RunFolder, within: float) -> None:
    mine, others = _weights(ours), _weights(theirs)
    assert mine.keys() == others.keys()
    for name, weight in mine.items():
        torch.testing.assert_close(weight, others[name], atol=within, rtol=0)


def _copied(folder: RunFolder, name: str) -> RunFolder:
    return RunFolder(shutil.copytree(folder.path, folder.path.parent / name))


@pytest.mark.slow
def test_a_sharded_run_is_that_of_one_process_and_either_goes_on_with_the_other(
    make_config: MakeConfig, without_dropout: Path, tmp_path: Path
) -> None:
    wanted = make_config(
        model=str(without_dropout), steps=6, batch_size=2, validate_every=3, checkpoint_every=3,
        memory={"kind": "m2m", "num_slots": 3, "segment_length": 16}, sharded=True,
        probe={"every": 3},
    )  # fmt: skip
    alone = wanted.changed(batch_size=4, out=str(tmp_path / "one"))
    one = RunFolder(train(alone, control=Control(), on_event=Events()).folder)
    begun_by_one = _copied(one, "begun-by-one")
    as_if_killed_after(begun_by_one, 3)
    file = tmp_path / "two.toml"
    wanted.changed(out=str(tmp_path / "two")).save(file)
    # Launching costs more than the runs do: two processes go on with the one, and begin the other.
    accelerate = (
        "-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1",
        "--mixed_precision", "bf16", "--dynamo_backend", "no", "--use_fsdp", "--fsdp_version", "2",
    )  # fmt: skip
    done = launched(
        str(begun_by_one.path), str(file), processes=2, launcher=accelerate,
        program="tests.training.launched_shards",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (two,) = map(RunFolder, (tmp_path / "two").iterdir())
    assert_same_curves(two, one)
    _assert_near(two, one, 1e-5)
    assert two.checkpoint_steps() == one.checkpoint_steps() == [3, 6]
    assert len(run_events(two, "run_started")) == 1
    assert two.trace_paths().keys() == one.trace_paths().keys()

    # One process goes on with what two had begun, and the other way round.
    begun_by_two = _copied(two, "begun-by-two")
    as_if_killed_after(begun_by_two, 3)
    resume(begun_by_two.path, control=Control(), on_event=Events())
    _assert_near(begun_by_two, two, 1e-5)

    _assert_near(begun_by_one, two, 1e-5)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_memory_and_way_of_training_learns_in_parts_what_it_learns_whole(
    tmp_path: Path,
) -> None:
    make_models_and_rows(tmp_path)
    module = ("tests.training.launched_table", str(tmp_path))
    for name, launcher in (
        ("sharded", ("torch.distributed.run", "--nproc_per_node", "2", "-m")),
        ("whole", ()),
    ):
        subprocess.run(
            [sys.executable, "-m", *launcher, *module, name],
            check=True, timeout=1800, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    for case in cases():
        sharded, whole = (
            RunFolder(next((tmp_path / name / case).iterdir())) for name in ("sharded", "whole")
        )
        if case == "early":
            # The first validation is the best, and then there are two that are no better.
            assert run_events(sharded, "step_finished")[-1]["step"] == 3
        # In bf16, what rows are added up with decides how sums are rounded.
        within = 2e-3 if case == "bf16" else 1e-4
        assert_same_curves(sharded, whole, within)
        assert sharded.trace_paths().keys() == whole.trace_paths().keys()
        assert run_events(sharded, "evaluated")[-1]["metrics"].keys() == (
            run_events(whole, "evaluated")[-1]["metrics"].keys()
        )
        assert not any(event["problem"] for event in run_events(sharded, "evaluated"))
        if case != "bf16":
            _assert_near(sharded, whole, 1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("killed_is_all", [True, False], ids=["all", "one"])
def test_a_killed_sharded_run_ends_with_the_weights_it_would_have_had(
    make_config: MakeConfig, without_dropout: Path, tmp_path: Path, *, killed_is_all: bool
) -> None:
    wanted = make_config(
        model=str(without_dropout), steps=150, checkpoint_every=20, validate_every=50,
        sharded=True, out=str(tmp_path / "killed"),
    )  # fmt: skip
    file = tmp_path / "run.toml"
    wanted.save(file)
    process = subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2",
         "-m", "memstudio", "train", str(file)],
        env={**os.environ, "OMP_NUM_THREADS": "1"}, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    children = psutil.Process(process.pid).children
    try:
        while not list((tmp_path / "killed").glob("*/checkpoints/checkpoint-40")):
            assert process.poll() is None
            time.sleep(0.05)
        doomed = children(recursive=True)
        if killed_is_all:
            doomed.append(psutil.Process(process.pid))
        else:
            doomed = [max(doomed, key=lambda each: each.pid)]
        for each in doomed:
            each.kill()
        _, errors = process.communicate(timeout=120)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    (folder,) = map(RunFolder, (tmp_path / "killed").iterdir())
    assert folder.summary().state in {"interrupted", "failed"}
    if not killed_is_all:
        assert "Another process of this run has ended" in errors
    done = launched("resume", str(folder.path), processes=2)
    assert done.returncode == 0, done.stderr[-3000:]
    whole = train_launched(wanted, tmp_path / "whole", 2)
    mine, others = _weights(folder), _weights(whole)
    assert all(torch.equal(weight, others[name]) for name, weight in mine.items())


def test_what_parts_do_not_go_with_is_refused_in_words(make_config: MakeConfig) -> None:
    check_shards(make_config(sharded=True, precision="bf16", optimizer="sgd"))
    with pytest.raises(TrainingError, match="whole matrices"):
        check_shards(make_config(sharded=True, optimizer="adafactor"))
    with pytest.raises(TrainingError, match="whole matrices"):
        check_shards(make_config(sharded=True, optimizer="adamw_8bit"))
    with pytest.raises(TrainingError, match="fp16"):
        check_shards(make_config(sharded=True, precision="fp16"))


def test_a_torch_that_cannot_shard_is_named(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.distributed.fsdp", None)
    with pytest.raises(TrainingError, match=r"PyTorch .* cannot shard"):
        check_shards(make_config(sharded=True))


def test_one_process_has_all_the_weights_whatever_the_run_says(
    make_config: MakeConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, silent = make_config(sharded=True), make_config()
    assert not is_sharded(asked)
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert is_sharded(asked)
    assert not is_sharded(silent)
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    assert is_sharded(silent)


_SMALL: dict[str, Any] = {"vocab_size": 40, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 0}


def test_the_layers_of_encoder_and_decoder_are_found_by_structure() -> None:
    config = tf.BartConfig(
        d_model=8, encoder_layers=2, decoder_layers=3, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=8, decoder_ffn_dim=8, **_SMALL,
    )  # fmt: skip
    layers = repeated_layers(tf.BartForConditionalGeneration(config))
    names = [type(layer).__name__ for layer in layers]
    assert names == ["BartEncoderLayer"] * 2 + ["BartDecoderLayer"] * 3


def test_experts_stay_inside_their_layer() -> None:
    config = tf.MixtralConfig(
        hidden_size=8, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, num_local_experts=2, **_SMALL,
    )  # fmt: skip
    names = [type(layer).__name__ for layer in repeated_layers(tf.MixtralForCausalLM(config))]
    assert names == ["MixtralDecoderLayer"] * 2


def test_a_layer_that_shares_a_weight_stays_with_the_rest() -> None:
    model = tf.GPT2LMHeadModel(tf.GPT2Config(n_embd=8, n_layer=3, n_head=2, vocab_size=40))
    blocks = model.transformer.h
    blocks[0].mlp.c_fc.weight = blocks[2].mlp.c_fc.weight
    assert repeated_layers(model) == [blocks[1]]
