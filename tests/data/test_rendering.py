"""Turns are written as the tokenizer has them, so that only answers are learnt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers as tf
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from memstudio.data.documents import Document
from memstudio.data.rendering import Part, parts_of, plain_text
from memstudio.data.segment_windows import SegmentWindows
from memstudio.data.tokenised import tokenise
from memstudio.data.turns import Turn
from memstudio.errors import DataError
from tests.data.trained_tokenizers import like_gpt_2


@pytest.fixture
def tokenizer() -> Any:
    return like_gpt_2()


TALK = (
    Turn("system", "Brief."), Turn("user", "One?"), Turn("assistant", "Yes."),
    Turn("user", "Two?"), Turn("assistant", "No."),
)  # fmt: skip
TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
ALTERNATING = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}{{ m.content }} {% endfor %}"
)
THINKING = (
    "{% for m in messages %}<{{ m.role }}>{% if loop.last and m.role == 'assistant' %}<think></think>{% endif %}"
    "{{ m.content }}</{{ m.role }}>\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)

THOUGHTLESS = (
    "{% for m in messages %}<{{ m.role }}>{% if loop.last %}{{ m.content }}{% else %}"
    "{{ m.content.split('</think>')[-1] }}{% endif %}{% if m.role == 'assistant' %}<|end|>{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<assistant><think>\n{% endif %}"
)
"""As of the distilled models of DeepSeek: nothing but a mark ends a turn."""


def marking_blanks(normaliser: Any) -> Any:
    """As of the Llama family: a blank is a part of the word behind it."""
    letters = sorted(
        {*"".join(turn.text for turn in TALK), *TEMPLATE, *"SystemUserAssistant:\n▁user"}
    )
    raw = Tokenizer(
        models.BPE(vocab={each: n for n, each in enumerate(["<end>", *letters])}, merges=[])
    )
    if normaliser is None:
        raw.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    else:
        raw.normalizer = normalizers.Sequence([normaliser, normalizers.Replace(" ", "▁")])
    return tf.PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106


def document(*turns: Turn) -> Document:
    return Document(plain_text(turns), "a", Path("a"), 0, turns)


def test_turns_are_written_in_the_tokenizers_own_template(tokenizer: Any) -> None:
    tokenizer.chat_template = TEMPLATE
    parts = parts_of(document(*TALK), tokenizer)
    assert parts == (
        Part("<|system|>Brief.<|end|>\n<|user|>One?<|end|>\n<|assistant|>", counts=False),
        Part("Yes.<|end|>\n", counts=True),
        Part("<|user|>Two?<|end|>\n<|assistant|>", counts=False),
        Part("No.<|end|>\n", counts=True),
    )


@pytest.mark.parametrize("template", [None, "{{ nothing.at.all }}", "{% for %}"])
def test_without_a_template_that_works_they_are_written_plainly(
    template: str | None, tokenizer: Any
) -> None:
    tokenizer.chat_template = template
    parts = parts_of(document(*TALK), tokenizer)
    end = tokenizer.eos_token
    assert "".join(part.text for part in parts) == (
        f"System: Brief.\n\nUser: One?\n\nAssistant: Yes.{end}\n\nUser: Two?\n\nAssistant: No."
    )
    assert [part.text for part in parts if part.counts] == [f" Yes.{end}", " No."]
    # So each answer teaches when to end, and the last one does it once.
    tokens = tokenise([document(*TALK)], tokenizer)
    assert tokens.counts is not None
    ends = tokens.tokens == tokenizer.eos_token_id
    assert (ends.sum(), tokens.counts[ends].all(), ends[-1]) == (2, True, True)


def test_a_template_that_knows_no_system_gets_it_from_the_user(tokenizer: Any) -> None:
    tokenizer.chat_template = ALTERNATING
    parts = parts_of(document(*TALK), tokenizer)
    assert "".join(part.text for part in parts) == "Brief.\n\nOne? Yes. Two? No. "
    assert [part.text.strip() for part in parts if part.counts] == ["Yes.", "No."]


def test_a_template_that_writes_the_last_answer_otherwise_is_followed(tokenizer: Any) -> None:
    tokenizer.chat_template = THINKING
    parts = parts_of(document(*TALK[1:]), tokenizer)
    assert "".join(part.text for part in parts) == (
        "<user>One?</user>\n<assistant>Yes.</assistant>\n<user>Two?</user>\n"
        "<assistant><think></think>No.</assistant>\n"
    )
    assert [part.text for part in parts if part.counts] == [
        "Yes.</assistant>\n",
        "No.</assistant>\n",
    ]


def test_an_answer_is_not_looked_for_in_what_stands_before_it(tokenizer: Any) -> None:
    tokenizer.chat_template = THINKING
    for first, last in (("a", "assistant"), ("user", "think"), ("s", "")):
        talk = (Turn("user", "a?"), Turn("assistant", first), *TALK[3:4], Turn("assistant", last))
        parts = parts_of(document(*talk), tokenizer)
        assert "".join(part.text for part in parts) == (
            f"<user>a?</user>\n<assistant>{first}</assistant>\n<user>Two?</user>\n"
            f"<assistant><think></think>{last}</assistant>\n"
        )
        learnt = [f"{first}</assistant>\n", f"{last}</assistant>\n"]
        assert [part.text for part in parts if part.counts] == learnt


def test_each_answer_is_learnt_up_to_what_the_template_ends_it_with(tokenizer: Any) -> None:
    tokenizer.chat_template = THOUGHTLESS
    two = Turn("user", "So:\nTwo?")
    # What was thought before an earlier answer is left out, even where the last is the same.
    for first, last in (("Yes.", "No."), ("<think>a</think>Yes.", "<think>a</think>Yes.")):
        talk = (TALK[1], Turn("assistant", first), two, Turn("assistant", last))
        assert parts_of(document(*talk), tokenizer) == (
            Part("<user>One?<assistant>", counts=False),
            Part("Yes.<|end|>", counts=True),
            Part("<user>So:\nTwo?<assistant>", counts=False),
            Part(f"{last}<|end|>", counts=True),
        )


@pytest.mark.parametrize("template", [None, TEMPLATE])
def test_tokens_are_those_of_the_whole_text(template: str | None) -> None:
    """Some tokenizers mark the blank before a word, and would put one before every part."""
    for normaliser in (None, normalizers.Prepend("▁")):
        tokenizer = marking_blanks(normaliser)
        tokenizer.chat_template = template
        parts = parts_of(document(*TALK), tokenizer)
        tokens = tokenise([document(*TALK)], tokenizer)
        whole = tokenizer("".join(part.text for part in parts), add_special_tokens=False)
        assert tokens.tokens.tolist()[: len(whole["input_ids"])] == whole["input_ids"]
        assert tokens.counts is not None
        learnt = tokenizer.convert_ids_to_tokens(
            np.asarray(tokens.tokens)[np.asarray(tokens.counts)]
        )
        wanted = "".join(part.text for part in parts if part.counts).replace(" ", "▁")
        # That of the document is written behind what the parts have.
        text = "".join(learnt).removesuffix("<end>")
        assert text.replace("▁", "") == wanted.removesuffix("<end>").replace("▁", "")


def test_only_answers_are_labels(tokenizer: Any) -> None:
    tokens = tokenise([document(*TALK)], tokenizer)
    assert tokens.counts is not None
    assert tokens.num_learnt == int(tokens.counts.sum()) > 0
    learnt = tokenizer.decode(np.asarray(tokens.tokens)[np.asarray(tokens.counts)])
    assert learnt.replace(" ", "").startswith("Yes.<end>No.<end>")
    # Once more, from the cache.
    again = tokenise([document(*TALK)], tokenizer)
    assert again.counts is not None
    assert np.array_equal(again.counts, tokens.counts)
    labels = SegmentWindows(tokens, 64, 2)[0]["labels"].numpy()
    count = tokens.num_tokens
    assert np.array_equal(labels[:count] != -100, tokens.counts)


def test_samples_without_an_answer_are_left_out(tokenizer: Any) -> None:
    long = document(Turn("user", "word " * 300), Turn("assistant", "Yes."))
    tokens = tokenise([long], tokenizer)
    windows = SegmentWindows(tokens, 8, 2)
    assert len(windows) <= 2
    for index in range(len(windows)):
        assert (windows[index]["labels"][1:] != -100).any()
    silent = tokenise([document(Turn("user", "word " * 30), Turn("assistant", "Yes."))], tokenizer)
    assert silent.counts is not None
    nothing = type(silent)(silent.tokens, silent.offsets, np.zeros(silent.num_tokens, np.bool_))
    with pytest.raises(DataError, match="nothing to learn"):
        SegmentWindows(nothing, 8, 2)
