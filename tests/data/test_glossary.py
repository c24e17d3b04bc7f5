"""Terms that a document fixes at its head."""

from __future__ import annotations

import pytest

from memstudio.data.glossary import glossary_of

_TWO = (("levy", "税款"), ("port", "港口"))


@pytest.mark.parametrize(
    "text",
    [
        "levy = 税款; port = 港口",
        "levy = 税款；port=港口\nThe levy is paid in the port.",
        "Terms: levy = 税款; port = 港口\nThe levy is paid.",
        "levy = 税款\nport = 港口\n\nThe levy is paid.\nx = y",
    ],
)
def test_terms_are_read_until_a_line_that_is_something_else(text: str) -> None:
    assert glossary_of(text) == _TWO


@pytest.mark.parametrize("text", ["", "The levy is paid.", "levy =", "= 税款", "Note: x\na = b"])
def test_a_text_that_begins_otherwise_fixes_nothing(text: str) -> None:
    assert glossary_of(text) == ()
