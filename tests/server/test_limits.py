"""What is too much, too late or not allowed is refused in words, in OpenAI's form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest

from memstudio.errors import ServeError
from memstudio.server.limits import Limits
from memstudio.server.pending import Pending
from memstudio.server.serving import bound_socket
from tests.server.conftest import TURNS, Gate, Running, say, wait_for

BODY = {"model": "tiny", "prompt": "So", "max_tokens": 2}


def _refused(running: Running, **request: Any) -> tuple[int, dict[str, Any]]:
    with running.raw() as http:
        answer = http.request(**{"method": "POST", "url": "/v1/completions"} | request)
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"][0].isupper() or error["message"][0] in "'/"
    return answer.status_code, error


def test_a_body_that_is_too_large(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(body_bytes=1000))
    for size in (1000, 3000, 2_000_000):
        status, error = _refused(running, json={**BODY, "prompt": "a" * size})
        assert status == 413
        assert "larger than the 1,000 bytes" in error["message"]
    assert say(running, "a", "a" * 300).choices


def test_a_body_without_a_length_is_counted_as_it_comes(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(body_bytes=1000))
    parts = iter([b'{"model": "tiny", "prompt": "'] + [b"a" * 500] * 5)
    status, _ = _refused(running, content=parts, headers={"Content-Type": "application/json"})
    assert status == 413


def test_what_is_not_said_to_be_json(running: Running) -> None:
    """A page of another site can send nothing else without asking."""
    status, error = _refused(running, content=b"{}", headers={"Content-Type": "text/plain"})
    assert status == 415
    assert "application/json" in error["message"]


def test_one_request_too_many_is_refused_and_a_place_comes_free(
    start: Callable[..., Running],
) -> None:
    running = start(limits=Limits(requests=2))
    with ThreadPoolExecutor(1) as pool:
        with running.held():
            waiting = pool.submit(say, running, "a", TURNS[0])
            wait_for(running, 2)
            with pytest.raises(openai.RateLimitError, match="2 requests") as refused:
                say(running, "b", TURNS[0])
            assert refused.value.response.headers["retry-after"] == "1"
            assert refused.value.code == "rate_limit_exceeded"
        assert waiting.result().choices
    assert say(running, "b", TURNS[0]).choices


def test_openais_client_tries_again_by_itself(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(requests=1))
    patient = running.client().with_options(max_retries=5)
    with ThreadPoolExecutor(1) as pool, running.held():
        asked = pool.submit(patient.completions.create, **BODY)  # type: ignore[arg-type]
        with pytest.raises(openai.RateLimitError):
            say(running, "a", TURNS[0])
    assert asked.result().choices


def test_a_request_that_waits_too_long(start: Callable[..., Running]) -> None:
    running = start(limits=Limits(seconds=1.5))
    with running.held():
        with pytest.raises(
            openai.InternalServerError, match=r"longer than the 1\.5 seconds"
        ) as late:
            say(running, "a", TURNS[0])
        assert late.value.status_code == 504
        assert late.value.response.headers["x-should-retry"] == "false"
        wait_for(running, 1)
    wait_for(running, 0)
    assert not running.server.conversations.all()


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_that_takes_too_long_is_told_and_not_remembered(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    # The clock is held above: here time is up once some words are written, however long that takes.
    began = Pending.__init__
    let_expire: list[Callable[[], object]] = []

    def begin(pending: Pending[Any], *arguments: Any) -> None:
        began(pending, *arguments)
        loop = asyncio.get_running_loop()
        let_expire.append(lambda: loop.call_soon_threadsafe(pending._expire))

    monkeypatch.setattr(Pending, "__init__", begin)
    running = start()
    gate = Gate(running, monkeypatch, 12)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(
            lambda: list(say(running, "a", TURNS[0], max_tokens=500, stream=stream))
        )
        assert gate.reached.wait(60)
        (expire,) = let_expire
        expire()
        with pytest.raises(openai.APIError, match="The conversation is as it was before"):
            asked.result()
    assert gate.was_cancelled
    assert not running.server.conversations.all()


def test_the_server_ends_while_it_writes(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = start()
    gate = Gate(running, monkeypatch, 12)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(say, running, "a", TURNS[0], max_tokens=500)
        assert gate.reached.wait(60)
        running.server.should_exit = True
        with pytest.raises(openai.InternalServerError, match="is being closed"):
            asked.result()
    assert gate.was_cancelled


def test_the_key_has_to_be_brought(start: Callable[..., Running]) -> None:
    running = start(keys=["secret"])
    assert running.client("secret").completions.create(**BODY).choices  # type: ignore[call-overload]
    for wrong in ("other", "secre", "secret2", "sécret"):
        status, error = _refused(
            running, json=BODY, headers={"Authorization": f"Bearer {wrong}".encode()}
        )
        assert (status, error["code"]) == (401, "invalid_api_key")
    assert _refused(running, json=BODY)[0] == 401
    assert _refused(running, json=BODY, headers={"Authorization": "Basic secret"})[0] == 401
    assert _refused(running, method="GET", url="/v1/models")[0] == 401
    with pytest.raises(openai.AuthenticationError):
        running.client("other").models.list()
    with running.raw() as http:
        assert http.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "", "127.0.0.1.evil.example"]
)
def test_a_name_of_another_site_that_leads_here_is_not_answered(
    running: Running, host: str
) -> None:
    status, error = _refused(running, method="GET", url="/v1/models", headers={"Host": host})
    assert status == 403
    assert "localhost only" in error["message"]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8000", "LOCALHOST"]
)
def test_this_computer_has_several_names(running: Running, host: str) -> None:
    with running.raw() as http:
        assert http.get("/v1/models", headers={"Host": host}).status_code == 200


def test_any_name_is_good_where_others_may_ask(start: Callable[..., Running]) -> None:
    with start(host="studio.example").raw() as http:
        assert http.get("/v1/models", headers={"Host": "studio.example"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [("GET", "/", 404), ("GET", "/v1/embeddings", 404), ("GET", "/v1/completions", 405),
     ("DELETE", "/v1/models", 405), ("GET", "/v1/conversations/none", 404)],
)  # fmt: skip
def test_an_address_that_is_not_there(running: Running, method: str, url: str, status: int) -> None:
    assert _refused(running, method=method, url=url)[0] == status


def test_a_fault_of_ours_is_a_sentence_and_in_the_log(
    running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(running.loaded.model, "forward", fail)
    with pytest.raises(openai.InternalServerError, match="Something went wrong inside") as told:
        say(running, "a", TURNS[0])
    assert "ours" not in str(told.value)
    assert "ZeroDivisionError: ours" in caplog.text
    monkeypatch.undo()
    assert say(running, "a", TURNS[0]).choices


def test_memory_that_is_spent_is_told(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(running.loaded.model, "forward", fail)
    with pytest.raises(openai.InternalServerError, match="not enough memory") as told:
        say(running, "a", TURNS[0])
    assert told.value.status_code == 503


def test_a_port_that_is_taken_is_told_before_a_model_is_opened() -> None:
    # Though nothing is served there yet.
    with bound_socket("127.0.0.1", 0) as taken, pytest.raises(ServeError, match="in use"):
        bound_socket("127.0.0.1", taken.getsockname()[1])
