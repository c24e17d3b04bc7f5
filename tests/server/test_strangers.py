"""What strangers on the network may try: slow, broken and enormous requests, other sites, other keys."""

from __future__ import annotations

import inspect
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from memstudio.server import access
from memstudio.server.limits import Limits
from tests.server.conftest import TURNS, UNUSED, Running

KEYS = ["first-key", "second-key"]


def _connected(running: Running) -> socket.socket:
    host, _, port = running.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def _answered(open_: socket.socket) -> bytes:
    """All that comes until the other side ends it."""
    parts = []
    while part := open_.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _as(running: Running, key: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.Client(base_url=running.url, headers=headers, verify=UNUSED)


def test_a_head_that_does_not_come_ends_the_connection(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(head_seconds=0.5))
    for beginning in (b"", b"GET /v1/mod", b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-A: "):
        with _connected(running) as open_:
            open_.sendall(beginning)
            assert b"408 Request Timeout" in _answered(open_)


def test_a_head_that_comes_byte_by_byte_has_no_more_time(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(head_seconds=1.0))
    with _connected(running) as open_:
        told = b""
        for byte in b"GET /v1/models HTTP/1.1\r\n" + b"X: y\r\n" * 1000:
            try:
                open_.sendall(bytes([byte]))
            except OSError:
                break
            time.sleep(0.05)
            open_.setblocking(False)
            try:
                told += open_.recv(1000)
            except BlockingIOError:
                continue
            finally:
                open_.settimeout(60)
            break
        assert b"408" in told


def test_a_second_head_on_a_connection_has_to_come_in_time_too(
    start: Callable[..., Running],
) -> None:
    running = start(limits=Limits(head_seconds=0.5))
    with _connected(running) as open_:
        open_.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /he")
        told = _answered(open_)
    assert told.startswith(b"HTTP/1.1 200")
    assert b"408 Request Timeout" in told


def test_an_answer_may_take_longer_than_a_head(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(head_seconds=0.3))
    body = b'{"model": "tiny", "prompt": "So", "max_tokens": 2}'
    head = b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with _connected(running) as open_:
        with running.held():
            open_.sendall(head + body)
            time.sleep(1)
        assert _answered(open_).startswith(b"HTTP/1.1 200")


def test_a_body_that_does_not_come_is_not_waited_for(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(seconds=0.5))
    with _connected(running) as open_:
        open_.sendall(
            b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
        )
        told = _answered(open_)
    assert told.startswith(b"HTTP/1.1 408")
    assert b"did not come in time" in told


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /v1/models HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \0\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: yyyyyyyyyyyyyyyy\r\n" * 20_000 + b"\r\n",
    ],
    ids=lambda content: content[:30],
)
def test_what_is_no_request_is_refused(
    start: Callable[..., Running], content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    running = start(limits=Limits(head_seconds=1.0))
    with _connected(running) as open_:
        try:
            open_.sendall(content)
            open_.shutdown(socket.SHUT_WR)
            told = _answered(open_)
        except TimeoutError:
            raise
        except OSError:
            # Closed already; which call learns of it, and how, is a matter of moments.
            told = b""
    assert not told or told[9:12] in {b"400", b"403", b"404", b"405", b"408", b"431"}
    assert b"Traceback" not in told
    assert "Traceback" not in caplog.text
    with running.raw() as http:
        assert http.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", ["Origin", "Access-Control-Request-Method"])
def test_no_page_of_another_site_is_allowed_anything(running: Running, name: str) -> None:
    with running.raw() as http:
        for method, url in (("OPTIONS", "/v1/chat/completions"), ("GET", "/v1/models")):
            told = http.request(method, url, headers={name: "https://evil.example"})
            assert not [each for each in told.headers if each.startswith("access-control")]
        assert http.options("/v1/chat/completions").status_code == 405


def test_a_key_is_compared_in_constant_time() -> None:
    source = inspect.getsource(access.Access._check)
    assert "hmac.compare_digest" in source
    assert "key ==" not in source
    assert "in self._owners" not in source.replace("in self._owners.items()", "")


def test_it_listens_on_this_computer_alone_unless_told() -> None:
    from memstudio.cli.commands import serve

    host = inspect.signature(serve.run).parameters["host"].default
    assert access.is_loopback(host)


def test_conversations_of_one_key_are_not_there_for_another(start: Callable[..., Running]) -> None:
    running = start(keys=KEYS)
    first, second = running.client(KEYS[0]), running.client(KEYS[1])
    body: dict[str, Any] = {"model": "tiny", "prompt": TURNS[0], "max_tokens": 2, "seed": 1}
    told = [
        client.completions.create(**body, extra_body={"conversation": "mine"})
        for client in (first, first, second)
    ]
    remembered = [each.model_extra["conversation"] for each in told]
    assert [each["is_new"] for each in remembered] == [True, False, True]
    with _as(running, KEYS[1]) as http:
        (only,) = http.get("/v1/conversations").json()["data"]
        assert only["id"] == "mine"
        assert http.delete("/v1/conversations/mine").json()["deleted"]
        assert http.get("/v1/conversations/mine").status_code == 404
        assert http.get("/v1/conversations").json()["data"] == []
        # Nor by the name under which it is kept.
        (place,) = running.server.conversations.all()
        assert http.get(f"/v1/conversations/{place.replace(chr(0), '%00')}").status_code == 404
    with _as(running, KEYS[0]) as http:
        assert http.get("/v1/conversations/mine").status_code == 200
