"""What a memory is worth in a layer, against the loss with the share moved by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from memstudio.bench.knn_layers import KnnLayers, as_markdown, measure_knn_layers
from memstudio.cli.app import run
from memstudio.errors import DataError, MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from tests.tiny import tiny_loaded

_LENGTH = 8


@pytest.fixture
def loaded() -> LoadedModel:
    found = tiny_loaded(None)
    found.model.double()
    return found


def _measured(loaded: LoadedModel, ids: list[int], **changed: Any) -> KnnLayers:
    usual = {"segment_length": _LENGTH, "num_read": 16, "num_judged": 24, "control": Control()}
    return measure_knn_layers(loaded, ids, **usual | changed)


def _ids(loaded: LoadedModel, number: int = 41) -> list[int]:
    words = loaded.model.config.vocab_size
    drawn = torch.randint(words, (number,), generator=torch.Generator().manual_seed(1))
    return drawn.tolist()


def _loss(loaded: LoadedModel, ids: list[int], layer: int, shares: torch.Tensor) -> float:
    """Of tokens 17 to 40, with the shares of a layer's heads as given."""
    model = attach_memory(
        loaded.model, kind="knn", segment_length=_LENGTH, options={"layer": layer}
    ).eval()
    model.memory.gate.data.copy_(shares.logit())
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits
    wanted = torch.tensor(ids[17:41])
    return float(torch.nn.functional.cross_entropy(logits[0, 16:40], wanted))


def test_it_is_what_the_loss_falls_by(loaded: LoadedModel) -> None:
    ids = _ids(loaded)
    found = _measured(loaded, ids)
    assert [each.layer for each in found.layers] == [1, 2]
    num_heads = len(found.layers[0].heads)
    closed = torch.full((num_heads,), -6.0, dtype=torch.float64).sigmoid()
    for each in found.layers:
        assert found.loss == pytest.approx(_loss(loaded, ids, each.layer, closed), abs=1e-2)
        assert len(each.heads) == num_heads
        for head, worth in ((0, each.heads[0]), (3, each.heads[3])):
            step = torch.zeros_like(closed)
            step[head] = 1e-3
            less, more = (
                _loss(loaded, ids, each.layer, closed + way * step) for way in (-1, 1)
            )  # fmt: skip
            assert worth == pytest.approx((less - more) / 2e-3, rel=5e-3, abs=1e-4)
    assert found.best.gain == max(each.gain for each in found.layers) > 0


def test_the_model_is_left_as_it_was(loaded: LoadedModel) -> None:
    before = {name: tensor.clone() for name, tensor in loaded.model.state_dict().items()}
    loaded.model.train()
    _measured(loaded, _ids(loaded), layers=[2])
    assert loaded.model.training
    assert all(parameter.requires_grad for parameter in loaded.model.parameters())
    assert all(parameter.grad is None for parameter in loaded.model.parameters())
    assert all(torch.equal(before[name], each) for name, each in loaded.model.state_dict().items())


def test_the_table_names_the_best_layer(loaded: LoadedModel) -> None:
    found = _measured(loaded, _ids(loaded))
    table = as_markdown(found, "memstudio bench knn-layers M T")
    first = next(line for line in table.splitlines() if line.startswith(f"| {found.best.layer} "))
    assert table.index(first) == min(table.index(f"| {each.layer} ") for each in found.layers)
    assert f"layer={found.best.layer}" in table


def test_what_cannot_be_tried_is_refused(loaded: LoadedModel) -> None:
    with pytest.raises(DataError, match="41 are needed"):
        _measured(loaded, _ids(loaded, 40))
    with pytest.raises(DataError, match="17 are needed"):
        _measured(loaded, _ids(loaded), num_judged=7)
    with pytest.raises(MemoryAttachError, match="layer 3"):
        _measured(loaded, _ids(loaded), layers=[3])
    own = attach_memory(loaded.model, kind="rmt", segment_length=_LENGTH)
    with pytest.raises(MemoryAttachError, match="has a memory already"):
        _measured(LoadedModel(own, loaded.tokenizer, loaded.source), _ids(loaded))


def test_the_command_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tiny_loaded(None)
    found.model.save_pretrained(tmp_path / "model")
    found.tokenizer.save_pretrained(tmp_path / "model")
    text, out = tmp_path / "text.txt", tmp_path / "layers.md"
    text.write_text("The quick brown fox jumps over the lazy dog. " * 20, encoding="utf-8")
    asked = ["bench", "knn-layers", str(tmp_path / "model"), str(text), "--segment", "16"]
    asked += ["--read", "32", "--judged", "32", "--out", str(out)]
    assert run(asked) == 0
    assert "# Which layer should remember?" in capsys.readouterr().out
    assert json.loads(out.with_suffix(".json").read_text())["best"] in {1, 2}
