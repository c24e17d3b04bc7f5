"""A card says what is known of a model: data, training, figures, memory, how to load it; and what is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.exporting.export import export_model
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.tiny import tiny_loaded

IDS = torch.arange(1, 40)[None]


def card_of(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


def rows_of(card: str) -> dict[str, str]:
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", card, re.MULTILINE))


def test_a_trained_model_keeps_the_card_of_its_run(
    make_config: Callable[..., RunConfig], tmp_path: Path
) -> None:
    result = train(make_config(trains="memory"), control=Control(), on_event=lambda _: None)
    loaded = open_model(str(result.folder / "model"), device="cpu")
    folder = export_model(loaded, "folder", tmp_path / "out", control=Control())
    assert card_of(folder) == card_of(result.folder / "model")
    again = tf.AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        assert torch.equal(again(IDS).logits, loaded.model(IDS).logits)


@pytest.mark.slow
def test_a_trained_model_whose_card_is_gone_gets_what_it_says_of_itself(
    make_config: Callable[..., RunConfig], tmp_path: Path
) -> None:
    result = train(make_config(trains="memory"), control=Control(), on_event=lambda _: None)
    (result.folder / "model" / "README.md").unlink()
    loaded = open_model(str(result.folder / "model"), device="cpu")
    card = card_of(export_model(loaded, "folder", tmp_path / "out", control=Control()))
    rows = rows_of(card)
    told = loaded.model.config.trained_on
    assert rows["Text"] == "story.txt"
    assert rows["Steps"] == "6"
    assert rows["Memory"] == "`rmt`"
    assert rows["Held-out loss before"] == f"{told['loss_before']:.4f}"
    assert rows["Held-out loss after, memory reset before each segment"] == (
        f"{told['loss_memory_reset']:.4f}"
    )
    # The metrics before, after and with the memory reset.
    assert re.search(r"^\| Perplexity ↓ \| [\d.]+ \| [\d.]+ \| [\d.]+ \|", card, re.MULTILINE)
    assert "not known" not in card


@pytest.mark.parametrize("kind", ["rmt", None])
def test_of_a_model_that_no_run_made_it_is_said_what_is_not_known(
    kind: str | None, tmp_path: Path
) -> None:
    folder = export_model(tiny_loaded(kind), "folder", tmp_path / "out", control=Control())
    card = card_of(folder)
    assert "What it was trained on, and for how long, is not known here." in card
    assert "No loss on held-out text was noted" in card
    assert rows_of(card)["Memory"] == ("`rmt`" if kind else "none")
    assert ("import memstudio.memory.memory_model" in card) == bool(kind)


def test_the_program_on_the_card_opens_a_model_with_an_encoder(tmp_path: Path) -> None:
    loaded = tiny_loaded(None)
    config = tf.T5Config(
        vocab_size=320, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2,
        decoder_start_token_id=0,
    )  # fmt: skip
    loaded.model = tf.T5ForConditionalGeneration(config).eval()
    folder = export_model(loaded, "folder", tmp_path / "out", control=Control())
    found = re.search(r"```python\n(.*?)```", card_of(folder), re.DOTALL)
    assert found
    opened: dict[str, Any] = {}
    exec(found[1].replace("PATH", folder.as_posix()), opened)  # noqa: S102 - as it is told to
    assert isinstance(opened["model"], tf.T5ForConditionalGeneration)


def test_an_adapter_that_was_made_whole_needs_no_backbone_by_its_card(tmp_path: Path) -> None:
    plain = export_model(tiny_loaded(None), "folder", tmp_path / "plain", control=Control())
    adapter = tmp_path / "adapter"
    export_model(tiny_loaded(), "adapter", adapter, control=Control(), backbone=str(plain))
    assert "The same backbone is needed to open it" in card_of(adapter)
    loaded = open_model(str(adapter), device="cpu")
    card = card_of(export_model(loaded, "folder", tmp_path / "out", control=Control()))
    assert "backbone is needed" not in card
    assert rows_of(card)["Memory"] == "`rmt`"


def test_the_card_of_somebody_else_stays_and_is_added_to(tmp_path: Path) -> None:
    theirs = export_model(tiny_loaded(None), "folder", tmp_path / "theirs", control=Control())
    (theirs / "README.md").write_text("# Theirs\n\nOf great worth.\n", encoding="utf-8")
    loaded = open_model(str(theirs), device="cpu")
    card = card_of(export_model(loaded, "folder", tmp_path / "out", control=Control()))
    assert card.startswith("# Theirs\n\nOf great worth.\n\n## This copy\n")
    assert "is not known here beyond what stands above." in card
