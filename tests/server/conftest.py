"""A real server on a free port, with a tiny model, and OpenAI's own client."""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import openai
import pytest

from memstudio.models.load import LoadedModel
from memstudio.server.limits import Limits
from memstudio.server.serving import Server, bound_socket
from tests.tiny import tiny_loaded

# Nothing here is encrypted; reading whom to trust would cost each client 20 ms.
UNUSED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

TURNS = ("Daniel went to the garden.", " Nobody knew why", " It was a dark and stormy night.")


@dataclass
class Running:
    """A server that listens.

    Attributes:
        dropped: ids of the conversations that it said it dropped.
    """

    loaded: LoadedModel
    server: Server
    url: str
    dropped: list[str]
    clients: list[openai.OpenAI] = field(default_factory=list)

    def client(self, key: str = "any") -> openai.OpenAI:
        """A new one, which is closed with the server."""
        client = openai.OpenAI(
            base_url=f"{self.url}/v1", api_key=key, max_retries=0,
            http_client=openai.DefaultHttpxClient(verify=UNUSED),
        )  # fmt: skip
        self.clients.append(client)
        return client

    def raw(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, verify=UNUSED)

    def state(self, name: str) -> Any:
        """What is remembered of a conversation."""
        kept = self.server.conversations.get(name)
        assert kept is not None
        return kept.conversation.state

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """The engine is busy with something else meanwhile."""
        begun, free = threading.Event(), threading.Event()

        def wait(_: object) -> None:
            begun.set()
            free.wait(60)

        engine = self.server.engine
        _, control = engine.submit(wait)
        begun.wait(60)
        try:
            yield
        finally:
            free.set()
            # Its place in the queue is free a moment later.
            while control in engine._controls:
                time.sleep(0.001)


def endless(kind: str | None = "rmt") -> LoadedModel:
    """A model that never ends by itself: what is compared is the memory."""
    loaded = tiny_loaded(kind)
    loaded.model.generation_config.eos_token_id = None
    loaded.tokenizer.eos_token = None
    return loaded


def _stop(running: Running, thread: threading.Thread, bound: socket.socket) -> None:
    for client in running.clients:
        client.close()
    running.server.should_exit = True
    thread.join(60)
    bound.close()
    assert not thread.is_alive()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Starts servers, which end with the test."""
    with contextlib.ExitStack() as stack:

        def starting(loaded: LoadedModel | None = None, **settings: Any) -> Running:
            dropped: list[str] = []
            ready = threading.Event()
            settings.setdefault("limits", Limits())
            loaded = loaded or endless()
            server = Server(loaded, on_ready=ready.set, on_drop=dropped.append, **settings)
            bound = bound_socket("127.0.0.1", 0)
            thread = threading.Thread(target=server.run, args=([bound],))
            thread.start()
            url = f"http://127.0.0.1:{bound.getsockname()[1]}"
            running = Running(loaded, server, url, dropped)
            stack.callback(_stop, running, thread, bound)
            assert ready.wait(60)
            return running

        yield starting


@pytest.fixture
def running(start: Callable[..., Running]) -> Running:
    """One server with a model that has a memory."""
    return start()


def say(running: Running, name: str, text: str, **options: Any) -> Any:
    """Have a text completed in the conversation of that name."""
    options = {"temperature": 0, "max_tokens": 9, "extra_body": {"conversation": name}} | options
    return running.client().completions.create(model="tiny", prompt=text, **options)


def wait_for(running: Running, number: int) -> None:
    """Until so many requests are answered or wait."""
    pause = threading.Event()
    for _ in range(2000):
        if running.server.engine.num_requests == number:
            return
        pause.wait(0.01)
    raise AssertionError(f"{running.server.engine.num_requests} requests, not {number}")


class Gate:
    """Lets the model take some steps, and goes on only when the work was cancelled."""

    def __init__(self, running: Running, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self.calls = 0
        self.reached = threading.Event()
        self.was_cancelled = False
        self._engine, self._steps = running.server.engine, steps
        forward = running.loaded.model.forward

        @functools.wraps(forward)
        def gated(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == steps:
                self.reached.set()
                self._wait()
            return forward(*arguments, **named)

        monkeypatch.setattr(running.loaded.model, "forward", gated)

    def _wait(self) -> None:
        pause = threading.Event()
        controls = list(self._engine._controls)
        for _ in range(3000):
            if any(control.is_cancelled for control in controls):
                self.was_cancelled = True
                return
            pause.wait(0.01)
