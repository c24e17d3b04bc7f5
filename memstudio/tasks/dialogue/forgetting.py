"""Forgetting something that was said, and measuring whether it is forgotten.

Where the turns are there, the memory is made anew: all but what is to be forgotten is read again, from
the turn before it on. That is exact, and is measured all the same, against a memory that has read the
rest in one go. What only a loaded memory holds is taken out of its slots instead, as well as that
goes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.tasks.dialogue.forget_report import ForgetReport, Measured
from memstudio.tasks.dialogue.probe_likelihood import likelihood, log_likelihood
from memstudio.tasks.dialogue.probes import Probe, probe_of_place, probes_of
from memstudio.tasks.dialogue.sentences import asks, sentences, without
from memstudio.tasks.dialogue.slot_removal import without_slots
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.stories import DEMO_WORLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.dialogue.dialogue import Dialogue
    from memstudio.tasks.dialogue.turn import Turn
    from memstudio.tasks.dialogue.wish import Wish

_MOST_FORGOTTEN = 5
_MOST_OTHERS = 8
_LONGEST_ANSWER = 32


@dataclass(frozen=True, slots=True)
class _Rest:
    """What remains: the first turn that is another, the turns from there on, what is gone."""

    first: int
    turns: tuple[Turn, ...]
    num_changed: int
    gone: tuple[str, ...]


def forget(dialogue: Dialogue, wish: Wish, control: Control) -> ForgetReport:
    """Forget what is wished, and measure.

    Raises:
        DataError: nothing of it was said, or there is nothing to measure it by.
        Cancelled: through `control`; nothing is forgotten.
    """
    past, num_past = _past_without(dialogue, wish, control)
    report = _forgotten(dialogue, wish, num_past, control)
    dialogue.rewrite_past(past)
    return report


def _forgotten(dialogue: Dialogue, wish: Wish, num_past: int, control: Control) -> ForgetReport:
    rest = _without(dialogue, wish, control)
    if rest is None and num_past and dialogue.start.state is None:
        # It stands in what was said, and the memory has long lost it.
        return ForgetReport(wish.words, "read again", num_past, (), (), (), ())
    if rest is None:
        return _from_slots(dialogue, wish, control)
    before = dialogue.conversation.fork()
    probes = _probes(before, rest.gone, wish, control)
    kept = (*dialogue.turns[dialogue.since : rest.first], *rest.turns)
    others = _not_among(probes_of(_texts(kept)), probes)
    done, after = dialogue.read_from(rest.first, rest.turns, control)
    never = dialogue.read_at_once(kept, control)
    report = ForgetReport(
        words=wish.words,
        way="read again",
        num_turns=rest.num_changed + num_past,
        sentences=tuple(each.strip() for each in rest.gone if each.strip()),
        slots=(),
        forgotten=_measured(probes, before, after, never, control),
        others=_measured(others, before, after, never, control),
    )
    # Last: whoever cancels the measuring goes on with all that was said.
    dialogue.go_on(rest.first, done, after)
    return report


def _from_slots(dialogue: Dialogue, wish: Wish, control: Control) -> ForgetReport:
    conversation = dialogue.conversation
    before = conversation.fork()
    if dialogue.start.state is None:
        raise DataError(
            marked("errors", "Nothing that was said in this session holds '{words}'."), words=wish.words
        )  # fmt: skip
    probes = _probes(before, (), wish, control)
    if not probes:
        raise DataError(
            marked("errors", "What was read into this memory is not there to be read again. Give a question whose answer is to be forgotten: the slots that hold it are found by asking."),
        )  # fmt: skip
    others = _not_among(probes_of(_texts(dialogue.turns[dialogue.since :])), probes)
    others += _known_to_start(before, (*probes, *others), control)
    changed, never, slots = without_slots(conversation, probes, wish.words, control)
    report = ForgetReport(
        words=wish.words,
        way="slots",
        num_turns=0,
        sentences=(),
        slots=slots,
        forgotten=_measured(probes, before, changed, never, control),
        others=_measured(others, before, changed, never, control),
    )
    dialogue.take_over(changed)
    return report


# ---------------------------------------------------------------------- what remains


def _without(dialogue: Dialogue, wish: Wish, control: Control) -> _Rest | None:
    """The turns without what is to be forgotten; None when no turn has anything of it."""
    turns = dialogue.turns
    if any(place < dialogue.since for place in wish.turns):
        raise DataError(
            marked("errors", "This turn is no longer in the memory; there is nothing to forget.")
        )
    changed = _changed(dialogue, range(dialogue.since, len(turns)), wish, control)
    if not changed:
        return None
    first = min(changed)
    left = (
        changed[place][0] if place in changed else turns[place]
        for place in range(first, len(turns))
    )
    gone = tuple(each for _, lost in changed.values() for each in lost)
    return _Rest(first, tuple(each for each in left if each), len(changed), gone)


def _past_without(dialogue: Dialogue, wish: Wish, control: Control) -> tuple[list[Turn], int]:
    """The turns that are no longer in the memory without the words, and how many held them."""
    past = list(dialogue.turns[: dialogue.since])
    changed = _changed(dialogue, range(dialogue.since), wish, control)
    for place, (left, _) in changed.items():
        # None comes or goes, so that turns keep their numbers.
        nothing = {"prompt": "", "answer": "", "read_ids": (), "written_ids": ()}
        past[place] = left or past[place].becoming(**nothing, is_shortened=True)
    return past, len(changed)


def _changed(
    dialogue: Dialogue, places: range, wish: Wish, control: Control
) -> dict[int, tuple[Turn | None, tuple[str, ...]]]:
    """What becomes of the turns that are touched, None where all goes, and what each loses.

    The name of a document stands for all of it.
    """
    found: dict[int, tuple[Turn | None, tuple[str, ...]]] = {}
    # Whether the turn before ended in a question that goes, to which this one is the answer.
    answers = False
    for place in places:
        turn = dialogue.turns[place]
        is_named = bool(turn.source) and turn.source.casefold() == wish.words.strip().casefold()
        if is_named or place in wish.turns:
            found[place] = None, (*sentences(turn.prompt), *sentences(turn.answer))
            answers = False
            continue
        left, lost = _shortened(dialogue.conversation, turn, wish.words, answers, control)
        if lost:
            found[place] = left, lost
        said = sentences(turn.answer or turn.prompt)
        answers = bool(lost) and lost[-1] == said[-1] and asks(lost[-1])
    return found


def _shortened(
    conversation: Conversation, turn: Turn, words: str, answers: bool, control: Control
) -> tuple[Turn | None, tuple[str, ...]]:
    prompt, lost = without(turn.prompt, words, answers=answers and not turn.is_document)
    answer, lost_of_answer = without(turn.answer, words)
    asked = [each for each in sentences(turn.prompt) if asks(each)]
    if turn.prompt.strip() and not prompt.strip():
        # What is answered is gone, and so is the answer, which tells of it.
        return None, (*lost, *sentences(turn.answer))
    if asked and asked[-1] in lost:
        answer, lost_of_answer = "", tuple(sentences(turn.answer))
    # A part that lost nothing keeps its tokens.
    read, written = turn.read_ids, turn.written_ids
    if lost:
        read = _read_again(conversation, turn, prompt, control)
    if lost_of_answer:
        written = tuple(conversation.prompt_ids(answer, is_question=False, control=control))
    if not read and not written:
        return None, (*lost, *lost_of_answer)
    left = turn.becoming(
        prompt=prompt, answer=answer if written else "", read_ids=read, written_ids=written,
        is_shortened=True,
    )  # fmt: skip
    return left, (*lost, *lost_of_answer)


def _read_again(
    conversation: Conversation, turn: Turn, prompt: str, control: Control
) -> tuple[int, ...]:
    """The tokens of a turn whose prompt is shorter now, in the form that it was read in."""
    is_question, said = turn.settings.as_question, turn.prompt.strip()
    tokenizer = conversation.loaded.tokenizer
    text = tokenizer.decode(list(turn.read_ids), clean_up_tokenization_spaces=False)
    if is_question and prompt.strip() and said in text:
        # What stands around it depends on what was said before it, not on what was said since.
        prompt, is_question = text.replace(said, prompt.strip()), False
    return tuple(conversation.prompt_ids(prompt, is_question=is_question, control=control))


# ---------------------------------------------------------------------- what is measured


def _probes(
    before: Conversation, gone: Sequence[str], wish: Wish, control: Control
) -> tuple[Probe, ...]:
    question = wish.question.strip()
    if question:
        asked = before.fork()
        settings = GenerationSettings(max_new_tokens=_LONGEST_ANSWER, as_question=True)
        answer = asked.continue_text(
            question, settings, control=control.without_reports(), on_piece=lambda _: None
        )
        return (Probe(question, answer, is_question=True),) if answer.strip() else ()
    found = probes_of(gone, wish.words)
    if not found and not gone and wish.words:
        found = _story_probe(before, wish.words, control)
    return found[-_MOST_FORGOTTEN:]


def _story_probe(before: Conversation, words: str, control: Control) -> tuple[Probe, ...]:
    """Where somebody of the demo's stories is, as the memory has it."""
    people = [each for each in DEMO_WORLD.cast if each.lower() == words.strip().lower()]
    return tuple(_best_place(before, person, control)[0] for person in people)


def _known_to_start(
    before: Conversation, known: Sequence[Probe], control: Control
) -> tuple[Probe, ...]:
    """What a loaded memory can say of the demo's people, where it makes a place likelier than not."""
    asked = {probe.cue for probe in known}
    found = []
    for person in DEMO_WORLD.cast:
        probe, share = _best_place(before, person, control)
        if share > 0.5 and probe.cue not in asked:
            found.append(probe)
    return tuple(found[:_MOST_OTHERS])


def _best_place(before: Conversation, person: str, control: Control) -> tuple[Probe, float]:
    probes = [probe_of_place(person, place) for place in DEMO_WORLD.places]
    scores = [log_likelihood(before, probe, control) for probe in probes]
    best = max(range(len(probes)), key=lambda place: scores[place])
    return probes[best], math.exp(scores[best])


def _not_among(found: Sequence[Probe], probes: Sequence[Probe]) -> tuple[Probe, ...]:
    asked = {probe.cue for probe in probes}
    others = [probe for probe in found if probe.cue not in asked]
    # Answers to questions first: they tell most.
    others.sort(key=lambda probe: not probe.is_question)
    return tuple(others[:_MOST_OTHERS])


def _measured(
    probes: Sequence[Probe],
    before: Conversation,
    after: Conversation,
    never: Conversation,
    control: Control,
) -> tuple[Measured, ...]:
    empty = before.fork()
    empty.reset()
    return tuple(
        Measured(
            probe,
            before=likelihood(before, probe, control),
            after=likelihood(after, probe, control),
            never=likelihood(never, probe, control),
            empty=likelihood(empty, probe, control),
        )
        for probe in probes
    )


def _texts(turns: Sequence[Turn]) -> list[str]:
    return [text for turn in turns for text in (turn.prompt, turn.answer)]
