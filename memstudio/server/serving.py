"""Running the server until it is ended."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import uvicorn
from typing_extensions import override

from memstudio.errors import ServeError, marked
from memstudio.server.access import is_loopback, named
from memstudio.server.answering import Answering
from memstudio.server.app import make_app
from memstudio.server.conversations import Conversations
from memstudio.server.engine import Engine
from memstudio.server.patience import protocol_with
from memstudio.tasks.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.models.load import LoadedModel
    from memstudio.server.limits import Limits

_CONNECTIONS = 1000
_WAITING = 2048  # as many as uvicorn lets wait
_LAST_SECONDS = 5
_IDLE_SECONDS = 60


def bound_socket(host: str, port: int) -> socket.socket:
    """A place to listen at, taken before a model is opened, which may take long.

    Args:
        host: a name or an address.
        port: 0 for any that is free.

    Raises:
        ServeError: it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        try:
            if os.name != "nt":  # where it would let two servers listen at one place
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            # Until one listens, another may bind the same.
            bound.listen(_WAITING)
        except OSError:
            bound.close()
            raise
    except OSError as error:
        raise ServeError(
            marked("errors", "The server cannot listen on {host}, port {port} ({reason}). Take another with --port, or another --host."),
            host=host, port=port, reason=error.strerror or str(error),
        ) from error  # fmt: skip
    return bound


class Server(uvicorn.Server):
    """Serves one model; its work is cancelled when it is ended, so that nothing holds it.

    Args:
        loaded: the model.
        limits: what is taken on.
        host: as it was named, which decides who may ask.
        keys: one of which requests have to bring; none for nobody needs one. What is remembered
            under one is not there for another.
        name: the model's, when it is to be another.
        roles: whether a model without a chat template reads who says what.
        on_ready: called when it listens.
        on_drop: hears the id of each conversation that is dropped for want of room.

    Raises:
        MemoryAttachError: the model has an encoder and no memory.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        limits: Limits,
        *,
        host: str = "127.0.0.1",
        keys: Sequence[str] = (),
        name: str | None = None,
        roles: bool = False,
        on_ready: Callable[[], None] = lambda: None,
        on_drop: Callable[[str], None] = lambda name: None,
    ) -> None:
        Conversation(loaded).check_can_write()
        self.conversations = Conversations(limits, lambda name: on_drop(named(name)))
        self.engine = Engine(limits.requests)
        self._on_ready = on_ready
        app = make_app(
            Answering(loaded, self.conversations, limits, name=name, roles=roles),
            self.engine,
            limits,
            keys=keys,
            is_local=is_loopback(host),
        )
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                http=protocol_with(limits),
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                limit_concurrency=_CONNECTIONS,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=_LAST_SECONDS,
            )
        )

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.engine.close()
        await super().shutdown(sockets)
