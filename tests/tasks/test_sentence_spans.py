"""Sentences end where people would say so."""

from __future__ import annotations

import pytest

from memstudio.tasks.sentence_spans import first_end, sentences


def test_titles_end_no_sentence() -> None:
    text = "Mr. Bingley met Mrs. Bennet. They danced!"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Mr. Bingley met Mrs. Bennet.",
        "They danced!",
    ]
    chinese = "永和九年，岁在癸丑。群贤毕至。"
    assert [chinese[a:b] for a, b in sentences(chinese)] == ["永和九年，岁在癸丑。", "群贤毕至。"]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("It costs 3.", None),
        ("It costs 3.5", None),
        ("It costs 3. A", 11),
        ('"Go on." he', 8),
        ("Mr. Bingley", None),
        ("The U.S. won", None),
        ("The U.S. won. It", 13),
        ("Some, e.g. oaks. They", 16),
        ("群贤毕至。", 5),
        ("在花园里!", None),
        ("在花园里!没有人知道。", 5),
    ],
)
def test_that_a_sentence_has_ended_is_certain_with_what_follows(text: str, end: int | None) -> None:
    assert first_end(text) == end
