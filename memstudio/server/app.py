"""The addresses of the server, and what each does."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from memstudio.server.access import OPEN_PATH, Access, owner_of
from memstudio.server.answer_response import AnswerResponse
from memstudio.server.bodies import LONGEST_NAME, Chat, Completion, parsed
from memstudio.server.forms import AnswerForm
from memstudio.server.pending import Pending
from memstudio.server.request_body import read_body
from memstudio.server.request_error import RequestError, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from memstudio.server.answering import Answering
    from memstudio.server.conversations import Kept
    from memstudio.server.engine import Engine
    from memstudio.server.limits import Limits

CONVERSATION = "x-conversation-id"
# OpenAI's client says with it that it has sent the same before.
_RETRIES = "x-stainless-retry-count"


class _Endpoints:
    def __init__(self, answering: Answering, engine: Engine, limits: Limits) -> None:
        self._answering, self._engine, self._limits = answering, engine, limits
        self._began = int(time.time())

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok", "requests": self._engine.num_requests})

    async def chat(self, request: Request) -> Response:
        return self._answered(request, parsed(await read_body(request, self._limits), Chat))

    async def completion(self, request: Request) -> Response:
        return self._answered(request, parsed(await read_body(request, self._limits), Completion))

    def _answered(self, request: Request, body: Chat | Completion) -> Response:
        self._check_model(body.model)
        self._answering.check(body)
        name = _conversation(request, body)
        is_retry = request.headers.get(_RETRIES, "0") != "0"
        owner = owner_of(request.scope)
        if name and not is_retry:
            self._answering.conversations.ask_anew(f"{owner}{name}")
        answer = partial(self._answering.answer, body, name, owner=owner, is_retry=is_retry)
        pending = Pending(self._engine, answer, self._limits.seconds)
        form = AnswerForm(body, self._answering.name)
        return AnswerResponse(pending, form, streams=bool(body.stream))

    async def models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [self._model()]})

    async def model(self, request: Request) -> Response:
        self._check_model(request.path_params["name"])
        return JSONResponse(self._model())

    def _model(self) -> dict[str, Any]:
        return {
            "id": self._answering.name,
            "object": "model",
            "created": self._began,
            "owned_by": "memstudio",
        }

    def _check_model(self, name: str) -> None:
        if name != self._answering.name:
            raise RequestError(
                404,
                f"The model '{name[:LONGEST_NAME]}' is not served here; '{self._answering.name}' is.",
                param="model",
                code="model_not_found",
            )

    async def conversations(self, request: Request) -> Response:
        owner = owner_of(request.scope)
        kept = {
            place.removeprefix(owner): each
            for place, each in self._answering.conversations.all().items()
            if place.startswith(owner)
        }
        return JSONResponse(
            {"object": "list", "data": [_described(name, each) for name, each in kept.items()]}
        )

    async def conversation(self, request: Request) -> Response:
        name = request.path_params["name"]
        kept = self._answering.conversations.get(owner_of(request.scope) + name)
        if kept is None:
            raise _unknown(name)
        return JSONResponse(_described(name, kept))

    async def delete_conversation(self, request: Request) -> Response:
        name = request.path_params["name"]
        place = owner_of(request.scope) + name
        # In its turn, so that what was asked before is not remembered after it.
        pending = Pending(
            self._engine,
            lambda control, on_piece: self._answering.conversations.delete(place),
            self._limits.seconds,
        )
        if not await pending.outcome():
            raise _unknown(name)
        return JSONResponse({"id": name, "object": "conversation.deleted", "deleted": True})


def make_app(
    answering: Answering,
    engine: Engine,
    limits: Limits,
    *,
    keys: Sequence[str] = (),
    is_local: bool = True,
) -> Starlette:
    """The server as an ASGI application.

    Args:
        answering: the model and its conversations.
        engine: the thread in which it works.
        limits: what is taken on.
        keys: one of which requests have to bring; none for nobody needs one.
        is_local: whether only requests that name this computer as their host are answered.
    """
    at = _Endpoints(answering, engine, limits)
    return Starlette(
        routes=[
            Route(OPEN_PATH, at.health),
            Route("/v1/chat/completions", at.chat, methods=["POST"]),
            Route("/v1/completions", at.completion, methods=["POST"]),
            Route("/v1/models", at.models),
            Route("/v1/models/{name:path}", at.model),
            Route("/v1/conversations", at.conversations),
            Route("/v1/conversations/{name:path}", at.delete_conversation, methods=["DELETE"]),
            Route("/v1/conversations/{name:path}", at.conversation),
        ],
        middleware=[Middleware(Access, keys=keys, is_local=is_local)],
        exception_handlers={HTTPException: _no_such_address},
    )


def _conversation(request: Request, body: Chat | Completion) -> str | None:
    """The id of the conversation, which a request says in its body or in a header."""
    named = _as_utf8(request.headers.get(CONVERSATION))
    if named is not None and not 0 < len(named) <= LONGEST_NAME:
        raise wrong(f"A conversation's id has 1 to {LONGEST_NAME} characters.", "conversation")
    if named and body.conversation and named != body.conversation:
        raise wrong("The header and the body name different conversations.", "conversation")
    return body.conversation or named


def _as_utf8(header: str | None) -> str | None:
    """What a header says: clients send bytes as they are, which are read as Latin-1."""
    try:
        return header and header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header


def _described(name: str, kept: Kept) -> dict[str, Any]:
    return {
        "id": name,
        "object": "conversation",
        "created_at": kept.created,
        "metadata": {},
        "segments": kept.num_segments,
        "bytes": kept.num_bytes,
    }


def _unknown(name: str) -> RequestError:
    return RequestError(404, f"There is no conversation '{name[:LONGEST_NAME]}'.", code="not_found")


async def _no_such_address(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    what = "is not served here" if status == 404 else f"does not take {request.method}"
    return RequestError(status, f"{request.url.path} {what}.").response()
