"""The figures of a model are those of the model."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

from memstudio.memory.attach import attach_memory
from memstudio.models.catalog import resolve_model
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.models.save import save_model
from memstudio.models.source import ModelSource
from memstudio.models.summary import summarise
from memstudio.progress import Control
from tests.models.test_load import FAMILIES


def reopened(model: object, tokenizer: object, folder: Path) -> LoadedModel:
    save_model(model, tokenizer, folder, card="")
    return load_backbone(resolve_model(str(folder)), device="cpu", control=Control())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_plain_model(family: str, tmp_path: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    config = FAMILIES[family]
    config.vocab_size = len(tokenizer)
    model = AutoModelForCausalLM.from_config(config)
    found = summarise(
        LoadedModel(model, tokenizer, ModelSource("a ref", "a name", "folder", tmp_path))
    )
    assert (found.reference, found.name, found.path) == ("a ref", "a name", str(tmp_path))
    assert (found.hidden_size, found.num_layers) == (32, 2)
    assert found.vocab_size == len(tokenizer)
    assert found.max_positions == (config.max_position_embeddings)
    assert found.num_parameters == model.num_parameters()
    assert found.architecture == type(model).__name__
    assert (found.dtype, found.device) == ("float32", "cpu")
    assert (found.memory_kind, found.num_slots, found.segment_length) == (None, 0, None)
    assert found.num_memory_parameters == 0
    assert not found.has_memory
    assert found.trained_on is None


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_a_model_with_a_memory(
    family: str, tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    config = FAMILIES[family]
    config.vocab_size = len(tokenizer)
    backbone = AutoModelForCausalLM.from_config(config)
    model = attach_memory(backbone, kind="rmt", num_slots=3, segment_length=16)
    model.config.trained_on = {"steps": 5, "files": ["书.txt"]}
    found = summarise(reopened(model, tokenizer, tmp_path / "m"))
    assert (found.memory_kind, found.num_slots, found.segment_length) == ("rmt", 3, 16)
    assert found.has_memory
    assert (found.hidden_size, found.num_layers) == (32, 2)
    assert found.architecture == type(backbone).__name__
    assert found.num_memory_parameters == sum(p.numel() for p in model.memory.parameters()) > 0
    assert found.trained_on == {"steps": 5, "files": ["书.txt"]}


def test_the_kind_none_is_no_memory(tmp_path: Path, tokenizer: PreTrainedTokenizerFast) -> None:
    config = FAMILIES["llama"]
    config.vocab_size = len(tokenizer)
    model = attach_memory(AutoModelForCausalLM.from_config(config), kind="none", segment_length=16)
    found = summarise(reopened(model, tokenizer, tmp_path / "m"))
    assert found.memory_kind == "none"
    assert not found.has_memory
