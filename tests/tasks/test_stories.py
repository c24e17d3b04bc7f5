"""Stories are readable, the same for the same seed, and keep the held-out pairs apart."""

from __future__ import annotations

import re

import pytest

from memstudio.errors import DataError
from memstudio.tasks.stories import (
    DEMO_WORLD,
    Split,
    Story,
    StoryPlan,
    generate_story,
    prose_sentences,
    training_prose,
)
from memstudio.tasks.story_encoding import StoryEncoder

PLAN = StoryPlan(length=3000, num_people=6)


def pairs_of(story: Story) -> set[tuple[str, str]]:
    return {(piece.person, piece.place) for piece in story.pieces if piece.kind != "prose"}


def word_encoder() -> StoryEncoder:
    """Words and full stops as tokens, numbered as they come."""
    ids: dict[str, int] = {}
    return StoryEncoder(
        lambda text: [ids.setdefault(w, len(ids)) for w in re.findall(r"\w+|[^\w\s]", text)]
    )


def test_the_same_seed_gives_the_same_story() -> None:
    assert generate_story(7, plan=PLAN) == generate_story(7, plan=PLAN)
    assert generate_story(7, plan=PLAN) != generate_story(8, plan=PLAN)


def test_the_world_has_four_people_and_eight_places_at_least() -> None:
    assert len(DEMO_WORLD.people) >= 4
    assert len(DEMO_WORLD.places) >= 8
    assert DEMO_WORLD.chance == pytest.approx(1 / len(DEMO_WORLD.places))


def test_everybody_and_every_place_is_met_in_training() -> None:
    for person in DEMO_WORLD.people:
        assert len(DEMO_WORLD.places_of(person, "held_out")) >= 2
    trained = {x for p in DEMO_WORLD.people for x in DEMO_WORLD.places_of(p, "train")}
    assert trained == set(DEMO_WORLD.places)


def test_understudies_play_in_training_only_and_never_beside_their_person() -> None:
    plan = StoryPlan(length=3000, num_people=6, understudies=0.5)
    met = set()
    for seed in range(10):
        players = {person for person, _ in pairs_of(generate_story(seed, plan=plan))}
        met |= players
        for person, understudy in zip(DEMO_WORLD.people, DEMO_WORLD.understudies, strict=True):
            assert not {person, understudy} <= players
        held_out = pairs_of(generate_story(seed, split="held_out", plan=plan))
        assert {person for person, _ in held_out} <= set(DEMO_WORLD.people)
    assert met == set(DEMO_WORLD.cast)


def test_paragraphs_are_set_apart() -> None:
    assert "\n\n" in generate_story(2, plan=PLAN).text
    assert "\n" not in generate_story(2, plan=StoryPlan(length=3000, paragraphs=0.0)).text


@pytest.mark.parametrize("split", ["train", "held_out"])
def test_a_story_has_pairs_of_its_split_only(split: Split) -> None:
    for seed in range(20):
        pairs = pairs_of(generate_story(seed, split=split, plan=PLAN))
        assert pairs
        for person, place in pairs:
            assert ((person, place) in DEMO_WORLD.held_out) == (split == "held_out")


def test_the_splits_share_no_prose() -> None:
    train, held_out = prose_sentences("train"), prose_sentences("held_out")
    assert len(train) > 2000
    assert len(held_out) > 800
    # A handful of stock phrases ("Mr. Darcy bowed.") stand in both halves of the novel.
    assert len(set(train) & set(held_out)) <= 12
    assert not any(s in training_prose() for s in set(held_out) - set(train) if len(s) > 60)


def test_prose_names_nobody_of_the_world() -> None:
    names = re.compile(r"\b(" + "|".join(DEMO_WORLD.cast) + r")\b")
    assert not any(names.search(s) for s in prose_sentences("train"))


def test_prose_sentences_are_whole() -> None:
    for sentence in prose_sentences("train"):
        assert sentence[-1] in '.!?"'
        assert not sentence.endswith(("Mr.", "Mrs."))
        assert sentence.count('"') % 2 == 0


def test_questions_point_at_the_latest_fact() -> None:
    story = generate_story(3, plan=PLAN)
    text = story.text
    assert story.questions
    for question in story.questions:
        assert text[question.char_start :].startswith(f"Where is {question.person}?")
        assert text[question.answer_char :].startswith(f"{question.answer}.")
        assert text[question.fact_char :].startswith(question.person)
        assert text[question.last_char :].startswith(f"{question.answer}.")
        facts = re.findall(
            rf"\b{question.person} (?:went to|moved to|travelled to|walked to|is now in)"
            r" the (\w+)\.",
            text[: question.char_start],
        )
        assert facts[-1] == question.answer
        assert question.distance > 0


def test_a_gap_holds_prose_only_and_everybody_is_asked_for_after_it() -> None:
    plan = StoryPlan(length=6000, num_people=4, prose=0.0, gap=(200, 5000))
    story = generate_story(5, plan=plan)
    for piece in story.pieces:
        if 300 < piece.char_start < 4900:
            assert piece.kind == "prose"
    assert [piece.kind for piece in story.pieces[:4]] == ["fact"] * 4
    assert len({question.person for question in story.questions[:4]}) == 4


def test_encoding_marks_answers_and_distances() -> None:
    encoder = word_encoder()
    story = generate_story(11, plan=PLAN)
    whole = encoder.encode(story, segment_length=40, max_tokens=10**6)
    assert len(whole.answers) == len(story.questions)
    for answer, question in zip(whole.answers, story.questions, strict=True):
        assert whole.ids[answer.position] == answer.token_id
        assert DEMO_WORLD.cast[answer.person] == question.person
        assert DEMO_WORLD.places[answer.place] == question.answer
        assert 0 <= answer.distance <= answer.fact_distance
    cut = encoder.encode(story, segment_length=40, max_tokens=120)
    assert len(cut.ids) == 120
    assert all(answer.position < 120 for answer in cut.answers)
    assert all(position < 120 for position, _, _ in cut.facts)


def test_a_tokenizer_that_cuts_places_up_is_refused() -> None:
    encoder = StoryEncoder(lambda text: list(text.encode()))
    with pytest.raises(DataError, match="more than one token"):
        encoder.encode(generate_story(0, plan=PLAN), segment_length=40, max_tokens=1000)
