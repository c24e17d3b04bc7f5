"""Who may ask: the key, and for a server of this computer alone, no page of another site."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from memstudio.server.request_error import RequestError, in_words

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN_PATH = "/healthz"


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is that of this computer for itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Access:
    """Refuses before anything is read; and nothing that goes wrong behind it is silent.

    Args:
        app: what is protected.
        key: that has to be sent; None when everybody may ask.
        is_local: whether requests have to name this computer as their host. A page of another
            site can make its own name lead here, and would otherwise read what is answered.
    """

    def __init__(self, app: ASGIApp, *, key: str | None, is_local: bool) -> None:
        self._app, self._key, self._is_local = app, key, is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a sentence
            refusal = in_words(error)
            if not has_begun:
                await refusal.response()(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._is_local and not is_loopback(_without_port(headers.get("host", ""))):
            raise RequestError(403, "This server answers to localhost only.")
        if self._key is None or scope["path"] == OPEN_PATH:
            return
        given = headers.get("authorization", "")
        scheme, _, key = given.partition(" ")
        is_right = hmac.compare_digest(key.strip().encode(), self._key.encode())
        if scheme.lower() != "bearer" or not is_right:
            raise RequestError(
                401, "The key is missing or wrong; send it as `api_key`.", code="invalid_api_key"
            )


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
