"""A question in the form that a model was trained on."""

from __future__ import annotations

from typing import Any


def has_form(tokenizer: Any) -> bool:
    """Whether the model has a form of its own for a question."""
    return bool(getattr(tokenizer, "chat_template", None))


def as_question(tokenizer: Any, text: str) -> str:
    """`text` in the model's own form; without one, as a sentence that follows another."""
    if not has_form(tokenizer):
        return text if text[:1].isspace() else f" {text}"
    form: str = tokenizer.apply_chat_template(
        [{"role": "user", "content": text}], tokenize=False, add_generation_prompt=True
    )
    return form
