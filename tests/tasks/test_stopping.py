"""A text that is being written ends with one of the texts that end it."""

from __future__ import annotations

import pytest
import torch

from memstudio.progress import Control
from memstudio.tasks.stopping import Stopping
from tests.tiny import tiny_tokenizer


@pytest.mark.parametrize("length", [1, 5, 40, 150])
def test_a_text_that_ends_it_is_found_across_rounds(length: int) -> None:
    """A plain model writes beyond its window in rounds."""
    tokenizer = tiny_tokenizer()
    script = tokenizer.encode("ab" * length + "y" + "x" * 50)
    stopping = Stopping(Control(), tokenizer, stops=("ab" * length + "y",))
    ended: list[bool] = []
    for part in (script[:length], script[length:]):
        stopping.after(0)
        for end in range(1, len(part) + 1):
            ended.append(bool(stopping(torch.tensor([part[:end]]), None)[0]))  # noqa: PERF401 - clearer
    assert ended.index(True) == 2 * length


@pytest.mark.parametrize(("strips", "expected"), [(True, 6), (False, 0)])
def test_blanks_before_the_first_word_end_nothing(strips: bool, expected: int) -> None:
    tokenizer = tiny_tokenizer()
    script = [*tokenizer.encode("\n") * 4, *tokenizer.encode("x"), *tokenizer.encode("y\nz")]
    stopping = Stopping(Control(), tokenizer, stops=("\n",), strips_start=strips).after(0)
    ended = [bool(stopping(torch.tensor([script[:end]]), None)[0]) for end in range(1, 8)]
    assert ended.index(True) == expected
