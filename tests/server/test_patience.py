"""A client that does not take what is sent to it loses its connection; a slow one does not."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Self

import pytest
import uvicorn

from memstudio.server.limits import Limits
from memstudio.server.patience import protocol_with

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# More than the buffers of two sockets hold.
_PIECE = bytes(1 << 20)
_PIECES = 64


async def _flood(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(_PIECES):
        await send({"type": "http.response.body", "body": _PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Flooding:
    """A server whose every answer is long, and a client of it that has asked."""

    def __init__(self, unread_seconds: float) -> None:
        protocol = protocol_with(Limits(unread_seconds=unread_seconds))
        config = uvicorn.Config(_flood, lifespan="off", http=protocol, ws="none", log_config=None)
        self._server = uvicorn.Server(config)
        self.connections = self._server.server_state.connections

    async def __aenter__(self) -> Self:
        place = socket.create_server(("127.0.0.1", 0))
        self._serving = asyncio.create_task(self._server.serve([place]))
        self.client = socket.create_connection(place.getsockname())
        self.client.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.client, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not self.connections:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.client.close()
        self._server.should_exit = True
        await self._serving


def test_a_client_that_takes_nothing_is_sent_away() -> None:
    async def takes_nothing() -> None:
        async with _Flooding(unread_seconds=0.3) as flooding:
            async with asyncio.timeout(60):
                while flooding.connections:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.01)

    asyncio.run(takes_nothing())


@pytest.mark.slow
def test_a_client_that_takes_it_slowly_gets_all() -> None:
    async def takes_it_slowly() -> int:
        async with _Flooding(unread_seconds=3.0) as flooding:
            loop, got = asyncio.get_running_loop(), 0
            for _ in range(10):
                # Less than a piece at a time, and for longer altogether than is waited for.
                got += len(await loop.sock_recv(flooding.client, 1 << 18))
                await asyncio.sleep(0.4)
            while got < _PIECES * len(_PIECE):
                got += len(await loop.sock_recv(flooding.client, 1 << 20))
            return got

    assert asyncio.run(takes_it_slowly()) > _PIECES * len(_PIECE)
