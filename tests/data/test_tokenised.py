"""Tokens: those of the whole text, and kept on disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    ByT5Tokenizer,
    PreTrainedTokenizerBase,
    PreTrainedTokenizerFast,
    ProphetNetTokenizer,
)

from memstudio.data import pieces, token_cache
from memstudio.data.documents import Document
from memstudio.data.tokenised import TokenisedCorpus, tokenise
from memstudio.errors import Cancelled
from memstudio.progress import Control, Progress
from tests.data.trained_tokenizers import (
    CHINESE,
    ENGLISH,
    like_bert,
    like_gpt_2,
    like_llama_2,
    like_llama_3,
    like_t5,
)


def documents(*texts: str) -> list[Document]:
    return [Document(text, f"{n}", Path("a.jsonl"), n) for n, text in enumerate(texts)]


FAMILIES = [like_gpt_2, like_llama_2, like_llama_3, like_t5, like_bert]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return like_gpt_2()


def whole(text: str, tokenizer: Any) -> list[int]:
    ids: list[int] = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    return [*ids, tokenizer.eos_token_id]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
@pytest.mark.parametrize("text", [ENGLISH[:250_000], CHINESE[:120_000]], ids=["english", "chinese"])
@pytest.mark.one_in(9)
def test_tokens_of_pieces_are_those_of_the_whole_book(
    family: Callable[[], PreTrainedTokenizerFast], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 5_000)
    tokenizer = family()
    assert tokenise(documents(text), tokenizer).tokens.tolist() == whole(text, tokenizer)


def test_a_text_without_any_place_to_cut_is_tokenised_whole(
    tokenizer: PreTrainedTokenizerFast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 3_000)
    text = "abcdefghij" * 2_000
    made = tokenise(documents(text), tokenizer)
    assert tokenizer.decode(made.tokens[:-1].tolist()) == text


LONG_TEXT = st.text(alphabet="ab .\n中。é😀", max_size=60).map(lambda text: text * 30)


@cache
def _slow_and_fast() -> tuple[PreTrainedTokenizerBase, ...]:
    """The same for all examples: making them takes longer than an example."""
    return ByT5Tokenizer(), like_gpt_2()


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(LONG_TEXT, max_size=3))
def test_every_character_is_in_the_tokens_once(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE", 800)
        for each in _slow_and_fast():
            found = [""] * len(texts)
            for batch in pieces.encode(texts, each):
                for piece, tokens in batch:
                    assert each.decode(tokens.tolist()) == piece.text[piece.start : piece.end]
                    assert piece.start == len(found[piece.number])
                    found[piece.number] += piece.text[piece.start : piece.end]
            assert found == texts


def test_a_tokenizer_that_was_used_to_truncate_and_pad_does_neither_here(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    other = like_gpt_2()
    other.pad_token = "<end>"  # noqa: S105
    other(["a", "b c d"], truncation=True, max_length=2, padding=True)
    text = ENGLISH[:2_000]
    assert tokenise(documents(text), other).tokens.tolist() == whole(text, tokenizer)


def test_many_short_texts_are_tokenised_together(tokenizer: PreTrainedTokenizerFast) -> None:
    texts = [f"Row {number}." for number in range(9_000)]
    made = tokenise(documents(*texts), tokenizer)
    for number in (0, 3_999, 4_000, 8_999):
        part = made.tokens[made.offsets[number] : made.offsets[number + 1]]
        assert part.tolist() == whole(texts[number], tokenizer)


def test_tokenising_ends_at_once_when_cancelled(tokenizer: PreTrainedTokenizerFast) -> None:
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        control.cancel()

    control = Control(on_progress=on_progress)
    with pytest.raises(Cancelled):
        tokenise(documents(ENGLISH), tokenizer, control)
    (progress,) = seen
    assert 0 < progress.done < progress.total == len(ENGLISH)


# ---------------------------------------------------------------------- the cache


def tokenised_once(tokenizer: Any, home: Path, text: str = "Some words. " * 50) -> Path:
    tokenise(documents(text, "More."), tokenizer)
    (path,) = (path for path in home.rglob("*.npy") if ".offsets" not in path.name)
    return path


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    encode = pieces.encode

    def counting(*arguments: Any) -> Any:
        calls.append(1)
        return encode(*arguments)

    monkeypatch.setattr(pieces, "encode", counting)
    return calls


def test_tokens_are_made_once_and_mapped(
    tokenizer: PreTrainedTokenizerFast, home: Path, counted: list[int]
) -> None:
    tokenised_once(tokenizer, home)
    tokenised_once(tokenizer, home)
    made = tokenise(documents("Some words. " * 50, "More."), tokenizer)
    assert counted == [1]
    assert isinstance(made.tokens, np.memmap)
    assert not made.tokens.flags.writeable
    assert (made.tokens.dtype, made.offsets.dtype) == (np.int32, np.int64)


def test_other_text_other_cuts_and_another_tokenizer_are_made_apart(
    tokenizer: PreTrainedTokenizerFast, counted: list[int]
) -> None:
    other = like_llama_3()
    texts = [("ab", "c"), ("a", "bc"), ("abc",)]
    made = [tokenise(documents(*text), each) for text in texts for each in (tokenizer, other)]
    assert len(counted) == len(made)


def test_slow_tokenizers_that_treat_text_otherwise_are_told_apart(
    tmp_path: Path, counted: list[int]
) -> None:
    vocabulary = tmp_path / "words"
    words = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "Hello"]
    vocabulary.write_text("\n".join(words))
    keeping, lowering = (
        ProphetNetTokenizer(str(vocabulary), do_lower_case=is_lower) for is_lower in (False, True)
    )
    for each, expected in ((keeping, [7, 6]), (lowering, [6, 6]), (keeping, [7, 6])):
        assert tokenise(documents("Hello hello"), each).tokens[:2].tolist() == expected
    assert len(counted) == 2


@pytest.mark.parametrize("damage", ["truncated", "empty", "overwritten", "other", "half"])
def test_damaged_tokens_are_made_anew(
    damage: str,
    tokenizer: PreTrainedTokenizerFast,
    home: Path,
    counted: list[int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tokenised_once(tokenizer, home)
    content = path.read_bytes()
    if damage == "half":
        path.unlink()
    else:
        path.write_bytes(
            {
                "truncated": content[:-4],
                "empty": b"",
                "overwritten": content[:-8] + bytes(8),
                "other": b"something else" * 20,
            }[damage]
        )
    again = tokenise(documents("Some words. " * 50, "More."), tokenizer)
    assert counted == [1, 1]
    assert (
        again.tokens[:-6].tolist() == whole("Some words. " * 50, tokenizer)[: len(again.tokens) - 6]
    )
    assert path.read_bytes() == content
    assert ("damaged" in caplog.text) == (damage != "half")


def test_without_room_for_them_tokens_are_made_and_not_kept(
    tokenizer: PreTrainedTokenizerFast, home: Path
) -> None:
    (home / "cache").write_text("a file where the folder would be")
    text = "Some words."
    assert tokenise(documents(text), tokenizer).tokens.tolist() == whole(text, tokenizer)
    assert not list(home.rglob("*.npy"))


def test_no_part_is_left_when_writing_breaks_off(
    tokenizer: PreTrainedTokenizerFast, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(token_cache, "write_bytes", broken)
        with pytest.raises(KeyboardInterrupt):
            tokenise(documents("Some words."), tokenizer)
    assert not list(home.rglob("*.npy"))


# ---------------------------------------------------------------------- segments


@settings(deadline=None)
@given(lengths=st.lists(st.integers(0, 40), max_size=6), segment_length=st.integers(1, 9))
def test_segments_are_counted_by_document(lengths: list[int], segment_length: int) -> None:
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    corpus = TokenisedCorpus(np.zeros(offsets[-1], np.int32), offsets)
    expected = sum(-(-length // segment_length) for length in lengths)
    assert corpus.num_segments(segment_length) == expected


@pytest.mark.slow
def test_a_megabyte_is_tokenised_in_seconds(tokenizer: PreTrainedTokenizerFast) -> None:
    text = ENGLISH + ENGLISH[:400_000].upper()
    before = time.perf_counter()
    tokenise(documents(text), tokenizer)
    assert time.perf_counter() - before < 15
