"""Stories that no training has seen, of the kinds that a model is asked about.

Shapes: S tokens of a segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.tasks.stories import DEMO_WORLD, StoryPlan, generate_story
from memstudio.tasks.story_encoding import StoryEncoder

if TYPE_CHECKING:
    import random

    from transformers import PreTrainedTokenizerBase

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.tasks.stories import Split
    from memstudio.tasks.story_encoding import EncodedStory

_DEFAULT_SEGMENTS = 8
_SAMPLE = 20_000
"""Characters."""


def write_alike(one: PreTrainedTokenizerBase, other: PreTrainedTokenizerBase) -> bool:
    """Whether the same stories come of two tokenizers: their lengths are counted in tokens."""
    story = generate_story(0, split="held_out", plan=StoryPlan(length=_SAMPLE))
    lengths = [
        [encoder.length(piece.text) for piece in story.pieces]
        for encoder in (_encoder(one), _encoder(other))
    ]
    return lengths[0] == lengths[1]


def _encoder(tokenizer: PreTrainedTokenizerBase) -> StoryEncoder:
    return StoryEncoder(lambda text: tokenizer.encode(text, add_special_tokens=False))


class FreshStories:
    """Plans stories by what one model learnt from, and writes them.

    Args:
        model: whose segments, and whose stories in training, say how long these are.
        tokenizer: of what reads them; every name of a place must be one token to it.

    Attributes:
        segment_length: S, which questions are counted by.
        trained_segments: the length, in segments, of the stories that the model was trained on.
    """

    def __init__(self, model: MemoryModel, tokenizer: PreTrainedTokenizerBase) -> None:
        self._encoder = _encoder(tokenizer)
        self.segment_length = int(model.config.segment_length)
        trained_on = model.config.trained_on or {}
        self.trained_segments = int(trained_on.get("segments", _DEFAULT_SEGMENTS))

    def usual(self) -> StoryPlan:
        """As long as in training; everybody moves, and is asked for, all the time."""
        return StoryPlan(
            length=self.trained_segments * self.segment_length,
            num_people=len(DEMO_WORLD.people),
            prose=0.5,
        )

    def far(self, distance: int) -> StoryPlan:
        """Everybody is introduced, prose follows, and `distance` segments later all are asked for.

        The questions fill a segment and may begin late in theirs; empty lines between paragraphs,
        which a plan does not count, move them further in long stories.
        """
        people, places = DEMO_WORLD.people, DEMO_WORLD.places
        fact = self._encoder.length(f"{people[0]} went to the {places[0]}.")
        return StoryPlan(
            length=(distance + 2 + distance // 32) * self.segment_length,
            num_people=len(people),
            prose=0.0,
            gap=(len(people) * fact, distance * self.segment_length),
        )

    def write(self, rng: random.Random, plan: StoryPlan, split: Split = "held_out") -> EncodedStory:
        """The next story, no longer than planned; its prose is always held out.

        Args:
            rng: what the story is drawn from.
            plan: of the story.
            split: whose pairs of person and place it has.

        Raises:
            DataError: the tokenizer does not fit.
        """
        story = generate_story(
            rng, split=split, prose_split="held_out", plan=plan, measure=self._encoder.length
        )
        return self._encoder.encode(story, self.segment_length, plan.length)
