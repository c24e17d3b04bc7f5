"""What is handed on while a text is written: whole characters, each once."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from memstudio.tasks.text_pieces import TextPieces
from tests.tiny import tiny_tokenizer


@pytest.mark.parametrize("text", ["没有人 asked 他。", "a 🐈‍⬛ and ☂", "Grüße"])
def test_pieces_never_hold_half_a_character(text: str) -> None:
    tokenizer = tiny_tokenizer()
    pieces: list[str] = []
    taker = TextPieces(tokenizer, pieces.append)
    taker.put(torch.tensor([[1, 2]]))
    for token in tokenizer.encode(text):
        taker.put(torch.tensor([token]))
    taker.end()
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


_TOKENIZER = tiny_tokenizer()


@given(
    text=st.text(st.characters(exclude_characters="\ufffd", codec="utf-8"), max_size=400),
    cut=st.integers(0, 600),
)
def test_a_text_cut_between_any_two_tokens_is_whole_again(text: str, cut: int) -> None:
    ids = _TOKENIZER.encode(text)
    pieces: list[str] = []
    for part, before in ((ids[:cut], []), (ids[cut:], ids[:cut])):
        taker = TextPieces(_TOKENIZER, pieces.append, before=before)
        taker.put(torch.tensor([[1]]))
        for token in part:
            taker.put(torch.tensor([token]))
        taker.end()
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


def test_the_space_before_the_first_word_is_kept() -> None:
    """Tokenizers that mark the beginnings of words drop it at the beginning of a text."""
    raw = Tokenizer(models.WordLevel({"▁in": 0, "▁the": 1, "?": 2}, unk_token="?"))  # noqa: S106
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    raw.decoder = decoders.Metaspace()
    pieces: list[str] = []
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw)
    taker = TextPieces(tokenizer, pieces.append, before=tokenizer.encode("in"))
    taker.put(torch.tensor([[0]]))
    taker.put(torch.tensor([1]))
    assert pieces == [" the"]
