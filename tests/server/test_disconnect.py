"""A client that goes away in the middle ends its own answer, and nothing else."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.server.conftest import TURNS, Gate, Running, say, wait_for


def _send(running: Running, **options: Any) -> socket.socket:
    """A request by hand, so that its connection can be cut at any time."""
    address = urlsplit(running.url)
    body = {"model": "tiny", "prompt": TURNS[1], "max_tokens": 200, "temperature": 0}
    content = json.dumps({**body, "conversation": "a", **options}).encode()
    connection = socket.create_connection((address.hostname, address.port), timeout=30)
    connection.sendall(
        b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + f"Content-Length: {len(content)}\r\n\r\n".encode()
        + content
    )
    return connection


@pytest.mark.parametrize("stream", [True, False])
# While the text is being read, when nothing is written yet, and far into the answer.
@pytest.mark.parametrize("steps", [1, 3, 60])
@pytest.mark.one_in(3)
def test_its_answer_is_ended_and_the_conversation_is_as_before(
    running: Running, monkeypatch: pytest.MonkeyPatch, steps: int, stream: bool
) -> None:
    say(running, "a", TURNS[0])
    before = running.state("a")
    with monkeypatch.context() as patch:
        gate = Gate(running, patch, steps)
        with _send(running, stream=stream):
            assert gate.reached.wait(60)
        wait_for(running, 0)
        assert gate.was_cancelled
        # Not one token more than the one that was being written.
        assert gate.calls <= steps + 1
    assert running.state("a") is before
    text = say(running, "a", TURNS[1]).choices[0].text
    say(running, "b", TURNS[0])
    assert text == say(running, "b", TURNS[1]).choices[0].text
    assert running.state("a").equals(running.state("b"))


def test_it_may_go_while_it_waits(running: Running) -> None:
    with running.held():
        with _send(running):
            wait_for(running, 2)
        wait_for(running, 1)
    assert say(running, "a", TURNS[0]).conversation["is_new"]


def test_openais_client_may_close_a_stream(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = say(running, "a", TURNS[0], stream=True, max_tokens=1000)
    next(iter(stream))
    gate = Gate(running, monkeypatch, 40)
    stream.close()
    wait_for(running, 0)
    assert gate.calls < 1000
    assert not running.server.conversations.all()


def test_a_body_that_is_cut_changes_nothing(running: Running) -> None:
    address = urlsplit(running.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n"
            b'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"model"'
        )
    assert say(running, "a", TURNS[0]).conversation["is_new"]
