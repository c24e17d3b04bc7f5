"""How long a client may take to ask, and to take the answer: one that does neither holds a place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

if TYPE_CHECKING:
    from memstudio.server.limits import Limits

_TEXT = b"The request did not come in time."
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(_TEXT), _TEXT)
)


class ImpatientProtocol(H11Protocol):
    """HTTP whose heads have to come within a time; bodies have one of their own (`read_body`).

    Uvicorn waits for the head of a first request without end, and for that of another as soon as
    its first byte has come. It also waits without end for a client that does not take its answer.
    """

    head_seconds: float
    unread_seconds: float
    """Said by `protocol_with`."""

    _waiting: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Then writing is "paused" for as long as anything is left that the client has not taken.
        transport.set_write_buffer_limits(high=0)
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
    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_unread()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch_no_more()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        self._watch_no_more()
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

    def _watch_unread(self) -> None:
        self._watch_no_more()
        self._unread = asyncio.get_running_loop().call_later(
            self.unread_seconds, self._end_unless_less, self.transport.get_write_buffer_size()
        )

    def _watch_no_more(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _end_unless_less(self, size: int) -> None:
        if self.transport.get_write_buffer_size() < size:
            self._watch_unread()
        else:
            # To close would be to wait for what is unread.
            self.transport.abort()


def protocol_with(limits: Limits) -> type[ImpatientProtocol]:
    """The protocol, with the patience that `limits` name."""
    patience = {"head_seconds": limits.head_seconds, "unread_seconds": limits.unread_seconds}
    return type("ImpatientProtocol", (ImpatientProtocol,), patience)
