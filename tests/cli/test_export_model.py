"""A model is exported in any of its forms by one command, and what cannot be is said before any work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from memstudio.memory import attach
from memstudio.memory.attach import open_model
from tests.cli.conftest import Run

IDS = torch.arange(1, 60)[None]


def logits(model: Path) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = open_model(str(model), device="cpu").model(IDS).logits
    return found


@pytest.mark.parametrize("to", ["folder", "adapter"])
@pytest.mark.one_in(2)
def test_what_was_exported_is_the_same_model(
    to: str, memory_model: Path, tmp_path: Path, memstudio: Run
) -> None:
    out = tmp_path / "out"
    found = memstudio("export", memory_model, "--to", to, "--out", out, "--json")
    assert found.status == 0, found.err
    assert found.json == {"model": str(memory_model), "format": to, "folder": str(out)}
    assert torch.equal(logits(out), logits(memory_model))
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "is not known here" in card
    assert "`rmt`" in card
    # All verbs take it as a model.
    said = memstudio("generate", out, "--prompt", "Mary", "--device", "cpu", "--max-new-tokens", 3)
    assert said.status == 0, said.err


@pytest.mark.slow
def test_a_program_is_written_with_its_manifest(
    memory_model: Path, tmp_path: Path, memstudio: Run
) -> None:
    found = memstudio("export", memory_model, "--to", "program", "--out", tmp_path / "out")
    assert found.status == 0, found.err
    told = json.loads((tmp_path / "out" / "step.json").read_text(encoding="utf-8"))
    assert told["segment_length"] == 16
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "step.pt2", "step.json", "initial_state.safetensors", "tokenizer.json", "README.md",
    }  # fmt: skip


def test_a_model_without_a_memory_is_refused_before_it_is_opened(
    backbone: Path, tmp_path: Path, memstudio: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(attach, "load_backbone", opened)
    for to in ("adapter", "program", "onnx"):
        found = memstudio("export", backbone, "--to", to, "--out", tmp_path / "out")
        assert (found.status, "has no memory" in found.err) == (1, True)
    found = memstudio("export", backbone, "--to", "film", "--out", tmp_path / "out")
    assert (found.status, "folder, adapter, program, onnx" in found.err) == (2, True)
    assert not (tmp_path / "out").exists()
