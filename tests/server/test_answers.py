"""OpenAI's own client, unchanged, gets what the engine writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openai
import pytest
import torch

from memstudio.errors import MemoryAttachError
from memstudio.progress import Control
from memstudio.server.limits import Limits
from memstudio.server.serving import Server
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from tests.server.conftest import Running, endless
from tests.tiny import tiny_loaded

SAID = "Daniel went to the garden."


def _complete(client: openai.OpenAI, prompt: str = SAID, **options: Any) -> Any:
    options = {"temperature": 0, "max_tokens": 12} | options
    return client.completions.create(model="tiny", prompt=prompt, **options)


def _chat(client: openai.OpenAI, *said: str, **options: Any) -> Any:
    options = {"temperature": 0, "max_tokens": 12} | options
    messages = [
        {"role": "assistant" if number % 2 else "user", "content": text}
        for number, text in enumerate(said or (SAID,))
    ]
    return client.chat.completions.create(model="tiny", messages=messages, **options)  # type: ignore[call-overload]


def _written(prompt: str = SAID, **settings: Any) -> str:
    return Conversation(endless()).continue_text(
        prompt,
        GenerationSettings(**{"max_new_tokens": 12} | settings),
        control=Control(),
        on_piece=lambda piece: None,
    )


def test_a_completion_is_what_the_engine_writes(running: Running) -> None:
    answer = _complete(running.client())
    assert answer.object == "text_completion"
    assert answer.choices[0].text == _written()
    assert answer.choices[0].finish_reason == "length"


def test_a_chat_is_answered_with_what_the_engine_writes(running: Running) -> None:
    answer = _chat(running.client())
    assert answer.object == "chat.completion"
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content == _written().lstrip()


def test_usage_counts_the_tokens_read_and_written(running: Running) -> None:
    encode = running.loaded.tokenizer.encode
    for answer in (_complete(running.client()), _chat(running.client())):
        assert answer.usage.prompt_tokens == len(encode(SAID))
        assert answer.usage.completion_tokens == 12
        assert answer.usage.total_tokens == len(encode(SAID)) + 12


@pytest.mark.parametrize("ask", [_complete, _chat])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"temperature": 1.5, "top_p": 0.9, "seed": 5, "max_tokens": 40},
        {"temperature": 1.5, "seed": 5, "max_tokens": 40, "stop": ["a", "ni"]},
        {"max_tokens": 0},
    ],
)
@pytest.mark.one_in(3)
def test_a_stream_is_the_answer_in_pieces(
    running: Running, ask: Callable[..., Any], options: dict[str, Any]
) -> None:
    whole = ask(running.client(), **options)
    chunks = list(
        ask(running.client(), stream=True, stream_options={"include_usage": True}, **options)
    )
    *parts, last = chunks
    choices = [chunk.choices[0] for chunk in parts]
    is_chat = ask is _chat
    text = "".join((c.delta.content or "") if is_chat else c.text for c in choices)
    assert text == (whole.choices[0].message.content if is_chat else whole.choices[0].text)
    assert [c.finish_reason for c in choices if c.finish_reason] == [whole.choices[0].finish_reason]
    assert choices[-1].finish_reason
    assert not last.choices
    assert last.usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_seed_decides_what_is_drawn(running: Running) -> None:
    texts = [
        _complete(running.client(), temperature=1, seed=seed).choices[0].text for seed in (3, 3, 4)
    ]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0] == _written(temperature=1.0, top_p=1.0, seed=3)


def test_without_a_seed_each_answer_is_drawn_anew(running: Running) -> None:
    texts = {_complete(running.client(), temperature=2).choices[0].text for _ in range(4)}
    assert len(texts) > 1


@pytest.mark.parametrize("options", [{"temperature": 1e-30}, {"temperature": 2, "top_p": 0}])
def test_what_is_almost_certain_is_the_likeliest(running: Running, options: Any) -> None:
    assert _complete(running.client(), **options).choices[0].text == _written()


def test_a_text_that_ends_it_is_left_out(running: Running) -> None:
    whole = _written(max_new_tokens=40)
    stop = whole[9:11]
    answer = _complete(running.client(), stop=stop, max_tokens=40)
    assert answer.choices[0].text == whole[: whole.index(stop)]
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens < 40


def test_the_models_own_end_is_said(start: Callable[..., Running]) -> None:
    loaded = tiny_loaded()
    end = loaded.tokenizer.eos_token_id
    bias = torch.zeros(len(loaded.tokenizer))
    bias[end] = 1e6
    loaded.model.backbone.lm_head.register_forward_hook(lambda module, given, out: out + bias)
    running = start(loaded)
    answer = _complete(running.client())
    assert (answer.choices[0].text, answer.choices[0].finish_reason) == ("", "stop")
    assert answer.usage.completion_tokens == 1


def test_a_plain_model_is_served_too(start: Callable[..., Running]) -> None:
    running = start(endless(None))
    first = _complete(running.client(), extra_body={"conversation": "a"})
    more = _complete(running.client(), "", extra_body={"conversation": "a"})
    alone = _complete(running.client(), max_tokens=24)
    assert first.choices[0].text + more.choices[0].text == alone.choices[0].text


def test_parts_of_a_message_are_one_text(running: Running) -> None:
    parts = [{"type": "text", "text": SAID[:9]}, {"type": "text", "text": SAID[9:]}]
    assert (
        _chat(running.client(), parts).choices[0].message.content  # type: ignore[arg-type]
        == _chat(running.client()).choices[0].message.content
    )


def test_the_model_is_listed_and_known_by_its_name(start: Callable[..., Running]) -> None:
    client = start(name="mine/one").client()
    assert [model.id for model in client.models.list()] == ["mine/one"]
    assert client.models.retrieve("mine/one").owned_by == "memstudio"
    with pytest.raises(openai.NotFoundError, match="'tiny' is not served here; 'mine/one' is"):
        _complete(client)


def test_it_says_that_it_is_well(running: Running) -> None:
    with running.raw() as http:
        assert http.get("/healthz").json() == {"status": "ok", "requests": 0}


def test_a_later_message_is_written_in_the_models_template(start: Callable[..., Running]) -> None:
    loaded = endless()
    loaded.tokenizer.chat_template = (
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}|{% endfor %}"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    running = start(loaded)
    for text in ("<user>So?|<assistant>", "|<user>So?|<assistant>"):
        answer = _chat(running.client(), "So?", extra_body={"conversation": "a"})
        assert answer.usage.prompt_tokens == len(loaded.tokenizer.encode(text))


def test_a_model_that_cannot_write_on_is_not_served() -> None:
    loaded = endless(None)
    loaded.model.config.is_encoder_decoder = True
    with pytest.raises(MemoryAttachError, match="has an encoder"):
        Server(loaded, Limits())


@pytest.mark.parametrize("has_learnt_turns", [False, True])
def test_roles_are_those_of_training(
    start: Callable[..., Running], *, has_learnt_turns: bool
) -> None:
    """Who learnt turns here knows them without being told."""
    loaded = endless()
    if has_learnt_turns:
        loaded.model.config.trained_on = {"reads_turns": True}
    running = start(loaded, roles=not has_learnt_turns)
    answer = _chat(running.client(), "Why?", max_tokens=5)
    alone = _complete(running.client(), "User: Why?\n\nAssistant:", max_tokens=5)
    assert answer.choices[0].message.content == alone.choices[0].text.lstrip()
    assert answer.usage == alone.usage
