"""Documents are cut where people would, and nothing of them is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memstudio.tasks.collection.passages import cut
from memstudio.tasks.collection.words import places_of, words_of

TEXTS = st.text(st.sampled_from("ab .\n!?。，字”'\u2019 \t"), max_size=3000)


@given(text=TEXTS)
def test_passages_hold_every_character_that_is_not_blank_once_and_in_order(text: str) -> None:
    end = 0
    for start, passage in cut(text):
        assert text[start : start + len(passage)] == passage
        assert passage == passage.strip()
        assert not text[end:start].strip()
        end = start + len(passage)
    assert not text[end:].strip()


@given(text=TEXTS)
def test_no_passage_is_longer_than_a_model_sees_at_once(text: str) -> None:
    assert all(0 < len(passage) <= 700 for _, passage in cut(text))


def test_short_paragraphs_are_joined_and_long_ones_cut_at_sentences() -> None:
    short = "A line.\n\nAnother line."
    assert [passage for _, passage in cut(short)] == [short]
    long = " ".join(f"This is sentence number {i} of a long paragraph." for i in range(40))
    parts = [passage for _, passage in cut(long)]
    assert len(parts) > 1
    assert all(part.endswith(".") for part in parts)


def test_words_are_found_in_other_forms_and_in_chinese() -> None:
    assert words_of("Elizabeth\u2019s LETTERS, families") == ["elizabeth", "letter", "famili"]
    assert "群贤" in words_of("群贤毕至")
    text = "Her letters; 群贤毕至, a letter's end."
    assert [text[a:b] for a, b in places_of(text, set(words_of("letter 群贤")))] == [
        "letters",
        "群贤",
        "letter's",
    ]
