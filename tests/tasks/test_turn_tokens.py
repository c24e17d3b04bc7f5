"""What is asked has the tokens of training."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.data.documents import Document
from memstudio.data.tokenised import tokens_of
from memstudio.data.turns import Turn
from memstudio.tasks.turn_tokens import asked_tokens
from tests.tiny import tiny_tokenizer

CLOSED = (
    "{% for m in messages %}[{{ m.role }}]{{ m.content }}<end>\n\n\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)


@pytest.mark.parametrize("template", [None, CLOSED])
def test_an_answer_ends_once_as_in_training(template: str | None) -> None:
    """Also where a template writes more behind the end, which may be several tokens."""
    tokenizer = tiny_tokenizer()
    tokenizer.chat_template = template
    asked, answers = Turn("user", "Who?"), ["Nora went.", "Me"]
    prompt, found = asked_tokens([asked], answers, tokenizer)
    for answer, own in zip(answers, found, strict=True):
        document = Document("", "", Path(), turns=(asked, Turn("assistant", answer)))
        tokens = tokens_of(document, tokenizer)[0].tolist()
        assert [*prompt, *own] == tokens
        assert own.count(tokenizer.eos_token_id) == 1
