"""Any body is either understood or refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from memstudio.server.bodies import Body, Chat, Completion, parsed
from memstudio.server.limits import Limits
from memstudio.server.request_error import RequestError
from tests.server.conftest import Running

COMPLETION: dict[str, Any] = {"model": "tiny", "prompt": "So"}
CHAT: dict[str, Any] = {"model": "tiny", "messages": [{"role": "user", "content": "So"}]}

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = st.sampled_from([
    "model", "prompt", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p",
    "stop", "seed", "stream", "stream_options", "conversation", "n", "user", "tools", "logprobs",
    "logit_bias", "response_format", "metadata", "echo", "what",
])  # fmt: skip
_KINDS = st.sampled_from([Completion, Chat])


def _understood_or_refused(content: bytes, kind: type[Body]) -> None:
    body = _parsed(content, kind)
    if isinstance(body, RequestError):
        assert body.status == 400
        assert body.text
        json.dumps(body.body, ensure_ascii=False).encode()
        return
    assert body.most_tokens is None or body.most_tokens >= 0
    assert all(body.stops)
    assert body.says_usage in {True, False}


def _parsed(content: bytes, kind: type[Body]) -> Body | RequestError:
    try:
        return parsed(content, kind)
    except RequestError as error:
        return error


@given(content=st.binary(max_size=200), kind=_KINDS)
def test_any_bytes_are_understood_or_refused(content: bytes, kind: type[Body]) -> None:
    _understood_or_refused(content, kind)


@given(document=_JSON, kind=_KINDS)
def test_any_json_is_understood_or_refused(document: Any, kind: type[Body]) -> None:
    _understood_or_refused(json.dumps(document).encode(), kind)


@given(more=st.dictionaries(_FIELDS, _JSON, max_size=4), kind=_KINDS)
def test_any_value_of_a_field_is_understood_or_refused(
    more: dict[str, Any], kind: type[Body]
) -> None:
    base = COMPLETION if kind is Completion else CHAT
    _understood_or_refused(json.dumps(base | more).encode(), kind)


def test_a_server_takes_any_body_and_is_well_after_it(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(new_tokens=2, body_bytes=100_000))
    with running.raw() as http:

        @settings(max_examples=40, deadline=None)
        @given(more=st.dictionaries(_FIELDS, _JSON, max_size=3), is_chat=st.booleans())
        @example(more={"stream": True, "seed": -1, "conversation": "\u2028\n"}, is_chat=True)
        def post(more: dict[str, Any], is_chat: bool) -> None:
            path, base = (
                ("/v1/chat/completions", CHAT) if is_chat else ("/v1/completions", COMPLETION)
            )
            content = json.dumps(base | more).encode()
            answer = http.post(path, content=content, headers={"Content-Type": "application/json"})
            assert answer.status_code in {200, 400, 404}
            assert answer.status_code == 200 or answer.json()["error"]["message"]

        post()
        assert http.get("/healthz").json() == {"status": "ok", "requests": 0}


@given(message=st.dictionaries(st.sampled_from(["role", "content", "name", "tool_calls", "x"]), _JSON | st.just("user")))  # fmt: skip
def test_a_message_of_any_form_is_understood_or_refused(message: dict[str, Any]) -> None:
    _understood_or_refused(json.dumps(CHAT | {"messages": [message]}).encode(), Chat)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"model": NaN}', b'{"model": "\\ud800"}',
     b"\xff\xfe{}", b'{"prompt": 1e999}', b'{"seed": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_hardly_json_is_refused(content: bytes) -> None:
    _understood_or_refused(content, Completion)


def test_no_number_of_probabilities_is_less_than_none() -> None:
    content = json.dumps(COMPLETION | {"logprobs": False, "presence_penalty": 0.0}).encode()
    assert isinstance(_parsed(content, Completion), Completion)
    refused = _parsed(json.dumps(COMPLETION | {"logprobs": 0}).encode(), Completion)
    assert isinstance(refused, RequestError)
    assert "'logprobs'" in refused.text


@pytest.mark.parametrize(
    ("more", "param", "why"),
    [
        ({"n": 2}, "n", "cannot do what is asked by 'n'"),
        ({"logprobs": 3}, "logprobs", "cannot do"),
        ({"logit_bias": {"5": 1}}, "logit_bias", "cannot do"),
        ({"presence_penalty": 0.5}, "presence_penalty", "cannot do"),
        ({"echo": True}, "echo", "cannot do"),
        ({"suffix": "end"}, "suffix", "cannot do"),
        ({"store": True}, "store", "cannot do"),
        ({"what": 1}, "what", "Unrecognized"),
        ({"max-tokens": 1}, "max-tokens", "argument: 'max-tokens'"),
        ({"prompt": ["a", "b"]}, "prompt", "one text"),
        ({"prompt": [5, 6]}, "prompt", "one text"),
        ({"temperature": 2.5}, "temperature", "less than or equal to 2"),
        ({"temperature": "hot"}, "temperature", "cannot be used"),
        ({"top_p": -1}, "top_p", "cannot be used"),
        ({"max_tokens": -1}, "max_tokens", "cannot be used"),
        ({"max_tokens": 1.5}, "max_tokens", "cannot be used"),
        ({"max_tokens": True}, "max_tokens", "cannot be used"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "at most 4 items"),
        ({"stop": ""}, "stop", "cannot be used"),
        ({"seed": 2**64}, "seed", "cannot be used"),
        ({"stream_options": {"x y": 1}}, "stream_options.x y", "Unrecognized"),
        ({"conversation": ""}, "conversation", "cannot be used"),
        ({"conversation": "a" * 201}, "conversation", "cannot be used"),
        ({"max_tokens": 5000}, "max_tokens", "at most 1024"),
        ({"prompt": ""}, None, "nothing to continue"),
    ],
)
@pytest.mark.one_in(3)
def test_what_cannot_be_had_is_refused_in_words(
    running: Running, more: dict[str, Any], param: str | None, why: str
) -> None:
    with running.raw() as http:
        answer = http.post("/v1/completions", json=COMPLETION | more)
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert why in error["message"]


@pytest.mark.parametrize(
    ("message", "param"),
    [
        ({"role": "tool", "content": "x"}, "messages.0.role"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": {}}]}, "messages.0.content.0.type"),
        ({"role": "assistant", "tool_calls": [{"id": "x"}]}, "messages.0.tool_calls"),
        ("hello", "messages.0"),
    ],
)  # fmt: skip
def test_a_message_that_is_no_text_is_refused(message: Any, param: str) -> None:
    with pytest.raises(RequestError) as refused:
        parsed(json.dumps(CHAT | {"messages": [message]}).encode(), Chat)
    assert (refused.value.param or "").startswith(param)


def test_what_asks_for_nothing_and_what_is_null_may_be_there() -> None:
    usual = {
        "n": 1, "best_of": 1, "presence_penalty": 0, "logit_bias": {}, "store": False, "user": "me",
        "metadata": {"a": "b"}, "logprobs": None, "stop": None, "temperature": None, "stream": None,
    }  # fmt: skip
    assert parsed(json.dumps(COMPLETION | usual).encode(), Completion).text == "So"
    more = {"tools": [], "tool_choice": "none", "response_format": {"type": "text"}}
    assert parsed(json.dumps(CHAT | more).encode(), Chat).messages[0].text == "So"


def test_the_newer_name_of_a_length_counts() -> None:
    body = {"max_tokens": 5, "max_completion_tokens": 7}
    assert parsed(json.dumps(CHAT | body).encode(), Chat).most_tokens == 7
