"""A state of another model is refused with what differs."""

from __future__ import annotations

import pytest

from memstudio.errors import MemoryStateError
from memstudio.memory.fingerprint import check_same
from tests.memory.conftest import tiny_model

_OURS = "rmt 8x64 llama-3 segments=48"


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        ("armt 8x64 llama-3 segments=48", "of the kind armt, that of the open model is rmt"),
        ("rmt 16x64 llama-3 segments=48", "has 16 slots, that of the open model has 8"),
        ("rmt 8x32 llama-3 segments=48", "have 32 numbers, those of the open model have 64"),
        ("rmt 8x64 gpt-neox-3 segments=48", "was a gpt-neox, and the open one is a llama"),
        ("rmt 8x64 llama-6 segments=48", "had 6 layers, and the open one has 3"),
        ("rmt 8x64 llama-3 segments=64", "segments of 64 tokens, and the open one reads 48"),
        ("rmt 8x64 llama-3 segments=48 heads=2", r"\(rmt 8x64 .* heads=2\); the open one is rmt"),
        ("what is this", r"\(what is this\); the open one is rmt"),
    ],
)
def test_it_is_said_what_differs(theirs: str, words: str) -> None:
    with pytest.raises(MemoryStateError, match=words):
        check_same(theirs, _OURS)


def test_the_same_is_let_through() -> None:
    check_same(_OURS, _OURS)


def test_a_model_says_all_that_counts() -> None:
    """The form that the words are taken from is the one that models have."""
    one, other = tiny_model(num_slots=2).fingerprint, tiny_model(num_slots=4).fingerprint
    with pytest.raises(MemoryStateError, match="has 4 slots"):
        check_same(other, one)
