"""What a loss means: perplexity, and bits for each byte of text."""

from __future__ import annotations

import math


def perplexity(loss: float) -> float | None:
    """The exponential of the loss: among how many tokens, all alike, the model hesitates on average.

    Jelinek et al., Perplexity: a measure of the difficulty of speech recognition tasks, JASA 62
    (1977). Depends on the tokenizer. None when the loss is no number, or too large for one.

    Args:
        loss: mean cross-entropy, nats a token.
    """
    try:
        value = math.exp(loss)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def bits_per_byte(loss: float, num_tokens: int, num_bytes: int) -> float | None:
    """How many bits a byte of the text costs: comparable between tokenizers.

    As in Gao et al., The Pile, 2020, arXiv 2101.00027. None without a byte.

    Args:
        loss: mean cross-entropy, nats a token.
        num_tokens: that the loss is the mean of.
        num_bytes: of the same text in UTF-8.
    """
    if num_bytes <= 0 or not math.isfinite(loss):
        return None
    return loss * num_tokens / math.log(2) / num_bytes
