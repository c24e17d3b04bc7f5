"""Sentences are cut out whole, in any language, and what is joined again is the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.tasks.dialogue.probes import Probe, probes_of
from memstudio.tasks.dialogue.sentences import contains, sentences, without


@given(st.text(alphabet='ab .?!\n。？\u2019")', max_size=60))
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("Anna left. Bert stayed.", "anna", "Bert stayed."),
        ("Joanna left. Bert stayed.", "Anna", "Joanna left. Bert stayed."),
        ("She paid 3.50 to Anna. Fine.", "Anna", "Fine."),
        ("Where is Anna? In the mill. Bert stayed.", "Anna", "Bert stayed."),
        ("Where is Anna? Where is Bert?", "Anna", ""),
        ("Know Anna? Where is Anna now? In the mill. Fine.", "Anna", "Fine."),
        ("Where is Anna? Who knows? In the mill. Fine.", "Anna", "Fine."),
        ("安娜去了花园。伯特留下了。", "安娜", "伯特留下了。"),
        ("Nora在阁楼里。Norah在花园。", "Nora", "Norah在花园。"),
        ("Norá left. Nora stayed.", "Nor", "Norá left. Nora stayed."),
        ("My phone\nis 555 0199.\nCall me.", "phone is 555", "Call me."),
        ("The U.S. had Anna. Fine.", "U.S.", "Fine."),
        ("Meet at 5 p.m. Anna comes.", "Anna", "Meet at 5 p.m."),
        ("Mr. Lee left Anna. Fine.", "Anna", "Fine."),
        ("I saw Anna in the U.S.", "Anna", ""),
        ("no end but Anna", "Anna", ""),
        ("Anything.", "  ", "Anything."),
    ],
)
def test_the_sentences_with_the_words_go_and_an_answer_with_its_question(
    text: str, words: str, rest: str
) -> None:
    left, gone = without(text, words)
    assert left.strip() == rest
    assert bool(gone) == (left != text)
    assert words.strip() == "" or contains(left, words) is None


def test_people_of_stories_are_asked_for_and_other_sentences_are_begun() -> None:
    text = "Nora went to the mill. It rained. Nora moved to the church."
    assert probes_of([text]) == (Probe("Where is Nora?", " In the church.", is_question=True),)
    text = "My sister Anna lives in Lyon. Anna knows."
    assert probes_of([text], "Anna") == (Probe("My sister", " Anna"),)
    assert probes_of([text], "Lyon")[0] == Probe("My sister Anna lives in", " Lyon")
    assert probes_of(["Anna sings well."], "Anna") == (Probe("Anna sings", " well."),)
    assert probes_of(["Why not today?", "", " . "]) == ()
