"""A tiny model in a folder, a book, and a way to run commands as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from memstudio.__main__ import main

SENTENCE = "Mary went to the kitchen and took the lamp. "


@dataclass(frozen=True)
class Outcome:
    """What a command left: its status, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]
"""`memstudio ARGUMENTS`, each of which may be anything that is text as well."""


@pytest.fixture
def memstudio(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs `memstudio ARGUMENTS` for a user of its own."""
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(status, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain model of random weights, with a tokenizer of bytes."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    torch.manual_seed(0)
    config = tf.LlamaConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, vocab_size=257, max_position_embeddings=128, bos_token_id=0,
        eos_token_id=0,
    )  # fmt: skip
    tf.LlamaForCausalLM(config).save_pretrained(folder)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    raw = Tokenizer(models.BPE({token: i for i, token in enumerate(["<end>", *alphabet])}, []))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    tokenizer = tf.PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def memory_model(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a memory of three slots and segments of 16 tokens."""
    folder = tmp_path_factory.mktemp("models") / "with-memory"
    arguments = ["attach", backbone, "--slots", 3, "--segment-length", 16, "--out", folder]
    assert main([str(argument) for argument in arguments]) == 0
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text(SENTENCE * 60, encoding="utf-8")
    return path
