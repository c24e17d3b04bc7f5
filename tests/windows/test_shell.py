"""The window on a real screen, with real keys, clicks and drops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.windows.conftest import Desk

pytestmark = pytest.mark.window


def make_small_model(folder: Path) -> None:
    """A random Llama of a few thousand weights with a tokenizer of words."""
    import transformers as tf
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["<unk>", "</s>", "it", "is", "a", "truth", "universally", "acknowledged", "."]
    level = models.WordLevel({w: i for i, w in enumerate(words)}, unk_token=words[0])
    tokenizer = Tokenizer(level)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = tf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token=words[0], eos_token=words[1]
    )
    config = tf.LlamaConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=64, vocab_size=len(words), eos_token_id=1,
    )  # fmt: skip
    tf.LlamaForCausalLM(config).save_pretrained(folder)
    fast.save_pretrained(folder)


@pytest.mark.parametrize(
    "desk", [("1280x800", "1"), ("2560x1440", "2")], indirect=True, ids=["1280x800", "2560x1440@2"]
)
def test_keys_clicks_and_drops_lead_from_an_empty_window_to_a_model_and_a_dataset(
    desk: Desk, tmp_path: Path
) -> None:
    model, text = tmp_path / "small-model", tmp_path / "book.txt"
    make_small_model(model)
    text.write_text("It is a truth universally acknowledged. " * 200)
    desk.start()
    desk.wait(lambda _state: bool(re.search(r"first_paint_ms \d+", desk.output.read_text())))
    desk.keys("ctrl+3")
    desk.wait(lambda state: state["page"] == "memory")
    desk.keys("ctrl+k")
    desk.wait(lambda state: state["focus"] == "search")
    desk.type("start page")
    desk.wait(lambda state: state["typed"].get("search") == "start page")
    desk.keys("Return")
    desk.wait(lambda state: state["page"] == "start" and not state["dialogs"])
    desk.keys("ctrl+o")
    desk.type_into("reference", str(model))
    desk.click("take_button")
    desk.wait(lambda state: state["model"] == "small-model", 60)
    desk.drop(str(text))
    desk.wait(lambda state: state["corpus"] == [str(text)], 60)
    state = desk.state()
    assert len(state["overlays"]) == 1
    assert "dataset" in state["overlays"][0]
    assert state["messages"] == []
    desk.screenshot("end")
    desk.keys("ctrl+q")
    assert desk.exit_status() == 0


def test_a_file_that_is_no_model_is_refused_in_words_and_the_window_goes_on(
    desk: Desk, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF and nothing more")
    desk.start(str(broken))
    desk.wait(lambda state: any("broken.gguf" in text for text in state["messages"]), 60)
    assert desk.state()["model"] is None
    assert desk.state()["dialogs"] == []
    desk.keys("ctrl+3")
    desk.wait(lambda state: state["page"] == "memory")
    desk.keys("ctrl+q")
    assert desk.exit_status() == 0


def test_closing_during_training_asks_and_keeps_what_was_learnt(desk: Desk, tmp_path: Path) -> None:
    model, text = tmp_path / "small-model", tmp_path / "book.txt"
    make_small_model(model)
    text.write_text("It is a truth universally acknowledged. " * 4_000)
    desk.start(str(model))
    desk.wait(lambda state: state["model"] == "small-model", 60)
    desk.drop(str(text))
    desk.wait(lambda state: state["corpus"] == [str(text)], 60)
    desk.keys("ctrl+r")
    desk.wait(lambda state: state["run"] == "running" and state["step"] >= 2, 60)
    desk.screenshot("training")
    desk.keys("ctrl+p")
    desk.wait(lambda state: state["run"] == "paused")
    desk.keys("ctrl+p")
    desk.wait(lambda state: state["run"] == "running")
    desk.keys("ctrl+q")
    desk.wait(lambda state: "stop_and_save" in state["places"])
    desk.screenshot("asked")
    desk.click("stop_and_save")
    assert desk.exit_status(60) == 0
    runs = list((desk.folder / "home" / "data" / "runs").iterdir())
    assert len(runs) == 1
    assert (runs[0] / "model" / "config.json").is_file()
    assert '"reason":"stopped"' in (runs[0] / "metrics.jsonl").read_text()
