"""What a memory is worth for answers: the same questions with it and with the controls.

Shapes: B stories, S tokens of a segment, Q questions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.errors import marked
from memstudio.evaluation.fresh_stories import FreshStories
from memstudio.evaluation.memory_controls import (
    CONTROLS,
    MemoryControl,
    num_readings,
    read_with_controls,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerBase

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control
    from memstudio.tasks.story_encoding import EncodedStory

_GAPS = (8, 16, 32)
"""Segments of prose between facts and questions, in the stories that ask for what is far back."""


@dataclass(frozen=True)
class HelpAnswers:
    """Whether questions were answered right, with each memory.

    Attributes:
        right: by memory `[Q]` bool.
        distances: `[Q]`, segments back to where the answer was last named; at least 1.
        stories: `[Q]`, the number of the story that asks.
        num_stories: that were read.
    """

    right: dict[MemoryControl, NDArray[np.bool_]]
    distances: NDArray[np.int64]
    stories: NDArray[np.int64]
    num_stories: int


def answer_for_help(
    model: MemoryModel,
    tokenizer: PreTrainedTokenizerBase,
    *,
    plain: MemoryModel | None,
    num_stories: int,
    seed: int,
    control: Control,
) -> HelpAnswers:
    """Ask about stories never seen; only what was last named in an earlier segment counts.

    Half of the stories are as long as those of the training, everybody moving about; the others
    introduce everybody, go on with prose and then ask, so that far distances come about too.

    Args:
        model: with a memory.
        tokenizer: the model's; every name of a place must be one token to it.
        plain: the same weights without their memory; None leaves "off" out.
        num_stories: in all.
        seed: of the stories and of the random orders.
        control: takes progress; may pause or cancel between two segments.

    Raises:
        DataError: the tokenizer does not fit.
        Cancelled: through `control`.
    """
    length = model.config.segment_length
    fresh = FreshStories(model, tokenizer)
    stories = _written(fresh, num_stories, seed)
    texts = [story.ids for story in stories]
    total = num_readings(texts, length, has_plain=plain is not None)

    def between(done: int) -> None:
        control.checkpoint()
        control.report(done, total, marked("progress", "Asking with and without the memory"), "segments")  # fmt: skip

    asked = [
        (row, answer)
        for row, story in enumerate(stories)
        for answer in story.answers
        if answer.distance > 0
    ]
    at: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for question, (row, answer) in enumerate(asked):
        segment, token = divmod(answer.position - 1, length)
        at.setdefault((row, segment), []).append((question, token, answer.token_id))
    right = {name: np.zeros(len(asked), np.bool_) for name in CONTROLS}
    was_read = set()
    for reading in read_with_controls(model, texts, plain=plain, seed=seed, between=between):
        was_read.add(reading.control)
        for place, where in enumerate(zip(reading.rows, reading.segments, strict=True)):
            row, segment = map(int, where)
            if questions := at.get((row, segment)):
                tokens = [token for _, token, _ in questions]
                said = reading.logits[place, tokens].argmax(-1).tolist()
                for (question, _, expected), answer in zip(questions, said, strict=True):
                    right[reading.control][question] = answer == expected
    return HelpAnswers(
        {name: each for name, each in right.items() if name in was_read},
        np.asarray([answer.distance for _, answer in asked], np.int64),
        np.asarray([row for row, _ in asked], np.int64),
        len(stories),
    )


def _written(stories: FreshStories, number: int, seed: int) -> list[EncodedStory]:
    plans = [stories.usual()] * (number - number // 2)
    plans += [stories.far(_GAPS[each % len(_GAPS)]) for each in range(number // 2)]
    rng = random.Random(f"{seed} help")  # noqa: S311 - no secret
    found = [stories.write(rng, plan) for plan in plans]
    # Whole segments are read, so those that came out too short are none to compare.
    return [
        story for story, plan in zip(found, plans, strict=True) if len(story.ids) >= plan.length
    ]
