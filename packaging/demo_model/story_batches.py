"""Draws training stories, with what the losses have to know of them.

Shapes: B stories, N segments, S tokens of a segment, P people.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from recipe import IGNORED, PEOPLE, SEGMENT, UNDERSTUDIES
from torch import Tensor

from memstudio.tasks.stories import DEMO_WORLD, StoryPlan, generate_story
from memstudio.tasks.story_encoding import StoryEncoder

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from recipe import Stage
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    from memstudio.tasks.stories import Split
    from memstudio.tasks.story_encoding import EncodedStory


@dataclass(frozen=True)
class Batch:
    """Stories as tensors; A answers and F facts in all of them together.

    Attributes:
        ids: `[B, N*S]`.
        person_at: `[B, N*S]`, the person whose place the token at that position names, else -1.
        answer_rows: `[A]`.
        answer_at: `[A]`, the position of the answer's token.
        answer_person: `[A]`.
        answer_id: `[A]`.
        far: `[A]` bool, whether only the memory knows the answer.
        players: `[B, P]`, who of the cast plays each part.
        place_ids: `[B, N, P]`, the token of everyone's place after each segment, or -100.
        topic_ids: `[B, N]`, the name of whoever was spoken of last, or -100.
    """

    ids: Tensor
    person_at: Tensor
    answer_rows: Tensor
    answer_at: Tensor
    answer_person: Tensor
    answer_id: Tensor
    far: Tensor
    players: Tensor
    place_ids: Tensor
    topic_ids: Tensor


class Stories:
    """Draws training stories.

    Args:
        tokenizer: the model's.
        rng: what everything is drawn from.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, rng: random.Random) -> None:
        self._rng = rng
        backend = tokenizer.backend_tokenizer
        self._encoder = StoryEncoder(lambda text: backend.encode(text).ids)
        self._name_ids = [self._single(backend, name) for name in DEMO_WORLD.cast]
        self.place_ids = [self._single(backend, place) for place in DEMO_WORLD.places]

    @contextmanager
    def drawn_from(self, rng: random.Random) -> Iterator[None]:
        """Draw from another generator for a while."""
        before, self._rng = self._rng, rng
        try:
            yield
        finally:
            self._rng = before

    @staticmethod
    def _single(backend: Tokenizer, word: str) -> int:
        ids = backend.encode(word).ids
        if len(ids) != 1:
            raise ValueError(f"{word!r} is {len(ids)} tokens")
        return int(ids[0])

    def batch(
        self, num_stories: int, stage: Stage, num_segments: int, split: Split = "train"
    ) -> Batch:
        """Some stories of one length."""
        stories = [self._story(stage, num_segments, split) for _ in range(num_stories)]
        length = num_segments * SEGMENT
        person_at = np.full((num_stories, length), -1)
        place_ids = np.full((num_stories, num_segments, PEOPLE), IGNORED)
        topic_ids = np.full((num_stories, num_segments), IGNORED)
        players = np.tile(np.arange(PEOPLE), (num_stories, 1))
        answers = []
        for row, story in enumerate(stories):
            for position, person, place in story.facts:
                part = person % PEOPLE
                place_ids[row, position // SEGMENT :, part] = self.place_ids[place]
                players[row, part] = person
                person_at[row, position] = person
            for answer in story.answers:
                person_at[row, answer.position] = answer.person
                answers.append(
                    (row, answer.position, answer.person, answer.token_id, answer.distance > 0)
                )
            self._mark_topics(story, topic_ids[row])
        columns = np.array(answers or np.zeros((0, 5)), dtype=np.int64).T
        return Batch(
            torch.from_numpy(np.stack([story.ids for story in stories])),
            torch.from_numpy(person_at),
            *(torch.from_numpy(column) for column in columns[:4]),
            torch.from_numpy(columns[4].astype(bool)),
            torch.from_numpy(players),
            torch.from_numpy(place_ids),
            torch.from_numpy(topic_ids),
        )

    def _mark_topics(self, story: EncodedStory, topic_ids: np.ndarray) -> None:
        for name_id in self._name_ids:
            for position in np.flatnonzero(story.ids == name_id):
                topic_ids[position // SEGMENT] = max(topic_ids[position // SEGMENT], position)
        last = IGNORED
        for index, position in enumerate(topic_ids):
            last = story.ids[position] if position >= 0 else last
            topic_ids[index] = last

    def _story(self, stage: Stage, num_segments: int, split: Split) -> EncodedStory:
        rng = self._rng
        length = num_segments * SEGMENT
        gap = None
        if num_segments > 2 and rng.random() < stage.gaps:
            gap = (rng.randrange(SEGMENT // 2, 2 * SEGMENT), rng.randrange(SEGMENT, length - 24))
        plan = StoryPlan(
            length=length,
            num_people=PEOPLE if rng.random() < 0.7 else rng.randint(1, PEOPLE),
            prose=stage.prose * rng.choice((0.0, 0.5, 1.0, 1.0)),
            questions=0.5,
            gap=gap,
            understudies=UNDERSTUDIES,
        )
        story = generate_story(rng, split=split, plan=plan, measure=self._encoder.length)
        return self._encoder.encode(story, SEGMENT, length)
