"""The comparison with the plain Trainer really trains both."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import transformers as tf

from memstudio.bench.plain_trainer import measure_trainer
from memstudio.errors import MemStudioError
from memstudio.progress import Control
from tests.tiny import tiny_tokenizer


@pytest.mark.slow
def test_both_train_on_the_same_number_of_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))
    tokenizer = tiny_tokenizer()
    torch.manual_seed(0)
    config = tf.LlamaConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        vocab_size=len(tokenizer), max_position_embeddings=512,
        eos_token_id=tokenizer.eos_token_id, bos_token_id=None,
    )  # fmt: skip
    tf.LlamaForCausalLM(config).save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    text = tmp_path / "text.txt"
    text.write_text("It was a dark and stormy night. " * 200, encoding="utf-8")
    found = measure_trainer(
        str(tmp_path / "model"), text, rounds=2, steps=3, threads=1, memory="rmt",
        control=Control(),
    )  # fmt: skip
    assert found.steps == 6
    assert found.tokens_per_step == 512
    assert found.ours > 0
    assert found.ratio == pytest.approx(found.plain / found.ours)
    memory = found.memory
    assert memory is not None
    assert memory.seconds > 0
    assert 0 < memory.arithmetic < 1, "slots are tokens too"
    assert found.as_json()["memory"]["speed"] == pytest.approx(memory.base / memory.seconds)


def test_a_kind_that_there_is_not_is_refused_before_anything_is_trained(tmp_path: Path) -> None:
    with pytest.raises(MemStudioError, match="elephant"):
        measure_trainer(
            str(tmp_path / "no-model"), tmp_path / "no-text", rounds=1, steps=2, threads=1,
            memory="elephant", control=Control(),
        )  # fmt: skip
