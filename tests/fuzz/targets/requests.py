"""The bodies of requests to the server."""

from __future__ import annotations

import json
from pathlib import Path

from memstudio.server.bodies import Chat, Completion, parsed
from memstudio.server.request_error import RequestError
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target

_CHAT = {
    "model": "tiny", "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Ho", "tool_calls": []}],
    "temperature": 0.5, "max_tokens": 3, "stop": ["a"], "stream": True, "stream_options": {"include_usage": True},
    "seed": 5, "conversation": "mine", "user": "me", "tools": [], "response_format": {"type": "text"},
}  # fmt: skip


def _seeds() -> list[Files]:
    completion = {"model": "tiny", "prompt": ["So"], "max_tokens": 2, "logit_bias": {}}
    return [{"body.json": json.dumps(each).encode()} for each in (_CHAT, completion)]


def _parse(folder: Path) -> None:
    content = (folder / "body.json").read_bytes()
    for kind in (Chat, Completion):
        try:
            body = parsed(content, kind)
        except RequestError as error:
            error.response()
            continue
        assert isinstance(body.stops, tuple)
        body.model_dump_json()


TARGETS = (Target("request", _seeds, _parse, {".json": mutation.inner(mutation.json_value, 0.7)}),)
