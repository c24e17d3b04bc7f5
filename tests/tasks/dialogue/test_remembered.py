"""What is remembered is said with the turns that it was measured to come from."""

from __future__ import annotations

from memstudio.tasks.dialogue.remembered import remembered
from tests.tasks.dialogue.conftest import TEXTS, say, talk


def test_each_slot_names_the_turns_that_changed_it_most() -> None:
    dialogue = talk()
    found = remembered(dialogue)
    assert found is not None
    assert len(found.slots) == 3
    assert found.num_segments == 3
    for slot in found.slots:
        changes = [each.change for each in slot.writers]
        assert changes == sorted(changes, reverse=True)
        for writer in slot.writers:
            turn = dialogue.turns[writer.number - 1]
            assert turn.changes[slot.slot] == writer.change > 0


def test_what_is_not_written_yet_is_said_word_for_word() -> None:
    dialogue = talk(texts=())
    say(dialogue, TEXTS[0], 0)
    found = remembered(dialogue)
    assert found is not None
    assert found.waiting == TEXTS[0]
    assert not found.slots
    assert not dialogue.turns[0].changes


def test_what_was_forgotten_all_at_once_has_no_part_in_it() -> None:
    dialogue = talk()
    dialogue.forget_all()
    found = remembered(dialogue)
    assert found is not None
    assert (found.num_before, found.slots, found.waiting) == (4, (), "")
    assert remembered(talk(None)) is None
