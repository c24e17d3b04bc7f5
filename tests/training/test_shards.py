"""Weights that lie in parts with several processes: the same run, and the same files."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
from tests.training.launching import (
    as_if_killed_after,
    assert_same_curves,
    launched,
    run_events,
    set_in_run,
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


def test_a_sharded_run_is_that_of_one_process_and_either_goes_on_with_the_other(
    make_config: MakeConfig, without_dropout: Path, tmp_path: Path
) -> None:
    wanted = make_config(
        model=str(without_dropout), steps=6, batch_size=2, validate_every=3, checkpoint_every=3,
        memory={"kind": "m2m", "num_slots": 3, "segment_length": 16}, sharded=True,
        probe={"every": 3},
    )  # fmt: skip
    two = train_launched(wanted, tmp_path / "two", 2)
    alone = wanted.changed(batch_size=4, out=str(tmp_path / "one"))
    one = RunFolder(train(alone, control=Control(), on_event=Events()).folder)
    assert_same_curves(two, one)
    _assert_near(two, one, 1e-5)
    assert two.checkpoint_steps() == one.checkpoint_steps() == [3, 6]
    assert len(run_events(two, "run_started")) == 1
    assert two.trace_paths().keys() == one.trace_paths().keys()

    # One process goes on with what two had begun, and the other way round.
    begun_by_two, begun_by_one = _copied(two, "begun-by-two"), _copied(one, "begun-by-one")
    as_if_killed_after(begun_by_two, 3)
    set_in_run(begun_by_two, batch_size=4)
    resume(begun_by_two.path, control=Control(), on_event=Events())
    _assert_near(begun_by_two, two, 1e-5)

    as_if_killed_after(begun_by_one, 3)
    set_in_run(begun_by_one, batch_size=2)
    accelerate = (
        "-m", "accelerate.commands.launch", "--num_processes", "2", "--num_machines", "1",
        "--mixed_precision", "bf16", "--dynamo_backend", "no", "--use_fsdp", "--fsdp_version", "2",
    )  # fmt: skip
    done = launched("resume", str(begun_by_one.path), processes=2, launcher=accelerate)
    assert done.returncode == 0, done.stderr[-3000:]
    _assert_near(begun_by_one, two, 1e-5)


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
