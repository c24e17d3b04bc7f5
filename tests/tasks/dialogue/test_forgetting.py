"""What is forgotten is gone from the memory, as it is measured; what is not is left alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.errors import Cancelled, DataError
from memstudio.memory.attach import open_model
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.dialogue.dialogue import Dialogue
from memstudio.tasks.dialogue.forget_report import ForgetReport, Measured
from memstudio.tasks.dialogue.forgetting import forget
from memstudio.tasks.dialogue.probes import Probe
from memstudio.tasks.dialogue.sentences import contains
from memstudio.tasks.dialogue.wish import Wish
from memstudio.tasks.stories import StoryPlan, generate_story
from tests.tasks.dialogue.conftest import (
    TEXTS,
    assert_as_read_at_once,
    endless,
    ids_of,
    say,
    talk,
)


@pytest.fixture(scope="module")
def demo() -> LoadedModel:
    return open_model("demo", device="cpu", control=Control())


@pytest.fixture
def told(demo: LoadedModel) -> Dialogue:
    """A story of two people, and both were asked for."""
    story = generate_story(5, split="held_out", plan=StoryPlan(length=1500))
    dialogue = Dialogue(Conversation(demo))
    say(dialogue, story.text, 0, source="story")
    for person, place in (("Nora", "harbour"), ("Hugo", "tower")):
        answer = say(dialogue, f"Where is {person}?", as_question=True).answer
        assert answer == f" In the {place}."
    return dialogue


@pytest.mark.parametrize("kind", ["rmt", "titans", None])
@pytest.mark.one_in(3)
def test_the_memory_is_that_of_having_read_the_rest(kind: str | None) -> None:
    for wish in (Wish(turns=(1,)), Wish(words="nobody"), Wish(words="Daniel"), Wish(turns=(0, 3))):
        dialogue = talk(kind)
        forget(dialogue, wish, Control())
        if wish.words != "Daniel":
            assert TEXTS[2] in [turn.prompt for turn in dialogue.turns]
        text = "".join(turn.prompt + turn.answer for turn in dialogue.turns)
        assert contains(text, wish.words) is None
        if dialogue.turns:
            assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
        openings = " ".join(r.opening for r in dialogue.conversation.provenance.readings)
        assert contains(openings, wish.words) is None


def test_the_answer_to_a_question_that_goes_goes_with_it() -> None:
    """Also where the question is not all that was said, or was the model's."""
    dialogue = Dialogue(Conversation(endless()))
    for prompt, answer in (
        ("It was late. Where is Nora? Be brief.", "In the attic."),
        ("Where is Nora? Where is she? Where is Hugo? Fine. And Bert?", "In the mill."),
        ("Hello.", "Where does Nora live?"),
        ("In Lyon. It rained.", "Good."),
    ):
        say(dialogue, prompt)
        dialogue.answer_with(len(dialogue.turns) - 1, answer, Control())
    dialogue.forget_all()  # what was said long ago is shortened in the same way
    assert forget(dialogue, Wish(words="Nora"), Control()).num_turns == 4
    assert [(turn.prompt.strip(), turn.answer.strip()) for turn in dialogue.turns] == [
        ("It was late.", ""),
        ("And Bert?", "In the mill."),
        ("Hello.", ""),
        ("It rained.", "Good."),
    ]


def test_what_is_left_of_a_question_stays_in_the_form_that_it_was_read_in() -> None:
    """That of a first question, though more was said since."""
    loaded = endless()
    loaded.tokenizer.chat_template = "{% if messages[0].role != 'system' %}(Be kind.){% endif %}{% for m in messages %}<{{ m.content }}>{% endfor %}"
    dialogue = Dialogue(Conversation(loaded))
    for prompt in ("Nora left. Is it late?", "Is it?"):
        say(dialogue, prompt, as_question=True)
    forget(dialogue, Wish(words="Nora"), Control())
    assert loaded.tokenizer.decode(dialogue.turns[0].read_ids) == "(Be kind.)<Is it late?>"


def test_what_nobody_said_cannot_be_forgotten() -> None:
    dialogue = talk()
    with pytest.raises(DataError, match="Nothing that was said"):
        forget(dialogue, Wish(words="Xerxes"), Control())
    dialogue.forget_all()
    with pytest.raises(DataError, match="no longer in the memory"):
        forget(dialogue, Wish(turns=(0,)), Control())


def test_what_the_memory_has_lost_goes_from_what_was_said() -> None:
    dialogue = talk()
    dialogue.forget_all()
    say(dialogue, TEXTS[0])
    say(dialogue, TEXTS[2])
    report = forget(dialogue, Wish(words="Daniel"), Control())
    assert report.num_turns == 2
    assert not any(contains(turn.prompt, "Daniel") for turn in dialogue.turns)
    assert dialogue.since == 4
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    assert TEXTS[1] in [turn.prompt for turn in dialogue.turns]
    assert forget(dialogue, Wish(words="nobody"), Control()).verdict == "not measured"
    assert TEXTS[1] not in [turn.prompt for turn in dialogue.turns]


class _CancelledAt(Control):
    """Is cancelled when it is asked for the n-th time."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number_left = number

    def checkpoint(self, while_paused: Callable[[], None] | None = None) -> None:
        self.number_left -= 1
        if not self.number_left:
            self.cancel()
        super().checkpoint(while_paused)


def test_the_name_of_a_document_stands_for_all_of_it() -> None:
    dialogue = talk()
    for source in ("note00.md", "note01.md"):
        say(dialogue, f"Ola keeps bees. So says {source[:6]}.", 0, source=source)
    report = forget(dialogue, Wish(words="Note00.md"), Control())
    assert report.num_turns == 1
    assert report.sentences == ("Ola keeps bees.", "So says note00.")
    assert [turn.source for turn in dialogue.turns if turn.is_document] == ["note01.md"]
    assert_as_read_at_once(dialogue.conversation, ids_of(dialogue))
    dialogue.forget_all()  # also where it is no longer in the memory
    assert forget(dialogue, Wish(words="note01.md"), Control()).num_turns == 1
    assert not any(turn.is_document and turn.prompt for turn in dialogue.turns)


def test_what_is_cancelled_forgets_nothing_however_late() -> None:
    dialogue = talk()
    turns, state = dialogue.turns, dialogue.conversation.state
    for number in itertools.count(1):
        control = _CancelledAt(number)
        try:
            forget(dialogue, Wish(turns=(1,)), control)
        except Cancelled:
            assert dialogue.turns == turns
            assert dialogue.conversation.state is state
        else:
            break
    # The last were while it was measured.
    assert number > 6
    assert len(dialogue.turns) == 3


def test_somebody_is_forgotten_by_reading_the_rest_again_and_the_other_is_not(
    told: Dialogue,
) -> None:
    report = forget(told, Wish(words="Nora"), Control())
    assert (report.verdict, report.way) == ("forgotten", "read again")
    (nora,) = report.forgotten
    assert nora.probe.cue == "Where is Nora?"
    assert nora.before > 0.9
    assert nora.after == pytest.approx(nora.never, rel=1e-3)
    assert nora.after < 0.02
    (hugo,) = report.others
    assert hugo.before > 0.95
    assert hugo.after > 0.95
    assert len(told.turns) == 2
    assert not any("Nora" in turn.prompt + turn.answer for turn in told.turns)


def test_a_question_brings_up_what_is_to_be_forgotten(told: Dialogue) -> None:
    report = forget(told, Wish(turns=(0, 1), question="Where is Nora?"), Control())
    assert report.verdict == "forgotten"
    assert report.forgotten[0].probe.target == " In the harbour."


@pytest.mark.slow
def test_without_the_texts_the_slot_that_holds_it_is_found_and_put_back(
    told: Dialogue, demo: LoadedModel, tmp_path: Path
) -> None:
    told.conversation.save(tmp_path / "x.safetensors")
    dialogue = Dialogue(Conversation(demo))
    dialogue.attach(tmp_path / "x.safetensors")
    report = forget(dialogue, Wish(words="Nora"), Control())
    assert (report.verdict, report.way) == ("forgotten", "slots")
    assert 1 <= len(report.slots) <= 2
    (nora,) = report.forgotten
    assert nora.probe.target == " In the harbour."
    assert nora.before > 0.9
    assert nora.after < 0.1
    hugo = next(each for each in report.others if each.probe.cue == "Where is Hugo?")
    assert hugo.before > 0.95
    assert hugo.after > 0.95
    with pytest.raises(DataError, match="Give a question"):
        forget(dialogue, Wish(words="harbour"), Control())


def test_a_memory_that_still_says_it_is_not_said_to_have_forgotten() -> None:
    probe = Probe("Where is Nora?", " In the mill.", is_question=True)

    def verdict(*numbers: tuple[float, float, float]) -> str:
        found = tuple(Measured(probe, b, a, n, empty=0.1) for b, a, n in numbers)
        return ForgetReport("Nora", "slots", 0, (), (), found, ()).verdict

    assert verdict((0.9, 0.5, 0.02)) == "not forgotten"
    assert verdict((0.9, 0.02, 0.02), (0.9, 0.03, 0.02)) == "not forgotten"
    assert verdict((0.9, 0.02, 0.02)) == "forgotten"
    assert verdict((0.02, 0.02, 0.02)) == "never held"
    # Where it was said twice, what remains tells it: the memory did hold it, and does.
    assert verdict((0.99, 0.99, 0.99)) == "still told"
    assert verdict((0.99, 0.85, 0.85), (0.9, 0.02, 0.02)) == "still told"
    assert verdict() == "not measured"
    # A probability of nothing may halve; that says nothing of what was held.
    assert verdict((2e-9, 1e-9, 1e-9)) == "not measured"
    assert verdict((2e-9, 1e-9, 1e-9), (0.9, 0.02, 0.02)) == "forgotten"
