"""The preview: what is there in figures, as plain data."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import memstudio
from memstudio.data.corpus import Corpus, read_beginnings
from memstudio.data.preview import preview_corpus
from memstudio.data.tokenised import tokenise
from memstudio.errors import Cancelled
from memstudio.progress import Control
from memstudio.resources import resource
from tests.tiny import tiny_tokenizer


def test_the_counts_are_those_of_the_text(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    make("lines.jsonl", '{"text": "One row. Another."}\n{"text": \n')
    corpus = read(resource("samples/pride-and-prejudice.txt"), make("a.txt", "Short."))
    tokenizer = tiny_tokenizer()
    preview = preview_corpus(corpus, tokenizer, 64)
    train, validation = corpus.split(0.1, 0)
    for row, part in ((preview.train, train), (preview.validation, validation)):
        tokens = [tokenizer(d.text, verbose=False)["input_ids"] for d in part]
        assert row.num_documents == len(part)
        assert row.num_characters == sum(len(d.text) for d in part)
        assert row.num_tokens == sum(len(ids) + 1 for ids in tokens)
        assert row.num_segments == sum(-(-(len(ids) + 1) // 64) for ids in tokens)
    assert preview.num_characters == corpus.num_characters
    assert preview.num_documents == len(corpus.documents) == 2
    assert preview.is_usable


def test_without_a_tokenizer_there_are_no_tokens(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    preview = preview_corpus(read(make("a.txt", "Some text. " * 100)))
    assert preview.num_tokens is None
    assert preview.num_segments is None
    assert preview.train.num_characters + preview.validation.num_characters == 1100


def test_parts_that_are_files_are_estimated_by_their_own_sizes(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("memstudio.data.corpus._LEAST_BEGINNING", "memstudio.data.corpus._MOST_BEGINNING"):
        monkeypatch.setattr(name, 8_000)
    monkeypatch.setattr("memstudio.data.decoding._BLOCK", 4_000)
    folder = make("set/train.txt", "To be learnt. " * 10_000).parent
    make("set/validation.txt", "To be held out. " * 1_000)
    make("set/test.txt", "In neither part. " * 20_000)
    preview = preview_corpus(read_beginnings([folder], control=Control()))
    assert preview.is_estimate
    assert preview.train.num_characters == pytest.approx(140_000, rel=0.01)
    assert preview.validation.num_characters == pytest.approx(16_000, rel=0.01)
    assert (preview.train.num_documents, preview.validation.num_documents) == (1, 1)


def test_a_packed_file_is_estimated_by_what_is_in_it(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memstudio.data.corpus._MOST_BEGINNING", 64_000)
    rows = [
        json.dumps({"text": hashlib.sha512(bytes([n % 256, n // 256])).hexdigest()})
        for n in range(2_000)
    ]
    packed = gzip.compress("\n".join(rows).encode(), 1)
    # Longer than what is read of it, packed too.
    assert len(packed) > 64_000
    preview = preview_corpus(read_beginnings([make("a.jsonl.gz", packed)], control=Control()))
    assert preview.num_characters == pytest.approx(256_000, rel=0.15)


def test_it_is_plain_and_becomes_json(
    make: Callable[..., Path], read: Callable[..., Corpus], tmp_path: Path
) -> None:
    make("a.jsonl", '{"text": "One row. 中文。"}\n{"text": \n')
    make("b.txt", b"\x7fELF" + bytes(60))
    (tmp_path / "gone.txt").symlink_to("nowhere")
    preview = preview_corpus(read(tmp_path), paths=(str(tmp_path),))
    shown = json.loads(json.dumps(preview.to_json()))
    assert [file["documents"] for file in shown["files"]] == [1, 0]
    assert shown["rows"] == [[{"text": "One row. 中文。", "learnt": True}]]
    assert shown["files"][0]["problems"][0]["line"] == 2
    assert "ELF" in shown["files"][1]["problems"][0]["problem"]
    assert "leads to nothing" in shown["problems"][0]["problem"]
    with pytest.raises(FrozenInstanceError):
        preview.num_skipped = 3  # type: ignore[misc]


def test_a_text_too_short_to_be_split_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.txt", "Short."))
    assert "too short to set a part aside" in preview_corpus(corpus).to_json()["problems"][0]["problem"]  # fmt: skip
    assert preview_corpus(corpus, validation_fraction=0.0).problems == ()


def test_nothing_at_all_is_not_usable(read: Callable[..., Corpus]) -> None:
    preview = preview_corpus(read(), tiny_tokenizer(), 64)
    assert not preview.is_usable
    assert preview.num_tokens == preview.num_segments == 0


@pytest.mark.slow
def test_counting_ends_at_once_when_cancelled(read: Callable[..., Corpus]) -> None:
    corpus = read(resource("samples/pride-and-prejudice.txt"))
    seen = []

    def on_progress(progress: object) -> None:
        seen.append(progress)
        control.cancel()

    control = Control(on_progress=on_progress)
    with pytest.raises(Cancelled):
        preview_corpus(corpus, tiny_tokenizer(), 64, control=control)
    assert len(seen) == 1


def test_the_same_is_counted_as_is_trained_on(read: Callable[..., Corpus]) -> None:
    corpus = read(resource("samples/guwen-guanzhi.txt"))
    tokenizer = tiny_tokenizer()
    train, _ = corpus.split(0.1, 0)
    assert preview_corpus(corpus, tokenizer, 32).train.num_tokens == tokenise(train, tokenizer).num_tokens  # fmt: skip


def test_reading_and_looking_need_neither_torch_nor_numpy() -> None:
    code = """
import sys
import memstudio.data.corpus, memstudio.data.preview
from memstudio.data.readers.registry import readers
for name in readers: readers.get(name)
print(sorted({"torch", "transformers", "numpy", "PySide6"} & set(sys.modules)))
"""
    root = Path(memstudio.__file__).resolve().parents[1]
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == "[]", found.stderr


def test_files_in_several_languages_are_named_together(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    folder = make("set/train.en", "A dog.\n").parent
    make("set/train.zh", "一只狗。\n")
    make("set/train.de", "Ein Hund.\n")
    (file,) = preview_corpus(read(folder)).files
    assert file.name == "train.de + train.en + train.zh"
    assert file.path == str(folder / "train.de")
    assert file.all_columns == ("de", "en", "zh")
