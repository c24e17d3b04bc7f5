"""Backbones from a configuration: the same seed the same weights, and nothing that is not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.errors import ModelLoadError, UnsafeModelError
from memstudio.models.families import SIZES, TokenNumbers, family_of
from memstudio.models.fresh_backbone import config_from_file, count_parameters, make_backbone

TOKENS = TokenNumbers(vocabulary=300, begin=1, end=2, padding=0)
CONFIG = family_of("gpt2").config(SIZES[0], 128, TOKENS) | {"n_layer": 1, "n_embd": 32}


def _file(tmp_path: Path, values: Any) -> Path:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_the_seed_decides_and_nothing_else_is_drawn() -> None:
    before = torch.random.get_rng_state()
    one, same, other = (make_backbone(CONFIG, seed) for seed in (3, 3, 4))
    assert torch.equal(torch.random.get_rng_state(), before)
    word = [model.get_input_embeddings().weight for model in (one, same, other)]
    assert torch.equal(word[0], word[1])
    assert not torch.equal(word[0], word[2])
    assert sum(each.numel() for each in one.parameters()) == count_parameters(CONFIG)


def test_a_file_keeps_its_numbers_and_takes_those_of_the_tokenizer(tmp_path: Path) -> None:
    stored = {"torch_dtype": "bfloat16", "quantization_config": {"bits": 4}}
    written = CONFIG | stored | {"vocab_size": 50_000, "eos_token_id": 49_999}
    values = config_from_file(_file(tmp_path, written), TOKENS)
    model = make_backbone(values, 0)
    assert (model.config.n_layer, model.config.n_embd) == (1, 32)
    assert model.config.vocab_size == 300
    assert model.config.eos_token_id == 2
    assert model.dtype == torch.float32


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"model_type": "own", "auto_map": {"AutoConfig": "x.Y"}}, UnsafeModelError, "never runs"),
        ({"model_type": "unheard"}, ModelLoadError, "does not know"),
        ({"model_type": "vit"}, ModelLoadError, "writes no text"),
        ({"model_type": "memstudio"}, ModelLoadError, "with a memory"),
        ({"hidden_size": 3}, ModelLoadError, "model_type"),
        ([1], ModelLoadError, "does not hold a configuration"),
    ],
)
def test_a_configuration_that_serves_for_nothing_is_refused(
    tmp_path: Path, values: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        config_from_file(_file(tmp_path, values), TOKENS)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match="could not be read"):
        config_from_file(tmp_path / "absent.json", TOKENS)


def test_numbers_that_do_not_fit_each_other_are_said() -> None:
    with pytest.raises(ModelLoadError, match="No gpt2 can be made with these numbers"):
        make_backbone(CONFIG | {"n_head": 5}, 0)
