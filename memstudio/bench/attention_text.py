"""Random words, and a tokenizer that knows them."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast


def word_tokenizer(num_words: int) -> PreTrainedTokenizerFast:
    """A tokenizer of `num_words` words, one token each."""
    words = {f"w{number}": number for number in range(num_words)}
    raw = Tokenizer(models.WordLevel(words, unk_token="w0"))  # noqa: S106 - no password
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=raw)


def random_text(num_tokens: int, num_words: int) -> str:
    """So many of the words, the same each time."""
    numbers = np.random.default_rng(0).integers(num_words, size=num_tokens)
    return " ".join(f"w{number}" for number in numbers)
