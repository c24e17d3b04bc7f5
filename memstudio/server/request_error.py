"""What goes wrong with a request, in the form in which OpenAI's client understands it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from memstudio.errors import DeviceError, MemStudioError
from memstudio.models.device import is_out_of_memory

if TYPE_CHECKING:
    from starlette.responses import Response

_log = logging.getLogger(__name__)

_NAMES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_OF_REQUEST = 500


class RequestError(Exception):
    """A request that is refused or has failed; its text says why, and what to do.

    Args:
        status: of HTTP.
        text: for the person behind the client.
        code: for programs, a word of OpenAI's where it has one.
        param: the field that is meant.
        may_retry: whether the same may succeed soon. OpenAI's client tries again by itself, and
            is told not to otherwise.
    """

    def __init__(
        self,
        status: int,
        text: str,
        *,
        code: str | None = None,
        param: str | None = None,
        may_retry: bool = False,
    ) -> None:
        super().__init__(text)
        self.status, self.text, self.code, self.param = status, text, code, param
        self.may_retry = may_retry

    @property
    def body(self) -> dict[str, Any]:
        """The JSON document that is sent."""
        usual = "invalid_request_error" if self.status < _OF_REQUEST else "server_error"
        return {
            "error": {
                "message": self.text,
                "type": _NAMES.get(self.status, usual),
                "param": self.param,
                "code": self.code,
            }
        }

    def response(self) -> Response:
        """The answer to the request."""
        headers = {"x-should-retry": "true" if self.may_retry else "false"}
        if self.may_retry:
            headers["retry-after"] = "1"
        if self.status == 401:
            headers["www-authenticate"] = "Bearer"
        return JSONResponse(self.body, self.status, headers)


def wrong(text: str, param: str | None = None) -> RequestError:
    """A request that asks for what cannot be had."""
    return RequestError(400, text, param=param)


def no_time(seconds: float) -> RequestError:
    """An answer that took too long."""
    return RequestError(
        504,
        f"The answer took longer than the {seconds:g} seconds that this server gives a request. "
        "The conversation is as it was before. Ask for fewer tokens, or send a shorter text.",
        code="timeout",
    )


def closing() -> RequestError:
    """A request that was there when the server was ended."""
    return RequestError(503, "The server is being closed.", code="server_closing")


def in_words(error: BaseException) -> RequestError:
    """Whatever went wrong with a request, as what is sent; what nobody foresaw goes to the log."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, DeviceError) or (isinstance(error, Exception) and is_out_of_memory(error)):
        return RequestError(
            503,
            "There is not enough memory for this request. Send a shorter text.",
            code="no_memory",
        )
    if isinstance(error, MemStudioError):
        return wrong(str(error))
    _log.error("a request failed", exc_info=error)
    return RequestError(
        500, "Something went wrong inside MemStudio; the server's log has the details."
    )
