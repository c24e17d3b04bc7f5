"""Likelihoods are those of reading each text alone; memory counts."""

from __future__ import annotations

import pytest
import torch

from memstudio.progress import Control
from memstudio.tasks.likelihood import log_likelihoods, read_into
from tests.tiny import tiny_loaded


@pytest.mark.parametrize("kind", ["rmt", "s2s", None])
def test_texts_together_are_as_likely_as_each_alone(kind: str | None) -> None:
    loaded = tiny_loaded(kind)
    prompt = list(range(3, 40))
    texts = [[5, 6, 7], [8], list(range(50, 75))]
    together = log_likelihoods(loaded, None, prompt, texts, Control())
    for text, found in zip(texts, together, strict=True):
        with torch.no_grad():
            logits = loaded.model(torch.tensor([[*prompt, *text]])).logits[0].float()
        odds = logits.log_softmax(-1)
        wanted = sum(float(odds[len(prompt) - 1 + i, token]) for i, token in enumerate(text))
        assert found.total == pytest.approx(wanted, abs=1e-3)
        assert found.num_tokens == len(text)


def test_what_is_remembered_counts() -> None:
    loaded = tiny_loaded("rmt")
    state = read_into(loaded, None, list(range(100, 140)), Control())
    one = log_likelihoods(loaded, None, [3, 4], [[5, 6]], Control())[0]
    other = log_likelihoods(loaded, state, [3, 4], [[5, 6]], Control())[0]
    assert one.total != pytest.approx(other.total)
