"""A tiny plain model in a folder, a tokenizer of bytes, and text to train on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from memstudio.events import RunEvent
from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.training.run_config import RunConfig

SENTENCE = "Mary went to the kitchen and took the lamp. "


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    torch.set_num_threads(1)
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is handed on, however fast they come: what a test does at a step, it does there."""
    monkeypatch.setattr("memstudio.training.run_reporter._SECONDS_BETWEEN_STEPS", 0.0)


def byte_tokenizer() -> tf.PreTrainedTokenizerFast:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate(["<end>", *alphabet])}
    raw = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    return tf.PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GPT-2, whose dropout draws random numbers in training."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    torch.manual_seed(0)
    config = tf.GPT2Config(
        n_embd=32, n_layer=2, n_head=4, n_positions=64, vocab_size=257, bos_token_id=0,
        eos_token_id=0, attn_pdrop=0.1, embd_pdrop=0.1, resid_pdrop=0.1,
    )  # fmt: skip
    tf.AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


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


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(SENTENCE * 120, encoding="utf-8")
    return path


@pytest.fixture
def make_config(model_folder: Path, text: Path, tmp_path: Path) -> Callable[..., RunConfig]:
    def make(**values: Any) -> RunConfig:
        return RunConfig.of(
            **{
                "model": str(model_folder),
                "data": (str(text),),
                "memory": {"kind": "rmt", "num_slots": 3, "segment_length": 16},
                "segments_per_sample": 2,
                "batch_size": 2,
                "steps": 6,
                "learning_rate": 1e-3,
                "validate_every": 3,
                "validation_tokens": 128,
                "checkpoint_every": 2,
                "probe": {"every": 0},
                "trains": "everything",
                "device": "cpu",
                "threads": 1,
                "out": str(tmp_path / "runs"),
            }
            | values
        )

    return make


@pytest.fixture
def tiny(model_folder: Path) -> LoadedModel:
    return open_model(str(model_folder), device="cpu")


class Events(list[RunEvent]):
    """Takes events, and finds those of a kind."""

    def __call__(self, event: RunEvent) -> None:
        self.append(event)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self if isinstance(event, kind)]


@pytest.fixture
def events() -> Events:
    return Events()
