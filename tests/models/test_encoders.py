"""Sentence encoders are opened as carefully as language models, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memstudio.errors import ModelLoadError, UnsafeModelError
from memstudio.models.encoders import open_encoder
from memstudio.progress import Control
from tests.tiny import tiny_loaded, write_tiny_encoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tiny_encoder(tmp_path / "encoder")
    return tmp_path / "encoder"


def opened(folder: Path) -> tuple[Any, Any]:
    return open_encoder(folder, device="cpu", control=Control())


def change(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values))


def test_an_encoder_gives_a_state_a_token(folder: Path) -> None:
    body, tokenizer = opened(folder)
    ids = tokenizer("A dark night.", return_tensors="pt").input_ids
    assert body(input_ids=ids).last_hidden_state.shape == (1, ids.shape[1], 32)
    assert not body.training


def test_what_is_no_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match="has no config"):
        opened(tmp_path)
    tiny_loaded(None).model.save_pretrained(tmp_path / "writer")
    with pytest.raises(ModelLoadError, match="writes text"):
        opened(tmp_path / "writer")


def test_a_pattern_that_may_never_be_done_is_refused(folder: Path) -> None:
    pattern = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}  # fmt: skip
    change(folder / "tokenizer.json", pre_tokenizer=pattern)
    with pytest.raises(UnsafeModelError, match="may never be done"):
        opened(folder)


def test_sizes_that_no_file_holds_are_refused(folder: Path) -> None:
    change(folder / "config.json", num_hidden_layers=10**9)
    with pytest.raises(ModelLoadError, match="hold far less"):
        opened(folder)


def test_code_of_its_own_is_never_run(folder: Path) -> None:
    change(folder / "config.json", auto_map={"AutoModel": "modeling.Mine"})
    with pytest.raises(UnsafeModelError, match="auto_map"):
        opened(folder)


def test_an_encoder_without_some_tensors_is_refused(folder: Path) -> None:
    change(folder / "config.json", num_hidden_layers=2)
    with pytest.raises(ModelLoadError, match="are not in its files"):
        opened(folder)
