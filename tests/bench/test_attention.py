"""The figures of the attention benchmark are those of readings that are true."""

from __future__ import annotations

from functools import partial

import pytest
from transformers import GPT2Config

from memstudio.bench import attention
from memstudio.bench.attention import measure_attention
from memstudio.bench.attention_text import random_text, word_tokenizer
from memstudio.progress import Control


@pytest.mark.slow
def test_each_view_is_measured_and_held_to_the_models_own_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = partial(GPT2Config, n_embd=48, n_layer=6, n_head=4)
    monkeypatch.setattr(attention, "GPT2Config", small)
    monkeypatch.setattr(attention, "_WORDS", 50)
    whole, long = measure_attention((600,), Control())
    assert (whole.tokens, whole.layers, whole.heads, whole.shows_all) == (512, 6, 4, True)
    assert whole.weights_mb == pytest.approx(6 * 4 * 512 * 512 * 4 / 1e6)
    assert whole.held_mb < whole.weights_mb / 10
    assert (long.tokens, long.layers, long.heads, long.shows_all) == (600, 2, 4, False)
    for cost in (whole, long):
        assert cost.largest_error is not None
        assert cost.largest_error < 1e-5
        assert cost.as_json()["tokens"] == cost.tokens


def test_random_text_has_as_many_tokens_as_asked_for() -> None:
    tokenizer = word_tokenizer(30)
    ids = tokenizer(random_text(200, 30))["input_ids"]
    assert len(ids) == 200
    assert len(set(ids)) > 20
