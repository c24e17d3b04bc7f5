"""How long a client may take to say what it wants: one that sends a byte a minute holds a place."""

from __future__ import annotations

import asyncio

from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

_TEXT = b"The request did not come in time."
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(_TEXT), _TEXT)
)


class ImpatientProtocol(H11Protocol):
    """HTTP whose heads have to come within a time; bodies have one of their own (`read_body`).

    Uvicorn waits for the head of a first request without end, and for that of another as soon as
    its first byte has come.
    """

    head_seconds: float
    """Said by `protocol_with`."""

    _waiting: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering():
            self._wait_no_more()
        elif self._waiting is None:
            self._wait()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_answering():
            # The next request had come already, and is being answered.
            self._wait_no_more()
        elif self.conn.trailing_data[0]:
            # A part of the next came with the one that is answered.
            self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        # It is None before the first request, whatever its type says.
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _wait(self) -> None:
        self._wait_no_more()
        self._waiting = asyncio.get_running_loop().call_later(self.head_seconds, self._late)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _late(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.write(_LATE)
            self.transport.close()


def protocol_with(seconds: float) -> type[ImpatientProtocol]:
    """The protocol, with so many seconds for a head."""
    return type("ImpatientProtocol", (ImpatientProtocol,), {"head_seconds": seconds})
