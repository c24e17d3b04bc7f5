"""Sending an answer, and ending it when the client has gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from typing_extensions import override

from memstudio.server.forms import event
from memstudio.server.request_error import RequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from memstudio.server.answer import Answer
    from memstudio.server.forms import AnswerForm
    from memstudio.server.pending import Pending

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


class AnswerResponse(Response):
    """The answer to one request, whole or as a stream of events.

    Args:
        pending: the answer that is being made.
        form: of the answer.
        streams: whether it is sent piece by piece.
    """

    def __init__(self, pending: Pending[Answer], form: AnswerForm, *, streams: bool) -> None:
        super().__init__()
        self._pending, self._form, self._streams = pending, form, streams

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it.

        The whole time it is listened for whether the client is still there, not only when there
        is something to send: reading a long text takes long.
        """
        watching = asyncio.create_task(_when_gone(receive, self._pending.abandon))
        try:
            if self._streams:
                await self._stream(scope, receive, send)
            else:
                await (await self._whole())(scope, receive, send)
        finally:
            watching.cancel()
            self._pending.abandon()

    async def _whole(self) -> Response:
        try:
            return JSONResponse(self._form.whole(await self._pending.outcome()))
        except RequestError as error:
            return error.response()

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What goes wrong before the first piece still has a status of its own.
        piece = await self._pending.next_piece()
        if piece is None:
            try:
                await self._pending.outcome()
            except RequestError as error:
                await error.response()(scope, receive, send)
                return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _send_part(send, self._form.beginning())
        while piece is not None:
            await _send_part(send, self._form.piece(piece))
            piece = await self._pending.next_piece()
        try:
            last = self._form.ending(await self._pending.outcome())
        except RequestError as error:
            last = event(error.body)
        await _send_part(send, last)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_part(send: Send, part: bytes) -> None:
    if part:
        await send({"type": "http.response.body", "body": part, "more_body": True})


async def _when_gone(receive: Receive, then: Callable[[], None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    then()
