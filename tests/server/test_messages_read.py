"""What was read of a chat is not read again, however much of it a client sends."""

from __future__ import annotations

import time

import pytest

from memstudio.data.turns import Turn
from memstudio.server.messages_read import MessagesRead


def _turns(text: str) -> list[Turn]:
    """Turns by their names: `s`ystem, `u`ser, `a`ssistant."""
    speakers = {"s": "system", "u": "user", "a": "assistant"}
    return [Turn(speakers[name[0]], name) for name in text.split()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sent", "new", "remains"),
    [
        ("s u1 a1 u2 a2 u3", "u3", "s u1 a1 u2 a2"),  # all of it
        ("s u1 a1 u2 a2", "", "s u1 a1 u2 a2"),
        ("u3", "u3", "s u1 a1 u2 a2"),  # only what is new, be it the same words
        ("u1", "u1", "s u1 a1 u2 a2"),
        ("s u1", "s u1", "s u1 a1 u2 a2"),
        ("u2 a2 u3", "u3", "s u1 a1 u2 a2"),  # the oldest left out
        ("s u2 a2 u3", "u3", "s u1 a1 u2 a2"),
        ("a2 u3", "u3", "s u1 a1 u2 a2"),
        ("s u1 a1 u2", "u2", "s u1 a1"),  # answered once more
        ("s u1 a1 u4", "u4", "s u1 a1"),  # another question in its place
        ("s u4 a4 u5", "s u4 a4 u5", "s u1 a1 u2 a2"),
    ],
)
def test_what_is_new_of_a_list(sent: str, new: str, remains: str) -> None:
    read = MessagesRead().after(_turns("s u1 a1 u2 a2"))
    assert read.new_of(_turns(sent)) == (_turns(new), MessagesRead().after(_turns(remains)))


def test_a_client_that_sends_all_is_never_read_twice_whatever_it_had_answered_anew() -> None:
    read, sent = MessagesRead(), _turns("s")
    for number in range(9):
        sent += _turns(f"u{number % 2}")
        for answer in range(3):
            new, read = read.new_of(sent)
            # The first question of all may be meant to be said again.
            assert len(new) == 1 or (number == 0 and list(new) == sent)
            read = read.after([*new, *_turns(f"a{number}{answer}")])
        sent += _turns(f"a{number}2")


def test_thousands_of_equal_messages_are_soon_compared() -> None:
    """The model waits for it, and with it all that others ask."""
    same = [Turn("user", "a")] * 8000
    read = MessagesRead().after(same)
    begin = time.process_time()
    new, _ = read.new_of([*same[:-1], Turn("user", "b")])
    assert len(new) == len(same)
    assert time.process_time() - begin < 1
