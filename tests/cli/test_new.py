"""`memstudio new`, for real: a model that was not there before, and can be trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_model_is_made_of_a_book_and_trained(memstudio: Run, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    words = ("--corpus", book, "--out", out, "--slots", 3, "--segment-length", 16)
    found = memstudio("new", *words, "--vocabulary", 280, "--json")
    assert found.status == 0
    assert found.json["architecture"] == "LlamaForCausalLM"
    assert found.json["slots"] == 3
    # Told before it was made, and true.
    backbone = found.json["parameters"] - found.json["memory_parameters"]
    assert f"{backbone:,} parameters without the memory" in found.err
    trained = memstudio(
        "train", found.json["run"], "--out", tmp_path / "runs", "--steps", 2, "--json"
    )
    assert trained.json["step"] == 2


def test_a_text_that_gives_fewer_tokens_than_asked_for_says_so(
    memstudio: Run, book: Path, tmp_path: Path
) -> None:
    found = memstudio(
        "new", "--corpus", book, "--out", tmp_path / "my model", "--tokenizer", "character",
        "--architecture", "gpt2", "--memory", "none",
    )  # fmt: skip
    assert found.status == 0
    assert "not the 8,192 that were asked for" in found.err
    assert f"memstudio train '{tmp_path / 'my model' / 'train.toml'}'" in found.err


@pytest.mark.parametrize("missing", ["--corpus", "--out"])
def test_text_and_place_have_to_be_named(
    memstudio: Run, book: Path, tmp_path: Path, missing: str
) -> None:
    words = {"--corpus": book, "--out": tmp_path / "model"}
    del words[missing]
    found = memstudio("new", *(each for pair in words.items() for each in pair))
    assert found.status == 2
    assert missing in found.err


def test_what_there_is_to_choose_from_is_listed(memstudio: Run) -> None:
    found = memstudio("new", "--choices", "--json").json
    assert "llama" in [each["name"] for each in found["architectures"]]
    assert [each["name"] for each in found["tokenizers"]] == [
        "bpe", "unigram", "byte", "character",
    ]  # fmt: skip
    assert "medium" in memstudio("new", "--choices").out
