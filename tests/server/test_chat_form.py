"""Messages are read as if all of a chat had been written at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from memstudio.data.rendering import plain_text
from memstudio.data.turns import Turn
from memstudio.server.chat_form import ChatForm
from memstudio.server.request_error import RequestError

# Has a system message of its own, as several families do, and ends an answer with a token.
TEMPLATE = """\
{%- if messages[0].role != "system" %}<system>Be kind.|{% endif -%}
{%- for m in messages %}<{{ m.role }}>{{ m.content }}{% if m.role == "assistant" %}<end>{% endif %}|{% endfor -%}
{%- if add_generation_prompt %}<assistant>{% endif %}"""
FIRST, ANSWER, SECOND = Turn("user", "Why?"), Turn("assistant", "So."), Turn("user", "And?")


def _tokenizer(template: str = TEMPLATE) -> Any:
    made = ImmutableSandboxedEnvironment().from_string(template)

    def apply(messages: Any, *, tokenize: bool, add_generation_prompt: bool) -> str:
        return made.render(messages=messages, add_generation_prompt=add_generation_prompt)

    return SimpleNamespace(chat_template=template, apply_chat_template=apply)


@pytest.mark.parametrize("end", ["<end>", ""])
def test_a_later_turn_goes_on_where_the_answer_ended(end: str) -> None:
    """Whether the model ended it itself, or it was cut."""
    form = ChatForm(_tokenizer())
    first = form.text([FIRST], after=None)
    assert first == "<system>Be kind.|<user>Why?|<assistant>"
    later = form.text([SECOND], after=end)
    whole = form.text([FIRST, ANSWER, SECOND], after=None)
    assert f"{first}So.{end}{later}" == whole


_NO_SYSTEM = "{% for m in messages %}{% if m.role == 'system' %}{{ 1 / 0 }}{% endif %}{{ m.content }}|{% endfor %}"


def test_what_a_system_says_is_said_by_the_user_where_a_template_knows_none() -> None:
    form = ChatForm(_tokenizer(_NO_SYSTEM))
    system = Turn("system", "Be kind.")
    assert form.text([system, FIRST], after=None) == "Be kind.\n\nWhy?|"
    # It may come last, alone or in between, and is not lost.
    assert form.text([FIRST, system], after=None) == "Why?\n\nBe kind.|"
    assert form.text([system], after=None) == "Be kind.|"
    assert form.text([system, ANSWER, SECOND], after=None) == "Be kind.|So.|And?|"
    assert form.text([FIRST, ANSWER, system, SECOND], after=None) == "Why?|So.|Be kind.\n\nAnd?|"


def test_what_a_template_says_against_messages_is_told() -> None:
    strict = "{% if messages[0].role != 'user' %}{{ 1 / 0 }}{% endif %}"
    with pytest.raises(RequestError, match="does not take these messages: division by zero"):
        ChatForm(_tokenizer(strict)).text([ANSWER], after=None)


def test_without_a_template_texts_follow_each_other() -> None:
    form = ChatForm(SimpleNamespace(chat_template=None))
    assert form.text([FIRST, ANSWER, SECOND], after=None) == "Why? So. And?"
    assert form.text([SECOND], after="") == " And?"
    assert form.text([Turn("user", "\nAnd?")], after="") == "\nAnd?"


def test_roles_are_written_as_in_training() -> None:
    tokenizer = SimpleNamespace(chat_template=None, eos_token="<end>")  # noqa: S106 - no password
    form = ChatForm(tokenizer, roles=True)
    trained = plain_text([FIRST, ANSWER, SECOND, Turn("assistant", "Yes.")], "<end>")
    asked = form.text([FIRST], after=None) + " So.<end>" + form.text([SECOND], after="") + " Yes."
    assert asked == trained
    assert form.text([FIRST, ANSWER, SECOND], after=None) + " Yes." == trained
    assert form.stops == ("\n\nUser:", "\n\nSystem:")
