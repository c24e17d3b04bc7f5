"""A user's memory lasts, follows from what is noted, and is read in the form of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from memstudio.data.turns import turns_of
from memstudio.errors import DataError, MemoryAttachError
from memstudio.progress import Control
from memstudio.tasks.recommending.form import RowForm
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.user_library import User, UserLibrary
from memstudio.tasks.recommending.user_memory import UserMemory
from memstudio.tasks.turn_tokens import asked_tokens
from tests.tasks.recommending.conftest import OFFERED, TOUCHED
from tests.tiny import tiny_loaded, tiny_tokenizer

TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}</{{ m['role'] }}>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


JOINED = ("Chess.", "Who? (Vol. 2)", "象棋。", "...", "The End!")
"""Titles of which many tokenizers join the end to the line end behind it."""


def _joining() -> Any:
    """As those of Llama 3 and Qwen, which have tokens of line ends, alone and behind a full stop."""
    raw = Tokenizer(models.BPE())
    lines = Regex(r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+")
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(lines, "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=320, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    texts = [end.join((*JOINED, "")) for end in ("\n", ".\n", "\n\n", ".\n\n")]
    raw.train_from_iterator(texts * 3, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=raw)


@pytest.mark.parametrize("template", [None, TEMPLATE])
@pytest.mark.parametrize(
    ("make", "touched"), [(tiny_tokenizer, TOUCHED), (_joining, JOINED), (_joining, JOINED[:3])]
)
def test_what_is_read_bit_by_bit_is_what_a_row_of_training_has(
    make: Callable[[], Any], touched: tuple[str, ...], template: str | None
) -> None:
    tokenizer = make()
    tokenizer.chat_template = template
    row = {"history": list(touched), "candidates": list(OFFERED), "clicked": [OFFERED[1]]}
    turns = turns_of("recommendation", row)
    prompt, answers = asked_tokens(turns[:-1], [turns[-1].text], tokenizer)
    form = RowForm.of(tokenizer)
    read = [
        token
        for text, before in zip(touched, (None, *touched), strict=False)
        for token in form.touched(text, after=before)
    ]
    rest, choices = form.offered(OFFERED, after=touched[-1])
    assert [*read, *rest] == prompt
    assert choices[1] == answers[0]


def test_without_a_history_the_form_is_that_of_a_row_without_one() -> None:
    tokenizer = tiny_tokenizer()
    row = {"history": [], "candidates": list(OFFERED), "clicked": [OFFERED[1]]}
    turns = turns_of("recommendation", row)
    prompt, _ = asked_tokens(turns[:-1], ["x"], tokenizer)
    assert RowForm.of(tokenizer).offered(OFFERED, after=None)[0] == prompt


def test_a_blank_is_as_long_as_what_it_stands_for() -> None:
    form = RowForm.of(tiny_tokenizer())
    for is_first in (True, False):
        ids = form.touched(TOUCHED[0], after=None if is_first else TOUCHED[1])
        blank = form.blank(len(ids), is_first=is_first)
        assert len(blank) == len(ids)
        assert blank != ids


def test_only_what_is_new_is_read_and_the_rest_lasts(library: UserLibrary) -> None:
    loaded = tiny_loaded()
    user = library.touch("Ada", items_of(TOUCHED[:2]))
    assert UserMemory(loaded, user, Control(), library.states).num_read == 2
    assert UserMemory(loaded, user, Control(), library.states).num_read == 0
    user = library.touch("Ada", items_of(TOUCHED[2:]))
    memory = UserMemory(loaded, user, Control(), library.states)
    assert memory.num_read == 1
    at_once = library.touch("Bob", items_of(TOUCHED))
    assert memory.state.equals(UserMemory(loaded, at_once, Control(), library.states).state)
    read = library.states.find(user.memory_name).header.provenance.readings
    assert [each.opening for each in read] == list(TOUCHED)


def test_another_model_reads_anew(library: UserLibrary) -> None:
    user = library.touch("Ada", items_of(TOUCHED))
    UserMemory(tiny_loaded(), user, Control(), library.states)
    other = UserMemory(tiny_loaded(num_slots=5), user, Control(), library.states)
    assert other.num_read == 3


def test_a_state_that_has_read_something_else_is_not_trusted(library: UserLibrary) -> None:
    loaded = tiny_loaded()
    user = library.touch("Ada", items_of(TOUCHED))
    UserMemory(loaded, user, Control(), library.states)
    other = User("Ada", user.touched[1:])
    assert UserMemory(loaded, other, Control(), library.states).num_read == 2
    assert UserMemory(loaded, user, Control(), library.states).num_read == 3


@pytest.mark.slow
def test_more_items_than_a_state_lists_are_known_again(library: UserLibrary) -> None:
    loaded = tiny_loaded()
    user = library.touch("Ada", items_of(f"Book {number}" for number in range(205)))
    assert UserMemory(loaded, user, Control(), library.states).num_read == 205
    assert UserMemory(loaded, user, Control(), library.states).num_read == 0


def test_a_model_without_a_memory_and_a_user_without_items_are_refused(
    library: UserLibrary,
) -> None:
    user = library.touch("Ada", items_of(TOUCHED))
    for kind in (None, "none"):
        with pytest.raises(MemoryAttachError, match="has no memory"):
            UserMemory(tiny_loaded(kind), user, Control(), library.states)
    with pytest.raises(DataError, match="Nothing is known"):
        UserMemory(tiny_loaded(), User("Bob"), Control(), library.states)
