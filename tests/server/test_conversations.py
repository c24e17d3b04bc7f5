"""A conversation's id keeps its memory between requests, and apart from all others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx2
import openai
import pytest
import torch

from memstudio.server.limits import Limits
from memstudio.tasks.stopping import Taken
from tests.server.conftest import TURNS, Running, endless, say, wait_for


def _greedy(running: Running, ids: list[int], count: int = 9) -> list[int]:
    with torch.no_grad():
        for _ in range(count):
            logits = running.loaded.model(torch.tensor([ids])).logits
            ids = [*ids, int(logits[0, -1].argmax())]
    return ids


def _assert_same_memory(running: Running, name: str, ids: list[int]) -> None:
    with torch.no_grad():
        at_once = running.loaded.model(torch.tensor([ids])).memory_state
    assert running.state(name).equals(at_once, tolerance=1e-4)


def test_three_requests_are_remembered_like_one_text_read_at_once(running: Running) -> None:
    ids: list[int] = []
    for turn in TURNS:
        say(running, "a", turn)
        ids = _greedy(running, [*ids, *running.loaded.tokenizer.encode(turn)])
    assert int(running.state("a").num_segments[0]) > 1
    _assert_same_memory(running, "a", ids)


def test_conversations_are_apart(running: Running) -> None:
    others = ("So.", " And then?", " Daniel was dark.")
    together = [(say(running, "a", one), say(running, "b", two)) for one, two in zip(TURNS, others, strict=True)]  # fmt: skip
    alone = [say(running, "c", turn) for turn in TURNS]
    assert [a.choices[0].text for a, _ in together] == [c.choices[0].text for c in alone]
    assert running.state("a").equals(running.state("c"))
    assert not running.state("a").equals(running.state("b"), tolerance=1e-3)


def test_without_an_id_nothing_is_kept(running: Running) -> None:
    texts = [say(running, "a", TURNS[0], extra_body={}).choices[0].text for _ in range(2)]
    assert texts[0] == texts[1]
    assert not running.server.conversations.all()


def test_the_header_names_it_as_well(running: Running) -> None:
    answer = say(running, "a", TURNS[0], extra_headers={"X-Conversation-Id": "a"})
    assert answer.conversation["is_new"]
    answer = say(running, "a", TURNS[1], extra_body={}, extra_headers={"X-Conversation-Id": "a"})
    assert answer.conversation["id"] == "a"
    assert not answer.conversation["is_new"]
    with pytest.raises(openai.BadRequestError, match="different conversations"):
        say(running, "a", TURNS[0], extra_headers={"X-Conversation-Id": "b"})
    body = {"model": "tiny", "prompt": TURNS[0], "max_tokens": 2}
    with running.raw() as client:
        for sent, name in (("中文".encode(), "中文"), (b"caf\xe9", "café")):
            named = [(b"X-Conversation-Id", sent)]
            answer = client.post("/v1/completions", json=body, headers=named).json()
            assert answer["conversation"]["id"] == name


def test_a_text_can_be_read_into_it_without_an_answer(running: Running) -> None:
    answer = say(running, "a", TURNS[2] * 9, max_tokens=0)
    assert not answer.choices[0].text
    _assert_same_memory(running, "a", running.loaded.tokenizer.encode(TURNS[2] * 9))


def test_nothing_said_writes_on(running: Running) -> None:
    say(running, "a", TURNS[0])
    say(running, "a", "", max_tokens=5)
    ids = _greedy(running, running.loaded.tokenizer.encode(TURNS[0]), 14)
    _assert_same_memory(running, "a", ids)


def test_what_a_stop_left_out_is_not_remembered(running: Running) -> None:
    whole = say(running, "a", TURNS[0], max_tokens=40).choices[0].text
    kept = whole[: whole.index(whole[9:11])]
    say(running, "b", TURNS[0], max_tokens=40, stop=whole[9:11])
    encode = running.loaded.tokenizer.encode
    _assert_same_memory(running, "b", [*encode(TURNS[0]), *encode(kept)])


def _chat(running: Running, name: str, messages: list[dict[str, str]], max_tokens: int = 9) -> Any:
    return running.client().chat.completions.create(
        model="tiny", messages=messages, max_tokens=max_tokens, temperature=0,  # type: ignore[arg-type]
        extra_body={"conversation": name},
    )  # fmt: skip


def test_a_client_that_sends_all_messages_every_time_is_not_read_twice(running: Running) -> None:
    history: list[Any] = []
    for turn in TURNS:
        history.append({"role": "user", "content": turn})
        answer = _chat(running, "all", history)
        history.append(answer.choices[0].message)
        new = _chat(running, "new", [{"role": "user", "content": turn}])
        assert answer.choices[0].message.content == new.choices[0].message.content
        assert answer.usage == new.usage
    assert running.state("all").equals(running.state("new"))
    with pytest.raises(openai.BadRequestError, match="no new message"):
        _chat(running, "all", history)
    # Asked once more, with the oldest left out: only the last is read, after what was answered.
    again = _chat(running, "all", history[2:-1])
    assert again.usage == _chat(running, "new", history[-2:-1]).usage
    assert running.state("all").equals(running.state("new"))


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_that_never_arrived_is_the_same_when_it_is_asked_for_again(
    running: Running, stream: bool
) -> None:
    """OpenAI's client does so by itself, and says that it does; nothing is read twice."""

    def ask(retries: int, **options: Any) -> str:
        headers = {"x-stainless-retry-count": str(retries)}
        answer = say(running, "a", TURNS[0], extra_headers=headers, temperature=1, **options)
        chunks = answer if stream else [answer]
        return "".join(chunk.choices[0].text for chunk in chunks)

    say(running, "a", TURNS[1])
    first = ask(0, stream=stream)
    state = running.state("a")
    assert ask(1, stream=stream) == first
    assert running.state("a") is state
    assert ask(1, stream=stream, max_tokens=8) is not None
    assert running.state("a") is not state


def test_the_same_words_that_were_refused_the_second_time_are_read_when_they_are_repeated(
    start: Callable[..., Running],
) -> None:
    running = start(endless(), limits=Limits(requests=1))

    def ask(retries: int) -> httpx2.Response:
        body = {"model": "tiny", "conversation": "a", "max_tokens": 4, "prompt": TURNS[0]}
        headers = {"x-stainless-retry-count": str(retries)}
        with running.raw() as client:
            return client.post("/v1/completions", json=body, headers=headers, timeout=60)

    assert ask(0).status_code == 200
    state = running.state("a")
    with running.held():
        assert ask(0).status_code == 429
    assert ask(1).status_code == 200
    assert running.state("a") is not state
    # That one arrived nowhere, say: it is the same again.
    state = running.state("a")
    assert ask(2).status_code == 200
    assert running.state("a") is state


@pytest.mark.parametrize("sends_it", [True, False])
def test_an_answer_of_no_tokens_is_no_message(running: Running, sends_it: bool) -> None:
    history = [{"role": "user", "content": TURNS[0]}]
    _chat(running, "all", history, max_tokens=0)
    if sends_it:
        history.append({"role": "assistant", "content": ""})
    history.append({"role": "user", "content": TURNS[1]})
    whole = _chat(running, "all", history)
    _chat(running, "new", history[:1], max_tokens=0)
    new = _chat(running, "new", history[-1:])
    assert whole.usage == new.usage
    assert running.state("all").equals(running.state("new"))


def test_two_requests_to_one_are_answered_in_the_order_in_which_they_came(
    running: Running,
) -> None:
    with ThreadPoolExecutor(3) as pool:
        with running.held():
            asked = []
            for number, turn in enumerate(TURNS, 2):
                asked.append(pool.submit(say, running, "a", turn))
                wait_for(running, number)
        texts = [each.result().choices[0].text for each in asked]
    assert texts == [say(running, "b", turn).choices[0].text for turn in TURNS]
    assert running.state("a").equals(running.state("b"))


def test_one_can_be_looked_at_and_deleted_by_the_client(running: Running) -> None:
    client = running.client()
    say(running, "a/b c", TURNS[0])
    assert client.conversations.retrieve("a/b c").segments == 0  # type: ignore[attr-defined]
    assert client.conversations.delete("a/b c").deleted
    with pytest.raises(openai.NotFoundError):
        client.conversations.retrieve("a/b c")
    with pytest.raises(openai.NotFoundError):
        client.conversations.delete("a/b c")
    answer = say(running, "a/b c", TURNS[0])
    assert answer.conversation["is_new"]
    assert not answer.conversation["was_dropped"]


def test_one_is_deleted_in_its_turn(running: Running) -> None:
    """What was asked before is answered first, and is not there again afterwards."""
    with ThreadPoolExecutor(2) as pool:
        with running.held():
            asked = pool.submit(say, running, "a", TURNS[0])
            wait_for(running, 2)
            deleted = pool.submit(running.client().conversations.delete, "a")
            wait_for(running, 3)
        assert asked.result().choices
        assert deleted.result().deleted
    assert not running.server.conversations.all()


def test_all_are_listed(running: Running) -> None:
    for name in "ab":
        say(running, name, TURNS[0])
    with running.raw() as http:
        listed = http.get("/v1/conversations").json()["data"]
    assert [each["id"] for each in listed] == ["a", "b"]
    assert all(each["bytes"] > 0 for each in listed)


def test_beyond_the_number_the_one_not_used_for_longest_is_dropped_and_told(
    start: Callable[..., Running],
) -> None:
    running = start(limits=Limits(conversations=2))
    for name in ("a", "b", "a", "c"):
        say(running, name, TURNS[0])
    assert running.dropped == ["b"]
    answer = say(running, "b", TURNS[0])
    assert answer.conversation["was_dropped"]
    assert answer.conversation["is_new"]
    assert running.dropped == ["b", "a"]
    assert not say(running, "b", TURNS[1]).conversation["was_dropped"]


def test_beyond_the_size_they_are_dropped_as_well(start: Callable[..., Running]) -> None:
    probe = start()
    say(probe, "a", TURNS[0])
    kept = probe.server.conversations.get("a")
    assert kept is not None
    # What is not counted must not be held.
    say(probe, "read", TURNS[0] * 99, max_tokens=0)
    only_read = probe.server.conversations.get("read")
    assert only_read is not None
    assert only_read.conversation.taken == Taken()
    assert not only_read.conversation.provenance.readings
    running = start(limits=Limits(memory_bytes=kept.num_bytes * 5 // 2))
    for name in "abc":
        assert say(running, name, TURNS[0]).conversation["is_kept"]
    assert running.dropped == ["a"]
    # One that is too large alone goes alone.
    conversations = running.server.conversations
    assert not conversations.put("b", replace(kept, num_bytes=kept.num_bytes * 3))
    assert running.dropped == ["a", "b"]
    assert list(conversations.all()) == ["c"]
    tiny = start(limits=Limits(memory_bytes=10))
    assert not say(tiny, "a", TURNS[0]).conversation["is_kept"]
    assert tiny.dropped == ["a"]
