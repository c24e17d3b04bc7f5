"""Tokenizers trained on a text: what goes in comes out, and they save and load like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from memstudio.data.tokenizer_kinds import SPECIALS, TOKENIZER_KINDS
from memstudio.data.tokenizer_training import PIECE, spread, train_tokenizer
from memstudio.errors import Cancelled, DataError, MemStudioError
from memstudio.progress import Control, Progress

ENGLISH = "It is a truth universally acknowledged, that a man in want of a wife must be single.\n"
CHINESE = "道可道，非常道。名可名，非常名。無名天地之始，有名萬物之母。\n"
TEXTS = [ENGLISH * 20 + "It is so.\n", CHINESE * 20]
KINDS = [kind.name for kind in TOKENIZER_KINDS]


def _trained(kind: str, vocabulary: int = 600) -> Any:
    return train_tokenizer(TEXTS, kind, vocabulary, Control())


@pytest.fixture(scope="module")
def tokenizers() -> dict[str, Any]:
    return {kind: _trained(kind).tokenizer for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_text_comes_back_to_the_letter(tokenizers: dict[str, Any], kind: str) -> None:
    tokenizer = tokenizers[kind]
    for text in TEXTS:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert tokenizer.unk_token_id not in ids
        assert tokenizer.decode(ids) == text


@pytest.mark.parametrize("kind", ["bpe", "byte"])
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_from_bytes(tokenizers: dict[str, Any], kind: str, text: str) -> None:
    tokenizer = tokenizers[kind]
    assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\u2581"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_unigram_writes_what_it_does_not_know_in_bytes(
    tokenizers: dict[str, Any], text: str
) -> None:
    tokenizer = tokenizers["unigram"]
    assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text


def test_a_byte_is_a_token(tokenizers: dict[str, Any]) -> None:
    tokenizer = tokenizers["byte"]
    assert len(tokenizer) == 256 + len(SPECIALS)
    for text in ("war", "道", "🙂"):
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert len(ids) == len(text.encode())


def test_a_character_is_a_token_and_a_strange_one_is_unknown(tokenizers: dict[str, Any]) -> None:
    tokenizer = tokenizers["character"]
    assert len(tokenizer) == len(set("".join(TEXTS))) + len(SPECIALS)
    ids = tokenizer("道 is Ω!", add_special_tokens=False)["input_ids"]
    assert len(ids) == len("道 is Ω!")
    assert ids.count(tokenizer.unk_token_id) == 2  # Ω and !


@pytest.mark.parametrize("kind", KINDS)
def test_saved_and_opened_it_is_the_same(
    tokenizers: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    tokenizer = tokenizers[kind]
    tokenizer.save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    specials = [again.pad_token, again.bos_token, again.eos_token, again.unk_token]
    assert (*specials, again.mask_token) == SPECIALS
    assert sorted(again.all_special_ids) == [0, 1, 2, 3, 4]
    text = "  Hello,  wörld!\n\n\t 你好 🙂 \r\n 道 "
    ids = tokenizer(text)["input_ids"]
    assert again(text)["input_ids"] == ids
    assert again.decode(ids) == tokenizer.decode(ids)
    assert max(ids) < len(again)


# The library adds up a unigram's likelihoods in an order that changes, so its last digits do.
@pytest.mark.parametrize("kind", ["bpe", "byte", "character"])
def test_the_same_text_gives_the_same_tokenizer(kind: str) -> None:
    one, two = (_trained(kind).tokenizer.backend_tokenizer.to_str() for _ in range(2))
    assert one == two


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_a_vocabulary_is_as_large_as_asked_where_the_text_gives_it(kind: str) -> None:
    text = Path("resources/samples/pride-and-prejudice.txt").read_text(encoding="utf-8")[:60_000]
    trained = train_tokenizer([text], kind, 700, Control())
    assert trained.made == trained.asked == 700


def test_a_vocabulary_larger_than_the_text_gives_is_told() -> None:
    trained = _trained("bpe", 5000)
    assert trained.asked == 5000
    assert 261 < trained.made == len(trained.tokenizer) < 5000
    # Bytes have their own number, so nobody was promised more.
    assert (_trained("byte", 5000).asked, _trained("byte", 5000).made) == (261, 261)


@pytest.mark.parametrize(
    ("texts", "kind", "vocabulary", "words"),
    [
        (TEXTS, "bpe", 200, "needs 261"),
        (TEXTS, "unigram", 300, "needs 512"),
        (TEXTS, "bpe", 10**9, "at most 1000000"),
        ([], "bpe", 1000, "no text"),
        ([""], "character", 1000, "no text"),
    ],
)
def test_what_cannot_be_trained_is_refused(
    texts: list[str], kind: str, vocabulary: int, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        train_tokenizer(texts, kind, vocabulary, Control())


def test_a_kind_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(MemStudioError, match="bpe, unigram, byte, character"):
        train_tokenizer(TEXTS, "wordpiece", 1000, Control())


def test_of_much_text_evenly_spaced_pieces_are_taken() -> None:
    texts = [str(number % 10) * (3 * PIECE) for number in range(20)]
    pieces = list(spread(texts, most=20 * PIECE))
    assert sum(map(len, pieces)) == 20 * PIECE
    # A third of it, from every document.
    assert [piece[0] for piece in pieces] == [str(number % 10) for number in range(20)]
    assert "".join(spread(texts)) == "".join(texts)


@pytest.mark.parametrize("kind", ["bpe", "unigram", "character"])
def test_it_tells_how_far_it_is_and_can_be_cancelled(kind: str) -> None:
    told: list[Progress] = []

    def hear(progress: Progress) -> None:
        told.append(progress)
        if progress.done >= 2 * PIECE:
            control.cancel()

    control = Control(on_progress=hear)
    with pytest.raises(Cancelled):
        train_tokenizer([ENGLISH * 1000], kind, 600, control)
    assert [each.done for each in told] == [0, PIECE, 2 * PIECE]
    assert told[0].total == len(ENGLISH) * 1000
