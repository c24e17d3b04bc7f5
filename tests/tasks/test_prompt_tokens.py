"""Prompts as tokens: those of the whole text, and an end to it within a piece."""

from __future__ import annotations

import pytest

from memstudio.data import pieces
from memstudio.errors import Cancelled, DataError
from memstudio.progress import Control, Progress
from memstudio.tasks.prompt_tokens import prompt_tokens
from tests.tiny import SENTENCES, tiny_tokenizer


def test_a_long_prompt_has_the_tokens_of_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 500)
    monkeypatch.setattr(pieces, "_SIZE_AT_ONCE", 1000)
    tokenizer, text = tiny_tokenizer(), (SENTENCES[0] + "\n\n") * 60
    told: list[Progress] = []
    found = prompt_tokens(text, tokenizer, Control(on_progress=told.append))
    assert found == tokenizer(text, add_special_tokens=False)["input_ids"]
    assert len(told) == 3
    assert all(each.done < each.total == len(text) for each in told)


@pytest.mark.parametrize("way", ["stop", "cancel"])
def test_it_can_be_ended_before_all_is_tokenised(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(pieces, "PIECE", 500)
    monkeypatch.setattr(pieces, "_SIZE_AT_ONCE", 1000)
    told: list[Progress] = []
    control = Control(on_progress=lambda each: (told.append(each), getattr(control, way)()))
    with pytest.raises(Cancelled):
        prompt_tokens((SENTENCES[0] + "\n\n") * 600, tiny_tokenizer(), control)
    assert len(told) == 1


def test_nothing_is_no_prompt() -> None:
    with pytest.raises(DataError, match="nothing to continue"):
        prompt_tokens("", tiny_tokenizer(), Control())
