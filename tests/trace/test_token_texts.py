from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models
from transformers import PreTrainedTokenizerFast

from memstudio.data import pieces
from memstudio.errors import Cancelled, TraceError
from memstudio.progress import Control, Progress
from memstudio.trace.token_texts import token_texts, tokenise_text, tokens_as_text
from tests.data.trained_tokenizers import (
    CHINESE,
    ENGLISH,
    like_bert,
    like_gpt_2,
    like_llama_2,
    like_llama_3,
    like_t5,
)


def test_tokens_that_share_a_chinese_character_share_its_place(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    tokens = tokenise_text(tokenizer, "to 玛丽。")
    spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
    ma, li, stop = [span for span in spans if span[0] >= 3][::3]
    assert (ma, li, stop) == ((3, 4), (4, 5), (5, 6))
    for span in (ma, li, stop):
        assert spans.count(span) == 3
    assert [tokens.text[slice(*span)] for span in (ma, li, stop)] == ["玛", "丽", "。"]


def test_a_cut_within_a_character_keeps_the_character(tokenizer: PreTrainedTokenizerFast) -> None:
    num_tokens = len(tokenise_text(tokenizer, "to 玛丽").ids)
    tokens = tokenise_text(tokenizer, "to 玛丽", max_tokens=num_tokens - 1)
    assert tokens.text == "to 玛丽"
    assert tokens.is_truncated


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
def test_the_places_of_tokens_cover_the_text_in_order(
    tokenizer: PreTrainedTokenizerFast, text: str
) -> None:
    tokens = tokenise_text(tokenizer, text)
    assert (np.diff(tokens.starts) >= 0).all()
    covered = np.zeros(len(text), dtype=bool)
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        assert 0 <= start < end <= len(text)
        covered[start:end] = True
    assert covered.all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
def test_the_text_of_tokens_is_that_which_they_came_from(
    tokenizer: PreTrainedTokenizerFast, text: str
) -> None:
    tokens = tokenise_text(tokenizer, text)
    found = tokens_as_text(tokenizer, tokens.ids.tolist())
    assert found.ids.tolist() == tokens.ids.tolist()
    assert found.text == tokenizer.decode(tokens.ids, clean_up_tokenization_spaces=False)
    assert (np.diff(found.starts) >= 0).all()
    assert found.ends[-1] == len(found.text)
    assert (found.starts <= found.ends).all()


def test_tokens_of_a_character_share_its_place_and_special_ones_are_there(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    ids = tokenise_text(tokenizer, "to 玛丽").ids.tolist()
    found = tokens_as_text(tokenizer, ids)
    assert found.text == "to 玛丽"
    assert (found.starts[-3:].tolist(), found.ends[-3:].tolist()) == ([4] * 3, [5] * 3)
    cut = tokens_as_text(tokenizer, ids[:-1])
    assert cut.text.startswith("to 玛")
    assert cut.ends[-1] == len(cut.text)
    with pytest.raises(TraceError, match="empty"):
        tokens_as_text(tokenizer, [])


def test_loose_bytes_are_spelt_as_bytes(tokenizer: PreTrainedTokenizerFast) -> None:
    tokens = tokenise_text(tokenizer, "玛 the")
    texts = token_texts(tokenizer, tokens.ids.tolist())
    assert [texts[i] for i in tokens.ids.tolist()] == ["<E7>", "<8E>", "<9B>", " the"]


@pytest.mark.parametrize("family", [like_gpt_2, like_llama_3, like_t5, like_bert, like_llama_2])
@pytest.mark.parametrize("text", [ENGLISH[:60_000], CHINESE[:30_000]], ids=["english", "chinese"])
@pytest.mark.one_in(3)
def test_a_long_text_is_tokenised_in_pieces_as_it_is_in_one(
    family: Callable[[], PreTrainedTokenizerFast], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 5_000)
    tokenizer = family()
    whole = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    seen: list[Progress] = []
    tokens = tokenise_text(tokenizer, text, control=Control(on_progress=seen.append))
    assert tokens.ids.tolist() == whole["input_ids"]
    spans = np.array(whole["offset_mapping"])
    starts = np.maximum.accumulate(spans[:, 0])
    assert tokens.starts.tolist() == starts.tolist()
    assert tokens.ends.tolist() == np.maximum(spans[:, 1], starts).tolist()
    done = [progress.done for progress in seen]
    assert len(done) >= len(text) // 5_000 - 1
    assert sorted(set(done)) == done
    assert {progress.total for progress in seen} == {len(text)}
    cut = tokenise_text(tokenizer, text, 2_000)
    assert cut.is_truncated
    assert cut.ids.tolist() == whole["input_ids"][:2_000]


def test_tokenising_ends_soon_when_cancelled_and_is_told_without_a_share_where_it_is_one_piece(
    tokenizer: PreTrainedTokenizerFast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        seen.append(progress)
        control.cancel()

    control = Control(on_progress=on_progress)
    with pytest.raises(Cancelled):
        tokenise_text(tokenizer, "Some words. " * 20_000, control=control)
    assert [0 < each.done < each.total for each in seen] == [True]
    # All one word to the tokenizer, so that no cut in it is sure.
    monkeypatch.setattr(pieces, "PIECE", 3_002)
    text, seen = "the" * 2_000, []
    tokens = tokenise_text(tokenizer, text, control=Control(on_progress=seen.append))
    assert tokens.ids.tolist() == tokenizer(text, verbose=False)["input_ids"]
    assert (seen[-1].done, seen[-1].total) == (0, 0)


def test_an_empty_text_is_refused(tokenizer: PreTrainedTokenizerFast) -> None:
    with pytest.raises(TraceError, match="empty"):
        tokenise_text(tokenizer, "")


def test_bytes_of_a_sentencepiece_vocabulary_are_told_as_bytes() -> None:
    vocabulary = {"<unk>": 0, "\u2581a": 1} | {f"<0x{byte:02X}>": byte + 2 for byte in range(256)}
    raw = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", byte_fallback=True))  # noqa: S106 - no secret
    raw.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback()])
    wrapped = PreTrainedTokenizerFast(tokenizer_object=raw)
    assert token_texts(wrapped, [1, 0xE7 + 2, 0x41 + 2]) == {1: " a", 0xE9: "<E7>", 0x43: "A"}
