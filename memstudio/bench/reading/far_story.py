"""Facts, then prose without end, and the questions that may be asked anywhere in it.

Shapes: B stories, S tokens of a segment, Q tokens of the questions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from memstudio.tasks.stories import DEMO_WORLD, StoryPlan, generate_story, prose_sentences
from memstudio.tasks.story_encoding import StoryEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerBase

    from memstudio.tasks.stories import Story

    Ids = NDArray[np.int64]


@dataclass(frozen=True)
class FarQuestion:
    """Where an answer stands among the tokens of the questions."""

    position: int
    token_id: int


@dataclass(frozen=True)
class FarStory:
    """One story of any length.

    Attributes:
        facts: the tokens that say where everybody is.
        prose: the tokens of the chapters that training never saw; they come again and again.
        questions: the tokens that ask for everybody once.
        asked: the answers in them.
    """

    facts: Ids
    prose: Ids
    questions: Ids
    asked: tuple[FarQuestion, ...]

    def tokens(self, start: int, stop: int) -> Ids:
        """Tokens `start` up to `stop` of facts and prose."""
        at = np.arange(start, stop)
        num_facts = len(self.facts)
        prose = self.prose[(at - num_facts) % len(self.prose)]
        return np.where(at < num_facts, self.facts[np.minimum(at, num_facts - 1)], prose)

    def asking(self, length: int) -> Ids:
        """The questions, and prose behind them up to a length."""
        return np.concatenate([self.questions, self.prose])[:length]


def far_stories(
    tokenizer: PreTrainedTokenizerBase, num_stories: int, seed: int
) -> tuple[FarStory, ...]:
    """Stories whose pairs of person and place, and whose prose, were held out from training.

    Raises:
        DataError: a place is more than one token to the tokenizer.
    """
    encoder = StoryEncoder(lambda text: tokenizer.encode(text, add_special_tokens=False))
    rng = random.Random(f"far {seed}")  # noqa: S311 - no secret
    sentences = [
        np.asarray(tokenizer.encode(text, add_special_tokens=False), np.int64)
        for text in prose_sentences("held_out")
    ]
    return tuple(_story(encoder, sentences, rng) for _ in range(num_stories))


def far_text(num_characters: int, seed: int) -> str:
    """One such story as text: facts, and prose until it is long enough."""
    rng = random.Random(f"far {seed}")  # noqa: S311 - no secret
    facts = " ".join(piece.text for piece in _short(rng, len).pieces if piece.kind == "fact")
    prose = " ".join(prose_sentences("held_out"))
    return " ".join([facts, *[prose] * (1 + num_characters // len(prose))])[:num_characters]


def _short(rng: random.Random, length: Callable[[str], int]) -> Story:
    """Everybody is introduced, and asked for; nothing is in between."""
    people, places = DEMO_WORLD.people, DEMO_WORLD.places
    introductions = len(people) * length(f"{people[0]} travelled to the {places[0]}.")
    question = length(f"Where is {people[0]}? In the {places[0]}.")
    plan = StoryPlan(
        length=introductions + 2 * len(people) * question, num_people=len(people), prose=0.0,
        gap=(introductions, introductions), paragraphs=0.0,
    )  # fmt: skip
    story = generate_story(rng, split="held_out", plan=plan, measure=length)
    facts = [piece for piece in story.pieces if piece.kind == "fact"]
    questions = [piece for piece in story.pieces if piece.kind == "question"]
    return replace(story, pieces=(*facts, *questions[: len(people)]))


def _story(encoder: StoryEncoder, sentences: list[Ids], rng: random.Random) -> FarStory:
    story = _short(rng, encoder.length)
    encoded = encoder.encode(story, 1, 1 << 30)
    num_facts = sum(encoder.length(each.text) for each in story.pieces if each.kind == "fact")
    first = rng.randrange(len(sentences))
    return FarStory(
        facts=encoded.ids[:num_facts],
        prose=np.concatenate([*sentences[first:], *sentences[:first]]),
        questions=encoded.ids[num_facts:],
        asked=tuple(
            FarQuestion(each.position - num_facts, each.token_id) for each in encoded.answers
        ),
    )
