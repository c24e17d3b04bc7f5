"""What is handed on is never taken back, and ends before the text that ends it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from memstudio.tasks.answer_text import AnswerText, tokens_of
from tests.tiny import tiny_tokenizer

_LETTERS = st.text("ab ", max_size=6)


@given(
    pieces=st.lists(_LETTERS),
    stops=st.lists(st.text("ab ", min_size=1, max_size=4), max_size=3),
    strips=st.booleans(),
)
@example(pieces=["a", "a", "b"], stops=["aab"], strips=False)
@example(pieces=["aa", "ab"], stops=["aab"], strips=False)
@example(pieces=[" ", " a", " b"], stops=[" ", " a"], strips=True)
@example(pieces=["  a", " b"], stops=[" "], strips=True)
def test_pieces_are_the_text_before_the_first_end(
    pieces: list[str], stops: list[str], strips: bool
) -> None:
    given_on: list[str] = []
    text = AnswerText(given_on.append, stops, strips_start=strips)
    for piece in pieces:
        text.take(piece)
    text.end()
    whole = "".join(pieces)
    assert "".join(given_on) == text.shown
    assert all(given_on)
    assert whole.startswith(text.written)
    words, shown = (whole.lstrip(), text.shown) if strips else (whole, text.written)
    assert text.is_stopped == any(stop in (whole if stop.strip() else words) for stop in stops)
    assert not any(stop in (text.written if stop.strip() else shown) for stop in stops)
    assert text.is_stopped or text.written == whole
    assert text.shown == (text.written.lstrip() if strips else text.written)


def test_only_what_may_be_an_end_is_held_back() -> None:
    given_on: list[str] = []
    text = AnswerText(given_on.append, ["end"], strips_start=False)
    for piece in ("the e", "n", "emy", " en"):
        text.take(piece)
    assert given_on == ["the ", "enemy", " "]
    text.end()
    assert "".join(given_on) == "the enemy en"


def test_the_beginning_of_what_was_written_keeps_its_tokens_where_they_end_with_it() -> None:
    tokenizer = tiny_tokenizer()
    ids = tokenizer.encode("In the garden.\n\nUser:")
    for end in range(len(ids)):
        assert tokens_of(tokenizer.decode(ids[:end]), ids, tokenizer) == ids[:end]
    # No token ends there.
    long = next(each for each in range(len(tokenizer)) if len(tokenizer.decode([each])) > 2)
    begun = tokenizer.decode([long])[:-1]
    assert tokens_of(begun, [long], tokenizer) == tokenizer.encode(begun)
