"""A model reads what was asked in one sitting, and nothing of others."""

from __future__ import annotations

from memstudio.tasks.collection.query_log import PastQuery
from memstudio.tasks.collection.session_queries import MOST, with_session


def at(minute: int, text: str) -> PastQuery:
    return PastQuery(f"2026-11-29T{10 + minute // 60:02}:{minute % 60:02}:00.000+00:00", text)


def asked(minute: int, query: str, *past: PastQuery) -> list[str]:
    return with_session(query, past, at(minute, "").when).split("\n")


def test_queries_belong_together_while_no_pause_is_long() -> None:
    past = (at(0, "the wolf"), at(20, "the badger"), at(45, "a map"))
    assert asked(60, "its young", *past) == ["the wolf", "the badger", "a map", "its young"]
    assert asked(76, "its young", *past) == ["its young"]
    assert asked(60, "its young", *past[:1], *past[2:]) == ["a map", "its young"]
    assert asked(60, "its young") == ["its young"]


def test_what_is_asked_again_is_read_once_and_only_the_latest_are() -> None:
    again = (at(1, "the badger"), at(2, "its young"), at(3, "the badger"))
    assert asked(4, "its young", *again) == ["the badger", "its young"]
    many = [at(minute, f"query {minute}") for minute in range(20)]
    assert asked(20, "now", *many) == [f"query {n}" for n in range(20 - MOST, 20)] + ["now"]


def test_times_that_say_nothing_end_the_sitting() -> None:
    past = (PastQuery("", "no time"), PastQuery("2026-11-29T10:00:00", "no zone"))
    assert asked(0, "now", *past) == ["now"]
    assert asked(0, "now", past[0]) == ["now"]
    # A clock that was put back.
    assert asked(0, "now", at(5, "later")) == ["now"]
