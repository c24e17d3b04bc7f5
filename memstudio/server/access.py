"""Who may ask: the key, and for a server of this computer alone, no page of another site."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
from typing import TYPE_CHECKING

from h11 import LocalProtocolError
from starlette.datastructures import Headers

from memstudio.server.request_error import RequestError, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)

OPEN_PATH = "/healthz"
_OWNER = "memstudio.owner"
_DIGITS = 24
# No header can have it, and JSON may: it counts only after as many digits as are ours.
_END_OF_OWNER = "\0"


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is that of this computer for itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def owner_of(scope: Scope) -> str:
    """Before the names of conversations of whoever asks; empty where all have the same."""
    owner: str = scope.get(_OWNER, "")
    return owner


def named(place: str) -> str:
    """What whoever asked calls the conversation that is kept at `place`."""
    is_owned = place[_DIGITS : _DIGITS + 1] == _END_OF_OWNER
    return place[_DIGITS + 1 :] if is_owned else place


def _owner(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_DIGITS] + _END_OF_OWNER


class Access:
    """Refuses before anything is read; and nothing that goes wrong behind it is silent.

    Args:
        app: what is protected.
        keys: one of which has to be sent; none when everybody may ask.
        is_local: whether requests have to name this computer as their host. A page of another
            site can make its own name lead here, and would otherwise read what is answered.
    """

    def __init__(self, app: ASGIApp, *, keys: Sequence[str], is_local: bool) -> None:
        self._app, self._is_local = app, is_local
        self._owners = {key: _owner(key) if len(keys) > 1 else "" for key in keys}

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
        except LocalProtocolError as error:
            # What was sent was no HTTP, so it was refused and the connection ended before this.
            _log.info("a request was broken off: %s", error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a sentence
            refusal = in_words(error)
            if not has_begun:
                await refusal.response()(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._is_local and not is_loopback(_without_port(headers.get("host", ""))):
            raise RequestError(403, "This server answers to localhost only.")
        if not self._owners or scope["path"] == OPEN_PATH:
            return
        given = headers.get("authorization", "")
        scheme, _, key = given.partition(" ")
        # All are compared, so that nothing tells which of them, or how much of it, was right.
        right = [
            owner
            for known, owner in self._owners.items()
            if hmac.compare_digest(key.strip().encode(), known.encode())
        ]
        scope[_OWNER] = right[0] if right else ""
        if scheme.lower() != "bearer" or not right:
            raise RequestError(
                401, "The key is missing or wrong; send it as `api_key`.", code="invalid_api_key"
            )


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
