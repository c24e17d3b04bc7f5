"""Reading the body of a request, within limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from memstudio.server.request_error import RequestError, wrong

if TYPE_CHECKING:
    from starlette.requests import Request

    from memstudio.server.limits import Limits

# A client that is still sending would not see the refusal of a body that is not read.
_PASSED_OVER = 4


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of a request for JSON.

    Raises:
        RequestError: it is said to be something else, too large, or does not come.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # A page in a browser can send this to us only after asking, and is never allowed to.
    if kind != "application/json":
        raise RequestError(415, "The body has to be JSON, and Content-Type application/json.")
    declared = request.headers.get("content-length", "0")
    most = limits.body_bytes
    if declared.isdecimal() and int(declared) > most * _PASSED_OVER:
        raise _too_large(most)
    try:
        async with asyncio.timeout(limits.seconds):
            return await _within(request, most)
    except ClientDisconnect as error:
        raise wrong("The body of the request ended before it was whole.") from error
    except TimeoutError as error:
        raise RequestError(408, "The body of the request did not come in time.") from error


async def _within(request: Request, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most * _PASSED_OVER:
            break
        if size <= most:
            parts.append(part)
        else:
            parts.clear()
    if size > most:
        raise _too_large(most)
    return b"".join(parts)


def _too_large(most: int) -> RequestError:
    return RequestError(
        413, f"The body is larger than the {most:,} bytes that this server takes.", code="too_large"
    )
