"""Many clients at once: no answer is lost, and none is another's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from tests.server.conftest import Running, endless

WORDS = ("garden", "night", "Daniel", "nobody", "stormy", "dark", "why", "went")
TOKENS = 4


def _turn(client: int, number: int) -> str:
    return f" {WORDS[(client + number) % len(WORDS)]} {client} {number}"


def _talk(running: Running, client: int, turns: int) -> list[str]:
    """One client's requests, every other one as a stream, with a connection of its own.

    Before every fourth it asks for a long answer, and leaves at its first piece.
    """
    texts = []
    with running.client() as openai:
        for number in range(turns):
            if number % 4 == 3:
                with openai.completions.create(
                    model="tiny", prompt=" Oh no", max_tokens=1000, stream=True,
                    extra_body={"conversation": f"client {client}"},
                ) as left:  # fmt: skip
                    next(iter(left))
            asked = {
                "model": "tiny",
                "prompt": _turn(client, number),
                "max_tokens": TOKENS,
                "temperature": 0,
                "extra_body": {"conversation": f"client {client}"},
            }
            if number % 2:
                chunks = openai.completions.create(**asked, stream=True)  # type: ignore[call-overload]
                texts.append("".join(chunk.choices[0].text for chunk in chunks))
                continue
            answer = openai.completions.create(**asked)  # type: ignore[call-overload]
            assert answer.usage.completion_tokens == TOKENS
            texts.append(answer.choices[0].text)
    return texts


def _alone(loaded: LoadedModel, client: int, turns: int) -> tuple[list[str], Conversation]:
    """What the engine writes to one who is there alone."""
    conversation = Conversation(loaded)
    settings = GenerationSettings(max_new_tokens=TOKENS)
    texts = [
        conversation.continue_text(
            _turn(client, number), settings, control=Control(), on_piece=lambda piece: None
        )
        for number in range(turns)
    ]
    return texts, conversation


@pytest.mark.parametrize(
    ("clients", "requests"), [(4, 18), pytest.param(32, 1000, marks=pytest.mark.slow)]
)
def test_every_client_gets_its_own_answers_and_all_of_them(
    start: Callable[..., Running], clients: int, requests: int
) -> None:
    running = start()
    # Some have a request more than others, when they do not come out even.
    turns = [requests // clients + (each < requests % clients) for each in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        talks = [pool.submit(_talk, running, each, turns[each]) for each in range(clients)]
        answers = [talk.result() for talk in talks]
    assert sum(map(len, answers)) == requests
    with torch.no_grad():
        for client, texts in enumerate(answers):
            alone, conversation = _alone(endless(), client, turns[client])
            assert texts == alone
            assert conversation.state is not None
            assert running.state(f"client {client}").equals(conversation.state, tolerance=1e-5)
    assert running.server.engine.num_requests == 0
