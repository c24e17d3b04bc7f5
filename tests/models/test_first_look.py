"""What is said of a model before it is opened agrees with what it is when open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from safetensors.torch import save_file

from memstudio.errors import ModelLoadError
from memstudio.memory.attach import attach_memory
from memstudio.memory.kind_options import description_with
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, KindDescription, longest_segment
from memstudio.models.catalog import find_models
from memstudio.models.first_look import look_at
from memstudio.models.load import LoadedModel
from memstudio.models.save import save_model
from memstudio.models.source import ModelSource
from memstudio.models.summary import summarise
from memstudio.models.window import num_positions, window_in, window_of
from memstudio.paths import models_dir
from tests.memory.all_families import SERVED
from tests.tiny import tiny_loaded, tiny_tokenizer

SMALL = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "vocab_size": 400,
         "num_attention_heads": 2, "num_key_value_heads": 2}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (tf.LlamaConfig(**SMALL, max_position_embeddings=77), 77),
        (tf.GPT2Config(n_embd=16, n_layer=1, n_head=2, n_positions=99, vocab_size=400), 99),
        (tf.MistralConfig(**SMALL, max_position_embeddings=512, sliding_window=64), 64),
        (tf.Qwen2Config(**SMALL, max_position_embeddings=512, use_sliding_window=False), 512),
    ],
)
def test_the_window_is_that_of_the_open_model(
    tmp_path: Path, config: tf.PretrainedConfig, expected: int
) -> None:
    model = tf.AutoModelForCausalLM.from_config(config)
    save_model(model, tiny_tokenizer(), tmp_path / "m", card="")
    if config.model_type == "qwen2":
        # As it is in published models.
        path = tmp_path / "m" / "config.json"
        written = json.loads(path.read_text()) | {"sliding_window": 128}
        path.write_text(json.dumps(written))
    look = look_at(str(tmp_path / "m"))
    assert look.window == window_of(model) == expected
    assert (look.name, look.has_memory) == ("m", False)


@pytest.mark.parametrize("family", ["led", *sorted(SERVED)])
def test_the_window_is_one_and_the_same_wherever_it_is_told(family: str, tmp_path: Path) -> None:
    led = tf.LEDConfig(
        d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, vocab_size=97,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, attention_window=8,
        max_decoder_position_embeddings=60, max_encoder_position_embeddings=64,
    )  # fmt: skip
    config = SERVED.get(family, led)
    auto = tf.AutoModelForSeq2SeqLM if family == "led" else tf.AutoModelForCausalLM
    model = auto.from_config(config).eval()
    loaded = LoadedModel(model, tiny_tokenizer(), ModelSource("m", "m", "folder", tmp_path))
    window = window_of(model)
    assert window_in(config.to_dict()) == summarise(loaded).max_positions == window
    if family == "led":
        assert window == 60
    elif window is not None and window == num_positions(model) < 200:
        # All of it is there.
        assert model(torch.full((1, window), 5)).logits.shape == (1, window, 97)


def test_a_model_with_a_memory_is_known_by_its_files(tmp_path: Path) -> None:
    loaded = tiny_loaded("none")
    save_model(loaded.model, loaded.tokenizer, tmp_path / "m", card="")
    look = look_at(str(tmp_path / "m"))
    assert (look.has_memory, look.window) == (True, 128)


def test_the_window_of_a_gguf_file_is_in_its_header(gguf_path: Path, llama_folder: Path) -> None:
    written = json.loads((llama_folder / "config.json").read_text())
    look = look_at(str(gguf_path))
    assert look.window == written["max_position_embeddings"]
    assert not look.has_memory


def test_an_adapter_is_looked_at_beside_its_model_wherever_the_two_were_moved(
    tmp_path: Path,
) -> None:
    loaded = tiny_loaded(None)
    folder = write_adapter(tmp_path / "adapter", backbone="base")
    save_model(loaded.model, loaded.tokenizer, folder / "base", card="")
    look = look_at(str(folder))
    assert (look.name, look.window, look.has_memory) == ("adapter", 128, False)


def test_an_adapter_that_goes_with_an_adapter_is_refused_as_on_opening(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "adapter", backbone=str(tmp_path / "adapter"))
    with pytest.raises(ModelLoadError, match="is an adapter itself"):
        look_at(str(folder))


def write_adapter(folder: Path, backbone: str) -> Path:
    folder.mkdir()
    config = {"peft_type": "LORA", "base_model_name_or_path": backbone}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    save_file({"weight": torch.zeros(2)}, folder / "adapter_model.safetensors")
    return folder


def test_what_cannot_be_opened_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match=r"config\.json"):
        look_at(str(tmp_path))


def test_the_users_own_models_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path))
    assert not [entry for entry in find_models() if entry.origin == "folder"]
    loaded = tiny_loaded("rmt")
    save_model(loaded.model, loaded.tokenizer, models_dir() / "mine", card="")
    # What is being written, and what is no model.
    save_model(loaded.model, loaded.tokenizer, models_dir() / ".mine.part", card="")
    (models_dir() / "empty").mkdir()
    (models_dir() / "a.txt").write_text("x")
    (entry,) = (entry for entry in find_models() if entry.origin == "folder")
    assert (entry.name, entry.reference) == ("mine", str(models_dir() / "mine"))
    assert entry.has_memory
    assert entry.size_bytes > 10_000


_AT_WORK = {"titans": [{}, {"variant": "gate"}, {"persistent_tokens": 5}]}


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        pytest.param(kind, options, id=f"{kind.name} {options}")
        for kind in KIND_DESCRIPTIONS
        for options in _AT_WORK.get(kind.name, [{}])
    ],
)
def test_each_kind_says_how_much_of_the_window_it_takes(
    kind: KindDescription, options: dict[str, Any]
) -> None:
    """The window of the tiny models has 128 places."""
    num_slots = 3 if kind.has_slots else 0
    described = description_with(kind, options)
    fitting = longest_segment(described, 128, num_slots)
    backbone = tiny_loaded(None).model
    if kind.needs_encoder:
        config = tf.BartConfig(
            vocab_size=97, d_model=16, encoder_layers=1, decoder_layers=1, decoder_ffn_dim=16,
            encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16,
            max_position_embeddings=128,
        )  # fmt: skip
        backbone = tf.AutoModelForSeq2SeqLM.from_config(config)
    given = {"kind": kind.name, "num_slots": num_slots, "options": options}
    attach_memory(backbone, segment_length=fitting, **given)
    if kind.tokens_per_slot or described.copies > 1 or described.others:
        with pytest.raises(Exception, match=f"at most {fitting}"):
            attach_memory(backbone, segment_length=fitting + 1, **given)
