"""What a request may say: the fields of OpenAI's that are honoured, and reasons against the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import pydantic_core
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from typing_extensions import override

from memstudio.server.request_error import RequestError, wrong

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_Body = TypeVar("_Body", bound="Body")
_Stop = Annotated[str, Field(min_length=1, max_length=1000)]
LONGEST_NAME = 200
"""Characters of a conversation's id."""
_Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]

# With these values a field asks for nothing, so it may be there.
_NOTHING: dict[str, tuple[Any, ...]] = {
    "n": (1,),
    "best_of": (1,),
    "echo": (False,),
    "logprobs": (False,),
    "top_logprobs": (),
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
    "logit_bias": ({},),
    "suffix": ("",),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "parallel_tool_calls": (True, False),
    "functions": ([],),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "audio": (),
    "prediction": (),
    "reasoning_effort": (),
    "verbosity": (),
    "web_search_options": (),
    "store": (False,),
    "service_tier": ("auto", "default"),
}
# Said about who asks, or to save work: nothing of an answer hangs on them.
_HINTS = ("user", "metadata", "safety_identifier", "prompt_cache_key", "prompt_cache_retention")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StreamOptions(_Strict):
    """What a stream holds beside the text."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class Body(_Strict):
    """What both kinds of request may say. Null is as good as nothing."""

    model: str
    max_tokens: Annotated[int, Field(ge=0)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    stop: _Stop | Annotated[list[_Stop], Field(max_length=4)] | None = None
    seed: _Whole | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    conversation: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _ask_for_nothing_else(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        kept = {}
        for name, value in data.items():
            if name in _HINTS:
                continue
            if name in _NOTHING and name not in cls.model_fields:
                if value is not None and not _is_nothing(value, _NOTHING[name]):
                    raise _refusal(name)
                continue
            kept[name] = value
        return kept

    @property
    def most_tokens(self) -> int | None:
        """The longest answer that is wanted."""
        return self.max_tokens

    @property
    def stops(self) -> tuple[str, ...]:
        """The texts that end the answer."""
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())

    @property
    def says_usage(self) -> bool:
        """Whether a stream ends with the numbers of tokens."""
        return bool(self.stream_options and self.stream_options.include_usage)


class Completion(Body):
    """A request for `/v1/completions`."""

    prompt: str | Annotated[list[str], Field(min_length=1, max_length=1)]

    @field_validator("prompt", mode="before")
    @classmethod
    def _one_text(cls, value: Any) -> Any:
        if isinstance(value, list) and not (len(value) == 1 and isinstance(value[0], str)):
            raise wrong("'prompt' has to be one text; send a request for each.", "prompt")
        return value

    @property
    def text(self) -> str:
        """What is read first."""
        return self.prompt if isinstance(self.prompt, str) else self.prompt[0]


class TextPart(_Strict):
    """A part of a message."""

    type: Literal["text"]
    text: str


class Message(_Strict):
    """One message of a chat; what a client has from an answer may be in it, as long as it is null."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart] | None = None
    name: str | None = None
    refusal: None = None
    audio: None = None
    function_call: None = None
    tool_calls: Annotated[list[Any], Field(max_length=0)] | None = None
    annotations: Annotated[list[Any], Field(max_length=0)] | None = None

    @property
    def speaker(self) -> Literal["system", "user", "assistant"]:
        """Who says it, as models are trained to know them."""
        return "system" if self.role == "developer" else self.role

    @property
    def text(self) -> str:
        """What is said."""
        if isinstance(self.content, str):
            return self.content
        return "".join(part.text for part in self.content or ())


class Chat(Body):
    """A request for `/v1/chat/completions`."""

    messages: Annotated[list[Message], Field(min_length=1)]
    max_completion_tokens: Annotated[int, Field(ge=0)] | None = None

    @property
    @override
    def most_tokens(self) -> int | None:
        """The longest answer that is wanted, by its newer or its older name."""
        if self.max_completion_tokens is not None:
            return self.max_completion_tokens
        return self.max_tokens


def parsed(content: bytes, kind: type[_Body]) -> _Body:
    """A request's body.

    Raises:
        RequestError: it is not JSON, or asks for what cannot be had.
    """
    try:
        data = pydantic_core.from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise wrong(f"The body of the request is not JSON: {error}.") from error
    if not isinstance(data, dict):
        raise wrong("The body of the request has to be a JSON object.")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise _in_words(error) from error


def _is_nothing(value: Any, nothing: tuple[Any, ...]) -> bool:
    """Python takes 0 for False, which as a number of things would ask for them."""
    return any(
        value == each and isinstance(value, bool) == isinstance(each, bool) for each in nothing
    )


def _is_of_a_list(error: ErrorDetails, of_text: ErrorDetails) -> bool:
    """Whether there is a list where there might be a text, and `error` says what is wrong in it."""
    field = of_text["loc"][:-1]
    kind = error["loc"][len(field) : len(field) + 1]
    is_list = bool(kind) and str(kind[0]).startswith("list[") and error["type"] != "list_type"
    return is_list and error["loc"][: len(field)] == field


def _refusal(name: str) -> RequestError:
    return RequestError(
        400,
        f"This server cannot do what is asked by '{name}'; leave it out.",
        param=name,
        code="unsupported_parameter",
    )


def _in_words(error: ValidationError) -> RequestError:
    """The first thing that is wrong; choices of types add parts to a place that nobody wrote."""
    first, *others = error.errors(include_url=False, include_context=False)
    if others and _is_of_a_list(others[0], first):
        first = others[0]
    kinds = {"str", "int", "list", "constrained"}
    is_unknown = first["type"] == "extra_forbidden"
    above = first["loc"][:-1] if is_unknown else first["loc"]
    place = [part for part in above if isinstance(part, int) or part.isidentifier()]
    place = [part for part in place if part not in kinds]
    if is_unknown:
        # What nobody knows may be called anything.
        name = ".".join(map(str, [*place, first["loc"][-1]]))[:LONGEST_NAME]
        return RequestError(
            400, f"Unrecognized request argument: '{name}'.", param=name, code="unknown_parameter"
        )
    param = ".".join(map(str, place)) or None
    return wrong(f"'{param}' cannot be used: {first['msg']}.", param)
